"""What commands share: the data folder, the settings, and one line with what to do when something cannot be used."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

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


def settings_or_stop(overrides: dict[str, object] | None = None) -> Settings:
    """The settings, or every problem with them and the end."""
    try:
        return read_settings(overrides)
    except WrongSettings as wrong:
        stop(*wrong.problems)
