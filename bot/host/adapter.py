"""Our Bot Framework adapter: runs one turn, inside its time, and always has an answer.

The SDK's own `CloudAdapter` is not used: it answers every card invoke with 500, loses replies and opens two
connections a turn.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from botbuilder.core import Bot, BotAdapter, Middleware, TurnContext
from botbuilder.schema import Activity, ConversationReference, ResourceResponse

from bot.host.activity import from_sdk, sdk_activity
from bot.host.incoming import Incoming, Reply, is_refresh, unchanged
from bot.host.metrics import Metrics, Result
from bot.host.rate_limit import RateLimit
from bot.logs import Log
from dialogs.model import Pressed

TurnHandler = Callable[[Incoming], Awaitable[Reply]]
"""Carries out one turn. The answer is for buttons; what answers a typed message is the handler's to deliver."""

Outbox = Callable[[Incoming, Reply], Awaitable[None]]
"""Takes a message for the conversation of ``Incoming``."""

DEADLINE: Final = 4.0
"""Seconds for the turn itself, so that the apology is there within the 5 s of issue 6."""
SLOW: Final = 1.0
"""Seconds from which a turn is named in the log."""
LAST_WORDS: Final = 0.7
"""Seconds that handing over an apology may take, for the same reason."""

_A_BOT: Final = "28:"
"""How the account id of a bot begins."""
_GUESTS: Final = 200
"""Messages of guests that are remembered, in memory alone, so that one that Teams sends again is answered once."""

_INCOMING: Final = "front-door.incoming"
_ANSWER: Final = "front-door.answer"
_log = Log("turns")


@dataclass(frozen=True, slots=True)
class TurnParts:
    """What turns need from the rest of the bot."""

    turn: TurnHandler
    outbox: Outbox
    """Durable: the message is delivered though the process dies."""
    apology: Callable[[str], Reply]
    """What is said when something broke; takes the code that is in the log."""
    wait: Callable[[int], Reply]
    """What is said to someone who is too fast; takes the seconds to wait."""
    new_code: Callable[[], str]
    clock: Callable[[], float]
    """Seconds that only go up."""
    stranger: Reply = field(default_factory=Reply)
    """What is said to someone who has no account of this council."""
    direct: Outbox | None = None
    """Says it at once without the database, where even the outbox fails (a full disk)."""
    middleware: tuple[Middleware, ...] = ()
    """Of the SDK's own kind, the outermost first: each surrounds a turn, and may look at its activity or end it."""
    deadline: float = DEADLINE


def _share_of(incoming: Incoming) -> str:
    """Whose share a turn is taken from: cards that refresh by themselves have one of their own.

    Whoever scrolls through a chat with many of them must not be asked to wait at their next press.
    """
    act = incoming.act
    by_itself = isinstance(act, Pressed) and act.by_itself and is_refresh(act)
    return f"refresh:{incoming.person.aad_id}" if by_itself else incoming.person.aad_id


class _Turns(Bot):  # type: ignore[misc]  # the SDK has no types
    """The SDK's bot: finds the incoming that came with the context, and leaves the answer there."""

    def __init__(self, handler: TurnHandler) -> None:
        self._handler = handler

    async def on_turn(self, context: TurnContext) -> None:
        """Carry out the turn of this context."""
        state = context.turn_state
        state[_ANSWER] = await self._handler(state[_INCOMING])


class FrontDoorAdapter(BotAdapter):  # type: ignore[misc]  # the SDK has no types
    """Runs turns through the SDK's middleware; what a turn sends goes to the outbox, never out at once."""

    def __init__(self, parts: TurnParts, rate: RateLimit, metrics: Metrics) -> None:
        super().__init__()
        self._parts = parts
        self._rate = rate
        self._metrics = metrics
        self._bot = _Turns(parts.turn)
        self._guests: deque[str] = deque(maxlen=_GUESTS)
        for one in parts.middleware:
            self.use(one)

    async def process(self, raw: Mapping[str, Any], incoming: Incoming) -> Reply:
        """The answer to one activity. Raises nothing but a cancellation."""
        parts = self._parts
        began = parts.clock()
        if not incoming.person.aad_id and incoming.kind != "event":
            return await self._stranger(incoming, began)
        if incoming.kind != "event":
            verdict = self._rate.take(_share_of(incoming), began)
            if not verdict.allowed:
                self._metrics.refused("rate")
                answer = unchanged(incoming) or parts.wait(verdict.wait)
                if incoming.kind == "message" and verdict.first:
                    await self._say(incoming, answer)
                return answer
        result: Result
        try:
            async with asyncio.timeout(parts.deadline):
                answer = await self._run(raw, incoming)
            result = "answered" if answer.saved else "not saved"
        except TimeoutError as error:
            result, answer = "too slow", await self._sorry(incoming, error)
        except Exception as error:  # whatever broke, the person gets an apology with its code
            result, answer = "failed", await self._sorry(incoming, error)
        took = parts.clock() - began
        self._metrics.turned(incoming.kind, result, took)
        if took > SLOW:  # the rest is in the metrics: a line a turn cost a twentieth of the turn
            _log.warning(
                "slow turn", activity=incoming.activity_id, kind=incoming.kind, result=result, ms=round(took * 1000)
            )
        return answer

    async def _stranger(self, incoming: Incoming, began: float) -> Reply:
        """Answer a guest or someone of another organisation: Teams gives no Entra id for them; nothing is stored."""
        parts = self._parts
        self._metrics.refused("no Entra id")
        if incoming.kind != "message" or parts.direct is None or not self._heard_first(incoming):
            return unchanged(incoming) or parts.stranger
        if self._rate.take(incoming.conversation, began).allowed:
            try:
                async with asyncio.timeout(parts.deadline):
                    await parts.direct(incoming, parts.stranger)
            except Exception as error:  # they may write again; nothing of theirs waits here
                _log.error("a guest was not answered", error)
        return parts.stranger

    def _heard_first(self, incoming: Incoming) -> bool:
        """Whether a guest's message is to be answered: not one sent again, nor another bot's, who would answer back."""
        key = f"{incoming.conversation}\n{incoming.activity_id}"
        if incoming.teams_id.startswith(_A_BOT) or key in self._guests:
            return False
        self._guests.append(key)
        return True

    async def _run(self, raw: Mapping[str, Any], incoming: Incoming) -> Reply:
        context = TurnContext(self, sdk_activity(raw, incoming))
        context.turn_state[_INCOMING] = incoming
        await self.run_pipeline(context, self._bot.on_turn)
        answer: Reply | None = context.turn_state.get(_ANSWER)
        return answer if answer is not None else Reply()  # a middleware of somebody's ended the turn

    async def _sorry(self, incoming: Incoming, error: Exception) -> Reply:
        code = self._parts.new_code()
        _log.error("turn failed", error, code=code, activity=incoming.activity_id, kind=incoming.kind)
        answer = unchanged(incoming) or self._parts.apology(code)
        if incoming.kind == "message":
            await self._say(incoming, answer)
        return answer

    async def _say(self, incoming: Incoming, answer: Reply) -> None:
        for way in (self._parts.outbox, self._parts.direct):
            if way is None:
                continue
            try:
                async with asyncio.timeout(LAST_WORDS / 2):
                    await way(incoming, answer)
            except Exception as error:  # it is already the apology; the next way is tried
                _log.error("apology not handed over", error, activity=incoming.activity_id)
            else:
                return

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        """Hand what code written for the SDK sends to the outbox. The ids are empty: nothing was sent yet."""
        for activity in activities:
            if activity.type == "message":
                await self._parts.outbox(context.turn_state[_INCOMING], from_sdk(activity))
        return [ResourceResponse(id="") for _ in activities]

    async def update_activity(self, context: TurnContext, activity: Activity) -> None:
        """Not offered: cards are updated by the deliveries, which know what was sent."""
        raise NotImplementedError("cards are updated by the deliveries")

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """Not offered: this bot deletes no message."""
        raise NotImplementedError("this bot deletes no message")
