"""Joining somebody's request, and the requester's no to it."""

from __future__ import annotations

from dataclasses import replace

from dialogs.access_log import Access
from dialogs.cards.elements import box, free
from dialogs.cards.request import requester_card
from dialogs.changes import happened
from dialogs.context import Command, TurnContext
from dialogs.events import CoRequesterJoined, CoRequesterRemoved
from dialogs.model import Person, Request, Turn
from dialogs.rendering import present
from dialogs.requests import requester, shown
from dialogs.understanding.typed_text import plain
from dialogs.wording import requesting as w
from dialogs.wording import say


def cannot_join(context: TurnContext, command: Command) -> Turn:
    """To whom a request is not shown as a similar one: a guessed reference shows nothing."""
    del command
    return present(context, say(w.CANNOT_JOIN))


def join(context: TurnContext, command: Command, request: Request) -> Turn:
    """Join a request that is shown as a similar one."""
    reference, me = request.reference, context.session.person
    if request.requester.aad_id == me.aad_id or _has(request.co_requesters, me):
        return shown(context, request, say(w.ALREADY_JOINED, reference=reference))
    if _has(request.joined, me):
        refused = Access("refused", reference, {"verb": command.verb})
        return replace(present(context, say(w.CANNOT_JOIN_AGAIN, reference=reference)), accesses=(refused,))
    _, effect = happened(request, CoRequesterJoined(me), requester(context), context.clock.now)
    return present(context, say(w.JOINED, reference=reference), say(w.JOINED_TEXT), effects=(effect,))


def remove(context: TurnContext, command: Command, request: Request) -> Turn:
    """End what somebody who joined hears and sees of this person's request. Saying it twice changes nothing more."""
    reference = request.reference
    them = _meant(request, command)
    if them is None:
        return shown(context, request, _which(request))
    if not _has(request.co_requesters, them):
        return shown(context, request, say(w.REMOVED_ALREADY, reference=reference))
    new, effect = happened(request, CoRequesterRemoved(them), requester(context), context.clock.now)
    # Their name is their own words: a text block would read Markdown in it.
    done = box([free(say(w.REMOVED, name=them.name or say(w.SOMEONE), reference=reference))], "accent")
    card, summary = requester_card(context.rulebook, context.people, new, (done,))
    return Turn(card, summary, (effect,))


def _meant(request: Request, command: Command) -> Person | None:
    """Whom the requester means: by the button's own data, or typed by name or number, or the only one there is."""
    said = command.carried.get("person")
    said = said.strip() if isinstance(said, str) else ""
    if not command.words:
        return next((p for p in request.joined if p.aad_id == said), None)
    if not said:
        return request.co_requesters[0] if len(request.co_requesters) == 1 else None
    if said.isascii() and said.isdecimal():
        return {str(number): one for number, one in enumerate(request.joined, 1)}.get(said.lstrip("0"))
    called = [p for p in request.joined if plain(p.name) == said]
    staying = [p for p in called if _has(request.co_requesters, p)]
    candidates = staying or called
    return candidates[0] if len(candidates) == 1 else None


def _which(request: Request) -> str:
    if not request.co_requesters:
        return say(w.NOBODY_JOINED, reference=request.reference)
    return say(w.REMOVE_WHOM, reference=request.reference)


def _has(people: tuple[Person, ...], person: Person) -> bool:
    return any(p.aad_id == person.aad_id for p in people)
