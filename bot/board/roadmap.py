"""The roadmap in words: as text to read and as JSON for another program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from bot.board.content import one_line
from dialogs.records import Move
from dialogs.roadmap import Entry, Group, Roadmap, Room
from dialogs.wording import local_day, say_day
from governance_rules import Rulebook

NO_AREA = "No service area"
UNPLACED = "No timeframe"
OVER = "No longer fits"
_UNPLACED_KEY = "no_timeframe"


@dataclass(frozen=True, slots=True)
class Names:
    """What areas, timeframes and scores are called, by id. What has no name here is shown by its id."""

    areas: Mapping[str, str]
    timeframes: Mapping[str, str]
    value: str
    achievability: str

    def area(self, area: str) -> str:
        """The name of a service area."""
        return self.areas.get(area, area) or NO_AREA

    def timeframe(self, timeframe: str) -> str:
        """The name of a timeframe, within a sentence."""
        return self.timeframes.get(timeframe, timeframe.replace("_", " ")) or UNPLACED.lower()


def names_of(rulebook: Rulebook, areas: Mapping[str, str]) -> Names:
    """The names of a rulebook and of the areas of the directory."""
    timeframes = {timeframe.id: timeframe.name for timeframe in rulebook.timeframes}
    matrix = rulebook.matrix
    return Names(areas, timeframes, matrix.name_of("value"), matrix.name_of("achievability"))


def as_json(roadmap: Roadmap) -> str:
    """The roadmap as JSON: ids, and null for what it has not; a key for each timeframe of the rulebook.

    ``no_timeframe`` and ``capacity`` are there only where something has no timeframe, or a capacity is given.
    """
    told: dict[str, Any] = {"as_of": roadmap.day.isoformat()}
    told |= {group.timeframe or _UNPLACED_KEY: [_entry(entry) for entry in group.entries] for group in roadmap.groups}
    told["moved"] = [
        {
            "reference": one.reference,
            "from": one.move.before or None,
            "to": one.move.after or None,
            "on": local_day(one.move.at).isoformat(),
            "by": one.move.who,
        }
        for one in roadmap.moved
    ]
    rooms = [_capacity(group, group.room) for group in roadmap.groups if group.room]
    if rooms:
        told["capacity"] = rooms
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "reference": entry.reference,
        "title": entry.title,
        "area": entry.area or None,
        "status": entry.status,
        "value": entry.value,
        "achievability": entry.achievability,
        "timeframe_by": "board" if entry.by_board else "rules",
    }


def _capacity(group: Group, room: Room) -> dict[str, Any]:
    return {
        "timeframe": group.timeframe,
        "days": room.days,
        "days_before": room.before,
        "days_given": room.given,
        "until": room.until.isoformat(),
        "no_longer_fits": [entry.reference for entry in group.entries if entry.reference in room.over],
        "effort_not_known": [entry.reference for entry in group.entries if entry.reference in room.unknown],
    }


def as_text(roadmap: Roadmap, names: Names) -> str:
    """The roadmap as plain text: each timeframe by area, how it fits, and what moved."""
    return "\n".join(_lines(roadmap, names)) + "\n"


def _lines(roadmap: Roadmap, names: Names) -> Iterator[str]:
    yield f"Roadmap of {say_day(roadmap.day)}"
    for group in roadmap.groups:
        yield ""
        yield heading(group)
        if group.room:
            yield f"  {room_words(group.room)}"
        for area, entries in by_area(group, names):
            yield f"  {area}"
            for entry in entries:
                yield f"    {entry.reference}  {title_of(entry)}"
                yield f"      {'. '.join(facts(entry, group.room, names))}"
    yield ""
    yield moved_heading(roadmap.since)
    if not roadmap.moved:
        yield "  Nothing moved."
    for one in roadmap.moved:
        yield f"  {one.reference}  {move_words(one.move, names)}"


def title_of(entry: Entry) -> str:
    """A title on one line, without what nobody can see and what turns writing round."""
    return one_line(entry.title)


def heading(group: Group) -> str:
    """A timeframe and how much stands in it."""
    many = len(group.entries)
    return f"{group.name}: {many:,} {'request' if many == 1 else 'requests'}"


def by_area(group: Group, names: Names) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """What stands in a timeframe by the name of its area; what has none at the end."""
    ordered = sorted(group.entries, key=lambda entry: (not entry.area, names.area(entry.area).casefold()))
    for area, entries in groupby(ordered, key=lambda entry: names.area(entry.area)):
        yield area, tuple(entries)


def facts(entry: Entry, room: Room | None, names: Names) -> Iterator[str]:
    """What is told of an entry beside its title, each without a full stop."""
    yield entry.status
    if entry.value is not None and entry.achievability is not None:
        yield f"{names.value} {entry.value}, {names.achievability.lower()} {entry.achievability}"
    if entry.timeframe:
        yield "Timeframe decided" if entry.by_board else "Timeframe suggested by the rules"
    if room and entry.reference in room.over:
        yield OVER
    if room and entry.reference in room.unknown:
        yield "Effort not known"


def room_words(room: Room) -> str:
    """How the work of a timeframe fits, in sentences."""
    said = f"{_days(room.days)} of work"
    if room.before:
        said += f", after {_days(room.before)} before it"
    end = f"{room.until - timedelta(days=1):until the end of %B %Y}"
    if room.given is None:
        said += f". Nobody has said how many days there are {end}."
    elif room.over:
        said += f". There {_are(room.given)} {_days(room.given)} {end}: {_requests(len(room.over))} no longer"
        said += " fits." if len(room.over) == 1 else " fit."
    else:
        said += f". There {_are(room.given)} {_days(room.given)} {end}: all of it fits."
    if room.unknown:
        said += f" {_requests(len(room.unknown))} {'has' if len(room.unknown) == 1 else 'have'} no known effort."
    return said


def _are(many: int) -> str:
    return "is" if many == 1 else "are"


def _days(many: int) -> str:
    return f"{many:,} {'day' if many == 1 else 'days'}"


def _requests(many: int) -> str:
    return f"{many:,} {'request' if many == 1 else 'requests'}"


def moved_heading(since: date) -> str:
    """Since when it is told what moved."""
    return f"Moved since {say_day(since)}"


def move_words(move: Move, names: Names) -> str:
    """From where to where, when, by whom and why."""
    said = f"from {names.timeframe(move.before)} to {names.timeframe(move.after)} on {say_day(move.at)}"
    said += f", by {one_line(move.who)}" if move.who else ""
    why = one_line(move.why)
    return f"{said}: {why}" if why else said
