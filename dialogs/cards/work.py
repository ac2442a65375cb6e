"""The work on a request on its cards: where it is, what a body says, how far its checks are, and who delivers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dialogs.cards.elements import (
    Element,
    Folded,
    button,
    buttons,
    card,
    choice_input,
    clean,
    error,
    folds,
    free_heading,
    heading,
    led,
    section,
    text,
    text_input,
)
from dialogs.cards.progress import checks_rows, having_names, open_checks_part, sets_timeframe
from dialogs.model import Card, People, Person, Request
from dialogs.statuses import CHECKED, WITH_SOMEBODY, Status, among
from dialogs.steps import CLOSED_CHECKS, RequestCheck, RequestStep, current_steps, open_checks
from dialogs.tasks import own_checks, own_steps, tasks_of, waits_for_pick_up
from dialogs.wording import championing as team
from dialogs.wording import say, say_count
from dialogs.wording import working as w
from governance_rules import Rulebook
from governance_rules.roles import PARTNER

NOTE_LENGTH = 2000
"""Characters of a note on a step or check."""
MOST_CHECKS = 12
"""Checks with a button on one card, so that it stays under 25 KB."""
_NOBODY: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody filled into a form about a step or check, as it is shown again, and what is wrong with it."""

    values: Mapping[str, Any]
    problems: Mapping[str, str]
    """A sentence for each input that is wrong; under an empty key for the whole."""


EMPTY = Given(_NOBODY, {})


def speaking_part(
    rulebook: Rulebook, people: People, request: Request, person: Person, others: Sequence[Element] = ()
) -> list[Element]:
    """The form in which somebody says what becomes of the request, for the step that is theirs now.

    ``others``: what else they can do, behind the three dots beside its button.
    """
    steps = _speaks_here(people, request, person)
    if not steps:
        return []
    step = steps[0]
    title = heading(_outcome_heading(rulebook, step), small=True)
    pressed = buttons(led([_send_outcome(request, step), *others]))
    return [section([title, *outcome_inputs(rulebook, request, step, EMPTY), pressed])]


def _speaks_here(people: People, request: Request, person: Person) -> tuple[RequestStep, ...]:
    """The steps for which a form stands on this person's card: a partner picks a request up first."""
    steps = own_steps(people, person, request)
    return tuple(step for step in steps if not waits_for_pick_up(request, step))


def speaking_buttons(people: People, request: Request, person: Person) -> list[Element]:
    """For the governance team: a button where somebody else speaks for a step, and they may too."""
    if not people.governs(person.aad_id) or not among(WITH_SOMEBODY, request.status):
        return []
    others = [step for step in current_steps(request.steps) if step not in _speaks_here(people, request, person)[:1]]
    return [button("outcome", say(w.OUTCOME_RECORD), {"reference": request.reference})] if others else []


def own_work_buttons(people: People, request: Request) -> list[Element]:
    """On the requester's own card: buttons for what they also do for it, as a member of a body or who delivers it."""
    carried, requester = {"reference": request.reference}, request.requester
    speaks = bool(_speaks_here(people, request, requester)) or speaking_buttons(people, request, requester)
    said = [button("outcome", say(w.OUTCOME_RECORD), carried)] if speaks else []
    doing = [*said, *delivery_buttons(people, request, requester)]
    return [buttons(led(doing))] if doing else []


def delivery_buttons(people: People, request: Request, person: Person) -> list[Element]:
    """The presses of who delivers an approved request, the next one first."""
    if all(task.kind != "delivery" for task in tasks_of(people, person, request)):
        return []
    carried = {"reference": request.reference}
    done = button("deliver", say(w.DELIVERY_DONE), {**carried, "state": "done"})
    if request.status != Status.APPROVED:
        return [{**done, "style": "positive"}]
    started = button("deliver", say(w.DELIVERY_STARTED), {**carried, "state": "in_delivery"}, style="positive")
    return [started, done]


def own_checks_part(rulebook: Rulebook, people: People, request: Request, person: Person) -> Folded:
    """The checks that are this person's: what to do, how far each is, and a button for it."""
    checks = own_checks(people, person, request)
    waiting = open_checks(checks)
    title = say_count(w.YOUR_CHECKS_OPEN, len(waiting)) if waiting else say(w.YOUR_CHECKS)
    if not checks or not among(CHECKED, request.status):
        return "your_checks", title, []
    to_do = {check.id: check.do for check in rulebook.checks}
    parts: list[Element] = []
    for check in sorted(checks, key=lambda one: one.state in CLOSED_CHECKS)[:MOST_CHECKS]:
        name, state = rulebook.named(check.id), say(w.CHECK_STATES[check.state])
        number = request.checks.index(check) + 1
        line = say(w.CHECK_NUMBERED, number=number, name=name, state=state)
        parts.append({**text(line, bold=True), "spacing": "Medium"})
        if check.state in CLOSED_CHECKS:
            continue
        if check.id in to_do:
            parts.append(text(to_do[check.id]))
        carried = {"reference": request.reference, "check": check.id}
        parts.append(buttons([button("check", say(w.CHECK_UPDATE, number=number), carried)]))
    return "your_checks", title, parts


def outcome_card(rulebook: Rulebook, request: Request, step: RequestStep, given: Given = EMPTY) -> tuple[Card, str]:
    """What a body says of a request, on a card of its own."""
    summary = _outcome_heading(rulebook, step)
    body = [
        heading(summary),
        free_heading(f"{request.reference}. {request.title}"),
        *error(given.problems.get("")),
        *checks_rows(request),
        *folds(open_checks_part(rulebook, request)),
        *outcome_inputs(rulebook, request, step, given),
    ]
    return card(body, [_send_outcome(request, step), back_to(request)], summary), summary


def which_step_card(
    rulebook: Rulebook, request: Request, steps: Sequence[RequestStep], given: Given = EMPTY
) -> tuple[Card, str]:
    """For whoever may speak for several steps at once: for whom they speak now. ``given`` goes with them."""
    summary = say(w.OUTCOME_WHICH_TYPED)
    words = say(w.OUTCOME_WHICH, reference=request.reference, bodies=having_names(rulebook, steps))
    said = {key: clean(value)[:NOTE_LENGTH] for key, value in given.values.items() if isinstance(value, str)}
    carried = {"reference": request.reference, **said}
    listed = [text(say(w.OUTCOME_FOR_LINE, number=n, body=rulebook.named(s.id))) for n, s in enumerate(steps, 1)]
    on = [
        button("outcome", say(w.OUTCOME_FOR, number=number), {**carried, "step": s.id})
        for number, s in enumerate(steps, 1)
    ]
    return card([heading(summary), text(words), *listed], [*on, back_to(request)], summary), summary


def check_card(rulebook: Rulebook, request: Request, check: RequestCheck, given: Given = EMPTY) -> tuple[Card, str]:
    """How far one check is, on a card of its own."""
    summary = say(w.CHECK_HEADING)
    rule = next((one for one in rulebook.checks if one.id == check.id), None)
    name = rulebook.named(check.id)
    state = say(w.CHECK_LINE, name=name, state=say(w.CHECK_STATES[check.state]))
    body = [
        heading(summary),
        free_heading(f"{request.reference}. {request.title}"),
        text(state, bold=True),
        *([text(rule.because), text(rule.do)] if rule else []),
        *error(given.problems.get("")),
        *error(given.problems.get("state")),
        _choice("state", say(w.CHECK_LABEL), [(say(words), key) for key, words in w.CHECK_CHOICES.items()], given, ""),
        *error(given.problems.get("note")),
        _note(say(w.CHECK_NOTE), given),
        text(say(w.CHECK_HINT, reference=request.reference, check=check.id), subtle=True),
    ]
    carried = {"reference": request.reference, "check": check.id}
    actions = [button("check_update", say(w.CHECK_SEND), carried, style="positive"), back_to(request)]
    return card(body, actions, summary), summary


def _outcome_heading(rulebook: Rulebook, step: RequestStep) -> str:
    """Over the form: for whom somebody answers; an IT business partner needs no name for themselves."""
    return say(w.OUTCOME_HEADING_OWN) if step.body == PARTNER else say(w.OUTCOME_HEADING, body=rulebook.named(step.id))


def outcome_inputs(
    rulebook: Rulebook, request: Request, step: RequestStep, given: Given, hint: str = w.OUTCOME_HINT
) -> list[Element]:
    """The inputs in which a body says what becomes of a request; ``hint``: which words say the same."""
    choices = [(say(words), key) for key, words in w.OUTCOME_CHOICES.items()]
    parts = [
        *error(given.problems.get("outcome")),
        _choice("outcome", say(w.OUTCOME_LABEL), choices, given, ""),
    ]
    if sets_timeframe(rulebook, request, step):
        times = [(time.name, time.id) for time in rulebook.timeframes]
        preset = request.timeframe or ""
        parts += [
            *error(given.problems.get("timeframe")),
            _choice("timeframe", say(w.OUTCOME_TIMEFRAME), times, given, preset),
        ]
    typed = text(say(hint, reference=request.reference), subtle=True)
    return [*parts, *error(given.problems.get("note")), _note(say(w.OUTCOME_NOTE), given), typed]


def _choice(name: str, label: str, choices: list[tuple[str, str]], given: Given, preset: str) -> Element:
    held = given.values.get(name, preset)
    known = {value for _, value in choices}
    return choice_input(name, label, choices, held if isinstance(held, str) and held in known else "")


def _note(label: str, given: Given) -> Element:
    held = given.values.get("note")
    return text_input("note", label, NOTE_LENGTH, held if isinstance(held, str) else "", lines=True)


def _send_outcome(request: Request, step: RequestStep) -> Element:
    carried = {"reference": request.reference, "step": step.id}
    return button("step_outcome", say(w.OUTCOME_SEND), carried, style="positive")


def back_to(request: Request) -> Element:
    """The press that leaves a form about a request, and shows the request."""
    return button("show", say(team.BACK_TO_REQUEST, reference=request.reference), {"reference": request.reference})
