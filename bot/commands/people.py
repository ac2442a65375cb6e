"""`front-door people install`: the app for everyone whom the directory names, so that the bot can write to them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeVar

import click
from sqlalchemy import Connection

from bot.access import teams_app
from bot.commands.lists import Place, reached, run, where
from bot.commands.options import data_option, settings_or_stop, stop
from bot.commands.stored import register_of
from bot.deliveries import ledger
from bot.people.directory import Directory, DirectoryProblems, everyone_of, read_directory
from bot.register import app_installations
from bot.register.app_installations import EVERYBODY
from bot.register.register import NotSaved
from bot.settings import Settings, database_url, is_not_made_yet
from bot.sharepoint import installing
from bot.sharepoint.access import CHAMPIONS_LIST, LOCAL_APP
from bot.sharepoint.champions import find_champions, read_champions
from bot.sharepoint.graph import Graph
from bot.sharepoint.installing import FOR_EVERYBODY, CannotInstall, TeamsApp
from bot.sharepoint.refusals import GraphRefused, TryLater
from dialogs.model import Person

T = TypeVar("T")
_LONGEST_WAIT: Final = 120.0
"""Seconds that Graph may ask us to wait before somebody is left for another time."""
_TRIES: Final = 3
_UNANSWERED: Final = 3
"""Calls one after the other that Graph did not take: the rest is left, as each may hang for half a minute."""


class Came(NamedTuple):
    """What came of it for one person. ``state``: ``wanted`` is what a dry run would install."""

    person: Person
    state: Literal["installed", "there", "wanted", "left"]
    sentence: str


@click.group(name="people", short_help="Bring the app to the people of the directory.")
def command() -> None:
    """Bring the app to the people of the directory."""


@command.command(short_help="Install the app for everyone whom the directory names.")
@click.option("--dry-run", is_flag=True, help="Say who has it and who would get it, and install nothing.")
@data_option
def install(*, dry_run: bool, data: Path) -> None:
    """Install the app for everyone whom the directory names, deputies too.

    The directory is the file and, where it can be read, the list Digital champions. A line each: installed, there
    already, or why not. Exit 1 if any is left. Can be repeated. Needs TeamsAppInstallation.ReadWriteSelfForUser.All.
    """
    settings = settings_or_stop()
    access, stand_in, problems = where(settings, data)
    # Without a site there is no list of champions: the file counts.
    if problems := [problem for problem in problems if not problem.startswith("SHAREPOINT_SITE")]:
        stop(*problems)
    app = _app(settings, local=access.is_loopback or stand_in is not None)
    try:
        directory = read_directory(settings.directory)
    except DirectoryProblems as wrong:
        stop(*wrong.lines)
    came = run(_install(Place(access, (), stand_in), app, directory, dry_run=dry_run))
    if not dry_run:
        _let_go(settings, data, [one.person.aad_id for one in came if one.state == "installed"])
    left = sum(one.state == "left" for one in came)
    if left:
        stop(f"{left} of {len(came)} are left: see above.")
    click.echo("Nothing was changed: this was a dry run." if dry_run else f"All {len(came)} have the app.")


def _app(settings: Settings, *, local: bool) -> TeamsApp:
    app = teams_app(settings)
    if app.external_id:
        return app
    if not local:
        stop("MicrosoftAppId is missing. Set it in the environment or in .env")
    return TeamsApp(LOCAL_APP, app.catalogue_id)


async def _install(place: Place, app: TeamsApp, directory: Directory, *, dry_run: bool) -> list[Came]:
    came = []
    async with reached(place) as graph:
        people = await _everyone(graph, directory)
        async for one in _each(graph, app, people, dry_run=dry_run):
            click.echo(f"{_named(one.person)}: {one.sentence}")
            came.append(one)
    return came


async def _everyone(graph: Graph, directory: Directory) -> list[Person]:
    """Everyone of the file and of the list, nobody twice."""
    people = [*everyone_of(directory)]
    try:
        listing = await find_champions(graph) if graph.access.site else None
        rows = await read_champions(listing) if listing else None
    except GraphRefused as refused:
        click.echo(f"{CHAMPIONS_LIST} cannot be read, so the directory file alone counts: {refused.reason}")
        rows = None
    people += [Person(row.aad_id.strip().lower(), row.person) for row in rows or () if row.counts]
    return list({person.aad_id: person for person in reversed(people)}.values())[::-1]


async def _each(graph: Graph, app: TeamsApp, people: Iterable[Person], *, dry_run: bool) -> AsyncIterator[Came]:
    catalogue_id, nobody, unanswered = "", "", 0
    find = installing.find_listed_app if dry_run else installing.find_app
    for person in people:
        if nobody:
            yield Came(person, "left", nobody)
            continue
        try:
            catalogue_id = catalogue_id or await _patiently(lambda: find(graph, app))
            yield await _one(graph, app, catalogue_id, person, dry_run=dry_run)
            unanswered = 0
        except CannotInstall as no:
            sentence = f"not installed: {no.reason}"
            nobody = sentence if no.why in FOR_EVERYBODY else ""
            yield Came(person, "left", sentence)
        except TryLater as later:
            sentence = f"not installed: {later.reason}. Run this again later"
            unanswered += 1
            nobody = sentence if unanswered == _UNANSWERED else ""
            yield Came(person, "left", sentence)


async def _one(graph: Graph, app: TeamsApp, catalogue_id: str, person: Person, *, dry_run: bool) -> Came:
    if dry_run:
        if await _patiently(lambda: installing.installation(graph, app, person.aad_id)):
            return Came(person, "there", "there already")
        return Came(person, "wanted", "would be installed")
    if await _patiently(lambda: installing.install(graph, catalogue_id, person.aad_id)):
        return Came(person, "installed", "installed")
    return Came(person, "there", "there already")


async def _patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Make a call, and again after the wait that Graph asks for."""
    for _ in range(_TRIES - 1):
        try:
            return await call()
        except TryLater as later:
            if later.after is None or later.after > _LONGEST_WAIT:
                raise
            await asyncio.sleep(later.after)
    return await call()


def _let_go(settings: Settings, data: Path, aad_ids: list[str]) -> None:
    """Send what Teams had refused for these people: a front door that runs begins within seconds."""
    url = database_url(settings, data)
    if not aad_ids or is_not_made_yet(url):
        return
    now = datetime.now(UTC)

    def job(connection: Connection) -> None:
        app_installations.forget(connection, EVERYBODY, *aad_ids)
        for aad_id in aad_ids:
            ledger.reinstalled(connection, aad_id, now)

    with register_of(data) as register:
        try:
            register.write_now(job)
        except NotSaved as error:
            stop(f"The app is installed, and what waits for them is not sent yet: {error}. Run deliveries retry.")


def _named(person: Person) -> str:
    return f"{person.name} ({person.upn or person.aad_id})"
