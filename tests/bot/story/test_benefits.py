"""What a request brought, over HTTP: asked when it is done, said by card and by typed words, shown in the list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.story.house import House, open_house, until, verbs_of, words_of
from tests.bot.story.test_working import GOVERNANCE, in_list, row, sent


@pytest.fixture
async def house(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with open_house(tmp_path, database_url) as opened:
        yield opened


async def test_whoever_sent_it_says_what_it_brought_and_the_list_shows_it(house: House) -> None:
    person = await sent(house)
    officer = house.someone(*GOVERNANCE)
    await person.press("benefit", {"measured": "more", "note": ""}, reference="DR-0001", after="0")
    assert "nothing is asked of what it has brought" in words_of(person.card), "it is not done"
    house.graph.edit("Digital change requests", row(house)["id"], {"Status": "Done"}, "governance")
    news = await until(lambda: [m for m in person.inbox if "is now: Done" in m.words], "it is not told that it is done")
    assert "benefit" in verbs_of(news[0].card)
    await person.press("benefit", on=news[0].card, reference="DR-0001", after="0", ask=True)
    assert "What came of DR-0001?" in words_of(person.card)
    await officer.press("benefit", {"measured": "none"}, on=person.card, reference="DR-0001", after="0")
    assert "Other people do that for DR-0001" in words_of(officer.card)
    await person.press("benefit", {"measured": "less", "note": "Fewer calls.\nNot by phone."})
    assert "We have saved what DR-0001 has brought" in words_of(person.card)
    await until(lambda: row(house).get("Benefit"), "the list does not show it")
    first = row(house)["Benefit"]
    assert first.startswith("When it was done: less than expected, ")
    assert first.endswith(", Requester: Fewer calls. Not by phone.")
    await person.type("benefit DR-0001 as expected: More of them since.")
    await until(lambda: "More of them since." in (row(house).get("Benefit") or ""), "the list shows the old answer")
    assert "Fewer calls" not in row(house)["Benefit"]
    await in_list(house, Status="Done")
