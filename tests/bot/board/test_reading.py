"""What a paper needs of the register: the actions of the meeting before, moves of the day, and what is linked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Insert

from bot.board.paper import Action
from bot.board.reading import last_actions, linked, moves_on
from bot.register.board_tables import meeting_items, meetings, roadmap_moves
from bot.register.opening import open_register
from bot.register.register import Register
from bot.settings import sqlite_url
from dialogs.records import Beside, Move, RequestSystem
from dialogs.statuses import Status
from tests.bot.board.board_register import lodge_with_board
from tests.bot.board.requests_cast import AREAS, DAY
from tests.rules_reading import load_rulebook

SYSTEM = (RequestSystem("Repairs desk", "7"),)


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return open_register(sqlite_url(tmp_path))


def kept(register: Register, *statements: Insert) -> None:
    """Write these rows."""
    register.write_now(lambda connection: [connection.execute(one) for one in statements])


def test_actions_are_those_of_the_last_meeting_before_that_agreed_any(register: Register) -> None:
    lodge_with_board(register, load_rulebook(None, AREAS, DAY), ("One", "Two"))
    agreed = (
        (11, "DR-0001", 2, "Older"), (18, "DR-0001", 2, "Second"), (18, "DR-0002", 1, "First"),
        (25, "DR-0001", 1, ""), (39, "DR-0001", 1, "Of the day itself"),
    )  # fmt: skip
    days = {number: date(2026, 11, 1) + timedelta(days=number - 1) for number, *_ in agreed}
    kept(register, *(meetings.insert().values(body="board", day=day.isoformat()) for day in days.values()))
    for number, reference, place, action in agreed:
        row = {"body": "board", "day": days[number].isoformat(), "reference": reference, "place": place}
        kept(register, meeting_items.insert().values(**row, action=action, action_owner="Owner"))
    day = days[18]
    found = register.read_now(lambda c: last_actions(c, "board", date(2026, 12, 9)))
    assert found == (Action("DR-0002", day, "First", "Owner"), Action("DR-0001", day, "Second", "Owner"))
    assert register.read_now(lambda c: last_actions(c, "board", date(2026, 11, 11))) == ()
    assert register.read_now(lambda c: last_actions(c, "other", date(2026, 12, 9))) == ()


def test_moves_of_a_day_are_from_where_a_request_was_to_where_it_ended(register: Register) -> None:
    lodge_with_board(register, load_rulebook(None, AREAS, DAY), ("One", "Two", "Three"))
    moves = (
        ("DR-0001", 8, 23, "later", "now"), ("DR-0001", 9, 10, "now", "next"), ("DR-0001", 9, 11, "next", "later"),
        ("DR-0002", 9, 10, "now", "next"), ("DR-0002", 9, 11, "next", "now"), ("DR-0003", 10, 0, "now", "next"),
    )  # fmt: skip
    for number, (reference, day, hour, before, after) in enumerate(moves):
        at = datetime(2026, 12, day, hour, 59 if hour == 23 else 0, tzinfo=UTC)
        row = {"reference": reference, "number": number, "at": at, "before": before, "after": after}
        kept(register, roadmap_moves.insert().values(**row, who="Board", note=""))
    references = ("DR-0001", "DR-0002", "DR-0003")
    found = register.read_now(lambda c: moves_on(c, date(2026, 12, 9), references))
    assert found == {"DR-0001": Move(datetime(2026, 12, 9, 11, tzinfo=UTC), "now", "later", "Board", "")}
    assert set(register.read_now(lambda c: moves_on(c, date(2026, 12, 10), references))) == {"DR-0003"}


def test_only_a_request_about_a_system_is_linked_with_others(register: Register) -> None:
    first, other = lodge_with_board(register, load_rulebook(None, AREAS, DAY), ("One", "Two"))
    mark = (Beside("DR-0009", "housing", Status.APPROVED, replaces=False),)
    alone, about_one = replace(first, beside=mark), replace(other, systems=SYSTEM, beside=mark)
    found = register.read_now(lambda c: linked(c, (alone, about_one)))
    assert [one.beside for one in found] == [mark, ()]
