"""Run the Graph stand-in on its own: ``python -m bot.local.graph --port 8790 --data FOLDER``."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import click

from bot.local.graph.running import start
from bot.people.directory import everyone_of, read_directory
from bot.sharepoint.access import LOCAL_SITE


@click.command()
@click.option(
    "--port", default=8790, show_default=True, help="Where it listens, on this machine only. 0 takes a free port."
)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".data/graph"),
    show_default=True,
    help="Where it keeps its lists.",
)
@click.option("--site", default=LOCAL_SITE, show_default=True, help="The site that it has, as host:/sites/name.")
@click.option(
    "--record",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write every exchange to this file, one JSON object a line.",
)
@click.option("--app", help="The external id of a Teams app that is in its catalogue.")
@click.option(
    "--lag",
    default=2,
    show_default=True,
    help="How many looks do not find what was just made in the directory: Microsoft Entra is late too.",
)
@click.option(
    "--directory",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="The file of the people who are in its tenant; without it, those of the shipped example.",
)
def main(port: int, data: Path, site: str, record: Path | None, app: str, lag: int, directory: Path | None) -> None:
    """Run a stand-in for Microsoft Graph on this machine until it is stopped."""
    asyncio.run(_run(port, data, site, record, app, lag, directory))


async def _run(
    port: int, data: Path, site: str, record: Path | None, app: str, lag: int, directory: Path | None
) -> None:
    people = [{"id": p.aad_id, "upn": p.upn, "name": p.name} for p in everyone_of(read_directory(directory))]
    stand_in = await start(port, data, site=site, people=people, record=record, lag=lag)
    if app:
        stand_in.apps.publish(app)
    click.echo(f"GRAPH_BASE_URL={stand_in.url}")
    click.echo(f"SHAREPOINT_SITE={site}")
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    await stopped.wait()
    await stand_in.close()


if __name__ == "__main__":
    main()
