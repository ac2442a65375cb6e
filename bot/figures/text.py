"""The figures in words, to read in a terminal: everything that the other forms show too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.figures.benefits import BenefitFigures, Came
from bot.figures.figures import Figures
from dialogs.benefits import Measured
from dialogs.wording import benefits as said_words
from dialogs.wording import say

NO_AREA = "No service area"
_HOW = "Of those measured; pounds a year, of all that was expected at least."
_ONCE = "A request counts once for each body that it met."
Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """Plain names by id, for what is counted by id. What has no name here is shown by its id."""

    processes: Mapping[str, str]
    areas: Mapping[str, str]
    bodies: Mapping[str, str] = field(default_factory=dict)
    checks: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)

    def process(self, process: str) -> str:
        """The name of a route."""
        return self.processes.get(process, process)

    def area(self, area: str) -> str:
        """The name of a service area."""
        return self.areas.get(area, area) or NO_AREA

    def body(self, body: str) -> str:
        """The name of whom requests meet."""
        return self.bodies.get(body, body.replace("_", " "))

    def check(self, check: str) -> str:
        """The name of a check."""
        return self.checks.get(check, check.replace("_", " "))

    def question(self, question: str) -> str:
        """A question in a few words."""
        return self.questions.get(question, question.replace("_", " "))


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the figures: a heading, what each line is, and what it says; ``note``: how it is counted."""

    heading: str
    rows: tuple[Row, ...]
    note: str = ""


def days(count: float | None) -> str:
    """Days as words: "2.5 working days", or that there are none yet."""
    if count is None:
        return "not known yet"
    return f"{count:g} working {'day' if count == 1 else 'days'}"


def share(part: int, of: int) -> str:
    """A share in words, with the numbers behind it."""
    return f"{round(100 * part / of)}% ({part:,} of {of:,})" if of else "not known yet"


def pounds(sum_: int) -> str:
    """A sum that is expected at least."""
    return f"at least £{sum_:,} a year"


def headlines(figures: Figures) -> tuple[Row, ...]:
    """The figures that are one number each: what it is, and the number in words."""
    benefits = figures.benefits.all
    return (
        ("Requests", f"{figures.total:,}"),
        ("Met IT before procurement", share(figures.met_it_first, figures.bought)),
        ("Contracts met in time", share(figures.contracts_in_time, figures.contracts)),
        ("Brought what was expected", share(benefits.good.count, benefits.measured)),
        ("Median time to first contact", days(figures.median_days_to_first_contact)),
        ("Median time to a decision", days(figures.median_days_to_decision)),
        ("Routes overruled", f"{figures.times_overruled:,}"),
    )


def parts(figures: Figures, names: Names) -> tuple[Part, ...]:
    """Everything beside the headlines, in order; a part about which nothing is known is left out."""
    return tuple(part for part in _parts(figures, names) if part.rows)


def as_text(figures: Figures, names: Names) -> str:
    """The figures as plain text, aligned, no wider than a terminal."""
    return "\n".join(_lines(figures, names)) + "\n"


def came_words(came: Came) -> str:
    """What a group of requests brought, in a line."""
    told = [f"{came.done:,} done"]
    if came.measured:
        told.append(share(came.good.count, came.measured))
    if came.known:
        told.append(f"£{came.good.pounds:,} of £{came.pounds:,}")
    return ", ".join(told)


def measured_name(measured: Measured) -> str:
    """An answer as people read it."""
    words = say(said_words.SAID[measured])
    return words[:1].upper() + words[1:]


def _parts(figures: Figures, names: Names) -> Iterator[Part]:
    yield Part("Requests by route", tuple((names.process(p), f"{n:,}") for p, n in figures.by_process.items()))
    for area, count in figures.by_area.items():
        rows = ((names.process(p), f"{n:,}") for (p, a), n in figures.by_process_and_area.items() if a == area)
        yield Part(f"{names.area(area)}: {count:,}", tuple(rows))
    yield from _benefits(figures.benefits, names)
    yield from _work(figures, names)
    waiting = ((w.reference, f"{days(w.days)}  {names.area(w.area)}") for w in figures.waiting_longest)
    yield Part("Waiting longest for somebody to pick them up", tuple(waiting))
    overruled = ((f"{o.rules} became {o.final}", f"{o.count:,}") for o in figures.overruled)
    yield Part("Routes overruled", tuple(overruled))
    rules = (
        (f"{names.process(o.process)} became {o.final}", f"{o.count:,}  {_resting(o.rests_on, names)}")
        for o in figures.work.overruled
    )
    yield Part("Rules overruled", tuple(rules), "With the answers that the rule went by.")


def _benefits(benefits: BenefitFigures, names: Names) -> Iterator[Part]:
    all_ = benefits.all
    if not all_.done:
        return
    answers = ((measured_name(one), _outcome(all_, one)) for one in Measured if one in all_.outcomes)
    rows = (
        ("Done", f"{all_.done:,}"),
        ("Somebody was asked", share(all_.asked, all_.done)),
        ("Somebody answered", share(all_.answered, all_.done)),
        ("Expected", pounds(all_.pounds) if all_.known else "not known"),
        *answers,
    )
    yield Part("What requests have brought", rows, "The last answer counts. Sums are the least of the chosen band.")
    for what, found, name in (
        ("route", benefits.by_process, names.process),
        ("service area", benefits.by_area, names.area),
        ("body", benefits.by_body, names.body),
    ):
        rows = tuple((name(key), came_words(came)) for key, came in found.items())
        yield Part(f"Brought what was expected or more, by {what}", rows, _HOW if what != "body" else f"{_HOW} {_ONCE}")


def _outcome(came: Came, measured: Measured) -> str:
    one = came.outcomes[measured]
    of_it = f", of which {pounds(one.pounds)} was expected" if one.pounds else ""
    return f"{share(one.count, came.answered)}{of_it}"


def _work(figures: Figures, names: Names) -> Iterator[Part]:
    work = figures.work
    steps = (
        (names.body(s.body), f"median {days(s.median)}, nine of ten within {s.p90:,}, {_requests(s.count)}")
        for s in work.steps
    )
    yield Part("Time at each step", tuple(steps), "From when a request came to when the body spoke.")
    waits = (
        (names.body(w.body), f"{_requests(w.count)}, median {days(w.median)}, longest {w.longest:,}")
        for w in work.waits
    )
    yield Part("Where requests wait", tuple(waits))
    orders = (
        (names.body(o.body), f"{o.keeps:.0%} of {o.count:,} places stay, {_pairs(o.swaps)} change places easily")
        for o in figures.orders
    )
    yield Part("How firm the order is", tuple(orders), "When each weight of the matrix changes by up to a fifth.")
    checks = ((names.check(c.check), f"{_requests(c.count)}, longest {days(c.longest)}") for c in work.checks)
    yield Part("Open checks", tuple(checks), "Counted from when the request was sent.")
    longest = ((c.reference, f"{days(c.days)}  {names.check(c.check)}") for c in work.longest_checks)
    yield Part("Checks open longest", tuple(longest))


def _requests(count: int) -> str:
    return f"{count:,} {'request' if count == 1 else 'requests'}"


def _pairs(count: int) -> str:
    return f"{count:,} {'pair' if count == 1 else 'pairs'}"


def _resting(questions: Iterable[str], names: Names) -> str:
    return ", ".join(names.question(one) for one in questions)


def _lines(figures: Figures, names: Names) -> Iterator[str]:
    yield f"Digital front door: figures of {figures.day.day} {figures.day:%B %Y}"
    yield ""
    yield from _table(headlines(figures))
    for part in parts(figures, names):
        yield ""
        yield part.heading
        yield from _table(part.rows)
        if part.note:
            yield f"  {part.note}"


def _table(rows: tuple[Row, ...]) -> Iterator[str]:
    width = max(len(name) for name, _ in rows)
    return (f"  {name:<{width}}  {value}".rstrip() for name, value in rows)
