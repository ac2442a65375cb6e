"""Words on their way into a document: their edges stay, and what no document may hold goes."""

from __future__ import annotations

import pytest

from bot.board.content import Bullets, Link, Paragraph, Section, edged, lines, one_line, pictures, plain
from tests.bot.board.papers import everything, paper


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", [""]), (" ", [" "]), ("\n", [" "]), ("a", ["a"]), (" a", [" a"]), ("a ", ["a "]), (" a ", [" a "]),
        (" a\nb ", [" a", "b "]), ("a\nb", ["a", "b"]), ("\na\n", ["a"]),
    ],
)  # fmt: skip
def test_words_keep_the_space_at_their_edges(words: str, found: list[str]) -> None:
    assert edged(words) == found


def test_lines_are_those_that_somebody_wrote() -> None:
    assert lines("one\ttab \r\ntwo\u2029three\n") == ["one tab", "two", "three"]
    assert one_line(" one\n two ") == "one two"
    assert plain(("See ", Link("this", "x"), ".")) == "See this."


def test_every_picture_is_found_wherever_it_stands() -> None:
    found = everything()
    assert list(pictures(paper(*found))) == [found[-1]]
    assert list(pictures(paper(Paragraph("x"), Bullets(("y",))))) == []
    assert Section("x", ()).level == 1
