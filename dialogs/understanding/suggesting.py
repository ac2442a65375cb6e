"""Yes or no to an answer that the person's own words or their profile suggested."""

from __future__ import annotations

from dialogs.advancing import advance
from dialogs.by_profile import BY_PROFILE
from dialogs.cards.topic import takes_yes
from dialogs.context import TurnContext
from dialogs.interviewing import suggested_here, take_answers, typed_answer
from dialogs.model import Interview, Turn
from dialogs.position import Position
from dialogs.rendering import present
from dialogs.suggestions import BECAUSE, SUGGESTED, UNDERSTOOD


def take_suggestion(context: TurnContext, interview: Interview, place: Position) -> Turn:
    """The person said yes to what is suggested, or to all that was understood."""
    if place.kind == "understood":
        return take_answers(context, interview, place, (), {}, inputs={})
    question, suggested = place.question, suggested_here(interview, place)
    if question is None or suggested is None:
        return present(context)
    return take_answers(context, interview, place, [question], {question.id: suggested}, inputs={})


def refuse_suggestion(context: TurnContext, interview: Interview, place: Position) -> Turn:
    """The person said no to what is suggested: that is the answer where no is one, or it is asked plainly.

    No to all that was understood forgets it, and the first question is asked.
    """
    if place.kind == "understood":
        memory = {k: v for k, v in interview.memory.items() if k not in {UNDERSTOOD, SUGGESTED, BECAUSE}}
        return advance(context, interview, memory=memory)
    question, suggested = place.question, suggested_here(interview, place)
    if question is None or suggested is None:
        return present(context)
    if not takes_yes(question, ""):
        return typed_answer(context, interview, place, "no") or present(context)
    left = {i: a for i, a in interview.memory.get("suggested", {}).items() if i != question.id}
    memory = {**interview.memory, "suggested": left}
    if question.id in memory.get(BY_PROFILE, {}):
        memory[BY_PROFILE] = {}
    return advance(context, interview, ground=place.ground, memory=memory)
