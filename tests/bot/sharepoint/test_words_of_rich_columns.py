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
        ({"Label": "x"}, ""),
        (["x"], ""),
    ],
)
def test_a_cell_is_read_as_its_words(cell: object, words: str) -> None:
    assert words_of(cell) == words
