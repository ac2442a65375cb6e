"""Waiting for Microsoft: until what was just made is seen everywhere, and for as long as it asks us to wait."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from bot.sharepoint.refusals import GraphRefused, TryLater

T = TypeVar("T")
_WAITS: Final = (1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0, 30.0, 30.0, 30.0, 30.0)
"""Seconds between looks at what must still spread: about three minutes in all. Microsoft names no time; longer ones
were seen (https://github.com/microsoftgraph/msgraph-bicep-types/issues/193), and then the command is run again."""
_FEW: Final = 3
_TRIES: Final = 4
_LONGEST: Final = 300.0
"""Seconds that a ``Retry-After`` may ask for; beyond it the command is better run again later."""


class NotYet(GraphRefused):
    """What was made is not shown by Microsoft after all that waiting: the next run goes on from there."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How to wait. ``pause`` takes seconds; ``say`` tells whoever watches why nothing happens."""

    pause: Callable[[float], Awaitable[None]]
    say: Callable[[str], None]

    async def until_seen(
        self, what: str, call: Callable[[], Awaitable[T]], late: Callable[[GraphRefused], bool], *, few: bool = False
    ) -> T:
        """Make a call until it is not refused as ``late`` says: what it speaks of is there and not seen yet.

        Raises `NotYet` when it takes too long, and every other refusal at once. ``few``: it may as well be gone, so
        it is looked for some seconds only, and its own refusal is raised.
        """
        for number, wait in enumerate(_WAITS[:_FEW] if few else _WAITS):
            try:
                return await call()
            except GraphRefused as refused:
                if isinstance(refused, TryLater) or not late(refused):
                    raise
            if number == 0:
                self.say(f"waiting until Microsoft shows {what} everywhere")
            await self.pause(wait)
        try:
            return await call()
        except GraphRefused as refused:
            if few or not late(refused):
                raise
            raise NotYet(f"Microsoft does not show {what} yet") from None

    async def until_found(self, what: str, look: Callable[[], Awaitable[T]]) -> T:
        """Look until something is found, for as long; gives what the last look found."""
        for number, wait in enumerate(_WAITS):
            if found := await look():
                return found
            if number == 0:
                self.say(f"waiting until Microsoft shows {what}")
            await self.pause(wait)
        return await look()

    async def steadily(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do some work, and again after the wait that Graph asks for: work that first looks what is there already.

        Raises `TryLater` when Graph does not take it at all, or asks for too long a wait.
        """
        for number in range(_TRIES - 1):
            try:
                return await work()
            except TryLater as later:
                await self.after(later, number)
        return await work()

    async def after(self, later: TryLater, number: int) -> None:
        """Wait as Graph asked, or longer each time. Raises ``later`` when that is too long."""
        wait = later.after if later.after is not None else _WAITS[number]
        if wait > _LONGEST:
            raise later
        self.say(f"waiting {wait:.0f} s: {later.reason}")
        await self.pause(wait)
