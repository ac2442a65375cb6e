"""`front-door figures`: whether people meet IT in time, how long they wait, and what their requests have brought."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import click

from bot.commands.options import data_option, stop, writable_or_stop, write_or_stop
from bot.commands.rules_in_use import rules_in_use_or_stop
from bot.commands.stored import leave_trace, register_of
from bot.figures.as_json import as_json
from bot.figures.counting import count
from bot.figures.figures import Figures, Rules, figures
from bot.figures.order import orders_of
from bot.figures.rules import rules_of
from bot.figures.text import Names, as_text
from bot.figures.work_counting import count_work
from bot.people.directory import areas
from dialogs.wording import local_day
from governance_rules import Rulebook


@click.command(short_help="Figures for the governance team.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "svg", "docx"]),
    default="text",
    show_default=True,
    help="Text to read, JSON for another program, a chart, or a Word document.",
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file instead of the screen."
)
@data_option
def command(form: str, out: Path | None, data: Path) -> None:
    """Show requests by route and area, who met IT in time, how long each step takes, and what requests have brought.

    The figures are made from what the front door stores. They hold no names and nothing that anyone wrote.
    """
    if form == "docx" and out is None:
        stop("A Word document is no text for the screen. Say where to write it with --out FILE.docx.")
    if out is not None and (form == "docx") != (out.suffix.lower() == ".docx"):
        stop(f"{out.name} and --format {form} do not go together. Word documents, and they alone, end in .docx.")
    writable_or_stop(out)
    (names, rules, rulebook), now = _names(), datetime.now(UTC)
    with register_of(data) as register:
        leave_trace(register, "figures", {"format": form})
        tally, work, orders = register.read_now(
            lambda connection: (
                count(connection, now, rules.buying, rules.benefit),
                count_work(connection, rules.processes, rules.benefit),
                orders_of(connection, rulebook),
            )
        )
    write_or_stop(out, _MAKERS[form](replace(figures(tally, rules, now, work), orders=orders), names, now))


def _svg(found: Figures, names: Names, now: datetime) -> str:
    del now
    drawn: str = import_module("bot.figures.chart").as_svg(found, names)
    return drawn


def _docx(found: Figures, names: Names, now: datetime) -> bytes:
    content = import_module("bot.figures.paper").figures_paper(found, names, now)
    written: bytes = import_module("bot.board.word").document_of(content)
    return written


# What draws and what writes Word is imported when it is asked for: half a second and 60 MB that text has no use for.
_MAKERS: dict[str, Callable[[Figures, Names, datetime], str | bytes]] = {
    "text": lambda found, names, _: as_text(found, names),
    "json": lambda found, names, _: as_json(found, names),
    "svg": _svg,
    "docx": _docx,
}


def _names() -> tuple[Names, Rules, Rulebook]:
    """What all that is counted is called, from the rulebook and the directory in use; and that rulebook."""
    rulebook, directory = rules_in_use_or_stop(local_day(datetime.now(UTC)))
    rules = rules_of(rulebook)
    return Names(rules.processes, areas(directory), rules.bodies, rules.checks, rules.questions), rules, rulebook
