"""A link that is typed where no text is asked for: it is kept with the draft in hand, and the question stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from dialogs.advancing import advance
from dialogs.cards.help import unsure_card
from dialogs.context import Command, Feedback, TurnContext
from dialogs.documents import documents_of, pasted, with_links, without_pasted
from dialogs.in_hand import back_in_hand
from dialogs.model import REFUSALS, Interview, SaveDraft, SetPreferences, Turn
from dialogs.position import Position
from dialogs.rendering import drafts_of, notice, present, show
from dialogs.understanding.links import MOST_LINKS, links_in, only_introduces, without_links
from dialogs.wording import documents as w
from dialogs.wording import say, say_count

_FEW: Final = 4
"""Words beside a link that only say something of it, where they answer nothing."""
InWords = Callable[[TurnContext, str, Interview | None, Position | None], Turn]
"""What typed words that are no command mean, with the interview and the position that they belong to."""


def with_link(
    context: TurnContext, words: str, interview: Interview | None, place: Position | None, in_words: InWords
) -> Turn:
    """What words with a link in them mean: ``in_words`` without it, and the link is kept with the draft in hand.

    Where a text of several lines is asked for, the link is a part of it.
    """
    links = links_in(words)
    said = without_links(words)
    only = only_introduces(said)
    asked = place.detail if place is not None else None
    if not links or (asked is not None and not (only and asked.kind != "paragraphs")):
        return in_words(context, words, interview, place)
    if interview is None or place is None:
        return _without_a_draft(context, words, said, in_words)
    kept = with_links(interview, links)
    fits = {*links} <= {*documents_of(kept.details)}
    told = notice(say_count(w.KEPT, len(links)) if fits else say(w.FULL, most=MOST_LINKS))
    if not only:
        held = replace(context, session=replace(context.session, current=kept))
        turn = in_words(held, said, kept, place)
        if not (_is_refused(turn) and len(said.split()) <= _FEW):
            return _saved(replace(turn, card=turn.card and {**turn.card, "body": [told, *turn.card["body"]]}), kept)
    return _saved(Turn(*show(context, kept, Feedback((told,)), place)), kept)


def _without_a_draft(context: TurnContext, words: str, said: str, in_words: InWords) -> Turn:
    """The words as they are: the start of a request, or the answer to whoever asked; else what can be done."""
    alone = only_introduces(said) and not context.lookups.asked
    turn = None if alone else in_words(context, words, None, None)
    if turn is not None and not (_is_refused(turn) and len(said.split()) <= _FEW):
        return turn
    how = say(w.ALONE_HOW, reference=context.rulebook.a_reference)
    return Turn(*unsure_card(context.people, None, [say(w.ALONE), how], resume=bool(drafts_of(context))))


def _is_refused(turn: Turn) -> bool:
    """Whether the words were not understood."""
    return any(isinstance(effect, SetPreferences) and REFUSALS in effect.preferences for effect in turn.effects)


def _saved(turn: Turn, kept: Interview) -> Turn:
    """The same turn, which keeps the links whatever else it does.

    The draft's revision stays where nothing else has changed, so that a card that is half filled in can still be sent.
    """
    if any(isinstance(effect, SaveDraft) for effect in turn.effects):
        return turn
    return replace(turn, effects=(*turn.effects, SaveDraft(back_in_hand(kept))))


def remove(context: TurnContext, command: Command, interview: Interview) -> Turn:
    """Take the links out of a draft that were pasted by themselves."""
    del command
    if not pasted(interview.details):
        return present(context, say(w.NONE_PASTED))
    return advance(context, without_pasted(interview), Feedback((notice(say(w.REMOVED)),)))
