"""A request that begins with a message of a chat: what of it is understood, and the draft that is made of it."""

from __future__ import annotations

from dialogs.context import TurnContext
from dialogs.extension import DialogEnd, DialogSubmitted, MessageChosen
from dialogs.model import Turn
from dialogs.wording import from_message as w
from dialogs.wording import say


def message_chosen(context: TurnContext, act: MessageChosen) -> Turn:
    """Show what was understood of a message. Nothing of it is stored: its words may be another person's."""
    del context, act
    return Turn(None, "", answer=DialogEnd(say(w.NO_WORDS)))


def dialog_submitted(context: TurnContext, act: DialogSubmitted) -> Turn:
    """Make a draft of what the person sent from the dialogue; the talk goes on in their own chat."""
    del context, act
    return Turn(None, "", answer=DialogEnd(say(w.NO_WORDS)))
