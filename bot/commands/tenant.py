"""`front-door tenant plan`, `apply` and `remove`: the council's tenant, set up by an administrator's own sign-in."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot.access import graph_access
from bot.commands.options import stop
from bot.commands.tenant_wishes import Place, bearer, options, wished
from bot.sharepoint.access import GraphAccess, problems_of
from bot.sharepoint.graph import open_graph
from bot.tenant import doing
from bot.tenant.kept import Kept, Unusable, read_kept
from bot.tenant.patience import Patience
from bot.tenant.work import Tenant, Wish


@click.group(name="tenant", short_help="Set up the council's tenant: application, permissions, site, app.")
def command() -> None:
    """Set up the council's tenant by an administrator's own sign-in.

    Registers the application, consents to its permissions, opens the one site, makes the lists and publishes the app.
    docs/tenant.md says what each step does and which roles it takes.
    """


@command.command(name="plan", short_help="Say what apply would do, and change nothing.")
@options(making=True)
def plan_(**given: Any) -> None:
    """Say what `apply` would do, step by step, and change nothing. Exit 1 if a step would be refused."""
    place, wish = wished(**given)
    lines = _run(_plan(_ready(place, wish)))
    if any(line.state == "refused" for line in lines):
        stop("Some steps would be refused: see above.")


@command.command(short_help="Do it: each step once, and again where it was interrupted.")
@options(making=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--env-to", type=click.Path(dir_okay=False, path_type=Path), help="Write the lines for .env to this new file too."
)
def apply(*, yes: bool, env_to: Path | None, **given: Any) -> None:
    """Print the plan, ask, and do it.

    Each step is done once: what is there is found and left. Interrupted, run it again. Ends with a table, with what is
    left for people, and with the lines for .env. Exit 1 if a step was refused.
    """
    if env_to is not None and env_to.exists():
        stop(f"{env_to} is there already and would be overwritten. Name another with --env-to")
    if env_to is not None and not env_to.absolute().parent.is_dir():
        stop(f"--env-to: there is no folder {env_to.absolute().parent}. Make it first")
    if env_to is not None and (other := given.get("password_to")) and env_to.absolute() == other.absolute():
        stop("--env-to and --password-to name the same file. Name two")
    place, wish = wished(**given)
    lines = _run(_apply(_ready(place, wish), yes=yes, env_to=env_to))
    if any(line.state in {"refused", "not tried"} for line in lines):
        stop("Some steps were refused: see above. Mend them, and run the same command again: it goes on from here.")


@command.command(short_help="Undo it, in the reverse order; the lists stay unless asked for.")
@options(making=False)
@click.option("--yes", is_flag=True, help="Do not ask. The lists are asked about all the same.")
@click.option("--with-lists", is_flag=True, help="Remove the lists too, with everything in them.")
def remove(*, yes: bool, with_lists: bool, **given: Any) -> None:
    """Print what would be removed, ask, and remove it in the reverse order.

    The lists are the council's record and stay, unless --with-lists is given and the name of the site is typed. What
    these commands did not make stays too. Exit 1 if something was refused.
    """
    place, wish = wished(**given)
    lines = _run(_remove(_ready(place, replace(wish, with_lists=with_lists)), yes=yes))
    if any(line.state in {"refused", "not tried"} for line in lines):
        stop("Some of it was refused: see above. Mend it, and run the same command again.")


@dataclass(frozen=True, slots=True)
class _Ready:
    """What a run needs before it begins: somebody who is signed in, what is wished for, and what is kept here."""

    access: GraphAccess
    wish: Wish
    kept: Kept


def _ready(place: Place, wish: Wish) -> _Ready:
    """Read what is kept, and sign somebody in, or stop.

    Before the event loop runs: whoever waits for a code can stop it with Ctrl-C, which a thread would not hear.
    """
    try:
        kept = read_kept(place.data, wish.tenant, wish.site)
    except Unusable as wrong:
        stop(str(wrong))
    # An application that was named once is meant by the next run too.
    wish = replace(wish, app=wish.app or (kept.app_id if kept.named else ""))
    access = replace(graph_access(place.settings), site=wish.site, bearer=bearer(place))
    if problems := problems_of(access):
        stop(*problems)
    return _Ready(access, wish, kept)


def _run(work: Coroutine[Any, Any, list[doing.Line]]) -> list[doing.Line]:
    """Run it to its end, or say why it stopped there."""
    try:
        return asyncio.run(work)
    except Unusable as wrong:
        stop(str(wrong))
    except KeyboardInterrupt:
        stop("Stopped. What was done stays; run the same command again, and it goes on from here.")


async def _plan(ready: _Ready) -> list[doing.Line]:
    async with _tenant(ready) as t:
        return await _planned(t)


async def _planned(t: Tenant, *, removing: bool = False) -> list[doing.Line]:
    lines = await doing.plan(t, removing=removing)
    click.echo(f"Plan for the tenant {t.wish.tenant} and the site {t.wish.site}:")
    for number, line in enumerate(lines, 1):
        click.echo(f"{number}. {line.step}: {line.state}: {line.sentence}.")
    if not any(line.state in {"to do", "refused", "not tried"} for line in lines):
        click.echo("Nothing is to be done.")
    return lines


async def _apply(ready: _Ready, *, yes: bool, env_to: Path | None) -> list[doing.Line]:
    async with _tenant(ready) as t:
        await _planned(t)
        if not yes and not click.confirm("Do this?"):
            click.echo("Nothing was changed.")
            return []
        lines = await doing.carry_out(t, click.echo)
        _tell(lines)
        click.echo("Left for people:")
        for one in doing.left_for_people(t):
            click.echo(f"  {one}.")
        if t.app_id:
            _settings(t, env_to)
        return lines


async def _remove(ready: _Ready, *, yes: bool) -> list[doing.Line]:
    wish = ready.wish
    async with _tenant(ready) as t:
        planned = await _planned(t, removing=True)
        if not any(line.state == "to do" for line in planned):
            return planned
        if not yes and not click.confirm("Remove this?"):
            click.echo("Nothing was changed.")
            return []
        if any(line.step == "Lists" and line.state == "to do" for line in planned):
            typed = click.prompt(f"The lists and every request in them go. Type the site to confirm ({wish.site})")
            if typed.strip() != wish.site:
                stop("That is not the site: nothing was changed. Leave --with-lists out to keep the lists.")
        lines = await doing.take_back(t, click.echo)
        _tell(lines)
        return lines


@asynccontextmanager
async def _tenant(ready: _Ready) -> AsyncIterator[Tenant]:
    """The tenant with somebody signed in to it, and what is kept of it on this machine."""
    graph = open_graph(ready.access)
    try:
        yield Tenant(graph, ready.wish, ready.kept, Patience(asyncio.sleep, _whisper), lambda: datetime.now(UTC))
    finally:
        await graph.close()


def _whisper(what: str) -> None:
    click.echo(f"   … {what}", err=True)


def _tell(lines: list[doing.Line]) -> None:
    click.echo("")
    for line in doing.table(lines):
        click.echo(line)
    click.echo("")


def _settings(t: Tenant, env_to: Path | None) -> None:
    """The lines for `.env`, on the screen and to a file where one was named."""
    lines = doing.settings_of(t)
    click.echo("Set these in .env:")
    for line in lines:
        click.echo(f"  {line}")
    if t.wish.password_to:
        click.echo(f"  and the line of {t.wish.password_to}, which holds the password")
    if env_to is not None:
        try:
            out = os.open(env_to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            stop(f"{env_to} cannot be written ({os.strerror(error.errno or 0)}). The lines stand above.")
        with os.fdopen(out, "w", encoding="utf-8") as opened:
            opened.write("".join(f"{line}\n" for line in lines))
        click.echo(f"Wrote {env_to}.")
