"""What an operator sees and does while the production host runs: deliveries, doctor, and a service that is down."""

from __future__ import annotations

import time

import pytest
from house import LIST, Someone, until, verbs_of, words_of
from walking import DETAILS, PROJECT, partner_of, walk

from tests.bot.production.internet import GRAPH, SECRET, TEAMS, WORDS
from tests.bot.production.outside import Outside, activity

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _request(door: Outside, number: int) -> Someone:
    """Someone who has just sent a request."""
    person = door.someone(f"00000000-0000-0000-0000-0000000d{number:04d}")
    await walk(person, PROJECT, DETAILS)
    await person.press("submit")
    return person


async def test_the_doctor_names_what_is_to_be_mended_and_then_finds_all_well(door: Outside) -> None:
    code, said = await door.command("doctor")
    assert code == 1
    assert "MEND" in said
    code, told = await door.command("list", "provision")
    assert code == 0, told
    code, said = await door.command("doctor")
    assert (code, "MEND" in said) == (0, False), said
    assert "the bot signs in" in said
    for secret in (SECRET, *WORDS.values()):
        assert secret not in said + told


async def test_a_wrong_password_is_found_by_the_doctor_and_not_printed(door: Outside) -> None:
    wrong = "canary-wrong-password"
    door.env = {**door.env, "MicrosoftAppPassword": wrong}
    try:
        code, said = await door.command("doctor")
    finally:
        door.env = {**door.env, "MicrosoftAppPassword": SECRET}
    assert code == 1
    assert [line for line in said.splitlines() if "MEND" in line and "MicrosoftAppPassword" in line], said
    assert wrong not in said


async def test_while_graph_is_down_requests_are_taken_and_people_are_told(door: Outside) -> None:
    world = door.internet
    world.graph_is_down = True
    person = await _request(door, 1)
    assert (await door.get("/readyz"))[0] == 200
    assert "DR-0001" in words_of(person.card)
    assert "not yet" in words_of(person.card).lower()
    await until(lambda: len(world.to(GRAPH, "/sites/")) > 3, "not tried again")
    assert await door.seen("DR-0001", "list item", "waiting", "Graph cannot be reached")
    world.graph_is_down = False
    began = time.monotonic()
    await until(lambda: world.graph.rows(LIST), "no item", seconds=35)
    assert time.monotonic() - began < 31


async def test_someone_without_the_app_is_shown_to_operators_and_told_after_installing(door: Outside) -> None:
    world, partner = door.internet, door.someone(partner_of("housing"), "IT business partner (Housing)")
    await until(lambda: partner.inbox, "nobody told of the first request")
    before = len(partner.inbox)
    # Who was told before has a conversation; the owner of nothing yet is a partner of another area.
    world.teams.refuse.add(partner_of("place"))
    person = door.someone("00000000-0000-0000-0000-0000000d0002")
    await walk(person, {**PROJECT, "service_area": "place"}, DETAILS)
    await person.press("submit")
    refused = await door.seen("DR-0002", "refused")
    assert "403" in refused[0]
    assert len(partner.inbox) == before
    asked = len(_created(door))

    world.teams.refuse.clear()
    there = partner_of("place")
    installed = activity(there, type="installationUpdate", action="add", name=None, value=None)
    assert (await door.post(installed))[0] < 300
    inbox = door.someone(there).inbox
    await until(lambda: [m for m in door.someone(there).inbox if "pick_up" in verbs_of(m.card)], "not told")
    assert len(inbox) <= 2
    assert len(_created(door)) == asked  # the installation said where they are
    assert not await door.lines("DR-0002", "refused")


async def test_what_was_refused_is_sent_soon_after_a_retry(door: Outside) -> None:
    world, there = door.internet, partner_of("adult_social_care")
    world.teams.refuse.add(there)
    person = door.someone("00000000-0000-0000-0000-0000000d0003")
    await walk(person, {**PROJECT, "service_area": "adult_social_care"}, DETAILS)
    await person.press("submit")
    await door.seen("DR-0003", "refused")
    world.teams.refuse.clear()
    code, said = await door.command("deliveries", "retry", "DR-0003")
    assert code == 0, said
    await until(lambda: [m for m in world.teams.to(f"a:{there}") if "DR-0003" in m.words], "not sent")
    assert (await door.command("deliveries", "retry", "DR-9999"))[0] == 1


async def test_nothing_that_went_wrong_put_a_name_or_a_secret_into_the_log(door: Outside) -> None:
    log = door.log()
    for canary in (*filter(None, DETAILS.values()), "Member of staff", "Housing", SECRET, *WORDS.values()):
        assert canary not in log, canary


def _created(door: Outside) -> list[str]:
    return [call.path for call in door.internet.to(TEAMS) if call.path.endswith("/v3/conversations")]
