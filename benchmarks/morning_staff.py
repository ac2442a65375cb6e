"""Members of staff on a busy morning: they press or type, go back, press twice, and send their request."""

from __future__ import annotations

import asyncio
import json
import random
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import aiohttp

from benchmarks.person import REFERENCE, Person, pressed
from bot.local.cards import Card, inputs_of, verbs_of, words_of

PATIENCE = 15.0
"""Seconds after which Teams sends an activity again (facts, teams.md): later is an error."""
# What people do instead of going straight on, as shares of their turns.
BACK, RESUME, CHANGE, TWICE, SUBMIT_TWICE, HELP, TICK_TWO = 0.06, 0.03, 0.1, 0.05, 0.25, 0.03, 0.4
NEEDS = ("improve_process", "change_system", "new_system", "renew", "idea", "standard_item")
THINGS = ("repairs", "permits", "rotas", "invoices", "school meals", "library loans", "tenancies", "parking", "visits")
WISHES = ("Online form for", "Faster reporting of", "One place for", "Fewer letters about", "Text messages about")


@dataclass(slots=True)
class Tally:
    """What was measured so far. Times in seconds."""

    turns: list[float] = field(default_factory=list)
    """From the moment at which a turn was due to its HTTP answer."""
    replies: list[float] = field(default_factory=list)
    """From a typed message to the card that answers it in the chat."""
    errors: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    """Each request that was acknowledged."""
    advised: int = 0


@dataclass(slots=True, kw_only=True)
class Someone(Person):
    """A person who takes one turn at a time."""

    url: str
    chance: random.Random
    tally: Tally
    types: bool = False
    ended: bool = False
    _lacks: str = ""
    """What the last thing that they did has not brought yet."""
    _waits_for: dict[str, asyncio.Future[Card]] = field(default_factory=dict)

    def arrived(self, activity: Card) -> None:
        """Something was posted into their chat."""
        waits = self._waits_for.get(activity.get("replyToId", ""))
        if waits is not None and not waits.done():
            waits.set_result(activity)

    async def turn(self, due: float) -> None:
        """Do the next thing; ``due`` is when they meant to."""
        try:
            async with asyncio.timeout(PATIENCE):
                await (self._type(due) if self.types else self._press(due))
        except (TimeoutError, aiohttp.ClientError, ValueError, KeyError, Unexpected) as error:
            slow = f"no {self._lacks} in {PATIENCE:g} s" if isinstance(error, TimeoutError) else ""
            self.tally.errors.append(slow or f"{type(error).__name__} {error}"[:200])
            self.ended = True

    async def _press(self, due: float) -> None:
        verbs, mood = verbs_of(self.card), self.chance.random()
        if not self.card:
            await self._one_press(due, "start", {})
        elif "back" in verbs and mood < BACK:
            await self._one_press(due, "back", {})
        elif mood < BACK + RESUME:
            await self._one_press(due, "resume", {})
        elif "submit" in verbs and "change" in verbs and mood < BACK + RESUME + CHANGE:
            await self._one_press(due, "change", {})
        elif "submit" in verbs:
            await self._submit(due, twice=mood > 1 - SUBMIT_TWICE)
        else:
            inputs = {name: self._chosen(one) for name, one in inputs_of(self.card).items()}
            twice = [self._one_press(due, "answer", inputs) for _ in range(2 if mood > 1 - TWICE else 1)]
            await asyncio.gather(*twice)
        self._look()

    async def _submit(self, due: float, *, twice: bool) -> None:
        on = self.card
        cards = await asyncio.gather(*(self._one_press(due, "submit", {}, on=on) for _ in range(1 + twice)))
        named = {found.group() for card in cards if (found := REFERENCE.search(json.dumps(card)))}
        if len(named) != 1:
            raise Unexpected(f"submit gave {sorted(named)}")
        self._acknowledged(named.pop())

    def _acknowledged(self, reference: str) -> None:
        self.tally.references.append(reference)
        self.ended = True

    def _look(self) -> None:
        """Whether the talk has ended with advice and without a request."""
        if not self.ended and not {"answer", "submit", "resume"} & verbs_of(self.card):
            self.tally.advised += 1
            self.ended = True

    async def _one_press(self, due: float, verb: str, inputs: dict[str, str], on: Card | None = None) -> Card:
        said = await self._post(due, pressed(on or self.card, verb, inputs))
        if said.get("statusCode") != 200:
            raise Unexpected(f"{verb} gave {said.get('statusCode')}")
        self.card = said["value"]
        return self.card

    async def _type(self, due: float) -> None:
        words = self._words()
        activity = uuid.uuid4().hex
        waits: asyncio.Future[Card] = asyncio.get_running_loop().create_future()
        self._waits_for = {activity: waits}
        began = time.perf_counter()
        await self._post(due, {"type": "message", "text": words, "id": activity})
        self._lacks = "card in the chat"
        message = await waits
        self.tally.replies.append(time.perf_counter() - began)
        cards = [a["content"] for a in message.get("attachments", ())]
        self.card = cards[0] if cards else self.card
        if words == "submit":
            found = REFERENCE.search(json.dumps(self.card))
            if found is None:
                raise Unexpected(f"a typed submit gave no reference but “{words_of(self.card)[:80]}”")
            self._acknowledged(found.group())
        self._look()

    def _words(self) -> str:
        """What they type now."""
        inputs = list(inputs_of(self.card).values())
        if not self.card or (not inputs and {"start", "resume"} & verbs_of(self.card) == {"start"}):
            return "start"
        if not inputs:
            return "submit" if "submit" in verbs_of(self.card) else "resume"
        mood, one = self.chance.random(), inputs[0]
        if mood < BACK:
            return "back"
        if mood < BACK + HELP:
            return "help"
        chosen = self._chosen(one)
        if one["type"] == "Input.ChoiceSet":
            ids = [choice["value"] for choice in one["choices"]]
            return ", ".join(str(ids.index(part) + 1) for part in chosen.split(","))
        return chosen or "skip"

    def _chosen(self, one: Card) -> str:
        """What they would fill in here."""
        if one["type"] == "Input.ChoiceSet":
            ids: list[str] = [choice["value"] for choice in one["choices"]]
            if one["id"] == "need":
                return self.chance.choice([need for need in NEEDS if need in ids])
            several = [i for i in ids if i not in {"none", "not_sure"}]
            if one.get("isMultiSelect") and self.chance.random() < TICK_TWO:
                return ",".join(sorted(self.chance.sample(several, 2)))
            return self.chance.choice(ids)
        if one["type"] == "Input.Date":
            return "2027-04-01"
        if one["id"] == "title":
            return f"{self.chance.choice(WISHES)} {self.chance.choice(THINGS)} {self.number}"
        return "" if str(one.get("label", "")).endswith("(optional)") else "It takes too long and people wait."

    async def _post(self, due: float, activity: Card) -> Card:
        self._lacks = "answer"
        async with self.http.post(f"{self.url}/api/messages", json=self.envelope(activity)) as answer:
            body = await answer.read()
            self.tally.turns.append(time.perf_counter() - due)
            if answer.status >= 300:
                raise Unexpected(f"HTTP {answer.status}")
        said = json.loads(body) if body else {}
        return said if isinstance(said, dict) else {}


class Unexpected(Exception):
    """The bot answered what it should not."""


def crowd(
    url: str, connector: str, http: aiohttp.ClientSession, tally: Tally, seed: int, keep: Callable[[Someone], None]
) -> Iterator[Someone]:
    """People without end, one in six of whom types. ``keep`` is told of each, so that their chat finds them."""
    chance = random.Random(seed)
    number = 0
    while True:
        number += 1
        person = Someone(
            number=number,
            url=url,
            connector=connector,
            http=http,
            chance=random.Random(chance.random()),
            tally=tally,
            types=number % 6 == 0,
        )
        keep(person)
        yield person
