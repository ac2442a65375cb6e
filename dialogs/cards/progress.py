"""How far a request is, in a line: which step of how many, with whom and until when, and how many checks are done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dialogs.calendar import calendar_of
from dialogs.cards.elements import Element, Folded, row
from dialogs.model import Request
from dialogs.schedule import body_of, over_by
from dialogs.statuses import CHECKED, ENDED, HELD, among
from dialogs.steps import CheckState, RequestCheck, RequestStep, current_steps, open_checks
from dialogs.wording import deciding, local_day, say, say_count, say_day
from dialogs.wording import working as w
from governance_rules import Rulebook


def owner_name(rulebook: Rulebook, owner: str) -> str:
    """An owner or a body as people know it; a check may have the same id and another name."""
    return rulebook.owners.get(owner) or rulebook.named(owner)


def having_names(rulebook: Rulebook, steps: Iterable[RequestStep]) -> str:
    """The bodies of these steps in a sentence."""
    return say(deciding.AND).join(rulebook.named(step.id) for step in steps)


def where_words(rulebook: Rulebook, request: Request) -> str:
    """Which step of how many it is at, with whom, and when that can be; empty when nobody on its route has it."""
    having = current_steps(request.steps)
    if not having or among(ENDED, request.status):
        return ""
    numbers = [str(place) for place, step in enumerate(request.steps, 1) if step in having]
    parts = {"total": len(request.steps), "bodies": having_names(rulebook, having)}
    if len(numbers) == 1:
        where = say(w.STEP_OF, number=numbers[0], **parts)
    else:
        where = say(w.STEPS_OF, numbers=say(deciding.AND).join(numbers), **parts)
    if request.status in HELD:
        return where
    days = [(step, day) for step in having if (day := step_day(rulebook, step)) is not None]
    if not days:
        return say(w.NO_DAY, where=where)
    step, day = min(days, key=lambda one: one[1])
    body = body_of(rulebook, step.id, step.body)
    said = w.BY_DAY if body is not None and body.working_days else w.NEXT_ON
    return say(said, where=where, day=say_day(day, rulebook.day))


def where_row(rulebook: Rulebook, request: Request) -> list[Element]:
    """The same as a row of a card; none when nobody on its route has it."""
    words = where_words(rulebook, request)
    return [row(say(w.WHERE_IT_IS), words)] if words else []


def step_day(rulebook: Rulebook, step: RequestStep) -> date | None:
    """The day by which a step can be over, not before the rulebook's day; None: unknown."""
    body, today = body_of(rulebook, step.id, step.body), rulebook.day
    came = local_day(step.since) if step.since else today
    return over_by(body, came, calendar_of(rulebook), today) if body else None


def said_rows(rulebook: Rulebook, request: Request) -> list[Element]:
    """What the bodies said so far, each in a row: for those who have to say something next."""
    said = [(step, step.at) for step in request.steps if step.outcome and step.at is not None]
    return [
        row(rulebook.named(step.id), _said_words(step, say_day(at, rulebook.day)), 600)
        for step, at in sorted(said, key=lambda one: one[0].stage)
    ]


def _said_words(step: RequestStep, day: str) -> str:
    words = f"{say(w.OUTCOMES[step.outcome])}, {day}"
    return f"{words}. {step.note}" if step.note else words


def checks_rows(request: Request) -> list[Element]:
    """How many checks are done."""
    if not request.checks:
        return []
    closed = len(request.checks) - len(open_checks(request.checks))
    return [row(say(w.CHECKS), say(w.CHECKS_DONE, done=closed, total=len(request.checks)))]


def open_checks_part(rulebook: Rulebook, request: Request) -> Folded:
    """Which checks are open, for those who decide; nothing where no check is to be named any more."""
    waiting = open_checks(request.checks) if names_checks(request) else ()
    words = "; ".join(_check_words(rulebook, check) for check in waiting)
    rows = [row(say(w.CHECKS_OPEN), words, 1200)] if waiting else []
    return "open_checks", say_count(w.OPEN_CHECKS_COUNT, len(waiting)), rows


def names_checks(request: Request) -> bool:
    """Whether a card that names open checks has any to name."""
    return bool(open_checks(request.checks)) and among(CHECKED, request.status)


def noted_by_step(request: Request) -> bool:
    """Whether the note of the request is what a body said last: then it stands with what that body said."""
    return any(step.outcome and step.note == request.decision_note for step in request.steps)


def _check_words(rulebook: Rulebook, check: RequestCheck) -> str:
    if check.state == CheckState.OPEN:
        return rulebook.named(check.id)
    return say(w.CHECK_LINE, name=rulebook.named(check.id), state=say(w.CHECK_STATES[check.state]))


def when_asked(rulebook: Rulebook, step: RequestStep) -> str:
    """By when somebody is asked to say what becomes of it: on a meeting, by a day, or at the next meeting."""
    day, body = step_day(rulebook, step), body_of(rulebook, step.id, step.body)
    if day is None:
        return say(w.SAY_OUTCOME_NO_DAY)
    return say(
        w.SAY_OUTCOME_BY if body is not None and body.working_days else w.SAY_OUTCOME_ON, day=say_day(day, rulebook.day)
    )


def sets_timeframe(rulebook: Rulebook, request: Request, step: RequestStep) -> bool:
    """Whether the body of this step decides when the work could happen."""
    return step.body == rulebook.matrix.decided_by and request.decision.timeframe is not None
