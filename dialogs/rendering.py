"""The present card of an interview, wherever the person is in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dialogs.by_profile import with_profile
from dialogs.cards.check import check_card, similar_part
from dialogs.cards.decision import advice_card, decision_card
from dialogs.cards.details import Offered, detail_card, details_card
from dialogs.cards.elements import Element, box, text
from dialogs.cards.mine import cancel_sure_card, note_card
from dialogs.cards.systems import check_part, told_part
from dialogs.cards.topic import question_card, topic_card
from dialogs.cards.understood import understood_card
from dialogs.context import Command, Feedback, TurnContext, stamp
from dialogs.model import Card, Effect, Interview, Turn
from dialogs.position import Position, position_of, up_to_date
from dialogs.sponsors import manager_of
from dialogs.systems import offered
from dialogs.wording import asking as w
from dialogs.wording import say
from governance_rules import decide
from governance_rules.roles import detail_with

NOTHING = Feedback()


def notice(words: str) -> Element:
    """One sentence in a box at the top of a card."""
    return box([text(words)], "accent")


def open_interview(context: TurnContext) -> Interview | None:
    """The interview in hand when it is open, brought up to the rules of today."""
    current = context.session.current
    return up_to_date(context.rulebook, current) if current is not None and current.state == "open" else None


def drafts_of(context: TurnContext) -> list[Interview]:
    """Every open draft but the one in hand, newest first."""
    current = context.session.current
    return [d for d in context.session.drafts if d.state == "open" and (current is None or d.id != current.id)]


def rules_changed(context: TurnContext, interview: Interview) -> bool:
    """Whether the stored draft was begun under other rules."""
    held = (context.session.current, *context.session.drafts)
    return any(i is not None and i.id == interview.id and i.rules_version != context.rulebook.version for i in held)


def show(
    context: TurnContext, interview: Interview, feedback: Feedback = NOTHING, place: Position | None = None
) -> tuple[Card, str]:
    """The card for where this interview is now."""
    here = place or position_of(context.rulebook, interview)
    if rules_changed(context, interview):
        feedback = replace(feedback, notices=(notice(say(w.RULES_CHANGED)), *feedback.notices))
    rulebook, people = context.rulebook, context.people
    today = max(rulebook.day, context.today)
    if here.kind == "understood":
        feedback = replace(feedback, notices=(*feedback.notices, *_begun(context, today)))
        return understood_card(rulebook, interview, here, feedback, typed=context.typed)
    if here.kind == "topic" and here.question is not None:
        feedback = replace(feedback, notices=(*feedback.notices, *_begun(context, today)))
        interview = with_profile(rulebook, people, context.session.profile, interview)
        if context.typed:
            return question_card(rulebook, interview, here, feedback, here.question)
        return topic_card(rulebook, interview, here, feedback)
    similar = tuple(similar_part(people, context.lookups.similar))
    known = Offered(manager_of(context.session), offered(rulebook, interview, context.lookups.systems), today, similar)
    if here.kind == "details" and here.detail is not None:
        if context.typed:
            return detail_card(rulebook, interview, here, feedback, here.detail, known)
        return details_card(rulebook, interview, here, feedback, known)
    if here.kind == "check":
        part = check_part(known.systems, interview, detail_with(rulebook, "systems"), today)
        feedback = replace(feedback, notices=(*feedback.notices, *part))
        return check_card(rulebook, people, interview, here, feedback, similar=context.lookups.similar, today=today)
    decision = decide(rulebook, interview.answers)
    if here.kind == "advice":
        return advice_card(rulebook, interview, decision, feedback)
    return decision_card(
        rulebook, people, interview, here, decision, feedback=feedback, known=known, typed=context.typed
    )


def _begun(context: TurnContext, today: date) -> list[Element]:
    """What the council has already, for who has just said in a first sentence what they need."""
    before = context.session.current
    begins = context.typed and not (before and before.answers)
    return told_part(context.lookups.systems, today) if begins else []


def present(context: TurnContext, *notices: str, effects: tuple[Effect, ...] = ()) -> Turn:
    """The present card with a sentence or two above it; nothing about the interview changes."""
    interview = open_interview(context)
    if interview is None:
        card, summary = note_card(
            say(w.NOTHING_OPEN), notices[0] if notices else say(w.NOTHING_OPEN_TEXT), resume=bool(drafts_of(context))
        )
        return Turn(card, summary, effects)
    card, summary = show(context, interview, Feedback(tuple(notice(words) for words in notices)))
    return Turn(card, summary, effects)


def old_card(context: TurnContext, command: Command) -> Turn:
    """An old card was pressed: the present one comes back and nothing changes."""
    del command
    interview = open_interview(context)
    if context.typed:
        return present(context)  # typed words belong to no card
    if interview is not None and interview.memory.get("asked") == "cancel":
        card, summary = cancel_sure_card(stamp(interview), (notice(say(w.OLD_CARD)),))
        return Turn(card, summary)
    return present(context, say(w.OLD_CARD))
