"""`front-door drill`: put a copy back where nobody uses it, try it, and keep a dated line for an auditor."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import orjson

from bot.commands import backup, restore
from bot.commands.options import data_option, stop
from bot.commands.stored import outside_or_stop, register_of
from bot.copies.drilling import Lost, Tried, lost, try_out
from bot.copies.manifest import Manifest
from bot.private_files import FILE
from bot.register import audit
from bot.register.register import Register

TAKEN = ".front-door-drill.tar.gz"
RECORD = "drills.jsonl"


@click.command()
@click.argument("copy", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--record", type=click.Path(dir_okay=False, path_type=Path), help=f"Where the line goes ({RECORD} in DIR)."
)
@data_option
def command(data: Path, copy: Path | None, record: Path | None) -> None:
    """Put a copy back where nobody uses it, try it there, and say how long it took and what would be lost.

    COPY is the one to try, such as last night's; without it one is taken now, and removed at the end. The register in
    use is read and never changed, but for a row in the history that says that this was done. Ends with 1 when the copy
    cannot be put back.
    """
    outside, kept = outside_or_stop(data), record or data / RECORD
    file, now = copy or data / TAKEN, datetime.now(UTC)
    with register_of(data, migrates=False) as register:
        began = time.monotonic()
        if copy is None:
            with backup.told(file):
                backup.made(register, outside, file, now)
        taken = time.monotonic()
        try:
            with restore.told(file):
                said = restore.sound_copy(file, outside, without_key=outside is None)
                tried = try_out(register.engine, file, said, outside, restore.directory(), now)
        except SystemExit:
            _keep(register, kept, {"at": _iso(now), "copy": file.name, "result": "failed"}, now)
            raise
        finally:
            if copy is None:
                file.unlink(missing_ok=True)
        ended = time.monotonic()
        gone = register.read_now(lambda connection: lost(connection, said, now))
        line = _line(said, tried, gone, now, took=(taken - began if copy is None else None, ended - taken))
        _keep(register, kept, line, now)
    click.echo(
        f"Put back the copy of {said.at:%Y-%m-%d %H:%M} UTC into {tried.place}, in {line['seconds']['restore']} s: "
        f"{tried.requests} requests, every one read; history whole to row {said.rows}."
    )
    hours = gone.age.total_seconds() / 3600
    click.echo(f"Since that copy ({hours:.1f} hours): {gone.requests} requests, {gone.history} rows of the history.")
    click.echo(f"Noted in {kept} and in the history. Nothing of it is left.")


def _line(said: Manifest, tried: Tried, gone: Lost, now: datetime, took: tuple[float | None, float]) -> dict[str, Any]:
    seconds = {name: round(each, 1) for name, each in zip(("copy", "restore"), took, strict=True) if each is not None}
    return {
        "at": _iso(now),
        "copy": said.made,
        "database": said.database,
        "front_door": said.front_door,
        "history": said.rows,
        "lost_since": {"hours": round(gone.age.total_seconds() / 3600, 1), "requests": gone.requests},
        "place": tried.place,
        "requests": tried.requests,
        "result": "ok",
        "rows": sum(table.rows for table in said.tables),
        "seconds": seconds,
    }


def _keep(register: Register, record: Path, line: dict[str, Any], now: datetime) -> None:
    """Add the line to the file, and to the history, where nobody can change it."""
    entry = audit.Entry("operator", "drilled", "history", line)
    register.write_now(lambda connection: audit.append(connection, now, entry))
    try:
        handle = os.open(record, os.O_WRONLY | os.O_APPEND | os.O_CREAT, FILE)
        with os.fdopen(handle, "wb") as kept:
            kept.write(orjson.dumps(line, option=orjson.OPT_SORT_KEYS) + b"\n")
    except OSError as error:
        stop(
            f"{record} cannot be written ({error.strerror}). The history has the line; name another file with --record."
        )


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
