"""What was worked out and may be asked for again is kept, up to a bound: the oldest makes room for the newest."""

from __future__ import annotations

from contextlib import suppress
from typing import TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def keep(table: dict[_Key, _Value], key: _Key, value: _Value, most: int) -> _Value:
    """Keep ``value`` under ``key``, and let the oldest of ``table`` go where it holds ``most`` entries; gives it back.

    A table that was emptied when it was full would have everything worked out anew at once, in the middle of somebody's
    turn. Turns run side by side: what another one takes or puts meanwhile is left to it.
    """
    if len(table) >= most and key not in table:
        with suppress(StopIteration, RuntimeError):  # RuntimeError: another turn came in between
            table.pop(next(iter(table)), None)
    table[key] = value
    return value
