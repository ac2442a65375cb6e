"""What requests have brought, against what was expected: sums and shares in all, by route, area and body. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.figures.tally import Brought
from dialogs.benefits import Measured

_HUNDREDS: Final = 100
_GOOD: Final = (Measured.MORE, Measured.AS_EXPECTED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Requests with one answer: how many, and pounds a year that were expected of them at least."""

    count: int = 0
    pounds: int = 0


@dataclass(frozen=True, slots=True)
class Came:
    """What a group of requests that are done has brought.

    ``pounds``: a year, the least that was expected of those whose requester could say; ``known``: how many these are.
    ``outcomes`` has a value for each `Measured` that somebody said.
    """

    done: int = 0
    asked: int = 0
    pounds: int = 0
    known: int = 0
    outcomes: Mapping[Measured, Outcome] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        """How many somebody has said something of, also that it is too early."""
        return sum(one.count for one in self.outcomes.values())

    @property
    def measured(self) -> int:
        """How many somebody has said of what they brought."""
        return self.answered - self.outcomes.get(Measured.NOT_YET, Outcome()).count

    @property
    def good(self) -> Outcome:
        """Those that brought what was expected, or more."""
        found = [self.outcomes.get(one, Outcome()) for one in _GOOD]
        return Outcome(sum(one.count for one in found), sum(one.pounds for one in found))

    @property
    def share(self) -> float | None:
        """Share of those measured that brought what was expected or more, 0 to 1; None while none is measured."""
        return self.good.count / self.measured if self.measured else None


@dataclass(frozen=True, slots=True)
class BenefitFigures:
    """In all, and by id; a request counts once for each body that it met. An area that it has not is empty."""

    all: Came = field(default_factory=Came)
    by_process: Mapping[str, Came] = field(default_factory=dict)
    by_area: Mapping[str, Came] = field(default_factory=dict)
    by_body: Mapping[str, Came] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Worth:
    """What the answers to the question of the benefit are worth in pounds a year.

    ``options``: the least of each option by id; one that is not there says nothing. ``sums``: the answer is a sum.
    """

    options: Mapping[str, int] = field(default_factory=dict)
    sums: bool = False

    def of(self, answer: str) -> int | None:
        """The least pounds that were expected, in whole hundreds; None: nobody could say."""
        pounds = int(answer) if self.sums and answer.isdecimal() else self.options.get(answer)
        return None if pounds is None else pounds - pounds % _HUNDREDS


def benefit_figures(
    brought: Iterable[Brought],
    worth: Worth,
    processes: Mapping[str, str],
    by_body: Mapping[str, tuple[Brought, ...]] | None = None,
) -> BenefitFigures:
    """The figures of what was counted; ``by_body``: where that was counted too.

    ``processes``: names by id, in the order of the rules. The route is the one that was decided in the end.
    """
    groups = tuple(brought)
    ids = {name.casefold(): id_ for id_, name in processes.items()}
    places = {id_: place for place, id_ in enumerate(processes)}

    def process(one: Brought) -> str:
        return ids.get(one.final_process.casefold(), one.final_process) if one.final_process else one.process

    by_process = _by(groups, worth, process)
    return BenefitFigures(
        _came(groups, worth),
        dict(sorted(by_process.items(), key=lambda item: (places.get(item[0], len(places)), item[0]))),
        _largest_first(_by(groups, worth, lambda one: one.area)),
        _largest_first({body: _came(several, worth) for body, several in (by_body or {}).items()}),
    )


def _by(groups: Iterable[Brought], worth: Worth, of: Callable[[Brought], str]) -> dict[str, Came]:
    found: dict[str, list[Brought]] = {}
    for group in groups:
        found.setdefault(of(group), []).append(group)
    return {key: _came(several, worth) for key, several in found.items()}


def _largest_first(found: Mapping[str, Came]) -> dict[str, Came]:
    return dict(sorted(found.items(), key=lambda item: (-item[1].done, item[0])))


def _came(groups: Iterable[Brought], worth: Worth) -> Came:
    done = asked = known = expected = 0
    counts, pounds = Counter[Measured](), Counter[Measured]()
    for group in groups:
        done += group.count
        asked += group.count * group.asked
        each = worth.of(group.expected)
        known += group.count * (each is not None)
        expected += group.count * (each or 0)
        if group.measured:
            counts[Measured(group.measured)] += group.count
            pounds[Measured(group.measured)] += group.count * (each or 0)
    outcomes = {one: Outcome(counts[one], pounds[one]) for one in Measured if counts[one]}
    return Came(done, asked, expected, known, outcomes)
