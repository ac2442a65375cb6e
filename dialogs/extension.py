"""What is asked of the front door outside its own chat, where people write to each other, and what is answered there.

Teams calls this a message extension: somebody looks for a request to show to others, pastes a link to one, or starts a
request from a message that somebody wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class FindRequests:
    """Somebody looks for requests to show in a chat: by reference, by words of a title, or (no words) their newest."""

    words: str
    skip: int = 0
    """How many of those found were shown already."""
    most: int = 25
    """How many are wanted now."""


@dataclass(frozen=True, slots=True)
class LinkShared:
    """Somebody pasted a link into a message that they write. Nobody has checked where it leads."""

    url: str


Lack = Literal["", "deleted", "system", "recording", "picture", "card", "file", "empty"]
"""Why a message has no words that could be taken."""


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A message of a chat, of which somebody wants to make a request. Its words may be another person's."""

    words: str
    """As people read them: no markup."""
    lacks: Lack = ""
    cut: bool = False
    """It is so long that not all of it was read."""
    attached: bool = False
    """It holds more than its words: a picture, a file, a card."""


@dataclass(frozen=True, slots=True)
class MessageChosen:
    """Somebody chose "Start a request from this" on a message: nothing of it is stored before they say so."""

    message: ChatMessage


@dataclass(frozen=True, slots=True)
class DialogSubmitted:
    """Somebody pressed the button of a dialogue that `Dialog` opened."""

    data: Mapping[str, Any] = field(default_factory=dict)
    """What its button carried and what they filled in, as the client sent it: nothing of it gives a right."""
    bot: str = ""
    """The bot as Teams names it ("28:…"): whom a link to the person's own chat names."""


@dataclass(frozen=True, slots=True)
class FoundCard:
    """A card to be put into a message, and how it looks in the list of what was found: plain words, no markup."""

    card: dict[str, Any]
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, and what is said where nothing was."""

    cards: tuple[FoundCard, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Dialog:
    """A dialogue with this card; its button sends what was filled in (`DialogSubmitted`)."""

    title: str
    card: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DialogEnd:
    """The dialogue is over: these words stand in it until it is closed."""

    words: str


ExtensionAct = FindRequests | LinkShared | MessageChosen | DialogSubmitted
ExtensionAnswer = Found | Dialog | DialogEnd
