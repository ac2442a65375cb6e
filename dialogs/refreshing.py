"""A card of a request in a chat of several people, brought up to date for the one who looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.cards.found import base_card, seen_card
from dialogs.context import Command, TurnContext
from dialogs.model import Card, Request, Turn
from dialogs.rights import sees_as


def refresh(context: TurnContext, command: Command, request: Request) -> Turn:
    """Show more of a request to whoever may see it, and to them alone."""
    me = context.session.person
    sees = sees_as(context.people, me, request)
    if sees is None:
        return as_it_was(context, command)
    return Turn(*seen_card(context.rulebook, context.people, request, me, sees))


def as_it_was(context: TurnContext, command: Command) -> Turn:
    """The card with what it carried itself, whatever that is: nothing of it comes from the register."""
    del context
    return Turn(*unchanged_card(command.carried))


def unchanged_card(carried: Mapping[str, Any]) -> tuple[Card, str]:
    """The same, of the data that a client sent."""

    def said(name: str) -> str:
        one = carried.get(name)
        return one if isinstance(one, str) else ""

    return base_card(said("reference"), said("title"), said("status"))
