"""Where a person is reached in Teams: their own chat, which is made, with a welcome in it, for who never opened one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar
from weakref import WeakValueDictionary

from sqlalchemy import Connection

from bot.delivery_errors import TryLater, Unreachable
from bot.host.activity import message
from bot.host.connector import Connector
from bot.host.incoming import Reference, Reply
from bot.outgoing.app_installer import NOT_KNOWN_YET, AppInstaller
from bot.register import app_installations
from bot.register import people as people_rows
from bot.register.register import Register
from bot.unreachable import Why
from dialogs import welcome_card
from dialogs.model import People, Person
from governance_rules import Rulebook

T = TypeVar("T")


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
    installer: AppInstaller
    any_tenant: bool = False
    """Local mode: whoever is heard from is answered, whatever tenant the settings name, and by the name they know."""
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

    async def send(self, person: Person, act: Callable[[Reference], Awaitable[T]]) -> T:
        """Do something where this person is reached, once more after the app was installed for them if it has gone.

        Raises what ``act`` raises; who cannot be reached is noted.
        """
        to = await self.of(person)
        try:
            return await act(to)
        except Unreachable as refused:
            async with self._first_contacts.setdefault(person.aad_id, asyncio.Lock()):
                known = await self._known(person)
                again = known if known not in {None, to} else await self._again(person, refused)
        try:
            return await act(again)
        except Unreachable:
            await self.register.write(lambda c: self._note_refusal(c, person))
            raise

    async def _known(self, person: Person) -> Reference | None:
        known = await self.register.read(lambda c: people_rows.find(c, person.aad_id))
        if known is None or known.place is None:
            return None
        return self._reference(known.place)

    def _reference(self, place: people_rows.ChatAddress) -> Reference:
        return Reference(place.service_url, place.conversation, place.bot or self.bot, place.tenant or self.tenant)

    async def _made(self, person: Person) -> Reference:
        where = await self._service()
        try:
            return await self._welcomed(person, await self._opened(person, where))
        except Unreachable as refused:
            return await self._again(person, refused)

    async def _again(self, person: Person, refused: Unreachable) -> Reference:
        """The chat of somebody for whom the app is installed now, because Teams ``refused``: it can be another one."""
        installed = False
        try:
            where, chat = await self._service(), await self.installer.install(person, refused)
            installed = True
            return await self._welcomed(person, replace(where, conversation=chat) if chat else where)
        except Unreachable as still:
            if installed and still.why is Why.NOT_INSTALLED:
                raise TryLater(NOT_KNOWN_YET) from None
            await self.register.write(lambda c: self._note_refusal(c, person))
            raise

    async def _service(self) -> people_rows.ChatAddress:
        last = await self.register.read(
            lambda c: people_rows.last_service_url(c, None if self.any_tenant else self.tenant)
        )
        if last is None:
            raise TryLater("nobody of this tenant has used the bot yet, so where to send is not known")
        # A council's bot opens chats under its own name: the one last heard may be that of an app set up before.
        heard = last.bot if self.any_tenant else ""
        return replace(last, tenant=last.tenant or self.tenant, bot=heard or self.bot)

    async def _opened(self, person: Person, where: people_rows.ChatAddress) -> people_rows.ChatAddress:
        made = await self.connector.create_conversation(where.service_url, where.tenant, where.bot, person.aad_id)
        return replace(where, conversation=made)

    async def _welcomed(self, person: Person, place: people_rows.ChatAddress) -> Reference:
        """First what this is. Kept only when it has arrived: if it fails, the next try says it first again.

        Teams tells of an installation too, under another id of the chat, before this or after it: whoever is first
        says the welcome, and the id that Teams told stays.
        """
        if not place.conversation:
            place = await self._opened(person, place)
        before = await self._known(person)
        if not await self.register.write(lambda c: app_installations.greet(c, person.aad_id)):
            return before or self._reference(place)
        to = self._reference(place)
        card, words = welcome_card(self.rulebook(), self.people(), person)
        try:
            await self.connector.send(to, message(Reply(card, words), to))
        except BaseException:
            await self.register.write(lambda c: app_installations.not_greeted(c, person.aad_id))
            raise
        return await self.register.write(lambda c: self._keep(c, person, place, before)) or to

    def _keep(
        self, connection: Connection, person: Person, place: people_rows.ChatAddress, before: Reference | None
    ) -> Reference | None:
        """Keep the chat, unless Teams has told of another one meanwhile: gives that one."""
        known = people_rows.introduce(connection, person, self.now(), self.new_id)
        told = self._reference(known.place) if known.place else None
        if told != before:
            return told
        people_rows.keep_place(connection, person.aad_id, place)
        people_rows.greeted(connection, person.aad_id, place.conversation)
        return None

    def _note_refusal(self, connection: Connection, person: Person) -> None:
        people_rows.introduce(connection, person, self.now(), self.new_id)
        people_rows.set_reachable(connection, person.aad_id, reachable=False)
