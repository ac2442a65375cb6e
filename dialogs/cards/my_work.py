"""What waits for somebody, over all requests: oldest first, with what is asked."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.cards.elements import Element, button, card, heading, text
from dialogs.cards.progress import owner_name, when_asked
from dialogs.cards.summary_list import entry_row, show_button, summary_list
from dialogs.model import Card, People, Person, Request
from dialogs.tasks import Task, owners_of, tasks_of
from dialogs.wording import asking, championing, requesting, say, say_count, say_day
from dialogs.wording import working as w
from governance_rules import Rulebook
from governance_rules.roles import PARTNER

MOST_REQUESTS = 10
"""Requests on one card, so that it stays short on a phone and under 25 KB."""
MOST_TASKS = 5
"""Lines of one request: its own card has the rest."""


def my_work_card(rulebook: Rulebook, people: People, person: Person, requests: Sequence[Request]) -> tuple[Card, str]:
    """Everything that waits for this person, oldest first, with what is asked of each request."""
    found = [(request, tasks) for request in requests if (tasks := tasks_of(people, person, request))]
    found.sort(key=lambda one: (min(task.since or one[0].submitted_at for task in one[1]), one[0].reference))
    count = sum(len(tasks) for _, tasks in found)
    summary = say_count(w.MY_WORK_SUMMARY, count) if found else say(w.MY_WORK_NONE)
    body: list[Element] = [heading(say(w.MY_WORK)), text(summary)]
    rows: list[Element] = []
    for request, tasks in found[:MOST_REQUESTS]:
        lines: list[Element] = []
        for task in tasks[:MOST_TASKS]:
            asked = task_words(rulebook, request, task)
            since = say_day(task.since or request.submitted_at, rulebook.day)
            lines.append(text(say(w.MY_WORK_LINE, asked=asked, day=since)))
        if len(tasks) > MOST_TASKS:
            lines.append(text(say(w.MY_WORK_MORE_HERE, count=len(tasks) - MOST_TASKS)))
        rows.append(entry_row(f"{request.reference}. {request.title}", lines, *show_button(request)))
    if rows:
        body.append(summary_list(rows))
    if len(found) > MOST_REQUESTS:
        body.append(text(say_count(w.MY_WORK_MORE, len(found) - MOST_REQUESTS)))
    actions = [button("my_requests", say(requesting.MINE)), button("start", say(asking.START))]
    return card(body, actions, summary), summary


def asked_words(rulebook: Rulebook, people: People, person: Person, request: Request) -> list[str]:
    """What of this request waits for somebody, a line each, and for what the directory names nobody."""
    lines = []
    for task in tasks_of(people, person, request):
        lines.append(task_words(rulebook, request, task))
        if task.kind == "check" and not owners_of(people, request, task.id):
            lines.append(nobody_for(rulebook, people.check_owners.get(task.id, "")))
    return lines


def nobody_for(rulebook: Rulebook, owner: str) -> str:
    """Says to the governance team that it is asked because nobody else is: the directory or the rules name nobody."""
    if not owner:
        return say(championing.NOBODY_IN_RULES)
    return say(championing.NOBODY_NAMED, name=owner_name(rulebook, owner))


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
            return say(w.TASK_CHECK, name=rulebook.named(task.id), state=say(w.CHECK_STATES[state]))
        case "step":
            step = next(step for step in request.steps if step.id == task.id)
            if step.body == PARTNER:
                return say(w.TASK_STEP_OWN, day=when_asked(rulebook, step))
            return say(w.TASK_STEP, body=rulebook.named(task.id), day=when_asked(rulebook, step))
