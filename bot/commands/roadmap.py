"""`front-door roadmap`: what comes now, next and later, and what moved, as text, JSON, a picture or a paper."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import Final

import click

from bot.board.roadmap import UNPLACED, Names, as_json, as_text, names_of
from bot.board.roadmap_svg import as_svg
from bot.commands.options import Day, data_option, not_blank, stop, writable_or_stop, write_or_stop
from bot.commands.rules_in_use import rules_in_use_or_stop
from bot.commands.stored import leave_trace, register_of
from bot.people.directory import areas
from bot.register.register import Register
from bot.register.roadmap import entries, finished, moved
from dialogs.roadmap import Roadmap, roadmap_of
from dialogs.wording import day_begins, local_day, say_day
from governance_rules import Rulebook
from governance_rules.capacity import MONTHS_OF_A_QUARTER, first_of_quarter, next_quarter

_QUARTER: Final = re.compile(r"([0-9]{4})-Q([1-4])")


@click.command(short_help="What comes now, next and later, and what moved.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "svg"]),
    help="Text to read (if you leave it out), JSON for another program, or a picture.",
)
@click.option(
    "--since",
    type=Day(),
    help="Tell what moved from this day on, such as 2026-10-01. Left out: from the first day of this quarter.",
)
@click.option("--review", "quarter", callback=not_blank, help="The paper for the review of a quarter, such as 2026-Q4.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file instead of the screen; a review to .docx for Word or .html for a phone.",
)
@click.option(
    "--template",
    type=click.Path(dir_okay=False, path_type=Path),
    help="For a review: the council's own Word file with the places of a paper.",
)
@data_option
def command(
    form: str | None, since: date | None, quarter: str | None, out: Path | None, template: Path | None, data: Path
) -> None:
    """Show the roadmap: every request that is in review, approved or in delivery, by timeframe and service area.

    The body that decides sets the timeframe; until then the rules suggest one. Where the rules say how many days of
    work there are in a quarter, what no longer fits is named. --review makes the paper for a quarter of the calendar:
    what moved in it, by whom and why, what no longer fits, what was done, and the whole roadmap.
    """
    now = datetime.now(UTC)
    if quarter is not None:
        if form or since:
            raise click.UsageError("A review is of a whole quarter, as Word or HTML: leave --format and --since out.")
        _review(quarter, out or Path(f"roadmap-review-{quarter}.docx"), template, data, now)
        return
    if template is not None:
        raise click.UsageError("A template is for a review alone: say which with --review 2026-Q4.")
    today = local_day(now)
    first = since or first_of_quarter(today)
    if first > today:
        raise click.BadParameter(f"{say_day(first)} is still to come. Give a day that is past.", param_hint="--since")
    if out is not None and out.suffix.lower() == ".docx":
        stop(f"{out.name} would be no Word document. For one, say which quarter with --review.")
    writable_or_stop(out)
    rulebook, names = rules_or_stop(today)
    with register_of(data) as register:
        leave_trace(register, "roadmap", {"format": form or "text", "since": first.isoformat()})
        roadmap = read(register, rulebook, today, first)
    said = as_json(roadmap) if form == "json" else as_svg(roadmap, names) if form == "svg" else as_text(roadmap, names)
    write_or_stop(out, said)


def _review(quarter: str, out: Path, template: Path | None, data: Path, now: datetime) -> None:
    """Write the paper for the review of a quarter."""
    first, today = _first_of(quarter), local_day(now)
    if first > today:
        this = first_of_quarter(today)
        stop(f"{quarter} has not begun. Name a quarter that has, such as {this.year}-Q{this.month // 3 + 1}.")
    # What draws and what writes Word is imported when it is asked for: it takes half a second and 60 MB.
    files, review = import_module("bot.commands.word_files"), import_module("bot.board.review")
    form, branded = files.form_of(out, template), files.template_or_stop(template)
    writable_or_stop(out)
    rulebook, names = rules_or_stop(today)
    after = next_quarter(first)
    with register_of(data) as register:
        leave_trace(register, "roadmap", {"review": quarter})
        roadmap = read(register, rulebook, today, first, after)
        done = register.read_now(lambda connection: finished(connection, day_begins(first), day_begins(after)))
    body = rulebook.named(rulebook.matrix.decided_by) if rulebook.matrix.decided_by else ""
    content = review.review_of(review.Review(first, roadmap, done, names, body, now))
    write_or_stop(out, files.made(content, form, branded))


def _first_of(quarter: str) -> date:
    """The first day of a quarter of the calendar."""
    found = _QUARTER.fullmatch(quarter)
    if found is None or not int(found[1]):
        stop(f"{quarter} is no quarter. Write the year and the quarter of the calendar, such as 2026-Q4.")
    return date(int(found[1]), (int(found[2]) - 1) * MONTHS_OF_A_QUARTER + 1, 1)


def rules_or_stop(day: date) -> tuple[Rulebook, Names]:
    """The rulebook in use, and what it and the directory call things."""
    rulebook, directory = rules_in_use_or_stop(day)
    return rulebook, names_of(rulebook, areas(directory))


def read(register: Register, rulebook: Rulebook, day: date, since: date, until: date | None = None) -> Roadmap:
    """The roadmap as the register has it, with what moved from a day of the council's on, and before another."""
    question = rulebook.capacity.question if rulebook.capacity else ""
    end = day_begins(until) if until else None
    found, moves = register.read_now(
        lambda connection: (entries(connection, question), moved(connection, day_begins(since), end))
    )
    return roadmap_of(rulebook, found, moves, day, since, UNPLACED)
