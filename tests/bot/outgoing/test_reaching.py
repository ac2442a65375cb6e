"""Reaching who has not the app: it is installed once, and where that cannot be, the delivery says why."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest

from bot.deliveries import ledger
from bot.local.faults import Fault
from bot.local.graph.apps import SELF, Treats
from bot.local.graph.catalogue import READ as CATALOGUE
from bot.local.in_memory import State
from bot.register import app_installations, audit_verification, throttle
from bot.register import people as people_rows
from bot.register.schema import audit, deliveries
from bot.sharepoint.installing import TeamsApp
from dialogs.model import Person
from tests.bot.outgoing.reaching import APP, CHAMPION, INSTALL, PARTNER, Host, World, a_host, a_world
from tests.conftest import cleared

NOT_THERE = "the app is not installed for them (Teams answered 403 BotNotInConversationRoster)"
NOT_ALLOWED = f"{NOT_THERE}; the bot may not install it: grant {SELF} or ask them to install it"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        yield made


@pytest.fixture
async def host(world: World, database_url: str) -> AsyncIterator[Host]:
    async with a_host(world, database_url) as made:
        yield made


@pytest.fixture
async def small_host(world: World, tmp_path: Path) -> AsyncIterator[Host]:
    """On SQLite alone: what differs is Teams or Graph, not the database."""
    async with a_host(world, f"sqlite:///{tmp_path / 'front-door.sqlite'}") as made:
        yield made


def history(host: Host) -> list[tuple[str, str]]:
    rows = host.register.read_now(lambda c: c.execute(audit.select().order_by(audit.c.number)).all())
    assert host.register.read_now(lambda c: audit_verification.verify(c, None))[1] == ()
    return [(row.what, row.fields) for row in rows]


async def test_who_has_not_the_app_gets_it_and_hears_within_the_same_delivery(host: Host, world: World) -> None:
    (one,) = await host.ended(*host.want(PARTNER))
    assert (one.state, one.tries, one.reason) == ("done", 1, "")
    assert world.calls("POST", INSTALL) == 1
    welcome, card = world.inbox(PARTNER)
    assert "front door" in welcome.words
    assert card.activity["summary"] == "A card for you"
    assert history(host) == [("app_installed", "{}")]

    await host.ended(*host.want(PARTNER, 3))
    assert (world.calls("POST", INSTALL), len(world.inbox(PARTNER))) == (1, 5)


async def test_who_has_the_app_is_written_to_without_a_word_to_graph(small_host: Host, world: World) -> None:
    world.graph.apps.add(CHAMPION.aad_id, APP)
    (one,) = await small_host.ended(*small_host.want(CHAMPION))
    assert (one.state, len(world.inbox(CHAMPION)), world.graph.ledger) == ("done", 2, [])


async def test_who_removed_the_app_gets_it_once_and_not_again(small_host: Host, world: World) -> None:
    await small_host.ended(*small_host.want(PARTNER))
    world.graph.apps.remove(PARTNER.aad_id)
    world.later(days=3)
    (one,) = await small_host.ended(*small_host.want(PARTNER))
    assert one.reason == (
        f"{NOT_THERE}; the bot installed it for them once and it is gone again: ask them to install it"
    )
    assert world.calls("POST", INSTALL) == 1


async def test_who_had_a_chat_before_is_reached_in_the_chat_of_the_new_installation(
    small_host: Host, world: World
) -> None:
    world.graph.apps.add(PARTNER.aad_id, APP)
    await small_host.ended(*small_host.want(PARTNER))
    world.graph.apps.remove(PARTNER.aad_id)
    (one,) = await small_host.ended(*small_host.want(PARTNER))
    assert (one.state, world.calls("POST", INSTALL)) == ("done", 1)
    place = small_host.register.read_now(lambda c: people_rows.find(c, PARTNER.aad_id))
    assert place is not None
    assert place.place is not None
    assert place.place.conversation == one.result["conversation"]
    assert place.place.conversation.endswith("@unq.gbl.spaces")


async def test_fifty_deliveries_to_somebody_make_one_try(host: Host, world: World) -> None:
    world.graph.apps.treat(PARTNER.aad_id, "policy")
    ended = await host.ended(*host.want(PARTNER, 50))
    assert {(d.state, d.reason) for d in ended} == {
        (
            "refused",
            f"{NOT_THERE}; a policy of the Teams admin centre keeps the app from them (Graph answered 403 (Forbidden))",
        )
    }
    assert world.calls("POST", INSTALL) == 1
    assert history(host) == [("app_not_installed", '{"why":"policy"}')]


async def test_two_instances_make_one_try(world: World, postgres_url: str) -> None:
    url = cleared(postgres_url)
    world.graph.misbehave(Fault("status", "POST", INSTALL, times=None, status=403))
    async with AsyncExitStack() as both:
        one, two = [await both.enter_async_context(a_host(world, url, name=name)) for name in ("one", "two")]
        await asyncio.gather(one.ended(*one.want(PARTNER, 10)), two.ended(*two.want(PARTNER, 10)))
    assert world.calls("POST", INSTALL) == 1


TREATED: dict[Treats, str] = {
    "no_licence": "they have no licence for Teams (Graph answered 403 (Forbidden))",
    "no_mailbox": "they have no mailbox, which Teams needs (Graph answered 404 (MailboxNotEnabledForRESTAPI))",
    "guest": "they are a guest, and guests have no chat with the bot (Graph answered 403 (Forbidden))",
    "no_teams": (
        "there is no such account here: it was deleted, or its Entra id is wrong (Graph answered 404 (NotFound))"
    ),
}
STATES: dict[State, str] = {
    "blocked": "they blocked the bot or removed the app, and only they can undo that",
    "by_admin": "a policy of the Teams admin centre keeps the app from them",
    "deleted": "there is no such account here: it was deleted, or its Entra id is wrong",
    "guest": "they are a guest, and guests have no chat with the bot",
    "no_licence": "they have no licence for Teams",
    "no_mailbox": "they have no mailbox, which Teams needs",
    "odd": "it is refused for a reason that the bot does not know",
}


def somebody(number: int) -> Person:
    return Person(f"00000000-0000-0000-0000-0000000e{number:04d}", "Somebody", f"somebody{number}@example.org")


async def test_an_account_that_cannot_have_the_app_is_said_in_words(small_host: Host, world: World) -> None:
    for number, (treats, reason) in enumerate(TREATED.items()):
        person = somebody(number)
        world.graph.keep_person(person.aad_id, person.upn, person.name)
        world.graph.apps.treat(person.aad_id, treats)
        (one,) = await small_host.ended(*small_host.want(person))
        assert (one.state, one.reason) == ("refused", f"{NOT_THERE}; {reason}")


async def test_what_installing_cannot_mend_is_said_and_nothing_is_installed(small_host: Host, world: World) -> None:
    for number, (state, reason) in enumerate(STATES.items()):
        person = somebody(number)
        world.teams.states[person.aad_id] = state
        first, second = await small_host.ended(*small_host.want(person, 2))
        assert first.reason == second.reason
        assert (first.state, first.reason.partition(" (Teams answered ")[0]) == ("refused", reason)
        known = small_host.register.read_now(partial(people_rows.find, aad_id=person.aad_id))
        assert known is not None
        assert not known.reachable
    assert world.graph.ledger == []


async def test_a_missing_permission_is_found_out_once_for_everybody(small_host: Host, world: World) -> None:
    world.graph.apps.withhold(SELF)
    for person in (PARTNER, CHAMPION):
        (one,) = await small_host.ended(*small_host.want(person))
        assert (one.state, one.reason) == ("refused", NOT_ALLOWED)
    assert world.calls("POST", INSTALL) == 1

    world.graph.apps.withhold()
    assert len(small_host.register.write_now(lambda c: ledger.retry(c, None, world.now()))) == 2
    small_host.deliveries.wake()
    await small_host.seen([d.id for d in _all(small_host)], lambda d: d.state == "done")
    assert world.calls("POST", INSTALL) == 3


async def test_a_permission_that_was_granted_meanwhile_is_tried_after_an_hour(small_host: Host, world: World) -> None:
    world.graph.apps.withhold(SELF)
    await small_host.ended(*small_host.want(PARTNER))
    world.graph.apps.withhold()
    world.later(minutes=59)
    (one,) = await small_host.ended(*small_host.want(CHAMPION))
    world.later(minutes=2)
    ledger_ids = small_host.register.write_now(lambda c: ledger.reinstalled(c, CHAMPION.aad_id, world.now()))
    assert ledger_ids is None
    small_host.deliveries.wake()
    (again,) = await small_host.seen([one.id], lambda d: d.state == "done")
    assert (one.reason, again.reason) == (NOT_ALLOWED, "")


async def test_without_a_look_into_the_catalogue_the_setting_is_named(world: World, tmp_path: Path) -> None:
    world.graph.apps.withhold(CATALOGUE)
    async with a_host(world, f"sqlite:///{tmp_path / 'front-door.sqlite'}") as host:
        (one,) = await host.ended(*host.want(PARTNER))
    assert one.reason == (
        f"{NOT_THERE}; the bot may not look up the app (Graph answered 403 (Forbidden)):"
        f" set TEAMS_APP_ID, or grant {CATALOGUE}"
    )
    known = world.graph.door.store.db.execute("SELECT id FROM apps").fetchone()["id"]
    async with a_host(world, f"sqlite:///{tmp_path / 'other.sqlite'}", TeamsApp(APP, known)) as host:
        (one,) = await host.ended(*host.want(PARTNER))
    assert one.state == "done"


async def test_an_app_that_is_not_in_the_catalogue_is_said(world: World, tmp_path: Path) -> None:
    wrong = TeamsApp(APP, "00000000-0000-0000-0000-00000000dead")
    for number, app in enumerate((wrong, TeamsApp("00000000-0000-0000-0000-00000000dead"))):
        async with a_host(world, f"sqlite:///{tmp_path / str(number)}.sqlite", app) as host:
            (one,) = await host.ended(*host.want(PARTNER))
        assert "the catalogue of the tenant has no such app: upload the package, or correct TEAMS_APP_ID" in one.reason


@pytest.mark.parametrize("path", ["/appCatalogs/teamsApps", INSTALL])
async def test_a_wait_that_graph_asks_for_is_kept_and_costs_nobody_their_try(
    small_host: Host, world: World, path: str
) -> None:
    world.graph.misbehave(Fault("status", "", path, status=429, retry_after=1, holds=True))
    ids = small_host.want(PARTNER)
    (waits,) = await small_host.seen(ids, lambda d: "Graph answered 429" in d.reason or "asked us to wait" in d.reason)
    assert waits.state == "waiting"
    assert "graph" in small_host.register.read_now(lambda c: throttle.active(c, world.now()))
    assert "teams" not in small_host.register.read_now(lambda c: throttle.active(c, world.now()))
    world.later(seconds=2)
    (one,) = await small_host.ended(*ids)
    assert one.state == "done"
    assert sum(call.status == 429 for call in world.graph.ledger) == 1


async def test_a_wait_that_graph_asks_for_where_nothing_depends_on_the_answer_is_kept_for_everybody_too(
    small_host: Host, world: World
) -> None:
    world.graph.misbehave(Fault("status", "GET", INSTALL, status=429, retry_after=7, holds=True))
    (one,) = await small_host.ended(*small_host.want(PARTNER))
    assert one.state == "done"  # the chat comes of the conversation that is made where Graph does not name it
    assert "graph" in small_host.register.read_now(lambda c: throttle.active(c, world.now()))


async def test_a_try_of_a_process_that_ended_is_taken_up_again(small_host: Host, world: World) -> None:
    small_host.register.write_now(lambda c: app_installations.begin(c, PARTNER.aad_id, world.now()))
    ids = small_host.want(PARTNER)
    (waits,) = await small_host.seen(ids, lambda d: d.reason == "the app is being installed for them")
    assert (waits.state, world.calls("POST", INSTALL)) == ("waiting", 0)
    world.later(minutes=3)
    (one,) = await small_host.ended(*ids)
    assert (one.state, world.calls("POST", INSTALL)) == ("done", 1)


async def test_teams_may_take_a_while_to_know_of_an_installation(small_host: Host, world: World) -> None:
    world.teams.has_app = lambda _aad_id: False
    ids = small_host.want(PARTNER)
    (waits,) = await small_host.seen(ids, lambda d: d.reason != "")
    assert waits.reason == "the app was installed for them just now, and Teams does not know it yet"

    def while_time_goes_by(delivery: ledger.Delivery) -> bool:
        world.later(seconds=0.1)
        return delivery.state != "waiting" or delivery.tries == enough

    enough = 4
    (waits,) = await small_host.seen(ids, while_time_goes_by)
    assert waits.state == "waiting"
    world.teams.has_app, enough = world.graph.apps.has, 0
    (one,) = await small_host.seen(ids, while_time_goes_by)
    assert (one.state, world.calls("POST", INSTALL), len(world.inbox(PARTNER))) == ("done", 1, 2)


def _all(host: Host) -> list[ledger.Delivery]:
    rows = host.register.read_now(lambda c: c.execute(deliveries.select()).all())
    return [ledger.read(row) for row in rows]
