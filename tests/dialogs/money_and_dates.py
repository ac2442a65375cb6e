"""The shipped rules with a question for a sum of money and one for a date, and answers to them."""

from __future__ import annotations

import shutil
from pathlib import Path

from governance_rules import SHIPPED, Rulebook
from tests.dialogs.walker import AREAS, NOW
from tests.rules_reading import load_rulebook

QUESTIONS = """      - id: yearly_cost
        kind: money
        ask: What does it cost each year?
        short: Yearly cost
        why: The cost decides how we must buy it.
        error: Enter whole pounds, such as 25,000
        strategy: none
        when: {question: need, is: idea}

      - id: contract_ends
        kind: date
        ask: When does the contract end?
        short: Contract end
        why: A contract that ends soon comes first.
        error: Enter a real date
        strategy: none
        when: {question: need, is: idea}

      - id: corporate_tool
"""
IDEA = {
    "need": "idea",
    "service_area": "housing",
    "yearly_cost": "£25,000",
    "contract_ends": "2027-03-31",
    "corporate_tool": "yes",
    "reach": "my_team",
    "data": "none",
    "technical_impact": ("none",),
    "ai": "no",
}


def with_money_and_a_date(folder: Path) -> Rulebook:
    """The shipped rules with two more questions; from £25,000 the board is on the route of an idea."""
    shutil.copytree(SHIPPED, folder)
    (folder / "examples.yaml").unlink()
    for file, old, new in (
        ("questions.yaml", "      - id: corporate_tool\n", QUESTIONS),
        ("routes.yaml", "{fact: ai_about_people}", "{question: yearly_cost, at_least: tender_from}"),
    ):
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return load_rulebook(folder, AREAS, NOW.date())
