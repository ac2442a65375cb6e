"""The first sentence that somebody says is the title of their request and the first line of its problem."""

from __future__ import annotations

from datetime import date

import pytest

from dialogs.understanding.first_words import cut_at_a_word, first_words
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import RULEBOOK, STAFF, Office, Walker, inputs, words

TODAY = date(2026, 11, 30)

NEED = "we want to renew the contract for the parking system"
LONG = (
    "we want to renew the contract for the parking system, because the supplier tells us that it ends in March "
    "and nobody here has looked for another one yet. It costs about the same every year."
)


def test_a_first_sentence_opens_the_request_under_its_title() -> None:
    walker = Walker()
    walker.type(NEED)
    assert walker.current is not None
    assert walker.current.details == {"title": NEED, "problem": NEED}
    assert "with your words as its title" in words(walker.card)


def test_three_drafts_show_their_titles() -> None:
    walker = Walker()
    said = (NEED, "we need a new system for booking repairs", "our contract for the phone system ends in March")
    for need in said:
        walker.type(need)
        walker.type("save and leave")
    walker.type("drafts")
    shown = words(walker.card)
    assert all(need in shown for need in said)
    assert "Draft without a title" not in shown


def test_a_long_sentence_is_cut_at_a_word_for_the_title_and_stays_whole_in_the_problem() -> None:
    walker = Walker()
    walker.type(LONG)
    assert walker.current is not None
    title = walker.current.details["title"]
    assert LONG.startswith(title)
    assert 80 < len(title) <= 120
    assert LONG[len(title)] in " ,."
    assert walker.current.details["problem"] == LONG


def test_nothing_of_a_very_long_message_goes_beyond_what_the_details_take() -> None:
    said = first_words(RULEBOOK, "we want to renew " + "many words " * 1000, TODAY)
    assert len(said["title"]) <= 120
    assert 3_900 < len(said["problem"]) <= 4_000
    assert said["problem"].endswith(("many", "words"))


def test_who_writes_more_than_a_request_can_be_reads_that_its_end_was_not_kept() -> None:
    story = f"{LONG} " + "And so it went on. " * 250
    first, later = Walker(), Walker()
    first.type(story)
    later.type("start")
    later.type(story)
    for walker in (first, later):
        assert walker.current is not None
        assert len(walker.current.details["problem"]) <= 4000
        assert "We kept its first 4,000 characters" in words(walker.card)
    short = Walker()
    short.type(LONG)
    assert "We kept its first" not in words(short.card)


@pytest.mark.parametrize(
    ("said", "limit", "cut"),
    [
        ("one two", 7, "one two"),
        ("one two", 6, "one"),
        ("one two", 3, "one"),
        ("onetwo", 3, "one"),
        ("a\nb c", 3, "a\nb"),
    ],
)
def test_words_are_cut_at_the_end_of_a_word(said: str, limit: int, cut: str) -> None:
    assert cut_at_a_word(said, limit) == cut


def test_a_title_has_one_line_and_no_loose_end_and_the_problem_keeps_its_lines() -> None:
    said = first_words(RULEBOOK, "we want to renew this,\nthe parking system.", TODAY)
    assert said == {
        "title": "we want to renew this, the parking system",
        "problem": "we want to renew this,\nthe parking system.",
    }


def test_the_first_words_stand_in_the_boxes_and_can_be_changed() -> None:
    walker = Walker()
    walker.type(NEED)
    walker.send("resume")
    walker.fill({**ANSWERS["change_request"], "need": "change_system"}, {})
    shown = {one["id"]: one.get("value", "") for one in inputs(walker.card)}
    assert (shown["title"], shown["problem"], shown["outcome"]) == (NEED, NEED, "")
    walker.press("answer", {**shown, **{k: v for k, v in DETAILS.items() if k in shown}})
    walker.press("submit")
    assert walker.office.requests["DR-0001"].title == DETAILS["title"]


def test_a_sentence_that_is_typed_at_the_first_question_is_kept_too() -> None:
    walker = Walker()
    walker.send("start")
    walker.type(NEED)
    assert walker.current is not None
    assert walker.current.details["title"] == NEED


@pytest.mark.parametrize("said", ["gibberish words here", "renew", "what is the technical review board?", "7"])
def test_what_opens_no_request_is_no_title(said: str) -> None:
    walker = Walker()
    walker.send("start")
    walker.type(said)
    assert walker.current is not None
    assert walker.current.details == {}


def test_a_later_answer_in_words_is_no_title() -> None:
    walker = Walker()
    walker.send("start")
    walker.press("answer", {"need": "idea"})
    walker.type(NEED)
    assert walker.current is not None
    assert walker.current.details == {}


def test_titles_of_others_are_not_looked_for_before_the_route_is_known() -> None:
    walker = Walker(office=Office(), person=STAFF)
    walker.type(NEED)
    walker.send("resume")
    walker.press("answer", {"need": "renew"})
    assert walker.wanted.similar_to is None
    walker.fill(ANSWERS["change_request"] | {"need": "renew", "corporate_tool": "no"}, {})
    assert walker.wanted.similar_to == NEED


@pytest.mark.parametrize(
    "said",
    [
        "we need help with hoem visits, carers turn up twice",
        "we want the post room to be supported",
        "they keep losing track of who visits whom and nobody sees it",
        "is there a way for the two of us to see it from home",
        "we are struggling with the number of cases",
    ],
)
def test_a_need_in_words_that_the_rulebook_does_not_know_opens_a_request_all_the_same(said: str) -> None:
    walker = Walker()
    walker.type(said)
    assert walker.current is not None
    assert walker.current.details == {"title": said, "problem": said}
    shown = words(walker.card)
    assert "We have started a request with your words as its title." in shown
    assert "We will suggest" not in shown, "nothing is suggested"
    assert "did not understand" not in shown
    walker.type("save and leave")
    walker.type("start")
    walker.type(said)
    assert walker.current.details == {"title": said, "problem": said}


@pytest.mark.parametrize(
    "said",
    ["i want to withdraw my old request", "i need to talk to somebody about it", "that was a good day", "we need it",
     "we want to cancel the whole thing please", "!!! ??? !!! ... !!!", "😀 😀 😀 😀 😀 😀"],
)  # fmt: skip
def test_what_is_no_need_opens_nothing(said: str) -> None:
    walker = Walker()
    walker.type(said)
    assert walker.current is None
