"""Whose order is worked out: of bodies that have two requests or more."""

from __future__ import annotations

from pathlib import Path

from bot.figures.order import orders_of
from bot.register.opening import open_register
from bot.settings import sqlite_url
from tests.bot.board.board_register import lodge_with_board
from tests.bot.board.requests_cast import AREAS, DAY
from tests.rules_reading import load_rulebook


def test_one_request_has_no_order_and_two_have_one(tmp_path: Path) -> None:
    rulebook, found = load_rulebook(None, AREAS, DAY), []
    for titles in (("One",), ("One", "Two")):
        folder = tmp_path / str(len(titles))
        folder.mkdir()
        register = open_register(sqlite_url(folder))
        lodge_with_board(register, rulebook, titles)
        found.append([(one.body, one.count) for one in register.read_now(lambda c: orders_of(c, rulebook))])
        register.close()
    assert found == [[], [("board", 2)]]
