"""How the results of a search look in Teams: of what people typed nothing is live there."""

from __future__ import annotations

import html
import re

import pytest

from bot.host.body import Malformed
from bot.host.extension import FETCH, FIND, FROM_MESSAGE, LINK, QUERY, SUBMIT, answered, read, told
from dialogs.extension import (
    ChatMessage,
    Dialog,
    DialogSubmitted,
    FindRequests,
    Found,
    FoundCard,
    LinkShared,
    MessageChosen,
)
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


ME = "28:bot"


@pytest.mark.parametrize(
    ("name", "value", "act"),
    [
        (LINK, {"url": "x" * 4000}, LinkShared("x" * 4000)),
        (QUERY, {"commandId": FIND}, FindRequests("", 0, 25)),
        (FETCH, {"commandId": FROM_MESSAGE, "messagePayload": {}}, MessageChosen(ChatMessage("", "empty"))),
        (SUBMIT, {"commandId": FROM_MESSAGE, "data": {"title": "x"}}, DialogSubmitted({"title": "x"}, ME)),
        (SUBMIT, {"commandId": FROM_MESSAGE, "data": [1]}, DialogSubmitted({}, ME)),
        *(
            (QUERY, {"commandId": FIND, "parameters": parameters}, FindRequests(words))
            for parameters, words in (
                ([{"name": "words", "value": "roof"}], "roof"), ([{"name": "words", "value": "r" * 201}], "r" * 200),
                ([{"name": "initialRun", "value": "true"}], ""), ([7, {"name": 7}, {"value": "x"}], ""), ("words", ""),
                ([{"name": "other", "value": 1}] * 8 + [{"name": "words", "value": "ninth"}], "ninth"),
                ([{"name": "other", "value": 1}] * 9 + [{"name": "words", "value": "tenth"}], ""), (None, ""),
            )
        ),
        *(
            (QUERY, {"commandId": FIND, "queryOptions": options}, FindRequests("", skip, most))
            for options, skip, most in (
                ({"skip": 10_000, "count": 5}, 10_000, 5), ({"skip": 10_001, "count": 26}, 0, 25), ([], 0, 25),
                ({"skip": -1, "count": 0}, 0, 25), ({"skip": True, "count": "5"}, 0, 25), (None, 0, 25),
                ({"skip": 1, "count": 1}, 1, 1),
            )
        ),
    ],
)  # fmt: skip
def test_what_somebody_does_with_the_extension_is_read(name: str, value: object, act: object) -> None:
    assert read(name, value, ME) == act


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        *((LINK, {"url": url}, 400) for url in (None, 7, "", "x" * 4001)), (LINK, None, 400), (LINK, "x", 400),
        *((name, {"commandId": command}, 400) for name in (QUERY, FETCH, SUBMIT) for command in (None, "", 7)),
        (QUERY, {"commandId": FROM_MESSAGE}, 501), (FETCH, {"commandId": FIND}, 501), (SUBMIT, {"commandId": "x"}, 501),
        (QUERY, {"commandId": FIND, "parameters": [{"name": "words", "value": 7}]}, 400),
    ],
)  # fmt: skip
def test_what_is_not_ours_or_not_whole_is_refused(name: str, value: object, status: int) -> None:
    with pytest.raises(Malformed) as refused:
        read(name, value, ME)
    assert refused.value.status == status


def test_words_stand_in_a_dialogue_or_in_place_of_results_and_never_beside_results() -> None:
    assert told("Wait", "dialog") == {"task": {"type": "message", "value": "Wait"}}
    assert told("Wait", "extension") == {"composeExtension": {"type": "message", "text": "Wait"}}
    both = answered(Found((FoundCard({"type": "AdaptiveCard"}, "a", "b"),), "One found"))
    assert both["composeExtension"]["type"] == "result"
    shown = answered(Dialog("Start", {"type": "AdaptiveCard"}))["task"]
    assert (shown["type"], shown["value"]["title"]) == ("continue", "Start")
