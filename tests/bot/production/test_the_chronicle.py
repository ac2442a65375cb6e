"""From nothing to the first request by commands alone, and the page that tells of it."""

from __future__ import annotations

from pathlib import Path

from tests.bot.production.chronicle import alike, live_through
from tests.bot.production.outside import command
from tests.project.tracked import ROOT


async def test_the_page_tells_what_comes_of_it(tmp_path: Path) -> None:
    told = await live_through(tmp_path, command, lag=0, program=False)
    page = (ROOT / "docs" / "chronicle.md").read_text(encoding="utf-8")
    assert alike(told.page()) == alike(page), "make chronicle writes the page anew"
