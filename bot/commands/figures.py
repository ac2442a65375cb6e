"""`front-door figures`: whether people meet IT in time and how long they wait, as text, JSON or a chart."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands.options import data_option, leave_trace, register_of, settings_or_stop, stop

if TYPE_CHECKING:
    from bot.figures.figures import Rules
    from bot.figures.telling import Names


@click.command(short_help="Figures for the governance team.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "svg"]),
    default="text",
    show_default=True,
    help="Text to read, JSON for another program, or a chart.",
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file instead of the screen."
)
@data_option
def command(form: str, out: Path | None, data: Path) -> None:
    """Show requests by route and area, who met IT in time, and how long people wait.

    The figures are made from what the front door stores. They hold no names and nothing that anyone wrote.
    """
    # Only here: help must not wait for the database's library.
    from bot.figures.chart import as_svg  # noqa: PLC0415 - see above
    from bot.figures.counting import count  # noqa: PLC0415 - see above
    from bot.figures.figures import figures  # noqa: PLC0415 - see above
    from bot.figures.telling import as_json, as_text  # noqa: PLC0415 - see above

    names, rules = _names()
    with register_of(data) as register:
        leave_trace(register, "figures", {"format": form})
        tally = register.read_now(lambda connection: count(connection, rules.buying))
    made = {"text": as_text, "json": as_json, "svg": as_svg}[form](figures(tally, rules, datetime.now(UTC)), names)
    if out is None:
        click.echo(made, nl=False)
        return
    try:
        out.write_text(made, encoding="utf-8")
    except OSError as error:
        stop(f"{out} cannot be written ({error.strerror}). Choose another file with --out.")
    click.echo(f"Wrote {out}.")


def _names() -> tuple[Names, Rules]:
    """What routes and areas are called and what is counted, from the rulebook and the directory in use."""
    from bot.figures.rules import rules_of  # noqa: PLC0415 - the same
    from bot.figures.telling import Names  # noqa: PLC0415 - help must not wait for the rulebook's library
    from bot.people.directory import DirectoryProblems, areas, read_directory  # noqa: PLC0415 - the same
    from bot.people.working_days import local_day  # noqa: PLC0415 - the same
    from governance_rules import RulebookProblems, load_rulebook  # noqa: PLC0415 - the same

    settings = settings_or_stop()
    try:
        named = areas(read_directory(settings.directory))
        rulebook = load_rulebook(settings.rulebook, named, local_day(datetime.now(UTC)))
    except (DirectoryProblems, RulebookProblems) as wrong:
        stop(*str(wrong).splitlines())
    rules = rules_of(rulebook)
    return Names(rules.processes, named), rules
