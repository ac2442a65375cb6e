"""`front-door audit`: whether the history is whole and unchanged, and taking it as it is after a copy was put back."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.commands.options import data_option, stop
from bot.commands.stored import outside_or_stop, register_of
from bot.register import audit, audit_verification
from bot.register.anchor_file import ACCEPTED, Anchor
from bot.register.register import NotSaved


@click.group()
def command() -> None:
    """Verify the history of who did what when."""


@command.command()
@click.option(
    "--anchors",
    "elsewhere",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A copy of the file of anchors that is kept elsewhere, instead of the one here.",
)
@data_option
def verify(data: Path, elsewhere: Path | None) -> None:
    """Walk the whole history and name every row that was changed or removed. Ends with 1 if there is any.

    Each row is checked against its seal, and the end against the anchors that the front door keeps outside the
    database: so a history that was cut, emptied or replaced as a whole is found too.
    """
    outside = outside_or_stop(data)
    if outside and elsewhere:
        outside = replace(outside, anchors=elsewhere)
    with register_of(data) as register:
        try:
            rows, faults = register.read_now(lambda connection: audit_verification.verify(connection, outside))
            anchors = outside.read()[0] if outside else ()
        except OSError as error:
            stop(f"The anchors cannot be read ({error.strerror}). Run this as the front door's own user.")
    if faults:
        stop(
            *faults,
            f"{rows} rows read, {len(faults)} faults. Keep the database, the anchors and the log as they are, "
            "and tell your security team.",
            "If you put back a copy of the database or lost the key, that is why: then run front-door audit accept.",
        )
    if anchors:
        click.echo(f"{rows} rows read. The history is whole: every row matches its seal.")
    else:
        click.echo(f"{rows} rows read. Every row matches its seal. Nothing here tells if rows are missing at the end.")
    if outside is None:
        click.echo("There is no key here yet: until serve has made one, a history that was written anew is not told.")
    elif anchors:
        click.echo(f"Its end was last anchored at row {anchors[-1].rows}, {anchors[-1].at}.")
    else:
        click.echo('No anchor is kept here: compare with the lines "history anchored" of the log, or give --anchors.')


@command.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
def accept(data: Path, *, yes: bool) -> None:
    """Take the history as it is, after a copy was put back or the key was lost.

    Shows what is wrong with it, then asks. From here on it is whole if nothing of it changes. That it was accepted,
    when and at which row, stands in the history and in the file of anchors for good.
    """
    outside = outside_or_stop(data)
    if outside is None:
        stop("There is no key here yet. Start the front door once, or set AUDIT_KEY.")
    with register_of(data) as register:
        try:
            _, faults = register.read_now(lambda connection: audit_verification.verify(connection, outside))
            if not faults:
                click.echo("The history is whole. There is nothing to accept.")
                return
            click.echo("\n".join(("What is wrong with it:", *(f"  {fault}" for fault in faults))))
            if not yes and not sys.stdin.isatty():
                stop("Nothing was accepted, because nobody can be asked here. Add --yes to accept it.")
            if not yes:
                click.confirm("Nobody can tell afterwards what stood there before. Accept it?", abort=True)
            at = datetime.now(UTC)
            rows = register.write_now(lambda connection: audit.accept(connection, at))
            _, seal = register.read_now(audit.end_of)
            outside.keep(Anchor(at.isoformat(timespec="seconds"), rows + 1, seal), ACCEPTED)
        except NotSaved as error:
            stop(f"Nothing was accepted: {error}. Try again in a moment.")
        except OSError as error:
            stop(f"The anchors cannot be read or kept ({error.strerror}). Run this as the front door's own user.")
    click.echo(f"Accepted: {rows} rows, as they are.")
