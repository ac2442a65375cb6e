"""`front-door systems import`: a spreadsheet of the council's systems, brought into the list `Digital systems`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from bot.commands.lists import Place, reached, run, where
from bot.commands.options import data_option, settings_or_stop, stop
from bot.people.directory import DirectoryProblems, areas, read_directory
from bot.sharepoint.access import SYSTEMS_LIST
from bot.sharepoint.listing import open_listing
from bot.sheet import Unreadable, read_sheet
from bot.system_cells import SystemSheet, read_systems
from bot.system_import import carry_out, plan_import

_SHOWN: Final = 50
"""Lines of a plan that are printed; the rest is counted."""


@click.group(name="systems", short_help="Bring the council's systems into the list.")
def command() -> None:
    """Bring the council's systems into the list Digital systems."""


@command.command(name="import", short_help="Import a spreadsheet of systems, a plan first.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do what the plan says without asking.")
@click.option("--dry-run", is_flag=True, help="Print the plan and change nothing.")
@data_option
def import_file(file: Path, data: Path, *, yes: bool, dry_run: bool) -> None:
    """Import FILE (.csv or .xlsx) into the list Digital systems.

    The first row holds the headings: Title or System name, and any of Supplier, Service area, Owner, Contract ends,
    Notice months, Yearly cost, State and Link. Prints its plan first. Systems are known by their names: those that are
    there are changed where the file says otherwise, the others added, and nothing is deleted; an empty cell changes
    nothing. A row that cannot be read is named by its line and column, and the others are imported. Exit 1 if any is.
    """
    settings = settings_or_stop()
    access, stand_in, problems = where(settings, data)
    if problems:
        stop(*problems)
    try:
        sheet = read_systems(read_sheet(file), areas(read_directory(settings.directory)))
    except Unreadable as unreadable:
        stop(str(unreadable))
    except DirectoryProblems as wrong:
        stop(*wrong.lines)
    if run(_import(Place(access, (), stand_in), sheet, yes=yes, dry_run=dry_run)):
        stop("Some rows were left out: see above. Correct them and run this again; what is done stays done.")


async def _import(place: Place, sheet: SystemSheet, *, yes: bool, dry_run: bool) -> int:
    """Import, and count the rows that were left out."""
    async with reached(place) as graph:
        listing = await open_listing(graph, SYSTEMS_LIST)
        plan = await plan_import(listing, sheet.rows)
        bad = [*sheet.problems, *plan.problems]
        _say("Left out:", [str(problem) for problem in bad])
        _say("Columns that mean nothing here:", sheet.unknown)
        added = sum(not step.item for step in plan.steps)
        counted = f"{added} to add, {len(plan.steps) - added} to change, {plan.left} as they are"
        _say(f"Plan: {counted}", [str(step) for step in plan.steps])
        if dry_run:
            click.echo("Nothing was changed: this was a dry run.")
        elif plan.steps and not yes and not click.confirm("Go on?"):
            click.echo("Nothing was changed.")
        else:
            failed = await carry_out(listing, plan)
            _say("Not written:", [str(problem) for problem in failed])
            click.echo(f"{len(plan.steps) - len(failed)} rows written. A running front door reads them by itself.")
            bad += failed
    return len(bad)


def _say(heading: str, lines: Sequence[str]) -> None:
    if not lines and not heading.startswith("Plan"):
        return
    click.echo(heading)
    for line in lines[:_SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > _SHOWN:
        click.echo(f"  and {len(lines) - _SHOWN:,} more")
