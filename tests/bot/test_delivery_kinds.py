"""The table of the kinds of delivery, and what happens to a kind that nothing carries."""

from __future__ import annotations

import pytest

from bot.delivery_kinds import ANSWER, CARDS, EVERY_KIND, KINDS, MADE_WHEN_SENT, NotHandled, handled


def test_a_kind_that_nothing_carries_is_found_when_the_parts_are_wired() -> None:
    handlers: dict[str, str] = dict.fromkeys(KINDS, "carried")
    assert handled(handlers) == handlers
    del handlers["digest"]
    with pytest.raises(NotHandled, match="digest"):
        handled(handlers)
    with pytest.raises(NotHandled, match="pigeon"):
        handled({**handlers, "digest": "carried", "pigeon": "carried"})


def test_a_kind_has_one_row_and_a_lane_that_fits_its_column() -> None:
    assert len(KINDS) == len(EVERY_KIND)
    fields = dict.fromkeys(("reference", "recipient", "requester", "conversation"), "x" * 200)
    assert {len(kind.ordering_key(**fields)) for kind in EVERY_KIND} == {160}


def test_an_answer_waits_as_it_was_said_and_a_card_is_made_when_it_is_sent() -> None:
    assert ANSWER not in MADE_WHEN_SENT
    assert set(CARDS) <= MADE_WHEN_SENT
