"""Requests that somebody looks for to show them to others: what may be shown, and to whom."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.cards.found import found_card
from dialogs.context import TurnContext
from dialogs.extension import FindRequests, Found, LinkShared
from dialogs.model import Request, Turn
from dialogs.rights import sees_as
from dialogs.tasks import tasks_of
from dialogs.wording import finding as w
from dialogs.wording import say


def found(context: TurnContext, act: FindRequests | LinkShared) -> Turn:
    """Answer a search or a link with what the person may see, as cards that hold nothing that others may not."""
    me = context.session.person
    theirs = [r for r in context.lookups.found if sees_as(context.people, me, r) is not None]
    if isinstance(act, LinkShared):
        shown: Sequence[Request] = theirs[:1]
        words = ""  # a link that is not ours stays a link, and nothing is said of it
    else:
        shown = theirs if act.words else _concerning(context, theirs)
        words = "" if act.skip else say(w.NOTHING)
    cards = tuple(found_card(context.people, one, me) for one in shown)
    return Turn(None, "", answer=Found(cards, words))


def _concerning(context: TurnContext, requests: Sequence[Request]) -> list[Request]:
    """What waits for the person first, then what they sent, then the rest; each the newest first."""
    me, people = context.session.person, context.people

    def place(request: Request) -> int:
        if tasks_of(people, me, request):
            return 0
        return 1 if request.requester.aad_id == me.aad_id else 2

    newest = sorted(requests, key=lambda one: (one.submitted_at, len(one.reference), one.reference), reverse=True)
    return sorted(newest, key=place)
