"""An idea with AI: whoever is told to wait for the board has it on the route, or is told who asks it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date

from bot.people.directory import areas, read_directory
from governance_rules import Answer, advice, decide
from tests.rules_reading import load_rulebook

RULES = load_rulebook(None, areas(read_directory()), date(2026, 11, 23))
ASKED = ("corporate_tool", "reach", "data", "ai")
TECHNICAL = (("none",), ("not_sure",), ("new_hosting",), ("new_integration", "data_migration"))


def ideas() -> Iterator[dict[str, Answer]]:
    """Every way to answer."""
    options: list[list[str]] = [[o.id for q in RULES.questions if q.id == name for o in q.options] for name in ASKED]
    for technical, chosen in itertools.product(TECHNICAL, itertools.product(*options)):
        given: dict[str, Answer] = {"need": "idea", "service_area": "housing"}
        given.update(zip(ASKED, chosen, strict=True))
        yield {**given, "technical_impact": technical}


def test_the_board_is_on_the_route_of_every_idea_with_ai_about_people_and_of_no_other() -> None:
    for answers in ideas():
        uses = answers["ai"] != "no"
        about_people = answers["data"] in ("residents", "special_category", "not_sure")
        wanted = answers["ai"] == "decides" or (uses and about_people)
        assert ("board" in decide(RULES, answers).steps) == wanted, answers


def test_whoever_is_told_to_wait_for_a_board_that_is_not_on_their_route_is_told_who_asks_it() -> None:
    policy = next(check for check in RULES.checks if check.id == "ai_policy")
    without = [a for a in ideas() if policy.id in (d := decide(RULES, a)).checks and "board" not in d.steps]
    assert without, "the sentence is for nobody any more: take it out"
    assert all("your IT business partner asks it" in advice(RULES, policy, answers) for answers in without)
