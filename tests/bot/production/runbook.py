"""The pages of docs/runbook, as somebody follows them who was woken: each command, and what the page says of it."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientConnectionError

from tests.bot.production.outside import Outside, command

PAGES = Path(__file__).resolve().parents[3] / "docs" / "runbook"
TRIED_HERE = "tests/bot/production/test_runbook.py"
_STEP = re.compile(
    r"<!-- not run: (?P<why>.*?) -->\n```sh\n(?P<command>.*?)\n```\n(?:\nIt says (?P<says>[^\n]*)\n)?", re.DOTALL
)
_ASKED = re.compile(r"^curl -s http://localhost:3978(/\S+)")
_PROGRAM = ".venv/bin/front-door"


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a page, and the words that it must say according to the page."""

    command: str
    says: tuple[str, ...]


def steps(alert: str) -> Iterator[Step]:
    """The steps of a page that are tried, in order."""
    for found in _STEP.finditer((PAGES / f"{alert}.md").read_text()):
        if TRIED_HERE in found["why"]:
            first = (found["says"] or "").split("\n\n")[0]
            yield Step(found["command"], tuple(re.findall(r"`([^`]+)`", first)))


async def follow(door: Outside, *to_do: Step) -> None:
    """Do what steps say at this front door, a command that several name once. Fails where a page says otherwise."""
    told: dict[str, str] = {}
    for step in to_do:
        if step.command not in told:
            told[step.command] = await _done(door, step.command)
        missing = [words for words in step.says if words not in told[step.command]]
        assert missing == [], f"{step.command}\n{told[step.command]}"


async def _done(door: Outside, asked_for: str) -> str:
    (door.data / "front-door.log").unlink(missing_ok=True)
    (door.data / "front-door.log").symlink_to(door.data / "log")
    said, left = "", asked_for
    if asked := _ASKED.match(left):
        with suppress(ClientConnectionError):  # nobody answers
            said = (await door.get(asked[1]))[1]
        left = left[asked.end() :].lstrip(" |")
    for one in filter(None, left.split(" && ")):
        if one.startswith(_PROGRAM):
            words = shlex.split(one)[1:]
            anywhere = words[0] == "rules"  # it knows of no data
            said += (await (command(door.env, door.data, *words) if anywhere else door.command(*words)))[1]
        else:
            said = _by_the_shell(one, door.data, said)
    return said


def _by_the_shell(command: str, folder: Path, given: str) -> str:
    """What such a command of our own page prints there, when it is given this to read."""
    shell = ["/bin/bash", "-c", command]
    return subprocess.run(shell, cwd=folder, input=given, capture_output=True, text=True, check=False).stdout
