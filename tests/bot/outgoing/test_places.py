"""Where somebody is reached, by what the register knows: their own chat, or a new one by the way to their tenant."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import pytest
from sqlalchemy import Connection

from bot.delivery_errors import TryLater, Unreachable
from bot.host.incoming import Reference
from bot.outgoing.app_installer import AppInstaller
from bot.outgoing.places import Places
from bot.register import app_installations
from bot.register import people as people_rows
from bot.register.people import ChatAddress
from bot.register.register import Register
from bot.sharepoint.installing import TeamsApp
from bot.unreachable import Why
from dialogs.model import Person
from tests.bot.people.people_cast import RULES, people
from tests.bot.register.lodged import JUST, NOW

TENANT: Final = "tenant"
BOT: Final = "28:bot"
SERVICE: Final = "https://smba.example.org/"
WHO: Final = Person("00000000-0000-0000-0000-00000000c001", "Housing champion")
NOT_INSTALLED: Final = Unreachable("the app is not installed for them", Why.NOT_INSTALLED)


@dataclass
class Connector:
    """Stands in for Teams: opens chats, and keeps in which of them something was said."""

    opened: list[tuple[str, str, str, str]] = field(default_factory=list)
    said_in: list[Reference] = field(default_factory=list)

    async def create_conversation(self, service_url: str, tenant: str, bot: str, aad_id: str) -> str:
        """A chat of its own for each call."""
        self.opened.append((service_url, tenant, bot, aad_id))
        return f"a:new-{len(self.opened)}"

    async def send(self, to: Reference, activity: object) -> str:
        """Say something."""
        del activity
        self.said_in.append(to)
        return "said"


def new_id() -> str:
    return "key-of-the-champion"


class Asked(Exception):
    """Graph was asked to install the app."""


async def no_graph() -> Any:
    raise Asked


def places(register: Register, connector: Connector, *, now: datetime = NOW, any_tenant: bool = False) -> Places:
    """Places of a host that knows its tenant and its name."""
    teams: Any = connector
    installer = AppInstaller(register, no_graph, TeamsApp("app"), lambda: now, new_id)
    return Places(
        register, teams, lambda: RULES, people, lambda: now, new_id, TENANT, BOT, installer, any_tenant=any_tenant
    )


def known(register: Register, place: ChatAddress | None) -> None:
    """The person is entered, with this chat."""

    def job(connection: Connection) -> None:
        people_rows.introduce(connection, WHO, NOW, new_id)
        if place is not None:
            people_rows.keep_place(connection, WHO.aad_id, place)

    register.write_now(job)


@pytest.mark.parametrize(
    ("tenant", "bot", "reached"),
    [
        ("theirs", "28:theirs", ("28:theirs", "theirs")),
        ("theirs", "", (BOT, "theirs")),
        ("", "28:theirs", ("28:theirs", TENANT)),
        ("", "", (BOT, TENANT)),
    ],
)
async def test_who_has_a_chat_is_reached_there_as_teams_told_of_it(
    small_register: Register, tenant: str, bot: str, reached: tuple[str, str]
) -> None:
    known(small_register, ChatAddress("a:theirs", SERVICE, tenant, bot))
    connector = Connector()
    assert await places(small_register, connector).of(WHO) == Reference(SERVICE, "a:theirs", *reached)
    assert (connector.opened, connector.said_in) == ([], [])


@pytest.mark.parametrize(("any_tenant", "under"), [(False, BOT), (True, "28:heard")])
async def test_who_has_none_gets_one_with_a_welcome_and_the_next_finds_it(
    small_register: Register, under: str, *, any_tenant: bool
) -> None:
    """Under the bot's own name, as the one heard may be of an app before; in local mode under that which is heard."""
    known(small_register, None)
    small_register.write_now(lambda c: people_rows.heard_from(c, ChatAddress("", SERVICE, TENANT, "28:heard"), NOW))
    connector = Connector()
    there = Reference(SERVICE, "a:new-1", under, TENANT)
    host = places(small_register, connector, any_tenant=any_tenant)
    assert [await host.of(WHO) for _ in range(2)] == [there, there]
    assert connector.opened == [(SERVICE, TENANT, under, WHO.aad_id)]
    assert connector.said_in == [there]


async def test_whom_teams_told_of_first_is_not_greeted_again(small_register: Register) -> None:
    def told(connection: Connection) -> None:
        people_rows.heard_from(connection, ChatAddress("", SERVICE, TENANT, BOT), NOW)
        app_installations.begin(connection, WHO.aad_id, NOW)
        app_installations.heard(connection, WHO.aad_id)

    small_register.write_now(told)
    connector = Connector()
    assert await places(small_register, connector).of(WHO) == Reference(SERVICE, "a:new-1", BOT, TENANT)
    assert connector.said_in == []


@pytest.mark.parametrize("any_tenant", [False, True])
async def test_the_way_to_somebody_new_is_that_of_the_tenant_and_in_local_mode_that_of_any(
    small_register: Register, *, any_tenant: bool
) -> None:
    for tenant, at in ((TENANT, NOW), ("another", NOW + JUST)):
        where = ChatAddress("", f"{SERVICE}{tenant}/", tenant, "")
        small_register.write_now(partial(people_rows.heard_from, place=where, now=at))
    connector = Connector()
    await places(small_register, connector, any_tenant=any_tenant).of(WHO)
    tenant = "another" if any_tenant else TENANT
    assert connector.opened == [(f"{SERVICE}{tenant}/", tenant, BOT, WHO.aad_id)]


async def test_before_anybody_of_the_tenant_was_heard_nobody_can_be_reached_yet(small_register: Register) -> None:
    small_register.write_now(lambda c: people_rows.heard_from(c, ChatAddress("", SERVICE, "another", ""), NOW))
    with pytest.raises(TryLater, match="nobody of this tenant"):
        await places(small_register, Connector()).of(WHO)


@pytest.mark.parametrize(
    ("state", "after", "raised", "said"),
    [
        ("installed", timedelta(minutes=10) - JUST, TryLater, "does not know it yet"),
        ("installed", timedelta(minutes=10), Unreachable, "gone again"),
        ("installed", -JUST, Unreachable, "gone again"),
        ("installed", timedelta(0), TryLater, "does not know it yet"),
        ("trying", timedelta(0), TryLater, "is being installed"),
        ("refused", timedelta(0), Unreachable, "by a policy"),
    ],
)
async def test_what_was_tried_before_for_somebody_is_all_there_is(
    small_register: Register, state: str, after: timedelta, raised: type[Exception], said: str
) -> None:
    def before(connection: Connection) -> None:
        app_installations.begin(connection, WHO.aad_id, NOW)
        if state == "installed":
            app_installations.installed(connection, WHO.aad_id, NOW)
        if state == "refused":
            app_installations.refused(connection, WHO.aad_id, "refused by a policy", NOW)

    small_register.write_now(before)
    host = places(small_register, Connector(), now=NOW + after)
    with pytest.raises(raised, match=said):
        await host.installer.install(WHO, NOT_INSTALLED)


async def test_what_was_tried_with_an_app_that_was_set_up_anew_since_counts_no_more(small_register: Register) -> None:
    def before(connection: Connection) -> None:
        app_installations.begin(connection, WHO.aad_id, NOW)
        app_installations.installed(connection, WHO.aad_id, NOW)

    later = NOW + timedelta(days=90)
    small_register.write_now(before)
    for _ in range(2):  # the first notes which app it is, as after an upgrade
        with pytest.raises(Unreachable, match="gone again"):
            await places(small_register, Connector(), now=later).installer.install(WHO, NOT_INSTALLED)
    another = replace(places(small_register, Connector(), now=later).installer, app=TeamsApp("another"))
    with pytest.raises(Asked):
        await another.install(WHO, NOT_INSTALLED)
