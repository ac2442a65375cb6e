"""The agenda of one meeting: which requests it has before it, in which order, and when each comes up.

Pure, and light enough for the host: no picture and no Word is made here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.model import Request
from dialogs.statuses import WITH_SOMEBODY, among
from dialogs.steps import current_steps
from governance_rules.bodies import Body
from governance_rules.meeting_times import after_minutes, time_words


@dataclass(frozen=True, slots=True)
class Marks:
    """What is kept of one item of a meeting: its place, from 1, and what its members should know of it."""

    place: int
    late: bool = False
    """It came after the papers went out."""
    put_off: bool = False
    """An earlier meeting did not decide it."""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One request on an agenda: its place, from 1, and from when (words such as 2:10pm; empty where nobody knows)."""

    request: Request
    place: int
    time: str = ""
    late: bool = False
    put_off: bool = False
    waits: bool = False
    """There are more requests than one meeting takes, and this one comes up only if there is time."""


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


def is_before(request: Request, body: str) -> bool:
    """Whether a request is with a body (id) now, so that its next meeting has it on the agenda."""
    having = any(step.body == body for step in current_steps(request.steps))
    return having and among(WITH_SOMEBODY, request.status)


def order_of(request: Request) -> tuple[int, int, str, int]:
    """Where a request stands among others: by value, then achievability, the highest first, then by its number.

    What has no scores comes last.
    """
    prefix, _, number = request.reference.rpartition("-")
    value, achievability = request.decision.value, request.decision.achievability
    return (
        -(-1 if value is None else value),
        -(-1 if achievability is None else achievability),
        prefix,
        int(number) if number.isdecimal() else 0,
    )


def in_order(requests: Iterable[Request]) -> tuple[Request, ...]:
    """These requests as a body takes them, the most worth doing first."""
    return tuple(sorted(requests, key=order_of))


def agenda_of(requests: Iterable[Request], body: Body, day: date, kept: Mapping[str, Marks] | None = None) -> Agenda:
    """The agenda of this meeting. ``requests``: perhaps more than belong on it; only those that are with the body do.

    ``kept``: what the register holds of items of this meeting, by reference. They stand first and in their places;
    without any it is the order of `in_order`. What is more than the body takes at a meeting waits.
    """
    marks = kept or {}
    there = [request for request in in_order(requests) if is_before(request, body.of or body.id)]
    there.sort(key=lambda request: marks[request.reference].place if request.reference in marks else len(marks) + 1)
    return Agenda(body, day, tuple(_items(there, body, marks)))


def _items(requests: Sequence[Request], body: Body, marks: Mapping[str, Marks]) -> Iterable[AgendaItem]:
    for number, request in enumerate(requests):
        mark = marks.get(request.reference)
        waits = number >= body.items_at_most
        minutes = number * body.minutes_an_item
        time = time_words(after_minutes(body.starts, minutes)) if body.starts and not waits else ""
        late, put_off = (mark.late, mark.put_off) if mark else (False, False)
        yield AgendaItem(request, number + 1, time, late, put_off, waits)
