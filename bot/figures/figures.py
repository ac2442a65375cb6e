"""The figures, worked out from what was counted: a pure function with the time as an argument."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.figures.benefits import BenefitFigures, Worth, benefit_figures
from bot.figures.days import median_of
from bot.figures.tally import Group, Span, Tally, WorkTally
from bot.figures.work import OrderFirmness, WorkFigures, work_figures
from bot.people.working_days import working_days_between
from dialogs.calendar import ENGLAND, Calendar
from dialogs.wording import local_day


@dataclass(frozen=True, slots=True)
class Rules:
    """What the figures need of the rulebook in use.

    ``processes``: the name of each process by id, in the rulebook's order, as the list holds the final process as a
    name. ``buying``: the id of the question of buying, or empty; ``in_time`` and ``late`` are ids of its options.
    """

    processes: Mapping[str, str]
    buying: str = ""
    in_time: frozenset[str] = frozenset()
    late: frozenset[str] = frozenset()
    calendar: Calendar = ENGLAND
    benefit: str = ""
    """The id of the question of what a request is to bring, or empty; ``worth`` says what its answers are in pounds."""
    worth: Worth = field(default_factory=Worth)
    bodies: Mapping[str, str] = field(default_factory=dict)
    """The names of all whom a request meets, by id, in the order of the rules."""
    checks: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wait:
    """A request that nobody has picked up, and for how many working days."""

    reference: str
    area: str
    days: int


@dataclass(frozen=True, slots=True)
class Overruled:
    """How often the governance team decided another route than the rules had; both as names."""

    rules: str
    final: str
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What the governance team reads. Ids in the counts; an area that a request has not is the empty string."""

    day: date
    total: int
    by_process: Mapping[str, int]
    by_area: Mapping[str, int]
    by_status: Mapping[str, int]
    by_process_and_area: Mapping[tuple[str, str], int]
    bought: int
    """Requests in which something is bought."""
    met_it_first: int
    """Those of them that came before quotes or a tender were out."""
    median_days_to_first_contact: float | None
    median_days_to_decision: float | None
    waiting_longest: tuple[Wait, ...]
    overruled: tuple[Overruled, ...]
    contracts: int = 0
    """Contracts whose notice was due, as far as it is known by now whether IT was met in time."""
    contracts_in_time: int = 0
    """Those of them about whose system a request was sent by half of their notice."""
    benefits: BenefitFigures = field(default_factory=BenefitFigures)
    work: WorkFigures = field(default_factory=WorkFigures)
    orders: tuple[OrderFirmness, ...] = ()
    """How firm the order of each body is, where that was worked out."""

    @property
    def share_contracts_in_time(self) -> float | None:
        """Share of contracts that were met in time, 0 to 1; None while that is known of none."""
        return self.contracts_in_time / self.contracts if self.contracts else None

    @property
    def share_met_it_first(self) -> float | None:
        """Share of purchases that met IT before procurement, 0 to 1; None while nothing was bought."""
        return self.met_it_first / self.bought if self.bought else None

    @property
    def times_overruled(self) -> int:
        """How many requests took another route than the rules had."""
        return sum(o.count for o in self.overruled)


def figures(tally: Tally, rules: Rules, now: datetime, work: WorkTally | None = None) -> Figures:
    """The figures of this tally; ``work``: what was counted of steps and checks, where it was.

    Counts by process keep the order of the rulebook, the rest is by size. Working days are those between two dates, so
    the same day is 0.
    """
    today, calendar = local_day(now), rules.calendar
    groups = tally.groups
    in_order = {id_: place for place, id_ in enumerate(rules.processes)}
    processes = _counted(groups, lambda g: g.process)
    bought = [g for g in groups if g.buying in rules.in_time | rules.late]
    return Figures(
        day=today,
        total=sum(g.count for g in groups),
        by_process=dict(sorted(processes.items(), key=lambda item: in_order.get(item[0], len(in_order)))),
        by_area=_counted(groups, lambda g: g.area),
        by_status=_counted(groups, lambda g: g.status),
        by_process_and_area=_pairs(groups),
        bought=sum(g.count for g in bought),
        met_it_first=sum(g.count for g in bought if g.buying in rules.in_time),
        median_days_to_first_contact=median_days(tally.to_first_contact, calendar),
        median_days_to_decision=median_days(tally.to_decision, calendar),
        waiting_longest=tuple(
            Wait(w.reference, w.area, working_days_between(local_day(w.since), today, calendar)) for w in tally.waiting
        ),
        overruled=_overruled(groups, rules.processes),
        contracts=tally.contracts,
        contracts_in_time=tally.contracts_in_time,
        benefits=benefit_figures(tally.brought, rules.worth, rules.processes, work.brought if work else None),
        work=work_figures(work, tuple(rules.bodies), now, calendar) if work else WorkFigures(),
    )


def median_days(spans: Iterable[Span], calendar: Calendar = ENGLAND) -> float | None:
    """The median of the working days of all requests in these spans; None when there are none."""
    days: Counter[int] = Counter()
    for span in spans:
        days[working_days_between(span.first, span.last, calendar)] += span.count
    return median_of(days) if days else None


def _counted(groups: Iterable[Group], of: Callable[[Group], str]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for group in groups:
        counts[of(group)] += group.count
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _pairs(groups: Iterable[Group]) -> dict[tuple[str, str], int]:
    counts: Counter[tuple[str, str]] = Counter()
    for group in groups:
        counts[group.process, group.area] += group.count
    return dict(sorted(counts.items()))


def _overruled(groups: Iterable[Group], names: Mapping[str, str]) -> tuple[Overruled, ...]:
    changed: Counter[tuple[str, str]] = Counter()
    for group in groups:
        rules = names.get(group.process, group.process)
        if group.final_process and group.final_process.casefold() != rules.casefold():
            changed[rules, group.final_process] += group.count
    return tuple(Overruled(*pair, n) for pair, n in sorted(changed.items(), key=lambda item: (-item[1], item[0])))
