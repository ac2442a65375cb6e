"""A request that begins with a message of a chat: what of it is understood, and the draft that is made of it.

The dialogue shows words that may be another person's. Nothing of them is stored before the person presses its button,
and then only what stands in its box.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from dialogs.cards.elements import clean, fitting
from dialogs.cards.from_message import BOX, OPENED, going_on_card, message_card
from dialogs.context import TurnContext
from dialogs.drafts import begin
from dialogs.extension import Dialog, DialogEnd, DialogSubmitted, ExtensionAnswer, MessageChosen
from dialogs.model import PASSING, PostPrivately, SaveDraft, Session, SetPreferences, Turn
from dialogs.question_kinds import answer_words
from dialogs.suggestions import SUGGESTED
from dialogs.understanding.first_sentence import read_first
from dialogs.understanding.first_words import cut_at_a_word, first_words
from dialogs.wording import from_message as w
from dialogs.wording import say
from governance_rules import Rulebook

_LONGEST: Final = 4000
"""Characters of the box where the rulebook has no detail for what the problem is."""
_OPENED: Final = re.compile(r"[0-9A-Za-z]{1,32}")
"""The id of a dialogue, as the clock makes ids."""


def message_chosen(context: TurnContext, act: MessageChosen) -> Turn:
    """Show what was understood of a message. Nothing of it is stored: its words may be another person's."""
    message = act.message
    words = clean(message.words)
    boxed = fitting(cut_at_a_word(words, box_limit(context.rulebook)))
    suggested = read_first(context, boxed).memory.get(SUGGESTED, {})
    understood = [(q, answer_words(q, suggested[q.id])) for q in context.rulebook.questions if q.id in suggested]
    card = message_card(
        replace(message, words=boxed, cut=message.cut or boxed != words),
        understood,
        context.clock.new_id(),
        box_limit(context.rulebook),
    )
    return Turn(None, "", answer=Dialog(say(w.TITLE), card))


def dialog_submitted(context: TurnContext, act: DialogSubmitted) -> Turn:
    """Make a draft of what the person sent from the dialogue, as if they had typed it first in their own chat.

    Its id is that of the dialogue, so that one that is sent again, or whose id was made up, begins nothing and is
    answered as the first time.
    """
    opened, end = dialog_of(act.data), _going_on(act)
    if not opened or context.lookups.begun:
        return Turn(None, "", answer=end)
    words = words_in(context.rulebook, act.data)
    afresh = replace(context, session=_nothing_in_hand(context.session), typed=True)
    if words:
        first = read_first(afresh, words)
        details = first_words(context.rulebook, words, context.today)
        turn = begin(afresh, first.notices, details=details, memory=first.memory, as_id=opened)
    else:
        turn = begin(afresh, as_id=opened)
    if turn.card is None or not any(isinstance(effect, SaveDraft) for effect in turn.effects):
        return Turn(None, "", answer=DialogEnd(say(w.MANY_DRAFTS)))
    # A yes in the chat means this card: what was asked there before is no question any more.
    lasting = {key: value for key, value in context.session.preferences.items() if key not in PASSING}
    forget = () if lasting == context.session.preferences else (SetPreferences(lasting),)
    return Turn(None, "", (*turn.effects, PostPrivately(turn.card, turn.summary), *forget), answer=end)


def dialog_of(data: Mapping[str, Any]) -> str:
    """The id of the dialogue that was sent; empty where it cannot be one."""
    opened = data.get(OPENED)
    return opened if isinstance(opened, str) and _OPENED.fullmatch(opened) else ""


def words_in(rulebook: Rulebook, data: Mapping[str, Any]) -> str:
    """What stood in the box, as far as it takes words."""
    words = data.get(BOX)
    return cut_at_a_word(clean(words), box_limit(rulebook)) if isinstance(words, str) else ""


def box_limit(rulebook: Rulebook) -> int:
    """Characters that the box takes: as many as the request has room for in what is told of the problem."""
    return next((detail.max_length for detail in rulebook.details if detail.role == "problem"), _LONGEST)


def _nothing_in_hand(session: Session) -> Session:
    """The session as it is when somebody begins something new: what was in hand is one of their drafts."""
    if session.current is None:
        return session
    others = tuple(draft for draft in session.drafts if draft.id != session.current.id)
    return replace(session, current=None, drafts=(session.current, *others))


def _going_on(act: DialogSubmitted) -> ExtensionAnswer:
    card = going_on_card(act.bot)
    return Dialog(say(w.TITLE), card) if card else DialogEnd(say(w.GOING_ON))
