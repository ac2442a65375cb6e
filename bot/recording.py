"""Records what happened to a request: the request after it, timeline, history, and who is told; all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import Connection

from bot import called_items
from bot.deliveries import ledger
from bot.meetings import hold_for, note_heard
from bot.notify import hold_cards, notify
from bot.people.sponsor_cards import sponsor_card_of
from bot.register import audit, requests
from bot.register.request_changes import store
from dialogs import events
from dialogs.benefits import BenefitMeasured
from dialogs.changes import apply
from dialogs.events import By, Event, Work
from dialogs.model import People, Person, Request
from dialogs.sponsor_events import SponsorAnswered, SponsorFound, Sponsoring, SponsorNamed, SponsorNotReached

BY_THE_BOT = By(Person("", ""), "")
"""Who did what nobody did: a delivery found it out."""
_MOVES = ("status", "area")
"""What of a request the history tells from what to what: our own words, and nothing that a person wrote."""


def record(
    connection: Connection, reference: str, event: Event, by: By, key: str, people: People, now: datetime
) -> tuple[Request, Request] | None:
    """Record one event, and enqueue what people are told of it. Gives the request before and after; None: no such.

    ``key``: who did it, as the history names them.
    """
    before = requests.find(connection, reference)
    if before is None:
        return None
    after = apply(before, event, by, now)
    if after is before:  # somebody else was first, such as another member of the body
        return None
    number = store(connection, before, after, by.person.aad_id)
    what, fields = audited(event, before, after)
    audit.append(connection, now, audit.Entry(key, what, reference, fields))
    note_heard(connection, before, event, by.person.aad_id, now)
    if isinstance(event, events.StepDecided):
        called_items.heard(connection, reference, by.person, now)
    moved, held = before.status != after.status, hold_for(connection, before, event, people, now)
    notify(connection, event, after, people, now, number=number, by=by.person.aad_id, status_moved=moved, held=held)
    again: list[str] = []
    if before.open_question and not after.open_question:
        again += ledger.message_again(connection, reference, after.requester.aad_id, events.QuestionAsked.name, now)
    if isinstance(event, Sponsoring):
        _about_sponsor(connection, event, before, after, people, now)
    elif after.sponsor is not None and after.sponsor.person.aad_id and _elsewhere(before, after):
        again += ledger.show_again(connection, [reference], now, recipient=after.sponsor.person.aad_id)
    if held is not None:
        hold_cards(connection, held, reference, again)
    return before, after


def _elsewhere(before: Request, after: Request) -> bool:
    """Whether it stands elsewhere on its route, or brought something else, as the sponsor's card says."""
    return (before.status, before.steps, before.benefits) != (after.status, after.steps, after.benefits)


def _about_sponsor(
    connection: Connection, event: Sponsoring, before: Request, after: Request, people: People, now: datetime
) -> None:
    """Bring the card of whoever was asked up to date; and say so at once where Teams takes nothing for who is asked."""
    asked = before.sponsor
    if asked is not None and asked.person.aad_id and not isinstance(event, SponsorFound):
        ledger.show_again(connection, [after.reference], now, recipient=asked.person.aad_id)
    if isinstance(event, SponsorNamed | SponsorFound):
        card = ledger.find(connection, sponsor_card_of(after))
        if card is not None and card.state == "refused":
            record(connection, after.reference, SponsorNotReached(), BY_THE_BOT, "rules", people, now)


def audited(event: Event, before: Request, after: Request) -> tuple[str, Mapping[str, Any]]:
    """What the history says of it: never free text, and nobody's name."""
    if isinstance(event, Work | Sponsoring):
        return _audited_work(event, before, after)
    match event:
        case events.Submitted():
            return event.name, {"interview": after.interview}
        case events.StatusChanged(status, note):
            return "changed_in_list", {"columns": ["status"] if note is None else ["note", "status"], "status": status}
        case events.NoteChanged():
            return "changed_in_list", {"columns": ["note"]}
        case events.FinalProcessChanged() | events.ContactChanged() | events.TimeframeChanged():
            return "changed_in_list", {"columns": [event.name]}
        case events.ItemPosted(item):
            return event.name, {"item": item}
        case events.ItemDeleted(item):
            return "item_deleted", {"item": item}
        case events.Withdrawn() | events.InformationAdded() | events.PickedUp() | events.Reassigned():
            return event.name, _moved(before, after)
        case (
            events.HelpOffered() | events.NoteAdded() | events.QuestionAsked() | events.DecisionExplained()
            | events.CoRequesterJoined() | events.CoRequesterRemoved()
        ):  # fmt: skip
            return event.name, {}
        case _:
            assert_never(event)


def _audited_work(event: Work | Sponsoring, before: Request, after: Request) -> tuple[str, Mapping[str, Any]]:
    if isinstance(event, Sponsoring):
        return _audited_sponsor(event)
    match event:
        case events.StepDecided(step, _, outcome):
            return event.name, {"step": step, "outcome": outcome.value, **_moved(before, after)}
        case events.CheckUpdated(check, _, state):
            was = next((one.state.value for one in before.checks if one.id == check), "")
            return event.name, {"check": check, "state": {"from": was, "to": state.value}}
        case events.DeliveryMoved():
            return event.name, _moved(before, after)
        case events.CurrentStepChanged(steps):
            return "changed_in_list", {"columns": [event.name], "steps": list(steps), **_moved(before, after)}
        case BenefitMeasured(months, role, measured):
            return event.name, {"after": months, "role": role, "measured": measured.value}
        case _:
            assert_never(event)


def _audited_sponsor(event: Sponsoring) -> tuple[str, Mapping[str, Any]]:
    match event:
        case SponsorAnswered(confirmed, check):
            return event.name, {"confirmed": confirmed, **({"check": check} if confirmed and check else {})}
        case SponsorNamed(person):
            return event.name, {"with_address": bool(person.upn)}
        case SponsorFound() | SponsorNotReached():
            return event.name, {}
        case _:
            assert_never(event)


def _moved(before: Request, after: Request) -> Mapping[str, Any]:
    """From what to what it moved."""
    moved = {name: {"from": getattr(before, name), "to": getattr(after, name)} for name in _MOVES}
    return {name: both for name, both in moved.items() if both["from"] != both["to"]}
