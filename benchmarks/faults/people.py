"""Members of staff who send requests whatever happens: a press without an answer is sent again with its id."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from benchmarks.person import REFERENCE, Person, pressed
from bot.local.cards import Card, inputs_of, verbs_of

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
AGAIN = 0.2
"""Seconds after which somebody who got no answer, or was told that nothing was saved, tries again."""


@dataclass(frozen=True, slots=True)
class Lodged:
    """One request that the bot acknowledged."""

    reference: str
    title: str
    aad_id: str
    at: float
    words: str
    """What the confirmation said."""


@dataclass(slots=True, kw_only=True)
class Someone(Person):
    """A person who does not give up. ``door`` gives the address of a front door that should answer now.

    ``heard`` counts how they were answered: "well", "not saved", "sorry", "nothing" or an HTTP status.
    """

    door: Callable[[], str]
    heard: Counter[str]
    lodged: list[Lodged] = field(default_factory=list)

    async def send_request(self, title: str) -> Lodged:
        """Press from the first card to the confirmation."""
        await self.fill_in(title)
        while (lodged := await self.submit(title)) is None:
            await asyncio.sleep(AGAIN)
            await self.fill_in(title, go_on=True)
        return lodged

    async def fill_in(self, title: str, *, go_on: bool = False) -> None:
        """Press up to the card that offers to submit. Who is told that nothing was saved takes their draft up again."""
        details = {**ANSWERS, "title": title, "problem": "It takes too long.", "outcome": "It is quick."}
        verb = "resume" if go_on else "start"
        while verb:
            inputs = list(inputs_of(self.card)) if verb == "answer" else []
            saved = await self.press(verb, {name: details.get(name, "") for name in inputs})
            offered = verbs_of(self.card)
            if not saved:
                await asyncio.sleep(AGAIN)
                verb = "resume"
            elif "submit" in offered:
                verb = ""
            else:
                verb = "answer" if "answer" in offered else "start"

    async def submit(self, title: str) -> Lodged | None:
        """Press the last button once; None when it was not taken."""
        if not await self.press("submit", {}):
            return None
        words = json.dumps(self.card)
        found = REFERENCE.search(words)
        if found is None:
            raise RuntimeError(f"no reference after submit: {words[:500]}")
        lodged = Lodged(found.group(), title, self.aad_id, time.time(), words)
        self.lodged.append(lodged)
        return lodged

    async def press(self, verb: str, inputs: dict[str, str]) -> bool:
        """Press a button of the card in hand, and take the card that replaces it. Whether it was saved."""
        said = await self.post(pressed(self.card, verb, inputs))
        self.card = said["value"]
        how = _how(self.card)
        self.heard[how] += 1
        return how == "well"

    async def type(self, text: str) -> None:
        """Type something; the answer comes through the connector."""
        await self.post({"type": "message", "text": text})

    async def post(self, activity: Card) -> Any:
        """Send an activity, with the same id until it was taken."""
        envelope = self.envelope(activity)
        while True:
            try:
                url = f"{self.door()}/api/messages"
                async with self.http.post(url, json=envelope, timeout=aiohttp.ClientTimeout(15)) as answer:
                    if answer.status < 300:
                        return await answer.json(content_type=None)
                    self.heard[str(answer.status)] += 1
            except (aiohttp.ClientError, TimeoutError, ValueError):
                self.heard["nothing"] += 1
            await asyncio.sleep(AGAIN)


def _how(card: Card) -> str:
    """What a card says became of a press."""
    words = json.dumps(card).lower()
    return "not saved" if "answer is not saved" in words else "sorry" if "something went wrong" in words else "well"
