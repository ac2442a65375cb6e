"""A column that somebody made rich gives HTML: people read its words, and plain text stays as it was typed."""

from __future__ import annotations

import pytest

from bot.sharepoint.words import words_of

RICH = (
    '<div class="ExternalClass1A2B"><p>Costs are missing&#58; please add&nbsp;them.<br></p>'
    "<ul><li>Licences</li><li>Training &amp; support</li></ul></div>"
)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (RICH, "Costs are missing: please add them.\n- Licences\n- Training & support"),
        ("<p>\u200b</p>", ""),
        ("<div>One<br/>two</div><div>three</div>", "One\ntwo\nthree"),
        ('<p>See <a href="https://example.org">the page</a>.</p><script>alert(1)</script>', "See the page."),
        ("Under 3 < 5 & over <limit>", "Under 3 < 5 & over <limit>"),
        ("Fish &amp; chips", "Fish &amp; chips"),
        ("a <b", "a <b"),
        ("", ""),
        (None, ""),
        (7, "7"),
        (7.0, "7"),
        (True, ""),
        ({"Label": "A term", "TermGuid": "x"}, "A term"),
        ({"LookupId": 3, "LookupValue": "IT business partner"}, "IT business partner"),
        (["Housing", {"LookupValue": "Parks"}, None], "Housing; Parks"),
        ({"unknown": 1}, ""),
        ("press <b> to go on", "press <b> to go on"),
        ("Costs<br>missing", "Costs\nmissing"),
        ("<p>One\r\nline</p>\r\n<p>two</p>", "One line\ntwo"),
        ("<ul><li><p>One</p></li><li>Two<ul><li>Three</li></ul></li></ul>", "- One\n- Two\n- Three"),
        ("<table><tr><td>A</td><td>B</td></tr></table>", "A B"),
        ("<div><!-- not for people -->Seen</div>", "Seen"),
        ("a\x00b\ud800c", "abc"),
        (f"<p>&#{'0' * 5000}65;</p>", f"&#{'0' * 5000}65;"),
    ],
)
def test_a_cell_is_read_as_its_words(cell: object, words: str) -> None:
    assert words_of(cell) == words


def test_html_that_is_nested_as_deep_as_a_cell_allows_is_read() -> None:
    """A walk that calls itself, or that changes the tree on its way, ends in an error or takes minutes here."""
    assert words_of("<div>" * 12_000 + "x") == "x"
