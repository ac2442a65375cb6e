"""Someone who only types, and knows no word but the contract's, reaches what the buttons reach."""

from __future__ import annotations

import pytest

from tests.bot.story.house import House, inputs_of, until, verbs_of, words_of
from tests.bot.story.walking import DETAILS, PROJECT, type_through, walk

IDEA = {
    "need": "idea",
    "service_area": "housing",
    "corporate_tool": "not_sure",
    "reach": "my_team",
    "data": "none",
    "technical_impact": "none",
    "ai": "no",
}
SELF_SERVICE = {**IDEA, "need": "improve_process", "corporate_tool": "yes"}
OTHER = "00000000-0000-0000-0000-00000000d008"
SAID = [
    "Title",
    "Status",
    "Process",
    "Steps",
    "Checks",
    "Alerts",
    "Timeframe",
    "ValueScore",
    "AchievabilityScore",
    "ServiceArea",
    "SponsorName",
    "Problem",
    "Outcome",
    "Systems",
    "Supplier",
    "NeededBy",
    "Reasons",
    "Answers",
    "RulesVersion",
]
"""Columns that hold what was said and decided, not who said it and when."""


@pytest.mark.parametrize(
    ("answers", "process"), [(PROJECT, "Project"), (IDEA, "Explore"), (SELF_SERVICE, "Self-service")]
)
async def test_typed_words_alone_reach_the_same_item_as_the_buttons(
    house: House, answers: dict[str, str], process: str
) -> None:
    typist, presser = house.someone(), house.someone(OTHER, "Member of staff (Place)")
    came = await type_through(typist, answers, DETAILS)
    assert len(came) == len(set(came)), came
    assert len(verbs_of(typist.card) & {"change", "submit"}) == 2
    assert "DR-0001" in (await typist.type("submit")).words
    await walk(presser, answers, DETAILS)
    await presser.press("submit")
    rows = await until(lambda: len(house.rows()) == 2 and house.rows(), "not two items")
    one, other = ({name: row.get(name) for name in SAID} for row in rows)
    assert one == other
    assert one["Process"] == process


async def test_something_broken_ends_with_typed_words_on_the_service_desk_and_sends_nothing(house: House) -> None:
    person = house.someone()
    await person.type("start")
    await person.type("1")
    assert "service desk" in words_of(person.card).lower()
    assert "submit" not in verbs_of(person.card)
    await person.type("submit")
    assert "You have nothing open" in words_of(person.card)


async def test_submit_typed_at_any_step_says_what_is_missing_and_asks_it(house: House) -> None:
    person = house.someone()
    await person.type("start")
    for _ in range(40):
        if "submit" in verbs_of(person.card):
            break
        asked = next(iter(inputs_of(person.card)))
        if asked not in {"systems", "supplier", "sponsor_name", "needed_by"}:
            told = await person.type("submit")
            assert "You cannot send this yet" in told.words, asked
            assert list(inputs_of(person.card)) == [asked]
        box = inputs_of(person.card)[asked]
        ids = [choice["value"] for choice in box.get("choices", [])]
        await person.type(str(ids.index(IDEA[asked]) + 1) if ids else DETAILS.get(asked) or "skip")
    await person.type("submit")
    assert "DR-0001" in words_of(person.card)
