"""The end of the history is anchored outside its database: in the log, and in a file that is only added to."""

from __future__ import annotations

import errno
import json
import stat
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.audit_anchor import AuditAnchor, outside_of
from bot.logs import JsonLines
from bot.register.anchor_file import ACCEPTED, END, ERASED, Anchor, Outside, key_in
from bot.register.audit import End
from bot.settings import Settings, WrongSettings
from tests.bot.failing_disk import nothing_can_be_written

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEY = b"a key of thirty-two characters ok"


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """The time."""
        return self.now


def end(rows: int, *, weighty: bool = False, before: int = -1, seal_before: str = "") -> End:
    return End(rows - 1 if before < 0 else before, seal_before or f"seal {rows - 1}", rows, f"seal {rows}", weighty)


def test_the_end_is_anchored_within_a_minute_and_at_once_after_what_is_weighty(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    outside, clock = Outside(KEY, tmp_path / "anchors.jsonl"), Clock()
    audit_anchor = AuditAnchor(outside, clock)

    def kept(rows: int, seconds: int, *, weighty: bool = False) -> list[int]:
        clock.now = NOW + timedelta(seconds=seconds)
        audit_anchor.heard(end(rows, weighty=weighty))
        audit_anchor.keep()
        return [anchor.rows for anchor in outside.read()[0]]

    with caplog.at_level("INFO", "front-door"):
        assert kept(1, 0) == [1]
        assert kept(2, 30) == [1]
        assert kept(3, 31, weighty=True) == [1, 3]
        assert kept(4, 90) == [1, 3]
        assert kept(5, 91) == [1, 3, 5]
        assert kept(6, 92) == [1, 3, 5]
        audit_anchor.keep(last=True)
        audit_anchor.keep(last=True)
    assert [anchor.rows for anchor in outside.read()[0]] == [1, 3, 5, 6]
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert [line["rows"] for line in lines if line["event"] == "history anchored"] == [1, 3, 5, 6]
    assert lines[0] == {
        "at": lines[0]["at"], "level": "info", "event": "history anchored", "rows": 1, "seal": "seal 1",
    }  # fmt: skip


@pytest.mark.parametrize("found", [end(6, before=3), end(6, before=5, seal_before="another")])
def test_a_history_that_another_hand_changed_while_it_runs_is_named_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, found: End
) -> None:
    audit_anchor = AuditAnchor(Outside(KEY, tmp_path / "anchors.jsonl"), Clock())
    audit_anchor.heard(end(5))
    audit_anchor.heard(End(7, "seal of another instance", 8, "seal 8", weighty=False))
    assert [r.message for r in caplog.records] == []
    audit_anchor.heard(End(8, "seal 8", 5, "seal 5", weighty=False))
    audit_anchor.heard(found)
    assert [r.message for r in caplog.records] == ["history was changed by another hand"]


def test_a_disk_that_takes_no_anchor_stops_nothing_and_is_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    audit_anchor = AuditAnchor(Outside(KEY, tmp_path / "file" / "anchors.jsonl"), Clock())
    audit_anchor.heard(end(1))
    audit_anchor.keep()
    assert [r.message for r in caplog.records if r.levelname == "ERROR"] == ["anchor not kept"]


def test_the_file_of_anchors_is_ours_alone_and_only_added_to(tmp_path: Path) -> None:
    outside = Outside(KEY, tmp_path / "anchors.jsonl")
    outside.keep(Anchor("at", 1, "seal 1"))
    first = outside.anchors.read_bytes()
    with outside.anchors.open("ab") as file:
        file.write(b'{"at":"cut by a full di')
    outside.keep(Anchor("at", 2, "seal 2"))
    assert stat.S_IMODE(outside.anchors.stat().st_mode) == 0o600
    assert outside.anchors.read_bytes().startswith(first)
    assert outside.read() == ((Anchor("at", 1, "seal 1"), Anchor("at", 2, "seal 2")), ())


def test_an_anchor_that_was_changed_or_made_up_is_found_until_an_operator_accepts(tmp_path: Path) -> None:
    outside, other = (Outside(key, tmp_path / "anchors.jsonl") for key in (KEY, b"another key"))
    outside.keep(Anchor("at", 1, "seal 1"))
    other.keep(Anchor("at", 2, "seal 2"), ACCEPTED)
    assert outside.read() == (
        (Anchor("at", 1, "seal 1"),), ("line 2 of anchors.jsonl was not written with this key",)
    )  # fmt: skip
    outside.keep(Anchor("at", 3, "seal 3"), ACCEPTED)
    assert outside.read() == ((Anchor("at", 3, "seal 3"),), ())


def _written(outside: Outside, *lines: tuple[int, str]) -> None:
    for rows, what in lines:
        outside.keep(Anchor("at", rows, f"seal {rows}"), what)


@pytest.mark.parametrize(
    "after",
    [
        _written,
        lambda outside: _written(outside, (4, ERASED)),
        lambda outside: _written(outside, (4, ACCEPTED)),
        lambda outside: _written(outside, (4, ACCEPTED), (5, END), (6, ERASED)),
        lambda outside: _written(Outside(b"another key", outside.anchors), (4, END)),
        lambda outside: outside.anchors.write_bytes(outside.anchors.read_bytes()[:-9]),
        lambda outside: outside.anchors.write_bytes(outside.anchors.read_bytes() + b"no line of ours\n" * 9000),
        lambda outside: outside.anchors.write_bytes(b""),
        lambda outside: outside.anchors.unlink(),
    ],
)  # fmt: skip
def test_the_last_anchor_is_the_last_that_counts_whatever_stands_after_it(
    tmp_path: Path, after: Callable[[Outside], None]
) -> None:
    outside = Outside(KEY, tmp_path / "anchors.jsonl")
    _written(outside, *((rows, END) for rows in range(1, 4)))
    after(outside)
    anchors, _ = outside.read()
    assert outside.last() == (anchors[-1] if anchors else None)


def test_the_last_anchor_is_found_without_reading_what_years_have_added(tmp_path: Path) -> None:
    """The lines before are of no use to the start: here they are a hole of 64 gigabytes."""
    outside = Outside(KEY, tmp_path / "anchors.jsonl")
    with outside.anchors.open("wb") as file:
        file.truncate(2**36)
    outside.anchors.chmod(0o600)
    _written(outside, (1, END))
    assert outside.last() == Anchor("at", 1, "seal 1")


def test_where_a_share_knows_no_second_names_the_key_is_made_all_the_same_and_once(tmp_path: Path) -> None:
    def refuses(file: Path, name: Path) -> None:
        raise OSError(errno.ENOTSUP, "Operation not supported", str(file), None, str(name))

    made = key_in(tmp_path, make=True, link=refuses)
    assert made is not None
    assert (len(made), key_in(tmp_path, make=True, link=refuses)) == (64, made)
    assert [path.name for path in tmp_path.iterdir()] == ["history.key"]
    assert stat.S_IMODE((tmp_path / "history.key").stat().st_mode) == 0o600


def test_a_key_for_which_there_was_no_room_is_made_at_the_next_start_and_an_empty_one_is_none(tmp_path: Path) -> None:
    """Where a share knows no second names, another instance may look before the key is written."""
    full = ExitStack()

    def refuses(_file: Path, _name: Path) -> None:
        full.enter_context(nothing_can_be_written())
        raise OSError(errno.ENOTSUP, "Operation not supported")

    with full, pytest.raises(OSError, match="File too large"):
        key_in(tmp_path, make=True, link=refuses)
    assert list(tmp_path.iterdir()) == []

    (tmp_path / "history.key").write_bytes(b"\n")
    for make in (True, False):
        with pytest.raises(OSError, match=r"history\.key is empty"):
            outside_of(Settings(_env_file=None), tmp_path, make=make)
    (tmp_path / "history.key").unlink()
    assert outside_of(Settings(_env_file=None), tmp_path) is not None


def test_the_key_is_made_once_for_ourselves_alone_unless_a_setting_gives_one(tmp_path: Path) -> None:
    settings = Settings(_env_file=None)
    assert outside_of(settings, tmp_path, make=False) is None
    made, again = outside_of(settings, tmp_path), outside_of(settings, tmp_path, make=False)
    assert made is not None
    assert made == again
    assert len(made.key) == 64
    assert [path.name for path in tmp_path.iterdir()] == ["history.key"]
    assert stat.S_IMODE((tmp_path / "history.key").stat().st_mode) == 0o600
    assert made.key.decode() not in repr(made)
    named = {"audit_key": SecretStr("k" * 40), "audit_anchors": tmp_path / "elsewhere.jsonl"}
    assert outside_of(settings.model_copy(update=named), tmp_path) == Outside(b"k" * 40, tmp_path / "elsewhere.jsonl")


def test_a_key_that_could_be_guessed_is_refused_before_the_start_and_not_shown() -> None:
    with pytest.raises(WrongSettings) as wrong:
        Settings(_env_file=None).model_copy(update={"audit_key": SecretStr("winter-2026")}).needed_to_serve()
    (said,) = [problem for problem in wrong.value.problems if problem.startswith("AUDIT_KEY is too short")]
    assert "winter" not in said
