"""Stores what an event made of a request: the difference between before and after, in one place."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, func, update

from bot.register import benefits, roadmap, schema
from bot.register.request_work import keep_checks_live, store_checks, store_steps
from bot.register.requests import add_to_timeline, join, remove
from dialogs.model import Person, Request
from dialogs.records import Sponsor
from dialogs.statuses import DECIDED, Status

_COLUMNS: Final = (
    *("status", "it_contact", "it_contact_id", "decision_note", "final_process", "open_question", "asked_by"),
    *("area", "details", "changed_at", "status_at", "board_timeframe"),
)
_OR_NOBODY: Final = frozenset({"it_contact_id", "asked_by"})
"""Columns that hold somebody's id, or nothing."""
_SOMEBODY_DECIDED: Final = DECIDED - {Status.WITHDRAWN}


def store(connection: Connection, before: Request, after: Request, by: str = "") -> int:
    """Store the difference. Gives the number of the timeline's new line, or 0 when there is none.

    ``by``: Entra id of who did it; empty when it was done in the list. So what they wrote can be erased with them.
    """
    c, reference = schema.requests.c, before.reference
    values: dict[str, Any] = {name: new for name in _COLUMNS if (new := getattr(after, name)) != getattr(before, name)}
    values |= {name: values[name] or None for name in _OR_NOBODY & values.keys()}
    if after.sponsor != before.sponsor:
        values |= _sponsor(after.sponsor)
    if "status" in values:
        values["status"] = str(after.status)
        if after.status in _SOMEBODY_DECIDED:
            values["decided_at"] = func.coalesce(c.decided_at, after.changed_at)
    if _first_contact(before, after):
        values["picked_up_at"] = func.coalesce(c.picked_up_at, after.changed_at)
    if values:
        connection.execute(update(schema.requests).where(c.reference == reference).values(**values))
    _store_people(connection, before, after, by)
    store_steps(connection, reference, before.steps, after.steps, by)
    store_checks(connection, reference, before.checks, after.checks, by)
    benefits.store(connection, reference, before.benefits, after.benefits)
    keep_checks_live(connection, reference, before.status, after.status)
    for move in after.moves[len(before.moves) :]:
        roadmap.add_move(connection, reference, move, by)
    number = 0
    for line in after.timeline[len(before.timeline) :]:
        number = add_to_timeline(connection, reference, line, by or None)
    return number


def _first_contact(before: Request, after: Request) -> bool:
    """Whether its partner has it now: picked up, here or in the list, or answered at once without that."""
    with_partner = after.status == Status.WITH_PARTNER != before.status
    return with_partner or bool(after.it_contact_id and not before.it_contact_id)


def _sponsor(sponsor: Sponsor | None) -> dict[str, Any]:
    """The columns of who was named as sponsor; empty where nobody was, or by a name alone."""
    if sponsor is None:
        return {"sponsor_id": None, "sponsor_upn": "", "sponsor_state": "", "sponsor_at": None}
    who = {"sponsor_id": sponsor.person.aad_id or None, "sponsor_upn": sponsor.person.upn}
    return {**who, "sponsor_state": sponsor.state.value, "sponsor_at": sponsor.at}


def _store_people(connection: Connection, before: Request, after: Request, by: str) -> None:
    """Who joined, who was taken off, and who helps: a helper is whoever said so."""
    at = after.timeline[-1].when if after.timeline else after.changed_at
    for person in after.co_requesters:
        if person not in before.co_requesters:
            join(connection, after.reference, person, "co_requester", at)
    for person in before.co_requesters:
        if person not in after.co_requesters:
            remove(connection, after.reference, person)
    for name in after.helpers[len(before.helpers) :]:
        join(connection, after.reference, Person(by, name), "helper", at)
