"""The main story over HTTP: from the first word to the decision that comes back."""

from __future__ import annotations

from tests.bot.story.house import LIST, House, until, verbs_of, words_of
from tests.bot.story.walking import DETAILS, PROJECT, partner_of, walk


async def test_a_request_goes_from_the_first_word_to_the_decision_that_comes_back(house: House) -> None:
    person = house.someone()
    assert "start" in words_of((await person.type("hello")).card).lower()
    assert await walk(person, PROJECT, DETAILS) <= 12
    await person.press("submit")
    assert "DR-0001" in words_of(person.card)

    row = (await until(house.rows, "no item in the list"))[0]
    assert row["Reference"] == "DR-0001"
    assert row["Title"] == DETAILS["title"]
    assert row["Status"] == "Submitted"
    await until(
        lambda: (
            len({m.conversation for m in house.teams.messages if "DR-0001" in m.words and "Housing" in m.words}) >= 2
        ),
        "champion and partner are not told",
    )

    partner = house.someone(partner_of("housing"), "IT business partner (Housing)")
    summary = await until(
        lambda: next((m for m in partner.inbox if "pick_up" in verbs_of(m.card)), None), "no partner's card"
    )
    await partner.press("pick_up", on=summary.card, reference="DR-0001")
    await until(lambda: house.rows()[0]["Status"] == "With IT business partner", "not picked up in the list")
    news = await until(lambda: [m for m in person.inbox if "With IT business partner" in m.words], "requester not told")
    assert len(news) == 1

    house.graph.edit(
        LIST, house.rows()[0]["id"], {"Status": "Approved", "DecisionNote": "Go ahead in April."}, "governance"
    )
    decision = await until(lambda: [m for m in person.inbox if "Approved" in m.words], "decision not told")
    assert "Go ahead in April." in decision[0].words
    assert "DR-0001" in decision[0].words
    assert len(decision) == 1
