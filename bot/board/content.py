"""What a paper says, as data that Word and HTML are both made from: headings, paragraphs, lists, tables, pictures.

Words are cleaned here, so that nothing that anyone typed reaches a document as more than words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from dialogs.cards.elements import clean

_NOT_XML = re.compile("[\x85\ufdd0-\ufdef\ufffe\uffff]")
_BREAKS = re.compile(r"\r\n|[\r\u2028\u2029]")
LANGUAGE = "en-GB"


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to another place of the same document: to the section with this ``anchor``."""

    words: str
    anchor: str


@dataclass(frozen=True, slots=True)
class WebLink:
    """Words that lead out of the document. ``url``: as `dialogs.understanding.links` has made sure of it."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out, such as what follows a label."""

    words: str


Part = str | Link | WebLink | Strong
Words = Part | tuple[Part, ...]
"""A sentence, a cell or an entry of a list: words, or parts of which some lead elsewhere or stand out."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. A line break in it stays one."""

    words: Words


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list whose order says nothing."""

    items: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Short facts, each a label and what it is: read line by line, where a table would be heard cell by cell."""

    rows: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one row of headings, which every page repeats.

    ``caption`` stands above it and is read out first; every row has as many cells as there are headings. ``widths``
    are shares of the page, equal when left out. ``numbers``: places of the columns that hold numbers, set right.
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    widths: tuple[int, ...] = ()
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: PNG bytes, the caption below it, and ``alt``, which tells all of it in words.

    ``width``: share of the page's width, 0 to 1.
    """

    png: bytes
    caption: str
    alt: str
    width: float = 1.0


Block = Paragraph | Bullets | Facts | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it. ``anchor``: a name for links, unique in the document; empty for none.

    ``level``: 1 to 3. ``new_page``: whether it begins on one.
    """

    heading: str
    blocks: tuple[Block, ...]
    level: int = 1
    anchor: str = ""
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A whole paper: its first page (title, subtitle, facts, ``opening``), and its sections in order.

    ``author`` is a body or a team, never a person; ``made_at`` is aware.
    """

    title: str
    subtitle: str
    facts: tuple[tuple[str, Words], ...]
    opening: tuple[Block, ...]
    sections: tuple[Section, ...]
    author: str
    made_at: datetime
    subject: str = ""
    keywords: str = ""


def parts_of(words: Words) -> Sequence[Part]:
    """The parts of words, whether there is one or several."""
    return words if isinstance(words, tuple) else (words,)


def plain(words: Words) -> str:
    """The words alone, without where they lead."""
    return "".join(part if isinstance(part, str) else part.words for part in parts_of(words))


def lines(words: str) -> list[str]:
    """What somebody wrote, line by line, without what no document may hold: control characters, half characters.

    A tab is a space, and there is always a line.
    """
    tidy = _NOT_XML.sub("", clean(_BREAKS.sub("\n", words).replace("\t", " ")))
    return [line.rstrip() for line in tidy.strip("\n").split("\n")]


def edged(words: str) -> list[str]:
    """The same, with the space that words begin or end with: other words stand beside them."""
    found = lines(words)
    if not words.strip():
        return [" " if words else ""]
    found[0] = f" {found[0]}" if words[0] == " " else found[0]
    found[-1] = f"{found[-1]} " if words[-1] == " " else found[-1]
    return found


def one_line(words: str) -> str:
    """The same on one line, for a heading or a name."""
    return " ".join(" ".join(lines(words)).split())


def pictures(document: Document) -> Iterator[Figure]:
    """Every picture of a document, in order."""
    for block in (*document.opening, *(block for section in document.sections for block in section.blocks)):
        if isinstance(block, Figure):
            yield block
