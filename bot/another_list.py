"""Notices that the list is another than before, and lets every request be posted there.

A list that was deleted and made anew, or that other settings name, gives its rows ids of its own. What was known of the
one before would be read from there for ever, and written over rows of other requests here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.list_subscription import of_another_list
from bot.logs import Log
from bot.notify import enqueue_items
from bot.reading_state import REQUESTS
from bot.register import audit, list_items
from bot.register.register import Register

_log = Log("list")


async def follow_list(register: Register, list_id: str, now: datetime) -> bool:
    """Compare the id of the list with that of last time. Says whether anything is to be delivered.

    Idempotent: a row that shows a request already, such as one that was copied there, is found by its reference. Until
    this has ended, nothing is written into the list.
    """
    known = await register.read(lambda c: list_items.value(c, list_items.LIST))
    if known == list_id:
        return False
    if known is None:  # the first list of all, or that of the version before, which did not note it
        await register.write(lambda c: list_items.keep_value(c, list_items.LIST, list_id))
        return False
    await register.write(_forget)
    waiting = await register.read(list_items.without_item)
    await enqueue_items(register, waiting, now)
    # Last, so that whoever is stopped half-way begins again.
    await register.write(lambda c: _note(c, list_id, len(waiting), now))
    _log.warning("the list is another than before: every request is posted there", items=len(waiting))
    return bool(waiting)


def _forget(connection: Connection) -> None:
    list_items.forget_items(connection)
    REQUESTS.begin_again(connection)
    of_another_list(connection)


def _note(connection: Connection, list_id: str, items: int, now: datetime) -> None:
    list_items.keep_value(connection, list_items.LIST, list_id)
    audit.append(connection, now, audit.Entry("list", "another_list", "requests", {"items": items}))
