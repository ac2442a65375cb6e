"""What a meeting holds, over HTTP: other bodies, champions, partners and owners are not told by what comes or goes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.people.directory import read_directory
from tests.bot.story.house import Clock, House, Someone, open_house, until, words_of
from tests.bot.story.test_meetings import BOARD, REVIEW, before_the_board
from tests.bot.story.walking import partner_of

MORNING = datetime(2026, 12, 9, 8, 30, tzinfo=UTC)
"""Before nine on the day of the meeting, when digests come."""


@pytest.fixture
def clock() -> Clock:
    """The afternoon before the day on which the board meets."""
    return Clock(datetime(2026, 12, 8, 14, tzinfo=UTC))


@pytest.fixture
async def house(tmp_path: Path, database_url: str, clock: Clock) -> AsyncIterator[House]:
    """Everything that runs, on the day before the board meets."""
    async with open_house(tmp_path, database_url, clock=clock) as opened:
        yield opened


async def held(house: House, clock: Clock, outcome: str) -> Someone:
    """The board decides the first request on its agenda, and holds that back."""
    clock.put(MORNING)
    board = house.someone(*BOARD)
    await board.type("next item")
    await board.press("hold_news")
    note = "" if outcome == "go_on" else "We have it."
    await board.press("item_outcome", {"outcome": outcome, "note": note, "timeframe": "now"})
    return board


async def test_the_next_body_sees_a_request_on_its_agenda_when_it_is_told(house: House, clock: Clock) -> None:
    await before_the_board(house, "Book repairs", "Pay rent")
    board, review = await held(house, clock, "go_on"), house.someone(*REVIEW)
    for words in ("pack", "agenda for technical review board"):
        await review.type(words)
        assert "DR-0001" not in words_of(review.card), "the board's decision shows on another agenda"
    await board.type("pack board")
    assert "DR-0001" in words_of(board.card), "who decided knows"
    await board.type("close meeting")
    await review.type("pack")
    assert "DR-0001: Book repairs" in words_of(review.card)


async def test_what_waits_for_somebody_does_not_go_before_they_are_told_why(house: House, clock: Clock) -> None:
    await before_the_board(house, "Book repairs", "Pay rent")
    partner = house.someone(partner_of("housing"), "IT business partner (Housing)")
    await partner.type("my work")
    before = words_of(partner.card)
    assert "DR-0001" in before
    board = await held(house, clock, "decline")
    await partner.type("my work")
    assert words_of(partner.card) == before
    await board.type("close meeting")
    await partner.type("my work")
    assert "DR-0001" not in words_of(partner.card)


async def test_a_digest_that_comes_during_the_meeting_says_what_was_so_before(house: House, clock: Clock) -> None:
    post = read_directory(None).areas["housing"].champions[0]
    champion = house.someone(post.aad_id, post.name)
    await champion.type("notifications")
    await champion.press("answer", {"notifications": "daily", "quiet_from": "", "quiet_to": ""})
    await before_the_board(house, "Book repairs", "Pay rent")
    await held(house, clock, "decline")

    def digest() -> str:
        clock.put(datetime(2026, 12, 9, 9, 1, tzinfo=UTC))
        return next((m.words for m in champion.inbox if "Your summary of requests" in m.words), "")

    words = await until(digest, "no digest came")
    assert "DR-0001" in words
    assert "Declined" not in words
    assert not [m for m in champion.inbox if "Declined" in m.words]
