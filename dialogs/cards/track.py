"""The route as a short track, a line for each stage: who, and by when; of a request that was sent, how far it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final, NamedTuple

from dialogs.cards.dates import day_words
from dialogs.cards.elements import Element, table, table_row
from dialogs.cards.progress import having_names, step_day
from dialogs.model import Request
from dialogs.schedule import Schedule, body_of
from dialogs.statuses import ENDED, HELD, among
from dialogs.steps import RequestStep, StepState, current_steps
from dialogs.wording import deciding, say, say_day
from dialogs.wording import working as w
from governance_rules import Decision, Rulebook

_NUMBERED: Final = (1, 9)
_STATED: Final = (1, 4)
"""Shares of the width, for what stands before a line and for the line."""
_STATES: Final = {StepState.OVER: w.TRACK_DONE, StepState.CURRENT: w.TRACK_NOW, StepState.WAITING: w.TRACK_NEXT}


class _Line(NamedTuple):
    """What stands before the line, who, when, and whether it is the one that counts now."""

    mark: str
    name: str
    when: str
    now: bool = False


def route_track(rulebook: Rulebook, decision: Decision, schedule: Schedule, today: date) -> Element:
    """The stages of a route that nobody has begun, numbered, with the day by which each can be over."""
    return table(_NUMBERED, map(_row, _stages(rulebook, decision, schedule, today)))


def _stages(rulebook: Rulebook, decision: Decision, schedule: Schedule, today: date) -> Iterator[_Line]:
    for number, stage in enumerate(decision.stages, 1):
        visits = [schedule.visits[step] for step in stage]
        last = max(visits, key=lambda visit: (visit.day is None, visit.day or date.min))
        name = say(deciding.AND).join(rulebook.named(step) for step in stage)
        yield _Line(str(number), name, day_words(last, today))


def request_track(rulebook: Rulebook, request: Request) -> list[Element]:
    """What is done, who has the request now and until when, and what is next; nothing when nobody has it."""
    if not current_steps(request.steps) or among(ENDED, request.status):
        return []
    return [table(_STATED, map(_row, _steps(rulebook, request)))]


def _steps(rulebook: Rulebook, request: Request) -> Iterator[_Line]:
    ordered = sorted(request.steps, key=lambda step: (step.stage, step.state != StepState.OVER))
    for (_, state), found in groupby(ordered, key=lambda step: (step.stage, step.state)):
        steps = list(found)
        now = state == StepState.CURRENT
        yield _Line(say(_STATES[state]), having_names(rulebook, steps), when_words(rulebook, request, steps), now)


def when_words(rulebook: Rulebook, request: Request, steps: Sequence[RequestStep]) -> str:
    """When these steps, all in one state, were over or can be; empty for those to come and where it waits."""
    if steps[0].state == StepState.OVER:
        return next((say_day(step.at, rulebook.day) for step in steps if step.at), "")
    if steps[0].state == StepState.WAITING or request.status in HELD:
        return ""
    days = [(day, step) for step in steps if (day := step_day(rulebook, step))]
    if not days:
        return say(deciding.STEP_NO_DAY)
    day, step = min(days, key=lambda one: one[0])
    body = body_of(rulebook, step.id, step.body)
    within = body is not None and body.working_days
    return say(deciding.STEP_BY if within else deciding.STEP_NEXT, day=say_day(day, rulebook.day))


def _row(line: _Line) -> Element:
    """One line; what is now stands out by its weight, as its mark says it in words."""
    bold = {"weight": "Bolder"}
    said: list[Element] = [_text(line.name, **(bold if line.now or line.when else {}))]
    if line.when:
        said.append(_text(line.when, spacing="None"))
    return table_row(([_text(line.mark, **(bold if line.now else {}))], said))


def _text(words: str, **more: str) -> Element:
    return {"type": "TextBlock", "text": words, "wrap": True, **more}
