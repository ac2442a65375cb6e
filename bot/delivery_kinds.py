"""Every kind of delivery: a row says by which service it goes, what keeps its order, when it is made and how shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

KindName = Literal[
    "item",
    "reply",
    "summary",
    "own_card",
    "status",
    "message",
    "personal",
    "file",
    "upload",
    "file_card",
    "digest",
    "reminder",
    "early",
    "note_wanted",
    "your_turn",
    "sponsor",
    "find_sponsor",
    "contracts",
    "benefits",
    "papers",
    "called",
    "agenda",
    "seal",
]
Service = Literal["graph", "teams", "onedrive"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of delivery."""

    name: KindName
    service: Service
    """Which service takes it, and so whose `Retry-After` holds it back."""
    order: str
    """What keeps its order, such as everything about one chat: an ordering key with fields."""
    made: Literal["when_sent", "beforehand"]
    """Whether it is made from the register at the moment it is sent, or waits as it was said."""
    shown: Literal["anew", "in_place"] = "anew"
    """Whether each version is a new message or item, or brings the first one up to date."""

    def ordering_key(self, **fields: str) -> str:
        """The ordering key of one delivery: of those with the same key the oldest goes first."""
        return self.order.format(kind=self.name, **fields)[:LONGEST_KEY]


LONGEST_KEY: Final = 160
_OWN: Final = "{kind}:{reference}:{recipient}"
_CHAT: Final = "personal:{recipient}"

EVERY_KIND: Final = (
    Kind("item", "graph", "list:{requester}", "when_sent", "in_place"),
    Kind("reply", "teams", "chat:{conversation}", "beforehand"),
    Kind("summary", "teams", _OWN, "when_sent", "in_place"),
    Kind("own_card", "teams", _OWN, "when_sent", "in_place"),
    Kind("status", "teams", _OWN, "when_sent"),
    Kind("message", "teams", _OWN, "beforehand"),
    Kind("personal", "teams", _CHAT, "beforehand"),
    Kind("file", "teams", _CHAT, "when_sent", "in_place"),
    Kind("upload", "onedrive", "{kind}:{reference}", "when_sent"),
    Kind("file_card", "teams", _CHAT, "beforehand"),
    Kind("digest", "teams", _OWN, "when_sent"),
    Kind("reminder", "teams", _OWN, "when_sent"),
    Kind("early", "teams", _CHAT, "when_sent"),
    Kind("note_wanted", "teams", _OWN, "when_sent"),
    Kind("your_turn", "teams", _OWN, "when_sent"),
    Kind("sponsor", "teams", _OWN, "when_sent", "in_place"),
    Kind("contracts", "teams", _CHAT, "when_sent"),
    Kind("benefits", "teams", _CHAT, "when_sent"),
    Kind("papers", "teams", _CHAT, "when_sent"),
    Kind("called", "teams", _CHAT, "when_sent", "in_place"),
    Kind("agenda", "teams", "{kind}:{reference}", "when_sent", "in_place"),
    Kind("find_sponsor", "graph", "{kind}:{reference}", "when_sent"),
    Kind("seal", "graph", "{kind}:{reference}", "beforehand"),
)
KINDS: Final[Mapping[KindName, Kind]] = {kind.name: kind for kind in EVERY_KIND}
MADE_WHEN_SENT: Final = frozenset(kind.name for kind in EVERY_KIND if kind.made == "when_sent")
"""They hold nothing but whom they are for."""
CARDS: Final = tuple(kind.name for kind in EVERY_KIND if kind.shown == "in_place" and kind.service == "teams")
"""What stands in a chat and is brought up to date there."""
ANSWER: Final[KindName] = "reply"
"""What answers something that was just typed: whoever types can be reached."""


class NotHandled(Exception):
    """A kind of delivery has no handler, or a handler is of a kind that there is not."""


def handled(handlers: Mapping[str, T]) -> Mapping[str, T]:
    """The same handlers, when every kind has one; raises `NotHandled` otherwise, before anything is sent."""
    odd = sorted(KINDS.keys() ^ handlers.keys())
    if odd:
        raise NotHandled(f"kinds of delivery and their handlers differ: {', '.join(odd)}")
    return handlers
