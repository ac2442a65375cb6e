"""`Retry-After`, as Teams, Graph and whoever stands between may send it."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.retry_after import HELD_AT_MOST, capped, retry_after
from bot.sharepoint.refusals import TryLater, refusal

NOW = datetime(1970, 1, 1, 0, 16, 40, tzinfo=UTC)
SOURCES = Path(__file__).parents[2] / "bot"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("3", 3.0),
        (" 2.5 ", 2.5),
        ("0", 0.0),
        ("Thu, 01 Jan 1970 00:20:00 GMT", 200.0),
        ("Thu, 01 Jan 1970 00:20:00 -0000", 200.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", HELD_AT_MOST),
        ("Fri, 31 Dec 9999 23:59:59 -2359", HELD_AT_MOST),
        ("Thu, 99 Jan 1970 00:20:00 GMT", None),
        ("31536000", HELD_AT_MOST),
        ("9" * 400, HELD_AT_MOST),
        ("soon", None),
        ("-5", None),
        ("inf", None),
        ("nan", None),
        ("1e300", None),
        ("\u00b2", None),
    ],
)
def test_a_wait_is_read_as_seconds_or_a_date_and_never_over_an_hour(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


def test_a_date_counts_from_the_date_of_the_answer() -> None:
    asked, sent = "Thu, 01 Jan 1970 00:20:00 GMT", "Thu, 01 Jan 1970 00:19:50 GMT"
    assert retry_after(asked, NOW, sent) == 10.0
    assert retry_after(asked, NOW, "yesterday") == 200.0


@pytest.mark.parametrize(
    ("asked", "believed"),
    [(7.0, 7.0), (0.0, 0.0), (-1.0, 0.0), (1e300, 3600.0), (float("inf"), 3600.0), (float("nan"), 0.0)],
)
def test_what_is_no_sensible_number_is_no_wait_or_an_hour(asked: float, believed: float) -> None:
    assert capped(asked) == believed


@pytest.mark.parametrize(
    ("header", "after"), [("31536000", HELD_AT_MOST), ("inf", None), ("1e300", None), ("-1", None), ("7", 7.0)]
)
def test_graph_cannot_ask_for_a_year(header: str, after: float | None) -> None:
    refused = refusal(429, {"retry-after": header}, "", NOW)
    assert isinstance(refused, TryLater)
    assert refused.after == after


def test_the_header_is_parsed_in_one_place() -> None:
    parsers = [
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.py")
        if any(_parses_dates(node) for node in ast.walk(ast.parse(path.read_text())))
    ]
    assert parsers == ["retry_after.py"]


def _parses_dates(node: ast.AST) -> bool:
    return isinstance(node, ast.ImportFrom) and any(alias.name == "parsedate_to_datetime" for alias in node.names)
