"""The route of one request as the page draws it: what is done, who has it now, for whom it waits, and who is next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.local.cast import cast_of
from dialogs.cards.progress import where_words
from dialogs.cards.track import when_words
from dialogs.model import People, Request
from dialogs.schedule import Schedule, body_of, schedule_of
from dialogs.statuses import ENDED, Status
from dialogs.steps import Outcome, RequestStep, StepState, open_checks, stages_left
from dialogs.tasks import tasks_of
from dialogs.wording import local_day, say, say_day
from dialogs.wording import working as w
from governance_rules import Rulebook


def track_of(rulebook: Rulebook, people: People, request: Request) -> dict[str, Any]:
    """What the page draws of a request, plain JSON.

    ``steps`` have ``name``, ``purpose``, ``stage`` (those side by side have the same), ``state`` (``over``,
    ``current``, ``waiting``, ``stopped``), ``said``, ``note`` and ``day``; ``end`` is ``over``, ``waiting`` or
    ``stopped``; ``turn`` are those for whom it waits now, with ``key``, ``name`` and the ``kind`` of their task. Days
    are in words; empty where none is known.
    """
    came = local_day(request.submitted_at)
    schedule = schedule_of(rulebook, request.decision, rulebook.day, came, stages_left(request.steps))
    return {
        "reference": request.reference,
        "title": request.title,
        "status": request.status,
        "end": _end(request),
        "sent": say_day(request.submitted_at, rulebook.day),
        "requester": request.requester.name,
        "where": where_words(rulebook, request),
        "steps": [_step(rulebook, request, one, schedule) for one in request.steps],
        "checks": {"open": len(open_checks(request.checks)), "total": len(request.checks)},
        "turn": list(_turn(people, request)),
    }


def _end(request: Request) -> str:
    if request.status in {Status.DECLINED, Status.WITHDRAWN}:
        return "stopped"
    return "over" if request.status in ENDED else "waiting"


def _step(rulebook: Rulebook, request: Request, step: RequestStep, schedule: Schedule) -> dict[str, Any]:
    body = body_of(rulebook, step.id, step.body)
    return {
        "name": rulebook.named(step.id),
        "purpose": body.purpose if body else "",
        "stage": step.stage,
        "state": "stopped" if step.outcome == Outcome.DECLINE else step.state.value,
        "said": say(w.OUTCOME_CHOICES[step.outcome]) if step.outcome else "",
        "note": step.note,
        "day": _day(rulebook, request, step, schedule),
    }


def _day(rulebook: Rulebook, request: Request, step: RequestStep, schedule: Schedule) -> str:
    """When something was said or can be, as the cards say it; of a step to come the earliest day."""
    if step.at is not None:
        return say_day(step.at, rulebook.day)
    visit = schedule.visits.get(step.id)
    if step.state == StepState.WAITING and visit and visit.day:
        return say_day(visit.day, rulebook.day)
    return when_words(rulebook, request, [step])


def _turn(people: People, request: Request) -> Iterable[dict[str, str]]:
    """For whom the request itself waits; checks beside the route are not counted."""
    for player in cast_of(people).values():
        task = next((one for one in tasks_of(people, player.person, request) if one.kind != "check"), None)
        if task is not None:
            yield {"key": player.key, "name": player.person.name, "kind": task.kind}
