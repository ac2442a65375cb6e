"""`front-door erase --person`: remove one person's data, from the database file too."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from bot import erasure
from bot.commands.options import data_option, not_blank, settings_or_stop, stop
from bot.commands.stored import outside_or_stop, register_of
from bot.people.directory import DirectoryProblems, everyone_of, read_directory
from bot.register import identity
from bot.register.anchor_file import ERASED, Anchor
from bot.register.audit import end_of
from bot.register.dbos_leftovers import remove_dbos
from bot.register.erasure import NotForgotten
from bot.register.register import NotSaved, Register
from dialogs.model import Person


@click.command()
@click.option(
    "--person", required=True, callback=not_blank, help="Entra object id or user principal name of the person."
)
@click.option("--yes", is_flag=True, help="Do not ask: remove what is shown.")
@data_option
def command(person: str, data: Path, *, yes: bool) -> None:
    """Remove one person's data. Stop the front door first.

    Shows what will go, then asks. Where nobody can be asked (no terminal) it needs --yes: without, it shows what would
    go, removes nothing and ends with 1.

    Their name, address, drafts and all that they wrote go, from the database file too, and from what others wrote
    where it names them. Requests that they sent go on without them. The list items follow when the front door runs
    again.
    """
    named = _directory()
    with register_of(data) as register:
        try:
            planned = erasure.plan(register, person, named, datetime.now(UTC))
            click.echo("\n".join(("What will go:", *_told(planned))))
            if not yes and not sys.stdin.isatty():
                stop("Nothing was removed, because nobody can be asked here. Add --yes to remove it.")
            if not yes:
                click.confirm("This cannot be undone. Remove it?", abort=True)
            _keep_mark(register, data, erasure.erase(register, person, named, datetime.now(UTC)))
        except erasure.Unknown as unknown:
            _finish(register)
            stop(str(unknown))
        except (identity.Nobody, identity.Several, erasure.Running, NotForgotten) as refused:
            stop(str(refused))
        except NotSaved as error:
            stop(f"Nothing was removed: {error}. Try again in a moment.")
        remove_dbos(register.engine, data)
    click.echo("Removed.")
    if planned.items:
        click.echo(f"When the front door runs again it clears these items of the list: {', '.join(planned.items)}.")
        click.echo("SharePoint keeps earlier versions of an item: remove those there if they must go too.")
    if any(person.strip().lower() in (p.aad_id.lower(), p.upn.lower()) for p in named):
        click.echo("DIRECTORY still names this person. Take them out there, or they are written to again.")


def _keep_mark(register: Register, data: Path, erased: erasure.Erased) -> None:
    """Note beside the anchors that somebody was erased: a copy that is put back later forgets them again."""
    outside = outside_or_stop(data)
    if outside is None or not erased.mark:
        return
    rows, _ = register.read_now(end_of)
    try:
        outside.keep(Anchor(datetime.now(UTC).isoformat(timespec="milliseconds"), rows, erased.mark), ERASED)
    except OSError as error:
        click.echo(
            f"Not noted beside the anchors ({error.strerror}): erase them again if a copy is put back.", err=True
        )


def _finish(register: Register) -> None:
    """What an earlier run could not do to the files."""
    try:
        erasure.finish(register)
    except NotForgotten as left:
        stop(str(left))


def _told(planned: erasure.Erased) -> list[str]:
    """What will go, a line for each kind that there is."""
    gone, counts = planned.forgotten, planned.forgotten.counts
    lines = (
        (counts["people"], "name, address and chat"),
        (counts["installations"], "whether the bot installed the app for them"),
        (counts["profiles"], "department and manager, and whose manager they are"),
        (gone.drafts, f"drafts: {gone.drafts}"),
        (len(gone.own), f"name and words in the requests they sent: {', '.join(gone.own)}"),
        (len(gone.joined), f"their part in the requests they joined or help with: {', '.join(gone.joined)}"),
        (len(gone.named), f"their name, notes and questions in requests of others: {', '.join(gone.named)}"),
        (counts["notes"], f"notes in the stories of requests: {counts['notes']}"),
        (counts["channels"], f"that they chose where an agenda is kept: {counts['channels']}"),
        (counts["drafts of others"], f"their name in drafts of others: {counts['drafts of others']}"),
        (planned.deliveries.theirs, f"messages to them, sent or waiting: {planned.deliveries.theirs}"),
        (planned.deliveries.others, f"messages to others that hold something of theirs: {planned.deliveries.others}"),
        (counts["occasions"], f"digests noted as sent: {counts['occasions']}"),
    )
    told = [f"  {words}" for many, words in lines if many]
    if planned.shared:
        told.append("Somebody else has the same name, so it stays in what others wrote. Look there yourself.")
    return told


def _directory() -> tuple[Person, ...]:
    """Everyone whom the directory names, so that one of them can be given by their sign-in name."""
    try:
        return everyone_of(read_directory(settings_or_stop().directory))
    except DirectoryProblems:
        return ()  # an unsound directory must not keep a person's data
