"""What the product must recognise in any rulebook, whatever its ids: each by its ``role`` in the rule files.

`ROLES` says what would not happen without each, and `rules check` tells it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from governance_rules.detail_kinds import TEXT
from governance_rules.model import Process, Question, Rulebook

PARTNER, GOVERNANCE_TEAM, REQUESTER = "it_business_partner", "governance_team", "requester"
"""By which the rules name people of the directory who are no owners: of the request's area, of all, and who asked."""
Where = Literal["question", "detail", "process", "option", "check"]


@dataclass(frozen=True, slots=True)
class Role:
    """One thing to recognise: which record may have it, and what does not happen where none has.

    ``needed``: nothing works without it. ``kinds`` are those that a detail with it may have. ``of``: the role of the
    question to which an option with it belongs; empty: any question with one answer.
    """

    name: str
    where: Where
    without: str
    needed: bool = False
    kinds: tuple[str, ...] = ()
    of: str = ""
    optional: bool = False
    """Not told when no record has it: most rules need none."""


ROLES: tuple[Role, ...] = (
    Role(
        "service_area",
        "question",
        "no champion and no IT business partner hears of a request",
        needed=True,
    ),
    Role("ends", "question", "no date is held against the dates of the steps", kinds=("date",), optional=True),
    Role("buying", "question", "the figures cannot tell which purchases met IT first"),
    Role("in_time", "option", "the figures count no purchase that met IT first", of="buying"),
    Role("late", "option", "the figures count no purchase that came late", of="buying"),
    Role("benefit", "question", "the figures cannot set what was expected beside what came of it"),
    Role("renewal", "option", "whoever starts a renewal from a contract that ends says themselves that it is one"),
    Role("replaces", "option", "no request is linked to the system that it replaces"),
    Role("sponsor", "check", "no check is done when the sponsor of a request confirms"),
    Role(
        "champion_helps",
        "process",
        "the IT business partner hears of every request, also of those in which the champion alone helps",
    ),
    Role("title", "detail", "a request has no title in the list, and nobody finds it", needed=True, kinds=("line",)),
    Role("problem", "detail", "nobody reads what it is about, nor what is added", needed=True, kinds=TEXT),
    Role("outcome", "detail", "the list has no Outcome", kinds=TEXT),
    Role("systems", "detail", "the list has no Systems", kinds=TEXT),
    Role("supplier", "detail", "the list has no Supplier", kinds=TEXT),
    Role("sponsor_name", "detail", "the list has no SponsorName", kinds=TEXT),
    Role("needed_by", "detail", "the list has no NeededBy", kinds=("date",)),
)


def names_of(where: Where) -> tuple[str, ...]:
    """The roles that such a record may have."""
    return tuple(r.name for r in ROLES if r.where == where)


def question_with(rulebook: Rulebook, role: str) -> Question | None:
    """The question that has this role, or None."""
    return next((q for q in rulebook.questions if q.role == role), None)


def answer_with(rulebook: Rulebook, answers: Mapping[str, object], role: str) -> object:
    """The answer to the question that has this role, or None."""
    question = question_with(rulebook, role)
    return answers.get(question.id) if question else None


def detail_with(rulebook: Rulebook, role: str) -> str:
    """The id of the detail that has this role; empty when none has."""
    return next((d.id for d in rulebook.details if d.role == role), "")


def detail_key(rulebook: Rulebook, details: Mapping[str, str], role: str) -> str:
    """Under which id these details hold what has this role.

    A request that was sent under other rules may hold it by the name of the role, as the shipped rulebook does.
    """
    own = detail_with(rulebook, role)
    return role if not own or (own not in details and role in details) else own


def detail_of(rulebook: Rulebook, details: Mapping[str, str], role: str) -> str:
    """What was given for the detail with this role; empty when nothing was."""
    return details.get(detail_key(rulebook, details, role), "")


def options_with(question: Question | None, role: str) -> frozenset[str]:
    """Ids of the options that have this role."""
    return frozenset(o.id for o in question.options if o.role == role) if question else frozenset()


def replaces_systems(rulebook: Rulebook, answers: Mapping[str, object]) -> bool:
    """Whether by these answers it replaces the systems that it names."""
    return any(o.role == "replaces" and answers.get(q.id) == o.id for q in rulebook.questions for o in q.options)


def renewal_of(rulebook: Rulebook) -> tuple[str, str] | None:
    """The question and the option by which somebody asks to renew a contract; None where the rules name none."""
    found = ((q.id, o.id) for q in rulebook.questions for o in q.options if o.role == "renewal")
    return next(found, None)


def check_with(rulebook: Rulebook, role: str) -> str:
    """The id of the check that has this role; empty when none has."""
    return next((c.id for c in rulebook.checks if c.role == role), "")


def champion_helps(rulebook: Rulebook, process: str) -> bool:
    """Whether the area's champion helps with such a request and no IT business partner is needed."""
    found: Process | None = next((p for p in rulebook.processes if p.id == process), None)
    return found is not None and found.role == "champion_helps"
