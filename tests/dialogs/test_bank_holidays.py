"""The bank holidays that the product reads are those that the library knows."""

from __future__ import annotations

import runpy
from pathlib import Path

from dialogs.calendar import BANK_HOLIDAYS

SCRIPT = Path(__file__).parents[2] / "scripts" / "bank_holidays.py"


def test_the_file_of_bank_holidays_is_what_the_library_says() -> None:
    assert BANK_HOLIDAYS.read_text(encoding="utf-8") == runpy.run_path(str(SCRIPT))["written"](), "run make holidays"
