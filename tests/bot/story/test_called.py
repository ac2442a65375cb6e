"""A request that is called in the chat of a meeting, in the hands of two members who both press and go on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.register.schema import deliveries
from tests.bot.story.house import Clock, House, Message, Someone, actions_of, open_house, until
from tests.bot.story.test_meetings import BOARD, BOARD_MEMBER, before_the_board, heard
from tests.bot.story.test_together import MEETING_CHAT, called, line


@pytest.fixture
async def house(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    """Everything that runs, on a day on which the board meets."""
    async with open_house(tmp_path, database_url, clock=Clock(datetime(2026, 12, 9, 14, tzinfo=UTC))) as opened:
        yield opened


async def press_on(person: Someone, message: Message, verb: str, **inputs: Any) -> None:
    """Press a button of a message, which Teams names with it."""
    carried = next(a["data"] for a in actions_of(message.card) if a.get("verb") == verb)
    pressed = {"type": "Action.Execute", "verb": verb, "data": {**carried, **inputs}}
    value = {"action": pressed, "trigger": "manual"}
    sent = {"type": "invoke", "name": "adaptiveCard/action", "value": value, "replyToId": message.id}
    person.card = (await person.post(sent))["value"]


def all_known(house: House) -> bool:
    """Whether nothing that was called is under way: whoever presses knows nothing faster than the ledger."""
    under_way = select(func.count()).where(deliveries.c.kind == "called", deliveries.c.state == "waiting")
    return house.front_door.register.read_now(lambda c: c.execute(under_way).scalar_one()) == 0


async def both_called(house: House) -> tuple[Someone, Message, Someone, Message]:
    """Both members of the board have the card of the first of two requests."""
    await before_the_board(house, "Book repairs", "Pay rent")
    board, member = house.someone(*BOARD), house.someone(*BOARD_MEMBER)
    await line(board, "next item", MEETING_CHAT)
    cards = [(await until(partial(called, one, "DR-0001"), "a member was shown nothing"))[0] for one in (board, member)]
    await until(partial(all_known, house), "what was sent is not known as sent")
    return board, cards[0], member, cards[1]


async def test_what_is_said_of_a_request_is_not_written_over_the_next_one_in_the_same_card(house: House) -> None:
    board, mine, member, theirs = await both_called(house)
    await press_on(board, mine, "next_item")
    assert heard(board) == "DR-0002", "its card shows the next request now"
    await press_on(member, theirs, "item_outcome", outcome="decline", note="We have it.")
    await line(board, "next item", MEETING_CHAT)
    await until(partial(called, board, "DR-0002"), "what is called after it comes after it")
    assert mine.updates == 0, "the form in which they write is gone"


async def test_who_went_on_to_another_request_is_shown_the_first_again_when_it_is_called_again(house: House) -> None:
    board, mine, member, theirs = await both_called(house)
    await press_on(board, mine, "next_item")
    await board.press("item_outcome", {"outcome": "decline", "note": "We have it."})
    await line(member, "next item", MEETING_CHAT)
    again = await until(lambda: [m for m in called(board, "DR-0001") if m.id != mine.id], "the chat says so alone")
    assert len(again) == 1
    assert [m.id for m in called(member, "DR-0001")] == [theirs.id], "who has it still gets it no second time"
