"""How long each step takes, where requests wait, which checks are open longest, and which rules are overruled. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.figures.days import median_of, p90_of
from bot.figures.tally import WorkTally
from bot.people.working_days import working_days_between
from dialogs.calendar import ENGLAND, Calendar
from dialogs.wording import local_day


@dataclass(frozen=True, slots=True)
class StepTime:
    """How long requests were with a body, in working days from when they came to when it spoke."""

    body: str
    count: int
    median: float
    p90: int


@dataclass(frozen=True, slots=True)
class Waits:
    """How many requests are with a body now, and for how many working days."""

    body: str
    count: int
    median: float
    longest: int


@dataclass(frozen=True, slots=True)
class OpenFor:
    """In how many requests a check is open, and for how many working days where it is open longest."""

    check: str
    count: int
    longest: int


@dataclass(frozen=True, slots=True)
class LongOpen:
    """A check of one request, open for so many working days since that was sent."""

    reference: str
    check: str
    days: int


@dataclass(frozen=True, slots=True)
class RuleOverruled:
    """How often a route was decided otherwise that had rested on the answers to these questions (ids)."""

    process: str
    final: str
    """As a name."""
    rests_on: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class OrderFirmness:
    """How firm the order of what a body has now is, when each weight of the matrix changes by up to a fifth.

    ``keeps``: the share of places that stay as they are, 0 to 1, over all draws; ``swaps``: pairs of requests that
    change places easily (`bot.board.firmness`).
    """

    body: str
    count: int
    keeps: float
    swaps: int


@dataclass(frozen=True, slots=True)
class WorkFigures:
    """The work on requests; steps in the order of the rules, the rest by what waits longest."""

    steps: tuple[StepTime, ...] = ()
    waits: tuple[Waits, ...] = ()
    checks: tuple[OpenFor, ...] = ()
    longest_checks: tuple[LongOpen, ...] = ()
    overruled: tuple[RuleOverruled, ...] = ()


def work_figures(tally: WorkTally, bodies: tuple[str, ...], now: datetime, calendar: Calendar = ENGLAND) -> WorkFigures:
    """The figures of what was counted. ``bodies``: ids in the order of the rules; others come after them."""
    today = local_day(now)

    def for_days(since: date) -> int:
        return working_days_between(since, today, calendar)

    times: dict[str, Counter[int]] = {}
    for stay in tally.stays:
        days = working_days_between(stay.first, stay.last, calendar)
        times.setdefault(stay.body, Counter())[days] += stay.count
    waits: dict[str, Counter[int]] = {}
    for one in tally.present:
        waits.setdefault(one.body, Counter())[for_days(one.since)] += one.count
    checks = [OpenFor(one.check, one.count, for_days(local_day(one.since))) for one in tally.checks]
    return WorkFigures(
        tuple(StepTime(body, n.total(), median_of(n), p90_of(n)) for body, n in _in_order(times, bodies)),
        tuple(Waits(body, n.total(), median_of(n), max(n)) for body, n in _in_order(waits, bodies)),
        tuple(sorted(checks, key=lambda one: (-one.longest, -one.count, one.check))),
        tuple(LongOpen(one.reference, one.check, for_days(local_day(one.since))) for one in tally.longest_checks),
        tuple(
            sorted(
                (RuleOverruled(one.process, one.final_process, one.rests_on, one.count) for one in tally.overruled),
                key=lambda one: (-one.count, one.process, one.final, one.rests_on),
            )
        ),
    )


def _in_order(found: Mapping[str, Counter[int]], bodies: tuple[str, ...]) -> list[tuple[str, Counter[int]]]:
    places = {body: place for place, body in enumerate(bodies)}
    return sorted(found.items(), key=lambda item: (places.get(item[0], len(places)), item[0]))
