"""The icons: what Teams asks of them, read back from the PNG itself."""

from __future__ import annotations

import struct
import zlib

import pytest

from manifest.icons import LIGHT, SHADE, TEAL, WHITE, Paint, colour_icon, colour_layers, draw, outline_icon
from manifest.package import load_template
from tests.project.tracked import ROOT

Pixel = tuple[int, int, int, int]
SMALL = 16
"""Pixels across, where Teams shows an icon smallest."""
GROUNDS = {"light": (255, 255, 255), "light frame": (245, 245, 245), "dark": (31, 31, 31), "high contrast": (0, 0, 0)}
STANDS_OUT = 3.0
"""The contrast that WCAG asks of what is no text."""


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
    rows = pixels_of(colour_icon())[25:58]  # beside the round head of the door; all else stands on whole pixels
    first = [next(pixel[:3] for pixel in row if pixel[:3] != TEAL) for row in rows]
    steps = [
        paint for paint in first if all(low < part < high for low, part, high in zip(TEAL, paint, WHITE, strict=True))
    ]
    assert len(steps) > 0.9 * len(rows)


def test_drawing_twice_gives_the_same_bytes() -> None:
    assert draw(colour_layers(), 48) == draw(colour_layers(), 48)


def small(png: bytes) -> list[list[Pixel]]:
    """The icon 16 pixels wide, each the average of the square that it stands for, weighted by what is seen of it."""
    rows = pixels_of(png)
    step = len(rows) // SMALL
    return [
        [
            _average([rows[y * step + dy][x * step + dx] for dy in range(step) for dx in range(step)])
            for x in range(SMALL)
        ]
        for y in range(SMALL)
    ]


def _average(pixels: list[Pixel]) -> Pixel:
    seen = sum(pixel[3] for pixel in pixels) or 1
    red, green, blue = (round(sum(pixel[part] * pixel[3] for pixel in pixels) / seen) for part in range(3))
    return red, green, blue, round(sum(pixel[3] for pixel in pixels) / len(pixels))


def on(pixel: Pixel, ground: Paint) -> Paint:
    red, green, blue = (
        round(p * pixel[3] / 255 + g * (1 - pixel[3] / 255)) for p, g in zip(pixel, ground, strict=False)
    )
    return red, green, blue


def contrast(one: Paint, other: Paint) -> float:
    """How far two colours stand apart, as WCAG counts it: 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(paint: Paint) -> float:
    parts = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in paint]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("ground", GROUNDS.values(), ids=GROUNDS)
def test_16_pixels_of_the_colour_icon_stand_out_on_every_ground(ground: Paint) -> None:
    rows = small(colour_icon())
    apart = sum(contrast(on(pixel, ground), ground) >= STANDS_OUT for row in rows for pixel in row)
    assert apart > 50, "the door on a dark ground, the square around it on a light one"


def test_16_pixels_of_the_colour_icon_still_show_a_door_with_a_lit_fanlight_and_a_knob() -> None:
    rows = small(colour_icon())
    for y in range(6, 12):
        for frame, beside in ((5, 4), (10, 11)):
            assert contrast(rows[y][frame][:3], rows[y][beside][:3]) >= STANDS_OUT, (y, frame)
    assert [rows[5][x][:3] for x in range(6, 10)] == [LIGHT] * 4
    assert contrast(rows[9][9][:3], WHITE) >= STANDS_OUT


@pytest.mark.parametrize("ground", [*list(GROUNDS.values())[2:], "accent"], ids=["dark", "high contrast", "accent"])
def test_16_pixels_of_the_outline_are_whole_lines_where_white_is_seen(ground: Paint | str) -> None:
    accent = load_template()["accentColor"]
    shown = tuple(int(accent[at : at + 2], 16) for at in (1, 3, 5)) if isinstance(ground, str) else ground
    red, green, blue = shown
    pixels = [pixel for row in small(outline_icon()) for pixel in row]
    whole = sum(pixel[3] for pixel in pixels if pixel[3] >= 250)
    assert whole / sum(pixel[3] for pixel in pixels) > 0.75, "the rest is the round of the arch"
    assert contrast(WHITE, (red, green, blue)) > 2 * STANDS_OUT


def test_no_crop_of_teams_takes_a_part_of_the_door() -> None:
    rows = pixels_of(colour_icon())
    middle, most = len(rows) / 2 - 0.5, len(rows) / 2 * 3**0.5 / 2
    door = [(x, y) for y, row in enumerate(rows) for x, pixel in enumerate(row) if pixel[:3] != TEAL]
    assert max(((x - middle) ** 2 + (y - middle) ** 2) ** 0.5 for x, y in door) < most, "a hexagon, a circle"


def test_the_local_page_shows_the_bot_in_the_colours_of_its_icon() -> None:
    drawn = (ROOT / "bot/local/static/door.svg").read_text()
    for red, green, blue in (TEAL, LIGHT, SHADE):
        assert f"#{red:02x}{green:02x}{blue:02x}" in drawn
