"""Requests that somebody may be looking for: found by the register alone, more than they may see and never fewer.

Whoever asks decides what of it they may see (`dialogs.rights`); here a request is only left out that cannot be theirs.
Titles are found by the full text that similar requests are found by. It knows words by their stems, and people type
letter by letter: so it is asked for whatever stem the letters can have, and the title itself says the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median_low
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, TextClause, and_, false, func, literal, or_, select, text
from sqlalchemy import true as everything

from bot.register import schema
from bot.register.work_tables import request_checks, request_steps
from dialogs.records import SponsorState
from dialogs.sought import Sought, fits, names
from dialogs.statuses import DELIVERABLE, DELIVERED, Status
from dialogs.steps import CLOSED_CHECKS, StepState
from governance_rules.roles import PARTNER

LOOKED_AT: Final = 2000
"""Titles with such words, and requests, the newest first, that are looked at for somebody of the directory."""
_AT_FIRST: Final = 200
"""Of those titles, how many are looked at first: where a word is a common one, a page is among them."""
_SHORT: Final = 3
"""Letters from which a word narrows the search: fewer begin too many."""
_SURE, _ENDING = 4, 4
"""Letters at the beginning of a word that its stem has too, and how many at its end it may have otherwise."""
_AT_ONCE: Final = 500
_PROBED: Final = 9
_NEARBY: Final = 500
"""Requests on either side among which an item is looked for: rows of the list are made in the order of requests."""
_STILL: Final = tuple(status.value for status in DELIVERED)
_DELIVERED_NOW: Final = tuple(status.value for status in DELIVERABLE)
_CLOSED: Final = tuple(state.value for state in CLOSED_CHECKS)
_NOT_FOUND = (
    "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself "
    "it its itself they them their theirs themselves what which who whom this that these those am is are was were be "
    "been being have has had having do does did doing a an the and but if or because as until while of at by for with "
    "about against between into through during before after above below to from up down in out on off over under again "
    "further then once here there when where why how all any both each few more most other some such no nor not only "
    "own same so than too very s t can will just don should now"
)
_UNINDEXED: Final = tuple(_NOT_FOUND.split())
"""Words that PostgreSQL leaves out of its full text."""


@dataclass(frozen=True, slots=True)
class Sees:
    """Which requests may be somebody's to see, by the directory of the day."""

    aad_id: str
    all_of_them: bool = False
    areas: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    checks: frozenset[str] = frozenset()
    processes: frozenset[str] = frozenset()
    """Ids and names of those that they deliver."""
    partner_of: frozenset[str] = frozenset()
    """Areas whose IT business partner they are."""

    @property
    def directory(self) -> bool:
        """Whether the directory gives them requests beside their own."""
        return bool(self.all_of_them or self.areas or self.bodies or self.checks or self.processes)


@dataclass(frozen=True, slots=True)
class _Row:
    """As much of a request as tells whether it is meant. ``waits``: whether a body of theirs has it, or it is asked."""

    number: int
    title: str
    waits: bool


_Rows = dict[str, _Row]
"""By reference."""


def referring(connection: Connection, wanted: Sought) -> str | None:
    """The reference that was typed, where there is one; whoever asks decides whether it may be seen."""
    if wanted.number is None:
        return None
    r = schema.requests.c
    row = connection.execute(select(r.reference, r.number).where(r.number == wanted.number)).one_or_none()
    return str(row.reference) if row is not None and names(wanted, row.reference, row.number) else None


def by_words(connection: Connection, sees: Sees, wanted: Sought, enough: int) -> list[str]:
    """References of the requests whose titles fit, newest first: ``enough`` of them, where there are so many."""
    if not wanted.words:
        return []
    own = _own(connection, sees)
    found = _fitting(own, wanted)
    if not sees.directory:
        return found
    narrow = [word for word in wanted.words if len(word) >= _SHORT and not _is_left_out(word)]
    rows = own
    for looked_at in (_AT_FIRST, LOOKED_AT):
        if narrow:
            titles = _titles(connection, narrow, wanted, looked_at)
            rows |= _theirs(connection, sees, [one for one in titles if one not in rows])
        else:
            titles = []
            rows |= _newest(connection, _chosen(), sees, looked_at)
        found = _fitting(rows, wanted)
        if len(found) >= enough or (narrow and len(titles) < looked_at):
            break
    return found


def concerning(connection: Connection, sees: Sees) -> list[str]:
    """References of what concerns somebody: what may wait for them, what they sent, the rest; each newest first."""
    own = _own(connection, sees)
    rest = _newest(connection, _chosen(_waits(sees)), sees, LOOKED_AT) if sees.directory else {}
    places = [(row.waits, reference in own, row.number, reference) for reference, row in (own | rest).items()]
    return [place[-1] for place in sorted(places, reverse=True)]


def _fitting(rows: _Rows, wanted: Sought) -> list[str]:
    found = ((row.number, reference) for reference, row in rows.items() if fits(wanted, row.title))
    return [reference for _, reference in sorted(found, reverse=True)]


def _rows(connection: Connection, chosen: Select[Any]) -> _Rows:
    return {row.reference: _Row(row.number, row.title, bool(row.waits)) for row in connection.execute(chosen)}


def _chosen(waits: ColumnElement[bool] | None = None) -> Select[Any]:
    r = schema.requests.c
    return select(r.reference, r.number, r.title, (false() if waits is None else waits).label("waits"))


def _own(connection: Connection, sees: Sees) -> _Rows:
    """What they sent, joined or sponsor, whatever the directory says."""
    r, newest_first = schema.requests.c, schema.requests.c.number.desc()
    theirs = (r.aad_id == sees.aad_id, r.reference.in_(_joined(sees)), r.reference.in_(_sponsored(sees)))
    found: _Rows = {}
    asked = and_(r.aad_id == sees.aad_id, or_(r.open_question != "", r.status == Status.MORE_NEEDED.value))
    for one in theirs if sees.aad_id else ():
        found |= _rows(connection, _chosen(asked).where(one).order_by(newest_first).limit(LOOKED_AT))
    return found


def _joined(sees: Sees) -> Select[Any]:
    j = schema.joiners.c
    return select(j.reference).where(j.aad_id == sees.aad_id, j.role == "co_requester")


def _sponsored(sees: Sees) -> Select[Any]:
    r = schema.requests.c
    return select(r.reference).where(r.sponsor_id == sees.aad_id, r.sponsor_state != SponsorState.NOT_ME.value)


def _by_directory(sees: Sees) -> ColumnElement[bool]:
    """What the directory gives them."""
    if sees.all_of_them:
        return everything()
    r, s, c = schema.requests.c, request_steps.c, request_checks.c
    arms: list[ColumnElement[bool]] = []
    if sees.areas:
        # Not by the index of areas: it would read a whole area to find a few of these.
        arms.append(func.coalesce(r.area, "").in_(sees.areas))
    if sees.bodies:
        reached = or_(s.state != StepState.WAITING.value, s.since.is_not(None))
        arms.append(select(s.step).where(s.reference == r.reference, s.body.in_(sees.bodies), reached).exists())
    if sees.checks:
        arms.append(select(c.check_id).where(c.reference == r.reference, c.check_id.in_(sees.checks)).exists())
    if sees.processes:
        arms.append(and_(r.status.in_(_STILL), _process().in_(sees.processes)))
    return or_(*arms) if arms else false()


def _waits(sees: Sees) -> ColumnElement[bool]:
    """Whether something of a request may wait for somebody of the directory."""
    r, s, c = schema.requests.c, request_steps.c, request_checks.c
    # Written so that no index by states is taken: each request has a few rows, and so many of them are open.
    current = (s.reference == r.reference, s.state.not_in((StepState.WAITING.value, StepState.OVER.value)))
    whose = or_(s.body.in_(sees.bodies), and_(s.body == PARTNER, r.area.in_(sees.partner_of)))
    checks = (c.reference == r.reference, c.check_id.in_(sees.checks), c.live.is_not(False))
    delivered = and_(r.status.in_(_DELIVERED_NOW), _process().in_(sees.processes))
    return or_(
        select(s.step).where(*current, whose).exists(),
        select(c.check_id).where(*checks, c.state.not_in(_CLOSED)).exists(),
        delivered,
    )


def _process() -> ColumnElement[str]:
    r = schema.requests.c
    return func.coalesce(func.nullif(r.final_process, ""), r.process)


def _newest(connection: Connection, chosen: Select[Any], sees: Sees, looked_at: int) -> _Rows:
    r = schema.requests.c
    last = select(func.max(r.number)).scalar_subquery()
    return _rows(connection, chosen.where(r.number > last - looked_at, _by_directory(sees)))


def _theirs(connection: Connection, sees: Sees, references: Sequence[str]) -> _Rows:
    """Those of these requests that the directory gives somebody."""
    found: _Rows = {}
    for start in range(0, len(references), _AT_ONCE):
        among = schema.requests.c.reference.in_(references[start : start + _AT_ONCE])
        found |= _rows(connection, _chosen().where(among, _by_directory(sees)))
    return found


def _is_left_out(word: str) -> bool:
    return any(one.startswith(word) for one in _UNINDEXED)


def _beginnings(word: str) -> set[str]:
    """What the stem of a word that begins so can begin with: an end of these letters may be an ending, a y an i."""
    found = {word, word[: max(_SURE, len(word) - _ENDING)]}
    return found | {one[:-1] for one in found if one.endswith("y")}


def _stems(word: str) -> Iterator[str]:
    """What the whole stem of a word that begins so can be, where it is shorter than these letters."""
    for end in range(_SHORT - 1, len(word)):
        yield word[:end]
        yield f"{word[:end]}e"


def _titles(connection: Connection, narrow: Sequence[str], wanted: Sought, looked_at: int) -> list[str]:
    """References of titles that have these words, more or less, the newest first."""
    words, on_postgres = wanted.words, connection.dialect.name == "postgresql"
    given: dict[str, Any] = {"most": looked_at} | {f"w{n}": f"%{word}%" for n, word in enumerate(words)}
    if on_postgres:
        for n, word in enumerate(narrow):
            given[f"s{n}"] = " | ".join(
                (*(f"'{one}':*" for one in _beginnings(word)), *(f"'{stem}'" for stem in _stems(word)))
            )
            given[f"e{n}"] = f"'{word}'"
        asked = _postgres_titles(len(narrow), len(words))
    else:
        terms = (
            " OR ".join((*(f'"{one}"*' for one in _beginnings(word)), *(f'"{stem}"' for stem in _stems(word))))
            for word in narrow
        )
        given["words"] = " AND ".join(f"({one})" for one in terms)
        asked = _sqlite_titles(len(words))
    found = list(connection.execute(asked, given).scalars())
    if len(found) < looked_at and (on_postgres or wanted.beyond_ascii):  # PostgreSQL's full text knows no accents
        found += connection.execute(_POSTGRES_ACCENTED if on_postgres else _SQLITE_ACCENTED, given).scalars()
    return found


@lru_cache(maxsize=16)
def _sqlite_titles(words: int) -> TextClause:
    held = " AND ".join(f"(title LIKE :w{n} OR length(CAST(title AS BLOB)) <> length(title))" for n in range(words))
    asked = f"request_words MATCH :words AND {held}"
    return text(_TITLES.replace("WHERE", f"WHERE {asked} ORDER BY rowid DESC"))


@lru_cache(maxsize=128)
def _postgres_titles(narrow: int, words: int) -> TextClause:
    asked = " && ".join(f"(to_tsquery('simple', :s{n}) || to_tsquery('english', :e{n}))" for n in range(narrow))
    held = " AND ".join(f"(title ILIKE :w{n} OR octet_length(title) <> length(title))" for n in range(words))
    where = f"to_tsvector('english', title) @@ ({asked}) AND {held}"
    return text(_TITLES.replace("WHERE", f"WHERE {where} {_NEWEST_FIRST}"))


_TITLES: Final = "SELECT reference FROM request_words WHERE LIMIT :most"
_NEWEST_FIRST: Final = "ORDER BY length(reference) DESC, reference DESC"
_POSTGRES_ACCENTED: Final = text(
    "SELECT reference FROM request_words WHERE octet_length(title) <> length(title)"
    " ORDER BY length(reference) DESC, reference DESC LIMIT :most"
)
_SQLITE_ACCENTED: Final = text(
    "SELECT reference FROM request_words WHERE length(CAST(title AS BLOB)) <> length(title)"
    " ORDER BY rowid DESC LIMIT :most"
)


def of_item(connection: Connection, item: int) -> tuple[str, str] | None:
    """Reference and list address of the request that this row of the list shows; None: none does.

    There is no index by rows, and there need not be one: rows are made in the order of the requests, or nearly.
    """
    r = schema.requests.c
    there = (r.item.is_not(None), r.gone.is_(False))
    ends = connection.execute(select(func.min(r.number), func.max(r.number))).one()
    low, high = (ends[0] or 0, (ends[1] or 0) + 1)
    while high - low > _NEARBY:
        middle = (low + high) // 2
        near = select(r.item).where(r.number >= middle).order_by(r.number).limit(_PROBED)
        rows = [int(one) for one in connection.execute(near).scalars() if one and one.isdecimal()]
        low, high = (low, middle) if not rows or median_low(rows) > item else (middle, high)
    close = r.number.between(low - _NEARBY, high + _NEARBY)
    chosen = select(r.reference, r.list_url).where(close, r.item == literal(str(item)), *there)
    row = connection.execute(chosen.limit(1)).one_or_none()
    return (row.reference, row.list_url) if row is not None else None
