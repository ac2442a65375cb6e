"""What waits for somebody, over all requests: oldest first, with what is asked."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.cards.elements import Element, button, buttons, card, free_heading, heading, section, text
from dialogs.cards.progress import check_name, step_name, when_asked
from dialogs.model import Card, People, Person, Request
from dialogs.tasks import Task, tasks_of
from dialogs.wording import asking, requesting, say, say_count, say_day
from dialogs.wording import working as w
from governance_rules import Rulebook

MOST_TASKS = 12
"""Things on one card, so that it stays short on a phone and under 25 KB."""


def my_work_card(rulebook: Rulebook, people: People, person: Person, requests: Sequence[Request]) -> tuple[Card, str]:
    """Everything that waits for this person, oldest first, with what is asked."""
    found = [(request, task) for request in requests for task in tasks_of(people, person, request)]
    found.sort(key=lambda one: (one[1].since or one[0].submitted_at, one[0].reference))
    summary = say_count(w.MY_WORK_SUMMARY, len(found)) if found else say(w.MY_WORK_NONE)
    body: list[Element] = [heading(say(w.MY_WORK)), text(summary)]
    for request, task in found[:MOST_TASKS]:
        since = say(w.MY_WORK_SINCE, day=say_day(task.since or request.submitted_at))
        show = button("show", say(requesting.SHOW, reference=request.reference), {"reference": request.reference})
        asked = text(task_words(rulebook, request, task), bold=True)
        title = free_heading(f"{request.reference}. {request.title}")
        body.append(section([title, asked, text(since), buttons([show])]))
    if len(found) > MOST_TASKS:
        body.append(text(say(w.MY_WORK_MORE, count=len(found) - MOST_TASKS)))
    actions = [button("my_requests", say(requesting.MINE)), button("start", say(asking.START))]
    return card(body, actions, summary), summary


def task_words(rulebook: Rulebook, request: Request, task: Task) -> str:
    """One thing that waits for somebody, in a line."""
    match task.kind:
        case "pick_up":
            return say(w.TASK_PICK_UP)
        case "information":
            return say(w.TASK_INFORMATION)
        case "delivery":
            return say(w.TASK_DELIVERY)
        case "check":
            state = next(check.state for check in request.checks if check.id == task.id)
            return say(w.TASK_CHECK, name=check_name(rulebook, task.id), state=say(w.CHECK_STATES[state]))
        case "step":
            step = next(step for step in request.steps if step.id == task.id)
            return say(w.TASK_STEP, body=step_name(rulebook, task.id), day=when_asked(rulebook, step))
