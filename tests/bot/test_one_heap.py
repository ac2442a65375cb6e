"""All threads share one heap of the C library: with one each, an hour of turns left 10 MB and more free in pieces."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

GLIBC = platform.libc_ver()[0] == "glibc"
# Four threads allocate and wait for one another, so that all are there at once; then the C library lists its heaps.
COUNTS = """
import ctypes, tempfile, threading
from bot.one_heap import share_one_heap
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
    said = subprocess.run([sys.executable, "-c", COUNTS.format(shared=shared)], capture_output=True, text=True, check=True)
    return int(said.stdout)


@pytest.mark.skipif(not GLIBC, reason="heaps are those of glibc")
def test_threads_that_start_after_it_was_said_share_one_heap() -> None:
    assert _heaps(shared=True) == 1
    assert _heaps(shared=False) > 1
