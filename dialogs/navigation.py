"""Looking back at what was answered: the card before, or one that the person names. Nothing is lost by it."""

from __future__ import annotations

from dialogs.advancing import advance
from dialogs.context import Command, TurnContext
from dialogs.model import Interview, Turn
from dialogs.position import DECISION, DETAILS, Position, before, position_of
from dialogs.rendering import open_interview, present
from dialogs.suggestions import told
from dialogs.understanding.typed_text import bare, plain
from dialogs.unfinished_input import keep
from dialogs.wording import asking as w
from dialogs.wording import say


def back(context: TurnContext, command: Command, interview: Interview) -> Turn:
    """Look at the card before, or for someone who types at the question before. What was filled in stays."""
    place = position_of(context.rulebook, interview)
    if interview.looking_at is not None and told(context.rulebook, interview):
        return advance(context, keep(interview, place, command.inputs), looking_at=None)
    target = before(place, typed=context.typed)
    if target is None:
        return present(context, say(w.FIRST_QUESTION))
    interview = keep(interview, place, command.inputs)
    return advance(context, interview, ground=place.ground, looking_at=target)


def change(context: TurnContext, command: Command, interview: Interview) -> Turn:
    """Look back at one question or at the details to change them."""
    place = position_of(context.rulebook, interview)
    target = _named(context, interview, place, command.carried.get("question"))
    if target is None:
        return present(context, say(w.NOT_ASKED))
    interview = keep(interview, place, command.inputs)
    return advance(context, interview, ground=place.ground, looking_at=target)


def names_something(context: TurnContext, command: Command) -> bool:
    """Whether "change …" names a question of this interview; otherwise it is the person's own text."""
    interview = open_interview(context)
    if interview is None:
        return False
    place = position_of(context.rulebook, interview)
    return _named(context, interview, place, command.carried.get("question")) is not None


def _named(context: TurnContext, interview: Interview, place: Position, raw: object) -> str | None:
    if not isinstance(raw, str):
        return None
    said = bare(plain(raw))
    known = {**told(context.rulebook, interview), **interview.answers}
    answered = [q for q in place.path.asked if q.id in known]
    for question in answered:
        if said in (question.id, plain(question.short), plain(question.ask), question.id.replace("_", " ")):
            return question.id
    for topic in context.rulebook.topics:
        first = next((q.id for q in answered if q.topic == topic.id), None)
        if first and said in (plain(topic.title), topic.id, topic.id.replace("_", " ")):
            return first
    if said in {"route", "your route"} and place.brief is not None:
        return DECISION
    if interview.route_seen:
        if place.details and said in {DETAILS, "the details"}:
            return DETAILS
        return next((d.id for d in place.details if said in (d.id, plain(d.label), d.id.replace("_", " "))), None)
    return None
