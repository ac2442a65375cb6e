"""Log lines: events, ids and numbers; never what a person typed."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot.logs import Log, start_logs, where

CANARY = "canary sentence"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """The log of one test, with the former handlers put back."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    start_logs(stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def _read(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_its_event_and_fields(lines: io.StringIO) -> None:
    Log("door").warning("refused", status=403, reason="tenant")
    line = _read(lines)[0]
    assert line.pop("at")
    assert line == {"level": "warning", "event": "refused", "status": 403, "reason": "tenant"}


def test_a_long_value_is_cut(lines: io.StringIO) -> None:
    Log("door").info("turn", activity="x" * 5000)
    assert len(lines.getvalue()) < 300


def test_of_an_error_only_the_type_and_the_places_are_kept(lines: io.StringIO) -> None:
    try:
        dict[str, str]()[CANARY]
    except KeyError as error:
        Log("turns").error("turn failed", error, code="a1")
    line = _read(lines)[0]
    assert str(line["error"]).startswith("KeyError test_logs.py:")
    assert CANARY not in lines.getvalue()


@pytest.mark.parametrize(
    ("template", "args"), [("got %s", (CANARY,)), (f"got {CANARY}", ()), (f"{CANARY}: {{}}", ()), (CANARY, ())]
)
def test_a_librarys_words_are_not_kept(lines: io.StringIO, template: str, args: tuple[object, ...]) -> None:
    logging.getLogger("some.package").error(template, *args)
    assert CANARY not in lines.getvalue()
    line = _read(lines)[0]
    assert (line["level"], line["event"], line["logger"]) == ("error", "library", "some.package")
    assert str(line["where"]).startswith("test_logs:")
    assert line.get("template") == (template if args else None)
    assert _read(lines)[0]["logger"] == "some.package"


def test_a_librarys_template_is_kept_so_that_an_operator_finds_it(lines: io.StringIO) -> None:
    logging.getLogger("some.package").warning("pool of %d is full", 5)
    assert _read(lines)[0]["template"] == "pool of %d is full"


def test_a_librarys_chatter_is_not_kept(lines: io.StringIO) -> None:
    logging.getLogger("some.package").info("calling an address")
    assert lines.getvalue() == ""


def test_a_librarys_error_is_named_without_its_words(lines: io.StringIO) -> None:
    try:
        int(CANARY)
    except ValueError:
        logging.getLogger("some.package").exception("failed")
    assert str(_read(lines)[0]["error"]).startswith("ValueError ")
    assert CANARY not in lines.getvalue()


def test_an_error_without_places_is_its_type() -> None:
    assert where(ValueError(CANARY)) == "ValueError"
