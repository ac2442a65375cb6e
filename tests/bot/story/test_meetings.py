"""A meeting of the board over HTTP: two members, held news, a restart in the middle, and everybody told at its end."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select

from bot.local.cards import actions_of
from bot.local.consents import consent_of, file_of
from bot.register import meetings, people
from bot.register.schema import audit
from tests.bot.story.house import Clock, House, Someone, open_house, until, verbs_of, words_of
from tests.bot.story.walking import DETAILS, PROJECT, met, partner_of, walk

BOARD: Final = ("00000000-0000-0000-0000-00000000d101", "Board secretary")
BOARD_MEMBER: Final = ("00000000-0000-0000-0000-00000000d102", "Board member")
REVIEW: Final = ("00000000-0000-0000-0000-00000000d301", "Technical Review Board secretary")
MEETS: Final = date(2026, 12, 9)
"""A day on which the board meets by the shipped rules."""


@pytest.fixture
def clock() -> Clock:
    """Two in the afternoon, on the day of the meeting."""
    return Clock(datetime(2026, 12, 9, 14, tzinfo=UTC))


@pytest.fixture
async def house(tmp_path: Path, database_url: str, clock: Clock) -> AsyncIterator[House]:
    """Everything that runs, on a day on which the board meets."""
    async with open_house(tmp_path, database_url, clock=clock) as opened:
        yield opened


async def before_the_board(house: House, *titles: str) -> Someone:
    """A member of staff whose requests have come to the board."""
    person, partner = house.someone(), house.someone(partner_of("housing"), "IT business partner (Housing)")
    for number, title in enumerate(titles, 1):
        await walk(person, PROJECT, {**DETAILS, "title": title})
        await person.press("submit")
        await partner.type(f"outcome DR-{number:04} go on")
    return person


def news(person: Someone, status: str) -> list[str]:
    """What came to somebody that says this status."""
    return [m.words for m in person.inbox if f"is now: {status}" in m.words]


def papers_of(someone: Someone) -> list[str]:
    """The papers that came to somebody."""
    return [m.words for m in someone.inbox if "Papers for" in m.words]


def heard(someone: Someone) -> str:
    """The reference of the request that the card in hand hears."""
    found = [a["data"]["reference"] for a in actions_of(someone.card) if a.get("verb") == "item_outcome"]
    return str(found[0]) if found else ""


async def is_held(house: House, *, body: str = "board") -> None:
    """Wait until every delivery that may go has gone, and see that something still waits for the meeting."""
    assert await house.front_door.register.read(lambda c: meetings.held_requests(c, body, MEETS))


async def test_members_hear_one_request_after_the_other_and_people_are_told_at_the_end(house: House) -> None:
    person = await before_the_board(house, "Book repairs", "Pay rent")
    board, second = house.someone(*BOARD), house.someone(*BOARD_MEMBER)
    await board.type("pack board")
    assert "1. DR-0001: Book repairs" in words_of(board.card)
    await board.press("next_item")
    await second.type("next item")
    assert heard(board) == heard(second) == "DR-0001"
    await board.press("hold_news")
    assert "saved at once" in words_of(board.card)

    decline = {"outcome": "decline", "note": "We have it.", "action": "Tell the area", "owner": "Housing champion"}
    theirs = board.card
    first = await board.press("item_outcome", decline, activity="press-1")
    assert heard(board) == "DR-0002"
    assert await board.press("item_outcome", decline, on=theirs, activity="press-1") == first, "one press, twice sent"
    await second.press("item_outcome", {"outcome": "go_on", "note": ""})
    assert "has already said what it thinks of DR-0001" in words_of(second.card)
    assert heard(second) == "DR-0002"
    await until(lambda: [r for r in house.rows() if r.get("Status") == "Declined"], "the list is not told at once")
    await is_held(house)
    for asked in ("show DR-0001", "my requests", "add DR-0001 Tenants ask for it daily.", "withdraw DR-0001"):
        await person.type(asked)
        assert "In review" in words_of(person.card), "whoever asks is told no more than the messages say"
        assert "Declined" not in words_of(person.card)
        assert "We have it." not in words_of(person.card)
        assert ("before a meeting" in words_of(person.card)) is asked.startswith("withdraw")
    assert "Tenants ask for it daily." in words_of(person.card), "what adds to a request is taken at any time"
    assert "DR-0001 is before a meeting now" in words_of(person.card), "nothing is taken back that may be decided"
    assert news(person, "Declined") == []
    for someone, there in ((person, True), (second, False)):
        await met(someone)
        await someone.type("roadmap")
        assert ("Book repairs" in words_of(someone.card)) is there, "the roadmap tells no more than the messages"
    await second.type("next item")

    await second.press("item_outcome", {"outcome": "go_on", "note": "", "timeframe": "now"})
    shown = words_of(second.card)
    assert "The meeting is closed" in shown
    assert "1. DR-0001: it does not go ahead" in shown
    assert "To do: Tell the area (Housing champion)" in shown
    await until(lambda: news(person, "Declined"), "nobody was told after the meeting")
    review = house.someone(*REVIEW)
    await until(lambda: [m for m in review.inbox if "DR-0002" in m.words], "the next body does not hear")
    assert len(news(person, "Declined")) == 1
    await person.type("show DR-0001")
    assert "We have it." in words_of(person.card)
    await board.type("next item")
    assert "The meeting is closed" in words_of(board.card)


async def test_a_restart_in_the_middle_of_a_meeting_loses_and_tells_nothing(
    tmp_path: Path, database_url: str, clock: Clock
) -> None:
    async with open_house(tmp_path, database_url, clock=clock) as house:
        await before_the_board(house, "Book repairs", "Pay rent")
        board = house.someone(*BOARD)
        await board.type("next item")
        await board.press("hold_news")
        await board.press("item_outcome", {"outcome": "decline", "note": "We have it."})
        assert heard(board) == "DR-0002"
    async with open_house(tmp_path, database_url, clock=clock) as house:
        person, board = house.someone(), house.someone(*BOARD_MEMBER)
        await person.type("hello")
        await board.type("next item")
        assert heard(board) == "DR-0002", "it goes on where it was"
        await is_held(house)
        assert news(person, "Declined") == []
        await board.type("tell now")
        await until(lambda: news(person, "Declined"), "nobody was told")
        await board.press("next_item", after="DR-0002")
        assert "2. DR-0002: not decided, comes back" in words_of(board.card)


async def test_a_member_sees_no_agenda_of_another_body_and_staff_see_none(house: House) -> None:
    await before_the_board(house, "Book repairs")
    for someone in (house.someone(*REVIEW), house.someone()):
        for said in ("pack board", "next item", "hold news", "tell now", "close meeting"):
            await someone.type(said)
            assert "Book repairs" not in words_of(someone.card), said
            assert "item_outcome" not in verbs_of(someone.card), said
        carried: dict[str, Any] = {"body": "board", "day": MEETS.isoformat(), "reference": "DR-0001"}
        await someone.press("item_outcome", {"outcome": "decline", "note": "No."}, on={}, **carried)
        assert "Book repairs" not in words_of(someone.card)
    board = house.someone(*BOARD)
    await board.type("next item")
    assert heard(board) == "DR-0001", "nothing was said of it"


async def test_the_papers_come_to_the_members_by_themselves_and_once(tmp_path: Path, database_url: str) -> None:
    clock = Clock(datetime(2026, 12, 2, 8, 58, tzinfo=UTC))
    async with open_house(tmp_path, database_url, clock=clock) as house:
        await before_the_board(house, "Book repairs")
        members = [house.someone(*BOARD), house.someone(*BOARD_MEMBER)]
        for member in members:
            await member.type("hello")
        assert not any(papers_of(member) for member in members), "it is before nine"
        clock.put(datetime(2026, 12, 2, 9, 1, tzinfo=UTC))
        for member in members:
            await until(partial(papers_of, member), "no papers came")
        await house.front_door.scheduler.once()
        clock.put(datetime(2026, 12, 3, 9, 1, tzinfo=UTC))
        await house.front_door.scheduler.once()
        await members[0].type("help")
        for member in members:
            (papers,) = papers_of(member)
            assert "1. DR-0001: Book repairs" in papers
        (card,) = [m.card for m in members[0].inbox if m.card and "Papers for" in m.words]
        await members[0].press("pack", on=card)
        assert "1. DR-0001: Book repairs" in words_of(members[0].card)
        await until(lambda: [m for m in members[0].inbox if "board-2026-12-09.docx" in str(m.activity)], "no file")


async def test_a_meeting_that_nobody_closes_tells_people_the_next_morning(house: House, clock: Clock) -> None:
    person = await before_the_board(house, "Book repairs", "Pay rent")
    board = house.someone(*BOARD)
    await board.type("next item")
    await board.press("hold_news")
    await board.press("item_outcome", {"outcome": "decline", "note": "We have it."})
    await is_held(house)
    clock.put(datetime(2026, 12, 10, 9, 1, tzinfo=UTC))
    await until(lambda: news(person, "Declined"), "nobody was told the next morning")
    await until(lambda: not house.front_door.register.read_now(meetings.running), "it was never closed")
    await board.type("pack board")
    assert "1. DR-0002: Pay rent" in words_of(board.card)
    assert "put off by an earlier meeting" in words_of(board.card)


async def test_a_member_takes_the_paper_as_a_file_and_nobody_else_is_offered_it(house: House) -> None:
    await before_the_board(house, "Parking permits online")
    secretary, reviewer = house.someone(*BOARD), house.someone(*REVIEW)
    await until(lambda: any("DR-0001" in message.words for message in secretary.inbox), "the board was not told")
    await secretary.type("pack board")

    await secretary.answer_offer(await secretary.offer(f"board-{MEETS}.docx"), allow=True)

    ((name, made),) = await until(lambda: house.teams.onedrive.files, "the paper was not saved")
    assert name == f"board-{MEETS}.docx"
    with zipfile.ZipFile(io.BytesIO(made)) as word:
        assert "Parking permits online" in word.read("word/document.xml").decode()
    await until(lambda: any(file_of(message.activity) for message in secretary.inbox), "no card of the file")
    taken = house.front_door.register.read_now(
        lambda c: list(c.execute(select(audit).where(audit.c.what == "exported")))
    )
    known = house.front_door.register.read_now(lambda c: people.find(c, secretary.aad_id))
    assert known is not None
    assert [row.who for row in taken] == [known.key], "it is noted once, in the name of who has it"
    await reviewer.type("pack board")
    assert not any(consent_of(message.activity) for message in reviewer.inbox)
