"""`front-door audit`: whether the history is whole and unchanged, and taking it as it is after a copy was put back."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from bot import seals
from bot.commands.options import data_option, stop
from bot.commands.seals import Read, read_or_stop
from bot.commands.stored import outside_or_stop, register_of
from bot.register import audit
from bot.register.anchor_file import ACCEPTED, Anchor
from bot.register.register import NotSaved
from dialogs.wording import local_day

_list_option = click.option(
    "--without-list", is_flag=True, help="Do not read the list of seals: hold the history against the anchors alone."
)


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
@_list_option
@data_option
def verify(data: Path, elsewhere: Path | None, *, without_list: bool) -> None:
    """Walk the whole history and name every row that was changed or removed. Ends with 1 if there is any.

    Each row is checked against its seal, and the whole against what the front door keeps outside the database: the
    anchors of its end, and the list of seals on the site. So a history that was cut, emptied or replaced as a whole is
    found too. The last lines say what it was held against.
    """
    outside = outside_or_stop(data)
    if outside and elsewhere:
        outside = replace(outside, anchors=elsewhere)
    read = Read(None, "it was left out with --without-list") if without_list else read_or_stop(data)
    today = local_day(datetime.now(UTC))
    with register_of(data) as register:
        try:
            rows, held = register.read_now(lambda connection: seals.verified(connection, outside, read.there, today))
            anchors = outside.read()[0] if outside else ()
        except OSError as error:
            stop(f"The anchors cannot be read ({error.strerror}). Run this as the front door's own user.")
    for note in held.notes:
        click.echo(note)
    against = [_of_anchors(anchors), read.line]
    if held.faults:
        stop(
            *held.faults,
            *against,
            f"{rows} rows read, {len(held.faults)} faults. Keep the database, the anchors, the list and the log as "
            "they are, and tell your security team.",
            "If you put back a copy of the database or lost the key, that is why: then run front-door audit accept.",
        )
    if anchors or read.seals:
        click.echo(f"{rows} rows read. The history is whole: every row matches its seal.")
    else:
        click.echo(f"{rows} rows read. Every row matches its seal. Nothing here tells if rows are missing at the end.")
    if outside is None:
        click.echo("There is no key here yet: until serve has made one, a history that was written anew is not told.")
    click.echo("\n".join(against[outside is None :]))


def _of_anchors(anchors: tuple[Anchor, ...]) -> str:
    """What the anchors of this machine say of the end."""
    if not anchors:
        return 'No anchor is kept here: compare with the lines "history anchored" of the log, or give --anchors.'
    return f"Its end was last anchored at row {anchors[-1].rows}, {anchors[-1].at}."


@command.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@_list_option
@data_option
def accept(data: Path, *, yes: bool, without_list: bool) -> None:
    """Take the history as it is, after a copy was put back or the key was lost.

    Shows what is wrong with it, then asks. From here on it is whole if nothing of it changes. That it was accepted,
    when and at which row, stands in the history and in the file of anchors for good.
    """
    outside = outside_or_stop(data)
    if outside is None:
        stop("There is no key here yet. Start the front door once, or set AUDIT_KEY.")
    there = None if without_list else read_or_stop(data).there
    with register_of(data) as register:
        try:
            today = local_day(datetime.now(UTC))
            faults = register.read_now(lambda connection: seals.verified(connection, outside, there, today))[1].faults
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
