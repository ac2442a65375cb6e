"""Parts of the edges that need a register at most, by plain calls: what each lets pass, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp.test_utils import make_mocked_request
from sqlalchemy import select, update

from bot import installations
from bot.access import graph_access
from bot.called_items import call, pressed
from bot.host.incoming import Incoming
from bot.html_words import address_of, links_of_html, with_address, words_of_html
from bot.logs import Log
from bot.loopback import refusal
from bot.put_back import UNREAD, PutBack, before_the_list, list_read, told_already
from bot.reading_state import NAMED, READ_AGAIN_AFTER, SYSTEMS
from bot.register import list_items, people
from bot.register.app_installations import begin, find, installed
from bot.register.opening import open_register
from bot.register.register import Register
from bot.register.schema import deliveries
from bot.searching import SearchResults, search_beside, takes_long
from bot.settings import Settings
from bot.sharepoint.listing import Listing
from bot.sharepoint.reading import Row
from bot.sharepoint.refusals import GiveUp, TryLater
from bot.system_import import ImportPlan, Step, carry_out
from bot.system_index import SystemIndex
from dialogs.acts import ChatEvent
from dialogs.agendas import CallItem, Item, Meeting
from dialogs.model import Needs, Person
from dialogs.records import System
from dialogs.steps import RequestStep, StepState
from tests.bot.deliveries.delivery_cases import want
from tests.bot.people.people_cast import GOVERNANCE, RULES
from tests.bot.people.people_cast import people as people_of_the_day
from tests.bot.people.people_cast import request as a_request

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
JUST = timedelta(microseconds=1)
WHO = Person("who", "Housing officer")
ABOUT_SYSTEMS = (("systems_like", "words"), ("systems_chosen", ("7",)), ("system", "words"))
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def do(database_url: str) -> Iterator[Callable[[Any], Any]]:
    register: Register = open_register(database_url)
    yield register.write_now
    register.close()


def heard(act: Any, *, personal: bool = True, conversation: str = "a:chat") -> Incoming:
    return Incoming(act, "1", conversation, WHO, "29:x", "tenant", "https://smba.example/", personal, "event")


@pytest.mark.parametrize(
    ("remote", "headers", "answered"),
    [
        ("127.0.0.1", {"Host": "127.0.0.1:3978"}, True),
        ("::1", {"Host": "[::1]:3978", "Origin": "http://localhost:3978"}, True),
        ("10.0.0.1", {"Host": "127.0.0.1"}, False),
        ("127.0.0.1", {"Host": "front-door.example"}, False),
        ("127.0.0.1", {}, False),
        ("127.0.0.1", {"Host": "localhost", "Origin": "https://elsewhere.example"}, False),
        ("127.0.0.1", {"Host": "localhost", "Origin": "null"}, False),
        ("127.0.0.1", {"Host": "[localhost"}, False),
    ],
)
def test_only_this_machine_is_answered_and_no_page_of_another_site(
    remote: str, headers: Mapping[str, str], *, answered: bool
) -> None:
    request = make_mocked_request("GET", "/", headers=headers).clone(remote=remote)
    assert (refusal(request) is None) is answered


@pytest.mark.parametrize(
    ("words", "address", "shown"),
    [
        ("the quote", "https://x.example/q", "the quote https://x.example/q"),
        ("X.example/q/", "https://x.example/q", "https://x.example/q"),
        ("", "https://x.example/q", "https://x.example/q"),
    ],
)
def test_a_link_is_shown_with_its_address_unless_that_is_what_it_says(words: str, address: str, shown: str) -> None:
    assert with_address(words, address) == shown


def test_only_addresses_of_the_web_are_links() -> None:
    tags = {"https://x.example/": True, "mailto:a@x.example": False, "https://x.example/a b": False, "": False}
    assert [bool(address_of({"href": address})) for address in tags] == list(tags.values())
    assert links_of_html('<a href="https://x.example/">here</a><a href="/there">there</a>') == [
        ("here", "https://x.example/")
    ]
    assert words_of_html("<p>one</p><!-- no --><style>p</style><script>s</script>two", lambda _: None) == "one\ntwo"
    assert words_of_html("a <b>c</b>", lambda tag: "said" if tag.name == "b" else None) == "a said"


@pytest.mark.parametrize(("kind", "managed"), [("UserAssignedMSI", True), ("SingleTenant", False)])
def test_graph_is_reached_as_the_bot_is(kind: Any, *, managed: bool) -> None:
    settings = Settings.model_construct(**{**Settings.model_construct().__dict__, "microsoft_app_type": kind})
    assert graph_access(settings).bot_is_managed is managed


PUT_BACK = PutBack("2026-11-22T00:00:00+00:00", NOW.isoformat(), "2026-11-23T12:00:00+00:00")


@pytest.mark.parametrize(("changed", "told"), [(NOW - UNREAD, True), (NOW - UNREAD + JUST, False), (None, False)])
def test_people_were_told_of_what_was_changed_in_time_to_be_read(changed: datetime | None, *, told: bool) -> None:
    assert PUT_BACK.told_by(changed) is told


@SQLITE
def test_the_first_whole_reading_after_a_copy_notes_what_the_list_knows_alone(do: Any) -> None:
    assert do(PutBack.find) is None
    do(PUT_BACK.keep)
    assert do(lambda c: before_the_list(c, whole=False)) is None
    assert do(lambda c: before_the_list(c, whole=True)) == PUT_BACK
    known = [
        SimpleNamespace(item=str(n), reference=f"DR-{n:04}", cells={"StepsDone": "<p>one</p>", "Benefit": "x"})
        for n in range(1, 6)
    ]
    rows = [
        Row("1", {"StepsDone": "one"}),
        Row("2", {"StepsDone": "one and two"}),
        Row("3", None, deleted=True),
        Row("4", {"Status": "Done"}),
        Row("9", {"StepsDone": "more"}),
    ]
    do(lambda c: list_read(c, PUT_BACK, [], rows, cast("Any", known)))
    kept = do(PutBack.find)
    assert (kept.newer_in_list, kept.only_in_list, kept.list_unread) == (("DR-0002",), (), False)
    assert do(lambda c: before_the_list(c, whole=True)) is None


@SQLITE
def test_what_people_were_told_before_the_copy_counts_as_sent_and_items_and_cards_that_stand_are_renewed(
    do: Any,
) -> None:
    do(lambda c: want(c, "A:before"))
    do(lambda c: want(c, "B:card"))
    shown = update(deliveries).where(deliveries.c.id == "B:card").values(state="done", result={"activity": "1"})
    do(lambda c: c.execute(shown) and None)

    def again(connection: Any) -> None:
        for name, more in (("A:list", {}), ("B:card", {}), ("C:card", {}), ("D:status", {"kind": "status"})):
            want(connection, name, **more)

    do(lambda c: told_already(c, lambda: again(c)))
    found = do(lambda c: dict(c.execute(select(deliveries.c.id, deliveries.c.state)).all()))
    waits = {name for name, state in found.items() if state == "waiting"}
    assert waits == {"A:before", "A:list", "B:card"}


@SQLITE
def test_rows_that_cannot_be_read_are_tried_again_by_a_whole_reading(do: Any) -> None:
    def aside(which: list[str], *, whole: bool) -> None:
        do(lambda c: SYSTEMS.set_aside(c, Log("list"), which, whole=whole, now=NOW))

    do(lambda c: SYSTEMS.keep_link(c, "link"))
    assert do(lambda c: SYSTEMS.go_on(c, NOW)) == "link"
    aside(["one"], whole=False)
    assert do(lambda c: SYSTEMS.go_on(c, NOW - JUST)) == "link"
    assert do(lambda c: SYSTEMS.go_on(c, NOW)) == ""
    aside(["two"], whole=False)
    aside([], whole=False)
    assert do(SYSTEMS.held) == ["one", "two"]
    aside([str(n) for n in range(NAMED + 5)], whole=True)
    assert len(do(SYSTEMS.held)) == NAMED
    assert do(lambda c: SYSTEMS.go_on(c, NOW + READ_AGAIN_AFTER - JUST)) == "link"
    assert do(lambda c: SYSTEMS.go_on(c, NOW + READ_AGAIN_AFTER)) == ""
    aside([], whole=True)
    assert do(SYSTEMS.held) == []
    assert do(lambda c: SYSTEMS.go_on(c, NOW + READ_AGAIN_AFTER)) == "link"
    assert do(lambda c: list_items.value(c, list_items.ASIDE)) is None


@SQLITE
def test_a_request_that_is_called_goes_to_each_member_once_unless_their_card_went(do: Any) -> None:
    item = CallItem("board", date(2026, 11, 23), "DR-0001")
    body = cast("Any", SimpleNamespace(bodies={"board": (Person("member", "Member"), Person("", "Nobody"))}))

    def called() -> Any:
        return do(lambda c: call(c, item, heard(ChatEvent("other")), body, "key", NOW))

    def waits() -> list[str]:
        rows = select(deliveries.c.recipient).where(deliveries.c.state == "waiting").order_by(deliveries.c.recipient)
        return list(do(lambda c: c.execute(rows).scalars().all()))

    def became(**result: Any) -> None:
        sent = update(deliveries).values(state="done").where(deliveries.c.recipient == "who")
        do(lambda c: c.execute(update(deliveries).values(state="done", result={"activity": "2"})) and None)
        do(lambda c: c.execute(sent.values(result=result)) and None)

    assert called()
    assert waits() == ["member", "who"]
    assert not called()
    for result in ({}, {"activity": "1", "gone": True}, {"activity": "1", "moved_on": True}):
        became(**result)
        assert called()
        assert waits() == ["who"]
    became(activity="1")
    assert not called()
    over = Meeting("board", item.day, opened_at=NOW, closed_at=NOW)
    for card in ("", "9"):
        do(lambda c, card=card: pressed(c, over, card, "who"))
    assert not called()
    do(lambda c: pressed(c, over, "1", "who"))
    assert called()
    assert waits() == ["who"]
    for reference, again in (("DR-0001", False), ("DR-0002", True)):
        became(activity="1")
        heard_now = Item(a_request(reference, steps=(RequestStep("board", "board", 0, StepState.CURRENT),)), 1)
        runs = Meeting("board", item.day, (heard_now,), opened_at=NOW)
        do(lambda c, runs=runs: pressed(c, runs, "1", "who"))
        assert called() is again, "their card shows what is heard now"


@pytest.mark.parametrize("act", [ChatEvent("uninstalled"), ChatEvent("reaction"), "words"])
@SQLITE
def test_only_an_installation_in_a_personal_chat_is_one(do: Any, act: Any) -> None:
    do(lambda c: people.meet(c, None, WHO, installations.address_of(heard(act)), NOW, lambda: "key"))
    do(lambda c: people.greeted(c, WHO.aad_id, "a:chat"))
    before = do(lambda c: people.find(c, WHO.aad_id))
    do(lambda c: begin(c, WHO.aad_id, NOW))
    do(lambda c: installed(c, WHO.aad_id, NOW))
    assert not installations.greeted_already(before, heard(act))
    assert installations.greeted_already(before, heard(ChatEvent("installed")))
    assert not installations.greeted_already(None, heard(ChatEvent("installed")))
    assert not installations.greeted_already(before, heard(ChatEvent("installed"), conversation="a:other"))
    assert not installations.greeted_already(before, heard(ChatEvent("installed"), personal=False))
    assert not do(lambda c: installations.greeted_by_us(c, heard(act)))
    assert do(lambda c: find(c, WHO.aad_id)).state == "installed"
    assert not do(lambda c: installations.note_in_person(c, before, heard(act, conversation="a:old"), NOW))
    assert do(lambda c: people.find(c, WHO.aad_id)).reachable, "the old chat's end says nothing about the new one"
    assert not do(lambda c: installations.note_in_person(c, before, heard(act, personal=False), NOW))
    assert not do(lambda c: installations.note_in_person(c, before, heard(act), NOW))
    assert do(lambda c: people.find(c, WHO.aad_id)).reachable is (act != ChatEvent("uninstalled"))
    assert do(lambda c: installations.note_in_person(c, before, heard(ChatEvent("installed")), NOW))
    assert do(lambda c: people.find(c, WHO.aad_id)).reachable


class _Sheet:
    """A list whose every writing ends as it is told; ``there``: the titles that it has."""

    def __init__(self, ends: list[Exception | None], there: list[str]) -> None:
        self.ends, self.there, self.written = ends, there, list[str]()

    async def create(self, cells: Mapping[str, object]) -> None:
        """A new row."""
        await self.change("", cells)

    async def change(self, item: str, cells: Mapping[str, object]) -> None:
        """A row that is there."""
        del cells
        self.written.append(item or "new")
        if self.ends and (end := self.ends.pop(0)) is not None:
            raise end

    async def rows(self, columns: tuple[str, ...]) -> list[Mapping[str, Any]]:
        """Every row."""
        return [{"fields": dict.fromkeys(columns, title)} for title in self.there]


@pytest.mark.parametrize(
    ("item", "ends", "there", "written", "slept", "problems"),
    [
        ("", [None], [], ["new"], [], 0),
        ("7", [None], [], ["7"], [], 0),
        ("", [TryLater("503", 3.0), None], [], ["new", "new"], [3.0], 0),
        ("", [TryLater("503", 3.0), None], ["repairs"], ["new"], [3.0], 0),
        ("7", [TryLater("503", 3.0), None], ["repairs"], ["7", "7"], [3.0], 0),
        ("", [GiveUp("400")], [], ["new"], [], 1),
        ("", [TryLater("429", 120.0)], [], ["new", "new"], [120.0], 0),
        ("", [TryLater("429", 120.5)], [], ["new"], [], 1),
        ("", [TryLater("503")] * 3, [], ["new"] * 4, [2.0, 4.0, 6.0], 0),
        ("", [TryLater("503")] * 4, [], ["new"] * 4, [2.0, 4.0, 6.0], 1),
    ],
)
async def test_a_row_whose_answer_was_lost_is_not_written_twice(  # each column is what one try leads to
    item: str,
    ends: list[Exception | None],
    there: list[str],
    written: list[str],
    slept: list[float],
    problems: int,
) -> None:
    listing, pauses = _Sheet([*ends], there), list[float]()

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    plan = ImportPlan((Step(2, "Repairs", item, {"Title": "Repairs"}, {}),), 0, ())
    found = await carry_out(cast("Listing", listing), plan, sleep)
    assert (listing.written, pauses, len(found)) == (written, slept, problems)


@pytest.mark.parametrize(
    ("wanted", "with_systems", "long"),
    [
        ({}, True, False),
        ({"mine": True, "asked": True}, True, False),
        *(({name: True}, False, True) for name in ("figures", "area_requests", "work", "roadmap")),
        ({"similar_to": "words"}, False, True),
        *(({name: words}, known, known) for known in (True, False) for name, words in ABOUT_SYSTEMS),
    ],
)
def test_what_takes_long_is_looked_for_beside_the_writer(
    wanted: dict[str, Any], *, with_systems: bool, long: bool
) -> None:
    index = SystemIndex([System("7", "Mosaic")] if with_systems else [])
    assert takes_long(Needs(**wanted), index) is long


@SQLITE
def test_only_what_is_wanted_is_looked_for_beside_the_writer(do: Any) -> None:
    def found(**wanted: Any) -> Any:
        index = SystemIndex([System("7", "Mosaic")])
        return do(lambda c: search_beside(c, Needs(**wanted), people_of_the_day(), GOVERNANCE, RULES, index, NOW))

    def filled(**wanted: Any) -> set[str]:
        result = found(**wanted)
        return {name for name in SearchResults.__slots__ if getattr(result, name) not in ((), {}, None)}

    assert filled(work=True) == set()
    assert filled(figures=True) == {"figures"}
    assert found(roadmap=True).roadmap == ()
    assert found(figures=True).roadmap is None
    assert filled(systems_like="Mosaic") == filled(systems_chosen=("7",)) == {"systems"}
    assert filled(system="Mosaic") == {"system"}
