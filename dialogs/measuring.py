"""Whoever is asked says what came of a request: by the form, from a button that opens it, or in typed words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from dialogs.asked_benefit import asked_as, done_on
from dialogs.benefits import AFTER, BenefitMeasured, Measured, may_answer
from dialogs.cards.benefit import benefit_card, said_by
from dialogs.cards.elements import clean
from dialogs.cards.work import EMPTY, NOTE_LENGTH, Given
from dialogs.changes import happened
from dialogs.context import Command, TurnContext
from dialogs.events import By
from dialogs.model import Request, Turn
from dialogs.requests import not_found, shown
from dialogs.understanding.outcomes import read_benefit
from dialogs.wording import asking, championing, say
from dialogs.wording import benefits as w
from dialogs.working import SAID

_INPUTS: Final = frozenset({"measured", "note"})


def benefit(context: TurnContext, command: Command, request: Request) -> Turn:
    """Save what this person says of a request that is done, or show the form for it."""
    role, done = asked_as(context.people, request, context.session.person), done_on(request)
    if role is None or done is None:
        return not_found(context, command)
    inputs, named = dict(command.inputs), _months(command.carried.get("after"))
    can = may_answer(done, context.today, context.people.calendar)
    if (said := inputs.pop(SAID, None)) is not None:
        read = read_benefit(str(said))
        named = read.after
        inputs = {key: value for key, value in (("measured", read.measured), ("note", read.note)) if value}
        if said and (read.rest or not read.measured):
            problem = say(w.UNKNOWN, reference=request.reference)
            return _form(context, request, can[-1], Given(inputs, {"": problem}))
    after = can[-1] if named is None else named
    if named is None and said is None and command.carried.get("after") is not None:
        return shown(context, request, say(asking.FOREIGN))
    if after not in can:
        return shown(context, request, say(w.TOO_EARLY))
    if said == "" or command.carried.get("ask") is True:
        return _form(context, request, after, EMPTY)
    if problems := _problems(inputs):
        held = {key: value for key, value in inputs.items() if key in _INPUTS}
        return _form(context, request, after, Given(held, problems))
    event = BenefitMeasured(after, role, Measured(inputs["measured"]), _words(inputs.get("note")))
    by = By(context.session.person, said_by(tuple(context.people.areas.values()), request, role))
    new, effect = happened(request, event, by, context.clock.now)
    if new is request:
        return shown(context, request, say(w.SAME, reference=request.reference))
    turn = shown(context, new, say(_thanks(event), reference=request.reference))
    return replace(turn, effects=(effect, *turn.effects))


def _months(raw: object) -> int | None:
    """After how many months, as a button carries it; None where it says nothing that can be asked."""
    return next((after for after in AFTER if str(raw) == str(after)), None)


def _form(context: TurnContext, request: Request, after: int, given: Given) -> Turn:
    return Turn(*benefit_card(context.rulebook, context.people, request, context.session.person, after, given))


def _problems(inputs: Mapping[str, Any]) -> dict[str, str]:
    problems = {"": say(asking.FOREIGN)} if set(inputs) - _INPUTS else {}
    if inputs.get("measured") not in list(w.CHOICES):
        problems["measured"] = say(w.ERROR)
    words = _words(inputs.get("note"))
    if len(words) > NOTE_LENGTH:
        problems["note"] = say(championing.TEXT_TOO_LONG, length=f"{len(words):,}", limit=f"{NOTE_LENGTH:,}")
    return problems


def _words(raw: object) -> str:
    return clean(raw).strip() if isinstance(raw, str) else ""


def _thanks(event: BenefitMeasured) -> str:
    if event.after == AFTER[-1]:
        return w.SAVED_LAST
    return w.SAVED_NOT_YET if event.measured == Measured.NOT_YET else w.SAVED
