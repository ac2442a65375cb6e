"""Whose order is worked out: of bodies that have two requests or more now, in the order of the rules."""

from __future__ import annotations

from pathlib import Path

from bot.figures.order import MOST, orders_of
from bot.register.opening import open_register
from bot.settings import sqlite_url
from governance_rules.roles import PARTNER
from tests.bot.board.board_register import lodge_with_board
from tests.bot.board.requests_cast import AREAS, DAY
from tests.bot.register.lodged import change, decision, lodge
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


def test_of_a_body_with_very_many_the_order_of_the_first_is_worked_out(tmp_path: Path) -> None:
    rulebook = load_rulebook(None, AREAS, DAY)
    register = open_register(sqlite_url(tmp_path))
    body = next(body.id for body in rulebook.bodies if body.id != PARTNER and not body.of)
    for _ in range(MOST + 1):
        lodge(register, decision(steps=(body,)))
    (found,) = register.read_now(lambda c: orders_of(c, rulebook))
    register.close()
    assert (found.body, found.count) == (body, MOST)


def test_what_a_body_has_now_is_in_its_order_and_bodies_stand_as_in_the_rules(tmp_path: Path) -> None:
    rulebook = load_rulebook(None, AREAS, DAY)
    register = open_register(sqlite_url(tmp_path))
    first, second = [body.id for body in rulebook.bodies if body.id != PARTNER and not body.of][:2]
    for steps in ((second,), (second,), (first,), (first,), (first, second), (PARTNER,), (PARTNER,)):
        lodge(register, decision(steps=steps))
    for row in ({"gone": True}, {"status": "Declined"}):
        change(register, lodge(register, decision(steps=(second,))).reference, **row)
    found = register.read_now(lambda c: orders_of(c, rulebook))
    register.close()
    assert [(one.body, one.count) for one in found] == [(first, 3), (second, 2)]
