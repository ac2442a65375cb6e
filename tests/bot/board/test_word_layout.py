"""How a paper in Word is laid out: what stays on one page, what stands right, and what a template may hold."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from bot.board.content import Link, Paragraph, Section, Strong, Table, WebLink
from bot.board.word import document_of
from bot.board.word_parts import bookmark_name, paragraph, run, runs, table
from bot.board.word_template import LARGEST, LARGEST_UNPACKED, TemplateProblems, opened, template_bytes
from tests.bot.board.papers import paper, part, read

STYLES = {name: name for name in ("Paper Cell", "Paper Heading Cell", "Paper Table", "Hyperlink", "Strong")}


def kept(row: BaseOxmlElement) -> set[bool]:
    """Whether the cells of a row stay on the page of what follows."""
    marks = [cell.find(f"{qn('w:p')}/{qn('w:pPr')}/{qn('w:keepNext')}") for cell in row.iterchildren(qn("w:tc"))]
    return {mark.get(qn("w:val")) is None for mark in marks}


@pytest.mark.parametrize(("rows", "together"), [(1, 1), (2, 2), (10, 10), (11, 1)])
def test_a_short_table_stays_on_one_page_and_its_headings_with_the_first_row(rows: int, together: int) -> None:
    made = table(Table("x", ("A", "B"), tuple((str(n), "b") for n in range(rows))), STYLES, 9000)
    found = [kept(row) for row in made.iterchildren(qn("w:tr"))]
    assert found == [{True}] * together + [{False}] * (rows + 1 - together)


def test_numbers_stand_right_and_columns_have_their_shares() -> None:
    made = table(Table("x", ("A", "B"), (("a", "1"),), (2, 1), frozenset({1})), STYLES, 9000)
    right = [cell.find(f".//{qn('w:jc')}") is not None for cell in made.iter(qn("w:tc"))]
    assert right == [False, True, False, True]
    assert [column.get(qn("w:w")) for column in made.iter(qn("w:gridCol"))] == ["6000", "3000"]
    equal = table(Table("x", ("A", "B"), ()), STYLES, 9000)
    assert [column.get(qn("w:w")) for column in equal.iter(qn("w:gridCol"))] == ["4500", "4500"]


@pytest.mark.parametrize(("keep", "says"), [(None, None), (True, ""), (False, "0")])
@pytest.mark.parametrize("page", [True, False])
def test_a_paragraph_keeps_with_the_next_or_begins_a_page_where_it_is_said(
    *, keep: bool | None, says: str | None, page: bool
) -> None:
    made = paragraph("Normal", (), keep=keep, page=page)
    mark = made.find(f"{qn('w:pPr')}/{qn('w:keepNext')}")
    assert (None if mark is None else mark.get(qn("w:val"), "")) == says
    assert (made.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}") is not None) is page


def test_words_have_the_look_of_their_kind() -> None:
    web = WebLink("out", "https://example.org/")
    made = runs(("plain", Strong("strong"), Link("in", "a-b"), web), STYLES)
    looks = [[style.get(qn("w:val")) for style in one.iter(qn("w:rStyle"))] for one in made]
    assert looks == [[], ["Strong"], ["Hyperlink"], []]
    (linked,) = runs(web, STYLES, lambda url: f"id of {url}")
    assert linked.get(qn("r:id")) == "id of https://example.org/"
    (broken,) = run("one\ntwo")
    assert [child.tag for child in broken] == [qn("w:t"), qn("w:br"), qn("w:t")]
    assert bookmark_name("a-b" + "c" * 50) == "p_a_b" + "c" * 35


def test_word_gets_a_paragraph_behind_the_last_table_and_none_behind_words() -> None:
    about = paper()
    words, rows = Paragraph("Last."), Table("x", ("A",), (("a",),))
    for blocks, last in (((rows,), ""), ((words,), "Last.")):
        made = read(document_of(replace(about, sections=(Section("One", blocks),))))
        assert made.paragraphs[-1].text == last


def test_the_paper_says_what_it_is_about_and_how_far_it_is_written() -> None:
    about, told = paper(), list[tuple[int, int]]()
    named = replace(about, subject="Agenda")
    first = document_of(about, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]
    assert read(first).core_properties.subject == "9 December 2026"
    assert read(document_of(named)).core_properties.subject == "Agenda"


def test_a_plain_template_is_of_today_and_has_no_style_that_nobody_uses() -> None:
    made = template_bytes()
    settings = part(made, "word/settings.xml")
    assert 'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"' in settings
    assert settings.count('w:val="15"') == 1
    tables = [style.name for style in read(made).styles if style.element.get(qn("w:type")) == "table"]
    assert set(tables) <= {"Normal Table", "Table Grid", "Paper Table"}
    assert "Paper Table" in tables
    assert not [name for name in zipfile.ZipFile(io.BytesIO(made)).namelist() if "thumbnail" in name]
    bold = {style.name: style.font.bold for style in read(made).styles if style.name in {"Normal", "Title", "Caption"}}
    assert bold == {"Normal": False, "Title": True, "Caption": True}


def packed(**parts: bytes) -> bytes:
    """A zip with these parts; the names of parts with ``__`` for a slash and ``_`` for a dot."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as into:
        for name, content in parts.items():
            into.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (b"\0" * LARGEST, "no Word document"), (b"\0" * (LARGEST + 1), "It holds 20,000,001 bytes"),
        (packed(word__document_xml=b"<x/>", vbaProject_bin=b""), "no Word document"),
        (packed(vbaProject_bin=b""), "no Word document"),
    ],
    ids=["largest", "too large", "without types", "no document"],
)  # fmt: skip
def test_what_cannot_be_a_template_is_said(template: bytes, words: str) -> None:
    with pytest.raises(TemplateProblems, match=words) as told:
        opened(template)
    assert len(told.value.problems) == 1


@pytest.mark.parametrize(("more", "words"), [(0, "no Word document"), (1, "far more than it holds")])
def test_what_unpacks_to_too_much_is_not_unpacked(more: int, words: str) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as into:
        into.writestr("x", b"")
        into.filelist[0].file_size = LARGEST_UNPACKED + more  # what it says of itself
    with pytest.raises(TemplateProblems, match=words):
        opened(made.getvalue())


def with_part(name: str, change: bytes, before: bytes = b"</Relationships>") -> bytes:
    """The plain template with something more in one part, or with one part more."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template_bytes())) as old, zipfile.ZipFile(made, "w") as into:
        for info in old.infolist():
            content = old.read(info)
            into.writestr(info.filename, content.replace(before, change + before) if info.filename == name else content)
        if name not in old.namelist():
            into.writestr(name, change)
    return made.getvalue()


def related(kind: str, mode: str = ' TargetMode="External"') -> bytes:
    return f'<Relationship Id="x9" Type="http://x/{kind}" Target="https://a.example/x"{mode}/>'.encode()


MADE_WITH = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    + related("attachedTemplate")
    + b"</Relationships>"
)


@pytest.mark.parametrize(
    ("part_name", "change", "refused"),
    [
        ("word/_rels/document.xml.rels", related("image"), True),
        ("word/_rels/document.xml.rels", related("hyperlink"), False),
        (
            "word/_rels/settings.xml.rels",
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            + related("attachedTemplate")
            + b"</Relationships>",
            False,
        ),
        ("word/media/note.bin", b"<!DOCTYPE x>" + related("image"), False),
        ("word/other.xml", related("image"), False),
        ("word/other.xml", b"<!doctype x><x/>", True),
        ("word/vbaProject.bin", b"x", True),
    ],
)
def test_only_what_would_run_or_fetch_something_is_refused(part_name: str, change: bytes, *, refused: bool) -> None:
    template = with_part(part_name, change)
    if refused:
        with pytest.raises(TemplateProblems):
            opened(template)
    else:
        assert opened(template).paragraphs
