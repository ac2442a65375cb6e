"""`front-door rules replay`: the past decided again under another rulebook."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from bot.commands.options import data_option, settings_or_stop, stop
from bot.commands.rules import FOLDER, day_of, day_option, rulebook_or_stop
from bot.commands.stored import leave_trace, register_of
from bot.register import past_requests
from governance_rules.past_requests import UnreadableRequests, requests_of_file
from governance_rules.replay import PastRequest, replay
from governance_rules.replay_report import report


@click.command(name="replay")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option(
    "--requests",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Past requests as JSON lines, instead of the stored ones.",
)
@day_option
@data_option
def command(folder: Path, file: Path | None, day: date | None, data: Path) -> None:
    """Decide every past request again under the rulebook in DIR, and tell which would move and why.

    Nothing is changed. The counts of each rule compare the decisions of the time with those of DIR.
    """
    settings = settings_or_stop()
    proposed = rulebook_or_stop(settings, folder, day_of(day))
    past = requests_of_file(file) if file else stored_requests(data)
    try:
        found = replay(past, proposed, lambda done: click.echo(f"{done:,} requests decided again", err=True))
    except UnreadableRequests as error:
        stop(str(error))
    for line in report(found, proposed):
        click.echo(line)


def stored_requests(data: Path) -> Iterable[PastRequest]:
    """The submitted requests of the register."""
    with register_of(data) as register, register.engine.connect() as connection:
        leave_trace(register, "requests", {"for": "replay"})
        yield from past_requests.past_requests(connection)
