"""`front-door figures`: whether people meet IT in time and how long they wait, as text, JSON or a chart."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from bot.commands.options import data_option, settings_or_stop, stop
from bot.commands.stored import leave_trace, register_of
from bot.figures.chart import as_svg
from bot.figures.counting import count
from bot.figures.figures import Rules, figures
from bot.figures.rules import rules_of
from bot.figures.text import Names, as_json, as_text
from bot.people.directory import DirectoryProblems, areas, read_directory
from dialogs.wording import local_day
from governance_rules import RulebookProblems, load_rulebook


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
    (names, rules), now = _names(), datetime.now(UTC)
    with register_of(data) as register:
        leave_trace(register, "figures", {"format": form})
        tally = register.read_now(lambda connection: count(connection, now, rules.buying))
    made = {"text": as_text, "json": as_json, "svg": as_svg}[form](figures(tally, rules, now), names)
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
    settings = settings_or_stop()
    try:
        named = areas(read_directory(settings.directory))
        rulebook = load_rulebook(settings.rulebook, named, local_day(datetime.now(UTC)))
    except (DirectoryProblems, RulebookProblems) as wrong:
        stop(*str(wrong).splitlines())
    rules = rules_of(rulebook)
    return Names(rules.processes, named), rules
