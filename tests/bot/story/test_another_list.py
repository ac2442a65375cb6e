"""Somebody deletes the list and makes it anew: every request is there again, and its decisions still come back."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.bot.story.house import LIST, open_house, until
from tests.bot.story.walking import submitted


async def test_a_list_that_was_made_anew_has_every_request_again_and_decisions_come_back(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        for _ in range(2):
            await submitted(house)
        await until(lambda: len(house.rows()) == 2, "not on the list")
    shutil.rmtree(tmp_path / "graph")
    async with open_house(tmp_path, record=tmp_path / "graph.jsonl") as house:
        await until(lambda: len(house.rows()) == 2, "not on the new list")
        assert sorted(row["Reference"] for row in house.rows()) == ["DR-0001", "DR-0002"]
        person = house.someone()
        await person.type("help")  # Teams has another address here than before
        second = next(row for row in house.rows() if row["Reference"] == "DR-0002")
        house.graph.edit(LIST, second["id"], {"Status": "Approved"}, "governance")
        await until(lambda: [m for m in person.inbox if "is now: Approved" in m.words], "no decision came back")
        assert [m.words for m in person.inbox if "is now" in m.words and "DR-0001" in m.words] == []
