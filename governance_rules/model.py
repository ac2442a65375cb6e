"""The rulebook as frozen data: what the governance team wrote, read and resolved, ready for the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

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


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that people must hear of at once."""

    id: str
    name: str
    when: Condition
    because: str
    do: str
    strategy: str | None


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

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order in which they are asked."""
        return tuple(q for t in self.topics for q in t.questions)
