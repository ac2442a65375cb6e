"""A draft that was left is left: what is typed next begins something new, and nothing of the draft is lost."""

from __future__ import annotations

import pytest

from dialogs.cards.from_message import BOX, OPENED
from dialogs.extension import DialogSubmitted
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import Walker, buttons, inputs, verbs, words

NEED = "we want to renew the contract for the parking system"


def left_at_a_question(*, by: str = "button") -> Walker:
    """Somebody who answered one question and left the draft at the next."""
    walker = Walker()
    walker.send("start")
    walker.press("answer", {"need": "idea"})
    walker.press("leave") if by == "button" else walker.type("save and leave")
    assert "Your answers are saved" in words(walker.card)
    return walker


@pytest.mark.parametrize("by", ["button", "words"])
def test_a_new_need_after_save_and_leave_begins_a_new_request(by: str) -> None:
    walker = left_at_a_question(by=by)
    walker.type(NEED)
    assert walker.current is not None
    assert walker.current.id == "i2"
    assert walker.current.answers == {}
    assert walker.drafts["i1"].answers == {"need": "idea"}


@pytest.mark.parametrize(
    "said", ["2", "housing", "Housing", "my team", "skip", "back", "submit", "yes", "nonsense words"]
)
def test_nothing_that_is_typed_after_save_and_leave_answers_the_old_question(said: str) -> None:
    walker = left_at_a_question()
    before = walker.drafts["i1"]
    walker.type(said)
    assert walker.drafts["i1"] == before
    assert "resume" in verbs(walker.card), "it says how to go on with the draft"


def test_a_title_is_not_taken_from_what_is_typed_after_the_details_were_left() -> None:
    walker = Walker()
    walker.send("start")
    walker.fill(ANSWERS["explore"], {})
    walker.press("leave", {"title": "Repairs by phone", "problem": "", "outcome": ""})
    walker.type(NEED)
    walker.send("resume", {"interview": "i1"})
    assert [one.get("value", "") for one in inputs(walker.card)][:3] == ["Repairs by phone", "", ""]


def test_carry_on_brings_the_draft_back_that_was_left_whatever_was_begun_since() -> None:
    walker = left_at_a_question()
    saved = walker.card
    walker.type(NEED)
    carry_on = next(b for b in buttons(saved) if b["verb"] == "resume")
    walker.send("resume", carry_on["data"])
    assert walker.current is not None
    assert walker.current.id == "i1"
    walker.type("housing")
    assert walker.current.answers == {"need": "idea", "service_area": "housing"}


def test_typed_resume_brings_back_the_one_that_was_left_last_among_several() -> None:
    walker = left_at_a_question()
    walker.send("start")
    walker.press("answer", {"need": "renew"})
    walker.type("leave")
    walker.type("resume")
    assert walker.current is not None
    assert walker.current.id == "i2"
    assert "left" not in walker.current.memory


def test_a_card_of_the_left_draft_that_stands_above_still_answers_and_brings_it_back() -> None:
    walker = Walker()
    walker.send("start")
    card = walker.card
    walker.type("save and leave")
    answer = next(b for b in buttons(card) if b["verb"] == "answer")
    walker.send("answer", answer["data"], {"need": "idea"})
    assert walker.current is not None
    assert walker.current.answers == {"need": "idea"}
    walker.type("housing")
    assert walker.current.answers["service_area"] == "housing"


def test_a_button_that_only_shows_the_left_draft_again_brings_it_back() -> None:
    walker = Walker()
    walker.send("start")
    card = walker.card
    walker.type("save and leave")
    answer = next(b for b in buttons(card) if b["verb"] == "answer")
    walker.send("answer", answer["data"], {"need": ""})
    walker.type("7")
    assert walker.current is not None
    assert walker.current.answers == {"need": "idea"}


def test_hello_after_save_and_leave_shows_no_question_of_the_draft() -> None:
    walker = left_at_a_question()
    walker.type("hello")
    assert not inputs(walker.card)


def test_the_drafts_list_the_one_that_was_left() -> None:
    walker = left_at_a_question()
    walker.type("drafts")
    assert "You have answered 1 question." in words(walker.card)
    walker.type("draft 1")
    assert walker.current is not None
    assert walker.current.id == "i1"
    walker.fill(ANSWERS["explore"], DETAILS)
    walker.press("submit")
    assert "DR-0001" in walker.office.requests


@pytest.mark.parametrize("by", ["start", NEED])
def test_a_draft_that_comes_back_does_not_ask_any_more_whether_to_cancel_it(by: str) -> None:
    walker = Walker()
    walker.send("start")
    walker.press("answer", {"need": "idea"})
    walker.type("cancel")
    walker.send("start") if by == "start" else walker.act(DialogSubmitted({OPENED: "d1", BOX: by}))
    walker.type("drafts")
    walker.type("carry on with draft 2")
    assert walker.current is not None
    assert walker.current.id == "i1"
    walker.type("yes")
    assert walker.drafts["i1"].state == "open"
    walker.press("cancel")
    assert walker.drafts["i1"].state == "open", "it is asked about first"
