"""The database was put back from an older copy, or lost: the list knows references that the register does not."""

from __future__ import annotations

from pathlib import Path

from tests.bot.production.internet import GRAPH, internet
from tests.bot.production.outside import open_door, ready
from tests.bot.story.house import LIST, until, words_of
from tests.bot.story.walking import DETAILS, PROJECT, walk

EARLIER = {
    "RequesterAadId": "00000000-0000-0000-0000-00000000ea71",
    "Title": "An earlier request",
    "Status": "Submitted",
}


async def test_a_reference_of_a_request_that_only_the_list_knows_is_not_given_again(
    tmp_path: Path, free_port: int
) -> None:
    async with internet(tmp_path) as world, open_door(world, tmp_path / "door", free_port) as door:
        assert (await door.command("list", "provision"))[0] == 0
        there = world.graph.add(LIST, {**EARLIER, "Reference": "DR-0041"}, "Front door")
        await ready(door)
        await until(lambda: "the list knows references that the register does not" in door.log(), "not read")
        person = door.someone()
        await walk(person, PROJECT, DETAILS)
        await person.press("submit")
        assert "DR-0042" in words_of(person.card)
        await until(lambda: len(world.graph.rows(LIST)) == 2, "not in the list")
        world.graph.edit(LIST, there, {"Status": "Declined"}, "governance")
        await person.type("help")
        assert not [m for m in person.inbox if "Declined" in m.words]


async def test_a_request_never_passes_for_an_earlier_one_of_its_reference(tmp_path: Path, free_port: int) -> None:
    async with internet(tmp_path) as world, open_door(world, tmp_path / "door", free_port) as door:
        assert (await door.command("list", "provision"))[0] == 0
        await ready(door)
        world.flows[GRAPH].clear()  # nobody can read the list now, so its references are not known
        there = world.graph.add(LIST, {**EARLIER, "Reference": "DR-0001"}, "Front door")
        person = door.someone()
        await walk(person, PROJECT, DETAILS)
        await person.press("submit")
        assert "DR-0001" in words_of(person.card)
        world.flows[GRAPH].set()
        world.graph.edit(LIST, there, {"Status": "Declined"}, "governance")
        assert await door.seen("DR-0001", "set aside", "for someone else's request")
        assert not [m for m in person.inbox if "Declined" in m.words]
        assert [row["Title"] for row in world.graph.rows(LIST)] == ["An earlier request"]

        world.graph.edit(LIST, there, {"Reference": "DR-0001-old"}, "governance")
        assert (await door.command("deliveries", "retry", "DR-0001"))[0] == 0
        await until(lambda: len(world.graph.rows(LIST)) == 2, "not sent again")
        world.graph.edit(LIST, world.graph.rows(LIST)[1]["id"], {"Status": "Approved"}, "governance")
        await until(lambda: [m for m in person.inbox if "Approved" in m.words], "decision not told")
