"""The agenda of one meeting as its papers show it: in order, with times, and with what there may be no time for.

Which requests a meeting has before it is said in `dialogs/agendas.py`, for the chat and for papers alike. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.agendas import Meeting, in_order, is_gone
from dialogs.model import Request
from governance_rules.bodies import Body
from governance_rules.meeting_times import after_minutes, time_words


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One request on an agenda: its place, from 1, and from when (words such as 2:10pm; empty where nobody knows)."""

    request: Request
    place: int
    time: str = ""
    late: bool = False
    """It came after the papers went out."""
    put_off: bool = False
    """An earlier meeting did not decide it."""
    waits: bool = False
    """There are more requests than one meeting takes, and this one comes up only if there is time."""
    outcome: str = ""
    """What the meeting has said of it already: an `Outcome`, or empty."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """What one meeting of a body has before it, in order."""

    body: Body
    day: date
    items: tuple[AgendaItem, ...]

    @property
    def heard(self) -> tuple[AgendaItem, ...]:
        """Those for which there is time."""
        return tuple(item for item in self.items if not item.waits)

    @property
    def waiting(self) -> tuple[AgendaItem, ...]:
        """Those that wait for the next meeting, if nothing else is left."""
        return tuple(item for item in self.items if item.waits)


def agenda_of(meeting: Meeting, body: Body, found: Sequence[Request]) -> Agenda:
    """The agenda of this meeting. ``found``: every request that is with the body; those without room wait at its end.

    What was withdrawn or decided elsewhere since the agenda was kept is left out.
    """
    return Agenda(body, meeting.day, tuple(_items(meeting, body, found)))


def _items(meeting: Meeting, body: Body, found: Sequence[Request]) -> Iterator[AgendaItem]:
    on_it = [item for item in meeting.items if not is_gone(meeting, item)]
    for number, item in enumerate(on_it):
        time = time_words(after_minutes(body.starts, number * body.minutes_an_item)) if body.starts else ""
        yield AgendaItem(item.request, item.place, time, item.late, item.put_off, outcome=item.outcome)
    listed = {item.reference for item in meeting.items}
    last = max((item.place for item in on_it), default=0)
    rest = in_order(request for request in found if request.reference not in listed)
    yield from (AgendaItem(request, place, waits=True) for place, request in enumerate(rest, last + 1))
