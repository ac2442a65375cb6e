"""Rights that the directory gives and takes: kept in the history, told to the governance team, seen on the cards."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.live_config import LiveConfig
from bot.people.champion_rows import ChampionRow
from bot.people.rights import rights_change, rights_of
from bot.register import rights
from bot.register.register import Register
from bot.register.rights import Right
from bot.register.schema import audit, deliveries
from bot.rights_watch import RightsWatch
from dialogs import rights_card
from tests.bot.people.people_cast import GOVERNANCE, HOUSING_CHAMPION, HOUSING_PARTNER, RULES, people
from tests.bot.people.test_people_over_http import BOUGHT, CHAMPIONS_LIST, submit, summary_for
from tests.bot.story.house import House, Message, open_house, until, verbs_of
from tests.rules_reading import load_rulebook

NEWCOMER = "00000000-0000-0000-0000-00000000d002"
NOW = datetime(2027, 3, 1, 10, tzinfo=UTC)
IDS = itertools.count()
CHANGED = "Who looks after what has changed"


def entry(role: str, area: str = "Housing") -> dict[str, object]:
    row = {"Person": "Newcomer", "PersonAadId": NEWCOMER, "ServiceArea": area, "Role": role, "Active": True}
    return {name: value for name, value in row.items() if value}


@pytest.fixture
async def house(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with open_house(tmp_path, database_url) as opened:
        await until(lambda: opened.front_door.register.read_now(rights.known), "the directory was not kept")
        await until(lambda: opened.front_door.list_sync.champions_read, "the list was not found")
        yield opened


def history(register: Register) -> list[tuple[str, str]]:
    rows = register.read_now(lambda c: c.execute(select(audit.c.what, audit.c.fields).order_by(audit.c.number)).all())
    return [(row.what, row.fields) for row in rows if row.what.startswith("right_")]


async def told(house: House, aad_id: str, words: str) -> Message:
    inbox = house.someone(aad_id)
    found: list[Message] = await until(lambda: [m for m in inbox.inbox if words in m.words], f"{aad_id} was not told")
    return found[-1]


async def test_a_row_in_the_list_makes_nobody_governance_team_and_puts_nobody_out(house: House) -> None:
    reference = await submit(house.someone(), BOUGHT)
    people = house.front_door.scheduler.live_config.people
    house.graph.add(CHAMPIONS_LIST, entry("Governance team", ""), "Any member of the site")
    house.graph.add(CHAMPIONS_LIST, entry("Champion", "Place"), "Any member of the site")
    await until(lambda: people().champion_of(NEWCOMER) == {"place"}, "the list does not count")
    assert not people().governs(NEWCOMER)
    assert people().governs(GOVERNANCE)
    attacker, officer = house.someone(NEWCOMER, "Newcomer"), house.someone(GOVERNANCE, "Governance officer")
    assert "cannot find" in (await attacker.type(f"show {reference}")).words
    assert "Tenants wait" not in (await attacker.type("figures")).words
    assert "Tenants wait" in (await officer.type(f"show {reference}")).words


async def test_the_governance_team_hears_of_every_right_given_and_taken_and_the_history_keeps_it(house: House) -> None:
    await house.someone().type("help")  # from now on the bot knows where this tenant is reached
    item = house.graph.add(CHAMPIONS_LIST, entry("Champion"), "Any member of the site")
    first = await told(house, GOVERNANCE, CHANGED)
    assert "Newcomer: Housing champion" in first.words
    assert "No longer" in first.words
    house.graph.edit(CHAMPIONS_LIST, item, {"Active": False}, "Governance officer")
    await until(lambda: len(house.someone(GOVERNANCE).inbox) == 3, "the team was not told of the second change")
    given, taken = '"role":"champion"', "right_taken"
    kept = [what for what, fields in history(house.front_door.register) if given in fields and '"housing"' in fields]
    assert kept[-4:] == ["right_given", taken, "right_given", taken]


def test_members_of_bodies_have_a_right_like_everybody_else() -> None:
    there = people()
    held = rights_of(there)
    for body, members in there.bodies.items():
        assert all(held[Right(body, "", member.aad_id)] == member for member in members)
    without = rights_of(replace(there, bodies={}))
    taken = rights_change(held, without).taken
    assert {right.role for right in taken} == {"board", "ict_improvement_group", "technical_review_board"}
    card, _ = rights_card(RULES, there, [("Board secretary", "board", "")], [])
    assert "Board secretary: Digital, Data and Customer Board" in str(card)


async def test_the_card_of_who_lost_a_role_closes_and_opens_again_with_the_role(house: House) -> None:
    reference = await submit(house.someone(), BOUGHT)
    card = await summary_for(house, HOUSING_CHAMPION, reference)
    partners = await summary_for(house, HOUSING_PARTNER, reference)
    assert "Tenants wait on the phone." in card.words
    item = house.graph.add(CHAMPIONS_LIST, entry("Champion"), "Governance officer")
    await until(lambda: "You no longer look after this" in card.words, "the card was not closed")
    assert "Tenants" not in card.words
    assert "Repairs" not in card.words
    assert not verbs_of(card.card)
    await house.someone(HOUSING_PARTNER).press("pick_up", on=partners.card, reference=reference)
    await until(lambda: "With IT business partner" in partners.words, "the partner's card did not follow")
    await until(lambda: idle(house, HOUSING_CHAMPION), "something waits for the former champion")
    assert "You no longer look after this" in card.words
    house.graph.edit(CHAMPIONS_LIST, item, {"Active": False}, "Governance officer")
    await until(lambda: "Tenants wait on the phone." in card.words, "the card did not open again")


def idle(house: House, aad_id: str) -> bool:
    """Whether nothing waits to be sent to this person."""
    waiting = select(deliveries.c.id).where(deliveries.c.recipient == aad_id, deliveries.c.state == "waiting")
    return not house.front_door.register.read_now(lambda c: c.execute(waiting).all())


def watch(register: Register, live_config: LiveConfig, rung: list[str]) -> RightsWatch:

    return RightsWatch(register, live_config, lambda: NOW, lambda: f"id{next(IDS)}", lambda: rung.append("rung"))


@pytest.fixture
def live_config() -> LiveConfig:
    return LiveConfig(None, None, lambda: NOW, load_rulebook)


async def test_nobody_is_told_of_the_first_directory_and_none_counts_before_the_list_was_read(
    register: Register, live_config: LiveConfig
) -> None:
    rung: list[str] = []
    watching = watch(register, live_config, rung)
    await watching.once()
    assert not register.read_now(rights.known)
    live_config.apply_list(())
    await watching.once()
    assert Right("governance_team", "", GOVERNANCE) in register.read_now(rights.known)
    assert {what for what, _ in history(register)} == {"right_given"}
    assert rung == []


async def test_what_changed_while_nothing_ran_is_told_at_the_next_start_once(
    register: Register, live_config: LiveConfig
) -> None:
    live_config.apply_list(())
    await watch(register, live_config, []).once()
    later: Any = LiveConfig(None, None, lambda: NOW, load_rulebook)
    later.apply_list((ChampionRow("Newcomer", NEWCOMER, "Housing", "IT business partner", active=True),))
    rung: list[str] = []
    for _ in range(2):  # of two instances one finds it
        await watch(register, later, rung).once()
    assert rung == ["rung"]
    wanted = select(deliveries.c.recipient).where(deliveries.c.kind == "personal")
    assert register.read_now(lambda c: c.execute(wanted).scalars().all()) == [GOVERNANCE]
