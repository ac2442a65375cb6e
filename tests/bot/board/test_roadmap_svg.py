"""The picture of the roadmap: whole, well formed, within its frame, and told to a screen reader."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from bot.board.roadmap_svg import as_svg
from bot.board.text_width import broken, width_of
from tests.bot.board.roadmaps import ENTRIES, NAMES, entry, roadmap
from tests.xml_reading import read_xml

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    "<script>alert(1)</script> & <b>bold</b> ]]> &amp; \"quotes\" 'and' more",
    "宽" * 120,
    "W" * 120,
    "\u202eturned round\u202c \u2066and isolated\u2069",
    "طلب طويل بالعربية for repairs",
    "bell\x07 \x00 \ufffe \ud83d half",
    "a word " * 60,
)


def drawn(*titles: str) -> ET.Element:
    """The picture, read as a program reads it; with these titles, or of the whole roadmap."""
    entries = tuple(replace(entry(n, "now", 50), title=title) for n, title in enumerate(titles, 1)) or ENTRIES
    return read_xml(as_svg(roadmap(entries), NAMES))


def texts(part: ET.Element) -> list[str]:
    return [text.text or "" for text in part.iter(f"{SVG}text")]


def listed(picture: ET.Element) -> dict[str, list[str]]:
    """The name of each list, with what is said of its entries."""
    lists = [part for part in picture.iter() if part.get("role") == "list"]
    return {part.get("aria-label", ""): [item.get("aria-label", "") for item in part] for part in lists}


def test_it_has_a_title_and_a_description_that_say_what_it_shows() -> None:
    picture = drawn()
    assert picture.get("aria-labelledby") == "title"
    assert picture.get("aria-describedby") == "description"
    assert picture.findtext(f"{SVG}title") == "Roadmap of 23 November 2026"
    described = picture.findtext(f"{SVG}desc") or ""
    assert described.startswith("Now: 4 requests. 135 days of work. There are 120 days until the end of December 2026:")
    assert described.endswith("Later: 1 request. No timeframe: 1 request. Moved since 1 October 2026: 2.")


def test_each_column_is_a_group_and_each_area_in_it_a_list_of_all_that_is_told() -> None:
    picture = drawn()
    groups = [part.get("aria-label") for part in picture.iter() if part.get("role") == "group"]
    assert groups == ["Now: 4 requests", "Next: 3 requests", "Later: 1 request", "No timeframe: 1 request"]
    now = next(part for part in picture.iter() if part.get("aria-label") == "Now: 4 requests")
    assert listed(now)["Place"] == [
        "DR-0001. Title 1. In review. Value 80, how easy to do 80. Timeframe suggested by the rules",
        "DR-0004. Title 4. Approved. Value 60, how easy to do 60. Timeframe suggested by the rules. No longer fits",
    ]
    said = listed(picture)["Moved since 1 October 2026"]
    assert len(said) == 2
    assert said[0].endswith("by Digital, Data and Customer Board: The budget is gone.")


def test_what_no_longer_fits_and_what_moved_is_said_in_words_and_not_by_a_colour() -> None:
    items = {(item.get("aria-label") or "")[:8]: item for item in drawn().iter() if item.get("role") == "listitem"}
    box = items["DR-0004."].find(f".//{SVG}rect")
    assert box is not None
    assert box.get("stroke-dasharray")
    assert "No longer fits" in texts(items["DR-0004."])
    assert "Moved here from no timeframe on 4 November 2026" in " ".join(texts(items["DR-0002."]))


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_stays_text_and_within_its_box(title: str) -> None:
    picture = drawn(title)
    (item,) = (item for item in picture.iter() if (item.get("aria-label") or "").startswith("DR-0001"))
    assert {part.tag for part in item.iter()} == {f"{SVG}{name}" for name in ("g", "rect", "text")}
    box = item.find(f".//{SVG}rect")
    assert box is not None
    bottom = int(box.get("y", "")) + int(box.get("height", ""))
    for text in item.iter(f"{SVG}text"):
        assert int(text.get("y", "")) < bottom
        assert width_of(text.text or "", 15) <= int(box.get("width", "")) - 24


def test_titles_of_120_wide_letters_are_whole() -> None:
    assert "".join(texts(drawn("宽" * 120))).count("宽") == 120
    assert "".join(texts(drawn("W" * 120))).count("W") == 120


def test_nothing_lies_outside_the_picture_and_no_boxes_overlap() -> None:
    picture = drawn()
    width, height = int(picture.get("width", "")), int(picture.get("height", ""))
    assert picture.get("viewBox") == f"0 0 {width} {height}"
    boxes = [box for box in picture.iter(f"{SVG}rect") if box.get("x")]
    taken: dict[str, int] = {}
    for box in boxes:
        assert int(box.get("x", "")) + int(box.get("width", "")) <= width
        assert int(box.get("y", "")) >= taken.get(box.get("x", ""), 0)
        taken[box.get("x", "")] = int(box.get("y", "")) + int(box.get("height", ""))
    assert max(int(text.get("y", "")) for text in picture.iter(f"{SVG}text")) < height


def test_an_empty_roadmap_is_drawn_too() -> None:
    picture = read_xml(as_svg(roadmap((), ()), NAMES))
    assert texts(picture).count("Nothing") == 3
    assert "Nothing moved." in texts(picture)


def test_lines_break_at_spaces_and_within_a_word_only_where_it_fits_into_no_line() -> None:
    assert broken("one two three", 10, 45, 9) == ("one two", "three")
    assert broken("x" * 20, 10, 60, 9) == ("x" * 10, "x" * 10)
    assert broken("one two three", 10, 30, 2) == ("one", "tw…")
    assert broken("", 10, 30, 2) == ("",)


def test_only_what_no_longer_fits_has_a_box_without_a_ground_and_with_dashes() -> None:
    items = {(item.get("aria-label") or "")[:7]: item for item in drawn().iter() if item.get("role") == "listitem"}
    looks = {name: item.find(f".//{SVG}rect") for name, item in items.items()}
    over = {name for name, box in looks.items() if box is not None and box.get("stroke-dasharray")}
    assert over == {"DR-0004", "DR-0007"}
    assert {name for name, box in looks.items() if box is not None and box.get("fill") == "#ffffff"} == over
    bold = [text.text for text in items["DR-0004"].iter(f"{SVG}text") if text.get("font-weight")]
    assert bold == ["DR-0004 Title 4", "No longer fits"]


def test_a_screen_reader_hears_each_line_once() -> None:
    picture = drawn()
    hidden = [text.text for text in picture.iter(f"{SVG}text") if text.get("aria-hidden")]
    assert "Now: 4 requests" in hidden
    assert "Nothing" not in hidden
    heads = [text for text in picture.iter(f"{SVG}text") if text.text == "Now: 4 requests"]
    assert [(head.get("fill"), head.get("font-size"), head.get("font-weight")) for head in heads] == [
        ("#ffffff", "18", "bold")
    ]
    plain = [text for text in picture.iter(f"{SVG}text") if text.text == "Effort not known"]
    assert [(one.get("fill"), one.get("font-size"), one.get("font-weight")) for one in plain] == [(None, None, None)]
    assert len([text for text in texts(picture) if text == "Nothing moved."]) == 0
