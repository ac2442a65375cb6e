"""The roadmap as staff see it: titles, service areas and timeframes alone, a few on each card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from dialogs.cards.elements import Element, button, card, free, heading, safe, section, text
from dialogs.cards.mine import note_card
from dialogs.model import Card, People
from dialogs.roadmap import Group, Roadmap
from dialogs.wording import asking, say, say_count
from dialogs.wording import roadmap as w

MOST_SHOWN: Final = 10
"""Titles on one card: so many of the longest, in the widest letters, stay under 25 KB."""
_BUTTONS: Final = 4
"""Timeframes that have a button of their own; the others can be typed."""
_LABEL: Final = 25
"""Letters on a button of a phone."""


@dataclass(frozen=True, slots=True)
class Part:
    """A timeframe or a service area of the roadmap: its id, and what it is called."""

    kind: Literal["timeframe", "area"]
    id: str
    name: str


def roadmap_card(people: People, roadmap: Roadmap) -> tuple[Card, str]:
    """The first few of each timeframe, and a way to all of it."""
    count = len(roadmap.entries)
    summary = say_count(w.SUMMARY, count) if count else say(w.EMPTY)
    there = [group for group in roadmap.groups if group.entries]
    body: list[Element] = [heading(say(w.ROADMAP)), text(f"{summary}." if count else summary)]
    body += [text(say(w.ABOUT))] if count else []
    each = max(1, MOST_SHOWN // max(len(there), 1))
    for group in there[:MOST_SHOWN]:
        lines = [_line(entry.title, _area(people, entry.area)) for entry in group.entries[:each]]
        if len(group.entries) > each:
            lines.append(text(say(w.MORE, count=f"{len(group.entries) - each:,}")))
        title = say(w.GROUP, name=group.name, count=f"{len(group.entries):,}")
        body.append(section([heading(title, small=True), *lines]))
    actions = _timeframes(there, "")
    if count:
        body.append(text(say(w.ONE_AREA), subtle=True))
    return card(body, [*actions, button("start", say(asking.START))], summary), summary


def part_card(people: People, roadmap: Roadmap, part: Part, page: int) -> tuple[Card, str]:
    """One timeframe by service area, or one service area by timeframe; ``page`` counts from 1 and is brought within."""
    names = {group.timeframe: group.name for group in roadmap.groups}
    if part.kind == "timeframe":
        inside = (e for group in roadmap.groups if group.timeframe == part.id for e in group.entries)
        entries = sorted(inside, key=lambda e: (not e.area, _area(people, e.area).casefold()))
        titled = [(_area(people, entry.area), entry) for entry in entries]
    else:
        titled = [(names[entry.timeframe], entry) for entry in roadmap.entries if entry.area == part.id]
    pages = max(1, -(-len(titled) // MOST_SHOWN))
    page = min(max(page, 1), pages)
    shown = titled[(page - 1) * MOST_SHOWN : page * MOST_SHOWN]
    summary = say(w.ONE_PART, name=part.name)
    counted = say_count(w.IN_PART, len(titled)) if titled else say(w.NONE_IN_PART)
    if pages > 1:
        counted = say(w.PAGE, requests=counted, page=page, pages=pages)
    body: list[Element] = [heading(summary), text(counted)]
    for title, found in groupby(shown, key=lambda one: one[0]):
        body.append(section([heading(title, small=True), *(free(entry.title, 120) for _, entry in found)]))
    actions = [_page(part, page + 1, w.NEXT_PAGE)] if page < pages else []
    actions += [_page(part, page - 1, w.PAGE_BEFORE)] if page > 1 else []
    actions.append(button("roadmap", say(w.WHOLE)))
    others = _timeframes((group for group in roadmap.groups if group.entries), part.id)
    return card(body, [*actions, *others], summary), summary


def not_staff_card() -> tuple[Card, str]:
    """What a guest sees, and who is not known yet as staff."""
    return note_card(say(w.NOT_STAFF), say(w.NOT_STAFF_TEXT))


def _page(part: Part, page: int, words: str) -> Element:
    return button("roadmap", say(words), {"part": part.id, "page": page})


def _timeframes(groups: Iterable[Group], but: str) -> list[Element]:
    named: Sequence[Group] = [group for group in groups if group.timeframe and group.timeframe != but]
    found = []
    for group in named[:_BUTTONS]:
        words = say(w.ALL_OF, name=group.name)
        short = words if len(words) <= _LABEL else f"{words[: _LABEL - 1]}…"
        found.append({**button("roadmap", short, {"part": group.timeframe}), "tooltip": words})
    return found


def _area(people: People, area: str) -> str:
    known = people.areas.get(area)
    return known.name if known else say(w.NO_AREA)


def _line(title: str, area: str) -> Element:
    runs = [
        {"type": "TextRun", "text": safe(title, 120) or " ", "weight": "Bolder"},
        {"type": "TextRun", "text": f", {area}"},
    ]
    return {"type": "RichTextBlock", "inlines": runs, "spacing": "Small"}
