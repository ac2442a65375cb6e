"""The systems that this instance knows: an index in memory, as fresh as the last reading of whichever instance."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.register import systems
from bot.register.register import Register
from bot.system_index import SystemIndex


@dataclass(slots=True)
class KnownSystems:
    """Holds the index in force. A turn takes it as it is; only `refresh` puts another in its place."""

    register: Register
    index: SystemIndex = field(default_factory=SystemIndex)
    _generation: int = -1

    async def refresh(self) -> None:
        """Make a new index where a reading has changed something since; nothing else is read."""
        generation = await self.register.read(systems.generation)
        if generation != self._generation:
            # The number first: what changes between the two is looked at again next time.
            found = await self.register.read(systems.every)
            self.index = await asyncio.to_thread(SystemIndex, found)
            self._generation = generation
