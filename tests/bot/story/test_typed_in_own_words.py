"""Someone who types as people talk, asks in between, and reaches the same request as by numbers."""

from __future__ import annotations

from tests.bot.story.house import House, inputs_of, verbs_of, words_of
from tests.bot.story.walking import DETAILS, PROJECT, met

SAID = {
    "need": "something new please",
    "service_area": "hosuing",
    "corporate_tool": "nope",
    "reach": "us and two other services",
    "data": "names and addresses of our tenants",
    "technical_impact": "a link to another system, and hosting",
    "ai": "no ai at all",
    "procurement": "we haven't started yet",
    "whole_life_cost": "roughly 48k",
    "deadline": "yes, the law",
    "strategy_fit": "simpler processes",
    "yearly_benefit": "about twenty thousand a year",
    "delivery_effort": "half a year or so",
    "replaces_legacy": "yep, the old one goes",
    "sponsor": "yes, our director",
    "user_research": "not yet but we will",
}
ASKED = {
    "reach": ("who is my it business partner?", "IT business partner (Housing)"),
    "data": ("what is meant by sensitive information?", "biometrics"),
    "technical_impact": ("what does hosting mean", "where a system runs"),
    "deadline": ("when is the board meeting", "Digital, Data and Customer Board"),
    "sponsor": ("can i talk to a person?", "Housing champion"),
    "user_research": ("where is my request?", "You have not sent a request yet"),
}


async def test_a_whole_journey_in_a_persons_own_words_with_questions_in_between(house: House) -> None:
    person = house.someone()
    await person.type("start")
    await met(person)
    while "submit" not in verbs_of(person.card):
        name = next(iter(inputs_of(person.card)))
        if name in ASKED:
            asked, told = ASKED[name]
            await person.type(asked)
            assert told in words_of(person.card)
            assert list(inputs_of(person.card)) == [name]
        await person.type(SAID.get(name) or DETAILS.get(name) or "skip")
        assert name not in inputs_of(person.card), words_of(person.card)
    assert "DR-0001" in (await person.type("submit")).words
    await person.type("where is my request?")
    assert "DR-0001" in words_of(person.card)
    other = house.someone("00000000-0000-0000-0000-00000000d008", "Member of staff (Place)")
    await other.type("start")
    await met(other)
    await other.type("asdf qwer")
    first = words_of(other.card)
    await other.type("asdf qwer")
    assert len(words_of(other.card)) < len(first)
    await other.type("it's broken")
    assert "01632 960123" in words_of(other.card)


def test_the_words_say_what_the_numbers_of_the_other_walk_say() -> None:
    assert SAID.keys() == PROJECT.keys()
