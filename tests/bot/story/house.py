"""The whole front door in one process: real HTTP, real database, the real msgraph-sdk, and a Teams of our own."""

from __future__ import annotations

import asyncio
import contextlib
import re
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from pydantic import SecretStr

from bot.audit_anchor import outside_of
from bot.host.run import listening
from bot.live_config import LiveConfig
from bot.local.beside import lists_for
from bot.local.cards import Card, actions_of, inputs_of, parts_of, verbs_of, words_of
from bot.local.consents import answered, consent_of
from bot.local.graph import LOCAL_SITE, StandIn, start
from bot.local.in_memory import Message, TeamsInMemory
from bot.outgoing.teams_rate_limit import TeamsRateLimit
from bot.register import people
from bot.register.opening import open_register
from bot.scheduler import REFRESH_SECONDS
from bot.settings import Settings
from bot.sharepoint.access import GraphAccess
from bot.sharepoint.graph import open_graph
from bot.wiring import FrontDoor, now, wire
from governance_rules import Rulebook
from tests.bot.deliveries.delivery_cases import QUICK, WIDE
from tests.rules_reading import load_rulebook

LIST = "Digital change requests"
STAFF = "00000000-0000-0000-0000-00000000d001"
TENANT = "00000000-0000-0000-0000-0000000007e7"
BOT = "00000000-0000-0000-0000-00000000b07f"
BOT_ACCOUNT = f"28:{BOT}"

_REST_AFTER_ASKING = 3.0
"""What looks into the register holds up whatever it waits for: most of the time is theirs."""
CARD_IN_HAND = "card-of-"
"""How the id of the card in somebody's hand begins: tests do not say in which message it came."""
REFERENCE = re.compile(r"DR-\d{4,}")

__all__ = ["Message", "actions_of", "inputs_of", "parts_of", "verbs_of", "words_of"]


async def until(seen: Callable[[], Any], what: str, seconds: float = 120.0, *, pause: float = 0.002) -> Any:
    """Wait until ``seen`` gives something true, and give it. Fails with ``what`` after ``seconds``.

    ``pause``: seconds until it is asked for the second time; more where asking is dear.
    """
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(seconds):
        while True:
            began = loop.time()
            found = seen()
            if found:
                return found
            await asyncio.sleep(max(pause, _REST_AFTER_ASKING * (loop.time() - began)))
            pause = min(1.5 * pause, 0.05)  # what takes long is not to be slowed down by being asked for
    raise AssertionError(what)


def about(message: Message) -> str:
    """The request that a message is about: the first that it names. Others stand on it too, in any number.

    A card comes to name others later, when somebody else asks about the same system: whether it does when a test looks
    depends on how busy the machine is.
    """
    found = REFERENCE.search(message.words)
    return found.group() if found else ""


@dataclass
class Someone:
    """A person at their Teams client."""

    house: House
    aad_id: str
    name: str
    card: Card = field(default_factory=dict)

    @property
    def conversation(self) -> str:
        """Their personal chat."""
        return f"a:{self.aad_id}"

    @property
    def inbox(self) -> list[Message]:
        """What the bot posted to them."""
        return self.house.teams.to(self.conversation)

    async def press(
        self,
        verb: str,
        inputs: dict[str, Any] | None = None,
        *,
        on: Card | None = None,
        activity: str = "",
        **data: object,
    ) -> Card:
        """Press a button of the card in hand (or of ``on``) and get the card that replaces it."""
        card = on or self.card
        carried: dict[str, Any] = next(
            (a.get("data", {}) for a in actions_of(card) if a.get("verb") == verb and _fits(a, data)), {}
        )
        value = {
            "action": {"type": "Action.Execute", "verb": verb, "data": {**carried, **data, **(inputs or {})}},
            "trigger": "manual",
        }
        body = await self.post(
            {
                "type": "invoke",
                "name": "adaptiveCard/action",
                "value": value,
                "replyToId": f"{CARD_IN_HAND}{self.aad_id}",
            },
            activity,
        )
        assert body["statusCode"] == 200, body
        assert body["type"] == "application/vnd.microsoft.card.adaptive", body
        self.card = body["value"]
        return self.card

    async def type(self, text: str, *, activity: str = "", conversation: dict[str, Any] | None = None) -> Message:
        """Type something and wait for the answer to it: news may come in between."""
        extra = {"conversation": conversation} if conversation else {}
        answer = await self.answered({"type": "message", "text": text, **extra}, f"no answer to {text!r}", activity)
        if not conversation:
            self.card = answer.card or self.card
        return answer

    async def answered(self, sent: dict[str, Any], otherwise: str, activity: str = "") -> Message:
        """Send a message, and wait for what answers it there: it names it, and what else comes meanwhile does not."""
        place = sent.get("conversation", {}).get("id", self.conversation)
        before, name = len(self.house.teams.to(place)), activity or uuid.uuid4().hex
        await self.post(sent, name)
        message: Message = await until(
            lambda: next((m for m in self.house.teams.to(place)[before:] if m.activity.get("replyToId") == name), None),
            otherwise,
        )
        return message

    async def offer(self, name: str, *, after: int = 0) -> Message:
        """Wait for the card that offers this file; ``after``: how many messages came before."""
        message: Message = await until(
            lambda: next((m for m in self.inbox[after:] if (consent_of(m.activity) or {}).get("name") == name), None),
            f"{name} was not offered",
        )
        return message

    async def answer_offer(
        self, message: Message, *, allow: bool, activity: str = "", **other: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Press Allow or Decline on such a card. ``other``: parts of what Teams sends of it, in place of the true ones.

        Gives the ``value`` that was sent.
        """
        asked = consent_of(message.activity)
        assert asked is not None, "the offer is closed"
        base = f"{self.house.service_url}/onedrive"
        begun = self.house.teams.onedrive.begin(base, asked["name"]) if allow else None
        value = {**answered(asked, begun), **other}
        await self.post(
            {"type": "invoke", "name": "fileConsent/invoke", "value": value, "replyToId": message.id}, activity
        )
        return value

    async def post(self, activity: dict[str, Any], activity_id: str = "") -> Any:
        """Send an activity as Teams would, with its envelope; gives the answer to a button."""
        envelope = {
            "channelId": "msteams",
            "serviceUrl": self.house.service_url,
            "id": activity_id or uuid.uuid4().hex,
            "from": {"id": f"29:{self.aad_id}", "name": self.name, "aadObjectId": self.aad_id},
            "recipient": {"id": BOT_ACCOUNT},
            "conversation": {"id": self.conversation, "conversationType": "personal", "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}},
            **activity,
        }
        async with self.house.http.post(f"{self.house.url}/api/messages", json=envelope) as answer:
            assert answer.status in (200, 201, 202), (answer.status, await answer.text())
            return await answer.json() if activity["type"] == "invoke" else None


@dataclass(frozen=True)
class Desk(StandIn):
    """The list as people in SharePoint work on it. The front door hears of it at once, as by a subscription."""

    heard: Callable[[], None]

    def add(self, title: str, fields: Mapping[str, Any], editor: str) -> str:
        """Add a row; gives its id."""
        added = StandIn.add(self, title, fields, editor)
        self.heard()
        return added

    def edit(self, title: str, item_id: str, fields: Mapping[str, Any], editor: str) -> None:
        """Change a row."""
        StandIn.edit(self, title, item_id, fields, editor)
        self.heard()

    def remove(self, title: str, item_id: str) -> None:
        """Remove a row."""
        StandIn.remove(self, title, item_id)
        self.heard()

    def restore(self, title: str, item_id: str) -> None:
        """Bring a removed row back."""
        StandIn.restore(self, title, item_id)
        self.heard()


class Clock:
    """A clock that shows another day, and goes on as the machine's own does: nothing waits for ever."""

    def __init__(self, shows: datetime) -> None:
        self._ahead = shows - datetime.now(UTC)
        self._moved = asyncio.Event()

    def put(self, shows: datetime) -> None:
        """Let it show another time. What comes round by itself looks at once what is due."""
        self._ahead = shows - datetime.now(UTC)
        self._moved.set()

    async def rest(self) -> None:
        """Wait until it shows another time, or for as long as the scheduler does."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REFRESH_SECONDS):
                await self._moved.wait()
        self._moved.clear()

    def __call__(self) -> datetime:
        """The time there."""
        return datetime.now(UTC) + self._ahead


@dataclass
class House:
    """Everything that runs for one test."""

    url: str
    service_url: str
    front_door: FrontDoor
    teams: TeamsInMemory
    graph: StandIn
    http: aiohttp.ClientSession

    def someone(self, aad_id: str = STAFF, name: str = "Member of staff (Housing)") -> Someone:
        """A person who talks to the bot."""
        return Someone(self, aad_id, name)

    def rows(self) -> list[dict[str, Any]]:
        """The list as SharePoint holds it."""
        return self.graph.rows(LIST)

    def standing(self, aad_id: str) -> str | None:
        """Whether this person is known as a member or a guest."""
        known = self.front_door.register.read_now(lambda c: people.find(c, aad_id))
        return known.standing if known else None


_MADE: list[bytes] = []
"""The file of a stand-in that has the lists, once a house has asked for it."""


async def _made_lists() -> bytes:
    """A stand-in's file with its lists there: made once, by the code that makes them anywhere."""
    if not _MADE:
        with tempfile.TemporaryDirectory() as folder:
            stand_in = await start(0, Path(folder))
            graph = open_graph(GraphAccess(stand_in.url, LOCAL_SITE))
            try:
                await lists_for(Settings(), LiveConfig(None, None, now, load_rulebook))(graph)
            finally:
                await graph.close()
                await stand_in.close()
            _MADE.append((Path(folder) / "graph.sqlite").read_bytes())
    return _MADE[0]


def _put(made: bytes, folder: Path) -> None:
    """Let a stand-in begin with this file, unless it has been open before."""
    if not folder.exists():
        folder.mkdir()
        (folder / "graph.sqlite").write_bytes(made)


@asynccontextmanager
async def open_house(
    folder: Path,
    database_url: str = "",
    *,
    poll_seconds: float = 30.0,
    record: Path | None = None,
    directory: Path | None = None,
    rules: Path | None = None,
    prepare: Callable[[TeamsInMemory, str, str], None] | None = None,
    clock: Callable[[], datetime] = now,
    load: Callable[[Path | None, Mapping[str, str], date], Rulebook] = load_rulebook,
    more: Mapping[str, object] | None = None,
) -> AsyncIterator[House]:
    """Start the front door in local mode with a Graph stand-in and a Teams beside it; stop it all afterwards.

    The lists are there already; one that records, or has other rules, makes them itself. ``prepare`` is called before
    the database is opened, with Teams, the address of Graph and that of Teams. ``clock``: what time it is there.
    ``load``: reads the rulebook of a day, for a test that sees many days. ``more``: further settings.
    """
    made = record is None and rules is None
    if made:
        _put(await _made_lists(), folder / "graph")
    graph = await start(0, folder / "graph", record=record)
    teams, http = TeamsInMemory(tenant=TENANT, came_before=CARD_IN_HAND), aiohttp.ClientSession()
    beside = web.Application()
    beside.add_routes(teams.routes("/teams"))
    runner = web.AppRunner(beside)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    settings = Settings().model_copy(
        update={
            "microsoft_app_id": BOT,
            "microsoft_app_tenant_id": TENANT,
            "graph_base_url": graph.url,
            "sharepoint_site": LOCAL_SITE,
            "list_poll_seconds": poll_seconds,
            "database_url": SecretStr(database_url or f"sqlite:///{folder / 'front-door.sqlite'}"),
            **(more or {}),
        }
    )
    url = settings.database_url.get_secret_value()
    service = f"http://127.0.0.1:{runner.addresses[0][1]}/teams"
    if prepare:
        prepare(teams, graph.url, service)
    register = open_register(url, outside=outside_of(settings, folder))
    front_door = wire(
        settings,
        folder,
        LiveConfig(rules, directory, clock, load),
        register,
        local=True,
        deadline=60.0,
        now=clock,
    )
    # Nobody presses as fast as these tests: they would wait for the true limits, and for the next try of what failed.
    front_door.deliveries.worker.turns = {"teams": TeamsRateLimit(WIDE, WIDE).turn}
    front_door.deliveries.worker.backoff = QUICK
    if isinstance(clock, Clock):
        front_door.scheduler.rest = clock.rest
    if made:
        front_door.list_client.prepare = None  # two fifths of what opening a house takes, to find nothing to do
    try:
        async with listening(front_door.app, front_door.metrics) as place:
            await front_door.start()
            desk = Desk(graph.url, graph.door, graph.runner, front_door.list_sync.wake_event.set)
            yield House(f"http://127.0.0.1:{place.port}", service, front_door, teams, desk, http)
    finally:
        await front_door.stop()
        await http.close()
        await runner.cleanup()
        await graph.close()


def _fits(action: Card, data: dict[str, object]) -> bool:
    return all(action.get("data", {}).get(key) == value for key, value in data.items())
