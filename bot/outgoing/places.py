"""Where a person is reached in Teams: their own chat, which is made, with a welcome in it, for who never opened one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from weakref import WeakValueDictionary

from sqlalchemy import Connection

from bot.delivery_errors import TryLater, Unreachable
from bot.host.activity import message
from bot.host.connector import Connector
from bot.host.incoming import Reference, Reply
from bot.register import people as people_rows
from bot.register.register import Register
from dialogs import welcome_card
from dialogs.model import People, Person
from governance_rules import Rulebook


@dataclass(frozen=True, slots=True)
class Places:
    """Finds each person's chat, or makes it."""

    register: Register
    connector: Connector
    rulebook: Callable[[], Rulebook]
    people: Callable[[], People]
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    tenant: str
    bot: str
    any_tenant: bool = False
    """Local mode: whoever is heard from is answered, whatever tenant the settings name."""
    _first_contacts: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    """By Entra id: who is just being met."""

    async def of(self, person: Person) -> Reference:
        """Where this person is reached. Someone who has never met the bot gets a chat, and a welcome in it first."""
        known = await self._known(person)
        if known is not None:
            return known
        # Of several cards that are ready at once, one makes the conversation and the others find it.
        async with self._first_contacts.setdefault(person.aad_id, asyncio.Lock()):
            return await self._known(person) or await self._made(person)

    async def _known(self, person: Person) -> Reference | None:
        known = await self.register.read(lambda c: people_rows.find(c, person.aad_id))
        if known is None or known.place is None:
            return None
        place = known.place
        return Reference(place.service_url, place.conversation, place.bot or self.bot, place.tenant or self.tenant)

    async def _made(self, person: Person) -> Reference:
        last = await self.register.read(
            lambda c: people_rows.last_service_url(c, None if self.any_tenant else self.tenant)
        )
        if last is None:
            raise TryLater("nobody of this tenant has used the bot yet, so where to send is not known")
        tenant, bot = last.tenant or self.tenant, last.bot or self.bot
        try:
            made = await self.connector.create_conversation(last.service_url, tenant, bot, person.aad_id)
            to = Reference(last.service_url, made, bot, tenant)
            # First what this is. Kept only when it has arrived: if it fails, the next try says it first again.
            card, words = welcome_card(self.rulebook(), self.people(), person)
            await self.connector.send(to, message(Reply(card, words), to))
        except Unreachable:
            await self.register.write(lambda c: self._note_refusal(c, person))
            raise
        place = people_rows.ChatAddress(made, last.service_url, tenant, bot)
        await self.register.write(lambda c: self._keep(c, person, place))
        return to

    def _keep(self, connection: Connection, person: Person, place: people_rows.ChatAddress) -> None:
        people_rows.introduce(connection, person, self.now(), self.new_id)
        people_rows.keep_place(connection, person.aad_id, place)
        people_rows.greeted(connection, person.aad_id, place.conversation)

    def _note_refusal(self, connection: Connection, person: Person) -> None:
        people_rows.introduce(connection, person, self.now(), self.new_id)
        people_rows.set_reachable(connection, person.aad_id, reachable=False)
