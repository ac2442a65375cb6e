"""Charts: what they say without the picture, and that nothing typed becomes a formula."""

from __future__ import annotations

import pytest

from bot.board.charts import bars, shortened


def test_a_chart_tells_all_of_itself_in_words() -> None:
    chart = bars("Requests by area", (("Housing", 12), ("Adult\nsocial care", 3.5)), "%")
    assert chart.alt == "Bar chart. Housing 12%; Adult social care 3.5%."
    assert chart.png.startswith(b"\x89PNG")


def test_what_looks_like_a_formula_is_drawn_as_it_stands() -> None:
    assert bars("x", (("$\\frac{1}", 1), ("_^{", 0))).png.startswith(b"\x89PNG")


def test_a_long_name_is_cut_before_its_bar_and_whole_in_the_text() -> None:
    name = "A request with a very long name that no chart has room for"
    assert shortened(name) == "A request with a very long name that n…"
    assert name in bars("x", ((name, 1),)).alt
    assert len(shortened("W" * 120)) < 26
    assert shortened("A short name") == "A short name"
    for boxes in ("\u6f22" * 40, "\u0645" * 40, "\ufdfd" * 40):
        assert shortened(f"DR-0001 {boxes}").startswith("DR-0001 ")
        assert len(shortened(f"DR-0001 {boxes}")) < 23, "its reference would be cut off at the edge"


def test_letters_that_no_font_has_are_boxes_and_no_noise(recwarn: pytest.WarningsRecorder) -> None:
    chart = bars("x", (("\u6f22\u5b57 \U0001f980", 1),))
    assert "\u6f22\u5b57 \U0001f980" in chart.alt
    assert list(recwarn) == []


def test_nothing_to_draw_is_no_error() -> None:
    assert bars("x", (("Housing", 0),)).png.startswith(b"\x89PNG")
    assert bars("x", ()).png.startswith(b"\x89PNG")


def test_a_bar_is_as_long_as_its_share_of_the_longest_or_of_what_it_could_be() -> None:
    drawn = [bars("x", (("Housing", 12), ("Place", 3)), most=most).png for most in (None, 12, 100)]
    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a" * 42, "a" * 42), ("a" * 50, "a" * 41 + "…"), ("\u024f" * 42, "\u024f" * 42),
        ("\u0250" * 42, "\u0250" * 16 + "…"), ("A" * 32, "A" * 30 + "…"), ("m" * 23, "m" * 21 + "…"),
        ("\u2013" * 42, "\u2013" * 42), ("\u2461" * 20, "\u2461" * 16 + "…"),
    ],
)  # fmt: skip
def test_a_name_is_cut_where_its_letters_fill_the_room(name: str, shown: str) -> None:
    assert shortened(name) == shown
