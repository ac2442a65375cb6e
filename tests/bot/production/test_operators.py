"""What an operator sees and does while the production host runs: deliveries, doctor, and a service that is down."""

from __future__ import annotations

import re
import time
import uuid
from pathlib import Path

import pytest
import pytest_asyncio

from tests.bot.production.internet import GRAPH, SECRET, TEAMS, WORDS, internet, said_by
from tests.bot.production.outside import Outside, activity, open_door, ready
from tests.bot.story.house import LIST, Someone, until, verbs_of, words_of
from tests.bot.story.walking import DETAILS, PROJECT, partner_of, walk

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(door: Outside) -> Outside:
    """The same front door with its lists made."""
    code, told = await door.command("list", "provision")
    assert code == 0, told
    return door


async def _request(door: Outside, area: str) -> tuple[Someone, str]:
    """Someone who has just sent a request of this service area, and its reference."""
    person = door.someone(str(uuid.uuid4()))
    await walk(person, {**PROJECT, "service_area": area}, DETAILS)
    await person.press("submit")
    reference = re.search(r"DR-\d{4}", words_of(person.card))
    assert reference is not None, words_of(person.card)
    return person, reference[0]


async def test_the_doctor_names_what_is_to_be_mended_and_then_finds_all_well(tmp_path: Path, free_port: int) -> None:
    async with internet(tmp_path) as world, open_door(world, tmp_path / "door", free_port) as door:
        await ready(door)
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


async def test_while_graph_is_down_requests_are_taken_and_people_are_told(desk: Outside) -> None:
    world = desk.internet
    world.graph_is_down, tried = True, len(world.to(GRAPH, "/sites/"))
    person, reference = await _request(desk, "housing")
    assert (await desk.get("/readyz"))[0] == 200
    assert "not yet" in words_of(person.card).lower()
    await until(lambda: len(world.to(GRAPH, "/sites/")) > tried + 3, "not tried again")
    assert await desk.seen(reference, "list item", "waiting", "Graph cannot be reached")
    world.graph_is_down = False
    began = time.monotonic()
    await until(lambda: reference in {row["Reference"] for row in world.graph.rows(LIST)}, "no item", seconds=35)
    assert time.monotonic() - began < 31


async def test_someone_without_the_app_is_shown_to_operators_and_told_after_installing(desk: Outside) -> None:
    world, there, partner = desk.internet, partner_of("place"), desk.someone(partner_of("housing"))
    world.teams.refuse.add(there)
    _, reference = await _request(desk, "place")
    refused = await desk.seen(reference, "refused")
    assert "403" in refused[0]
    assert not [m for m in partner.inbox if reference in m.words]
    asked = _asked(desk, there)

    world.teams.refuse.discard(there)
    installed = activity(there, type="installationUpdate", action="add", name=None, value=None)
    assert (await desk.post(installed))[0] < 300
    inbox = desk.someone(there).inbox
    await until(lambda: [m for m in desk.someone(there).inbox if "pick_up" in verbs_of(m.card)], "not told")
    assert len(inbox) <= 2
    assert _asked(desk, there) == asked  # the installation said where they are
    assert not await desk.lines(reference, "refused")


async def test_what_was_refused_is_sent_soon_after_a_retry(desk: Outside) -> None:
    world, there = desk.internet, partner_of("adult_social_care")
    world.teams.refuse.add(there)
    _, reference = await _request(desk, "adult_social_care")
    await desk.seen(reference, "refused")
    world.teams.refuse.discard(there)
    code, said = await desk.command("deliveries", "retry", reference)
    assert code == 0, said
    await until(lambda: [m for m in world.teams.to(f"a:{there}") if reference in m.words], "not sent")
    assert (await desk.command("deliveries", "retry", "DR-9999"))[0] == 1


async def test_nothing_that_went_wrong_put_a_name_or_a_secret_into_the_log(desk: Outside) -> None:
    there = partner_of("children_and_learning")
    desk.internet.teams.refuse.add(there)
    _, reference = await _request(desk, "children_and_learning")
    await desk.seen(reference, "refused")
    log = desk.log()
    for canary in (*filter(None, DETAILS.values()), "Member of staff", "Housing", SECRET, *WORDS.values()):
        assert canary not in log, canary


def _asked(door: Outside, aad_id: str) -> int:
    """How often Teams was asked for a conversation with this person."""
    made = [call for call in door.internet.to(TEAMS) if call.path.endswith("/v3/conversations")]
    return len([call for call in made if said_by(call)["members"][0]["id"] == aad_id])
