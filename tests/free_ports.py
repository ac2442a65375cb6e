"""Ports for processes that a test starts.

They lie below those that the system hands out itself: nobody is given one between our choice and the process's bind.
"""

from __future__ import annotations

import itertools
import os
import socket

_FIRST, _COUNT = 15_000, 15_000
"""Linux hands out 32768 to 60999, macOS and Windows 49152 and up."""
_next = itertools.count(os.getpid() * 97)


def free_port() -> int:
    """A port that nobody listens on and that no other worker is likely to choose."""
    for number in itertools.islice(_next, _COUNT):
        port = _FIRST + number % _COUNT
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("every port is taken")
