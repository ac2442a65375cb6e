"""The whole story against stand-ins for Microsoft over TLS, through a proxy, signed in as the bot's own app."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.bot.production.internet import ENTRA, GRAPH, NAMES, SECRET, TEAMS, WORDS, Internet, said_by
from tests.bot.production.outside import Outside, activity, open_door, ready
from tests.bot.story.house import LIST, Message, until, verbs_of, words_of
from tests.bot.story.walking import DETAILS, PROJECT, partner_of, walk
from tests.free_ports import free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(world: Internet, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Outside]:
    """A front door as a server starts it: by the program, with nothing imported before."""
    async with open_door(world, tmp_path_factory.mktemp("door"), free_port(), program=True) as opened:
        yield await ready(opened)
        assert await opened.stop() == 0, opened.log()[-2000:]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def decision(door: Outside) -> Message:
    """The whole story, played once: what the requester hears at its end."""
    world = door.internet
    code, said = await door.command("list", "provision")
    assert code == 0, said
    person = door.someone()
    installed = activity(type="installationUpdate", action="add", name=None, value=None)
    assert (await door.post(installed))[0] < 300
    welcome = await until(lambda: person.inbox, "no welcome")
    assert "start" in verbs_of(welcome[0].card)

    await walk(person, PROJECT, DETAILS)
    await person.press("submit")
    assert "DR-0001" in words_of(person.card)
    rows = await until(lambda: world.graph.rows(LIST), "no item in the list")
    assert [row["Reference"] for row in rows] == ["DR-0001"]
    partner = door.someone(partner_of("housing"), "IT business partner (Housing)")
    told = await until(lambda: [m for m in partner.inbox if "pick_up" in verbs_of(m.card)], "partner not told")
    assert "Housing" in told[0].words
    made = [said_by(call) for call in world.to(TEAMS, "/conversations") if call.path.endswith("/conversations")]
    assert partner.aad_id in {body["members"][0]["id"] for body in made}

    world.graph.edit(LIST, rows[0]["id"], {"Status": "Approved", "DecisionNote": "Go ahead in April."}, "governance")
    told = await until(lambda: [m for m in person.inbox if "Approved" in m.words], "decision not told")
    assert isinstance(told[0], Message)
    return told[0]


async def test_from_installation_to_the_decision_that_comes_back(decision: Message) -> None:
    assert "Go ahead in April." in decision.words


@pytest.mark.usefixtures("decision")
async def test_each_service_gets_its_own_token_and_nobody_else_gets_one(door: Outside) -> None:
    world = door.internet
    assert {call.bearer for call in world.to(TEAMS)} == {f"Bearer {WORDS[TEAMS]}"}
    assert {call.bearer for call in world.to(GRAPH)} == {f"Bearer {WORDS[GRAPH]}"}
    assert {call.host for call in world.calls} == set(NAMES)
    assert world.strangers() == []
    # Two for the host (Teams and Graph), one for the command that made the lists.
    assert len(world.to(ENTRA, "/token")) == 3


@pytest.mark.usefixtures("decision")
async def test_no_log_line_holds_what_was_typed_or_a_name_or_a_secret(door: Outside) -> None:
    log = door.log()
    for canary in (*filter(None, DETAILS.values()), "Member of staff", "Housing", SECRET, *WORDS.values()):
        assert canary not in log, canary
