"""`front-door backup`: a copy of the register in one file, taken while the front door runs and opened again at once."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

from bot.commands.options import data_option, stop
from bot.commands.stored import leave_trace, outside_or_stop, register_of
from bot.copies import archive
from bot.copies.archive import InUse
from bot.copies.manifest import Manifest, NotACopy
from bot.copies.opening import Opened, try_to_open
from bot.copies.rotation import drop_oldest, drop_unfinished, name_at
from bot.copies.tables import CannotBeStored
from bot.copies.taking import note_good, one_moment, take
from bot.register.anchor_file import Outside
from bot.register.register import NotSaved, Register, explained


@click.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write, such as copy.tar.gz.")
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), help="A folder, for a file named by the time."
)
@click.option("--keep", type=click.IntRange(min=1), help="With --into: how many copies stay there, the newest.")
@data_option
def command(data: Path, out: Path | None, into: Path | None, keep: int | None) -> None:
    """Copy the register into one file while the front door runs.

    All tables as they are at one moment, and the anchors of the history; not the key of the history, which you keep
    where you keep secrets. The copy is opened before it counts: each part against its hash, every row against the
    register, the history to its end. The file is for its owner alone. It holds personal data: let it go after 30 days.
    """
    if (out is None) == (into is None):
        stop("Say where: --out FILE, or --into FOLDER for a file named by the time.")
    if keep is not None and into is None:
        stop("--keep goes with --into: only in a folder of copies can old ones be told.")
    now = datetime.now(UTC)
    folder = into if into is not None else out.parent if out is not None else Path()
    if not folder.is_dir():
        stop(f"There is no folder {folder}. Make it first, on another disk than the register's.")
    file = out if out is not None else folder / name_at(now)
    outside = outside_or_stop(data)
    with register_of(data, migrates=False) as register, told(file):
        said, opened = made(register, outside, file, now)
        register.write_now(lambda connection: note_good(connection, said.at))
    click.echo(
        f"Wrote {file}: {said.count('requests')} requests, {opened.rows} rows of {opened.tables} tables, "
        f"history to row {said.rows}. It was opened: every row is as it was read."
    )
    if said.faults:
        click.echo(
            f"The history has {len(said.faults)} faults, in the copy too. Run front-door audit verify.", err=True
        )
    if outside is None:
        click.echo("There is no key of the history here yet, so nobody can tell if the copy is changed.", err=True)
    if into is not None:
        with told(file):
            for gone in [*drop_unfinished(into), *(drop_oldest(into, keep, file) if keep is not None else ())]:
                click.echo(f"Removed {gone}.")


def made(register: Register, outside: Outside | None, file: Path, now: datetime) -> tuple[Manifest, Opened]:
    """Take a copy, open it and put it in place. What goes wrong leaves the file that was there."""
    leave_trace(register, "backup", {})
    with archive.put_in_place(file) as (to, aside):
        with one_moment(register.engine) as connection:
            said = take(connection, to, outside, file.parent, now)
        to.flush()
        opened = try_to_open(aside, said, outside, file.parent)
    return said, opened


@contextmanager
def told(file: Path) -> Iterator[None]:
    """Say in a sentence why no copy was made."""
    try:
        yield
    except (NotACopy, CannotBeStored) as unsound:
        stop(f"The copy cannot be opened, so none was kept. {unsound}")
    except InUse as busy:
        stop(str(busy))
    except (DBAPIError, NotSaved) as error:
        why = explained(error) if isinstance(error, DBAPIError) else error
        stop(f"No copy was made: {why}. Try again in a moment.")
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        more = "Make space there" if full else "Choose another place with --out"
        stop(f"No copy was made: {file.parent} cannot be written ({error.strerror}). {more}.")
