"""The minutes of one meeting, as content: what was said of each request, with notes, actions and who does them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.board.content import Block, Document, Facts, Link, Paragraph, Section, Strong, Table, Words
from bot.board.paper import AUTHOR, day_words, place_words
from dialogs.agendas import Item, Meeting, is_gone
from dialogs.model import People, Request
from dialogs.records import Move
from dialogs.wording import LONDON, say, say_day, say_moment, working
from governance_rules import Rulebook
from governance_rules.bodies import Body
from governance_rules.meeting_times import time_words

_NOT_HEARD: Final = "Not heard"
_COMES_BACK: Final = "Not heard. It comes back to the next meeting"


@dataclass(frozen=True, slots=True)
class Minutes:
    """What is kept of one meeting, and what is needed to say it. ``made_at`` is aware.

    ``moves``: how requests moved on the roadmap in it, by reference.
    """

    rulebook: Rulebook
    people: People
    body: Body
    meeting: Meeting
    made_at: datetime
    place: str = ""
    moves: Mapping[str, Move] = field(default_factory=dict)


def minutes_of(kept: Minutes) -> Document:
    """The minutes of this meeting."""
    body = kept.body
    return Document(
        title=f"Minutes of the {body.name}",
        subtitle=f"Meeting on {day_words(kept.meeting.day)}",
        facts=tuple(_facts(kept)),
        opening=tuple(_opening(kept)),
        sections=tuple(_requests(kept)),
        author=AUTHOR,
        made_at=kept.made_at,
        subject=f"Decisions and actions of the {body.name} on {say_day(kept.meeting.day)}",
        keywords=f"{body.name}, {kept.meeting.day.isoformat()}, minutes, decisions, actions",
    )


def _facts(kept: Minutes) -> Iterator[tuple[str, Words]]:
    yield "Body", kept.body.name
    yield "Day", day_words(kept.meeting.day)
    if kept.meeting.opened_at:
        end = f" to {_clock(kept.meeting.closed_at)}" if kept.meeting.closed_at else ""
        yield "Time", f"{_clock(kept.meeting.opened_at)}{end}"
    yield "Place", place_words(kept.body, kept.place)
    members = kept.people.bodies.get(kept.body.id, ())
    if members:
        yield "Members", "; ".join(member.name for member in members)
    following = next((day for day in sorted(kept.body.next_dates) if day > kept.meeting.day), None)
    if following is not None:
        yield "Next meeting", day_words(following)
    yield "Made on", say_moment(kept.made_at)


def _clock(when: datetime) -> str:
    return time_words(when.astimezone(LONDON).time())


def _opening(kept: Minutes) -> Iterator[Block]:
    if not kept.meeting.items:
        yield Paragraph("No request was before this meeting.")
        return
    heard = sum(bool(item.outcome) for item in kept.meeting.items)
    yield Paragraph(f"{heard} of {len(kept.meeting.items)} requests were heard.")
    if kept.meeting.opened_at is not None and kept.meeting.closed_at is None:
        yield Paragraph((Strong("The meeting is not closed yet. "), "These minutes may change."))
    rows = tuple((str(item.place), _named(item.request), outcome_words(kept, item)) for item in kept.meeting.items)
    yield Table("Decisions", ("Item", "Request", "What was said"), rows, (1, 6, 5), frozenset({0}))
    to_do = [item for item in kept.meeting.items if item.action]
    if to_do:
        actions = tuple((item.action, item.owner or "Nobody was named", _named(item.request)) for item in to_do)
        yield Table("Actions", ("What is to be done", "Who", "Request"), actions, (6, 3, 5))
    else:
        yield Paragraph("No actions were agreed.")


def _named(request: Request) -> Words:
    return Link(f"{request.reference} {request.title}", request.reference)


def outcome_words(kept: Minutes, item: Item) -> str:
    """What was said of a request and where it moved, in sentences without the last stop."""
    if not item.outcome:
        return _NOT_HEARD if is_gone(kept.meeting, item) else _COMES_BACK
    words = say(working.OUTCOMES[item.outcome]) if item.outcome in working.OUTCOMES else item.outcome
    said, moved = f"{words[:1].upper()}{words[1:]}", _moved_words(kept, item)
    return f"{said}. {moved}" if moved else said


def _moved_words(kept: Minutes, item: Item) -> str:
    """From which timeframe to which it moved; empty where it did not."""
    move = kept.moves.get(item.reference)
    if move is None or not move.after:
        return ""
    after = kept.rulebook.named(move.after)
    return f"Moved from {kept.rulebook.named(move.before)} to {after}" if move.before else f"Moved to {after}"


def _requests(kept: Minutes) -> Iterator[Section]:
    if kept.meeting.items:
        yield Section("What was said of each request", ())
    yield from (_item(kept, item) for item in kept.meeting.items)


def _item(kept: Minutes, item: Item) -> Section:
    facts: list[tuple[str, Words]] = [("What was said", outcome_words(kept, item))]
    if item.note:
        facts.append(("Note", item.note))
    if item.action:
        facts.append(("Action", item.action))
        facts.append(("Who does it", item.owner or "Nobody was named"))
    if item.late:
        facts.append(("Late", "It came after the papers went out"))
    request = item.request
    heading = f"{item.place}. {request.reference} {request.title}"
    return Section(heading, (Facts(tuple(facts)),), level=2, anchor=request.reference)
