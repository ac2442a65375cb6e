"""The shipped rules on the day of the papers, the board that decides by them, and who is who."""

from __future__ import annotations

import pytest

from bot.people.directory import people_of, read_directory
from dialogs.model import People
from governance_rules import Rulebook
from governance_rules.bodies import Body
from tests.bot.board.requests_cast import AREAS, DAY
from tests.rules_reading import load_rulebook


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook(None, AREAS, DAY)


@pytest.fixture(scope="module")
def board(rulebook: Rulebook) -> Body:
    return next(body for body in rulebook.bodies if body.id == "board")


@pytest.fixture(scope="module")
def people(rulebook: Rulebook) -> People:
    return people_of(read_directory(), (), DAY, rulebook)
