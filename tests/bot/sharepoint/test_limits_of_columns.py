"""Lines and days are written as SharePoint counts and keeps them: UTF-16 units, and a zone of the site's own."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.local.graph.refused import Refused
from bot.local.graph.store import PACIFIC
from bot.local.graph.values import _moment, _text
from bot.sharepoint.items import LINE, LINES, day, line, lines

BICYCLE = "\U0001f6b2"


def _units(text: str | None) -> int:
    return len((text or "").encode("utf-16-le")) // 2


@pytest.mark.parametrize("text", [BICYCLE * 200, "a" + BICYCLE * 200, "x" * 300, "é" * 256])
def test_a_line_is_cut_at_what_sharepoint_counts_and_no_character_in_two(text: str) -> None:
    cut = line(text)
    assert cut is not None
    assert LINE - 1 <= _units(cut) <= LINE
    assert cut.endswith("…")
    assert text.startswith(cut[:-1])


@pytest.mark.parametrize("text", [BICYCLE * 127, "x" * 255, "short"])
def test_a_line_that_fits_stays_whole(text: str) -> None:
    assert line(text) == text


def test_many_lines_are_cut_by_units_too() -> None:
    assert _units(lines(BICYCLE * LINES)) in {LINES - 1, LINES}


def test_the_stand_in_counts_units() -> None:
    with pytest.raises(Refused):
        _text({"text": {}}, BICYCLE * 200)
    assert _text({"text": {}}, BICYCLE * 127) == BICYCLE * 127


@pytest.mark.parametrize("place", ["America/Los_Angeles", "Europe/London", "Europe/Athens", "America/St_Johns"])
@pytest.mark.parametrize("date", ["2026-12-09", "2026-03-29", "2026-10-25", "2027-07-01"])
def test_a_day_stays_the_same_day_in_every_zone_of_a_site(place: str, date: str) -> None:
    zone = ZoneInfo(place)
    kept = datetime.fromisoformat(_moment(day(date) or "", zone))
    assert kept.astimezone(zone).date().isoformat() == date


def test_a_bare_date_shows_the_day_before_there() -> None:
    """The oddity that a real site has: so the stand-in has it."""
    kept = datetime.fromisoformat(_moment("2026-12-09", PACIFIC))
    assert kept.astimezone(PACIFIC).date().isoformat() == "2026-12-08"


def test_no_day_is_no_value() -> None:
    assert day("") is None
