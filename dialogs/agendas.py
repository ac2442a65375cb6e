"""The agenda of one meeting of a body: what is on it, in which order, and what of it comes next. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

from dialogs.people import People
from dialogs.records import Person, Request
from dialogs.steps import Outcome, RequestStep, current_steps
from governance_rules import Rulebook
from governance_rules.model import Body

UNDECIDED: Final = frozenset({"", Outcome.DEFER.value, Outcome.MORE_INFORMATION.value})
"""What was said at a meeting of a request that comes back to the next: nothing, or that it waits."""


@dataclass(frozen=True, slots=True)
class Item:
    """One request on an agenda, and what was said of it at the meeting."""

    request: Request
    place: int
    late: bool = False
    """It came after the papers went out."""
    put_off: bool = False
    """An earlier meeting did not decide it."""
    called_at: datetime | None = None
    outcome: str = ""
    """An `Outcome`; empty: nothing was said yet."""
    note: str = ""
    action: str = ""
    owner: str = ""
    """Who does what ``action`` says, as they were named."""

    @property
    def reference(self) -> str:
        """The reference of its request."""
        return self.request.reference


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of a body: its agenda, and how far it has come."""

    body: str
    day: date
    items: tuple[Item, ...] = ()
    waiting: int = 0
    """Requests for which this meeting has no room."""
    papers_at: datetime | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    holds_news: bool = False
    held: int = 0
    """Requests of which something is told only when it is over."""
    read: bool = True
    """Whether the agenda was looked up; of several meetings only their days are."""

    @property
    def runs(self) -> bool:
        """Whether it has begun and is not over."""
        return self.opened_at is not None and self.closed_at is None

    def item(self, reference: str) -> Item | None:
        """What this reference is on the agenda, or None."""
        return next((one for one in self.items if one.reference == reference), None)


@dataclass(frozen=True, slots=True)
class MeetingWanted:
    """Which meeting a turn needs: that of ``body``, or of any body of the person's where it is empty.

    ``ahead``: the next one that is not over, whatever its day; otherwise today's.
    """

    body: str = ""
    ahead: bool = False


Happening = Literal["opened", "opened_again", "said", "news_held", "news_told", "closed"]
"""What happens in a meeting; calling a request is none of it."""


@dataclass(frozen=True, slots=True)
class KeepMeeting:
    """An effect of a turn: keep this meeting as it is now, and what has just happened in it."""

    meeting: Meeting
    happened: tuple[Happening, ...] = ()


@dataclass(frozen=True, slots=True)
class CallItem:
    """An effect of a turn: every member of the body gets the request that is heard now, in their own chat."""

    body: str
    day: date
    reference: str


@dataclass(frozen=True, slots=True)
class KeepAgenda:
    """An effect of a turn: the agenda of this body is kept in the channel of the turn, and in no other."""

    body: str


@dataclass(frozen=True, slots=True)
class StopAgenda:
    """An effect of a turn: the agenda of this body is kept in no channel any more."""

    body: str


def bodies_that_meet(rulebook: Rulebook) -> tuple[Body, ...]:
    """The bodies that decide at meetings: those that need none have working days instead."""
    return tuple(body for body in rulebook.bodies if not body.of and not body.working_days)


def bodies_shown_to(rulebook: Rulebook, people: People, person: Person) -> tuple[Body, ...]:
    """The bodies whose agendas this person may see: their own, and all of them for the governance team."""
    own, governs = people.bodies_of(person.aad_id), people.governs(person.aad_id)
    return tuple(body for body in bodies_that_meet(rulebook) if person.aad_id and (governs or body.id in own))


def body_named(rulebook: Rulebook, words: str) -> Body | None:
    """The body that meets and is meant by these words: its id, its name, or words that only its name has."""
    said = " ".join(words.replace("_", " ").casefold().replace(",", " ").split())
    if not said:
        return None
    known = [(body, f"{body.id} {body.name}".replace("_", " ").replace(",", " ").casefold()) for body in
             bodies_that_meet(rulebook)]  # fmt: skip
    for body, _ in known:
        if said in {body.id.replace("_", " "), " ".join(body.name.casefold().replace(",", " ").split())}:
            return body
    found = [body for body, name in known if set(said.split()) <= set(name.split())]
    return found[0] if len(found) == 1 else None


def meeting_day(body: Body, today: date, *, after_today: bool = False) -> date | None:
    """The day of its next meeting, today's or a later one; None: the rules name none."""
    return next((day for day in sorted(body.next_dates) if day > today or (day == today and not after_today)), None)


def step_at(request: Request, body: str) -> RequestStep | None:
    """The step by which this body has the request now; None: it does not."""
    return next((step for step in current_steps(request.steps) if step.body == body), None)


def in_order(requests: Iterable[Request]) -> list[Request]:
    """As a paper lists them: by value, then achievability, the best first, then the oldest."""
    return sorted(requests, key=order_of)


def order_of(request: Request) -> tuple[int, int, str, int]:
    """Where a request stands among others; what has no scores comes last."""
    decision, (prefix, _, number) = request.decision, request.reference.rpartition("-")
    value, achievability = (-1 if score is None else score for score in (decision.value, decision.achievability))
    return -value, -achievability, prefix, int(number) if number.isdecimal() else 0


def filled(meeting: Meeting, found: Sequence[Request], put_off: Collection[str], most: int) -> Meeting:
    """The meeting with what has come to its body since its agenda was kept, as far as it has room for ``most``.

    ``found``: the requests that the body has now. ``put_off``: references that an earlier meeting did not decide: where
    there is not room for all, they come first. What came after the papers is late, and last.
    """
    kept = {item.reference for item in meeting.items}
    new = [request for request in in_order(found) if request.reference not in kept]
    first = sorted(new, key=lambda one: one.reference not in put_off)
    taken = {one.reference for one in first[: max(0, most - len(_counting(meeting)))]}
    chosen = [request for request in new if request.reference in taken]
    last = max((item.place for item in meeting.items), default=0)
    late = meeting.papers_at is not None
    items = (
        Item(request, last + number, late=late, put_off=request.reference in put_off)
        for number, request in enumerate(chosen, 1)
    )
    return replace(meeting, items=(*meeting.items, *items), waiting=len(new) - len(chosen))


def _counting(meeting: Meeting) -> list[Item]:
    return [item for item in meeting.items if not is_gone(meeting, item)]


def is_gone(meeting: Meeting, item: Item) -> bool:
    """Whether nothing was said of it and the body has it no more: it was withdrawn, or decided elsewhere."""
    return not item.outcome and step_at(item.request, meeting.body) is None


def open_items(meeting: Meeting) -> list[Item]:
    """Those of which something is still to be said, in order."""
    return [item for item in meeting.items if not item.outcome and not is_gone(meeting, item)]


def next_of(meeting: Meeting, after: str = "") -> Item | None:
    """What is to be heard now: what was called last and is still open, else the first that is open.

    ``after``: the reference behind which it stands; then nothing comes when all behind it was heard.
    """
    left = open_items(meeting)
    if after and (before := meeting.item(after)):
        return next((item for item in left if item.place > before.place), None)
    called = [item for item in left if item.called_at is not None]
    latest = max(called, key=lambda item: item.called_at.timestamp() if item.called_at else 0.0, default=None)
    return latest or (left[0] if left else None)


def with_item(meeting: Meeting, item: Item) -> Meeting:
    """The meeting with this item in the place of what it was."""
    return replace(meeting, items=tuple(item if one.reference == item.reference else one for one in meeting.items))
