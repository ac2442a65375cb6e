"""Which values SharePoint takes into a column through Graph."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from bot.local.graph.columns import facet_of
from bot.local.graph.refused import bad
from bot.local.graph.store import Json, Store

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_LONGEST_NOTE = 63_999
_RICH = '<div class="ExternalClass0123456789ABCDEF0123456789ABCDEF"><p>{}</p></div>'
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def checked(store: Store, columns: Mapping[str, Mapping[str, Any]], fields: object) -> dict[str, Any]:
    """The values of a write, as they are kept. Raises `Refused` at the first that SharePoint would not take.

    None empties a cell. Read-only columns, objects, arrays without their type annotation, and unknown columns are
    refused.
    """
    if not isinstance(fields, dict):
        raise bad("'fields' must be an object")
    kept: dict[str, Any] = {}
    for name, value in fields.items():
        if "@" in name:
            continue
        column = columns.get(name)
        if column is None and name.endswith("LookupId"):
            column = columns.get(name.removesuffix("LookupId"))
        if column is None or name not in (column["name"], f"{column['name']}LookupId"):
            raise bad(f"Field '{name}' is not recognized")
        if column["readOnly"]:
            raise bad(f"Field '{name}' is read-only")
        if isinstance(value, dict):
            raise bad("Complex values are not supported for this column")
        if isinstance(value, list):
            _refuse_list(name, value, fields)
        kept[name] = None if value is None else _value(store, column, name, value)
    return kept


def _refuse_list(name: str, value: list[Any], fields: Mapping[str, Any]) -> None:
    wanted = "Collection(Edm.Int32)" if value and isinstance(value[0], int) else "Collection(Edm.String)"
    if fields.get(f"{name}@odata.type") != wanted:
        raise bad(f"A value without a type name was found for '{name}': expected '{wanted}'")
    # No column of several values can be made through Graph, so none of ours holds a list.
    raise bad(f"Field '{name}' takes one value")


def _value(store: Store, column: Mapping[str, Any], name: str, value: Json) -> Json:
    facet = facet_of(column)
    if facet == "personOrGroup":
        return _person(store, name, value)
    if facet == "boolean":
        return _of_type(value, bool)
    if facet in ("number", "currency"):
        if isinstance(value, bool):
            raise bad("Cannot convert a primitive value to the expected type 'Edm.Double'")
        return _of_type(value, (int, float))
    text = _of_type(value, str)
    if _NOT_XML.search(text):
        raise bad("The value holds characters that cannot be stored")
    if facet == "choice":
        if text not in column["choice"]["choices"] and not column["choice"].get("allowTextEntry"):
            raise bad(f"The value is not one of the choices of '{name}'")
        return text
    if facet == "dateTime":
        return _moment(text, store.zone if column["dateTime"].get("format") == "dateOnly" else None)
    if facet == "text":
        return _text(column, text)
    raise bad(f"Field '{name}' cannot be written")  # hyperlinks, pictures, terms, calculated columns


def _text(column: Mapping[str, Any], text: str) -> str:
    if column["text"].get("allowMultipleLines"):
        if _units(text) > _LONGEST_NOTE:
            raise bad("The text is too long")
        # Whatever is written into a rich column is kept as HTML; what is HTML already stays.
        rich = column["text"].get("textType") == "richText" and not text.startswith("<")
        return _RICH.format(escape(text).replace("\n", "<br>")) if rich and text else text
    if _units(text) > (column["text"].get("maxLength") or 255) or "\n" in text or "\r" in text:
        raise bad("Invalid text value. A text field contains invalid data. Please check the value and try again.")
    return text


def _units(text: str) -> int:
    """How SharePoint counts a text: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _moment(text: str, zone: ZoneInfo | None) -> str:
    """A time as it is read back: UTC. A bare date is midnight UTC; a day is kept as its midnight in ``zone``."""
    try:
        if _DATE.fullmatch(text) or _DATE_TIME.fullmatch(text):
            said = datetime.fromisoformat(text)
            when = said if said.tzinfo else said.replace(tzinfo=UTC)
            if zone is not None:
                when = when.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
            return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        pass
    raise bad("Cannot convert the literal to the expected type 'Edm.DateTimeOffset'")


def _person(store: Store, name: str, value: Json) -> int:
    if not name.endswith("LookupId"):
        raise bad(f"Write '{name}LookupId' instead")
    number = int(_of_type(value, int))
    if store.db.execute("SELECT 1 FROM people WHERE number = ?", (number,)).fetchone() is None:
        raise bad("The user does not exist or is not unique")
    return number


def _of_type(value: Json, kind: type | tuple[type, ...]) -> Json:
    if not isinstance(value, kind):
        raise bad("Cannot convert a value to the expected type of the column")
    return value
