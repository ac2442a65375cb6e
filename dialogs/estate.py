"""A system that the council has, and the requests about it: for who looks after an area, and the governance team."""

from __future__ import annotations

from dialogs.access_log import Access
from dialogs.cards.mine import note_card
from dialogs.cards.systems import system_card
from dialogs.context import Command, TurnContext
from dialogs.model import Request, Turn
from dialogs.rights import team_roles
from dialogs.wording import say
from dialogs.wording import systems as w


def show(context: TurnContext, command: Command) -> Turn:
    """Show it with every request that the person may know of: reference, title, area and status, and nothing more."""
    system = context.lookups.system
    if system is None:
        words = say(w.NO_SYSTEM) if command.carried.get("system") else say(w.WHICH)
        return Turn(*note_card(say(w.HEADING_NONE), words, resume=False))
    known = [request for request in context.lookups.about_system if _may_know(context, request)]
    card, summary = system_card(context.people, system, known, context.today)
    seen = Access("read_system", "", {"item": system.item, "requests": len(known)})
    return Turn(card, summary, accesses=(seen,))


def _may_know(context: TurnContext, request: Request) -> bool:
    me, people = context.session.person, context.people
    everything = bool(people.partner_of(me.aad_id)) or people.governs(me.aad_id)
    return everything or any(True for _ in team_roles(people, me, request))
