"""Members of staff who send requests whatever happens: a press without an answer is sent again with its id."""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

ANSWERS = {
    "need": "idea",
    "service_area": "housing",
    "corporate_tool": "not_sure",
    "reach": "my_team",
    "data": "none",
    "technical_impact": "none",
    "ai": "no",
}
"""The shortest way to a request: an idea."""
TENANT = "00000000-0000-0000-0000-0000000007e7"
REFERENCE = re.compile(r"DR-\d{4,}")
Card = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lodged:
    """One request that the bot acknowledged."""

    reference: str
    title: str
    aad_id: str
    at: float
    words: str
    """What the confirmation said."""


@dataclass(slots=True)
class Someone:
    """A person at their Teams client. ``door`` gives the address of a front door that should answer now."""

    number: int
    connector: str
    door: Callable[[], str]
    http: aiohttp.ClientSession
    card: Card = field(default_factory=dict)
    lodged: list[Lodged] = field(default_factory=list)

    @property
    def aad_id(self) -> str:
        """Their Entra id."""
        return f"00000000-0000-0000-0001-{self.number:012d}"

    @property
    def conversation(self) -> str:
        """Their personal chat."""
        return f"a:{self.aad_id}"

    async def send_request(self, title: str) -> Lodged:
        """Press from the first card to the confirmation."""
        await self.press("start", {})
        details = {"title": title, "problem": "It takes too long.", "outcome": "It is quick."}
        while "submit" not in {action["verb"] for action in _actions(self.card)}:
            wanted = [part["id"] for part in _parts(self.card) if str(part.get("type")).startswith("Input.")]
            await self.press("answer", {name: {**ANSWERS, **details}.get(name, "") for name in wanted})
        await self.press("submit", {})
        words = json.dumps(self.card)
        found = REFERENCE.search(words)
        if found is None:
            raise RuntimeError(f"no reference after submit: {words[:500]}")
        lodged = Lodged(found.group(), title, self.aad_id, time.time(), words)
        self.lodged.append(lodged)
        return lodged

    async def press(self, verb: str, inputs: dict[str, str]) -> None:
        """Press a button of the card in hand, and take the card that replaces it."""
        carried = next((a.get("data", {}) for a in _actions(self.card) if a.get("verb") == verb), {})
        action = {"type": "Action.Execute", "verb": verb, "data": {**carried, **inputs}}
        said = await self.post(
            {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}, "replyToId": "card"}
        )
        self.card = said["value"]

    async def type(self, text: str) -> None:
        """Type something; the answer comes through the connector."""
        await self.post({"type": "message", "text": text})

    async def post(self, activity: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON
        """Send an activity, with the same id until it was taken."""
        envelope = {
            "channelId": "msteams",
            "serviceUrl": self.connector,
            "id": uuid.uuid4().hex,
            "from": {"id": f"29:{self.number}", "name": "Member of staff", "aadObjectId": self.aad_id},
            "recipient": {"id": "28:front-door"},
            "conversation": {"id": self.conversation, "conversationType": "personal", "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}},
            **activity,
        }
        while True:
            try:
                url = f"{self.door()}/api/messages"
                async with self.http.post(url, json=envelope, timeout=aiohttp.ClientTimeout(15)) as answer:
                    if answer.status < 300:  # noqa: PLR2004 - as HTTP says
                        said = await answer.json(content_type=None)
                        if not _not_saved(said):
                            return said
            except (aiohttp.ClientError, TimeoutError, ValueError):
                pass
            await asyncio.sleep(0.2)


def _not_saved(said: Any) -> bool:  # noqa: ANN401 - any JSON
    """The bot said that it could store nothing: the person presses again."""
    return isinstance(said, dict) and not _actions(said.get("value"))


def _actions(node: Any) -> list[Card]:  # noqa: ANN401 - any JSON
    return [part for part in _parts(node) if part.get("type") == "Action.Execute"]


def _parts(node: Any) -> list[Card]:  # noqa: ANN401 - any JSON
    if isinstance(node, list):
        return [part for inner in node for part in _parts(inner)]
    if isinstance(node, dict):
        return [node, *(part for inner in node.values() for part in _parts(inner))]
    return []
