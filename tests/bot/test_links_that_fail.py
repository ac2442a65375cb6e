"""A link from which a list was to be read on, at which Graph fails on and on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.register.register import Register
from bot.sharepoint.refusals import TryLater
from tests.bot.register.lodged import JUST, NOW, decision, lodge
from tests.bot.test_lists_read import KNOWN, Requests, Systems, page, row

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DOWN = TryLater("Graph answered 504")


async def test_a_link_that_fails_on_and_on_is_followed_no_more_and_everything_is_read(register: Register) -> None:
    """Graph was seen to answer 504 to one token for days, after many rows had changed at once."""
    lodge(register, decision())
    one = Requests(register)
    await one.read(page(row("7", **KNOWN), link="l1"))
    for minutes, said in ((0, DOWN), (9, DOWN), (10, TryLater("Graph answered 429", 60.0))):
        one.now = NOW + timedelta(minutes=minutes) - (JUST if minutes else timedelta())
        with pytest.raises(TryLater):
            await one.read(said)
    assert one.site.followed == ["l1"] * 3
    one.now = NOW + timedelta(minutes=10)
    with pytest.raises(TryLater):
        await one.read(DOWN)
    assert one.link() == "l1", "nothing was learnt"
    await one.read(page(row("7", **KNOWN | {"Status": "Approved"}), link="l2"))
    assert (one.status(), one.link(), one.site.followed) == ("Approved", "l2", ["l1"] * 3)
    await one.read(page(link="l3"))
    assert one.site.followed[3:] == ["l2"], "it is followed again once Graph has answered"


async def test_a_link_that_was_told_to_wait_is_followed_again(register: Register) -> None:
    one = Requests(register)
    await one.read(page(link="l1"))
    for minutes in (0, 20):
        one.now = NOW + timedelta(minutes=minutes)
        with pytest.raises(TryLater):
            await one.read(TryLater("Graph answered 429", 60.0))
    await one.read(page(link="l2"))
    assert one.site.followed == ["l1"] * 3


async def test_a_link_of_the_list_of_systems_is_left_where_it_fails_on_and_on(register: Register) -> None:
    one = Systems(register)
    await one.read(page(row("7", Title="Repairs")))
    for minutes in (0, 9):
        one.now = NOW + timedelta(minutes=minutes)
        with pytest.raises(TryLater):
            await one.read(DOWN)
    one.now = NOW + timedelta(minutes=10)
    assert await one.read(page(row("7", Title="Repairs"), row("8", Title="Parking"), link="l2")) == {
        "7": "Repairs", "8": "Parking",
    }  # fmt: skip
    await one.read(page(link="l3"))
    assert one.site.followed == ["l1", "l1", "l2"]
