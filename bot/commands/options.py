"""What commands share: the data folder, the settings, and one line with what to do when something cannot be used."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from bot.settings import DEFAULT_DATA, Settings, WrongSettings, database_url, read_settings

if TYPE_CHECKING:
    from bot.register.outside import Outside
    from bot.register.register import Register

NO_KEY = "The history is sealed with a key that is not here. Name the folder that serve uses with --data."
F = TypeVar("F", bound=Callable[..., Any])


class _Folder(click.Path):
    """A folder that was said: a blank one would be the folder in which the shell stands."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's
        """The folder, refused when blank."""
        if isinstance(value, str) and not value.strip():
            self.fail("it is blank. Say which folder, or leave --data out.", param, ctx)
        return super().convert(value, param, ctx)


def not_blank(_context: click.Context, parameter: click.Parameter, value: Any) -> Any:  # noqa: ANN401 - whatever it takes
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


@contextmanager
def register_of(data: Path) -> Iterator[Any]:
    """The register of this data folder or of `DATABASE_URL`, closed again at the end. It must be there already."""
    from bot.anchoring import Anchoring  # noqa: PLC0415 - help must not wait for the database's library
    from bot.register import audit  # noqa: PLC0415 - the same
    from bot.register.opening import CannotOpen, open_register  # noqa: PLC0415 - the same

    url = database_url(settings_or_stop(), data)
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        stop(f"There is no register in {data}. Name the folder that serve uses with --data, or set DATABASE_URL.")
    outside = outside_or_stop(data)
    try:
        register = open_register(url, outside=outside)
    except CannotOpen as error:
        stop(str(error))
    anchoring = Anchoring(outside, lambda: datetime.now(UTC))
    register.settled = anchoring.heard
    try:
        if outside is None and register.read_now(audit.sealed):
            stop(NO_KEY)
        yield register
    finally:
        register.close()
        anchoring.keep(last=True)


def outside_or_stop(data: Path) -> Outside | None:
    """The key and the anchors of the history, if the front door has made them. No command makes a key."""
    from bot.anchoring import outside_of  # noqa: PLC0415 - help must not wait for the database's library

    try:
        return outside_of(settings_or_stop(), data, make=False)
    except OSError as error:
        stop(f"The key of the history cannot be read ({error.strerror}). Run this as the front door's own user.")


def leave_trace(register: Register, subject: str, fields: Mapping[str, object]) -> None:
    """Note in the history that somebody at this machine takes a copy of what is stored; without it none is given."""
    from bot.register import audit  # noqa: PLC0415 - help must not wait for the database's library
    from bot.register.register import NotSaved  # noqa: PLC0415 - the same

    entry = audit.Entry("operator", "exported", subject, fields)
    try:
        register.write_now(lambda connection: audit.append(connection, datetime.now(UTC), entry))
    except NotSaved as error:
        stop(f"Nothing is given out, for it cannot be noted in the history: {error}. Try again in a moment.")
