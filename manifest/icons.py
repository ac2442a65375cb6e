"""The two icons of the app, drawn by code: a front door with a lit fanlight, in colour and as a white outline.

Every shape is a signed distance (negative inside, in units of the icon's width); a pixel takes the share that the
distance gives it, which draws smooth edges without any graphics package. Sizes are those that Teams asks for.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

COLOUR_SIZE = 192
OUTLINE_SIZE = 32

Shape = Callable[[float, float], float]
"""The signed distance of a point (x to the right, y down, both 0 to 1) from a shape's edge."""

Paint = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""

TEAL: Paint = (11, 85, 99)
WHITE: Paint = (255, 255, 255)
SHADE: Paint = (198, 222, 226)
LIGHT: Paint = (255, 201, 77)


@dataclass(frozen=True, slots=True)
class Layer:
    """One shape in one colour; layers are painted in order."""

    shape: Shape
    paint: Paint


def box(left: float, top: float, right: float, bottom: float, radius: float = 0.0) -> Shape:
    """A rectangle with rounded corners."""
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    half_w, half_h = (right - left) / 2 - radius, (bottom - top) / 2 - radius

    def distance(x: float, y: float) -> float:
        dx, dy = abs(x - middle_x) - half_w, abs(y - middle_y) - half_h
        return math.hypot(max(dx, 0.0), max(dy, 0.0)) + min(max(dx, dy), 0.0) - radius

    return distance


def disc(x0: float, y0: float, radius: float) -> Shape:
    """A filled circle."""
    return lambda x, y: math.hypot(x - x0, y - y0) - radius


def arch(left: float, right: float, top: float, bottom: float) -> Shape:
    """A doorway: straight sides under a half circle as wide as the door."""
    radius = (right - left) / 2
    middle = (left + right) / 2
    head = disc(middle, top + radius, radius)
    body = box(left, top + radius, right, bottom)
    return lambda x, y: min(head(x, y), body(x, y))


def both(one: Shape, other: Shape) -> Shape:
    """Where two shapes overlap."""
    return lambda x, y: max(one(x, y), other(x, y))


def without(one: Shape, other: Shape) -> Shape:
    """One shape with the other cut out."""
    return lambda x, y: max(one(x, y), -other(x, y))


def colour_layers() -> tuple[Layer, ...]:
    """The door in colour: white on teal, its fanlight lit.

    Edges stand on sixteenths, so that they stay edges where Teams shows it 16 pixels wide; and all of it stands in the
    circle that is left when Teams cuts a hexagon for a bot.
    """
    fanlight = both(arch(6 / 16, 10 / 16, 3 / 16, 1.0), box(0.0, 0.0, 1.0, 6 / 16))
    return (
        Layer(box(0.0, 0.0, 1.0, 1.0, -1.0), TEAL),
        Layer(arch(5 / 16, 11 / 16, 2 / 16, 12 / 16), WHITE),
        Layer(fanlight, LIGHT),
        Layer(box(6 / 16, 7 / 16, 7.5 / 16, 11 / 16, 0.02), SHADE),
        Layer(box(8.5 / 16, 7 / 16, 10 / 16, 11 / 16, 0.02), SHADE),
        Layer(disc(9.5 / 16, 9.5 / 16, 0.6 / 16), TEAL),
        Layer(box(4 / 16, 12 / 16, 12 / 16, 13 / 16, 0.02), WHITE),
    )


def outline_layers() -> tuple[Layer, ...]:
    """The door as a white line on nothing, simple enough for 32 pixels.

    Every line is two pixels wide and begins on an even one, so that it is one whole pixel at half the size.
    """
    line = 2 / OUTLINE_SIZE
    left, right, top, bottom = 8 / 32, 24 / 32, 2 / 32, 28 / 32
    door = without(arch(left, right, top, bottom), arch(left + line, right - line, top + line, bottom))
    return (
        Layer(door, WHITE),
        Layer(box(left, 12 / 32, right, 12 / 32 + line), WHITE),
        Layer(box(18 / 32, 20 / 32, 20 / 32, 22 / 32), WHITE),
        Layer(box(4 / 32, bottom, 28 / 32, bottom + line), WHITE),
    )


def draw(layers: tuple[Layer, ...], size: int) -> bytes:
    """Paint the layers on a transparent square and give it as a PNG of ``size`` by ``size`` pixels (8 bits, RGBA)."""
    rows = bytearray()
    for row in range(size):
        rows.append(0)  # each row of a PNG names its filter; 0 is none
        for column in range(size):
            rows += bytes(_pixel(layers, (column + 0.5) / size, (row + 0.5) / size, size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    body = zlib.compress(bytes(rows), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


@cache
def colour_icon() -> bytes:
    """The icon that people see in the app's tile: 192 by 192 pixels, no transparency."""
    return draw(colour_layers(), COLOUR_SIZE)


@cache
def outline_icon() -> bytes:
    """The icon of the app bar: 32 by 32 pixels, white on a transparent ground."""
    return draw(outline_layers(), OUTLINE_SIZE)


def _pixel(layers: tuple[Layer, ...], x: float, y: float, size: int) -> tuple[int, int, int, int]:
    """The colour of one pixel: each layer covers it by the share of the pixel that lies inside the shape."""
    paint: tuple[float, float, float] | None = None
    alpha = 0.0
    for layer in layers:
        share = min(1.0, max(0.0, 0.5 - layer.shape(x, y) * size))
        if not share:
            continue
        new_alpha = share + alpha * (1 - share)
        under = paint or layer.paint
        keep = alpha * (1 - share) / new_alpha
        red, green, blue = (o * (1 - keep) + u * keep for o, u in zip(layer.paint, under, strict=True))
        paint, alpha = (red, green, blue), new_alpha
    red, green, blue = paint or WHITE
    return round(red), round(green), round(blue), round(alpha * 255)


def _chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk of a PNG: length, kind, body and check sum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
