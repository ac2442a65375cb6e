"""One heap of the C library for all threads: what one thread has freed, every other can use again."""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_ARENA_MAX: Final = -8
"""``M_ARENA_MAX`` of glibc's malloc.h: how many heaps there may be at most."""


def share_one_heap() -> bool:
    """Let every thread that starts from here on allocate in the one heap. Says whether the C library was told so.

    glibc gives a heap to each thread, eight for each processor. A turn is read in one thread, made in a second and
    stored by a third, so all of them keep room for the most they ever held at once: after 14,000 turns 34 MB were in
    use and 14 MB free in pieces, and it went on. Threads of Python wait for one another anyway. Other C libraries have
    no such heaps, and are left as they are.
    """
    if sys.platform != "linux":
        return False
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    return tell is not None and bool(tell(_ARENA_MAX, 1))
