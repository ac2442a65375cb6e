"""The systems that the council has: a row of the list is offered, chosen, sent, and read by the partner."""

from __future__ import annotations

from bot.register import requests
from bot.sharepoint.access import SYSTEMS_LIST
from dialogs.records import RequestSystem
from dialogs.systems import KNOWN
from tests.bot.people.test_people_over_http import BOUGHT, NEWCOMER, submit, summary_for
from tests.bot.story.house import House, inputs_of, until, words_of
from tests.bot.story.walking import partner_of

REPAIRS = {"Title": "Housing repairs", "ContractEnds": "2027-03-31T12:00:00Z", "State": "In use"}


async def test_a_system_is_offered_chosen_linked_and_read_by_the_partner(house: House) -> None:
    item = house.graph.add(SYSTEMS_LIST, REPAIRS, "Governance officer")
    known = house.front_door.list_sync.systems.known
    await until(lambda: known.index.called("housing repairs"), "the list of systems is not read")

    first = house.someone()
    assert await submit(first, {**BOUGHT, "replaces_legacy": "yes", "systems": "housing  REPAIRS; paper"}) == "DR-0001"
    assert (await _systems(house, "DR-0001")) == (
        RequestSystem("Housing repairs", item, replaces=True), RequestSystem("paper", replaces=True),
    )  # fmt: skip

    second = house.someone(NEWCOMER, "Parking officer")
    said = (await second.type("We need to change the housing repairs system because it loses jobs")).card
    assert "We have a housing repairs system. Its contract ends on 31 March 2027." in words_of(said)
    for _ in range(20):
        if KNOWN in (wanted := inputs_of(second.card)):
            break
        await second.press("answer", {name: BOUGHT.get(name, "") for name in wanted})
    assert (wanted["systems"]["type"], wanted[KNOWN]["isMultiSelect"]) == ("Input.Text", True)
    written = {name: BOUGHT.get(name, "") for name in wanted} | {"title": "Housing repairs lose jobs", KNOWN: item}
    await second.press("answer", written)
    await second.press("submit")
    assert (await _systems(house, "DR-0002")) == (RequestSystem("Housing repairs", item),)
    rows = await until(lambda: [r for r in house.rows() if r["Reference"] == "DR-0002"], "no item")
    assert rows[0]["Systems"] == "Housing repairs"

    partner = house.someone(partner_of("housing"), "IT business partner (Housing)")
    card = await summary_for(house, partner.aad_id, "DR-0002")
    assert "DR-0001 replaces it (Submitted)" in card.words
    assert "DR-0001 replaces it." in words_of((await partner.type("system housing repairs")).card)
    assert "DR-0001" not in words_of((await second.type("system Housing repairs")).card)
    house.graph.remove(SYSTEMS_LIST, item)
    await until(lambda: not known.index.called("housing repairs"), "it is still known")


async def _systems(house: House, reference: str) -> tuple[RequestSystem, ...]:
    found = await house.front_door.register.read(lambda c: requests.find(c, reference))
    assert found is not None
    return found.systems
