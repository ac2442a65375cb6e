"""The plain Word template: A4, headings, a table style, page numbers, and the places that a paper fills.

A council brands a copy of it in Word; `bot/board/word_template.py` checks what comes back.
"""

from __future__ import annotations

from typing import Any, Final, cast

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle

from bot.board.content import LANGUAGE
from bot.board.word_parts import BOLD, CELL, FACT, HEAD, LINK, TABLE, element, field, paragraph, run

TITLE, SUBTITLE, FACTS, CONTENT = (f"{{{{{name}}}}}" for name in ("title", "subtitle", "facts", "content"))
"""The places of a template: words in double braces that the paper stands in for."""
_INK: Final = RGBColor(0x0B, 0x0C, 0x0C)
_LINK: Final = RGBColor(0x00, 0x30, 0x78)
_FACE: Final = "Arial"
_MARGIN: Final = Mm(20)
_PARAGRAPHS: Final = {
    # Points of size, space before and after; bold or not.
    "Normal": (11, 6, 6, False),
    "Title": (26, 0, 6, True),
    "Subtitle": (16, 0, 12, False),
    "Heading 1": (20, 18, 8, True),
    "Heading 2": (15, 14, 6, True),
    "Heading 3": (12, 10, 4, True),
    "List Bullet": (11, 0, 3, False),
    "Caption": (11, 12, 4, True),
    FACT: (11, 0, 3, False),
    CELL: (10, 2, 2, False),
    HEAD: (10, 2, 2, True),
    "Header": (9, 0, 0, False),
    "Footer": (9, 0, 0, False),
}
STYLES: Final = (*(name for name in _PARAGRAPHS if name not in {"Header", "Footer"}), BOLD, LINK, TABLE)
"""Every style that a paper is written in, by name."""
_LABEL_WIDTH: Final = Mm(48)


def plain_template() -> WordDocument:
    """A new document with every style and place that a paper needs, and nothing of anybody's."""
    document = docx.Document()
    _drop_thumbnail(document)
    _drop_spare_styles(document)
    for name in (FACT, CELL, HEAD):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
    for name, (size, before, after, bold) in _PARAGRAPHS.items():
        _set_style(cast("ParagraphStyle", document.styles[name]), size, before, after, bold=bold)
    facts = cast("ParagraphStyle", document.styles[FACT]).paragraph_format
    facts.left_indent, facts.first_line_indent = _LABEL_WIDTH, -_LABEL_WIDTH
    facts.tab_stops.add_tab_stop(_LABEL_WIDTH)
    cast("ParagraphStyle", document.styles["Caption"]).paragraph_format.keep_with_next = True
    _add_link_style(document)
    _add_table_style(document)
    set_language(document)
    _be_of_today(document)
    _set_page(document)
    for style, place in (("Title", TITLE), ("Subtitle", SUBTITLE), ("Normal", FACTS), ("Normal", CONTENT)):
        document.add_paragraph(place, style)
    return document


def _set_style(style: ParagraphStyle, size: int, before: int, after: int, *, bold: bool) -> None:
    font = style.font
    font.size, font.bold, font.italic, font.color.rgb = Pt(size), bold, False, _INK
    properties: BaseOxmlElement = style.element.get_or_add_rPr()
    for name in ("w:rFonts", "w:spacing", "w:kern"):
        for old in properties.findall(qn(name)):
            properties.remove(old)
    faces = {f"w:{script}": _FACE for script in ("ascii", "hAnsi", "cs", "eastAsia")}
    properties.insert(0, element("w:rFonts", faces))
    for line in style.element.iter(qn("w:pBdr")):
        line.getparent().remove(line)
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), 1.15


def _add_link_style(document: WordDocument) -> None:
    style = cast("CharacterStyle", document.styles.add_style(LINK, WD_STYLE_TYPE.CHARACTER, builtin=True))
    style.font.color.rgb, style.font.underline = _LINK, True
    assert BOLD in document.styles


def _add_table_style(document: WordDocument) -> None:
    """Lines between the rows, and a grey row of headings below a thick line: it reads the same in black and white."""
    style = document.styles.add_style(TABLE, WD_STYLE_TYPE.TABLE).element
    line = {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": "767676"}
    borders = element("w:tblBorders", None, *(element(f"w:{side}", line) for side in ("top", "bottom", "insideH")))
    room = {"w:w": "85", "w:type": "dxa"}
    inner = element("w:tblCellMar", None, element("w:left", room), element("w:right", room))
    style.append(element("w:tblPr", None, borders, inner))
    thick = element("w:bottom", {**line, "w:sz": "12", "w:color": "0B0C0C"})
    shade = element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": "F3F2F1"})
    cells = element("w:tcPr", None, element("w:tcBorders", None, thick), shade)
    style.append(element("w:tblStylePr", {"w:type": "firstRow"}, cells))


def set_language(document: WordDocument) -> None:
    """Say in which language a document is, whatever its template was made in: a screen reader speaks it so."""
    styles, settings = document.styles.element, document.settings.element
    for language in (*styles.iter(qn("w:lang")), *settings.iter(qn("w:themeFontLang"))):
        language.set(qn("w:val"), LANGUAGE)
    defaults = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if defaults is not None and defaults.find(qn("w:lang")) is None:
        defaults.append(element("w:lang", {"w:val": LANGUAGE}))


def _be_of_today(document: WordDocument) -> None:
    """Let Word not say "Compatibility Mode" above every paper."""
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _set_page(document: WordDocument) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = _MARGIN
    page.different_first_page_header_footer = False
    page.header.paragraphs[0].add_run(f"{TITLE}. {SUBTITLE}")
    style = document.styles["Footer"].style_id
    assert style is not None
    numbers = [*run("Page "), field("PAGE", "1"), *run(" of "), field("NUMPAGES", "1")]
    foot = page.footer.part.element
    for old in list(foot):
        foot.remove(old)
    foot.append(paragraph(style, numbers))


def _drop_thumbnail(document: WordDocument) -> None:
    """The picture of an empty page that python-docx brings: a folder would show it for every paper."""
    package = document.part.package
    for name, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[name]


def _drop_spare_styles(document: WordDocument) -> None:
    """A hundred table styles that no paper uses, which a council would have to look through."""
    root: Any = document.styles.element
    for style in list(root.findall(qn("w:style"))):
        name = style.find(qn("w:name")).get(qn("w:val"))
        if style.get(qn("w:type")) == "table" and name not in {"Normal Table", "Table Grid"}:
            root.remove(style)
