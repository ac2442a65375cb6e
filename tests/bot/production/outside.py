"""One production front door as a process of its own, used as Teams and an operator use it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from aiohttp import ClientConnectionError, ClientSession

from bot.local.in_memory import TeamsInMemory
from tests.bot.host.host_cases import APP_ID
from tests.bot.production.internet import SERVICE_URL, Internet, token
from tests.bot.story.house import TENANT, House, Someone
from tests.forked import Forked, front_door

COMMAND = Path(sys.executable).with_name("front-door")
STAFF = "00000000-0000-0000-0000-00000000d001"


def activity(aad_id: str = STAFF, **changes: Any) -> dict[str, Any]:
    """A sound press of `start`, with some fields changed; a field that is set to None is left out."""
    sound: dict[str, Any] = {
        "type": "invoke",
        "name": "adaptiveCard/action",
        "id": uuid.uuid4().hex,
        "channelId": "msteams",
        "serviceUrl": SERVICE_URL,
        "from": {"id": f"29:{aad_id}", "name": "Member of staff (Housing)", "aadObjectId": aad_id},
        "recipient": {"id": f"28:{APP_ID}", "name": "Front door"},
        "conversation": {"id": f"a:{aad_id}", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
        "value": {"action": {"type": "Action.Execute", "verb": "start", "data": {}}, "trigger": "manual"},
    }
    return {key: value for key, value in (sound | changes).items() if value is not None}


def typed(text: str, aad_id: str = STAFF, **changes: Any) -> dict[str, Any]:
    """A sound typed message."""
    return activity(aad_id, **({"type": "message", "text": text, "name": None, "value": None} | changes))


@dataclass(slots=True)
class Outside:
    """A front door that runs, seen from outside. It has what a `Someone` needs of a house."""

    internet: Internet
    http: ClientSession
    """Signs everything with a sound token, as the Bot Framework does."""
    bare: ClientSession
    """Signs nothing."""
    data: Path
    env: Mapping[str, str]
    process: Forked | asyncio.subprocess.Process
    url: str = ""
    service_url: str = SERVICE_URL
    operators: str = ""
    """Where operators ask, when not at ``url`` (`MANAGEMENT_PORT`)."""

    @property
    def teams(self) -> TeamsInMemory:
        """What arrived in Teams."""
        return self.internet.teams

    def someone(self, aad_id: str = STAFF, name: str = "Member of staff (Housing)") -> Someone:
        """A person who talks to this front door, by way of the Bot Framework."""
        return Someone(cast("House", self), aad_id, name)

    async def post(self, body: object, bearer: str | None = None, **headers: str) -> tuple[int, str]:
        """Send an activity (or bytes) to the bot; gives status and text. ``bearer`` None: a sound token."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {"Content-Type": "application/json", "Authorization": f"Bearer {bearer or token()}"}
        async with self.bare.post(f"{self.url}/api/messages", data=sent, headers=named | headers) as answer:
            assert "Server" not in answer.headers
            return answer.status, await answer.text()

    async def get(self, path: str, method: str = "GET") -> tuple[int, str]:
        """Ask for an address, as operators do; gives status and text."""
        url = f"{self.operators or self.url}{path}"
        async with self.bare.request(method, url, allow_redirects=False) as answer:
            assert "Server" not in answer.headers
            return answer.status, await answer.text()

    def log(self) -> str:
        """Everything that the process has written so far."""
        return (self.data / "log").read_text()

    async def command(self, *words: str) -> tuple[int, str]:
        """Run another command of the front door with the same settings and data; gives exit code and output."""
        return await command(self.env, self.data, *words, "--data", str(self.data))

    async def lines(self, reference: str, *words: str) -> list[str]:
        """The lines of `deliveries list` that hold these words."""
        code, said = await self.command("deliveries", "list", reference)
        assert code == 0, said
        return [line for line in said.splitlines() if all(word in line for word in words)]

    async def seen(self, reference: str, *words: str) -> list[str]:
        """The same once there are some. A command takes a second: it is asked when what is stored has changed."""
        end, before = time.monotonic() + 60, None
        while time.monotonic() < end:
            with closing(sqlite3.connect(f"file:{self.data / 'front-door.sqlite'}?mode=ro", uri=True)) as stored:
                now = stored.execute("SELECT * FROM deliveries WHERE reference = ?", (reference,)).fetchall()
            if now != before:
                before = now
                if found := await self.lines(reference, *words):
                    return found
            await asyncio.sleep(0.02)
        raise AssertionError(await self.lines(reference))

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End the process and give its exit code."""
        if self.process.returncode is None:
            self.process.send_signal(how)
        async with asyncio.timeout(60):
            return await self.process.wait()


async def command(env: Mapping[str, str], folder: Path, *words: str) -> tuple[int, str]:
    """Run a command of the front door in this folder and environment alone; gives exit code and output."""
    with tempfile.NamedTemporaryFile() as said:
        asked = front_door(words, _environment(env), folder, Path(said.name))
        try:
            async with asyncio.timeout(60):
                return await asked.wait(), said.read().decode()
        finally:
            asked.kill()


async def real_command(env: Mapping[str, str], folder: Path, *words: str) -> tuple[int, str]:
    """The same by the program itself, with nothing imported before."""
    asked = await _program(words, env, folder, asyncio.subprocess.PIPE)
    try:
        async with asyncio.timeout(60):
            said, _ = await asked.communicate()
    finally:
        if asked.returncode is None:
            asked.kill()
    return asked.returncode or 0, said.decode()


async def _program(
    words: Sequence[str], env: Mapping[str, str], folder: Path, said: int | IO[bytes]
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        str(COMMAND), *words, env=_environment(env), stdout=said, stderr=asyncio.subprocess.STDOUT, cwd=folder
    )


@asynccontextmanager
async def open_door(
    internet: Internet,
    data: Path,
    port: int,
    descriptors: int = 0,
    *,
    program: bool = False,
    settings: Mapping[str, str] | None = None,
    app: str = APP_ID,
    **more: str,
) -> AsyncIterator[Outside]:
    """Start the production host and wait until it lives; whatever is left of it at the end is killed.

    ``descriptors``: the most that the machine lets it have; 0: as the tests themselves. ``program``: the program
    itself, with nothing imported before. ``settings``: the environment, where it is not the usual one; ``app``: whose
    bot it is then.
    """
    data.mkdir(exist_ok=True)  # noqa: ASYNC240 - one folder of a test
    env = {**(internet.settings() if settings is None else settings), "LIST_POLL_SECONDS": "0.3", **more}
    words = ("serve", "--port", str(port), "--data", str(data))
    process: Forked | asyncio.subprocess.Process
    if program:
        with (data / "log").open("ab") as log:
            process = await _program(words, env, data, log)
    else:
        process = front_door(words, _environment(env), data, data / "log", descriptors)
    signed = ClientSession(headers={"Authorization": f"Bearer {token(aud=app)}"}, trust_env=False)
    async with signed, ClientSession(trust_env=False) as bare:
        door = Outside(internet, signed, bare, data, env, process, f"http://127.0.0.1:{port}")
        door.operators = f"http://127.0.0.1:{apart}" if (apart := more.get("MANAGEMENT_PORT")) else ""
        try:
            assert await _is(door, "/healthz", 200), door.log()[-2000:]
            yield door
        finally:
            await door.stop(signal.SIGKILL)


async def ready(door: Outside) -> Outside:
    """Wait until it may take traffic."""
    assert await _is(door, "/readyz", 200), door.log()[-2000:]
    return door


async def _is(door: Outside, path: str, status: int, seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end and door.process.returncode is None:
        with suppress(ClientConnectionError):
            if (await door.get(path))[0] == status:
                return True
        await asyncio.sleep(0.02)
    return False


def _environment(env: Mapping[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, **env}
