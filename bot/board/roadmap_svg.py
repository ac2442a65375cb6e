"""The roadmap as a picture: a column for each timeframe, within it a box for each request below its service area.

It is read without colour, since words and dashes say all of it, and by screen readers, since each column is a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from bot.board.roadmap import OVER, Names, by_area, facts, heading, move_words, moved_heading, room_words, title_of
from bot.board.text_width import broken
from dialogs.roadmap import Entry, Group, Moved, Roadmap, Room
from dialogs.wording import say_day

_COLUMN: Final = 360
_GAP: Final = 24
_EDGE: Final = 12
"""Between the edge of a box and its words."""
_LINE: Final = 20
_LETTER: Final = 15
_LARGE: Final = 18
_MOST_LINES: Final = 8
"""Lines of one title: 120 of the widest letters take six."""
_TOP: Final = 76
_MOVED: Final = "Moved here from"
_LOUD: Final = (OVER, _MOVED)
"""How lines begin that stand out in a box."""
_INK, _HEAD, _BOX, _EDGES, _PAPER = "#0b0c0c", "#12436d", "#f3f2f1", "#505a5f", "#ffffff"
"""White on the head of a column has a contrast of 10:1, ink on a box 17:1, an edge on paper 7:1."""


def as_svg(roadmap: Roadmap, names: Names) -> str:
    """The roadmap as one SVG document, with a title and a description."""
    picture = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "document", "lang": "en-GB"})
    picture.set("aria-labelledby", "title")
    picture.set("aria-describedby", "description")
    title = f"Roadmap of {say_day(roadmap.day)}"
    SubElement(picture, "title", {"id": "title"}).text = title
    SubElement(picture, "desc", {"id": "description"}).text = " ".join(_description(roadmap))
    SubElement(picture, "rect", {"width": "100%", "height": "100%", "fill": _PAPER})
    width = _GAP + max(len(roadmap.groups), 1) * (_COLUMN + _GAP)
    _words(picture, _GAP, 44, title, size=26, bold=True, heard=True)
    moved = {one.reference: one for one in roadmap.moved}  # of several moves the last says where it came from
    ends = [
        _column(picture, _GAP + place * (_COLUMN + _GAP), group, moved, names)
        for place, group in enumerate(roadmap.groups)
    ]
    height = _moves(picture, max(ends, default=_TOP) + _GAP, width - 2 * _GAP, roadmap, names)
    for name, value in (("width", width), ("height", height)):
        picture.set(name, str(value))
    picture.set("viewBox", f"0 0 {width} {height}")
    picture.set("font-family", "Arial, Helvetica, sans-serif")
    picture.set("font-size", str(_LETTER))
    picture.set("fill", _INK)
    indent(picture)
    return tostring(picture, encoding="unicode") + "\n"


def _description(roadmap: Roadmap) -> Iterator[str]:
    for group in roadmap.groups:
        yield f"{heading(group)}."
        if group.room:
            yield room_words(group.room)
    yield f"{moved_heading(roadmap.since)}: {len(roadmap.moved):,}."


def _column(picture: Element, left: int, group: Group, moved: dict[str, Moved], names: Names) -> int:
    """Draw one timeframe. Gives where it ends."""
    column = SubElement(picture, "g", {"role": "group", "aria-label": heading(group)})
    said = broken(room_words(group.room), _LETTER, _COLUMN - 2 * _EDGE, _MOST_LINES) if group.room else ()
    tall = 44 + len(said) * _LINE
    _box(column, left, _TOP, _COLUMN, tall, fill=_HEAD)
    _words(column, left + _EDGE, _TOP + 28, heading(group), size=_LARGE, bold=True, colour=_PAPER, heard=True)
    for place, line in enumerate(said):
        _words(column, left + _EDGE, _TOP + 50 + place * _LINE, line, colour=_PAPER)
    below = _TOP + tall
    if not group.entries:
        _words(column, left, below + 30, "Nothing")
        below += 36
    for area, entries in by_area(group, names):
        below += 32
        _words(column, left, below, broken(area, _LETTER, _COLUMN, 1)[0], bold=True, heard=True)
        listed = SubElement(column, "g", {"role": "list", "aria-label": area})
        for entry in entries:
            below = _entry(listed, left, below + 10, entry, _told(entry, group.room, moved, names))
    return below


def _told(entry: Entry, room: Room | None, moved: dict[str, Moved], names: Names) -> Sequence[str]:
    """The lines below the title of an entry."""
    said = list(facts(entry, room, names))
    if one := moved.get(entry.reference):
        said.append(f"{_MOVED} {names.timeframe(one.move.before)} on {say_day(one.move.at)}")
    return said


def _entry(listed: Element, left: int, top: int, entry: Entry, told: Sequence[str]) -> int:
    """Draw one request. Gives where its box ends."""
    title = title_of(entry)
    item = SubElement(listed, "g", {"role": "listitem", "aria-label": ". ".join((entry.reference, title, *told))})
    drawn = SubElement(item, "g", {"aria-hidden": "true"})  # its name has said all of it
    room = _COLUMN - 2 * _EDGE
    said = [(f"{entry.reference} {title}", True), *((words, words.startswith(_LOUD)) for words in told)]
    lines = [(line, bold) for words, bold in said for line in broken(words, _LETTER, room, _MOST_LINES)]
    tall = len(lines) * _LINE + _EDGE
    over = OVER in told
    _box(drawn, left, top, _COLUMN, tall, fill=_PAPER if over else _BOX, dashed=over)
    for place, (line, bold) in enumerate(lines):
        _words(drawn, left + _EDGE, top + 21 + place * _LINE, line, bold=bold)
    return top + tall


def _moves(picture: Element, top: int, width: int, roadmap: Roadmap, names: Names) -> int:
    """Write what moved below the columns. Gives where the picture ends."""
    top += 28
    _words(picture, _GAP, top, moved_heading(roadmap.since), size=_LARGE, bold=True, heard=True)
    part = SubElement(picture, "g", {"role": "list", "aria-label": moved_heading(roadmap.since)})
    for one in roadmap.moved:
        words = f"{one.reference} {move_words(one.move, names)}"
        item = SubElement(part, "g", {"role": "listitem", "aria-label": words})
        for line in broken(words, _LETTER, width, _MOST_LINES):
            top += _LINE + 4
            _words(item, _GAP, top, line, heard=True)
    if not roadmap.moved:
        top += _LINE + 4
        _words(picture, _GAP, top, "Nothing moved.")
    return top + _GAP


def _box(inside: Element, left: int, top: int, width: int, height: int, *, fill: str, dashed: bool = False) -> None:
    size = {"x": left, "y": top, "width": width, "height": height}
    box = SubElement(inside, "rect", {name: str(value) for name, value in size.items()})
    box.set("fill", fill)
    box.set("stroke", _INK if dashed else _EDGES)
    if dashed:
        box.set("stroke-width", "2")
        box.set("stroke-dasharray", "8 5")


def _words(
    inside: Element,
    x: int,
    y: int,
    words: str,
    *,
    size: int = _LETTER,
    bold: bool = False,
    colour: str = _INK,
    heard: bool = False,
) -> None:
    """Write one line. ``heard``: a screen reader hears it elsewhere already, such as with the list that it heads."""
    said = SubElement(inside, "text", {"x": str(x), "y": str(y)})
    if heard:
        said.set("aria-hidden", "true")
    if size != _LETTER:
        said.set("font-size", str(size))
    if bold:
        said.set("font-weight", "bold")
    if colour != _INK:
        said.set("fill", colour)
    said.text = words
