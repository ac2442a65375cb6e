"""The rulebook as frozen data: what the governance team wrote, read and resolved, ready for the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from governance_rules.bodies import Body, Step
from governance_rules.capacity import Capacity
from governance_rules.clues import Clues
from governance_rules.condition import Condition
from governance_rules.detail_kinds import DetailKind
from governance_rules.duties import Advice, Alert, Check
from governance_rules.held_back import HeldBack
from governance_rules.matrix import Axis, Band, Criterion, Lift, Matrix, no_matrix
from governance_rules.measures import QuestionKind
from governance_rules.outcome import Alternative, BreakdownRow, Decision, Reason
from governance_rules.thresholds import Term, Threshold, Timeframe

__all__ = [
    "Advice", "Alert", "Alternative", "Answer", "Answers", "Axis", "Band", "Body", "BreakdownRow", "Capacity", "Check",
    "Condition", "Criterion", "Decision", "Detail", "Example", "HeldBack", "Lift", "Matrix", "Option", "Path",
    "Process", "Question", "Reason", "Rulebook", "Step", "Term", "Threshold", "Timeframe", "Topic",
]  # fmt: skip

Answer = str | tuple[str, ...]
"""One option id, or several distinct ones (a choice of several)."""

Answers = Mapping[str, Answer]
"""Answers by question id. None, "" and an empty tuple are no answer and are left out."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question: the id is fixed, the label is what staff read (figures already filled in)."""

    id: str
    label: str
    hint: str = ""
    alone: bool = False
    """Stands alone: may not be given with another option (``none``, ``not_sure`` of a choice of several)."""
    words: tuple[str, ...] = ()  # words in a typed sentence that suggest it
    role: str = ""  # what it means to the product, such as ``late`` (`roles`)
    said: tuple[str, ...] = ()  # what people type as this answer once they are asked
    from_sum: int | None = None
    """The least whole pounds that a typed sum has here; the next option that has one ends it."""


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
    kind: QuestionKind = "choice"
    """What an answer is: an option, or a measure such as whole pounds as digits (`measures`)."""
    role: str = ""
    """What it means to the product, such as ``service_area`` (`roles`)."""
    widest: bool = False
    """Of several options that words name, the last counts: they go from narrow to wide."""
    yearly: bool = False
    """Sums of its options are those of one year."""

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
    kind: DetailKind
    required: bool
    max_length: int
    when: Condition
    hint: str = ""
    error: str = ""
    short: str = ""
    """The detail as a few words, for check-your-answers."""
    role: str = ""
    """Which part of a request it is to the product, such as ``title`` (`roles`)."""


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
    role: str = ""
    """``champion_helps`` where the area's champion helps and no IT business partner is needed (`roles`)."""
    phone: str = ""
    link: str = ""
    """How to reach whoever helps instead, where nothing is sent."""
    delivered_by: str = ""
    """Id of the owner who hears when it is approved, and delivers it; empty: nobody does here."""


@dataclass(frozen=True, slots=True)
class Example:
    """Answers and what they must give: a test that stands in the rulebook and runs with every check."""

    name: str
    answers: Answers
    expect: Mapping[str, Any]
    file: str
    line: int
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Where each answer, as ``("answers", question)``, and each part of what is expected stands."""


@dataclass(frozen=True, slots=True)
class Path:
    """Where someone stands, worked out from the answers alone.

    ``asked`` are the questions known to be on the way; ``missing`` those asked and not answered yet. A question whose
    condition still depends on a missing answer is left off. ``off`` are ids of answers that do not count. ``about`` is
    how many topics there will be at most; ``topics`` are those on the way so far.
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
    """Named conditions, and named points: for those an ``at_least`` without a count."""
    processes: tuple[Process, ...]
    bodies: tuple[Body, ...]
    checks: tuple[Check, ...]
    alerts: tuple[Alert, ...]
    details: tuple[Detail, ...]
    terms: tuple[Term, ...]
    names: Mapping[str, str]
    bands: Mapping[str, int] = field(default_factory=dict)
    """Every figure in force on ``day``, in whole pounds, by id."""
    matrix: Matrix = field(default_factory=no_matrix)
    timeframes: tuple[Timeframe, ...] = ()
    strategies: Mapping[str, str] = field(default_factory=dict)
    """The priorities of the strategy: ``Priority 5`` to its sentence."""
    owners: Mapping[str, str] = field(default_factory=dict)
    """Names of those who may own a check, by id (bodies too)."""
    figures: tuple[Threshold, ...] = ()
    examples: tuple[Example, ...] = ()
    checks_apply_to: frozenset[str] = frozenset()
    title: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)
    """What each fact means, in plain words."""
    reference_prefix: str = "DR"
    """What a reference starts with, before its hyphen and number."""
    bank_holidays: str = "england"
    """Whose bank holidays are no working days, or ``none``."""
    closed_on: tuple[date, ...] = ()
    """Further days on which the council does not work."""
    capacity: Capacity | None = None
    """How much work there is room for; None: nobody has said."""
    held_back: tuple[HeldBack, ...] = ()
    """What a typed sentence must not suggest."""
    clues: Clues = field(default_factory=Clues, compare=False, repr=False)
    memo: dict[str, Any] = field(init=False, default_factory=dict, compare=False, repr=False)
    """What the engine worked out once for this rulebook. Never copied to a changed one."""

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order in which they are asked."""
        return tuple(q for t in self.topics for q in t.questions)

    @property
    def a_reference(self) -> str:
        """How a reference looks, for help and messages."""
        return f"{self.reference_prefix}-0001"

    def named(self, part: str) -> str:
        """The plain name of a part; its id in words where these rules know it no more."""
        return self.names.get(part, part.replace("_", " "))
