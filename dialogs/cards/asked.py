"""What is asked of somebody on the card of a request, by their role and where the request is."""

from __future__ import annotations

from dialogs.calendar import calendar_of, pick_up_by
from dialogs.cards.progress import having_names, when_asked
from dialogs.cards.route import area_of
from dialogs.model import People, Person, Request
from dialogs.statuses import DECIDED, EXPLAINABLE, HELD, Status
from dialogs.steps import RequestStep, current_steps
from dialogs.tasks import delivers, own_checks, own_steps, tasks_of
from dialogs.wording import handling as w
from dialogs.wording import say, say_count, say_day, working
from governance_rules import Rulebook
from governance_rules.roles import PARTNER

NOBODY = Person("", "")


def lacks_note(request: Request) -> bool:
    """Whether somebody decided in the list and nobody has said why: no note came with this status, nor around it.

    A note that was written since the status before belongs to this decision; an older one explains another.
    """
    if request.status not in EXPLAINABLE:
        return False
    decided = 0
    for line in reversed(request.timeline):
        decided += line.what == "status"
        if decided > 1:
            break
        if line.note and line.what in {"status", "note", "explained"}:
            return False
        if line.what.startswith("step_"):
            return False  # a body said so, and what it said stands with its step
    return decided > 0 or not request.decision_note


def asked_of(rulebook: Rulebook, people: People, request: Request, role: str, person: Person = NOBODY) -> str:
    """One or two sentences: what this person has to do about the request now, or that there is nothing."""
    if said := _of_tasks(rulebook, people, request, person):
        return said
    if role == "member":
        held = request.status in HELD and own_steps(people, person, request)
        more = request.status == Status.MORE_NEEDED
        return say((working.HELD_MORE if more else working.HELD_DEFERRED) if held else w.NOTHING_NOW)
    if role == "owner":
        done = own_checks(people, person, request) or delivers(people, person, request)  # what was theirs
        return say(w.NOTHING_NOW) if done else say(w.OWNER_KNOWS, name=request.requester.name)
    if role == "governance" and (said := _of_deciding(rulebook, request)):
        return said
    if role == "partner" and request.status == Status.APPROVED:
        return say(w.PLAN_IT, name=request.requester.name)
    if request.status in w.NOTHING_BUT and not (role == "governance" and request.status == Status.IN_REVIEW):
        return say(w.NOTHING_BUT[request.status])
    if request.status in DECIDED:
        return say(w.NOTHING_NOW if request.status == Status.APPROVED else w.NOTHING_CLOSED)
    if request.status not in {Status.SUBMITTED, Status.WITH_PARTNER}:  # in review, or a choice that the list was given
        return say(w.SET_STATUS if role == "governance" else w.NOTHING_NOW)
    return {"partner": _of_partner, "champion": _of_champion}.get(role, _of_governance)(rulebook, people, request)


def _of_tasks(rulebook: Rulebook, people: People, request: Request, person: Person) -> str:
    """What waits for this person beside the pick-up; empty when nothing does."""
    tasks = tasks_of(people, person, request)
    lines: list[str] = []
    for task in tasks:
        if task.kind == "step" and not request.open_question:
            step = next(step for step in request.steps if step.id == task.id)
            lines += _of_step(rulebook, request, step)
        elif task.kind == "delivery":
            lines.append(say(working.DELIVER_IT if request.status == Status.APPROVED else working.FINISH_IT))
    if lines and (checks := sum(task.kind == "check" for task in tasks)):
        lines.append(say_count(working.DO_CHECK, checks))
    elif not lines and all(task.kind == "check" for task in tasks) and tasks:
        lines.append(say_count(working.DO_CHECK, len(tasks)))
    return " ".join(lines)


def _of_step(rulebook: Rulebook, request: Request, step: RequestStep) -> list[str]:
    day = when_asked(rulebook, step)
    if step.body != PARTNER:
        return [say(working.SAY_OUTCOME, body=rulebook.named(step.id), day=day)]
    talk = say(working.PARTNER_SAYS, name=request.requester.name, day=day)
    after = [one for one in request.steps if one.stage == step.stage + 1]
    return [talk, say(working.PARTNER_NEXT, step=having_names(rulebook, after))] if after else [talk]


def _of_deciding(rulebook: Rulebook, request: Request) -> str:
    """What the governance team does where somebody decides, or has decided; empty where nobody does."""
    if lacks_note(request):
        return say(w.WRITE_WHY, reference=request.reference)
    having = current_steps(request.steps)
    if request.status == Status.IN_REVIEW and having:
        return say(w.WITH_A_BODY, name=having_names(rulebook, having))
    return ""


def _of_partner(rulebook: Rulebook, people: People, request: Request) -> str:
    if request.decision.process in people.champion_helps:
        return say(w.CHAMPION_HELPS)
    if request.open_question:
        return say(w.WAIT_FOR_ANSWER)
    if request.status == Status.SUBMITTED:
        day = pick_up_by(request.submitted_at, calendar_of(rulebook))
        return say(w.PICK_IT_UP, day=say_day(day, rulebook.day))
    steps = request.decision.steps
    after = steps[steps.index(PARTNER) + 1 :] if PARTNER in steps else steps
    if not after:
        return say(w.TALK_AND_TELL, name=request.requester.name)
    return say(w.TALK_AND_TAKE, name=request.requester.name, step=rulebook.named(after[0]))


def _of_champion(rulebook: Rulebook, people: People, request: Request) -> str:
    del rulebook
    if request.decision.process in people.champion_helps:
        return say(w.HELP_GIVEN if request.helpers else w.HELP_THEM, name=request.requester.name)
    if request.status == Status.SUBMITTED:
        return say(w.MAY_HELP)
    return say(w.THEY_HAVE_IT, name=request.it_contact) if request.it_contact else say(w.NOTHING_NOW)


def _of_governance(rulebook: Rulebook, people: People, request: Request) -> str:
    del rulebook
    area = area_of(people, request.area)
    helps = request.decision.process in people.champion_helps
    if area is None or not (area.champions if helps else area.it_business_partner):
        return say(w.FIND_SOMEBODY)
    if helps:
        return say(w.CHAMPION_HELPS)
    if request.status == Status.SUBMITTED:
        return say(w.PARTNER_PICKS_UP)
    return say(w.THEY_HAVE_IT, name=request.it_contact) if request.it_contact else say(w.NOTHING_NOW)
