"""A day that people read is that of the council's clock: near midnight in summer the day in UTC is the one before."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dialogs.wording import local_day, say_day

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "dialogs").rglob("*.py"))
OF_ITSELF = ROOT / "dialogs/wording/__init__.py"
LATE = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)


def test_half_past_eleven_in_utc_is_the_next_day_in_summer_and_the_same_in_winter() -> None:
    assert local_day(LATE) == date(2026, 7, 1)
    assert say_day(LATE) == "1 July 2026"
    assert say_day(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "31 December 2026"
    assert say_day(date(2026, 6, 30)) == "30 June 2026"


@pytest.mark.parametrize("file", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_of_the_conversation_takes_the_day_of_a_time_by_itself(file: Path) -> None:
    calls = (node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    taken = [
        node.lineno
        for node in calls
        if isinstance(node.func, ast.Attribute) and node.func.attr == "date" and not node.args
    ]
    assert file == OF_ITSELF or taken == [], "use local_day of dialogs.wording"
