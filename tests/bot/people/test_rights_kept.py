"""What a row of the list must not give, and what somebody whose rights have ended is no longer sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.people.champion_rows import ChampionRow
from bot.people.directory import areas, people_of, read_directory
from bot.people.recipients import recipients_for
from bot.register.schema import deliveries
from tests.bot.people.people_cast import DAY, GOVERNANCE, HOUSING_PARTNER, PROCUREMENT
from tests.bot.people.test_people_over_http import BOUGHT, CHAMPIONS_LIST, NEWCOMER, submit
from tests.bot.story.house import House, open_house, until
from tests.rules_reading import load_rulebook

DIRECTORY = read_directory()
RULES = load_rulebook(None, areas(DIRECTORY), DAY)
MEANT_OTHERWISE = ("governance_team", "it_business_partner", "requester", "Governance Team", " GOVERNANCE  team")


@pytest.mark.parametrize("role", [*MEANT_OTHERWISE, "anything", ""])
def test_a_row_whose_role_means_somebody_else_or_nobody_takes_no_alert_from_who_should_hear_it(role: str) -> None:
    people = people_of(DIRECTORY, (ChampionRow("Newcomer", NEWCOMER, "", role, active=True),), DAY, RULES)
    assert people == people_of(DIRECTORY, (), DAY, RULES)
    heard = {h.person.aad_id: h.role for h in recipients_for(people, "housing", "project", ("late_engagement",))}
    assert heard[GOVERNANCE] == "governance"
    assert NEWCOMER not in heard


@pytest.fixture
async def house(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with open_house(tmp_path, database_url) as opened:
        yield opened


def test_an_owner_whom_the_file_calls_by_a_word_of_the_rules_hears_nothing_in_its_place() -> None:
    people = people_of(DIRECTORY, (), DAY, RULES)
    people = replace(people, owners={**people.owners, "governance_team": people.owners["procurement"]})
    heard = {h.person.aad_id: h.role for h in recipients_for(people, "housing", "project", ("late_engagement",))}
    assert (heard[GOVERNANCE], heard[PROCUREMENT]) == ("governance", "owner")


@pytest.mark.parametrize("aad_id", ["*", "Newcomer", "newcomer@example.org", f"{NEWCOMER}/x"])
def test_a_row_without_an_entra_id_puts_nobody_out(aad_id: str) -> None:
    row = ChampionRow("Newcomer", aad_id, "Housing", "Champion", active=True)
    assert people_of(DIRECTORY, (row,), DAY, RULES) == people_of(DIRECTORY, (), DAY, RULES)


@pytest.mark.parametrize("role", ["champion", " CHAMPION "])
def test_the_role_of_a_row_counts_whatever_its_blanks_and_case(role: str) -> None:
    people = people_of(DIRECTORY, (ChampionRow("Newcomer", NEWCOMER, " HOUSING", role, active=True),), DAY, RULES)
    assert people.champion_of(NEWCOMER) == {"housing"}


def states(house: House) -> list[str]:
    """How far the files have come."""
    file = select(deliveries.c.state).where(deliveries.c.kind == "file")
    return list(house.front_door.register.read_now(lambda c: c.execute(file).scalars().all()))


async def test_an_export_that_waits_is_not_sent_to_who_no_longer_looks_after_the_area(house: House) -> None:
    reference = await submit(house.someone(), BOUGHT)
    await until(lambda: house.front_door.list_sync.champions_read, "the list was not read")
    partner = house.someone(HOUSING_PARTNER)
    await until(lambda: any(reference in m.words for m in partner.inbox), "not told")
    await partner.type("my area")
    house.teams.refuse.add(HOUSING_PARTNER)
    await partner.press("my_area", filter="open", export=True)
    await until(lambda: states(house) == ["refused"], "the file was not tried")
    row = {"Person": "Newcomer", "PersonAadId": NEWCOMER, "ServiceArea": "Housing", "Role": "IT business partner"}
    house.graph.add(CHAMPIONS_LIST, {**row, "Active": True}, "Governance officer")
    people = house.front_door.scheduler.live_config.people
    await until(lambda: people().partner_of(NEWCOMER), "the list does not count")
    house.teams.refuse.clear()
    before = len(partner.inbox)
    await partner.type("notifications")  # whoever writes can be reached again
    await until(lambda: states(house) == ["done"], "the file still waits")
    assert not [m for m in partner.inbox[before:] if "Repairs booking" in m.words]
