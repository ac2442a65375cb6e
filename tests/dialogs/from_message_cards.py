"""The dialogues of a message action: with words, with words that tell nothing, without any, and its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

from dialogs.extension import ChatMessage, Dialog, DialogSubmitted, Lack, MessageChosen
from tests.dialogs.understood_cards import SAID
from tests.dialogs.walker import Walker

BOT = "28:00000000-0000-0000-0000-00000000b07f"


def dialogue_of(walker: Walker, message: ChatMessage) -> dict[str, Any]:
    """The card of the dialogue that a message opens."""
    walker.act(MessageChosen(message))
    assert walker.last is not None
    assert isinstance(walker.last.answer, Dialog)
    return walker.last.answer.card


def from_message_cards(markup: str, long: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each with its name, of words with ``markup`` and of ``long`` ones too."""
    walker = Walker()
    for words in (SAID, "Are you in tomorrow?", f"we want to renew the contract {markup}", long * 2, "é😀" * 4000):
        message = ChatMessage(words)
        yield "dialogue from a message", dialogue_of(walker, message)
        yield "dialogue from a message with files", dialogue_of(walker, replace(message, attached=True, cut=True))
    for lack in get_args(Lack):
        yield f"dialogue from a message without words, {lack or 'new'}", dialogue_of(walker, ChatMessage("", lack))
    walker.act(DialogSubmitted({"dialog": "d1", "words": SAID}, BOT))
    assert walker.last is not None
    assert isinstance(walker.last.answer, Dialog)
    yield "end of the dialogue", walker.last.answer.card
