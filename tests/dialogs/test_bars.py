"""The bar of a score: a picture whose ink can be seen on every card that Teams draws, as long as its score."""

from __future__ import annotations

import base64
import struct
import zlib

import pytest

from dialogs.cards.bars import HEIGHT, INK, WIDTH
from dialogs.cards.elements import bar

GROUNDS = {"light": (0xFF, 0xFF, 0xFF), "light box": (0xF3, 0xF3, 0xF3), "dark": (0x29, 0x29, 0x29), "black": (0, 0, 0)}


def luminance(colour: tuple[int, ...]) -> float:
    parts = [v / 255 / 12.92 if v / 255 <= 0.03928 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("ground", GROUNDS)
def test_the_filled_part_has_three_to_one_against_its_track(ground: str) -> None:
    dark, light = sorted((luminance(INK), luminance(GROUNDS[ground])))
    assert (light + 0.05) / (dark + 0.05) >= 3


@pytest.mark.parametrize(("score", "share"), [(0, 0), (1, 1), (16, 16), (99, 99), (100, 100), (-5, 0), (170, 100)])
def test_the_bar_is_filled_as_far_as_its_score(score: int, share: int) -> None:
    raw = base64.b64decode(bar(score)["url"].removeprefix("data:image/png;base64,"))
    assert struct.unpack(">II", raw[16:24]) == (WIDTH, HEIGHT)
    start = raw.index(b"IDAT") + 4
    (size,) = struct.unpack(">I", raw[start - 8 : start - 4])
    pixels = zlib.decompress(raw[start : start + size])
    middle = pixels[(WIDTH + 1) * (HEIGHT // 2) + 1 :][:WIDTH]
    assert middle[0] == middle[-1] == 1, "the outline shows where a hundred is"
    assert sum(middle[1:-1]) == round((WIDTH - 2) * share / 100)
