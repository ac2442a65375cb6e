"""Requests that somebody may be looking for: found by the register alone, more than they may see and never fewer.

Whoever asks decides what of it they may see (`dialogs.rights`); here a request is only left out that cannot be theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, false, func, or_, select
from sqlalchemy import true as everything

from bot.register import schema
from bot.register.title_search import narrowing, titled
from bot.register.work_tables import request_checks, request_steps
from dialogs.records import SponsorState
from dialogs.sought import Sought, fits, names
from dialogs.statuses import DELIVERABLE, DELIVERED, Status
from dialogs.steps import CLOSED_CHECKS, StepState
from governance_rules.roles import PARTNER

LOOKED_AT: Final = 2000
"""Titles with such words, the newest first, that are looked at for somebody of the directory."""
_NEWEST: Final = 1000
"""Of all requests those that are looked at where no word narrows the search, and before anything is typed."""
_AT_FIRST: Final = 200
"""Of those titles, how many SQLite looks at first, which finds them one by one: a page is often among them."""
_AT_ONCE: Final = 250
_STILL: Final = tuple(status.value for status in DELIVERED)
_DELIVERED_NOW: Final = tuple(status.value for status in DELIVERABLE)
_CLOSED: Final = tuple(state.value for state in CLOSED_CHECKS)


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
    narrow = narrowing(wanted)
    rows = own
    for looked_at in (LOOKED_AT,) if connection.dialect.name == "postgresql" else (_AT_FIRST, LOOKED_AT):
        titles = (
            titled(connection, narrow, wanted, looked_at) if narrow else _newest(connection, min(looked_at, _NEWEST))
        )
        for start in range(0, len(titles), _AT_ONCE):
            rows |= _theirs(connection, sees, titles[start : start + _AT_ONCE])
            found = _fitting(rows, wanted)
            if len(found) >= enough:
                return found
        if len(titles) < looked_at:
            break
    return found


def concerning(connection: Connection, sees: Sees) -> list[str]:
    """References of what concerns somebody: what may wait for them, what they sent, the rest; each newest first."""
    own = _own(connection, sees)
    rest = _theirs(connection, sees, _newest(connection, _NEWEST), waits=True) if sees.directory else {}
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


_Among = Sequence[str]
"""References of the requests that are looked at. What is joined to them is looked up for these alone: left to itself,
PostgreSQL reads every step and check that there is."""


def _with_step(among: _Among, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    s = request_steps.c
    return schema.requests.c.reference.in_(select(s.reference).where(s.reference.in_(among), *conditions))


def _with_check(among: _Among, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    c = request_checks.c
    return schema.requests.c.reference.in_(select(c.reference).where(c.reference.in_(among), *conditions))


def _by_directory(sees: Sees, among: _Among) -> ColumnElement[bool]:
    """What the directory gives them of these."""
    if sees.all_of_them:
        return everything()
    r, s, c = schema.requests.c, request_steps.c, request_checks.c
    arms: list[ColumnElement[bool]] = []
    if sees.areas:
        # Not by an index of areas or statuses: it would read a whole area to find a few of these.
        arms.append(func.coalesce(r.area, "").in_(sees.areas))
    if sees.bodies:
        reached = or_(s.state != StepState.WAITING.value, s.since.is_not(None))
        arms.append(_with_step(among, s.body.in_(sees.bodies), reached))
    if sees.checks:
        arms.append(_with_check(among, c.check_id.in_(sees.checks)))
    if sees.processes:
        arms.append(and_(func.coalesce(r.status, "").in_(_STILL), _process().in_(sees.processes)))
    return or_(*arms) if arms else false()


def _waits(sees: Sees, among: _Among) -> ColumnElement[bool]:
    """Whether something of a request may wait for somebody of the directory."""
    r, s, c = schema.requests.c, request_steps.c, request_checks.c
    current = s.state.not_in((StepState.WAITING.value, StepState.OVER.value))  # not by the index of states, as above
    arms: list[ColumnElement[bool]] = []
    if sees.bodies:
        arms.append(_with_step(among, current, s.body.in_(sees.bodies)))
    if sees.partner_of:
        arms.append(and_(r.area.in_(sees.partner_of), _with_step(among, current, s.body == PARTNER)))
    if sees.checks:
        arms.append(_with_check(among, c.check_id.in_(sees.checks), c.live.is_not(False), c.state.not_in(_CLOSED)))
    if sees.processes:
        arms.append(and_(r.status.in_(_DELIVERED_NOW), _process().in_(sees.processes)))
    return or_(*arms) if arms else false()


def _process() -> ColumnElement[str]:
    r = schema.requests.c
    return func.coalesce(func.nullif(r.final_process, ""), r.process)


def _newest(connection: Connection, looked_at: int) -> list[str]:
    """References of the newest requests of all."""
    r = schema.requests.c
    last = select(func.max(r.number)).scalar_subquery()
    newest = select(r.reference).where(r.number > last - looked_at).order_by(r.number.desc())
    return list(connection.execute(newest).scalars())


def _theirs(connection: Connection, sees: Sees, references: _Among, *, waits: bool = False) -> _Rows:
    """Those of these requests that the directory gives somebody; ``waits``: with whether something waits for them."""
    found: _Rows = {}
    for start in range(0, len(references), _AT_ONCE):
        among = references[start : start + _AT_ONCE]
        chosen = _chosen(_waits(sees, among) if waits else None)
        there = schema.requests.c.reference.in_(among)
        found |= _rows(connection, chosen.where(there, _by_directory(sees, among)))
    return found


def of_item(connection: Connection, item: int) -> tuple[str, str] | None:
    """Reference and list address of the request that this row of the list shows; None: none does."""
    r = schema.requests.c
    chosen = select(r.reference, r.list_url).where(r.item == str(item), r.gone.is_(False))
    row = connection.execute(chosen.limit(1)).one_or_none()
    return (row.reference, row.list_url) if row is not None else None
