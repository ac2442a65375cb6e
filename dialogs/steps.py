"""The steps and checks of a request that was sent: who has it, what each body said, and what becomes of the rest.

Pure functions on tuples of records. `dialogs/events.py` calls them; who may speak for what is in `dialogs/tasks.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from dialogs.statuses import Status
from governance_rules import Decision
from governance_rules.roles import PARTNER


class Outcome(StrEnum):
    """What a body can say of a request. The values are the options of the card's input ``outcome``."""

    GO_ON = "go_on"
    MORE_INFORMATION = "more_information"
    DEFER = "defer"
    DECLINE = "decline"


class StepState(StrEnum):
    """Where a step of one request stands."""

    WAITING = "waiting"
    CURRENT = "current"
    OVER = "over"


class CheckState(StrEnum):
    """Where a check of one request stands. The values but the first are the options of the input ``state``."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"
    NOT_NEEDED = "not_needed"


CLOSED_CHECKS: Final = frozenset({CheckState.DONE, CheckState.NOT_NEEDED})
"""Nobody has to do anything for these any more."""
HOLDING: Final = {Outcome.MORE_INFORMATION: Status.MORE_NEEDED, Outcome.DEFER: Status.DEFERRED}
"""Outcomes after which the step keeps the request, and the status that it has meanwhile."""


@dataclass(frozen=True, slots=True)
class RequestStep:
    """One step of one request, and what was said there last."""

    id: str
    """Of the rulebook: the body's, or one of its own where a request meets a body a second time."""
    body: str
    stage: int
    """Its place on the route, from 0; steps that work side by side have the same."""
    state: StepState = StepState.WAITING
    since: datetime | None = None
    """When it last became the current one."""
    outcome: str = ""
    """An `Outcome`; empty: nothing was said since."""
    note: str = ""
    who: str = ""
    """In whose name it was said, as the timeline says it."""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RequestCheck:
    """One check of one request, and what its owner said last."""

    id: str
    state: CheckState = CheckState.OPEN
    note: str = ""
    who: str = ""
    at: datetime | None = None


Steps = tuple[RequestStep, ...]
Checks = tuple[RequestCheck, ...]


def steps_of(decision: Decision, bodies: Mapping[str, str], now: datetime) -> Steps:
    """The steps of a request that was just sent: those of the first stage have it.

    ``bodies``: of each step that has an id of its own, the body that it is with.
    """
    stages = enumerate(decision.stages)
    listed = tuple(RequestStep(step, bodies.get(step, step), stage) for stage, group in stages for step in group)
    return _begun(listed, 0, now)


def checks_of(decision: Decision) -> Checks:
    """The checks of a request that was just sent, all open."""
    return tuple(RequestCheck(check) for check in decision.checks)


def current_steps(steps: Steps) -> Steps:
    """Those that have the request now; several where they work side by side."""
    return tuple(step for step in steps if step.state == StepState.CURRENT)


def stages_left(steps: Steps) -> tuple[tuple[str, ...], ...]:
    """What is left of the route: the steps that are not over, those side by side as one stage."""
    left = [step for step in steps if step.state != StepState.OVER]
    return tuple(tuple(one.id for one in left if one.stage == stage) for stage in sorted({one.stage for one in left}))


def after_outcome(steps: Steps, step: str, outcome: Outcome, note: str, who: str, now: datetime) -> Steps:
    """The steps when somebody has spoken for one that is current; the same steps when it is not, or said so before."""
    before = next((one for one in current_steps(steps) if one.id == step), None)
    if before is None or (before.outcome == outcome and before.note == note):
        return steps
    over = outcome in {Outcome.GO_ON, Outcome.DECLINE}
    state = StepState.OVER if over else StepState.CURRENT
    spoken = tuple(
        replace(one, outcome=outcome.value, note=note, who=who, at=now, state=state) if one.id == step else one
        for one in steps
    )
    if outcome == Outcome.DECLINE:
        return without_current(spoken)
    return spoken if current_steps(spoken) else _begun(spoken, _next_stage(spoken), now)


def status_after(steps: Steps, *, picked_up: bool) -> Status:
    """The status of a request by its steps: who has it, and what they wait for; approved when all of it is over.

    Where bodies side by side wait for different things, it is what was said last.
    """
    if not current_steps(steps):
        return Status.APPROVED
    holding = holding_step(steps)
    return HOLDING[Outcome(holding.outcome)] if holding else status_of_step(steps, picked_up=picked_up)


def holding_step(steps: Steps) -> RequestStep | None:
    """The step that lets the request wait, of several the one that spoke last; None: nothing waits."""
    held = [one for one in current_steps(steps) if one.outcome in HOLDING]
    return max(held, key=lambda one: one.at.timestamp() if one.at else 0.0, default=None)


def status_of_step(steps: Steps, *, picked_up: bool) -> Status:
    """The status that goes with whoever has it: in review with any body but the IT business partner."""
    having = current_steps(steps)
    if any(one.body != PARTNER for one in having) and any(one.state == StepState.OVER for one in steps):
        return Status.IN_REVIEW
    return Status.WITH_PARTNER if picked_up else Status.SUBMITTED


def released(steps: Steps) -> Steps:
    """The steps when nothing holds them any more: the request is taken up again."""
    return tuple(replace(one, outcome="", note="") if one.outcome in HOLDING else one for one in steps)


def answered(steps: Steps) -> Steps:
    """The steps when the requester has added what was missing: a body that deferred it waits on."""
    asked = Outcome.MORE_INFORMATION
    return tuple(replace(one, outcome="", note="") if one.outcome == asked else one for one in steps)


def come_back(steps: Steps, now: datetime) -> Steps:
    """The steps of a request that waits for nothing any more: whoever has it holds it anew."""
    return tuple(replace(one, since=now) if one.state == StepState.CURRENT else one for one in steps)


def moved_to(steps: Steps, wanted: Collection[str], who: str, now: datetime) -> Steps:
    """The steps when the governance team said in the list who has the request now: what is before them is over.

    Of bodies that do not work side by side the earliest has it.
    """
    named = [one for one in steps if one.id in wanted]
    if not named:
        return steps
    first = min(one.stage for one in named)
    theirs = {one.id for one in named if one.stage == first}
    return tuple(_moved(one, theirs, first, who, now) for one in steps)


def _moved(one: RequestStep, wanted: Collection[str], first: int, who: str, now: datetime) -> RequestStep:
    if one.id in wanted:
        kept = one.state == StepState.CURRENT and not one.outcome
        return one if kept else RequestStep(one.id, one.body, one.stage, StepState.CURRENT, since=now)
    if one.stage > first:
        return RequestStep(one.id, one.body, one.stage)
    if one.state == StepState.OVER:
        return one
    return replace(one, state=StepState.OVER, outcome=Outcome.GO_ON.value, note="", who=who, at=now)


def without_current(steps: Steps) -> Steps:
    """The steps of a request that is decided: nobody has it any more."""
    return tuple(replace(one, state=StepState.WAITING) if one.state == StepState.CURRENT else one for one in steps)


def opened_again(steps: Steps, now: datetime) -> Steps:
    """The steps of a request that is open again: who declined it has it, or the first stage that is not over."""
    if current_steps(steps):
        return steps
    undone = tuple(RequestStep(one.id, one.body, one.stage) if one.outcome == Outcome.DECLINE else one for one in steps)
    return _begun(undone, _next_stage(undone), now)


def after_check(checks: Checks, check: str, state: CheckState, note: str, who: str, now: datetime) -> Checks:
    """The checks when somebody has said how far one is."""
    return tuple(RequestCheck(check, state, note, who, now) if one.id == check else one for one in checks)


def open_checks(checks: Iterable[RequestCheck]) -> Checks:
    """Those that are not done and are needed."""
    return tuple(check for check in checks if check.state not in CLOSED_CHECKS)


def _next_stage(steps: Steps) -> int:
    return min((one.stage for one in steps if one.state == StepState.WAITING), default=-1)


def _begun(steps: Steps, stage: int, now: datetime) -> Steps:
    return tuple(
        RequestStep(one.id, one.body, one.stage, StepState.CURRENT, since=now)
        if one.stage == stage and one.state == StepState.WAITING
        else one
        for one in steps
    )
