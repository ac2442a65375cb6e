"""A paper in Word: what a screen reader, a printer and the council's own template need of it."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from bot.board.content import Bullets, Figure, Paragraph, Table, WebLink
from bot.board.word import document_of
from bot.board.word_styles import plain_template
from bot.board.word_template import TemplateProblems
from tests.bot.board.papers import everything, paper, part, read

W = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


@pytest.fixture(scope="module")
def made() -> bytes:
    return document_of(paper(*everything()))


def body_of(made: bytes) -> BaseOxmlElement:
    """The body of a paper as XML."""
    body: BaseOxmlElement = read(made).element.body
    return body


def template_bytes() -> bytes:
    kept = io.BytesIO()
    plain_template().save(kept)
    return kept.getvalue()


def test_headings_are_headings_and_the_title_is_the_title(made: bytes) -> None:
    document = read(made)
    styled = [(p.style.name, p.text) for p in document.paragraphs if p.style and p.text]
    assert ("Title", "Paper for the board") in styled
    assert [text for name, text in styled if name == "Heading 1"] == [
        "DR-0001 Online forms",
        "DR-0002 A new case system",
    ]
    assert "{{" not in part(made, "word/document.xml")


def test_every_table_repeats_its_headings_and_is_named(made: bytes) -> None:
    tables = body_of(made).findall(".//w:tbl", W)
    assert len(tables) == 2
    for table in tables:
        repeated = [row.find("w:trPr/w:tblHeader", W) is not None for row in table.findall("w:tr", W)]
        assert repeated == [True, False, False]
        caption = table.find("w:tblPr/w:tblCaption", W)
        assert caption is not None
        assert caption.get(qn("w:val")) == "Agenda"


def test_every_picture_has_a_text_and_stands_in_the_line(made: bytes) -> None:
    pictures = [shape.get("descr") for shape in body_of(made).iter(qn("wp:docPr"))]
    assert pictures == ["Bar chart. Submitted 3; Approved 5."]
    assert len(read(made).inline_shapes) == 1


def test_what_stands_below_a_picture_does_not_take_it_to_the_next_page_with_a_table(made: bytes) -> None:
    (below,) = [p for p in read(made).paragraphs if p.text == "Where requests are"]
    assert below.paragraph_format.keep_with_next is False


def test_every_link_leads_to_a_place_of_the_paper(made: bytes) -> None:
    root = body_of(made)
    led = {link.get(qn("w:anchor")) for link in root.iter(qn("w:hyperlink"))}
    places = [mark.get(qn("w:name")) for mark in root.iter(qn("w:bookmarkStart"))]
    assert led == set(places) == {"p_DR_0001", "p_DR_0002"}
    assert len(places) == len(set(places))


def test_a_link_out_of_the_paper_is_a_link_of_word_and_only_words_within_a_table() -> None:
    link = WebLink("example.org/quote.pdf", "https://example.org/quote.pdf?a=1&b=2")
    table = Table("Agenda", ("Item",), ((link,),))
    document = read(document_of(paper(Paragraph(("See ", link)), Bullets((link,)), table)))
    root = document.element.body
    named = [name for found in root.iter(qn("w:hyperlink")) if (name := found.get(qn("r:id")))]
    assert len(named) == 2
    assert {document.part.rels[name].target_ref for name in named} == {link.url}
    assert all(document.part.rels[name].is_external for name in named)
    assert [paragraph.text for paragraph in document.paragraphs].count(link.words) == 1
    assert link.words in {table.cell(1, 0).text for table in document.tables}


def test_the_paper_says_its_language_its_pages_and_what_it_is(made: bytes) -> None:
    about = read(made).core_properties
    assert (about.title, about.author, about.language) == ("Paper for the board", "Digital front door", "en-GB")
    document = read(made)
    assert {language.get(qn("w:val")) for language in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    footer = document.sections[0].footer.part.element
    assert [field.get(qn("w:instr")) for field in footer.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    assert (document.sections[0].page_width or 0) // 36000 == 210


def test_what_somebody_typed_is_words_and_no_more() -> None:
    typed = "<b>bold</b> & \x07\x1b[2J\u202e{{title}}\ud800\ufffe\nsecond line\u2028third"
    made = document_of(paper(Paragraph(typed), title=f"One\n{typed}"))
    texts = [p.text for p in read(made).paragraphs]
    assert "<b>bold</b> & [2J{{title}}\nsecond line\nthird" in texts
    assert read(made).core_properties.title.startswith("One <b>bold</b> & [2J")


def test_a_title_of_120_wide_letters_stays_whole() -> None:
    title = "W" * 120
    assert any(p.text == title for p in read(document_of(paper(title=title))).paragraphs)


def test_a_template_of_the_council_gets_the_paper() -> None:
    template = docx.Document(io.BytesIO(template_bytes()))
    template.paragraphs[0].insert_paragraph_before("Southampton City Council")
    template.sections[0].header.paragraphs[0].text = "Ours: {{title}}"
    kept = io.BytesIO()
    template.save(kept)
    document = read(document_of(paper(*everything()), kept.getvalue()))
    texts = [p.text for p in document.paragraphs]
    assert texts[:3] == ["Southampton City Council", "Paper for the board", "9 December 2026"]
    assert document.sections[0].header.paragraphs[0].text == "Ours: Paper for the board"


def test_everything_that_a_template_lacks_is_said_at_once() -> None:
    template = docx.Document()
    template.add_paragraph("{{titel}} and {{facts}} and {{facts}}")
    kept = io.BytesIO()
    template.save(kept)
    with pytest.raises(TemplateProblems) as told:
        document_of(paper(), kept.getvalue())
    problems = "\n".join(told.value.problems)
    for words in (
        "no place {{title}}",
        "no place {{content}}",
        "{{titel}} is no place",
        "{{facts}} stands there 2 times",
    ):
        assert words in problems
    for words in ("{{facts}} is not in a paragraph of its own", "no page numbers"):
        assert words in problems


@pytest.mark.parametrize("template", [b"", b"PK\x05\x06" + bytes(18), b"{\\rtf1 words}"])
def test_what_is_no_word_document_is_said(template: bytes) -> None:
    with pytest.raises(TemplateProblems, match=r"no Word document"):
        document_of(paper(), template)


def altered(name: str, old: bytes, new: bytes) -> bytes:
    """The plain template with one part changed."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template_bytes())) as packed, zipfile.ZipFile(kept, "w") as other:
        for info in packed.infolist():
            content = packed.read(info)
            other.writestr(info.filename, content.replace(old, new) if info.filename == name else content)
    return kept.getvalue()


def test_a_template_that_would_fetch_or_run_something_is_refused() -> None:
    outside = b'Target="https://a.example/i" TargetMode="External"/></Relationships>'
    fetching = b'<Relationship Id="x" Type="http://x/image" ' + outside
    template = altered("word/_rels/document.xml.rels", b"</Relationships>", fetching)
    with pytest.raises(TemplateProblems, match="fetches something from elsewhere"):
        document_of(paper(), template)
    with pytest.raises(TemplateProblems, match="what Word never writes"):
        document_of(paper(), altered("word/settings.xml", b"<w:settings", b"<!DOCTYPE x><w:settings"))


def test_a_picture_keeps_within_the_page() -> None:
    figure = everything()[-1]
    assert isinstance(figure, Figure)
    document = read(document_of(paper(figure)))
    page = document.sections[0]
    assert page.page_width is not None
    assert document.inline_shapes[0].width == page.page_width - (page.left_margin or 0) - (page.right_margin or 0)


def test_a_style_that_an_editor_dropped_comes_back() -> None:
    template = docx.Document(io.BytesIO(template_bytes()))
    for name in ("Paper Table", "Paper Fact", "Hyperlink", "Heading 1"):
        style = template.styles[name].element
        style.getparent().remove(style)
    kept = io.BytesIO()
    template.save(kept)
    document = read(document_of(paper(*everything()), kept.getvalue()))
    assert {table.style.name for table in document.tables if table.style} == {"Paper Table"}
    assert "Heading 1" in {paragraph.style.name for paragraph in document.paragraphs if paragraph.style}


def test_what_libreoffice_saved_gives_a_file_in_which_every_part_is_there_once() -> None:
    package = b"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    other = b"http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/core-properties"
    made = document_of(paper(), altered("_rels/.rels", package, other))
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        names = packed.namelist()
    assert len(names) == len(set(names))
    assert read(made).core_properties.title == "Paper for the board"


@pytest.mark.parametrize("there", [True, False])
def test_a_template_of_another_language_gives_a_paper_in_british_english(*, there: bool) -> None:
    lang = b'<w:lang w:val="en-GB" w:eastAsia="en-US" w:bidi="ar-SA"/>'
    assert lang in part(template_bytes(), "word/styles.xml").encode()
    template = altered("word/styles.xml", lang, b'<w:lang w:val="de-DE"/>' if there else b"")
    languages = read(document_of(paper(), template)).styles.element.iter(qn("w:lang"))
    assert {language.get(qn("w:val")) for language in languages} == {"en-GB"}
