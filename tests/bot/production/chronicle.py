"""The way from nothing to the first request in a simulated tenant, by commands alone; what each said and took.

``python -m tests.bot.production.chronicle docs/chronicle.md`` lives it through and writes the page (`make chronicle`).
A test lives it through too, and holds that the page is still what comes of it.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.people.directory import everyone_of, read_directory
from tests.bot.production.internet import GRAPH, SITE, WORDS, Internet, internet, token
from tests.bot.production.outside import activity, open_door, ready, real_command
from tests.bot.story.house import LIST, TENANT, until, verbs_of, words_of
from tests.bot.story.walking import DETAILS, PROJECT, partner_of, walk
from tests.free_ports import free_port
from tests.project.tracked import ROOT

Command = Callable[..., Awaitable[tuple[int, str]]]
GRANTS: Final = ("User.Read.All", "TeamsAppInstallation.ReadWriteSelfForUser.All")
_ID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_WHISPER: Final = "   … "
HEAD: Final = f"""# From nothing to the first request

`make chronicle` lives this through and writes this page; a test holds that it is still what comes of it. Microsoft's
services are the stand-ins of the tests, over TLS and through a proxy; the commands and what they say are the real ones,
each a process of its own, in a folder with nothing in it. **Measured** are the seconds of the commands, by the clock,
on the machine that made this page, which had other work besides. What a person does is **estimated**. How long
Microsoft takes is not in it: the stand-in shows what was made after two looks, and Microsoft Entra has taken minutes.

The tenant is `{TENANT}`, the site `{SITE}`.
"""
PEOPLE: Final = (
    ("Read [the page](tenant.md), choose the site and who signs in", "15 minutes"),
    ("Sign in, with multi-factor authentication, and consent: once for `plan`, once for `apply`", "2 minutes each"),
    ("Make the Azure Bot and its Teams channel ([step 4](deploy.md#4-create-the-bot))", "10 minutes"),
    (
        "Name the council in `manifest/template.json`, and its people in `DIRECTORY`",
        "20 minutes, and more for a big council",
    ),
    (
        "Approve the app, where it was sent for review, and add it to a setup policy",
        "5 minutes; Teams shows it within a day",
    ),
    ("Apply the views to the lists ([how](site-script/README.md))", "5 minutes"),
)


@dataclass
class Chronicle:
    """What happened, in order: a heading, what was typed or done, what came of it, and the seconds it took."""

    entries: list[tuple[str, str, str, float]] = field(default_factory=list)

    def tell(self, heading: str, typed: str, said: str, seconds: float) -> None:
        """Write one thing down; lines that only say what is waited for are left out.

        Of commands that have a page of their own the last line stands here alone.
        """
        kept = [line for line in said.replace(f"{ROOT}/", "").splitlines() if not line.startswith(_WHISPER)]
        if typed and not typed.startswith("front-door tenant"):
            kept = kept[-1:]
        self.entries.append((heading, typed, "\n".join(kept).strip(), seconds))

    def page(self) -> str:
        """The page."""
        parts = [HEAD]
        for number, (heading, typed, said, seconds) in enumerate(self.entries, 1):
            shown = f"`{typed}`\n\n```text\n{said}\n```" if typed else said
            parts.append(f"## {number}. {heading}\n\n{shown}\n\nMeasured: {seconds:.1f} s.\n")
        rows = [f"| {heading} | {seconds:.1f} s |" for heading, _, _, seconds in self.entries]
        whole = sum(seconds for *_, seconds in self.entries)
        parts.append("## What it took\n\n| the machine | measured |\n|---|---|\n" + "\n".join(rows))
        parts.append(f"| **all of it** | **{whole:.1f} s** |\n")
        people = "\n".join(f"| {what} | {how} |" for what, how in PEOPLE)
        parts.append(f"| a person | estimated |\n|---|---|\n{people}\n")
        parts.append(
            "That is 59 minutes of people, estimated, and the seconds above: an hour, where the site is there and one\n"
            "person holds the roles.\n"
        )
        return "\n".join(parts).replace("|\n\n| **all", "|\n| **all")


def alike(page: str) -> str:
    """A page without what differs each time: ids, seconds, dates, the time of the code."""
    page = _ID.sub("<id>", page)
    page = re.sub(r"\d+\.\d s|\d{4}-\d\d-\d\d|\d\d:\d\d UTC|\b\d+ keys?\b", "<n>", page)
    return re.sub(r"/[\w./-]*?(?=front-door\.(?:password|env)|\.data)", "", page)


async def live_through(folder: Path, command: Command, *, lag: int, program: bool) -> Chronicle:
    """Live through all of it in this folder, and give what happened. Any step that fails ends it."""
    told = Chronicle()
    async with internet(folder / "internet", lag) as world:
        for person in everyone_of(read_directory(None)):
            world.graph.keep_person(person.aad_id, person.upn, person.name)
        home = folder / "home"
        home.mkdir()
        unset = {"MicrosoftAppId", "MicrosoftAppPassword"}
        env = {name: value for name, value in world.settings().items() if name not in unset}

        async def run(heading: str, *words: str) -> None:
            began = time.monotonic()
            code, said = await command(env, home, *words)
            assert code == 0, said
            shown = f"front-door {' '.join(words)}"
            told.tell(heading, shown, said, time.monotonic() - began)

        await run("See what would be done", "tenant", "plan", *_grants(), "--password-to", "front-door.password")
        await run("Do it", "tenant", "apply", "--yes", *_grants(), *_files())
        app_id = _into_settings(home)
        world.graph.tenant.sign_in(WORDS[GRAPH], app_id)
        await run("Ask the doctor", "doctor")
        await run("Check the rules", "rules", "check")
        await _serve(told, world, home, env, run, app_id, program=program)
        assert world.strangers() == []
    return told


async def _serve(
    told: Chronicle,
    world: Internet,
    home: Path,
    env: Mapping[str, str],
    run: Callable[..., Awaitable[None]],
    app_id: str,
    *,
    program: bool,
) -> None:
    """Start the production host, bring the app to people, and send the first request."""
    began = time.monotonic()
    async with open_door(world, home, free_port(), program=program, settings=env, app=app_id) as opened:
        door = await ready(opened)
        told.tell("Start it", "front-door serve", "It is ready: /readyz answers 200.", time.monotonic() - began)
        await run("Bring the app to the people of the directory", "people", "install")

        began = time.monotonic()
        person = door.someone()
        greeting = activity(type="installationUpdate", action="add", name=None, value=None)
        assert (await door.post(greeting, token(aud=app_id)))[0] < 300
        await until(lambda: person.inbox, "no welcome")
        await walk(person, PROJECT, DETAILS)
        await person.press("submit")
        assert "DR-0001" in words_of(person.card)
        rows = await until(lambda: world.graph.rows(LIST), "no item in the list")
        partner = door.someone(partner_of("housing"), "IT business partner (Housing)")
        await until(lambda: [m for m in partner.inbox if "pick_up" in verbs_of(m.card)], "partner not told")
        lines = (
            "A member of staff opens the chat, answers the cards and sends the request, over the Bot Framework.",
            f"- They read: “{_line(words_of(person.card), 'DR-0001')}”",
            f"- The list holds a row: `{rows[0]['Reference']}`, “{rows[0]['Title']}”, {rows[0]['Status']}.",
            "- The IT business partner of Housing has the card to pick it up.",
        )
        told.tell("The first request", "", "\n".join(lines), time.monotonic() - began)
        assert await door.stop() == 0, door.log()[-2000:]


def _grants() -> Sequence[str]:
    return [word for name in GRANTS for word in ("--grant", name)]


def _files() -> Sequence[str]:
    return ("--password-to", "front-door.password", "--env-to", "front-door.env")


def _into_settings(home: Path) -> str:
    """Put both files together as `.env`, as the page says; gives the application's id."""
    lines = (home / "front-door.env").read_text() + (home / "front-door.password").read_text()
    (home / ".env").write_text(lines)
    found = re.search(r"^MicrosoftAppId=(\S+)$", lines, re.MULTILINE)
    assert found is not None
    return found[1]


def _line(words: str, holding: str) -> str:
    return next(line for line in words.splitlines() if holding in line)


def main() -> None:
    """Write the page."""
    with tempfile.TemporaryDirectory() as folder:
        told = asyncio.run(live_through(Path(folder), real_command, lag=2, program=True))
    Path(sys.argv[1]).write_text(told.page(), encoding="utf-8")


if __name__ == "__main__":
    main()
