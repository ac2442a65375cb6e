"""How wide words are about, and where a line breaks."""

from __future__ import annotations

import pytest

from bot.board.text_width import broken, width_of


@pytest.mark.parametrize(
    ("letters", "ems"),
    [
        ("i.-", 0.36),
        ("mW@", 0.95),
        ("AZ", 0.72),
        ("az7", 0.57),
        ("\u0301", 0),
        ("\u5bbd\uff21", 1.05),
        ("\u00e9\u0416", 0.75),
    ],
)
def test_each_letter_has_about_the_width_of_its_kind(letters: str, ems: float) -> None:
    assert [width_of(letter, 100) for letter in letters] == [pytest.approx(ems * 100)] * len(letters)


@pytest.mark.parametrize(
    ("words", "room", "most", "lines"),
    [
        # At 25 an "A" takes 18 and a space 9.
        ("A A", 45, 9, ("A A",)), ("A A", 44, 9, ("A", "A")), ("A A A", 45, 9, ("A A", "A")),
        ("AA", 36, 9, ("AA",)), ("AAA", 36, 9, ("AA", "A")), ("AAAA", 36, 9, ("AA", "AA")), ("A", 10, 9, ("A",)),
        ("AA", 10, 9, ("A", "A")), ("A A", 20, 2, ("A", "A")), ("AA AA AA", 36, 2, ("AA", "A…")),
        ("AAA A", 45, 9, ("AA", "A A")), ("A AAA", 40, 9, ("A", "AA", "A")),
    ],
)  # fmt: skip
def test_a_line_takes_what_just_fits_and_no_letter_more(
    words: str, room: float, most: int, lines: tuple[str, ...]
) -> None:
    assert broken(words, 25, room, most) == lines
