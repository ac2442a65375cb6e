"""`front-door restore`: put a copy back, all of it or nothing, and say what of the time after it is to be done."""

from __future__ import annotations

import errno
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import click
from sqlalchemy.exc import DBAPIError

from bot.access import database_sign_in
from bot.commands.options import data_option, settings_or_stop, stop
from bot.commands.stored import outside_or_stop
from bot.copies import archive
from bot.copies.archive import InUse
from bot.copies.loading import known_or_refused
from bot.copies.manifest import Manifest, NotACopy
from bot.copies.restoring import Refused, Restored, Restoring
from bot.copies.tables import CannotBeStored
from bot.people.directory import DirectoryProblems, everyone_of, read_directory
from bot.register import audit
from bot.register.anchor_file import Outside
from bot.register.erasure import NotForgotten
from bot.register.register import NotSaved, explained, open_engine
from bot.settings import WrongSettings, database_url
from dialogs.model import Person
from dialogs.wording import LONDON

CLOCKS: Final = timedelta(hours=2)
"""How far the clocks of two machines, or the zone that somebody reads a log in, may be apart."""


class Moment(click.ParamType[Any]):
    """A time on the council's clock, or the word ``copy``: nothing ran after the copy was made."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The time with its zone, or in a line that it is none."""
        if value == "copy" or isinstance(value, datetime):
            return value
        try:
            at = datetime.fromisoformat(value.strip())
        except ValueError:
            self.fail(f"{value.strip() or 'Nothing'} is no time. Write it such as 2026-11-30T14:05.", param, ctx)
        return at if at.tzinfo else at.replace(tzinfo=LONDON)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Keep the register that is there aside, and put the copy in its place.")
@click.option("--ran-until", type=Moment(), help="When the front door last ran, where nothing here tells; or: copy.")
@click.option("--without-key", is_flag=True, help="The key of the history is lost: nobody can tell then what is true.")
@data_option
def command(file: Path, data: Path, ran_until: Any, *, replace: bool, without_key: bool) -> None:
    """Put a copy back into the data folder, or into the database of DATABASE_URL. Stop the front door first.

    The copy may be of SQLite or PostgreSQL, and goes into either. It is checked to its last byte before anything is
    changed; killed at any moment, this leaves the register that was there or the one of the copy.
    """
    outside = None if without_key else outside_or_stop(data)
    now = datetime.now(UTC)
    with told(file):
        said = sound_copy(file, outside, without_key=without_key)
        until = said.at if ran_until == "copy" else ran_until
        if until is not None and until < said.at:
            stop(f"--ran-until is before the copy was made ({said.at:%Y-%m-%d %H:%M} UTC). Say when it ran last.")
        if until is not None and until > now + CLOCKS:
            stop("--ran-until has not come yet, and what people are to hear until then would count as told. Say when.")
        work = Restoring(file, said, outside, directory(), now, replace, until)
        settings = settings_or_stop()
        url = database_url(settings, data)
        if url.startswith("sqlite:///"):
            done = work.into_sqlite(Path(url.removeprefix("sqlite:///")))
        else:
            options = {audit.KEY: outside.key} if outside else {}
            engine = open_engine(url, options=options, sign_in=database_sign_in(settings, time.time))
            try:
                done = work.into_postgres(engine)
            finally:
                engine.dispose()
    click.echo("\n".join(_what_came_of_it(said, done, without_key=without_key)))


def sound_copy(file: Path, outside: Outside | None, *, without_key: bool) -> Manifest:
    """What a copy says of itself, once all of it was read. Stops where it cannot be trusted; raises `NotACopy`."""
    said = archive.opened(file)
    known_or_refused(said)
    if without_key or (outside is None and not said.seal):  # the history in it is looked at when it is loaded
        return said
    if not said.seal:
        stop(
            "The copy has no seal, and the history here has a key. It was made before there was one, or was changed "
            "and its seal taken off. Take another copy; if you know where it lay all the time, add --without-key."
        )
    if outside is None:
        stop(
            "The copy is sealed with the key of its history, and that key is not here. Put history.key into "
            "the data folder or set AUDIT_KEY. If it is lost for good, add --without-key."
        )
    if not said.is_of(outside.key):
        stop(
            "The copy was changed after it was made, or was made with another key of the history. "
            "Take another copy, or put its key here."
        )
    return said


@contextmanager
def told(file: Path) -> Iterator[None]:
    """Say in a sentence why nothing was put back."""
    try:
        yield
    except (NotACopy, CannotBeStored) as unsound:
        stop(f"{file} cannot be put back. {unsound}", "Nothing was changed.")
    except WrongSettings as wrong:
        stop(*wrong.problems)
    except (Refused, InUse) as refused:
        stop(str(refused), "Nothing was changed.")
    except (DBAPIError, NotSaved) as error:
        why = explained(error) if isinstance(error, DBAPIError) else error
        stop(f"Nothing was put back: {why}. Check DATABASE_URL or --data, and try again.")
    except NotForgotten as left:
        stop(
            f"The copy is put back. The files of the database still hold whoever was erased since: {left.why} "
            "and run front-door retention --rebuild-files."
        )
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        more = "Make space there, and try again" if full else "Check the file and --data"
        stop(f"Nothing was put back: {error.filename or file} cannot be used ({error.strerror}). {more}.")


def _what_came_of_it(said: Manifest, done: Restored, *, without_key: bool) -> Iterator[str]:
    righted, until = done.righted, done.since.until
    assert until is not None
    yield f"Put back the copy of {said.at:%Y-%m-%d %H:%M} UTC: {said.count('requests')} requests."
    if done.aside:
        yield f"What was there is kept as {done.aside}. Remove it within 30 days: erasing does not reach it."
    yield (
        f"What happened from then to {until.astimezone(UTC):%Y-%m-%d %H:%M} UTC counts as told to people. When the "
        "front door runs it reads the whole list; front-door doctor names requests that only the list knows then."
    )
    if righted.set_aside:
        yield (
            f"Set aside, for they waited when the copy was made and may have been sent since: {righted.set_aside} "
            "messages. front-door deliveries list shows them, and front-door deliveries retry sends one."
        )
    if righted.erased:
        yield f"Erased again, for they were erased after the copy was made: {righted.erased}."
    yield (
        "Who was erased since is known by the anchors and by the register that was replaced. If neither was here, "
        "erase again whoever asked since then."
    )
    if without_key:
        yield "The history was not checked. Start the front door once, then run front-door audit accept."


def directory() -> tuple[Person, ...]:
    """Everyone whom the directory names: who is erased again is found by their id, and taken out of words by name."""
    try:
        return everyone_of(read_directory(settings_or_stop().directory))
    except DirectoryProblems:
        return ()  # an unsound directory must not keep a copy from being put back
