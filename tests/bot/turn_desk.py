"""A desk at which turns are taken on a register, without Teams: what is set going by them, and what is kept."""

from __future__ import annotations

import itertools
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import orjson
from sqlalchemy import select

from bot.effect_handlers import EffectContext, run_effects
from bot.host.incoming import Incoming, Reply
from bot.register import people
from bot.register.register import Register
from bot.register.schema import audit
from bot.system_index import SystemIndex
from bot.turns import Turns
from dialogs.model import (
    ChatEvent,
    Interview,
    Person,
    Turn,
    Typed,
)
from tests.bot.people.people_cast import RULES
from tests.bot.people.people_cast import people as cast_of_the_day
from tests.bot.register.lodged import ASKER, NOW

STRANGER = Person("00000000-0000-0000-0000-00000000e009", "Somebody else")
IDS = itertools.count()


def heard(act: Any, person: Person = ASKER, **more: Any) -> Incoming:
    kind = "event" if isinstance(act, ChatEvent) else "message" if isinstance(act, Typed) else "invoke"
    said: dict[str, Any] = {"activity_id": f"activity {next(IDS)}", "personal_chat": True, "kind": kind}
    return Incoming(
        act=act,
        person=person,
        **{"conversation": "a:chat", "teams_id": "29:x", "tenant": "tenant", "service_url": "https://smba.example/"}
        | said
        | more,
    )


class Desk:
    """Takes turns, and notes what is set going by them."""

    def __init__(self, register: Register) -> None:
        self.register, self.now, self.systems = register, NOW, SystemIndex()
        self.asked, self.said, self.woken = list[str](), list[Reply](), 0
        self.asking: Any = SimpleNamespace(
            standing=SimpleNamespace(ask=lambda _: self.asked.append("standing")),
            profile=SimpleNamespace(ask=lambda _: self.asked.append("profile")),
        )
        self.turns = self.of(register, self.asking)

    def of(self, register: Any, asking: Any) -> Turns:
        """Turns on this register."""
        return Turns(
            register, lambda: RULES, cast_of_the_day, lambda: self.now, lambda: f"{next(IDS):032d}", self.wake,
            self.say, asking, lambda: self.systems, "",
        )  # fmt: skip

    def wake(self) -> None:
        """Something is to be delivered."""
        self.woken += 1

    async def say(self, incoming: Incoming, reply: Reply) -> None:
        """Something is said past the deliveries."""
        del incoming
        self.said.append(reply)

    async def take(self, act: Any, person: Person = ASKER, **more: Any) -> Reply:
        """The answer to one act."""
        return await self.turns.take(heard(act, person, **more))

    def rows(self, query: Any) -> list[Any]:
        """What the register holds."""
        return list(self.register.read_now(lambda c: c.execute(query).all()))

    def do(self, job: Any) -> Any:
        """Change the register."""
        return self.register.write_now(job)

    def known(self, person: Person = ASKER) -> people.PersonRecord | None:
        """The person in the register."""
        return self.register.read_now(lambda c: people.find(c, person.aad_id))

    def history(self) -> list[tuple[str, Any]]:
        """What the history says, oldest first."""
        return [
            (row.what, orjson.loads(row.fields))
            for row in self.rows(select(audit.c.what, audit.c.fields).order_by("number"))
        ]


def draft(name: str = "1", **more: Any) -> Interview:
    given: dict[str, Any] = {"revision": 1, "answers": {}, "details": {}, "looking_at": None, "route_seen": False}
    return Interview(f"{name:>032}", **(given | {"rules_version": "1", "started": NOW, "touched": NOW} | more))


class Beside:
    """A register that counts how often something was looked for beside the writer."""

    def __init__(self, register: Register) -> None:
        self.looked, self.write, self._read = 0, register.write, register.read

    async def read(self, job: Any) -> Any:
        """Look for it."""
        self.looked += 1
        return await self._read(job)


class Nothing:
    """A register of which nothing is asked, or that cannot answer."""

    def __init__(self, raised: type[Exception]) -> None:
        self.raised = raised

    async def read(self, job: object) -> Any:
        """Read."""
        del job
        raise self.raised

    write = read


def context(desk: Desk, **more: Any) -> EffectContext:
    who = desk.do(lambda c: people.introduce(c, ASKER, NOW, lambda: "key"))
    who = replace(who, **{name: more.pop(name) for name in ("preferences", "interview") if name in more})
    return EffectContext(who, RULES, cast_of_the_day(), NOW, lambda: f"{next(IDS):032d}", **more)


def run(desk: Desk, *effects: Any, **more: Any) -> Any:
    where = context(desk, **more)
    return desk.do(lambda c: run_effects(c, Turn(None, "", effects), where))
