"""What commands share: the data folder, the settings, and one line with what to do when something cannot be used."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from bot.settings import DEFAULT_DATA, Settings, WrongSettings, database_url, read_settings

F = TypeVar("F", bound=Callable[..., Any])


def data_option(command: F) -> F:
    """`--data DIR`: the folder that holds what the front door stores."""
    option = click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
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


@contextmanager
def register_of(data: Path) -> Iterator[Any]:
    """The register of this data folder or of `DATABASE_URL`, closed again at the end. It must be there already."""
    from bot.register.opening import CannotOpen, open_register  # noqa: PLC0415 - help must not wait for the database's library

    url = database_url(settings_or_stop(), data)
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        stop(f"There is no register in {data}. Name the folder that serve uses with --data, or set DATABASE_URL.")
    try:
        register = open_register(url)
    except CannotOpen as error:
        stop(str(error))
    try:
        yield register
    finally:
        register.close()
