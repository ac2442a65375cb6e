"""Carries the seal of a day into the list `Front door seals`, where the site has one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot import seals
from bot.deliveries.ledger import Delivery
from bot.delivery_errors import GiveUp
from bot.logs import Log
from bot.outgoing.list_client import ListClient
from bot.outgoing.sharepoint import NotAllowedYet, outcome_of
from bot.register.register import Register
from bot.register.seals import taken_over_on
from bot.sharepoint import refusals
from bot.sharepoint.access import SEALS_LIST
from bot.sharepoint.listing import find_listing
from bot.sharepoint.seals import put_seal

_log = Log("history")


@dataclass(frozen=True, slots=True)
class SealSender:
    """Puts seals into the list: two calls of Graph each, three when it was tried before."""

    register: Register
    list_client: ListClient

    async def seal(self, delivery: Delivery) -> Mapping[str, object]:
        """Put one there once. A site that never had the list is left as it is; one that lost it is not."""
        wanted = seals.seal_of(delivery)
        try:
            beside = await self.list_client.listing()
            listing = await find_listing(beside.graph, beside.site_id, SEALS_LIST)
            if listing is None:
                return await self._without(wanted.day.isoformat())
            item = await put_seal(listing, wanted, tried_before=delivery.tries > 1 or delivery.generation > 1)
        except refusals.Conflict as refused:
            if await self.register.read(lambda c: taken_over_on(c, wanted.day)):
                return {"moot": True}  # the history that was there before sealed this day
            raise GiveUp(refused.reason) from None
        except refusals.GraphRefused as refused:
            raise outcome_of(refused) from None
        return {"item": item}

    async def _without(self, day: str) -> Mapping[str, object]:
        if (await self.register.read(seals.known)).put:
            _log.error("the list of seals is gone", day=day)
            raise NotAllowedYet(f"the list “{SEALS_LIST}” is gone from the site: find out who removed it")
        _log.info("seal kept in the log alone: the site has no list for it", day=day)
        return {"moot": True}
