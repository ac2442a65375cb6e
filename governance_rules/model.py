"""The rulebook as frozen data: what the governance team wrote, read and resolved, ready for the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Answer = str | tuple[str, ...]
"""One option id, or several distinct ones (a choice of several)."""

Answers = Mapping[str, Answer]
"""Answers by question id. None, "" and an empty tuple are no answer and are left out."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on the answers: is, one_of, has, any, all, not, or a named fact.

    ``kind`` says which; ``subject`` is a question or fact id; ``values`` the option ids; ``parts`` the conditions inside.
    """

    kind: Literal["always", "is", "one_of", "has", "has_any_but", "is_exactly", "answered", "fact", "any", "all", "not"]
    subject: str = ""
    values: tuple[str, ...] = ()
    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question: the id is fixed, the label is what staff read (figures already filled in)."""

    id: str
    label: str
    hint: str = ""
    alone: bool = False
    """Stands alone: may not be given with another option (``none``, ``not_sure`` of a choice of several)."""
    words: tuple[str, ...] = ()
    """Words in a typed sentence that suggest this option."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: what is asked, why, when, and the options."""

    id: str
    topic: str
    ask: str
    why: str
    when: Condition
    options: tuple[Option, ...]
    several: bool = False
    hint: str = ""
    error: str = ""
    """What is said when it is left unanswered, such as "Choose what you need"."""
    strategy: str | None = None
    short: str = ""
    """The question as a few words, for check-your-answers and reasons ("Who it reaches")."""

    def option(self, option_id: str) -> Option | None:
        """The option with this id, or None."""
        return next((o for o in self.options if o.id == option_id), None)


@dataclass(frozen=True, slots=True)
class Topic:
    """One card: questions that are asked together."""

    id: str
    title: str
    questions: tuple[Question, ...]
    intro: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """One detail of a request, asked after the decision: free text or a date, never part of a decision."""

    id: str
    label: str
    kind: Literal["line", "paragraphs", "date"]
    required: bool
    max_length: int
    when: Condition
    hint: str = ""
    error: str = ""
    short: str = ""
    """The detail as a few words, for check-your-answers."""


@dataclass(frozen=True, slots=True)
class Body:
    """Who is on a route: a partner, board or group that a request meets."""

    id: str
    name: str
    purpose: str
    contact: str
    meets: str
    next_dates: tuple[date, ...]
    bring: str
    afterwards: str
    about: str = ""
    """How long this step usually takes, in plain words."""
    strategy: str | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One body on the route of one process, and when it is there. Its because and strategy go before the body's own."""

    body: str
    when: Condition
    because: str
    strategy: str | None


@dataclass(frozen=True, slots=True)
class Process:
    """Where a request ends up: the first whose condition holds wins."""

    id: str
    name: str
    when: Condition
    because: str
    strategy: str | None
    summary: str = ""
    next: str = ""
    """What happens next, in plain words; for ``service_desk`` it names where to go instead."""
    steps: tuple[Step, ...] = ()
    takes_request: bool = True
    """False when it ends with advice and nothing is sent (``service_desk``)."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A sentence that is added to what a check asks for, when its condition holds."""

    when: Condition
    do: str


@dataclass(frozen=True, slots=True)
class Check:
    """An obligation beside the route: who owns it, why it applies, and what to do."""

    id: str
    name: str
    owner: str
    when: Condition
    because: str
    do: str
    strategy: str | None
    advice: tuple[Advice, ...] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that people must hear of at once."""

    id: str
    name: str
    when: Condition
    because: str
    do: str
    strategy: str | None
    tell: tuple[str, ...] = ()
    """Who is told: ids of owners, ``governance_team`` or ``it_business_partner``."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of the matrix: its weight, and the points (0 to 3) of each answer.

    For a choice of several, ``points`` are of the options that stand alone and ``by_number`` of one, two, three or more chosen.
    """

    question: str
    weight: int
    points: Mapping[str, int]
    by_number: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Axis:
    """One score of the matrix. ``because`` has the places ``{score}`` and ``{band}``."""

    id: Literal["value", "achievability"]
    name: str
    because: str
    strategy: str | None
    criteria: tuple[Criterion, ...]

    @property
    def most(self) -> int:
        """The most that the weights allow: 3 points times each weight."""
        return 3 * sum(c.weight for c in self.criteria)


@dataclass(frozen=True, slots=True)
class Band:
    """A score from ``at_least`` (0 to 100) counts as this band; the highest that fits wins."""

    id: str
    name: str
    at_least: int


@dataclass(frozen=True, slots=True)
class Lift:
    """A condition that puts a request in this timeframe whatever its scores are."""

    when: Condition
    timeframe: str
    because: str
    strategy: str | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """How a request is prioritised: two scores, their bands, and the cell that suggests a timeframe.

    ``cells`` maps (value band, achievability band) to a timeframe id. ``bands`` go from the highest down.
    """

    applies_to: frozenset[str]
    because: str
    strategy: str | None
    axes: tuple[Axis, ...]
    bands: tuple[Band, ...]
    cells: Mapping[tuple[str, str], str]
    lifts: tuple[Lift, ...]

    def band(self, score: int) -> Band:
        """The band that a score of 0 to 100 counts as."""
        return next(b for b in self.bands if score >= b.at_least)


def _no_matrix() -> Matrix:
    """The matrix of a rulebook that scores nothing."""
    return Matrix(frozenset(), "", None, (), (), {}, ())


@dataclass(frozen=True, slots=True)
class Timeframe:
    """When the work could happen; the board decides."""

    id: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class BreakdownRow:
    """One criterion's part of a score: points 0 to 3, times its weight."""

    axis: Literal["value", "achievability"]
    criterion: str
    points: int
    weight: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one part of a decision is there. ``part`` is the id of the part ("for" in JSON)."""

    part: str
    because: str
    answers: tuple[str, ...]
    strategy: str | None


@dataclass(frozen=True, slots=True)
class Alternative:
    """One other answer that would give another process or other steps."""

    question: str
    answer: str
    process: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules say of one set of answers on one day."""

    process: str
    steps: tuple[str, ...]
    checks: tuple[str, ...]
    alerts: tuple[str, ...]
    timeframe: str | None
    value: int | None
    achievability: int | None
    breakdown: tuple[BreakdownRow, ...]
    reasons: tuple[Reason, ...]
    what_would_change: tuple[Alternative, ...]
    rules_version: str

    def reason(self, part: str) -> Reason | None:
        """The reason of one part of the decision by the part's id, or None."""
        return next((r for r in self.reasons if r.part == part), None)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that people ask about ("what is the Technical Review Board?"), answered in the rulebook's own words."""

    id: str
    name: str
    words: tuple[str, ...]
    answer: str
    source: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a law or the council revises. ``rows`` are (from this date, whole pounds), oldest first."""

    id: str
    name: str
    source: str
    rows: tuple[tuple[date, int], ...]

    def on(self, day: date) -> int:
        """The figure in force on a day, in whole pounds. Before the first date the first row counts."""
        return next((pounds for since, pounds in reversed(self.rows) if since <= day), self.rows[0][1])


@dataclass(frozen=True, slots=True)
class Example:
    """Answers and what they must give: a test that stands in the rulebook and runs with every check."""

    name: str
    answers: Answers
    expect: Mapping[str, Any]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Path:
    """Where someone stands, worked out from the answers alone.

    ``asked`` are the questions known to be on the way; ``missing`` those asked and not answered yet. A question whose
    condition still depends on a missing answer is left off. ``off`` are ids of answers that do not count. ``about`` is how many
    topics there will be, at most, as far as can be told; ``topics`` the topics on the way so far.
    """

    asked: tuple[Question, ...]
    missing: tuple[Question, ...]
    topic: Topic | None
    off: tuple[str, ...]
    about: int
    topics: tuple[Topic, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every question that is asked has an answer, so that a decision can be made."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A sound rulebook: everything resolved, labels filled in for ``day``.

    ``names`` gives the plain name of every process, step, check, alert, timeframe, criterion and owner-body by id.
    """

    version: str
    day: date
    topics: tuple[Topic, ...]
    facts: Mapping[str, Condition]
    processes: tuple[Process, ...]
    bodies: tuple[Body, ...]
    checks: tuple[Check, ...]
    alerts: tuple[Alert, ...]
    details: tuple[Detail, ...]
    terms: tuple[Term, ...]
    names: Mapping[str, str]
    bands: Mapping[str, int] = field(default_factory=dict)
    """Every figure in force on ``day``, in whole pounds, by id."""
    matrix: Matrix = field(default_factory=_no_matrix)
    timeframes: tuple[Timeframe, ...] = ()
    strategies: Mapping[str, str] = field(default_factory=dict)
    """The priorities of the strategy: ``Priority 5`` to its sentence."""
    owners: Mapping[str, str] = field(default_factory=dict)
    """Names of those who may own a check, by id (bodies too)."""
    figures: tuple[Figure, ...] = ()
    examples: tuple[Example, ...] = ()
    checks_apply_to: frozenset[str] = frozenset()
    title: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)
    """What each fact means, in plain words."""
    memo: dict[str, Any] = field(init=False, default_factory=dict, compare=False, repr=False)
    """What the engine worked out once for this rulebook. Never copied to a changed one."""

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order in which they are asked."""
        return tuple(q for t in self.topics for q in t.questions)
