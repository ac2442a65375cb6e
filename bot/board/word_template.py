"""A council's own Word template: every problem with it at once, and the places that a paper fills.

A place is a word in double braces: ``{{title}}``, ``{{subtitle}}``, ``{{facts}}``, ``{{content}}``. The last two are
paragraphs of their own in the body of the document; the others may stand in headers and footers too.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Final

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from bot.board.word_styles import CONTENT, FACTS, STYLES, SUBTITLE, TITLE, plain_template, set_language

LARGEST: Final = 20_000_000
"""Bytes of a template."""
LARGEST_UNPACKED: Final = 100_000_000
_PLACE: Final = re.compile(r"\{\{[^{}]*\}\}")
_ALONE: Final = (FACTS, CONTENT)
_PLACES: Final = (TITLE, SUBTITLE, FACTS, CONTENT)
_NEEDED: Final = (TITLE, CONTENT)
NO_WORD: Final = "It is no Word document (.docx), or it has a password. Save it from Word as .docx again."


class TemplateProblems(Exception):
    """A template that cannot be used: every problem with it, and what to do."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def template_bytes() -> bytes:
    """The plain template as a file, for a council to brand."""
    kept = io.BytesIO()
    plain_template().save(kept)
    return kept.getvalue()


def opened(template: bytes) -> WordDocument:
    """The document of a template, checked. Raises `TemplateProblems` with everything that is wrong."""
    problems = list(_unsafe(template))
    if problems:
        raise TemplateProblems(problems)
    try:
        document = docx.Document(io.BytesIO(template))
        problems = list(_problems(document))
    except Exception:  # whatever python-docx and lxml make of a broken file
        raise TemplateProblems([NO_WORD]) from None
    if problems:
        raise TemplateProblems(problems)
    _detach(document)
    _complete(document)
    set_language(document)
    return document


def _complete(document: WordDocument) -> None:
    """Give a template the styles that it lacks, as the plain one has them: editors drop those that nothing uses."""
    plain = plain_template()
    for name in STYLES:
        if name not in document.styles:
            document.styles.element.append(deepcopy(plain.styles[name].element))


def _detach(document: WordDocument) -> None:
    """Leave behind what papers must not carry on: the template that this one was made with, and who made it."""
    for attached in list(document.settings.element.iter(qn("w:attachedTemplate"))):
        attached.getparent().remove(attached)
    for part in document.part.package.iter_parts():
        for name in [name for name, relation in part.rels.items() if relation.reltype.endswith(_ATTACHED.decode())]:
            del part.rels[name]
    # LibreOffice names this relation in another way, which python-docx does not know: it would write a second part of
    # the same name, and Word would call the paper broken.
    package = document.part.package
    for name in [name for name, relation in package.rels.items() if relation.reltype.endswith(_ABOUT)]:
        if package.rels[name].reltype != RELATIONSHIP_TYPE.CORE_PROPERTIES:
            del package.rels[name]


def _unsafe(template: bytes) -> Iterator[str]:
    """What would run, burst or fetch: nothing of it is opened."""
    if len(template) > LARGEST:
        yield f"It holds {len(template):,} bytes. Keep it under {LARGEST:,}: make its pictures smaller."
        return
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                yield "It unpacks to far more than it holds. Save it from Word as .docx again."
                return
            names = {part.filename for part in parts}
            if "word/document.xml" not in names or "[Content_Types].xml" not in names:
                yield NO_WORD
                return
            if any(name.endswith("vbaProject.bin") for name in names):
                yield "It has macros. Save it as .docx, which has none."
            for part in parts:
                if not part.filename.endswith((".xml", ".rels")):
                    continue
                text = packed.read(part)
                if b"<!DOCTYPE" in text[:4096].upper():
                    yield f"{part.filename} holds what Word never writes. Save it from Word as .docx again."
                elif part.filename.endswith(".rels") and _fetches(text):
                    yield f"{part.filename} fetches something from elsewhere. Put its pictures into the file itself."
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        yield NO_WORD


_ATTACHED: Final = b"/attachedTemplate"
_ABOUT: Final = "/core-properties"
_RELATION: Final = re.compile(rb"<Relationship\b[^>]*>")


def _fetches(relations: bytes) -> bool:
    """Whether opening the document would bring something from elsewhere; a link that somebody may follow does not."""
    outside = (found.group() for found in _RELATION.finditer(relations) if b'TargetMode="External"' in found.group())
    return any(b"/hyperlink" not in relation and _ATTACHED not in relation for relation in outside)


def _problems(document: WordDocument) -> Iterator[str]:
    body = [(paragraph, words) for paragraph in document.element.body.iter(qn("w:p")) if (words := text_of(paragraph))]
    alone = {words.strip() for paragraph, words in body if paragraph.getparent() is document.element.body}
    everywhere = [words for _, words in body] + [
        text_of(one) for part in margins(document) for one in part.iter(qn("w:p"))
    ]
    found = [place for words in everywhere for place in _PLACE.findall(words)]
    for place in _NEEDED:
        if place not in found:
            yield f"It has no place {place}. Write {place} on a line by itself, where it belongs."
    for place in _ALONE:
        if place in found and place not in alone:
            yield f"{place} is not in a paragraph of its own. Put it on a line by itself, outside tables and headers."
        if found.count(place) > 1:
            yield f"{place} stands there {found.count(place)} times. Leave one."
    for place in sorted(set(found) - set(_PLACES)):
        yield f"{place} is no place that a paper fills. Places are {', '.join(_PLACES)}."
    if not any("PAGE" in instruction for part in margins(document) for instruction in _instructions(part)):
        yield "It has no page numbers. Insert them in its header or footer."


def _instructions(part: BaseOxmlElement) -> Iterator[str]:
    yield from (simple.get(qn("w:instr")) or "" for simple in part.iter(qn("w:fldSimple")))
    yield from (written.text or "" for written in part.iter(qn("w:instrText")))


def margins(document: WordDocument) -> list[BaseOxmlElement]:
    """The headers and footers of a document, each once."""
    parts = (
        part
        for section in document.sections
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer)
    )
    return [part.part.element for part in parts if not part.is_linked_to_previous]


def text_of(paragraph: BaseOxmlElement) -> str:
    """The words of a paragraph, in however many pieces Word keeps them."""
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def fill(root: BaseOxmlElement, words: Mapping[str, str]) -> None:
    """Put words for each place wherever it stands below ``root``, in the look of the paragraph's first letter.

    Once: words that look like a place stay.
    """
    places = re.compile("|".join(map(re.escape, words)))
    for paragraph in root.iter(qn("w:p")):
        if places.search(whole := text_of(paragraph)):
            first, *rest = paragraph.iter(qn("w:t"))
            first.text = places.sub(lambda found: words[found.group()], whole)
            first.set(qn("xml:space"), "preserve")
            for piece in rest:
                piece.text = ""


def paragraph_of(document: WordDocument, place: str) -> BaseOxmlElement | None:
    """The paragraph of the body that is this place, or None."""
    body = document.element.body
    return next((one for one in body.iterchildren(qn("w:p")) if text_of(one).strip() == place), None)
