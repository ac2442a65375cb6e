"""Advice, such as to go to the service desk, is no dead end: what was said can be changed from there."""

from __future__ import annotations

import pytest

from tests.dialogs.walker import Office, Walker, inputs, verbs, words

SAID = "my laptop is broken and will not start"


def advised() -> Walker:
    """Somebody whom their first sentence sent to the service desk."""
    walker = Walker(Office())
    walker.type(SAID)
    walker.type("yes")
    assert "You do not need a request for this" in words(walker.card)
    return walker


@pytest.mark.parametrize("typed", ["back", "Go back."])
def test_back_after_advice_asks_again_and_keeps_what_was_said(typed: str) -> None:
    walker = advised()
    walker.type(typed)
    assert [i["id"] for i in inputs(walker.card)] == ["need"]
    assert walker.current is not None
    assert walker.current.state == "open"
    assert walker.current.details["title"] == SAID
    walker.type("something new")
    assert [i["id"] for i in inputs(walker.card)] == ["service_area"]


def test_an_answer_in_own_words_that_led_to_advice_can_be_taken_back_as_it_says() -> None:
    walker = Walker(Office())
    walker.type("start")
    walker.type("yes it replces the old acess databse")
    assert "To change it, type back." in words(walker.card)
    walker.type("back")
    assert [i["id"] for i in inputs(walker.card)] == ["need"]


def test_the_card_of_advice_has_a_button_back_that_works_once() -> None:
    walker = Walker(Office())
    walker.send("start")
    walker.press("answer", {"need": "fix"})
    advice = walker.card
    assert "back" in verbs(advice)
    walker.press("back")
    assert [i["id"] for i in inputs(walker.card)] == ["need"]
    walker.press("answer", {"need": "idea"})
    walker.card = advice
    walker.press("back")
    assert "That card was an old one" in words(walker.card)
    assert walker.current is not None
    assert walker.current.answers == {"need": "idea"}


def test_what_is_typed_after_advice_is_about_something_new() -> None:
    walker = advised()
    walker.type("we need a new system for booking repairs")
    assert walker.current is not None
    assert walker.current.id == "i2"
    walker.type("back")
    assert walker.current.id == "i2", "and back is about that"
