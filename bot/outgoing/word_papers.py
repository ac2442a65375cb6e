"""The paper of a meeting as a file: made by `front-door pack` in a process of its own.

What writes Word documents takes memory and seconds that the host has not, so nothing of it is loaded here.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.delivery_errors import TryLater
from bot.outgoing.file_makers import CannotBeMade, Made
from dialogs.model import Person

SECONDS: Final = 40.0
"""How long making one may take: a delivery's try has a minute in all."""
ABOUT: Final = 150_000
"""Bytes of a paper, about: what asks for consent shows a size, and a paper is made when it is sent."""
_WRONG_USE: Final = 2
"""The exit code with which a command says that it was not understood: no second try mends that."""
_BODY: Final = re.compile(r"[a-z0-9_]{1,80}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
COMMAND: Final = (sys.executable, "-m", "bot.commands")


@dataclass(frozen=True, slots=True)
class Paper:
    """Makes the paper of a body's meeting. ``data``: the data folder; ``settings``: variables that say where all is."""

    data: Path
    settings: Mapping[str, str]
    command: tuple[str, ...] = COMMAND
    seconds: float = SECONDS
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def size(self, person: Person, fields: Mapping[str, str]) -> int:
        """A guess."""
        del person, fields
        return ABOUT

    async def make(self, person: Person, fields: Mapping[str, str]) -> Made:
        """The paper of the body ``body`` for its meeting on the day ``meeting`` (ISO) as a Word document."""
        del person
        body, meeting = fields.get("body", ""), fields.get("meeting", "")
        if not (_BODY.fullmatch(body) and _DAY.fullmatch(meeting)):
            raise CannotBeMade("the body or the day of the meeting is none")
        if self._one.locked():
            raise TryLater("another paper is being made")
        async with self._one:
            with tempfile.TemporaryDirectory(prefix="front-door-paper-") as folder:
                out = Path(folder) / "paper.docx"
                await self._run("pack", "--body", body, "--meeting", meeting, "--out", str(out), "--noted")
                made = await asyncio.to_thread(_read, out)
        return Made(made, {"body": body, "meeting": meeting})

    async def _run(self, *words: str) -> None:
        nothing = asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(
            *(*self.command, *words, "--data", str(self.data)),
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,  # what it says can name people and requests: no log has that
            env={**os.environ, **self.settings},
        )
        try:
            async with asyncio.timeout(self.seconds):
                code = await process.wait()
        except TimeoutError:
            raise CannotBeMade(f"it took longer than {self.seconds:.0f} seconds") from None
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if code == _WRONG_USE:
            raise CannotBeMade("this version of the front door makes no such paper")
        if code:
            raise CannotBeMade(f"front-door pack ended with {code}")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise CannotBeMade("front-door pack wrote nothing") from None
