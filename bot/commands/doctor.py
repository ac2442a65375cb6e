"""`front-door doctor`: every setting and permission against the live services, a line each, with the mend."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import click
from aiohttp import ClientError, ClientSession
from sqlalchemy.exc import SQLAlchemyError

from bot.access import bot_token, teams_app
from bot.commands import copied
from bot.commands.doctor_database import examine_database, sign_in_of
from bot.commands.history import state
from bot.commands.lists import Place, reached, wanted_of, where
from bot.commands.options import data_option, doubts_about, settings_or_stop
from bot.commands.setting_table import table
from bot.delivery_errors import TryLater
from bot.host.keys import read_over_http
from bot.host.outbound import open_session, proxy_for, tls_context
from bot.people.directory import DirectoryProblems, everyone_of, read_directory
from bot.private_files import open_to_others
from bot.register import list_items, throttle
from bot.register.entra_sign_in import EntraSignIn
from bot.register.register import open_engine
from bot.setting_sources import read_sources
from bot.settings import Settings, WrongSettings, database_url, is_not_made_yet
from bot.sharepoint.access import SYSTEMS_LIST
from bot.sharepoint.examination import Finding, examine
from bot.sharepoint.examining_app import examine_app
from bot.sharepoint.listing import open_listing
from bot.sharepoint.probe import probe as try_out
from bot.sharepoint.refusals import GraphRefused
from bot.systems_sync import unclear_rows
from governance_rules import RulebookProblems

SECONDS = 15.0
"""How long one service may take before it counts as out of reach."""


@click.command(name="doctor", short_help="Check every setting and permission against the live services.")
@click.option(
    "--probe", is_flag=True, help="Also make a test row in the list, try on it what is relied on, and remove it."
)
@data_option
def command(*, probe: bool, data: Path) -> None:
    """Check every setting and permission against the live services.

    First every setting with where it stands, then one line for each thing looked at, with what mends it. Prints no
    secret and changes nothing (--probe makes one row in the list and removes it). Exit 1 if anything is to be mended;
    LOOK marks what may be meant and rarely is.
    """
    settings = settings_or_stop()
    for line in table(settings, read_sources(os.environ)):
        click.echo(f"      {line}")
    sick = asyncio.run(_visit(settings, data, probe=probe))
    if sick:
        click.echo(f"{sick} to mend: see the lines above that begin with MEND.")
        sys.exit(1)
    click.echo("All is well.")


async def _visit(settings: Settings, data: Path, *, probe: bool) -> int:
    """Print every finding as it comes, and count what is to be mended."""
    sick = 0
    async for finding in _findings(settings, data, probe=probe):
        mark = {"ok": "ok  ", "mend": "MEND", "left out": "--  ", "doubt": "LOOK"}[finding.state]
        click.echo(f"{mark}  {finding.what}: {finding.sentence}")
        sick += finding.state == "mend"
    return sick


async def _findings(settings: Settings, data: Path, *, probe: bool) -> AsyncIterator[Finding]:
    sign_in = sign_in_of(settings)
    for finding in (
        *_settings(settings),
        _targeted(settings),
        *examine_database(settings, data, sign_in),
        _data_folder(data),
        *state(settings, data, sign_in),
        *_holds(settings, data, sign_in),
        *copied.state(settings, data, datetime.now(UTC), sign_in),
    ):
        yield finding
    sound = True
    for finding in _rules_and_people(settings):
        sound = sound and finding.state == "ok"
        yield finding
    if sound:
        async for finding in _graph(settings, data, probe=probe):
            yield finding
    async with open_session() as session:
        yield await _bot_token(settings, session)
        yield await _keys(settings, session)
        yield await _public_url(settings, session)


def _settings(settings: Settings) -> list[Finding]:
    doubts = [Finding("Settings", "doubt", sentence) for sentence in doubts_about(settings)]
    try:
        settings.needed_to_serve()
    except WrongSettings as wrong:
        told = read_sources(os.environ).told
        return [*(Finding("Settings", "mend", told(problem)) for problem in wrong.problems), *doubts]
    return [Finding("Settings", "ok", "every one that serve needs is there"), *doubts]


def _targeted(settings: Settings) -> Finding:
    what = "Targeted messages"
    if not settings.targeted_messages:
        return Finding(what, "left out", "off: what a meeting calls is read in members' own chats")
    tried = "a preview of Teams. Try them with somebody who is no member, as docs/decisions says"
    return Finding(what, "ok", f"on: members see in the chat of a meeting what it calls; {tried}")


def _data_folder(data: Path) -> Finding:
    what = "Data folder"
    if not data.is_dir():
        return Finding(what, "left out", f"there is no {data} yet; serve makes it")
    if found := open_to_others(data):
        return Finding(what, "mend", f"others on this machine can read {', '.join(found)}. Start serve once more")
    return Finding(what, "ok", "closed to everyone else on this machine")


def _holds(settings: Settings, data: Path, sign_in: EntraSignIn | None) -> list[Finding]:
    """A line for each service to which nothing goes now, and for what of the list waits to be read again."""
    url = database_url(settings, data)
    if is_not_made_yet(url):
        return []
    now = datetime.now(UTC)
    try:
        engine = open_engine(url, sign_in=sign_in)
        with engine.connect() as connection:
            held, aside = throttle.active(connection, now), list_items.set_aside(connection)
            unclear = unclear_rows(connection)
        engine.dispose()
    except (SQLAlchemyError, ImportError, ValueError):
        return []  # the finding about the database says why, or the tables are not made yet
    why = "asked us to wait. It ends by itself: if it comes back, find out what else calls it so often"
    return (
        [
            Finding(
                "Deliveries", "mend", f"nothing goes to {service.capitalize()} before {until:%H:%M:%S} UTC: it {why}"
            )
            for service, until in sorted(held.items())
        ]
        + [
            Finding("List", "mend", f"set aside, for it cannot be read: {one}. Open it in the list; it is tried again")
            for one in aside
        ]
        + [
            Finding("Systems", "mend", f"{one}. Correct it in “{SYSTEMS_LIST}”, where it is read again")
            for one in unclear
        ]
    )


def _rules_and_people(settings: Settings) -> list[Finding]:
    """What is to be said of the directory, and of the rulebook if the directory can be used."""
    try:
        directory = read_directory(settings.directory)
    except DirectoryProblems as wrong:
        return [Finding("Directory", "mend", line) for line in wrong.lines]
    people = Finding("Directory", "ok", f"{len(directory.areas)} service areas")
    try:
        wanted_of(settings)
    except RulebookProblems as wrong:
        return [people, *(Finding("Rulebook", "mend", str(problem)) for problem in wrong.problems)]
    return [people, Finding("Rulebook", "ok", "sound")]


async def _graph(settings: Settings, data: Path, *, probe: bool) -> AsyncIterator[Finding]:
    access, stand_in, problems = where(settings, data)
    if problems:
        yield Finding("Graph", "left out", "not tried: see the settings above")
        return
    place = Place(access, wanted_of(settings), stand_in)
    async with reached(place) as graph:
        well = True
        somebody = [person.aad_id for person in everyone_of(read_directory(settings.directory))][:1]
        async for finding in examine(graph, place.wanted, *somebody):
            well = well and finding.state != "mend"
            yield finding
        team = [post.aad_id for post in read_directory(settings.directory).governance_team]
        for finding in await examine_app(graph, teams_app(settings), team) if well else ():
            yield finding
        if probe and well:
            now = datetime.now(UTC)
            reference = f"DOCTOR-{now:%Y%m%d%H%M%S}"
            try:
                facts = await try_out(await open_listing(graph), reference, now)
            except GraphRefused as refused:
                yield Finding(
                    "Probe", "mend", f"{refused.reason}. A row that begins with DOCTOR- may be left: remove it"
                )
                return
            for fact in facts:
                yield Finding("Probe", "ok" if fact.holds else "mend", fact.sentence)


async def _bot_token(settings: Settings, session: ClientSession) -> Finding:
    what = "Bot Framework token"
    if not settings.microsoft_app_id or not settings.microsoft_app_tenant_id:
        return Finding(what, "left out", "not tried: see the settings above")
    try:
        async with asyncio.timeout(SECONDS):
            await bot_token(settings, session, time.time, local=False).header()
    except (TryLater, TimeoutError, ValueError) as error:
        why = str(error) or "no answer in time"
        return Finding(what, "mend", f"{why}. Check MicrosoftAppId, MicrosoftAppPassword and MicrosoftAppTenantId")
    return Finding(what, "ok", "the bot signs in")


async def _keys(settings: Settings, session: ClientSession) -> Finding:
    what = "Bot Framework keys"
    try:
        async with asyncio.timeout(SECONDS):
            keys = await read_over_http(session, settings.openid_metadata_url)()
    except (ClientError, OSError, TimeoutError, ValueError, LookupError, TypeError) as error:
        return Finding(what, "mend", f"they cannot be read ({type(error).__name__}). Let this machine reach Microsoft")
    if not keys:
        return Finding(what, "mend", "none was found. Correct the address of the metadata")
    return Finding(what, "ok", f"{len(keys)} keys")


async def _public_url(settings: Settings, session: ClientSession) -> Finding:
    what = "PUBLIC_URL"
    if not settings.public_url:
        seconds = f"{settings.list_poll_seconds:g}"
        return Finding(what, "left out", f"empty: no change notifications; the list is read each {seconds} s")
    # The one path that is open from outside: without a token it must refuse, and name the way to sign in.
    url = f"{settings.public_url.rstrip('/')}/api/messages"
    calling = session.post(url, json={}, proxy=proxy_for(url), ssl=tls_context(), allow_redirects=False)
    try:
        async with calling as answer:
            status, ours = answer.status, answer.headers.get("WWW-Authenticate") == "Bearer"
    except (ClientError, OSError, TimeoutError) as error:
        return Finding(
            what, "mend", f"nothing answers there ({type(error).__name__}). Start serve, and check the way to it"
        )
    if status != HTTPStatus.UNAUTHORIZED or not ours:
        said = f"/api/messages answers {status} there, and a front door 401 without a token"
        return Finding(what, "mend", f"{said}. Let it lead to this host")
    return Finding(what, "ok", "reaches a running front door, which asks for a token")
