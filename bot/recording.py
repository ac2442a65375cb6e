"""Records what happened to a request: the request after it, timeline, history, and who is told; all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import Connection

from bot.deliveries import ledger
from bot.notify import notify
from bot.register import audit, requests
from bot.register.request_changes import store
from dialogs.events import (
    By,
    ContactChanged,
    CoRequesterJoined,
    CoRequesterRemoved,
    DecisionExplained,
    Event,
    FinalProcessChanged,
    HelpOffered,
    InformationAdded,
    ItemDeleted,
    ItemPosted,
    NoteAdded,
    NoteChanged,
    PickedUp,
    QuestionAsked,
    Reassigned,
    StatusChanged,
    Submitted,
    Withdrawn,
    apply,
)
from dialogs.model import People, Request

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
    number = store(connection, before, after, by.person.aad_id)
    what, fields = audited(event, before, after)
    audit.append(connection, now, audit.Entry(key, what, reference, fields))
    notify(connection, event, after, people, now, number=number, by=by.person.aad_id)
    if before.open_question and not after.open_question:
        ledger.message_again(connection, reference, after.requester.aad_id, QuestionAsked.name, now)
    return before, after


def audited(event: Event, before: Request, after: Request) -> tuple[str, Mapping[str, Any]]:
    """What the history says of it: never free text, and nobody's name."""
    match event:
        case Submitted():
            return event.name, {"interview": after.interview}
        case StatusChanged(status, note):
            return "changed_in_list", {"columns": ["status"] if note is None else ["note", "status"], "status": status}
        case NoteChanged():
            return "changed_in_list", {"columns": ["note"]}
        case FinalProcessChanged() | ContactChanged():
            return "changed_in_list", {"columns": [event.name]}
        case ItemPosted(item):
            return event.name, {"item": item}
        case ItemDeleted(item):
            return "item_deleted", {"item": item}
        case Withdrawn() | InformationAdded() | PickedUp() | Reassigned():
            moved = {name: {"from": getattr(before, name), "to": getattr(after, name)} for name in _MOVES}
            return event.name, {name: both for name, both in moved.items() if both["from"] != both["to"]}
        case HelpOffered() | NoteAdded() | QuestionAsked() | DecisionExplained():
            return event.name, {}
        case CoRequesterJoined() | CoRequesterRemoved():
            return event.name, {}
        case _:
            assert_never(event)
