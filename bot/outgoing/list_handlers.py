"""Puts together what goes to the lists of the site: the item of a request, and the seal of a day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.deliveries.ledger import Delivery
from bot.outgoing.list_client import ListClient
from bot.outgoing.seals import SealSender
from bot.outgoing.sharepoint import ItemSender
from bot.outgoing.teams import TeamsSender


def list_handlers(
    teams: TeamsSender, list_client: ListClient, read_again: Callable[[], None]
) -> dict[str, Callable[[Delivery], Awaitable[Mapping[str, object]]]]:
    """The handlers of every kind of delivery to a list. ``read_again`` wakes the list sync."""
    items = ItemSender(teams.register, list_client, teams.rulebook, teams.people, teams.now, read_again)
    return {"item": items.item, "seal": SealSender(teams.register, list_client).seal}
