"""A card and a message are read as at a Teams client: buttons, inputs and words wherever they stand."""

from __future__ import annotations

from typing import Any

import pytest

from bot.local.cards import actions_of, inputs_of, parts_of, verbs_of, words_of
from bot.local.envelope import CARD
from bot.local.in_memory import Message

BUTTON = {"type": "Action.Execute", "verb": "send", "title": "Send"}
LINK = {"type": "Action.OpenUrl", "title": "Open"}
FIELD = {"type": "Input.Text", "id": "title", "label": "Its title", "maxLength": 7}
INNER = {"type": "Column", "items": [FIELD, {"type": "TextBlock", "text": "Hello"}]}
SHOWN: dict[str, Any] = {
    "type": "AdaptiveCard",
    "body": [{"type": "ColumnSet", "columns": [INNER]}, {"type": "ActionSet", "actions": [BUTTON, LINK]}],
    "actions": [{"type": "Action.Execute"}],
}


def test_every_part_of_a_card_is_found_in_reading_order() -> None:
    assert [one.get("type") for one in parts_of(SHOWN)][:4] == ["AdaptiveCard", "ColumnSet", "Column", "Input.Text"]
    assert len(list(parts_of(SHOWN))) == 9
    assert [list(parts_of(one)) for one in ("text", None, [], ["text", [{}]])] == [[], [], [], [{}]]


def test_its_buttons_inputs_and_words_are_found_wherever_they_stand() -> None:
    assert actions_of(SHOWN) == [BUTTON, {"type": "Action.Execute"}]
    assert verbs_of(SHOWN) == {"send", "None"}
    assert inputs_of(SHOWN) == {"title": FIELD}
    assert words_of(SHOWN) == "Its title\nHello\nSend\nOpen"


@pytest.mark.parametrize(
    ("activity", "card", "words"),
    [
        ({}, {}, "\n\n"),
        ({"text": "Hi", "attachments": None}, {}, "Hi\n\n"),
        ({"summary": "Sum", "attachments": []}, {}, "\nSum\n"),
        ({"attachments": [{"contentType": "text/html", "content": "<p>"}]}, {}, "\n\n"),
        (
            {"attachments": [{"contentType": "text/html"}, {"contentType": CARD, "content": INNER}]},
            INNER,
            "\n\nIts title\nHello",
        ),
    ],
)
def test_a_message_has_the_card_that_came_with_it_or_none(
    activity: dict[str, Any], card: dict[str, Any], words: str
) -> None:
    message = Message("m1", "a:1", activity)
    assert (message.card, message.words) == (card, words)
