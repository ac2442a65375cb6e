"""A contract that ends, over HTTP: its partner hears, starts the renewal from the card, and it counts as begun."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot import contract_radar
from bot.local.cards import Card, actions_of
from bot.people.directory import people_of, read_directory
from bot.people.working_days import opening
from bot.register import contract_notices
from bot.sharepoint.access import SYSTEMS_LIST
from dialogs.calendar import next_working_day
from tests.bot.people.test_people_over_http import BOUGHT
from tests.bot.story.house import House, inputs_of, until, verbs_of, words_of
from tests.bot.story.walking import partner_of


async def test_the_partner_hears_and_sends_the_renewal_that_the_card_started(house: House) -> None:
    today = datetime.now(UTC).date()
    ends, morning = today + timedelta(days=200), opening(next_working_day(today - timedelta(days=8)))
    row = {"Title": "Housing repairs", "Supplier": "A supplier", "ServiceArea": "Housing", "State": "In use"}
    item = house.graph.add(SYSTEMS_LIST, {**row, "ContractEnds": f"{ends}T12:00:00Z"}, "Governance officer")
    known = house.front_door.list_sync.systems.known
    await until(lambda: known.index.called("housing repairs"), "the list of systems is not read")

    partner = house.someone(partner_of("housing"), "IT business partner (Housing)")
    await partner.type("hello")
    people = people_of(read_directory(), (), today)
    await house.front_door.register.write(lambda c: contract_radar.tell(c, people, morning))
    house.front_door.deliveries.wake()
    told = await until(
        lambda: [m for m in partner.inbox if "A contract ends on" in m.words], "the partner hears nothing"
    )
    card: Card = told[0].card or {}
    assert [a["data"] for a in actions_of(card) if a.get("verb") == "start"] == [{"system": item}]

    await partner.press("start", on=card)
    filled: dict[str, object] = {}
    while "submit" not in verbs_of(partner.card):
        wanted = inputs_of(partner.card)
        shown = {name: box.get("value") for name, box in wanted.items() if box.get("value")}
        filled |= shown
        assert wanted or not filled.get("title"), words_of(partner.card)
        await partner.press("answer", {name: shown.get(name) or BOUGHT.get(name, "") for name in wanted})
    assert (filled["need"], filled["service_area"], filled["systems"]) == ("renew", "housing", "Housing repairs")
    assert (filled["supplier"], filled["title"]) == ("A supplier", "Renew the contract for Housing repairs")
    await partner.press("submit")
    asked = await house.front_door.register.read(lambda c: contract_notices.asked(c, [item]))
    assert set(asked) == {item}, "it is about that system"
    again = await house.front_door.register.read(
        lambda c: contract_radar.due(c, people, opening(next_working_day(ends - timedelta(days=10))))
    )
    assert again.tellings == (), "its renewal has begun"
