"""A paper as a Word document: real headings, tables that repeat their headings, alt texts, links, page numbers."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC
from itertools import count
from typing import assert_never

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length

from bot.board.content import (
    LANGUAGE,
    Block,
    Bullets,
    Document,
    Facts,
    Figure,
    Paragraph,
    Section,
    Strong,
    Table,
    lines,
    one_line,
)
from bot.board.word_parts import FACT, bookmarked, element, paragraph, run, runs, table
from bot.board.word_styles import CONTENT, FACTS, STYLES, SUBTITLE, TITLE, plain_template
from bot.board.word_template import fill, margins, opened, paragraph_of

Progress = Callable[[int, int], None]
"""Told how many sections are written, and of how many."""
_TWIP = 635
"""English metric units in a twentieth of a point."""


def document_of(content: Document, template: bytes | None = None, progress: Progress | None = None) -> bytes:
    """The bytes of a .docx that says this. ``template``: a council's own; None: the plain one.

    Raises `bot.board.word_template.TemplateProblems` for a template that lacks something.
    """
    document = plain_template() if template is None else opened(template)
    writing = _Writing(document)
    facts, place = paragraph_of(document, FACTS), paragraph_of(document, CONTENT)
    assert place is not None
    for root in (document.element.body, *margins(document)):
        fill(root, {TITLE: one_line(content.title), SUBTITLE: one_line(content.subtitle)})
    if facts is not None:
        _put(facts, writing.block(Facts(content.facts)))
    for block in content.opening:
        _put_before(place, writing.block(block))
    for done, section in enumerate(content.sections, 1):
        _put_before(place, writing.section(section))
        if progress is not None:
            progress(done, len(content.sections))
    if place.getprevious() is not None and place.getprevious().tag == qn("w:tbl"):
        _put(place, iter([paragraph(writing.styles["Normal"], ())]))  # Word wants a paragraph behind the last table
    else:
        place.getparent().remove(place)
    _describe(document, content)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


class _Writing:
    """What writing needs of the document: the ids of its styles, its width, and the next number of a bookmark."""

    def __init__(self, document: WordDocument) -> None:
        self.document = document
        self.styles: Mapping[str, str] = {name: document.styles[name].style_id or "" for name in STYLES}
        page = document.sections[-1]
        assert page.page_width is not None
        self.width = Length(page.page_width - (page.left_margin or 0) - (page.right_margin or 0))
        self.bookmarks = count(1)

    def section(self, section: Section) -> Iterator[BaseOxmlElement]:
        words: list[BaseOxmlElement] = run(one_line(section.heading))
        if section.anchor:
            words = bookmarked(section.anchor, next(self.bookmarks), words)
        yield paragraph(self.styles[f"Heading {section.level}"], words, keep=True, page=section.new_page)
        for block in section.blocks:
            yield from self.block(block)

    def block(self, block: Block) -> Iterator[BaseOxmlElement]:
        match block:
            case Paragraph():
                yield paragraph(self.styles["Normal"], runs(block.words, self.styles, self.target))
            case Bullets():
                for item in block.items:
                    yield paragraph(self.styles["List Bullet"], runs(item, self.styles, self.target))
            case Facts():
                for label, words in block.rows:
                    tab = element("w:r", None, element("w:tab"))
                    inside = [*runs(Strong(f"{label}:"), self.styles), tab, *runs(words, self.styles)]
                    yield paragraph(self.styles[FACT], inside)
            case Table():
                yield paragraph(self.styles["Caption"], run(block.caption), keep=True)
                yield table(block, self.styles, self.width // _TWIP)
            case Figure():
                yield self.picture(block)
                # Its style keeps it with what follows, for those of tables: the picture would go to the next page too.
                yield paragraph(self.styles["Caption"], run(block.caption), keep=False)
            case _:
                assert_never(block)

    def target(self, url: str) -> str:
        """The document's own name for an address outside of it."""
        return self.document.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)

    def picture(self, figure: Figure) -> BaseOxmlElement:
        """A picture in the line of the text, which is where a screen reader comes to it."""
        width = Length(round(self.width * figure.width))
        shape = self.document.part.new_pic_inline(io.BytesIO(figure.png), width)
        shape.docPr.set("descr", " ".join(lines(figure.alt)))
        shape.docPr.set("title", one_line(figure.caption))
        return paragraph(self.styles["Normal"], [element("w:r", None, element("w:drawing", None, shape))], keep=True)


def _put(place: BaseOxmlElement, parts: Iterator[BaseOxmlElement]) -> None:
    _put_before(place, parts)
    place.getparent().remove(place)


def _put_before(place: BaseOxmlElement, parts: Iterator[BaseOxmlElement]) -> None:
    for part in parts:
        place.addprevious(part)


def _describe(document: WordDocument, content: Document) -> None:
    about = document.core_properties
    about.title, about.subject = one_line(content.title), one_line(content.subject or content.subtitle)
    about.author = about.last_modified_by = one_line(content.author)
    about.keywords, about.comments, about.language = one_line(content.keywords), "", LANGUAGE
    about.created = about.modified = content.made_at.astimezone(UTC).replace(tzinfo=None)
    about.revision = 1
