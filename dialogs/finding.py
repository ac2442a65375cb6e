"""Requests that somebody looks for to show them to others: what may be shown, and to whom."""

from __future__ import annotations

from dialogs.context import TurnContext
from dialogs.extension import FindRequests, Found, LinkShared
from dialogs.model import Turn
from dialogs.wording import finding as w
from dialogs.wording import say


def found(context: TurnContext, act: FindRequests | LinkShared) -> Turn:
    """Answer a search or a link with what the person may see, as cards that hold nothing that others may not."""
    del context
    return Turn(None, "", answer=Found(words="" if isinstance(act, LinkShared) else say(w.NOTHING)))
