"""`front-door roadmap`: what comes now, next and later, and what moved since a day, as text, JSON or a picture."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

import click

from bot.board.roadmap import UNPLACED, Names, as_json, as_text, names_of
from bot.board.roadmap_svg import as_svg
from bot.commands.options import data_option, settings_or_stop, stop
from bot.commands.stored import leave_trace, register_of
from bot.people.directory import DirectoryProblems, areas, read_directory
from bot.register.register import Register
from bot.register.roadmap import entries, moved
from dialogs.roadmap import Roadmap, roadmap_of
from dialogs.wording import LONDON, local_day
from governance_rules import Rulebook, RulebookProblems, load_rulebook
from governance_rules.capacity import first_of_quarter


@click.command(short_help="What comes now, next and later, and what moved.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "svg"]),
    default="text",
    show_default=True,
    help="Text to read, JSON for another program, or a picture.",
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Tell what moved from this day on, such as 2026-10-01. Left out: from the first day of this quarter.",
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file instead of the screen."
)
@data_option
def command(form: str, since: datetime | None, out: Path | None, data: Path) -> None:
    """Show the roadmap: every request that is in review, approved or in delivery, by timeframe and service area.

    The body that decides sets the timeframe; until then the rules suggest one. Where the rules say how many days of
    work there are in a quarter, what no longer fits is named.
    """
    now = datetime.now(UTC)
    today = local_day(now)
    first = since.date() if since else first_of_quarter(today)
    if first > today:
        raise click.BadParameter(f"{first} is still to come. Give a day that is past.", param_hint="--since")
    rulebook, names = rules_or_stop(today)
    with register_of(data) as register:
        leave_trace(register, "roadmap", {"format": form, "since": first.isoformat()})
        roadmap = read(register, rulebook, today, first)
    said = as_json(roadmap) if form == "json" else as_svg(roadmap, names) if form == "svg" else as_text(roadmap, names)
    if out is None:
        click.echo(said, nl=False)
        return
    try:
        out.write_text(said, encoding="utf-8")
    except OSError as error:
        stop(f"{out} cannot be written ({error.strerror}). Choose another file with --out.")
    click.echo(f"Wrote {out}.")


def rules_or_stop(day: date) -> tuple[Rulebook, Names]:
    """The rulebook in use, and what it and the directory call things."""
    settings = settings_or_stop()
    try:
        named = areas(read_directory(settings.directory))
        rulebook = load_rulebook(settings.rulebook, named, day)
    except (DirectoryProblems, RulebookProblems) as wrong:
        stop(*str(wrong).splitlines())
    return rulebook, names_of(rulebook, named)


def read(register: Register, rulebook: Rulebook, day: date, since: date) -> Roadmap:
    """The roadmap as the register has it, with what moved from a day of the council's on."""
    begins = datetime.combine(since, time(), LONDON)
    question = rulebook.capacity.question if rulebook.capacity else ""
    found, moves = register.read_now(lambda connection: (entries(connection, question), moved(connection, begins)))
    return roadmap_of(rulebook, found, moves, day, since, UNPLACED)
