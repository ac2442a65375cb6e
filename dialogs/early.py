"""Telling IT before anything is sent: once for each draft, what is known so far, to whom the person was shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from dialogs.advancing import advance
from dialogs.cards.early import early_card, talk_to_it
from dialogs.cards.elements import box, card, heading, text
from dialogs.context import Command, Feedback, TurnContext
from dialogs.early_recipients import TOLD, hear_early, told_of
from dialogs.model import Card, Interview, People, Person, TellEarly, Turn
from dialogs.position import Position, position_of
from dialogs.rendering import notice, old_card, open_interview, present, show
from dialogs.wording import deciding as w
from dialogs.wording import say
from governance_rules import Rulebook
from governance_rules.roles import answer_with, detail_of

MOST_A_DAY: Final = 3
"""Drafts about which one person may tell people within a day; more is no cry for help but a flood."""
FIRST_WORDS: Final = 300
"""Characters of a draft's title and problem that are told."""


def tell_it(context: TurnContext, command: Command, interview: Interview) -> Turn:
    """Tell those who can help about this draft, when its route has an alert; else say who in IT can be asked."""
    place = position_of(context.rulebook, interview)
    alerts = place.brief.alerts if place.brief else ()
    if not alerts:
        return who_in_it(context, command)
    if told_of(interview) is not None:
        return present(context) if place.kind == "decision" else present(context, say(w.TOLD_ALREADY))
    if context.lookups.told_lately >= MOST_A_DAY:
        return _only_talk(context, interview, place, say(w.TOLD_OFTEN, most=MOST_A_DAY))
    area = answer_with(context.rulebook, interview.answers, "service_area")
    to = hear_early(context.people, area, alerts)
    if not to:
        return who_in_it(context, command)
    memory = {**interview.memory, TOLD: _snapshot(context, interview, place, area, to)}
    names = ", ".join(p.name for p in to)
    turn = advance(context, interview, Feedback((notice(say(w.TOLD_NOW, names=names)),)), place.ground, memory=memory)
    return replace(turn, effects=(*turn.effects, TellEarly(interview.id, alerts, to)))


def _snapshot(
    context: TurnContext, interview: Interview, place: Position, area: object, to: tuple[Person, ...]
) -> dict[str, Any]:
    """As plain JSON: what of the draft is told, and to whom."""
    words = {role: detail_of(context.rulebook, interview.details, role) for role in ("title", "problem")}
    return {
        "at": context.clock.now.isoformat(),
        "to": [[p.aad_id, p.name] for p in to],
        "area": area if isinstance(area, str) else "",
        "alerts": list(place.brief.alerts) if place.brief else [],
        **{role: said[:FIRST_WORDS] for role, said in words.items()},
        "answers": {q.id: interview.answers[q.id] for q in place.path.asked if q.id in interview.answers},
    }


def _only_talk(context: TurnContext, interview: Interview, place: Position, words: str) -> Turn:
    area = context.people.areas.get(str(answer_with(context.rulebook, interview.answers, "service_area")))
    return Turn(
        *show(
            context,
            interview,
            Feedback((box([text(words), *talk_to_it(context.people, area)], "warning"),), talk=True),
            place,
        )
    )


def who_in_it(context: TurnContext, command: Command) -> Turn:
    """Who in IT to talk to now, before anything is sent."""
    if not context.typed:
        return old_card(context, command)
    interview = open_interview(context)
    area = context.people.areas.get(str(_area(context.rulebook, interview)))
    parts = talk_to_it(context.people, area, draft=interview is not None)
    if interview is None:
        return Turn(card([heading(say(w.TALK_TO_IT)), *parts], [], say(w.TALK_TO_IT)), say(w.TALK_TO_IT))
    return Turn(*show(context, interview, Feedback((box(parts, "accent"),), talk=True)))


def _area(rulebook: Rulebook, interview: Interview | None) -> object:
    return answer_with(rulebook, interview.answers, "service_area") if interview else None


def early_message(
    rulebook: Rulebook, people: People, interview: Interview, asked_by: Person, reader: Person
) -> tuple[Card, str] | None:
    """The message about a draft for one of those who hear of it; None: there is none, or it is no longer for them."""
    told = told_of(interview)
    if told is None or all(p.aad_id != reader.aad_id for p in hear_early(people, told.area, told.alerts)):
        return None
    return early_card(rulebook, people, asked_by, told)
