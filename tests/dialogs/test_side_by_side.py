"""Steps that work at the same time are shown so, on the route and wherever it is told in short."""

from __future__ import annotations

from dialogs.cards.route import route_words, steps_part
from governance_rules import decide
from tests.dialogs.journeys import ANSWERS
from tests.dialogs.walker import NOW, RULEBOOK, Office, Walker, words

GROUP, BOARD = "ICT Improvement Group", "Technical Review Board"


def test_the_groups_after_the_board_have_one_number_and_name_each_other() -> None:
    decision = decide(RULEBOOK, ANSWERS["project"])
    said = words(steps_part(RULEBOOK, decision, None, NOW.date()))
    assert f"3. {GROUP}" in said
    assert f"3. {BOARD}" in said
    assert "4. " not in said
    assert said.count("At the same time as") == 2


def test_a_route_of_single_steps_says_nothing_of_the_same_time() -> None:
    decision = decide(RULEBOOK, {**ANSWERS["project"], "reach": "my_team"})
    assert BOARD in words(steps_part(RULEBOOK, decision, None, NOW.date()))
    assert "At the same time" not in words(steps_part(RULEBOOK, decision, None, NOW.date()))


def test_the_route_in_short_says_who_works_at_the_same_time() -> None:
    short = route_words(RULEBOOK, decide(RULEBOOK, ANSWERS["project"]))
    assert short[2:] == [f"{GROUP} and {BOARD} at the same time"]
    walker = Walker(office=Office())
    walker.send("start")
    walker.fill(ANSWERS["project"], {"title": "T", "problem": "P", "outcome": "O"})
    assert f"{GROUP} and {BOARD} at the same time" in words(walker.card)
