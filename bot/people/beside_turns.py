"""Work that a turn sets off and does not wait for: once a person, a few at a time, and not again at once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any, Final

from bot.logs import Log
from bot.register.register import NotSaved

_AT_ONCE: Final = 4
"""Questions under way: the rest of a busy morning waits for them."""
_REMEMBERED: Final = 10_000
"""People of whom it is remembered at most that they were just asked about."""
WAITING: Final = 500
"""Questions that may be begun at most. Each holds what its person sent, so a service that hangs through a morning must
not gather thousands; whoever comes beyond is asked about at a later turn of theirs."""


class BesideTurns:
    """Asks about people beside the turns. No turn waits for it, and none fails with it.

    ``name``: of its tasks and in the log; ``again``: seconds until the same person is asked about again; ``clock``
    gives seconds that never go back.
    """

    def __init__(self, name: str, again: float, clock: Callable[[], float]) -> None:
        self._name = name
        self._again = again
        self._clock = clock
        self._next: OrderedDict[str, float] = OrderedDict()
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._log = Log("people")

    def begin(self, aad_id: str, ask: Callable[[], Awaitable[Any]]) -> None:
        """Ask about this person when there is a place.

        Nothing for nobody, when it was just tried, and while as many wait as may.
        """
        now = self._clock()
        while self._next and next(iter(self._next.values())) <= now:  # whoever may be asked about again
            self._next.popitem(last=False)
        if not aad_id or aad_id in self._next or len(self._tasks) >= WAITING:
            return
        self._next[aad_id] = now + self._again
        if len(self._next) > _REMEMBERED:
            self._next.popitem(last=False)
        task = asyncio.create_task(self._run(ask), name=self._name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def __len__(self) -> int:
        return len(self._next)

    async def stop(self) -> None:
        """End what is under way: it is asked again another time."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, ask: Callable[[], Awaitable[Any]]) -> None:
        async with self._places:
            try:
                await ask()
            except NotSaved as failure:
                self._log.warning("what was asked about a person was not kept", what=self._name, why=str(failure))
