"""Notices when the list was given columns that it lacked, and lets the items of requests that go on be written anew."""

from __future__ import annotations

from datetime import datetime

from bot.logs import Log
from bot.notify import enqueue_items
from bot.register import list_items
from bot.register.register import Register

_log = Log("list")


async def follow_columns(register: Register, columns: frozenset[str], now: datetime) -> bool:
    """Compare the needed columns that the list has with those of last time. Says whether anything is to be delivered.

    Harmless when repeated: an item that shows everything is not written.
    """
    stored = await register.read(lambda c: list_items.value(c, list_items.COLUMNS_SEEN))
    seen = frozenset(stored or ())
    if stored is not None and seen == columns:
        return False
    await register.write(lambda c: list_items.forget_cells(c, seen - columns))
    waiting = await register.read(list_items.under_way) if columns - seen else []
    await enqueue_items(register, waiting, now)
    # Last, so that whoever is stopped half-way begins again.
    await register.write(lambda c: list_items.keep_value(c, list_items.COLUMNS_SEEN, sorted(columns)))
    if stored is not None and columns - seen:
        _log.info("the list has new columns", columns=",".join(sorted(columns - seen)), items=len(waiting))
    return bool(waiting)
