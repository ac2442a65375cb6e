"""The lists of the site as they are read again and again, with a Graph of prepared pages: no HTTP, no SDK."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import select

from bot.list_subscription import ListSubscription
from bot.list_sync import ListSync
from bot.people.champion_rows import ChampionRow
from bot.register import list_items, systems
from bot.register.register import NotSaved, Register
from bot.register.schema import audit as history
from bot.register.schema import deliveries
from bot.sharepoint.access import CHAMPIONS_LIST, SYSTEMS_LIST
from bot.sharepoint.listing import Listing
from bot.sharepoint.refusals import Gone, Missing, TryLater
from bot.systems_sync import LOOK_AGAIN, SystemsSync, unclear_rows
from tests.bot.people.people_cast import RULES, people
from tests.bot.register.lodged import ASKER, JUST, NOW, change, decision, lodge

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
KNOWN = {"Reference": "DR-0001", "Status": "Submitted"}
OLD, NEW = datetime(2026, 1, 1, tzinfo=UTC), "2026-11-23T09:59:00Z"


class Said:
    """What a call of the SDK's builders asks for, in words."""

    def __init__(self, words: str = "") -> None:
        self.words = words

    def __getattr__(self, name: str) -> Said:
        return Said(f"{self.words}.{name}")

    def __call__(self, *given: object) -> Said:
        """With what it was asked."""
        return Said(f"{self.words}({','.join(map(str, given))})")


class Site:
    """A site with lists by name; ``pages`` come one after the other, whichever list is read."""

    access = SimpleNamespace(base_url="https://graph.example", site="site")

    def __init__(self, **lists: str) -> None:
        self.lists, self.pages, self.items = dict[str, str](lists), list[Any](), dict[str, Any]()
        self.followed, self.asked, self.looked, self.champions = list[str](), list[str](), 0, list[Any]()
        self.gone = list[str]()

    async def call(self, method: str, build: Any, **query: object) -> Any:
        """The next answer."""
        del method, query
        words = build(Said()).words
        if "delta" in words:
            return self._next()
        if ".by_list_item_id(" in words:
            self.asked.append(words.rpartition("(")[2].rstrip(")"))
            if self.asked[-1] not in self.items:
                raise Missing("404")
            return self.items[self.asked[-1]]
        if words.endswith(".items"):
            if any(f"({one})" in words for one in self.gone):
                raise Missing("404")
            return {"value": self.champions}
        if words.endswith(".lists"):
            self.looked += 1
            return {"value": [{"id": one, "displayName": name} for name, one in self.lists.items()]}
        return {"id": "site"}

    async def follow(self, link: str) -> Any:
        """The page behind a link."""
        self.followed.append(link)
        return self._next()

    def leads_to_graph(self, link: str) -> bool:
        """Every link of these tests does."""
        return bool(link)

    def _next(self) -> Any:
        found = self.pages.pop(0)
        if isinstance(found, Exception):
            raise found
        return found() if callable(found) else found


def page(*rows: Any, link: str = "l1") -> dict[str, Any]:
    return {"value": list(rows), "@odata.deltaLink": link}


def row(item: str, **fields: Any) -> dict[str, Any]:
    return {"id": item, "fields": fields, "lastModifiedDateTime": NEW}


def gone(item: str) -> dict[str, Any]:
    return {"id": item, "deleted": {}}


class Systems:
    """The sync of the list of systems, on a site."""

    def __init__(self, register: Register) -> None:
        self.register, self.now, self.site = register, NOW, Site(**{SYSTEMS_LIST: "s1"})
        self.sync = SystemsSync(register, lambda: self.now)

    async def read(self, *pages: Any) -> dict[str, str]:
        """The systems by their rows after one reading."""
        self.site.pages = list(pages)
        await self.sync.once(Listing(cast("Any", self.site), "site", "other", "Other"))
        assert self.site.pages == []
        found = await self.register.read(systems.every)
        return {one.item: one.title for one in found}

    def state(self) -> tuple[int, str, list[str]]:
        """How often something changed, where the next reading goes on, and what is unclear."""
        found = self.register.read_now(
            lambda c: (systems.generation(c), list_items.value(c, "systems_link"), unclear_rows(c))
        )
        return cast("tuple[int, str, list[str]]", found)


async def test_what_is_new_is_stored_and_what_is_not_new_changes_nothing(register: Register) -> None:
    one = Systems(register)
    assert await one.read(page(row("7", Title="Repairs"), row("8", Title="Parking"))) == {
        "7": "Repairs",
        "8": "Parking",
    }
    count, link, unclear = one.state()
    assert (link, unclear) == ("l1", [])
    assert await one.read(page()) == {"7": "Repairs", "8": "Parking"}
    assert one.state() == (count, "l1", [])
    await one.read(page(link="l2"))
    assert one.state() == (count, "l2", [])
    await one.read(page(row("7", Title="Repairs"), gone("9"), link="l2"))
    assert one.state() == (count, "l2", [])
    assert one.site.followed[-2:] == ["l1", "l2"]
    assert await one.read(page(gone("7"))) == {"8": "Parking"}
    assert one.state()[0] == count + 1
    assert await one.read(page(row("8", Title="Parking permits"))) == {"8": "Parking permits"}
    assert one.state()[0] == count + 2


async def test_a_whole_reading_asks_for_what_it_does_not_show_and_for_nothing_of_another_list(
    register: Register,
) -> None:
    one = Systems(register)
    await one.read(page(row("7", Title="Repairs"), row("8", Title="Parking")))
    one.site.items["8"] = row("8", Title="Parking")
    assert await one.read(Gone(), page()) == {"8": "Parking"}
    assert one.site.asked == ["7", "8"]
    one.site.lists[SYSTEMS_LIST] = "s2"
    one.now += timedelta(days=1)
    anew = Systems(register)
    anew.site = one.site
    assert await anew.read(page(row("1", Title="Other"))) == {"1": "Other"}
    assert one.site.asked == ["7", "8"]


async def test_rows_that_say_nothing_are_named_once_until_they_are_mended(
    register: Register, caplog: pytest.LogCaptureFixture
) -> None:
    one = Systems(register)
    unclear = "a row of the list is unclear"
    odd = "item 9: nothing can be read in NoticeMonths"
    await one.read(page(row("7", Title=""), row("8", Title="Parking"), row("9", Title="Odd", NoticeMonths=-4)))
    assert one.state()[2] == ["item 7: it has no Title", odd]
    await one.read(page(row("8", Title="Parking permits"), link="l2"))
    assert one.state()[2] == ["item 7: it has no Title", odd]
    await one.read(page(row("7", Title="Repairs"), link="l3"))
    assert one.state()[2] == [odd]
    assert [r.message for r in caplog.records].count(unclear) == 2
    await one.read(page(None, link="l4"))
    assert one.state()[2] == ["a row: it is no row", odd]
    one.site.items["7"] = row("7", Title="Repairs")
    await one.read(page(row("8", Title="Parking")))
    assert one.state()[2] == [], "a whole reading says all that there is to say"


async def test_a_list_that_is_not_there_is_looked_for_now_and_then_and_forgotten_once_it_is_gone(
    register: Register,
) -> None:
    one = Systems(register)
    one.site.lists.clear()

    async def looked(now: datetime) -> bool:
        before, one.now = one.site.looked, now
        await one.read()
        return one.site.looked > before

    times = [NOW, NOW, NOW + LOOK_AGAIN - JUST, NOW + LOOK_AGAIN, NOW + LOOK_AGAIN - JUST]
    assert [await looked(at) for at in times] == [True, False, False, True, True]
    assert one.state()[0] == 0, "nothing was known of it"
    one.site.lists[SYSTEMS_LIST] = "s1"
    one.now = NOW + 2 * LOOK_AGAIN
    assert await one.read(page(row("7", Title="Repairs"))) == {"7": "Repairs"}
    count = one.state()[0]
    one.site.lists.clear()
    assert await one.read(Missing("404"), Missing("404")) == {"7": "Repairs"}
    assert await one.read() == {}
    assert one.state()[0] == count + 1


class Requests:
    """The sync of the list of requests, on a site without systems."""

    def __init__(self, register: Register) -> None:
        self.register, self.site, self.woken, self.now = register, Site(), 0, NOW
        self.champions, self.columns = list[tuple[ChampionRow, ...]](), frozenset({"Status"})
        listing = Listing(cast("Any", self.site), "site", "r1", "Requests")
        client = SimpleNamespace(
            graph=self._given(self.site), listing=self._given(listing), columns=lambda: self.columns, lost=lambda: None,
            fits=True, appending=(),
        )  # fmt: skip
        rights = SimpleNamespace(once=self._given(None))
        self.sync = ListSync(
            register, cast("Any", client), lambda: RULES, people, self.champions.append, cast("Any", rights),
            SystemsSync(register, lambda: NOW), lambda: self.now, self.wake,
            ListSubscription(register, "", lambda: NOW, lambda: "id"), "one", 30.0,
        )  # fmt: skip

    @staticmethod
    def _given(what: Any) -> Any:
        async def give() -> Any:
            return what

        return give

    def wake(self) -> None:
        """Something is to be delivered."""
        self.woken += 1

    async def read(self, *pages: Any) -> int:
        """Read once; gives how often the deliveries were woken."""
        before, self.site.pages = self.woken, list(pages)
        await self.sync.once()
        assert self.site.pages == []
        return self.woken - before

    def link(self) -> str:
        """Where the next reading goes on."""
        return str(self.register.read_now(lambda c: list_items.value(c, list_items.DELTA_LINK)))

    def status(self) -> str:
        """What the register says of the one request."""
        return self.register.read_now(list_items.everything)["DR-0001"].status


async def test_decisions_come_back_and_people_are_told_of_each(register: Register) -> None:
    lodge(register, decision())
    one = Requests(register)
    await one.read(page(link="l0"))
    await one.read(page(row("7", **KNOWN)))
    posted = select(history.c.number).where(history.c.what == "posted")
    assert await one.read(page(link="l1")) == 0
    assert one.link() == "l1"
    assert await one.read(page(link="l2")) == 0
    assert one.link() == "l2"
    assert await one.read(page(row("7", **KNOWN | {"Status": "Approved"}), link="l3")) == 1
    assert one.status() == "Approved"
    told = select(deliveries.c.state).where(deliveries.c.kind == "status", deliveries.c.recipient == ASKER.aad_id)
    assert register.read_now(lambda c: c.execute(told).scalars().all()) == ["waiting"]
    one.site.items["7"] = row("7", **KNOWN | {"Status": "Approved"})
    assert await one.read(Gone(), page(link="l4")) == 0
    assert one.site.asked == ["7"], "a whole reading asks for what it did not show"
    assert one.status() == "Approved"
    assert len(register.read_now(lambda c: c.execute(posted).all())) == 1
    del one.site.items["7"]
    await one.read(Gone(), page(link="l5"))
    assert register.read_now(list_items.everything)["DR-0001"].gone
    await one.read(Gone(), page(link="l6"))
    assert one.site.asked == ["7", "7"], "it is known to be gone"


@pytest.mark.parametrize(
    ("part", "step", "said"),
    [
        ("rights", "once", "champions not read; those read before stay in force"),
        ("list_subscription", "keep", "no change notifications; polling goes on"),
        ("systems", "once", "systems not read; those read before stay"),
    ],
)
@pytest.mark.parametrize("error", [KeyError("id"), TryLater("Graph answered 503")])
async def test_what_goes_wrong_beside_the_requests_costs_itself_alone(
    register: Register, caplog: pytest.LogCaptureFixture, part: str, step: str, said: str, error: Exception
) -> None:
    lodge(register, decision())
    one = Requests(register)

    async def fails(*_: object) -> None:
        raise error

    whole = getattr(one.sync, part)
    others = {"known": getattr(whole, "known", None), "learn": getattr(whole, "learn", None)}
    setattr(one.sync, part, SimpleNamespace(**others, **{step: fails}))
    await one.read(page(row("7", Reference="DR-0001", Status="Approved")))
    assert one.status() == "Approved"
    levels = [r.levelname for r in caplog.records if r.message == said]
    assert levels == ["WARNING" if isinstance(error, TryLater) else "ERROR"]


@pytest.mark.parametrize("part", ["rights", "list_subscription"])
async def test_where_nothing_can_be_stored_nothing_is_read(register: Register, part: str) -> None:
    one = Requests(register)

    async def fails(*_: object) -> None:
        raise NotSaved("the disk is full")

    learn = one.sync.list_subscription.learn
    setattr(one.sync, part, SimpleNamespace(once=fails, keep=fails, learn=learn))
    with pytest.raises(NotSaved):
        await one.sync.once()


async def test_what_the_list_says_and_nobody_knows_is_named(
    register: Register, caplog: pytest.LogCaptureFixture
) -> None:
    lodge(register, decision())
    one = Requests(register)

    strange = {"Reference": "DR-0002", "Status": "Done", "RequesterAadId": "somebody"}

    def said() -> list[str]:
        found = [r.message for r in caplog.records if r.levelname == "WARNING"]
        caplog.clear()
        return found

    await one.read(page(row("7", Reference="DR-0001", Status="Submitted"), row("8", **strange)))
    assert said() == ["the list knows references that the register does not"]
    await one.read(page(row("8", **strange), None, link="l2"))
    assert said() == [], "it is no news"
    await one.read(page(row("7", Reference="DR-0001", Status="On ice"), link="l3"))
    assert "unknown status in the list" in said()
    await one.read(page(row("7", Reference="DR-0001", Status="Approved"), link="l4"))
    assert said() == []


async def test_the_champions_are_those_of_the_list_as_long_as_it_is_there(
    register: Register, caplog: pytest.LogCaptureFixture
) -> None:
    one = Requests(register)
    fields = {"Person": "Newcomer", "PersonAadId": ASKER.aad_id, "ServiceArea": "Place", "Role": "Champion"}
    one.site.champions = [{"fields": {**fields, "Active": True}}]
    await one.read(page())
    assert (one.champions, one.sync.champions_read) == ([()], False)
    one.site.lists[CHAMPIONS_LIST] = "c1"
    for _ in range(2):
        looked = one.site.looked
        await one.read(page())
        assert ([row.person for row in one.champions[-1]], one.sync.champions_read) == (["Newcomer"], True)
    assert one.site.looked == looked, "it is looked for until it is found"
    one.site.gone.append("c1")
    one.site.lists[CHAMPIONS_LIST] = "c2"
    await one.read(page())
    assert [row.person for row in one.champions[-1]] == ["Newcomer"], "made anew under its name"
    del one.site.lists[CHAMPIONS_LIST]
    one.site.gone.append("c2")
    for _ in range(2):
        await one.read(page())
        assert (one.champions[-1], one.sync.champions_read) == ((), False)
    assert [r.message for r in caplog.records].count("the list is not on the site any more") == 1, "said once"


async def test_what_is_heard_of_while_the_list_is_read_is_read_at_once(register: Register) -> None:
    one, again = Requests(register), asyncio.Event()

    def heard_meanwhile() -> dict[str, Any]:
        one.sync.wake_event.set()
        return page()

    def once_more() -> dict[str, Any]:
        again.set()
        return page(link="l2")

    one.site.pages = [heard_meanwhile, once_more]
    running = asyncio.create_task(one.sync.run())
    async with asyncio.timeout(one.sync.seconds / 2):
        await again.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_new_columns_are_followed_once(register: Register, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "front-door")
    change(register, lodge(register, decision()).reference, item="7")
    one = Requests(register)
    one.site.items["7"] = row("7", Reference="DR-0001", Status="Submitted")
    await one.read(page())
    assert await one.read(page()) == 0
    one.columns = frozenset({"Status", "Benefit"})
    assert await one.read(page()) == 1
    assert await one.read(page()) == 0
    assert [r.message for r in caplog.records].count("the list has new columns") == 1
