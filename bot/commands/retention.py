"""`front-door retention`: which requests would be anonymised, before it happens; and files that forget them too."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click

from bot import anonymising, erasure
from bot.commands.options import data_option, settings_or_stop, stop
from bot.commands.stored import register_of
from bot.deliveries import instances
from bot.register.erasure import NotForgotten
from bot.register.register import NotSaved
from dialogs.wording import local_day

_MOST_NAMED = 20


@click.command()
@click.option(
    "--years",
    type=click.IntRange(2, 100),
    help="Show it for this many years, whatever REQUESTS_KEPT_YEARS says.",
)
@click.option(
    "--rebuild-files", is_flag=True, help="Rebuild the database's files, so that they forget too. Stop all hosts first."
)
@data_option
def command(years: int | None, data: Path, *, rebuild_files: bool) -> None:
    """Show how many requests would be anonymised today, by the year in which they ended. It changes nothing.

    A request is anonymised REQUESTS_KEPT_YEARS after it was declined, withdrawn or done. The running front door does it
    each day, from a week after the setting was changed. A request that has not ended is never anonymised: those that
    stand still are named, so that somebody can end them in the list.

    With --rebuild-files the database's files are rebuilt, so that they forget what was removed, and nothing is shown.
    """
    setting, now = settings_or_stop().requests_kept_years, datetime.now(UTC)
    wanted = setting if years is None else years
    with register_of(data) as register:
        if rebuild_files:
            if register.read_now(lambda c: instances.running(c, now, erasure.ALIVE)):
                stop("A front door runs. Stop it on every machine, wait fifteen seconds, and try again.")
            try:
                erasure.finish(register, always=True)
            except (NotForgotten, NotSaved) as left:
                stop(str(left))
            click.echo("The files of the database are rebuilt.")
            return
        if not wanted:
            click.echo("REQUESTS_KEPT_YEARS is 0: no request is anonymised. Add --years 7 to see what would be.")
            return
        found = register.read_now(lambda c: anonymising.outlook(c, now, wanted))
    click.echo("\n".join(_told(found, wanted, local_day(now), is_setting=wanted == setting)))


def _told(found: anonymising.Outlook, years: int, today: date, *, is_setting: bool) -> list[str]:
    day = f"{local_day(found.before):%-d %B %Y}"
    count = sum(found.ended.values())
    told = [f"Requests that ended before {day}, {years} years ago, to be anonymised: {count}"]
    told += [f"  ended in {year}: {many}" for year, many in found.ended.items()]
    if not is_setting:
        told.append("REQUESTS_KEPT_YEARS says otherwise: these stay as long as it does.")
    elif count and found.begins is None:
        told.append("The front door has not run with this setting yet. Nothing goes in its first week.")
    elif count and found.begins is not None and found.begins > today:
        told.append(
            f"None goes before {found.begins:%-d %B %Y}: the setting or the clock changed less than a week ago."
        )
    if found.open:
        named = ", ".join(found.open[:_MOST_NAMED]) + (" …" if len(found.open) > _MOST_NAMED else "")
        told.append(f"Not ended, and not changed since {day}, so kept: {len(found.open)} ({named})")
        told.append("Set the status of those that are over to Done, Declined or Withdrawn in the list.")
    return told
