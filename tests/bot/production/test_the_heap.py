"""A front door that serves has one heap of the C library, whatever threads it starts: seen from outside."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.bot.production.outside import Outside, activity

pytestmark = pytest.mark.asyncio(loop_scope="module")
MAPS = Path("/proc/self/maps")
HEAP = 64 * 1024 * 1024
"""What glibc reserves for the heap of a thread, and where one begins (``HEAP_MAX_SIZE`` on 64 bits)."""


def heaps_of_threads(pid: int) -> int:
    """How many heaps a process has beside the first: a written part from such a boundary on, the rest reserved."""
    rows = [line.split()[:2] for line in Path(f"/proc/{pid}/maps").read_text().splitlines()]
    found = [(*_ends(ends), rights) for ends, rights in rows]
    return sum(
        begin % HEAP == 0 and rights == "rw-p" and (after, later, end) == (middle, "---p", begin + HEAP)
        for (begin, middle, rights), (after, end, later) in itertools.pairwise(found)
    )


def _ends(ends: str) -> tuple[int, int]:
    begin, _, end = ends.partition("-")
    return int(begin, 16), int(end, 16)


@pytest.mark.skipif(not MAPS.exists(), reason="counted as Linux shows them")
async def test_its_threads_share_one_heap(door: Outside) -> None:
    assert (await door.post(activity()))[0] < 300
    assert heaps_of_threads(door.process.pid) == 0
