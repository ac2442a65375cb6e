"""Rulebooks for the tests: copies to change, large ones, and answers at random."""

from __future__ import annotations

import random
import shutil
from datetime import date
from pathlib import Path

from governance_rules import SHIPPED, Answer, Rulebook
from governance_rules.check import Findings
from tests.rules_reading import check_rulebook, load_rulebook

AREAS = {
    "children_and_learning": "Children and learning",
    "adult_social_care": "Adult social care",
    "housing": "Housing",
    "place": "Place",
    "customer_and_communities": "Customer and communities",
    "corporate_services": "Corporate services",
}
DAY = date(2026, 11, 22)


class Copy:
    """A copy of the shipped rule files that a test may change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def change(self, file: str, old: str, new: str) -> int:
        """Replace a text that stands once, and give its line."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def check(self) -> Findings:
        """What `rules check` finds."""
        return check_rulebook(self.folder, AREAS, DAY)

    def said(self) -> list[str]:
        """The lines that `rules check` prints."""
        return [str(p) for p in self.check().problems]

    def load(self, on: date = DAY) -> Rulebook:
        """The rulebook that it says."""
        return load_rulebook(self.folder, AREAS, on)


def random_answers(rulebook: Rulebook, chance: random.Random, *, skip: float = 0.0) -> dict[str, Answer]:
    """An answer to every question, on the path or not; with ``skip`` some are left out."""
    answers: dict[str, Answer] = {}
    for question in rulebook.questions:
        if chance.random() < skip:
            continue
        if not question.several:
            answers[question.id] = chance.choice(question.options).id
            continue
        alone = [o.id for o in question.options if o.alone]
        others = tuple(o.id for o in question.options if not o.alone and chance.random() < 0.4)
        answers[question.id] = others if others and chance.random() < 0.7 else (chance.choice(alone),)
    return answers


def write_large(folder: Path, questions: int) -> None:
    """Copy the shipped rulebook and add questions until it has so many; every other one hangs on the one before."""
    shutil.copytree(SHIPPED, folder)
    topics, checks = [], []
    for n in range(questions - 16):
        if n % 4 == 0:
            topics.append(f"\n  - id: more_{n}\n    title: More {n}\n    questions:")
        when = f"{{question: more_{n - 1}_q, is: yes}}" if n % 2 else "{fact: governed}"
        topics.append(
            f"""
      - id: more_{n}_q
        ask: Is this number {n}?
        short: Number {n}
        why: It is asked to measure.
        error: Choose an answer
        strategy: none
        when: {when}
        options:
          - {{id: yes, label: Yes}}
          - {{id: no, label: No}}"""
        )
        checks.append(
            f"""
  - id: check_{n}
    name: Check {n}
    owner: pmo
    when: {{question: more_{n}_q, is: yes}}
    because: The answer was yes.
    do: Do it.
    strategy: none
"""
        )
    path = folder / "questions.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "".join(topics) + "\n", encoding="utf-8")
    path = folder / "checks.yaml"
    head, tail = path.read_text(encoding="utf-8").split("\nalerts:\n")
    path.write_text(head + "".join(checks) + "\nalerts:\n" + tail, encoding="utf-8")
    # The examples do not answer the new questions.
    (folder / "examples.yaml").unlink()
