"""A bar of one score as a small picture: the containers of a card have Teams' own colours, too pale to be told apart.

One ink on a transparent ground: it has at least 3 : 1 against a card in every theme of Teams, and so against its track.
"""

from __future__ import annotations

import base64
import struct
import zlib
from functools import lru_cache
from typing import Final

INK: Final = (0x78, 0x7D, 0xDC)
"""Dark enough on white and light enough on the dark themes (WCAG 1.4.11)."""
WIDTH, HEIGHT = 240, 12


@lru_cache(maxsize=101)
def bar_url(share: int) -> str:
    """The picture of a share from 0 to 100 as a data address: filled up to there, and outlined to the end."""
    filled = round((WIDTH - 2) * share / 100) + 1
    edge = b"\0" + b"\1" * WIDTH
    line = b"\0\1" + bytes(1 if x < filled else 0 for x in range(1, WIDTH - 1)) + b"\1"
    pixels = edge + line * (HEIGHT - 2) + edge
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)),
        (b"PLTE", bytes((0, 0, 0)) + bytes(INK)),
        (b"tRNS", b"\0\xff"),
        (b"IDAT", zlib.compress(pixels, 9)),
        (b"IEND", b""),
    )
    png = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
