"""Whether the process lives, and whether it may take traffic."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

Check = Callable[[], bool | Awaitable[bool]]

SECONDS: Final = 2.0
"""How long one check may take before it counts as failed."""


@dataclass(slots=True)
class Readiness:
    """What must hold before this host may take traffic. `stopping` is set at SIGTERM and never taken back."""

    checks: dict[str, Check] = field(default_factory=dict)
    """By a plain word that may be shown: ``database``, ``keys``, ``rulebook``."""
    stopping: bool = False
    seconds: float = SECONDS

    async def lacking(self) -> list[str]:
        """The words of the checks that do not hold now."""
        if self.stopping:
            return ["stopping"]
        return [name for name, holds in (await self.held(self.seconds)).items() if not holds]

    async def held(self, seconds: float) -> Mapping[str, bool]:
        """Whether each check holds now; one that takes longer than so many seconds does not."""
        held = await asyncio.gather(*(self._holds(check, seconds) for check in self.checks.values()))
        return dict(zip(self.checks, held, strict=True))

    async def _holds(self, check: Check, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                said = check()
                return said if isinstance(said, bool) else await said
        except Exception:  # whatever a check raises, the answer is the same: not ready
            return False


async def healthz(_: web.Request) -> web.Response:
    """The process lives. Depends on nothing."""
    return web.Response(text="ok\n")


def readyz(readiness: Readiness) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The answer of /readyz: 200, or 503 with the words of what is lacking."""

    async def answer(_: web.Request) -> web.Response:
        if lacking := await readiness.lacking():
            return web.Response(status=503, text=f"not ready: {', '.join(lacking)}\n")
        return web.Response(text="ready\n")

    return answer
