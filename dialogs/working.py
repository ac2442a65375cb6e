"""What the people on a route do with a request: a body says what becomes of it, owners say how far their checks are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from dialogs.cards.elements import clean
from dialogs.cards.my_work import my_work_card
from dialogs.cards.progress import having_names, owner_name, sets_timeframe
from dialogs.cards.request import status_name
from dialogs.cards.summary import role_words
from dialogs.cards.work import NOTE_LENGTH, Given, check_card, outcome_card, which_step_card
from dialogs.changes import happened
from dialogs.context import Command, TurnContext
from dialogs.events import By, CheckUpdated, DeliveryMoved, Record, StepDecided
from dialogs.model import Request, Turn
from dialogs.requests import shown
from dialogs.steps import CheckState, Outcome, RequestCheck, RequestStep, StepState, current_steps
from dialogs.tasks import (
    delivering_owner,
    delivers,
    may_update,
    own_checks,
    own_steps,
    owners_of,
    speakers_of,
    speaks_for,
)
from dialogs.understanding.outcomes import DELIVERY_STATES, read_check, read_delivery, read_outcome
from dialogs.wording import asking, championing, say
from dialogs.wording import working as w
from governance_rules.roles import PARTNER, REQUESTER

OUTCOME_INPUTS: Final = frozenset({"outcome", "note", "timeframe"})
"""What a body fills in when it says what becomes of a request."""
SAID = "said"
"""The input of a typed command: everything behind the reference, as it was typed."""


def my_work(context: TurnContext, command: Command) -> Turn:
    """What waits for this person, oldest first."""
    del command
    person = context.session.person
    return Turn(*my_work_card(context.rulebook, context.people, person, context.lookups.work))


def outcome(context: TurnContext, command: Command, request: Request) -> Turn:
    """Show the form in which somebody says what becomes of a request; what they said before the step comes with it."""
    given = _given(command.carried)
    step = _step(context, request, command.carried.get("step"), given)
    return Turn(*outcome_card(context.rulebook, request, step, given)) if isinstance(step, RequestStep) else step


def step_outcome(context: TurnContext, command: Command, request: Request) -> Turn:
    """A body has spoken: its step is over, or it waits; pressed or typed."""
    rulebook, inputs = context.rulebook, dict(command.inputs)
    named = command.carried.get("step")
    if (said := inputs.pop(SAID, None)) is not None:
        read = read_outcome(rulebook, request.steps, str(said))
        named = read.step or None
        told = {"outcome": read.outcome, "timeframe": read.timeframe, "note": read.note}
        inputs = {key: value for key, value in told.items() if value}
        if read.rest or (said and not read.outcome):
            step = _step(context, request, named, _given(inputs))
            if not isinstance(step, RequestStep):
                return step
            problem = say(w.OUTCOME_UNKNOWN, reference=request.reference)
            return Turn(*outcome_card(rulebook, request, step, Given(inputs, {"": problem})))
    step = _step(context, request, named, _given(inputs))
    if not isinstance(step, RequestStep):
        return step
    if said == "":
        return Turn(*outcome_card(rulebook, request, step))
    if problems := outcome_problems(context, request, step, inputs):
        return Turn(*outcome_card(rulebook, request, step, Given(inputs, problems)))
    return _spoken(context, request, step, inputs)


def _spoken(context: TurnContext, request: Request, step: RequestStep, inputs: Mapping[str, Any]) -> Turn:
    new, effect = decided(context, request, step, inputs)
    if new is request:
        said = say(w.OUTCOME_AGAIN, reference=request.reference, body=context.rulebook.named(step.id))
        return shown(context, request, said)
    return _with(shown(context, new, _said(context, request, new, Outcome(inputs["outcome"]))), effect)


def decided(
    context: TurnContext, request: Request, step: RequestStep, inputs: Mapping[str, Any]
) -> tuple[Request, Record]:
    """The request when this person has said so for this step, and the effect that makes it so.

    ``inputs``: those in which `outcome_problems` finds nothing. The same request: it was said just so before.
    """
    rulebook, me = context.rulebook, context.session.person
    outcome = Outcome(inputs["outcome"])
    partner = next((p for p in speakers_of(context.people, request, PARTNER) if p.aad_id == me.aad_id), None)
    event = StepDecided(
        step.id,
        rulebook.named(step.id),
        outcome,
        note=_words(inputs.get("note")),
        timeframe=str(inputs.get("timeframe") or "") if sets_timeframe(rulebook, request, step) else "",
        process=rulebook.named(request.decision.process),
        contact=partner.name if partner and step.body == PARTNER and not request.it_contact else "",
    )
    return happened(request, event, By(me, _speaker(context, request, step)), context.clock.now)


def _speaker(context: TurnContext, request: Request, step: RequestStep) -> str:
    """In whose name somebody speaks: the body's, or the governance team's for it."""
    me = context.session.person.aad_id
    theirs = any(person.aad_id == me for person in speakers_of(context.people, request, step.body))
    if not theirs:
        return role_words(context.people, "governance", request.area)
    if step.body != PARTNER:
        return context.rulebook.named(step.body)
    return role_words(context.people, "partner", request.area)


def _said(context: TurnContext, before: Request, new: Request, outcome: Outcome) -> str:
    if outcome != Outcome.GO_ON:
        return say(w.SAID[outcome], reference=new.reference)
    having = current_steps(new.steps)
    if not having:
        return say(w.SAID_APPROVED, reference=new.reference)
    was = {step.id for step in current_steps(before.steps)}
    words = w.SAID_GO_ON_REST if {step.id for step in having} < was else w.SAID_GO_ON
    return say(words, reference=new.reference, bodies=having_names(context.rulebook, having))


def _given(inputs: Mapping[str, Any]) -> Given:
    """What somebody has filled in already, to be shown again."""
    return Given({key: value for key, value in inputs.items() if key in OUTCOME_INPUTS}, {})


def _step(context: TurnContext, request: Request, named: object, given: Given) -> RequestStep | Turn:
    """The step that somebody speaks for, or the card that says why it is none."""
    rulebook, people, me, reference = context.rulebook, context.people, context.session.person, request.reference
    if named is not None:
        step = next((one for one in request.steps if one.id == named), None)
        if step is None:
            return shown(context, request, say(asking.FOREIGN))
        name = rulebook.named(step.id)
        if not speaks_for(people, me, request, step):
            return shown(context, request, say(w.OUTCOME_NOT_YOURS, reference=reference, body=name))
        if step.state != StepState.CURRENT:
            words = w.OUTCOME_OVER if step.state == StepState.OVER else w.OUTCOME_NOT_YET
            return shown(context, request, say(words, reference=reference, body=name))
        return step
    having = current_steps(request.steps)
    may = [step for step in having if speaks_for(people, me, request, step)]
    own = own_steps(people, me, request)
    if len(own) == 1 or len(may) == 1:
        return (own if len(own) == 1 else may)[0]
    if may:
        return Turn(*which_step_card(rulebook, request, may, given))
    if not having:
        return shown(context, request, say(w.OUTCOME_NOBODY, reference=reference))
    said = [step for step in request.steps if step.state == StepState.OVER and speaks_for(people, me, request, step)]
    if said:
        return shown(context, request, say(w.OUTCOME_OVER, reference=reference, body=rulebook.named(said[-1].id)))
    names = having_names(rulebook, having)
    return shown(context, request, say(w.OUTCOME_NOT_YOURS, reference=reference, body=names))


def outcome_problems(
    context: TurnContext, request: Request, step: RequestStep, inputs: Mapping[str, Any]
) -> dict[str, str]:
    """What is wrong with what a body has filled in, by input."""
    problems: dict[str, str] = {}
    timed = sets_timeframe(context.rulebook, request, step)
    if set(inputs) - OUTCOME_INPUTS or (inputs.get("timeframe") and not timed):
        problems[""] = say(asking.FOREIGN)
    if inputs.get("outcome") not in [str(outcome) for outcome in Outcome]:
        problems["outcome"] = say(w.OUTCOME_ERROR)
    if timed and inputs.get("timeframe") and inputs["timeframe"] not in [t.id for t in context.rulebook.timeframes]:
        problems["timeframe"] = say(w.OUTCOME_TIMEFRAME_ERROR)
    needed = inputs.get("outcome") != Outcome.GO_ON
    return problems | _note_problem(inputs, say(w.OUTCOME_NOTE_ERROR) if needed and "outcome" not in problems else "")


def _note_problem(inputs: Mapping[str, Any], missing: str) -> dict[str, str]:
    words = _words(inputs.get("note"))
    if len(words) > NOTE_LENGTH:
        return {"note": say(championing.TEXT_TOO_LONG, length=f"{len(words):,}", limit=f"{NOTE_LENGTH:,}")}
    return {"note": missing} if missing and not words else {}


def _words(raw: object) -> str:
    return clean(raw).strip() if isinstance(raw, str) else ""


def check(context: TurnContext, command: Command, request: Request) -> Turn:
    """Show the form for one check."""
    found = _check(context, request, command.carried.get("check"))
    return Turn(*check_card(context.rulebook, request, found)) if found else _no_check(context, command, request)


def check_update(context: TurnContext, command: Command, request: Request) -> Turn:
    """The owner of a check says how far it is; pressed or typed."""
    inputs, named = dict(command.inputs), command.carried.get("check")
    if (said := inputs.pop(SAID, None)) is not None:
        read = read_check(context.rulebook, request, str(said))
        named = read.check
        inputs = {key: value for key, value in (("state", read.state), ("note", read.note)) if value}
        own = own_checks(context.people, context.session.person, request)
        if not named and not read.rest and len(own) == 1:
            named = own[0].id
    found = _check(context, request, named)
    if found is None and said == "":
        return shown(context, request, say(w.CHECK_WHICH))
    if found is None:
        return _no_check(context, command, request)
    if said is not None and not inputs:
        return Turn(*check_card(context.rulebook, request, found))
    if problems := _check_problems(inputs):
        return Turn(*check_card(context.rulebook, request, found, Given(inputs, problems)))
    state, note = CheckState(inputs["state"]), _words(inputs.get("note"))
    name, state_words = context.rulebook.named(found.id), say(w.CHECK_STATES[state])
    if found.state == state and note in {"", found.note}:
        return shown(context, request, say(w.CHECK_SAME, name=name, state=state_words))
    by = By(context.session.person, _owner(context, request, found))
    new, effect = happened(request, CheckUpdated(found.id, name, state, note), by, context.clock.now)
    return _with(shown(context, new, say(w.CHECK_SAVED, name=name, state=state_words)), effect)


def _check(context: TurnContext, request: Request, named: object) -> RequestCheck | None:
    found = next((one for one in request.checks if one.id == named), None)
    may = found is not None and may_update(context.people, context.session.person, request, found.id)
    return found if may else None


def _no_check(context: TurnContext, command: Command, request: Request) -> Turn:
    del command
    return shown(context, request, say(w.CHECK_UNKNOWN, reference=request.reference))


def _check_problems(inputs: Mapping[str, Any]) -> dict[str, str]:
    problems = {"": say(asking.FOREIGN)} if set(inputs) - {"state", "note"} else {}
    if inputs.get("state") not in list(w.CHECK_CHOICES):
        return problems | {"state": say(w.CHECK_ERROR)} | _note_problem(inputs, "")
    needed = inputs["state"] == CheckState.NOT_NEEDED
    return problems | _note_problem(inputs, say(w.CHECK_NOTE_ERROR) if needed else "")


def _owner(context: TurnContext, request: Request, found: RequestCheck) -> str:
    """In whose name the owner of a check speaks."""
    me, people = context.session.person, context.people
    if me.aad_id not in {one.aad_id for one in owners_of(people, request, found.id)}:
        return role_words(people, "governance", request.area)  # beside its owner, or where nobody owns it
    owner = people.check_owners[found.id]
    if owner == REQUESTER:
        return say(championing.REQUESTER_ROLE)
    if owner == PARTNER:
        return role_words(people, "partner", request.area)
    return owner_name(context.rulebook, owner)


def deliver(context: TurnContext, command: Command, request: Request) -> Turn:
    """Whoever delivers an approved request says that the work has started or is done; pressed or typed."""
    inputs, reference, people = dict(command.inputs), request.reference, context.people
    if (said := inputs.pop(SAID, None)) is not None:
        inputs = {"state": read_delivery(str(said))}
    raw = inputs.pop("state", command.carried.get("state"))
    status = DELIVERY_STATES.get(raw) if isinstance(raw, str) else None
    if status is None or inputs:
        return shown(context, request, say(w.DELIVERY_ERROR, reference=reference))
    if status == request.status:
        return shown(context, request, say(w.DELIVERY_SAME, reference=reference, status=status_name(status)))
    owner, mine = delivering_owner(people, request), delivers(people, context.session.person, request)
    role = owner_name(context.rulebook, owner) if mine else role_words(people, "governance", request.area)
    new, effect = happened(request, DeliveryMoved(status), By(context.session.person, role), context.clock.now)
    return _with(shown(context, new, say(w.DELIVERY_SAVED, reference=reference, status=status_name(status))), effect)


def _with(turn: Turn, effect: Any) -> Turn:
    return Turn(turn.card, turn.summary, (effect, *turn.effects), turn.text, turn.accesses)
