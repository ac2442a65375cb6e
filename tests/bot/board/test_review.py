"""The paper for the quarterly review: what moved and why, what no longer fits, what was done, and the whole roadmap."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import docx
import pytest

from bot.board.content import Document, Link, Table, plain
from bot.board.page import page_of
from bot.board.review import Review, quarter_words, review_of
from bot.board.word import document_of
from dialogs.roadmap import Finished, Roadmap
from tests.bot.board.roadmaps import BOARD, ENTRIES, NAMES, entry, roadmap

DONE = (Finished("DR-0010", "Title 10", "place", datetime(2026, 12, 31, 23, 30, tzinfo=UTC)),)
MADE = datetime(2026, 11, 23, 9, tzinfo=UTC)


def review(found: Roadmap | None = None, finished: tuple[Finished, ...] = DONE, body: str = BOARD) -> Document:
    return review_of(Review(date(2026, 10, 1), roadmap() if found is None else found, finished, NAMES, body, MADE))


def tables(document: Document) -> dict[str, list[list[str]]]:
    """Each table by its caption, as plain words."""
    blocks = [block for section in document.sections for block in section.blocks if isinstance(block, Table)]
    return {table.caption: [[plain(cell) for cell in row] for row in table.rows] for table in blocks}


def opening(document: Document) -> list[str]:
    """What stands on the first page, line by line."""
    lines: list[str] = []
    for block in document.opening:
        if hasattr(block, "items"):
            lines += [plain(item) for item in block.items]
        elif hasattr(block, "words"):
            lines.append(plain(block.words))
    return lines


def test_the_first_page_says_which_quarter_for_whom_and_what_to_look_at() -> None:
    paper = review()
    assert (paper.title, paper.subtitle) == ("Review of the roadmap", "October to December 2026")
    assert [(label, plain(words)) for label, words in paper.facts] == [
        ("For", BOARD),
        ("Quarter", "1 October 2026 to 31 December 2026"),
        ("Roadmap of", "23 November 2026"),
        ("Made on", "23 November 2026 at 09:00"),
    ]
    assert opening(paper) == [
        "The quarter is not over. What moves from now on stands in a paper that is made later.",
        "9 requests are on the roadmap:",
        "Now: 4 requests",
        "Next: 3 requests",
        "Later: 1 request",
        "No timeframe: 1 request",
        "What to look at:",
        "2 moves in the quarter",
        "2 requests no longer fit",
        "1 request was done in the quarter",
    ]


def test_every_link_of_the_first_page_leads_to_a_section() -> None:
    paper = review()
    links = [item for block in paper.opening for item in getattr(block, "items", ())]
    anchors = [section.anchor for section in paper.sections]
    assert len(links) == 7
    assert {link.anchor for link in links if isinstance(link, Link)} == set(anchors)
    assert len(set(anchors)) == len(anchors)


def test_each_move_stands_with_who_said_so_and_why() -> None:
    assert tables(review())["Moves in the quarter"] == [
        ["DR-0008 Title 8", "Next to Later", "14 October 2026", BOARD, "The budget is gone."],
        ["DR-0002 Title 2", "No timeframe to Now", "4 November 2026", "Governance team", "No reason was given"],
    ]


def test_what_no_longer_fits_and_what_nobody_knows_the_effort_of_is_named() -> None:
    found = tables(review())
    assert [row[0] for row in found["What no longer fits: Now"]] == ["DR-0004 Title 4"]
    assert [row[0] for row in found["What no longer fits: Next"]] == ["DR-0007 Title 7"]
    assert [row[0] for row in found["What has no known effort: Next"]] == ["DR-0006 Title 6"]
    assert "What has no known effort: Now" not in found


def test_without_days_in_the_rules_it_says_that_nobody_can_tell() -> None:
    paper = review(roadmap(capacity=None))
    assert "How much room there is has not been said" in opening(paper)
    assert not [caption for caption in tables(paper) if "fits" in caption]


def test_the_whole_roadmap_stands_in_it_in_order_with_who_set_each_timeframe() -> None:
    found = tables(review())
    assert found["Requests: Later"] == [["DR-0008 Title 8", "No service area", "Approved", "20", "20", "Decided"]]
    assert found["Requests: No timeframe"] == [["DR-0009 Title 9", "Housing", "Approved", "None", "None", "None"]]
    references = [row[0][:7] for group in ("Now", "Next") for row in found[f"Requests: {group}"]]
    assert references == ["DR-0001", "DR-0002", "DR-0004", "DR-0003", "DR-0005", "DR-0006", "DR-0007"]


def test_what_was_done_stands_with_its_day_of_the_councils() -> None:
    assert tables(review())["Done in the quarter"] == [["DR-0010 Title 10", "Place", "31 December 2026"]]


def test_a_quarter_in_which_nothing_happened_says_so() -> None:
    paper = review(roadmap((), (), None), (), "")
    assert paper.facts[0][0] == "Quarter"
    said = "\n".join(plain(block.words) for s in paper.sections for block in s.blocks if hasattr(block, "words"))
    for sentence in ("Nothing that is on the roadmap moved", "Nothing was marked as done", "Nothing stands here."):
        assert sentence in said


def test_a_quarter_that_is_over_says_that_the_roadmap_is_todays() -> None:
    over = review(replace(roadmap(), day=date(2027, 1, 1)))
    assert opening(over)[0].startswith("The quarter is over. The roadmap is shown as it stands now")
    last_day = review(replace(roadmap(), day=date(2026, 12, 31)))
    assert opening(last_day)[0] == "9 requests are on the roadmap:"


@pytest.mark.parametrize(
    ("quarter", "words"),
    [(date(2026, 1, 1), "January to March 2026"), (date(2026, 4, 1), "April to June 2026"),
     (date(2026, 7, 1), "July to September 2026"), (date(2026, 10, 1), "October to December 2026")],
)  # fmt: skip
def test_a_quarter_is_said_by_its_months(quarter: date, words: str) -> None:
    assert quarter_words(quarter) == words


def test_a_hostile_title_is_words_in_word_and_on_the_page() -> None:
    titles = ("<script>alert(1)</script> & <b>", "宽" * 120, "\u202eturned\u202c round\x07\ufffe")
    found = tuple(replace(one, title=title) for one, title in zip(ENTRIES, titles, strict=False))
    paper = review(roadmap(found, ()))
    read = docx.Document(io.BytesIO(document_of(paper)))
    cells = {cell.text for table in read.tables for row in table.rows for cell in row.cells}
    assert {f"DR-0001 {titles[0]}", f"DR-0002 {titles[1]}", "DR-0003 turned round"} <= cells
    page = page_of(paper)
    assert b"<script>alert" not in page
    assert "宽".encode() * 120 in page


@pytest.mark.parametrize(("area", "charts"), [("housing", 0), ("", 1)], ids=["all of one area", "two areas"])
def test_areas_are_drawn_where_there_are_several(area: str, charts: int) -> None:
    found = (replace(ENTRIES[0], area="housing"), replace(ENTRIES[1], area=area))
    paper = review(roadmap(found, ()))
    assert sum(hasattr(block, "png") for block in paper.opening) == charts


def test_one_of_each_is_said_as_one_and_many_with_their_commas() -> None:
    one = opening(review(roadmap(ENTRIES[4:5], roadmap().moved[:0]), ()))
    assert "1 request is on the roadmap:" in one
    assert one[-3:] == ["0 moves in the quarter", "0 requests no longer fit", "0 requests were done in the quarter"]
    three = tuple(entry(n, "now", 50, "months") for n in (1, 2))
    moved = replace(roadmap().moved[0], reference="DR-0001")
    single = opening(review(roadmap(three, (moved,))))
    assert single[-3:] == ["1 move in the quarter", "1 request no longer fits", "1 request was done in the quarter"]


def test_a_move_of_which_little_is_known_says_so() -> None:
    nameless = replace(roadmap().moved[0], move=replace(roadmap().moved[0].move, who="", why=""))
    assert tables(review(roadmap(moved=(nameless,))))["Moves in the quarter"][0][3:] == [
        "Not known",
        "No reason was given",
    ]


def test_a_score_of_nothing_is_a_score_and_a_timeframe_says_who_set_it() -> None:
    found = (replace(ENTRIES[0], value=0, achievability=0), replace(ENTRIES[1], value=None, by_board=True))
    rows = tables(review(roadmap(found, ())))["Requests: Now"]
    assert [row[3:] for row in rows] == [["0", "0", "Suggested"], ["None", "70", "Decided"]]
