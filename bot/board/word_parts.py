"""The pieces of a Word document as XML: paragraphs, links, tables, fields, bookmarks.

python-docx looks a table through for every cell that it is asked for, which a paper of 200 requests has no time for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from itertools import count

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser
from docx.oxml.xmlchemy import BaseOxmlElement

from bot.board.content import Link, Strong, Table, WebLink, Words, edged, one_line, parts_of

_KEPT = 256
"""Names and shapes that are remembered; a paper has some forty."""
_named = lru_cache(maxsize=_KEPT)(qn)
_SPACES = {"w": nsmap["w"]}
_NO_LETTER = re.compile(r"[^A-Za-z0-9_]")
_LONGEST_NAME = 40
"""Letters of a bookmark's name that Word keeps."""
_SHORT = 10
"""Rows of a table that stays on one page."""
CELL, HEAD, FACT = "Paper Cell", "Paper Heading Cell", "Paper Fact"
TABLE = "Paper Table"
LINK = "Hyperlink"
BOLD = "Strong"


def element(tag: str, attributes: Mapping[str, str] | None = None, *inside: BaseOxmlElement) -> BaseOxmlElement:
    """One element such as ``w:p`` with attributes such as ``w:val`` and what stands in it."""
    attrs = {_named(name): value for name, value in attributes.items()} if attributes else None
    made: BaseOxmlElement = oxml_parser.makeelement(_named(tag), attrs, _SPACES)
    if inside:
        made.extend(inside)
    return made


def run(words: str, style: str = "") -> list[BaseOxmlElement]:
    """The runs of some words: one, with a break where a line ends. ``style``: id of a character style."""
    first, *others = edged(words)
    made = deepcopy(_run_shape(style))
    made[-1].text = first
    for line in others:
        text = deepcopy(_run_shape(""))[-1]
        text.text = line
        made.extend((element("w:br"), text))
    return [made]


@lru_cache(maxsize=_KEPT)
def _run_shape(style: str) -> BaseOxmlElement:
    """A run with an empty text at its end. It is copied: making elements one by one takes ten times as long."""
    about = [element("w:rPr", None, element("w:rStyle", {"w:val": style}))] if style else []
    return element("w:r", None, *about, element("w:t", {"xml:space": "preserve"}))


Target = Callable[[str], str]
"""Gives the name by which a document knows an address that is outside of it."""


def runs(words: Words, styles: Mapping[str, str], target: Target | None = None) -> list[BaseOxmlElement]:
    """The runs of words with links and parts that stand out. ``styles``: ids by name.

    ``target``: for links out of the document; None: they are words alone.
    """
    made: list[BaseOxmlElement] = []
    for part in parts_of(words):
        if isinstance(part, Link):
            attributes = {"w:anchor": bookmark_name(part.anchor), "w:history": "1"}
            made.append(element("w:hyperlink", attributes, *run(part.words, styles[LINK])))
        elif isinstance(part, WebLink) and target is not None:
            attributes = {"r:id": target(part.url), "w:history": "1"}
            made.append(element("w:hyperlink", attributes, *run(part.words, styles[LINK])))
        elif isinstance(part, WebLink):
            made += run(part.words)
        elif isinstance(part, Strong):
            made += run(part.words, styles[BOLD])
        else:
            made += run(part)
    return made


def paragraph(
    style: str, inside: Iterable[BaseOxmlElement], *, keep: bool | None = None, page: bool = False
) -> BaseOxmlElement:
    """A paragraph of this style id. ``keep``: on the page of what follows; None: as its style has it.

    ``page``: on a new one.
    """
    made = deepcopy(_paragraph_shape(style, keep=keep, page=page))
    made.extend(inside)
    return made


@lru_cache(maxsize=_KEPT)
def _paragraph_shape(style: str, *, keep: bool | None, page: bool) -> BaseOxmlElement:
    about = element("w:pPr", None, element("w:pStyle", {"w:val": style}))
    if keep is not None:
        about.append(element("w:keepNext", {} if keep else {"w:val": "0"}))
    if page:
        about.append(element("w:pageBreakBefore"))
    return element("w:p", None, about)


def bookmark_name(anchor: str) -> str:
    """The name of a place as Word takes it: letters, digits and underscores, a letter first."""
    return f"p_{_NO_LETTER.sub('_', anchor)}"[:_LONGEST_NAME]


def bookmarked(anchor: str, number: int, inside: Sequence[BaseOxmlElement]) -> list[BaseOxmlElement]:
    """What links with this anchor lead to."""
    named = {"w:id": str(number), "w:name": bookmark_name(anchor)}
    return [element("w:bookmarkStart", named), *inside, element("w:bookmarkEnd", {"w:id": str(number)})]


def field(instruction: str, shown: str) -> BaseOxmlElement:
    """A field that Word works out, such as ``PAGE``; ``shown`` stands there until it does."""
    return element("w:fldSimple", {"w:instr": instruction}, *run(shown))


def table(content: Table, styles: Mapping[str, str], width: int) -> BaseOxmlElement:
    """A table whose row of headings every page repeats. ``width``: in twentieths of a point."""
    shares = content.widths or (1,) * len(content.headings)
    columns = [width * share // sum(shares) for share in shares]
    about = element(
        "w:tblPr",
        None,
        element("w:tblStyle", {"w:val": styles[TABLE]}),
        element("w:tblW", {"w:w": str(sum(columns)), "w:type": "dxa"}),
        element("w:tblLayout", {"w:type": "fixed"}),
        element(
            "w:tblLook",
            {"w:val": "0620", "w:firstRow": "1", "w:lastRow": "0", "w:firstColumn": "0", "w:lastColumn": "0"}
            | {"w:noHBand": "1", "w:noVBand": "1"},
        ),
        element("w:tblCaption", {"w:val": one_line(content.caption)}),
    )
    grid = element("w:tblGrid", None, *(element("w:gridCol", {"w:w": str(column)}) for column in columns))
    head = _row(content.headings, columns, content.numbers, styles, HEAD, keep=True)
    head.insert(0, element("w:trPr", None, element("w:cantSplit"), element("w:tblHeader")))
    made = element("w:tbl", None, about, grid, head)
    short, last = len(content.rows) <= _SHORT, len(content.rows)
    for number, cells in enumerate(content.rows, 1):
        row = _row(cells, columns, content.numbers, styles, CELL, keep=short and number < last)
        row.insert(0, element("w:trPr", None, element("w:cantSplit")))
        made.append(row)
    return made


def _row(
    cells: Sequence[Words],
    columns: Sequence[int],
    numbers: frozenset[int],
    styles: Mapping[str, str],
    style: str,
    *,
    keep: bool,
) -> BaseOxmlElement:
    made = element("w:tr")
    for place, words, column in zip(count(), cells, columns, strict=False):
        cell = deepcopy(_cell_shape(styles[style], column, keep=keep, right=place in numbers))
        cell[-1].extend(runs(words, styles))
        made.append(cell)
    return made


@lru_cache(maxsize=_KEPT)
def _cell_shape(style: str, width: int, *, keep: bool, right: bool) -> BaseOxmlElement:
    """A cell with an empty paragraph. It is copied too."""
    inside = paragraph(style, (), keep=keep)
    if right:
        inside[0].append(element("w:jc", {"w:val": "right"}))
    size = element("w:tcPr", None, element("w:tcW", {"w:w": str(width), "w:type": "dxa"}))
    return element("w:tc", None, size, inside)
