"""What the tests of the rules share: the shipped rulebook, a copy of it to change, and answers at random."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from governance_rules import SHIPPED, Answer, Rulebook
from governance_rules.check import Findings
from tests.governance_rules.rulebooks import AREAS, DAY, Copy, random_answers
from tests.rules_reading import check_rulebook, load_rulebook


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


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A copy of the shipped rule files."""
    folder = tmp_path / "rulebook"
    shutil.copytree(SHIPPED, folder)
    return Copy(folder)


@pytest.fixture(scope="session")
def any_answers(shipped: Rulebook) -> Callable[..., dict[str, Answer]]:
    """Makes answers at random: ``any_answers(seed)``."""

    def make(seed: int, skip: float = 0.0) -> dict[str, Answer]:
        return random_answers(shipped, random.Random(seed), skip=skip)

    return make


@pytest.fixture(scope="session")
def shipped_findings() -> Findings:
    """What `rules check` finds in the shipped rulebook."""
    return check_rulebook(SHIPPED, AREAS, DAY)
