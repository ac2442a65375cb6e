"""What somebody does in a chat with the bot: they press a button or type, or Teams tells of something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button: the verb, the static data of the button, and the inputs (every other key of the data)."""

    verb: str
    data: Mapping[str, Any] = field(default_factory=dict)
    """``interview``, ``revision``, ``question``, ``reference`` … as the card carried them."""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    """What the person filled in, by input id; values as the client sent them."""
    by_itself: bool = False
    """Whether the client says that nobody pressed it: somebody looks at a card, which is brought up to date."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed message, mentions of the bot removed, trimmed. ``attachments``: content types of its files."""

    text: str
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChatEvent:
    """Something else that Teams tells: the bot was installed, a message was edited or deleted, a reaction."""

    what: Literal["installed", "uninstalled", "edited", "deleted", "reaction", "other"]
