"""A paper as one HTML page for a phone: the same content, with nothing fetched from anywhere.

Every element is made by the standard library's ElementTree, which writes what anyone typed as words.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Final, assert_never
from xml.etree.ElementTree import Element, SubElement, tostring

from bot.board.content import (
    LANGUAGE,
    Block,
    Bullets,
    Document,
    Facts,
    Figure,
    Link,
    Paragraph,
    Section,
    Strong,
    Table,
    WebLink,
    Words,
    edged,
    lines,
    one_line,
    parts_of,
)

_SAFE: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""No script, nothing from elsewhere: whatever stands in a paper stays words."""
_STYLE: Final = """
body { font: 1rem/1.5 Arial, Helvetica, sans-serif; color: #0b0c0c; background: #fff; margin: 0 auto; padding: 1rem;
  max-width: 45rem; overflow-wrap: anywhere; }
h1, h2, h3, h4 { line-height: 1.2; } h2 { border-top: 0.2rem solid #0b0c0c; padding-top: 1rem; margin-top: 2.5rem; }
a { color: #003078; } dt { font-weight: bold; } dd { margin: 0 0 0.5rem; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: bold; padding: 0.5rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.5rem; border-bottom: 1px solid #767676;
  overflow-wrap: break-word; }
th { background: #f3f2f1; border-bottom: 2px solid #0b0c0c; } .number { text-align: right; }
/* On a phone each row is a block, and each cell says what it is. */
@media (max-width: 40rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, td, caption { display: block; } tr { border-bottom: 1px solid #767676; padding: 0.3rem 0; }
  td { border: 0; padding: 0.1rem 0; } td[data-label]::before { content: attr(data-label) ": "; font-weight: bold; }
  td:empty { display: none; } .number { text-align: left; }
}
figure { margin: 1rem 0; } img { max-width: 100%; height: auto; }
@media print { h2 { break-before: page; } }
"""


def page_of(content: Document) -> bytes:
    """The bytes of an HTML page that says this."""
    page = Element("html", {"lang": LANGUAGE})
    head = SubElement(page, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": _SAFE})
    SubElement(head, "meta", {"name": "author", "content": one_line(content.author)})
    SubElement(head, "title").text = one_line(f"{content.title}: {content.subtitle}")
    SubElement(head, "style").text = _STYLE
    main = SubElement(SubElement(page, "body"), "main")
    SubElement(main, "h1").text = one_line(content.title)
    _write(SubElement(main, "p"), Strong(content.subtitle))
    main.extend(_block(Facts(content.facts)))
    for block in content.opening:
        main.extend(_block(block))
    for section in content.sections:
        main.extend(_section(section))
    written: bytes = tostring(page, encoding="utf-8", method="html")
    return b"<!doctype html>\n" + written


def _section(section: Section) -> Iterator[Element]:
    heading = Element(f"h{section.level + 1}", {"id": section.anchor} if section.anchor else {})
    heading.text = one_line(section.heading)
    yield heading
    for block in section.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[Element]:
    match block:
        case Paragraph():
            yield _holding("p", block.words)
        case Bullets():
            made = Element("ul")
            made.extend(_holding("li", item) for item in block.items)
            yield made
        case Facts():
            made = Element("dl")
            for label, words in block.rows:
                made.extend((_holding("dt", label), _holding("dd", words)))
            yield made
        case Table():
            yield _table(block)
        case Figure():
            yield _figure(block)
        case _:
            assert_never(block)


def _table(content: Table) -> Element:
    # Roles are said, for a browser forgets them where a row is a block.
    made = Element("table", {"role": "table"})
    SubElement(made, "caption").text = one_line(content.caption)
    head = SubElement(SubElement(made, "thead", {"role": "rowgroup"}), "tr", {"role": "row"})
    for place, name in enumerate(content.headings):
        head.append(_holding("th", name, {"scope": "col", "role": "columnheader"} | _number(content, place)))
    body = SubElement(made, "tbody", {"role": "rowgroup"})
    for row in content.rows:
        line = SubElement(body, "tr", {"role": "row"})
        for place, words in enumerate(row):
            about = {"role": "cell", "data-label": one_line(content.headings[place])} | _number(content, place)
            line.append(_holding("td", words, about))
    return made


def _number(content: Table, place: int) -> dict[str, str]:
    return {"class": "number"} if place in content.numbers else {}


def _figure(content: Figure) -> Element:
    made = Element("figure")
    source = f"data:image/png;base64,{b64encode(content.png).decode()}"
    SubElement(made, "img", {"src": source, "alt": " ".join(lines(content.alt))})
    SubElement(made, "figcaption").text = one_line(content.caption)
    return made


def _holding(tag: str, words: Words, attributes: dict[str, str] | None = None) -> Element:
    made = Element(tag, attributes or {})
    _write(made, words)
    return made


def _write(into: Element, words: Words) -> None:
    """Put words into an element: links and strong parts as elements, lines with breaks between them."""
    for part in parts_of(words):
        if isinstance(part, Link):
            _lines(SubElement(into, "a", {"href": f"#{part.anchor}"}), part.words)
        elif isinstance(part, WebLink):
            _lines(SubElement(into, "a", {"href": part.url, "rel": "noopener noreferrer"}), part.words)
        elif isinstance(part, Strong):
            _lines(SubElement(into, "strong"), part.words)
        else:
            _lines(into, part)


def _lines(into: Element, words: str) -> None:
    first, *others = edged(words)
    _append(into, first)
    for line in others:
        SubElement(into, "br")
        _append(into, line)


def _append(into: Element, text: str) -> None:
    if len(into):
        into[-1].tail = (into[-1].tail or "") + text
    else:
        into.text = (into.text or "") + text
