"""The icons: what Teams asks of them, read back from the PNG itself."""

from __future__ import annotations

import struct
import zlib

from manifest.icons import TEAL, colour_icon, colour_layers, draw, outline_icon

Pixel = tuple[int, int, int, int]


def pixels_of(png: bytes) -> list[list[Pixel]]:
    """Rows of red, green, blue and alpha of a PNG of 8 bits RGBA whose rows have no filter."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    place, data, size = 8, b"", 0
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, body = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert struct.unpack(">I", png[place + 8 + length : place + 12 + length])[0] == zlib.crc32(kind + body)
        if kind == b"IHDR":
            width, size, *rest = struct.unpack(">IIBBBBB", body)
            assert (width, rest) == (size, [8, 6, 0, 0, 0])
        data += body if kind == b"IDAT" else b""
        place += 12 + length
    raw, stride = zlib.decompress(data), 1 + 4 * size
    assert len(raw) == stride * size
    rows = []
    for row in range(size):
        line = raw[row * stride : (row + 1) * stride]
        assert line[0] == 0
        rows.append([(line[i], line[i + 1], line[i + 2], line[i + 3]) for i in range(1, stride, 4)])
    return rows


def test_the_colour_icon_is_192_pixels_wide_and_has_no_hole() -> None:
    rows = pixels_of(colour_icon())
    assert len(rows) == 192
    assert {pixel[3] for row in rows for pixel in row} == {255}
    assert rows[0][0] == (*TEAL, 255)


def test_the_outline_icon_is_32_pixels_wide_and_white_on_nothing() -> None:
    rows = pixels_of(outline_icon())
    assert len(rows) == 32
    assert {pixel[:3] for row in rows for pixel in row} == {(255, 255, 255)}
    shares = [pixel[3] for row in rows for pixel in row]
    assert shares.count(0) > len(shares) / 2
    assert shares.count(255) > 100


def test_edges_are_smooth() -> None:
    white_to_teal = {pixel[0] for row in pixels_of(colour_icon()) for pixel in row}
    assert len(white_to_teal) > 40


def test_drawing_twice_gives_the_same_bytes() -> None:
    assert draw(colour_layers(), 48) == draw(colour_layers(), 48)
