"""What a council may write that the shipped rules do not: added to a copy of them, piece by piece."""

from __future__ import annotations

from governance_rules.model import Answer
from tests.governance_rules.rulebooks import Copy

COST = """      - id: yearly_cost
        kind: money
        ask: What does it cost each year?
        short: Yearly cost
        why: The cost decides how we must buy it.
        error: Enter whole pounds, such as 25000
        strategy: none
        when: {question: need, is: idea}

"""
ENDS = """      - id: contract_ends
        kind: date
        ask: When does the contract end?
        short: Contract end
        why: A contract that ends soon comes first.
        error: Enter a date, such as 2027-03-31
        strategy: none
        when: {question: need, is: idea}

"""
IDEA: dict[str, Answer] = {
    "need": "idea",
    "service_area": "housing",
    "corporate_tool": "yes",
    "reach": "my_team",
    "data": "none",
    "technical_impact": ("none",),
    "ai": "no",
}
POINTS = """points:
  - id: risk
    about: How much could go wrong
    rows:
      - {points: 2, when: {question: data, one_of: [residents, not_sure]}}
      - {points: 3, when: {question: data, is: special_category}}
      - {points: 2, when: {fact: uses_ai}}
      - {points: 1, when: {fact: wide_reach}}

"""


def asks(copy: Copy, question: str) -> None:
    """Ask a further question on the card of the tool that we have."""
    (copy.folder / "examples.yaml").unlink(missing_ok=True)
    copy.change("questions.yaml", "      - id: corporate_tool\n", f"{question}      - id: corporate_tool\n")


def board_when(copy: Copy, condition: str) -> None:
    """Put the board on the route of an idea when this condition holds."""
    (copy.folder / "examples.yaml").unlink(missing_ok=True)
    copy.change("routes.yaml", "{body: board, when: {fact: ai_about_people},", f"{{body: board, when: {condition},")


def told(copy: Copy) -> list[str]:
    """The problems that `rules check` tells, hints left out."""
    return [str(p) for p in copy.check().problems if not p.hint]
