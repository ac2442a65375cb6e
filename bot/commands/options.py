"""What commands share: the data folder, the settings, and one line with what to do when something cannot be used."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from bot.setting_checks import doubtful
from bot.setting_sources import read_sources
from bot.settings import DEFAULT_DATA, Settings, WrongSettings, read_settings

F = TypeVar("F", bound=Callable[..., Any])


class _Folder(click.Path):
    """A folder that was said: a blank one would be the folder in which the shell stands."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The folder, refused when blank."""
        if isinstance(value, str) and not value.strip():
            self.fail("it is blank. Say which folder, or leave --data out.", param, ctx)
        return super().convert(value, param, ctx)


def not_blank(_context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """Refuse a value that is blank: a shell variable that is not set would stand for everybody, or for this folder."""
    if value is not None and not str(value).strip():
        raise click.BadParameter("it is blank. Say which, or leave it out.", param=parameter)
    return value.strip() if isinstance(value, str) else value


class Day(click.ParamType[date]):
    """A day that was said, such as 2026-10-01."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or in a line that it is none."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value.strip())
        except ValueError:
            self.fail(f"{value.strip() or 'Nothing'} is no day. Write it such as 2026-10-01.", param, ctx)


def writable_or_stop(out: Path | None) -> None:
    """Stop before the work where a file cannot be written, or the history would tell of a copy that there is not."""
    there = out if out is None or out.exists() else out.parent
    if there is None or os.access(there, os.W_OK):
        return
    why = os.strerror(errno.EACCES if there.exists() else errno.ENOENT)
    stop(f"{out} cannot be written ({why}). Choose another file with --out.")


def write_or_stop(out: Path | None, content: str | bytes) -> None:
    """Write what a command made into a file and say so, or words to the screen where none was named."""
    if out is None:
        click.echo(content, nl=False)
        return
    try:
        out.write_bytes(content if isinstance(content, bytes) else content.encode())
    except OSError as error:
        stop(f"{out} cannot be written ({error.strerror}). Choose another file with --out.")
    click.echo(f"Wrote {out}.")


def data_option(command: F) -> F:
    """`--data DIR`: the folder that holds what the front door stores."""
    option = click.option(
        "--data",
        type=_Folder(file_okay=False, path_type=Path),
        default=DEFAULT_DATA,
        show_default=True,
        help="Folder that holds what the front door stores.",
    )
    return option(command)


def stop(*lines: str) -> NoReturn:
    """Say what is wrong and what to do, on standard error, and end with 1."""
    for line in lines:
        click.echo(line, err=True)
    sys.exit(1)


def settings_to_serve(overrides: dict[str, object]) -> Settings:
    """The settings with which a front door may start, or everything that is wrong with them, and the end."""
    sources = read_sources(os.environ)
    try:
        return read_settings(overrides).needed_to_serve()
    except WrongSettings as wrong:
        problems = list(wrong.problems)
        if wrong.rest is not None:
            try:
                wrong.rest.needed_to_serve()
            except WrongSettings as more:
                problems += more.problems
    stop(*(sources.told(problem) for problem in problems), *sources.odd)


def doubts_about(settings: Settings, *, local: bool = False) -> list[str]:
    """What may be meant and rarely is, a sentence each with where it stands. On this machine only slips are told."""
    sources = read_sources(os.environ)
    return [*([] if local else map(sources.told, doubtful(settings))), *sources.odd]


def settings_or_stop(overrides: dict[str, object] | None = None) -> Settings:
    """The settings, or every problem with them and the end."""
    try:
        return read_settings(overrides)
    except WrongSettings as wrong:
        sources = read_sources(os.environ)
        stop(*(sources.told(problem) for problem in wrong.problems))
