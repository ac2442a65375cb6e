"""Asks whoever was named as the sponsor of a request: who that is by their address, and the card that asks them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.deliveries.ledger import Delivery
from bot.delivery_errors import GiveUp, Unreachable
from bot.notify import enqueue_item
from bot.outgoing.sharepoint import outcome_of
from bot.outgoing.teams import TeamsSender
from bot.recording import BY_THE_BOT, record
from bot.register import people as people_rows
from bot.sharepoint.graph import Graph
from bot.sharepoint.people import person_of_address
from bot.sharepoint.refusals import GraphRefused
from dialogs import sponsor_message
from dialogs.events import FromDelivery
from dialogs.model import Person, Request
from dialogs.records import SponsorState
from dialogs.sponsor_events import MAY_ANSWER, SponsorFound, SponsorNotReached
from dialogs.sponsors import is_asked
from dialogs.statuses import CHECKED, among

Sent = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class SponsorSender:
    """Carries both kinds of delivery about a sponsor. ``graph`` gives the connection to Graph."""

    teams: TeamsSender
    graph: Callable[[], Awaitable[Graph]]

    def handlers(self) -> Mapping[str, Callable[[Delivery], Awaitable[Sent]]]:
        """The kinds of delivery that this can carry."""
        return {"find_sponsor": self.find_sponsor, "sponsor": self.sponsor}

    async def find_sponsor(self, delivery: Delivery) -> Sent:
        """Find out whose address it is, in the register or in Graph; the requester hears where nobody has it."""
        request = await self._request(delivery)
        sponsor = request.sponsor
        if sponsor is None or sponsor.person.aad_id or sponsor.state not in MAY_ANSWER:
            return {"moot": True}
        address = sponsor.person.upn
        here = await self.teams.register.read(lambda c: people_rows.of_address(c, address))
        try:
            person = here or await person_of_address(await self.graph(), address)
        except GraphRefused as refused:
            raise outcome_of(refused) from None
        if person is None or person.aad_id == request.requester.aad_id:
            await self._record(request, SponsorNotReached())
            return {"found": False}
        await self._record(request, SponsorFound(Person(person.aad_id, person.name, address)))
        return {"found": True}

    async def sponsor(self, delivery: Delivery) -> Sent:
        """The question to the sponsor: sent once, then brought up to date in place with what they said."""
        request = await self._request(delivery)
        person = Person(delivery.recipient, str(delivery.payload.get("name", "")))
        asked = is_asked(request, person) and among(CHECKED, request.status)
        if not asked and not delivery.result.get("activity"):
            return {"moot": True}
        card, words = sponsor_message(self.teams.rulebook(), self.teams.people(), request, person)
        try:
            sent = await self.teams.to_person(delivery, card, words)
        except (Unreachable, GiveUp):
            if asked:
                await self._record(request, SponsorNotReached())
            raise
        if asked and request.sponsor is not None and request.sponsor.state == SponsorState.UNREACHED:
            await self._record(request, SponsorFound(request.sponsor.person, sent=True))
        return sent

    async def _record(self, request: Request, event: FromDelivery) -> None:
        def job(connection: Connection) -> None:
            people, now = self.teams.people(), self.teams.now()
            if record(connection, request.reference, event, BY_THE_BOT, "rules", people, now):
                enqueue_item(connection, request.reference, request.requester.aad_id, now)

        await self.teams.register.write(job)

    async def _request(self, delivery: Delivery) -> Request:
        wanted = delivery.reference or ""
        request = await self.teams.register.read(lambda c: self.teams.as_told(c, wanted, delivery.recipient))
        if request is None:
            raise GiveUp("the request is not in the register any more")
        return request
