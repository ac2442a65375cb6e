"""What commands share: what may be said, where a file may be written, which list is meant, and what was read of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import Connection, delete, update

from bot.audit_anchor import outside_of
from bot.commands import history
from bot.commands.lists import where
from bot.commands.options import Day, data_option, not_blank, writable_or_stop, write_or_stop
from bot.commands.seals import Read
from bot.register.opening import open_register
from bot.register.schema import audit
from bot.register.seals import Seal, SealList, SealRow
from bot.settings import GRAPH, Settings
from bot.sharepoint.access import LOCAL_FOLDER, LOCAL_SITE
from tests.bot.register.histories import NOW, anchored, attacked

NO_DAY = "is no day. Write it such as 2026-10-01."


@click.command()
@click.option("--name", callback=not_blank)
@click.option("--day", type=Day(), default=date(2026, 1, 1))
@data_option
def spoken(name: str | None, day: date, data: Path) -> None:
    """Say what was said."""
    click.echo(json.dumps([name, day.isoformat(), data.name]))


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ((), [None, "2026-01-01", ".data"]),
        (("--name", " Officer "), ["Officer", "2026-01-01", ".data"]),
        (("--name", " "), "it is blank. Say which, or leave it out."),
        (("--name", ""), "it is blank. Say which, or leave it out."),
        (("--day", " 2026-10-01 "), [None, "2026-10-01", ".data"]),
        (("--day", "1 October"), f"1 October {NO_DAY}"),
        (("--day", " "), f"Nothing {NO_DAY}"),
        (("--data", "here"), [None, "2026-01-01", "here"]),
        (("--data", " "), "it is blank. Say which folder, or leave --data out."),
    ],
)
def test_what_is_said_is_taken_without_its_blanks_and_a_blank_is_refused(words: tuple[str, ...], heard: Any) -> None:
    done = CliRunner().invoke(spoken, words, env={"FRONT_DOOR_DATA": ""})
    if isinstance(heard, str):
        assert (done.exit_code, heard in done.output) == (2, True), done.output
    else:
        assert json.loads(done.output) == heard


def test_a_file_is_written_where_it_can_be_and_words_go_to_the_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_or_stop(None, "words")
    for content in ("wörds", "wörds".encode()):
        write_or_stop(tmp_path / "out.txt", content)
        assert (tmp_path / "out.txt").read_bytes() == "wörds".encode()
    for sound in (None, tmp_path / "out.txt", tmp_path / "new.txt"):
        writable_or_stop(sound)
    assert capsys.readouterr().out == "words" + f"Wrote {tmp_path / 'out.txt'}.\n" * 2
    for refused in (writable_or_stop, lambda out: write_or_stop(out, "words")):
        with pytest.raises(SystemExit):
            refused(tmp_path / "nowhere" / "out.txt")
        assert "cannot be written (No such file or directory)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("site", "graph", "local", "reached"),
    [
        ("", GRAPH, True, (LOCAL_SITE, True, 0)),
        ("", GRAPH, False, ("", False, 2)),
        ("council.example:/sites/x", GRAPH, True, ("council.example:/sites/x", False, 1)),
        ("", "http://127.0.0.1:9/v1.0", True, (LOCAL_SITE, False, 0)),
        ("", "http://127.0.0.1:9/v1.0", False, (LOCAL_SITE, False, 0)),
        ("council.example:/sites/x", "http://127.0.0.1:9/v1.0", False, ("council.example:/sites/x", False, 0)),
        ("", "https://graph.example/v1.0", True, ("", False, 2)),
    ],
)
def test_the_list_is_that_of_the_settings_and_without_any_that_of_a_local_front_door(
    tmp_path: Path, site: str, graph: str, reached: tuple[str, bool, int], *, local: bool
) -> None:
    if local:
        (tmp_path / LOCAL_FOLDER).mkdir()
    access, folder, problems = where(Settings(_env_file=None, sharepoint_site=site, graph_base_url=graph), tmp_path)
    assert (access.site, folder == tmp_path / LOCAL_FOLDER, len(problems)) == reached


def test_what_was_read_of_the_list_of_seals_is_said_by_its_days() -> None:
    at = datetime(2026, 11, 23, 2, tzinfo=UTC)
    seal = Seal(at.date(), at, 3, "seal", "first")
    row = SealRow("1", seal, seal, at)
    unread = replace(row, first=None)
    other = replace(row, first=replace(seal, day=date(2026, 11, 21)))
    said = {
        (): (0, "has no seal yet."),
        (unread,): (0, "has no seal yet."),
        (row, unread, other): (2, "2026-11-21 to 2026-11-23."),
    }
    for rows, (seals, words) in said.items():
        read = Read(SealList(at, rows))
        assert (read.seals, read.line.endswith(words)) == (seals, True), read.line
    none = Read(None, "it is elsewhere")
    assert (none.seals, none.line.endswith("it is elsewhere.")) == (0, True)


def test_the_doctor_says_how_long_the_history_is_and_when_it_was_anchored(made_file: Path, tmp_path: Path) -> None:
    def said(settings: Settings, data: Path) -> list[tuple[str, str]]:
        return [(one.state, one.sentence) for one in history.state(settings, data)]

    settings = Settings(_env_file=None)
    assert said(settings, tmp_path) == []
    (tmp_path / "front-door.sqlite").write_bytes(made_file.read_bytes())
    assert said(settings, tmp_path) == [("left out", "no key here yet. serve makes it, or set AUDIT_KEY")]
    url, outside = f"sqlite:///{tmp_path / 'front-door.sqlite'}", outside_of(settings, tmp_path, make=True)
    open_register(url, outside=outside).close()
    assert said(settings, tmp_path) == [("ok", "whole, 0 rows; not anchored yet")]
    anchored(url, outside)
    assert said(settings, tmp_path) == [("ok", f"whole, 5 rows; anchored last at row 5, {NOW.isoformat()}")]
    forged = update(audit).where(audit.c.number == 2).values(hash="x")
    for attack, more in ((forged, False), (delete(audit).where(audit.c.number == 5), True)):
        attacked(url, partial(Connection.execute, statement=attack))
        ((state, sentence),) = said(settings, tmp_path)
        assert (state, " more). Run front-door audit verify" in sentence) == ("mend", more), sentence
