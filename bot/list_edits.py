"""What an edit in the list means: the events for cells that are somebody else's doing, and which are our own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.register.list_items import ListItem
from bot.sharepoint.polling import COLUMNS, Changed, KnownRow
from bot.sharepoint.reading import Row
from bot.sharepoint.step_names import named_steps, named_timeframe
from dialogs.events import (
    ContactChanged,
    CurrentStepChanged,
    FinalProcessChanged,
    FromList,
    NoteChanged,
    StatusChanged,
    TimeframeChanged,
)
from dialogs.model import Request
from dialogs.statuses import Status
from dialogs.steps import current_steps
from governance_rules import Rulebook


@dataclass(frozen=True, slots=True)
class Strange:
    """A cell with names that decide nothing: how many, and which of them are bodies that the request does not meet."""

    column: str
    names: int
    bodies: tuple[str, ...] = ()


def events_of(theirs: Mapping[str, str], request: Request, rulebook: Rulebook) -> Iterator[FromList]:
    """What the governance team did, by the cells that are theirs: the status last, so that its message shows the rest.

    A status and a note that were written together are one thing that happened. A cell that was emptied, or that says
    what is so already, decides nothing.
    """
    if (contact := theirs.get("it_contact")) is not None:
        yield ContactChanged(contact)
    if (process := theirs.get("final_process")) is not None:
        yield FinalProcessChanged(process, request.final_process or request.decision.process)
    timeframe = named_timeframe(theirs.get("timeframe", ""), rulebook)
    if timeframe and timeframe != request.timeframe:
        yield TimeframeChanged(timeframe, theirs.get("note") or "")
    steps = named_steps(theirs.get("current_step", ""), request.steps, rulebook).steps
    moved = bool(steps) and set(steps) != {step.id for step in current_steps(request.steps)}
    if moved:
        names = {body.id: body.name for body in rulebook.bodies}
        yield CurrentStepChanged(steps, "; ".join(names.get(step, step.replace("_", " ")) for step in steps))
    status, note = theirs.get("status"), theirs.get("note")
    if status is not None and (moved or status != request.status):
        yield StatusChanged(status, note)
    elif note is not None and note != request.decision_note:
        yield NoteChanged(note)


def strange_in(theirs: Mapping[str, str], request: Request, rulebook: Rulebook) -> Iterator[Strange]:
    """The cells that name what this request or these rules do not know."""
    named = named_steps(theirs.get("current_step", ""), request.steps, rulebook)
    if named.strange:
        yield Strange(COLUMNS["current_step"], named.strange, named.elsewhere)
    timeframe = theirs.get("timeframe")
    if timeframe and named_timeframe(timeframe, rulebook) is None:
        yield Strange(COLUMNS["timeframe"], 1)


def without_owed(rows: Iterable[Row], known: Mapping[str, ListItem]) -> list[Row]:
    """The rows without the cells that an erasure still has to change there: what they say must not come back."""
    owed = {k.item: k for k in known.values() if k.owed}
    return [
        replace(
            row, fields={**row.fields, **{name: owed[row.item_id].cells.get(name) for name in owed[row.item_id].owed}}
        )
        if row.fields is not None and row.item_id in owed
        else row
        for row in rows
    ]


def known_row(row: ListItem) -> KnownRow:
    """What the list last said of a request, as it is compared."""
    said = {word: str(row.cells.get(column) or "") for word, column in COLUMNS.items()}
    ours = {"status": row.status, "it_contact": row.it_contact, "note": row.note}
    sending = {
        word: {*row.sending.get(column, ()), *((ours[word],) if word in ours else ())}
        for word, column in COLUMNS.items()
    }
    said["status"] = said["status"] or Status.SUBMITTED.value
    return KnownRow(row.reference, row.item or "", **said, deleted=row.gone, version=row.version, sending=sending)


def still_sending(sending: Mapping[str, tuple[str, ...]], change: Changed) -> dict[str, tuple[str, ...]]:
    """What is still on its way once this was seen: a cell that shows what we sent tells of that and what went before.

    A cell that shows something else was written over whatever we sent there.
    """
    left = dict(sending)
    for word, column in COLUMNS.items():
        value, sent = getattr(change, word), sending.get(column, ())
        if value in sent:
            left[column] = sent[sent.index(value) + 1 :]
        elif value is not None and word not in change.ours:
            left[column] = ()
    return left
