"""Brings people the files that they were offered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.deliveries.ledger import Delivery
from bot.host.incoming import Reply
from bot.outgoing.file_makers import CannotBeMade, Made, Maker
from bot.outgoing.teams import TeamsSender
from bot.register import audit
from bot.register import people as people_rows
from dialogs import file_not_made, file_not_theirs, may_have
from dialogs.model import Person

Sent = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class FileSender:
    """Carries the delivery of a file. ``makers``: what makes each kind."""

    teams: TeamsSender
    makers: Mapping[str, Maker]

    def handlers(self) -> Mapping[str, Callable[[Delivery], Awaitable[Sent]]]:
        """The kinds of delivery that this can carry."""
        return {"file": self.file}

    async def file(self, delivery: Delivery) -> Sent:
        """A file's content as a message, made now; nothing of it goes to who may not have it any more."""
        said = delivery.payload
        name, kind, fields = str(said["file"]), str(said["of"]), said["fields"]
        person = Person(delivery.recipient, str(said.get("name", "")))
        if not may_have(self.teams.people(), person, kind, fields):
            return await self.teams.say(person, Reply(*file_not_theirs(name)))
        try:
            made = await self.makers.get(kind, _nobody)(person, fields)
        except CannotBeMade:
            return await self.teams.say(person, Reply(*file_not_made(name)))
        await self._note(person, made)
        return await self.teams.say(person, Reply(None, name, f"{name}\n\n```\n{made.data.decode()}\n```"))

    async def _note(self, person: Person, made: Made) -> None:
        """Enter in the history that this person takes a copy."""
        now = self.teams.now()

        def job(connection: Connection) -> None:
            known = people_rows.find(connection, person.aad_id)
            audit.append(connection, now, audit.Entry(known.key if known else "", "exported", "", made.told))

        await self.teams.register.write(job)


async def _nobody(person: Person, fields: Mapping[str, str]) -> Made:
    """What makes a file of a kind that this version of the front door has no maker for."""
    del person, fields
    raise CannotBeMade("nothing makes files of this kind")
