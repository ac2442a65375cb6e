"""The quarterly review of the roadmap as a paper: what moved and why, what no longer fits, what was done, the whole.

Only commands import this, as its chart is drawn by matplotlib.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.board.charts import bars
from bot.board.content import Block, Bullets, Document, Link, Paragraph, Section, Table, Words, one_line
from bot.board.paper import AUTHOR, MOST_BARS
from bot.board.roadmap import Names, heading, room_words, title_of
from dialogs.cards.request import status_name
from dialogs.roadmap import Entry, Finished, Group, Roadmap, Room
from dialogs.wording import local_day, say_day, say_moment
from governance_rules.capacity import next_quarter

_MOVED, _FITS, _DONE = "what-moved", "what-fits", "what-was-done"
_MONTHS: Final = ("January to March", "April to June", "July to September", "October to December")


@dataclass(frozen=True, slots=True)
class Review:
    """Everything that the paper is made from. ``roadmap`` is that of today, with what moved in the quarter.

    ``quarter``: its first day. ``body``: the name of whoever reviews it, empty where the rules name nobody.
    """

    quarter: date
    roadmap: Roadmap
    finished: tuple[Finished, ...]
    names: Names
    body: str
    made_at: datetime

    @property
    def last(self) -> date:
        """The last day of the quarter."""
        return next_quarter(self.quarter) - timedelta(days=1)

    @property
    def with_room(self) -> tuple[tuple[Group, Room], ...]:
        """The timeframes of which the rules say how much room they have."""
        return tuple((group, group.room) for group in self.roadmap.groups if group.room)


def quarter_words(quarter: date) -> str:
    """A quarter by its months, since the first of a council's year is not the first of the calendar."""
    return f"{_MONTHS[quarter.month // 3]} {quarter.year}"


def review_of(review: Review) -> Document:
    """The paper of this review."""
    words = quarter_words(review.quarter)
    sections = [
        Section("What moved", tuple(_moves(review)), anchor=_MOVED),
        Section("What fits, and what no longer does", tuple(_room(review)), anchor=_FITS),
        Section("What was done", tuple(_finished(review)), anchor=_DONE),
        *(_timeframe(review, group) for group in review.roadmap.groups),
    ]
    return Document(
        title="Review of the roadmap",
        subtitle=words,
        facts=tuple(_facts(review)),
        opening=tuple(_opening(review)),
        sections=tuple(sections),
        author=AUTHOR,
        made_at=review.made_at,
        subject=f"Roadmap of {words}",
        keywords=f"roadmap, review, {words}",
    )


def _facts(review: Review) -> Iterator[tuple[str, Words]]:
    if review.body:
        yield "For", review.body
    yield "Quarter", f"{say_day(review.quarter)} to {say_day(review.last)}"
    yield "Roadmap of", say_day(review.roadmap.day)
    yield "Made on", say_moment(review.made_at)


def _opening(review: Review) -> Iterator[Block]:
    roadmap = review.roadmap
    if review.last < roadmap.day:
        yield Paragraph("The quarter is over. The roadmap is shown as it stands now, and what moved in the quarter.")
    elif roadmap.day < review.last:
        yield Paragraph("The quarter is not over. What moves from now on stands in a paper that is made later.")
    yield Paragraph(f"{_requests(len(roadmap.entries), 'is', 'are')} on the roadmap:")
    yield Bullets(tuple(Link(heading(group), _anchor(group)) for group in roadmap.groups))
    over = sum(len(room.over) for _, room in review.with_room)
    fits = f"{_requests(over, 'no longer fits', 'no longer fit')}" if review.with_room else _NO_ROOM
    moved, done = len(roadmap.moved), len(review.finished)
    yield Paragraph("What to look at:")
    yield Bullets(
        (
            Link(f"{moved:,} {'move' if moved == 1 else 'moves'} in the quarter", _MOVED),
            Link(fits, _FITS),
            Link(f"{_requests(done, 'was', 'were')} done in the quarter", _DONE),
        )
    )
    areas = Counter(review.names.area(entry.area) for entry in roadmap.entries)
    if len(areas) > 1:
        yield bars("Requests on the roadmap by service area", areas.most_common(MOST_BARS))


_NO_ROOM: Final = "How much room there is has not been said"


def _requests(many: int, one: str, several: str) -> str:
    return f"{many:,} request {one}" if many == 1 else f"{many:,} requests {several}"


def _moves(review: Review) -> Iterator[Block]:
    moved, titles = review.roadmap.moved, {entry.reference: entry for entry in review.roadmap.entries}
    if not moved:
        yield Paragraph("Nothing that is on the roadmap moved in this quarter.")
        return
    yield Paragraph("Each move of what is on the roadmap, in the order in which they were made.")
    rows = [
        (
            _request(titles[one.reference]),
            f"{_capital(review.names.timeframe(one.move.before))} to {review.names.timeframe(one.move.after)}",
            say_day(one.move.at),
            one_line(one.move.who) or "Not known",
            one_line(one.move.why) or "No reason was given",
        )
        for one in moved
    ]
    yield Table("Moves in the quarter", ("Request", "From and to", "Day", "By", "Why"), tuple(rows), (8, 4, 5, 6, 8))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _request(entry: Entry) -> str:
    return f"{entry.reference} {title_of(entry)}"


def _room(review: Review) -> Iterator[Block]:
    if not review.with_room:
        yield Paragraph(
            "The rules do not say how many days of work there are in a quarter, so nobody can tell what fits. "
            "The governance team can write it into the rules."
        )
        return
    yield Paragraph(
        "Work in delivery has the days first, then the first timeframe, and within each what is worth most. A request "
        "no longer fits when all the work before it and its own need more days than there are."
    )
    for group, room in review.with_room:
        yield Paragraph(f"{group.name}: {room_words(room)}")
        for references, what in ((room.over, "no longer fits"), (room.unknown, "has no known effort")):
            rows = [_row(review, entry) for entry in group.entries if entry.reference in references]
            if rows:
                yield Table(f"What {what}: {group.name}", _columns(review), tuple(rows), _WIDTHS, _NUMBERS)


def _finished(review: Review) -> Iterator[Block]:
    if not review.finished:
        yield Paragraph("Nothing was marked as done in this quarter.")
        return
    rows = tuple(
        (f"{one.reference} {one_line(one.title)}", review.names.area(one.area), say_day(local_day(one.at)))
        for one in review.finished
    )
    yield Table("Done in the quarter", ("Request", "Service area", "Day"), rows, (5, 3, 2))


_WIDTHS: Final = (12, 7, 5, 4, 5, 6)
_NUMBERS: Final = frozenset({3, 4})


def _columns(review: Review) -> tuple[str, ...]:
    return ("Request", "Service area", "Status", review.names.value, review.names.achievability, "Timeframe")


def _row(review: Review, entry: Entry) -> tuple[Words, ...]:
    return (
        _request(entry),
        review.names.area(entry.area),
        status_name(entry.status),
        "None" if entry.value is None else str(entry.value),
        "None" if entry.achievability is None else str(entry.achievability),
        "None" if not entry.timeframe else "Decided" if entry.by_board else "Suggested",
    )


def _timeframe(review: Review, group: Group) -> Section:
    blocks: tuple[Block, ...] = (Paragraph("Nothing stands here."),)
    if group.entries:
        rows = tuple(_row(review, entry) for entry in group.entries)
        blocks = (Table(f"Requests: {group.name}", _columns(review), rows, _WIDTHS, _NUMBERS),)
    return Section(heading(group), blocks, anchor=_anchor(group), new_page=True)


def _anchor(group: Group) -> str:
    return f"timeframe-{group.timeframe or 'none'}"
