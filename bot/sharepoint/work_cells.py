"""The cells that show how far a request is: who has it now, what each body said, open checks, and what it brought."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dialogs.benefits import Benefit, answers
from dialogs.cards.benefit import said_by
from dialogs.model import People, Request
from dialogs.steps import CLOSED_CHECKS, RequestCheck, RequestStep, StepState, current_steps
from dialogs.wording import benefits, say, say_day, working
from governance_rules.model import Rulebook


def work_cells(request: Request, rulebook: Rulebook) -> dict[str, str]:
    """The text of these cells by column name, empty where nothing is to be shown; not cut to what a column holds."""
    # An id that the rules know no more is written in words.
    bodies = {step.id: step.id.replace("_", " ") for step in request.steps}
    bodies |= {body.id: body.name for body in rulebook.bodies}
    checks = {check.id: check.id.replace("_", " ") for check in request.checks}
    checks |= {check.id: check.name for check in rulebook.checks}
    having = current_steps(request.steps)
    over = [step for step in request.steps if step.state == StepState.OVER]
    closed = [check for check in request.checks if check.state in CLOSED_CHECKS]
    still = [check for check in request.checks if check.state not in CLOSED_CHECKS]
    return {
        "CurrentStep": "; ".join(bodies[step.id] for step in having),
        "StepsDone": "\n".join(_step(step, bodies[step.id]) for step in over),
        "ChecksOpen": "\n".join(checks[check.id] for check in still),
        "ChecksDone": "\n".join(_check(check, checks[check.id]) for check in closed),
    }


def benefit_cell(request: Request, people: People) -> str:
    """The text of the cell that says what came of the benefit: a line for each answer; empty where nobody answered."""
    areas = tuple(people.areas.values())
    return "\n".join(_benefit(one, said_by(areas, request, one.role)) for one in answers(request.benefits))


def _benefit(one: Benefit, who: str) -> str:
    return _line(say(benefits.AT[one.after]), say(benefits.SAID[one.measured]), one.at, who, one.note)


def _step(step: RequestStep, name: str) -> str:
    return _line(name, say(working.OUTCOMES.get(step.outcome, step.outcome)), step.at, step.who, step.note)


def _check(check: RequestCheck, name: str) -> str:
    return _line(name, say(working.CHECK_STATES[check.state]), check.at, check.who, check.note)


def _line(name: str, said: str, at: datetime | None, who: str, note: str) -> str:
    """One line: a note of several lines stays one, so that each line of the cell is one step or check."""
    parts: Iterable[str] = (said, say_day(at) if at else "", who)
    told = f"{name}: {', '.join(part for part in parts if part)}"
    words = " ".join(note.split())
    return f"{told}: {words}" if words else told
