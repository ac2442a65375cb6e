"""The query options of a call, read as strictly as SharePoint reads them."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.local.graph.refused import bad

UNINDEXED = "HonorNonIndexedQueriesWarningMayFailRandomly"
MOST = 5000
_CLAUSE = re.compile(r"fields/(\w+) (eq|ne|gt|ge|lt|le) ('(?:[^']|'')*'|-?\d+(?:\.\d+)?|null)")
_ORDER = re.compile(r"fields/(\w+)(?: (asc|desc))?")
_EXPAND = re.compile(r"fields(?:\(\$?select=([\w, ]+)\))?")


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparison of a filter: column, operator, and the value as text, number or None."""

    name: str
    operator: str
    value: str | float | None


@dataclass(frozen=True, slots=True)
class Query:
    """What a read of items asks for.

    ``fields``: None when not expanded, empty for all columns, else the chosen ones.
    """

    fields: tuple[str, ...] | None = None
    clauses: tuple[Clause, ...] = ()
    order: tuple[str, bool] | None = None
    """The column to sort by, and whether downwards."""
    top: int = 200
    start: int = 0
    """Rows to pass over; comes only from the stand-in's own ``$skiptoken``."""


def read_query(options: Mapping[str, str], columns: Mapping[str, Mapping[str, Any]], prefer: str) -> Query:
    """Read the options of ``GET …/items``.

    Raises `Refused` for what SharePoint does not support (``$skip``, ``$search``, ``$count``), for unknown columns,
    and for a filter or sort on a column without an index unless the ``Prefer`` header accepts that.
    """
    for option in options:
        if option not in ("$expand", "$filter", "$orderby", "$top", "$select", "$skiptoken"):
            raise bad(f"The query option '{option}' is not supported")
    query = Query(
        fields=_fields(options.get("$expand", ""), columns),
        clauses=_clauses(options.get("$filter", "")),
        order=_order(options.get("$orderby", "")),
        top=_top(options.get("$top", "200")),
        start=_start(options.get("$skiptoken", "")),
    )
    for name in [*(c.name for c in query.clauses), *([query.order[0]] if query.order else [])]:
        if name not in columns:
            raise bad(f"Field '{name}' is not recognized")
        if not columns[name]["indexed"] and UNINDEXED not in prefer:
            raise bad(
                f"Field '{name}' cannot be referenced in filter or orderby as it is not indexed. Provide the "
                f"'Prefer: {UNINDEXED}' header to allow this, but be warned that such queries may fail on large lists."
            )
    return query


def skiptoken(start: int) -> str:
    """The token of the page that begins after so many rows."""
    return base64.urlsafe_b64encode(f"Paged=TRUE&p_ID={start}".encode()).decode()


def _start(token: str) -> int:
    if not token:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token).decode().rpartition("=")[2])
    except ValueError:
        raise bad("The skip token is malformed") from None


def _top(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= MOST:
        raise bad("Invalid value for $top")
    return int(text)


def _fields(text: str, columns: Mapping[str, Any]) -> tuple[str, ...] | None:
    if not text:
        return None
    found = _EXPAND.fullmatch(text)
    if found is None:
        raise bad("Could not read $expand")
    names = tuple(name.strip() for name in (found[1] or "").split(",") if name.strip())
    for name in names:
        if name not in columns and name != "id":
            raise bad(f"Field '{name}' is not recognized")
    return names


def _order(text: str) -> tuple[str, bool] | None:
    if not text:
        return None
    found = _ORDER.fullmatch(text)
    if found is None:
        raise bad("Could not read $orderby")
    return found[1], found[2] == "desc"


def _clauses(text: str) -> tuple[Clause, ...]:
    clauses: list[Clause] = []
    at = 0
    while text:
        found = _CLAUSE.match(text, at)
        if found is None:
            raise bad("Invalid filter clause")
        clauses.append(Clause(found[1], found[2], _literal(found[3])))
        at = found.end()
        if at == len(text):
            break
        if not text.startswith(" and ", at):
            raise bad("Invalid filter clause")
        at += len(" and ")
    return tuple(clauses)


def _literal(text: str) -> str | float | None:
    if text == "null":
        return None
    return text[1:-1].replace("''", "'") if text.startswith("'") else float(text)
