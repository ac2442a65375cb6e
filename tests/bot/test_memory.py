"""One heap for all threads, no free pages kept, no garbage that waits: an hour of turns left 10 MB and more of each."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

GLIBC = platform.libc_ver()[0] == "glibc"
# Four threads allocate and wait for one another, so that all are there at once; then the C library lists its heaps.
COUNTS = """
import ctypes, tempfile, threading
from bot.memory import share_one_heap
if {shared}:
    assert share_one_heap()
all_here = threading.Barrier(5)
def allocate():
    held = bytes(50_000)
    all_here.wait()
threads = [threading.Thread(target=allocate) for _ in range(4)]
for thread in threads:
    thread.start()
all_here.wait()
for thread in threads:
    thread.join()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
with tempfile.NamedTemporaryFile() as file:
    told = ctypes.c_void_p(libc.fopen(file.name.encode(), b"w"))
    libc.malloc_info(0, told)
    libc.fclose(told)
    print(file.read().decode().count("<heap nr="))
"""


def _heaps(*, shared: bool) -> int:
    words = [sys.executable, "-c", COUNTS.format(shared=shared)]
    return int(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(not GLIBC, reason="heaps are those of glibc")
def test_threads_that_start_after_it_was_said_share_one_heap() -> None:
    assert _heaps(shared=True) == 1
    assert _heaps(shared=False) > 1


# Something that is in hand when the newest objects are looked through, and is garbage a moment later, in a process of
# its own: the tests stop the garbage collector of theirs.
LEFT = """
import gc, weakref
from bot import memory
class Turn:
    pass
def left():
    one = Turn()
    one.itself = one
    return one
memory.begin()
{settle}
in_hand = left()
gone = weakref.ref(in_hand)
gc.collect(0)
del in_hand
began = gc.get_stats()[0]["collections"]
while gone() is not None and gc.get_stats()[0]["collections"] < began + 20:
    left()
print(gone() is None)
"""


def _found(settle: str) -> bool:
    words = [sys.executable, "-c", LEFT.format(settle=settle)]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip() == "True"


def test_what_was_in_hand_when_garbage_was_looked_for_is_found_soon_after() -> None:
    assert _found("memory.settle()")
    assert not _found("")


# Blocks that the C library has in its heap, every other of them left, so that its end stays in use.
PIECES = """
import ctypes
from pathlib import Path
from bot.memory import give_back
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1])
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
blocks = [libc.malloc(100_000) for _ in range(400)]
for block in blocks:
    ctypes.memset(ctypes.c_void_p(block), 1, 100_000)
for block in blocks[::2]:
    libc.free(ctypes.c_void_p(block))
before = resident()
print(give_back(), before - resident())
"""


@pytest.mark.skipif(not GLIBC, reason="pages are given back by glibc")
def test_pages_between_what_is_in_use_are_given_back() -> None:
    said = subprocess.run([sys.executable, "-c", PIECES], capture_output=True, text=True, check=True).stdout.split()
    assert said[0] == "True"
    assert int(said[1]) > 200 * 20  # pages: of each of 200 free blocks at least 20 of its 24
