"""The meetings of the bodies: those that are cancelled are none, and limits hold where the rules say nothing."""

from __future__ import annotations

from datetime import date

from governance_rules import load_rulebook
from tests.governance_rules.rulebooks import Copy

BRING = "    bring: Your two scores"
AREAS = {"housing": "Housing"}
DAY = date(2026, 12, 1)


def test_a_cancelled_meeting_is_none_and_the_limits_are_the_rules_own(copy: Copy) -> None:
    kept = "    cancelled: [2026-12-09]\n    items_at_most: 12\n    papers_days: 5\n"
    copy.change("bodies.yaml", BRING, kept + BRING)
    board = next(body for body in load_rulebook(copy.folder, AREAS, DAY).bodies if body.id == "board")
    assert board.next_dates[0] == date(2027, 1, 13)
    assert (board.items_at_most, board.papers_days) == (12, 5)


def test_where_the_rules_say_nothing_a_meeting_takes_twenty_and_papers_come_a_week_before() -> None:
    board = next(body for body in load_rulebook(None, AREAS, DAY).bodies if body.id == "board")
    assert board.next_dates[0] == date(2026, 12, 9)
    assert (board.items_at_most, board.papers_days) == (20, 7)
