"""The roadmap: what comes now, next and later, what moved, and how much of it there is room for. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dialogs.records import Move
from dialogs.statuses import Status
from governance_rules import Rulebook
from governance_rules.capacity import Capacity, next_quarter, quarters_from


@dataclass(frozen=True, slots=True)
class Entry:
    """One request on the roadmap. ``area`` and ``timeframe`` are ids, empty where it has none."""

    reference: str
    title: str
    area: str
    status: str
    timeframe: str
    by_board: bool = False
    """Whether the body that decides it set the timeframe; else the rules suggest it."""
    value: int | None = None
    achievability: int | None = None
    effort: str = ""
    """Id of the answer that says how much work it is; empty: not known."""


@dataclass(frozen=True, slots=True)
class Moved:
    """That a request moved."""

    reference: str
    move: Move


@dataclass(frozen=True, slots=True)
class Finished:
    """A request that was done, and when."""

    reference: str
    title: str
    area: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Room:
    """How the work of one timeframe fits.

    ``days``: of its work, as far as its effort is known; ``before``: of the work that comes before it. ``given``: the
    days that there are by the day ``until``, and without it; None where they are not given. ``over``: references of
    what no longer fits. ``unknown``: references of what nobody knows the effort of.
    """

    days: int
    before: int
    given: int | None
    until: date
    over: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """What stands in one timeframe, in order. ``room``: None where nobody gave a capacity, or none for it."""

    timeframe: str
    """Its id; empty for what has none."""
    name: str
    entries: tuple[Entry, ...]
    room: Room | None = None


@dataclass(frozen=True, slots=True)
class Roadmap:
    """The roadmap of a day, and what moved on it from ``since`` on."""

    day: date
    since: date
    groups: tuple[Group, ...]
    moved: tuple[Moved, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything on it."""
        return tuple(entry for group in self.groups for entry in group.entries)


def roadmap_of(
    rulebook: Rulebook, entries: Iterable[Entry], moved: Sequence[Moved], day: date, since: date, unplaced: str = ""
) -> Roadmap:
    """The roadmap of these entries, which come by number.

    The timeframes stand in the order of the rulebook, then those that it knows no more, and at last what has none,
    under the name ``unplaced``. Within each the highest value is first, then what is easiest to do, then the oldest.
    """
    found: dict[str, list[Entry]] = {timeframe.id: [] for timeframe in rulebook.timeframes}
    for entry in entries:
        found.setdefault(entry.timeframe, []).append(entry)
    order = [*(t.id for t in rulebook.timeframes), *sorted(found.keys() - {t.id for t in rulebook.timeframes} - {""})]
    order += [""] if "" in found else []
    groups = [Group(t, rulebook.named(t) if t else unplaced, tuple(sorted(found[t], key=_rank))) for t in order]
    return Roadmap(day, since, tuple(_with_room(rulebook.capacity, groups, day)), tuple(moved))


def _rank(entry: Entry) -> tuple[int, int]:
    """The higher each score the sooner; what has none comes last. Sorting keeps the order of numbers among equals."""
    return -_score(entry.value), -_score(entry.achievability)


def _score(score: int | None) -> int:
    return -1 if score is None else score


def _with_room(capacity: Capacity | None, groups: Iterable[Group], day: date) -> Iterable[Group]:
    """The groups with how they fit, one after the other: what comes first has the days first."""
    before = 0
    for group in groups:
        quarters = capacity.within.get(group.timeframe) if capacity else None
        if capacity is None or quarters is None:
            yield group
            continue
        until = next_quarter(quarters_from(day, quarters)[-1])
        room = _room(capacity, group.entries, before, capacity.given(day, quarters), until)
        before += room.days
        yield Group(group.timeframe, group.name, group.entries, room)


def _room(capacity: Capacity, entries: Iterable[Entry], before: int, given: int | None, until: date) -> Room:
    """Work under way has the days first, then what stands first. What is too much for the days left does not fit."""
    days, over, unknown = 0, set[str](), set[str]()
    for entry in sorted(entries, key=lambda one: one.status != Status.IN_DELIVERY):
        effort = capacity.effort.get(entry.effort)
        if effort is None:
            unknown.add(entry.reference)
            continue
        days += effort
        if given is not None and before + days > given:
            over.add(entry.reference)
    return Room(days, before, given, until, frozenset(over), frozenset(unknown))
