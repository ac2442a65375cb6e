"""How the results of a search look in Teams: of what people typed nothing is live there."""

from __future__ import annotations

import html
import re

import pytest

from bot.host.extension import answered
from dialogs.extension import Found, FoundCard
from tests.dialogs.test_found_cards import HOSTILE


def test_there_are_enough_hostile_words() -> None:
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize("words", HOSTILE)
def test_a_preview_shows_markup_as_letters(words: str) -> None:
    card = {"type": "AdaptiveCard"}
    body = answered(Found((FoundCard(card, words, words),)))
    (result,) = body["composeExtension"]["attachments"]
    assert result["content"] == card
    preview = result["preview"]["content"]
    assert set(preview) == {"title", "text"}
    assert not re.search(r"<[a-z/!?]", preview["title"], re.IGNORECASE), "no client takes it for a tag"
    assert preview["title"].replace("<\u200b", "<") == words.replace("<\u200b", "<")
    assert not {"<", ">"} & set(preview["text"])
    assert html.unescape(preview["text"]) == html.unescape(html.escape(words, quote=False))


def test_nothing_found_is_said_and_a_link_that_leads_nowhere_has_no_result() -> None:
    assert answered(Found(words="Nothing."))["composeExtension"] == {"type": "message", "text": "Nothing."}
    assert answered(Found())["composeExtension"] == {"type": "result", "attachmentLayout": "list", "attachments": []}
