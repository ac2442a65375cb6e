"""A paper as a page for a phone: its structure, and that nothing typed is more than words."""

from __future__ import annotations

from html.parser import HTMLParser

from bot.board.content import Paragraph, WebLink
from bot.board.page import page_of
from tests.bot.board.papers import everything, paper


class Seen(HTMLParser):
    """The elements of a page with what they carry, and its text."""

    def __init__(self, made: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(made.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        """What every element of this name carries."""
        return [attributes for name, attributes in self.tags if name == tag]


def test_the_page_has_a_language_a_title_and_headings_in_order() -> None:
    page = Seen(page_of(paper(*everything())))
    assert page.all("html") == [{"lang": "en-GB"}]
    assert "Paper for the board: 9 December 2026" in page.text
    assert [tag for tag, _ in page.tags if tag in {"h1", "h2", "h3"}] == ["h1", "h2", "h2"]
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in page.all("meta")


def test_each_cell_of_a_table_says_what_it_is_on_a_phone() -> None:
    page = Seen(page_of(paper(*everything())))
    assert [cell["scope"] for cell in page.all("th")] == ["col"] * 6
    assert [cell["data-label"] for cell in page.all("td")[:3]] == ["Item", "Request", "Minutes"]


def test_pictures_have_a_text_and_every_link_leads_somewhere() -> None:
    page = Seen(page_of(paper(*everything())))
    (picture,) = page.all("img")
    assert picture["alt"] == "Bar chart. Submitted 3; Approved 5."
    assert picture["src"].startswith("data:image/png;base64,")
    places = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    assert {link["href"].removeprefix("#") for link in page.all("a")} <= places


def test_a_link_out_of_the_page_tells_nobody_where_it_was() -> None:
    link = WebLink("example.org/quote.pdf", "https://example.org/quote.pdf?a=1&b=2")
    page = Seen(page_of(paper(Paragraph(("See ", link)))))
    assert page.all("a")[-1] == {"href": link.url, "rel": "noopener noreferrer"}


def test_what_somebody_typed_is_words_and_no_element() -> None:
    typed = "<script>alert(1)</script> & <img src=x onerror=y> \x00\u202e"
    page = Seen(page_of(paper(Paragraph(f"{typed}\nnext"), title=typed)))
    assert page.all("script") == []
    assert page.all("img") == []
    assert page.text.count("<script>alert(1)</script> & <img src=x onerror=y>") == 3  # title, heading, paragraph
    assert len(page.all("br")) == 1


def test_the_page_fetches_nothing_and_runs_nothing() -> None:
    page = Seen(page_of(paper(*everything())))
    policy = [one["content"] for one in page.all("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]
    assert {tag for tag, _ in page.tags} & {"script", "link", "iframe", "object", "form"} == set()
