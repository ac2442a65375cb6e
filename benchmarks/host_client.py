"""A cheap HTTP client for the load: one connection a person and no library, so that the bots are what is measured."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import orjson

TENANT = "00000000-0000-0000-0000-0000000000a0"


class Person:
    """Someone with a connection and a card in front of them."""

    def __init__(self, number: int, port: int, sink: int) -> None:
        self.number = number
        self._port = port
        self._service = f"http://127.0.0.1:{sink}/"
        self._sent = 0
        self._card: dict[str, Any] | None = None
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._born = time.time_ns()

    async def say(self) -> None:
        """Type a message."""
        await self._post(self._activity("message") | {"text": f"hello {self._sent}"})

    async def press(self) -> None:
        """Press the button of the card at hand: fill it in, or start where there is none to fill in."""
        verb, data = self._choice()
        action = {"type": "Action.Execute", "verb": verb, "data": data}
        body = self._activity("invoke") | {
            "name": "adaptiveCard/action",
            "value": {"action": action, "trigger": "manual"},
            "replyToId": f"1:{self.number}",
        }
        answer = await self._post(body)
        card = orjson.loads(answer)["value"] if answer else None
        self._card = card if isinstance(card, dict) else None

    async def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()

    def _choice(self) -> tuple[str, dict[str, Any]]:
        if self._card is None:
            return "start", {}
        inputs, button = {}, None
        for part in _parts(self._card):
            kind = part.get("type", "")
            if kind == "Input.ChoiceSet":
                several = part.get("isMultiSelect")
                inputs[part["id"]] = part["choices"][0 if several else self.number % len(part["choices"])]["value"]
            elif kind == "Action.Execute" and part.get("verb") == "answer":
                button = part
            elif kind in {"Input.Text", "Input.Date"}:
                return "start", {}  # the details end a guided interview here: what is measured is the questions
        return ("answer", {**button.get("data", {}), **inputs}) if button else ("start", {})

    def _activity(self, kind: str) -> dict[str, Any]:
        self._sent += 1
        return {
            "type": kind,
            "id": f"{self._born}-{self.number}-{self._sent}",
            "timestamp": "2026-01-01T10:00:00.000Z",
            "channelId": "msteams",
            "serviceUrl": self._service,
            "from": {
                "id": f"29:{self.number}",
                "name": f"Person {self.number}",
                "aadObjectId": f"00000000-0000-0000-0000-{self.number:012d}",
            },
            "recipient": {"id": "28:bot", "name": "Front door"},
            "conversation": {"id": f"a:{self.number}", "conversationType": "personal", "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}},
        }

    async def _post(self, activity: dict[str, Any]) -> bytes:
        body = orjson.dumps(activity)
        head = (
            f"POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(head.encode() + body)
        status, length, said = 0, 0, await reader.readuntil(b"\r\n\r\n")
        for line in said.split(b"\r\n"):
            if line.startswith(b"HTTP/"):
                status = int(line.split()[1])
            elif line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        content = await reader.readexactly(length)
        if not 200 <= status < 300:
            raise RuntimeError(f"{status}: {content[:200]!r}")
        return content


def _parts(node: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            found.append(part)
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return found


async def load(act: Callable[[Person], Awaitable[None]], people: list[Person], seconds: float) -> list[float]:
    """Let people act one after another for so many seconds; gives how long each act took, in seconds."""
    times: list[float] = []
    end = time.perf_counter() + seconds

    async def live(person: Person) -> None:
        while (began := time.perf_counter()) < end:
            await act(person)
            times.append(time.perf_counter() - began)

    await asyncio.gather(*map(live, people))
    return times
