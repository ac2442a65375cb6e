"""A request as it stood before a meeting spoke of it: what somebody is shown who is told only when that is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dialogs.records import Request
from dialogs.statuses import DECIDED, among
from dialogs.steps import RequestStep, Steps, StepState, status_of_step


def as_before(request: Request, body: str, since: datetime, *, sets_timeframe: bool = False) -> Request:
    """The request without what this body has said of it since then; the same one when it has said nothing.

    It is the same one too once another body has spoken after it: people are told of that, and by it of this.
    ``sets_timeframe``: whether the body decides when the work happens, so that what the rules suggest stood before.
    """
    said = next((s for s in request.steps if s.body == body and s.outcome and s.at is not None and s.at >= since), None)
    if said is None or said.at is None:
        return request
    if any(s.body != body and s.outcome and s.at is not None and s.at > said.at for s in request.steps):
        return request
    steps = _without(request.steps, said, said.at)
    told = tuple(e for e in request.timeline if not (e.when >= said.at and e.what.startswith("step_")))
    return replace(
        request,
        steps=steps,
        timeline=told,
        status=status_of_step(steps, picked_up=bool(request.it_contact)),
        status_at=said.since or request.submitted_at,
        decision_note="" if request.decision_note == said.note else request.decision_note,
        final_process="" if among(DECIDED, request.status) else request.final_process,
        board_timeframe="" if sets_timeframe else request.board_timeframe,
    )


def _without(steps: Steps, said: RequestStep, at: datetime) -> Steps:
    """The steps with the request back at the one that spoke, and with those beside it."""

    def before(one: RequestStep) -> RequestStep:
        if one.id == said.id or (one.stage == said.stage and one.state == StepState.WAITING and one.since):
            return RequestStep(one.id, one.body, one.stage, StepState.CURRENT, since=one.since)
        if one.stage > said.stage and one.since is not None and one.since >= at:
            return RequestStep(one.id, one.body, one.stage)
        return one

    return tuple(before(one) for one in steps)
