"""One bad thing in the lists costs itself alone: decisions come back all the same, and the operator reads its name."""

from __future__ import annotations

from bot.local.graph import Fault
from bot.register import list_items
from tests.bot.story.house import LIST, House, Message, Someone, until
from tests.bot.story.walking import submitted


async def listed_request(house: House) -> tuple[Someone, str]:
    """A person whose request is in the list, and the item that the register knows it by."""
    person = await submitted(house)
    register = house.front_door.register
    await until(lambda: (f := register.read_now(lambda c: list_items.find(c, "DR-0001"))) and f.item, "no item")
    return person, house.rows()[0]["id"]


def heard(person: Someone) -> list[Message]:
    """What came to somebody of the approval."""
    return [m for m in person.inbox if "DR-0001 is now: Approved" in m.words]


def heard_by_now(house: House, person: Someone) -> list[Message]:
    """What came of it so far; the list is read once more, as by the next poll."""
    house.front_door.list_sync.wake_event.set()
    return heard(person)


async def test_an_error_that_stands_in_the_place_of_an_item_holds_up_no_decision(house: House) -> None:
    person, item = await listed_request(house)
    house.graph.misbehave(Fault("error_row", times=None))
    house.graph.edit(LIST, item, {"Status": "Approved"}, "governance")
    await until(lambda: heard_by_now(house, person), "never heard")
    register = house.front_door.register
    (named,) = await register.read(list_items.set_aside)
    assert named == "a row: Graph gave an error in its place (InternalServerError)"
    link = await register.read(lambda c: list_items.value(c, list_items.DELTA_LINK))
    assert "token=" in str(link), "the reading goes on from here, and not from where the error stood"


async def test_a_champions_list_that_cannot_be_read_holds_up_no_decision(house: House) -> None:
    person, item = await listed_request(house)
    house.graph.misbehave(Fault("status", "GET", "/items$", times=None, status=400))
    house.graph.edit(LIST, item, {"Status": "Approved"}, "governance")
    await until(lambda: heard(person), "never heard")


async def test_an_item_out_of_the_recycle_bin_is_followed_again(house: House) -> None:
    person, item = await listed_request(house)
    register = house.front_door.register

    def gone() -> bool:
        found = register.read_now(lambda c: list_items.find(c, "DR-0001"))
        return found is not None and found.gone

    house.graph.remove(LIST, item)
    await until(gone, "the removal was not noticed")
    house.graph.restore(LIST, item)
    await until(lambda: not gone(), "the return was not noticed")
    house.graph.edit(LIST, item, {"Status": "Approved", "DecisionNote": "Go ahead"}, "governance")
    await until(lambda: [m for m in person.inbox if "Go ahead" in m.words], "never heard")
