"""Notices when the list was given columns that it lacked, and lets the items of requests that go on be written anew."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from itertools import islice
from typing import Final

from bot.logs import Log
from bot.notify import enqueue_items
from bot.register import list_items
from bot.register.register import Register

_log = Log("list")
_AT_ONCE: Final = 200
"""Items that are enqueued in one transaction, so that nobody's turn waits for long."""


async def follow_columns(register: Register, columns: frozenset[str], now: datetime) -> bool:
    """Compare the needed columns that the list has with those of last time. Says whether anything is to be delivered.

    Harmless when repeated: an item that shows everything is not written.
    """
    stored = await register.read(lambda c: list_items.value(c, list_items.COLUMNS_SEEN))
    seen = frozenset(stored or ())
    if stored is not None and seen == columns:
        return False
    await register.write(lambda c: list_items.forget_cells(c, seen - columns))
    waiting = iter(await register.read(list_items.under_way) if columns - seen else [])
    count = 0
    while some := list(islice(waiting, _AT_ONCE)):
        await register.write(partial(enqueue_items, requests=some, now=now))
        count += len(some)
    # Last, so that whoever is stopped half-way begins again.
    await register.write(lambda c: list_items.keep_value(c, list_items.COLUMNS_SEEN, sorted(columns)))
    if stored is not None and columns - seen:
        _log.info("the list has new columns", columns=",".join(sorted(columns - seen)), items=count)
    return count > 0
