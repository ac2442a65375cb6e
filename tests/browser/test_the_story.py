"""The main story in Chromium, on a page that ``make run`` started; with the keyboard alone; on a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

SCREENSHOTS = Path(__file__).parents[2] / "docs/screenshots"


def test_a_request_goes_from_the_first_word_to_the_decision_coming_back(page: str, play: Callable[..., str]) -> None:
    said = play("story.mjs", PAGE=page, pictures=SCREENSHOTS)
    assert "DR-0001 after" in said


def test_a_request_goes_through_four_steps_and_its_checks_until_the_work_is_done(
    page: str, play: Callable[..., str]
) -> None:
    assert "came through four steps" in play("steps.mjs", PAGE=page, pictures=SCREENSHOTS)


def test_a_request_begins_with_a_colleagues_message_and_one_is_shown_to_others(
    page: str, play: Callable[..., str]
) -> None:
    said = play("rooms.mjs", PAGE=page, pictures=SCREENSHOTS)
    assert "was found, shown and unfolded, and a request began with a message" in said


def test_what_is_filled_in_is_there_again_on_every_card_however_it_is_left(page: str, play: Callable[..., str]) -> None:
    assert "nothing lost" in play("kept.mjs", PAGE=page)


def test_the_keyboard_alone_is_enough(page: str, play: Callable[..., str]) -> None:
    play("keyboard.mjs", PAGE=page)


def test_nothing_is_cut_off_on_a_phone(page: str, play: Callable[..., str]) -> None:
    play("phone.mjs", PAGE=page, pictures=SCREENSHOTS)


def test_whatever_a_message_or_a_card_says_stays_words(page: str, play: Callable[..., str]) -> None:
    play("hostile.mjs", PAGE=page)


def test_a_first_visit_shows_by_the_keyboard_how_a_request_is_decided(page: str, play: Callable[..., str]) -> None:
    assert "from the first word to the decision" in play("tour.mjs", PAGE=page, pictures=SCREENSHOTS)


def test_a_file_is_declined_and_one_is_allowed_by_the_keyboard_and_opened(page: str, play: Callable[..., str]) -> None:
    assert "declined, and one was allowed" in play("files.mjs", PAGE=page)
