"""A register, the list beside it, and what goes between the two, each step taken by hand: no worker runs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import select

from bot.deliveries import ledger
from bot.list_subscription import ListSubscription
from bot.list_sync import ListSync
from bot.notify import enqueue_item
from bot.outgoing.list_client import ListClient
from bot.outgoing.sharepoint import ItemSender
from bot.recording import record
from bot.register import list_items, requests, throttle
from bot.register.register import Register
from bot.register.schema import deliveries
from bot.rights_watch import RightsWatch
from bot.sharepoint.columns import WantedList
from bot.systems_sync import SystemsSync
from dialogs.events import By, Event, StepDecided
from dialogs.model import Interview, Person, Request
from dialogs.steps import Outcome
from tests.bot.sharepoint.sharepoint_cases import NAME, Desk, a_request, people, rulebook, wanted

START = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SECRETARY = By(Person("00000000-0000-0000-0000-00000000d101", "Board secretary"), "Board secretary")
PARTNER = "it_business_partner"
NAMES = {body.id: body.name for body in rulebook().bodies}


def before_this_version() -> tuple[WantedList, WantedList]:
    """The lists as the version before made them: without the columns whose want costs something."""
    ours, champions, *_ = wanted()
    return replace(ours, columns=tuple(c for c in ours.columns if not c.without)), champions


class _NoRights:
    async def once(self) -> None:
        """Nobody's rights change here."""


@dataclass
class Rig:
    """One register and one list."""

    register: Register
    desk: Desk
    clock: list[datetime] = field(default_factory=lambda: [START])
    woken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Wire the two ways between them."""
        self.client = ListClient(
            self.desk.graph.access,
            lambda *_: None,
            lambda: self.clock[0],
            throttle.keeper(self.register, "graph", lambda: self.clock[0]),
            wanted=lambda: wanted()[0],
        )
        again = self.woken.append
        self.sender = ItemSender(
            self.register, self.client, rulebook, people, lambda: self.clock[0], lambda: again("read again")
        )
        self.sync = ListSync(
            self.register,
            self.client,
            rulebook,
            people,
            lambda _rows: None,
            cast("RightsWatch", _NoRights()),
            SystemsSync(self.register, lambda: self.clock[0]),
            lambda: self.clock[0],
            lambda: again("delivers"),
            ListSubscription(self.register, "", lambda: self.clock[0], lambda: "id"),
            "test",
            30.0,
        )

    def later(self, **time: float) -> None:
        """The clock goes on."""
        self.clock[0] += timedelta(**time)

    async def submit(self) -> str:
        """A request is sent; gives its reference."""
        made = a_request()

        def create(c: Any) -> str:
            number, at = len(requests.mine(c, made.requester.aad_id)), self.clock[0]
            interview = Interview(
                f"i{number}",
                1,
                made.answers,
                made.details,
                None,
                route_seen=True,
                rules_version="1",
                started=at,
                touched=at,
            )
            decision, who = made.decision, made.requester
            new = requests.create(c, interview, decision, made.area, who, self.clock[0], "2026-11-23", title=made.title)
            enqueue_item(c, new.reference, who.aad_id, self.clock[0])
            return new.reference

        return await self.register.write(create)

    async def happens(self, event: Event, by: By = SECRETARY, reference: str = "DR-0001") -> None:
        """Something happens to it in the chat."""
        self.later(minutes=1)

        def write(c: Any) -> None:
            record(c, reference, event, by, "test", people(), self.clock[0])
            request = requests.find(c, reference)
            assert request is not None
            enqueue_item(c, reference, request.requester.aad_id, self.clock[0])

        await self.register.write(write)

    async def decided(self, step: str, outcome: str = "go_on", note: str = "", **more: str) -> None:
        """A body says what becomes of it."""
        await self.happens(StepDecided(step, NAMES[step], Outcome(outcome), note, **more))

    async def send(self, reference: str = "DR-0001") -> None:
        """One try at bringing the item up to date. Raises what the delivery would be told."""
        delivery = await self.register.read(lambda c: ledger.find(c, f"{reference}:list"))
        assert delivery is not None
        own = deliveries.update().where(deliveries.c.id == delivery.id)
        await self.register.write(lambda c: c.execute(own.values(tries=delivery.tries + 1)) and None)
        await self.sender.item(replace(delivery, tries=delivery.tries + 1))
        await self.register.write(lambda c: c.execute(own.values(state="done")) and None)

    async def read(self) -> None:
        """The list is read once."""
        await self.sync.once()

    def edit(self, reference: str = "DR-0001", **cells: str | None) -> None:
        """The governance team writes into the list."""
        self.desk.stand_in.edit(NAME, self.row(reference)["id"], cells, "Governance officer")

    def row(self, reference: str = "DR-0001") -> dict[str, Any]:
        """What the list shows of it."""
        (found,) = [row for row in self.desk.stand_in.rows(NAME) if row["Reference"] == reference]
        return found

    async def request(self, reference: str = "DR-0001") -> Request:
        """What the register knows of it."""
        found = await self.register.read(lambda c: requests.find(c, reference))
        assert found is not None
        return found

    async def current(self) -> list[str]:
        """The ids of the steps that have it."""
        return [step.id for step in (await self.request()).steps if step.state == "current"]

    async def waits(self) -> list[str]:
        """References of requests whose item is still to be brought up to date."""
        chosen = select(deliveries.c.reference).where(deliveries.c.kind == "item", deliveries.c.state == "waiting")
        return sorted(await self.register.read(lambda c: c.execute(chosen).scalars().all()))

    async def known(self, reference: str = "DR-0001") -> list_items.ListItem:
        """What the register knows of its item."""
        found = await self.register.read(lambda c: list_items.find(c, reference))
        assert found is not None
        return found

    def patched(self) -> int:
        """How often an item was changed through Graph."""
        return sum(call.method == "PATCH" for call in self.desk.stand_in.ledger)
