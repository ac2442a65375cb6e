"""How the process keeps its memory: one heap of the C library for all threads, and when garbage is looked for."""

from __future__ import annotations

import ctypes
import gc
import sys
from typing import Final

_ARENA_MAX: Final = -8
"""``M_ARENA_MAX`` of glibc's malloc.h: how many heaps there may be at most."""
_YOUNG: Final = 20_000
"""Objects after which the newest are looked through: some 600 turns, of which each leaves 25 that name one another."""


def share_one_heap() -> bool:
    """Let every thread that starts from here on allocate in the one heap. Says whether the C library was told so.

    glibc gives a heap to each thread, eight for each processor. A turn is read in one thread, made in a second and
    stored by a third, so all of them keep room for the most they ever held at once: after 14,000 turns 35 MB were in
    use and 14 MB free in pieces, and it went on. Threads of Python wait for one another anyway. Other C libraries have
    no such heaps, and are left as they are.
    """
    if sys.platform != "linux":
        return False
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    return tell is not None and bool(tell(_ARENA_MAX, 1))


def give_back() -> bool:
    """Give the pages that nothing is on back to the system. Says whether there were any, where the C library can.

    After a moment in which many turns waited at once some 6 MB stay with the process in pieces, and the next such
    moment adds to them: glibc gives back the end of its heap alone. Takes a millisecond; 9 when it was long ago.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    return trim is not None and bool(trim(0))


def begin() -> None:
    """Before the start: nearly everything that it makes stays, so it is not looked through again and again."""
    gc.set_threshold(_YOUNG, 50, 100)


def settle() -> None:
    """After the start: never look for garbage in what stays for good, and soon in what turns have left.

    Whatever is in hand when the newest are looked through counts as older, and is garbage a moment later. Looked for
    at every tenth time it is a few thousand objects, found within a millisecond; at every fiftieth it was 2 MB more.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 10, 10)
