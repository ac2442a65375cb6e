"""What the tests of the rules share: the shipped rulebook, copies of it to change, and random ways through it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from governance_rules import SHIPPED, Answer, Rulebook, load_rulebook
from governance_rules.check import Findings, check_rulebook

AREAS = {
    "children_and_learning": "Children and learning",
    "adult_social_care": "Adult social care",
    "housing": "Housing",
    "place": "Place",
    "customer_and_communities": "Customer and communities",
    "corporate_services": "Corporate services",
}
DAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def areas() -> dict[str, str]:
    """The service areas of the rulebook page."""
    return AREAS


@pytest.fixture(scope="session")
def day() -> date:
    """The day on which the tests decide."""
    return DAY


@pytest.fixture(scope="session")
def shipped() -> Rulebook:
    """The shipped rulebook."""
    return load_rulebook(None, AREAS, DAY)


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


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A copy of the shipped rule files."""
    folder = tmp_path / "rulebook"
    shutil.copytree(SHIPPED, folder)
    return Copy(folder)


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


@pytest.fixture(scope="session")
def any_answers(shipped: Rulebook) -> Callable[..., dict[str, Answer]]:
    """Makes answers at random: ``any_answers(seed)``."""

    def make(seed: int, skip: float = 0.0) -> dict[str, Answer]:
        return random_answers(shipped, random.Random(seed), skip=skip)  # noqa: S311 - a test's chance

    return make


@pytest.fixture(scope="session")
def shipped_findings() -> Findings:
    """What `rules check` finds in the shipped rulebook."""
    return check_rulebook(SHIPPED, AREAS, DAY)
