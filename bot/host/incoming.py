"""What comes in and what goes out, in our own words: no other part of the bot needs to know an Activity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from bot.host.extension import Form
from bot.people.standing import Standing
from dialogs import unchanged_card
from dialogs.model import Act, Card, Person, Pressed

Kind = Literal["invoke", "message", "event"]
"""How it is answered: in the HTTP response, by a message, or not. What is said to a file is answered by a message."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a message to a conversation goes; ``bot`` is the bot as it is named there."""

    service_url: str
    conversation: str
    bot: str
    tenant: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that Teams sent, checked and read."""

    act: Act
    activity_id: str
    """Empty only for events: some of them come without."""
    conversation: str
    person: Person
    """``aad_id`` is empty only for events."""
    teams_id: str
    """The person as this service names them ("29:…")."""
    tenant: str
    service_url: str
    personal_chat: bool
    kind: Kind
    reply_to_id: str = ""
    """The message whose button was pressed, or that was answered."""
    bot_account: str = ""
    """The bot as this service names it ("28:…"); empty when the client left the recipient out."""
    team: str = ""
    """The team's id when this came from a channel."""
    locale: str = ""
    form: Form = "card"
    """What an invoke is answered with."""
    standing: Standing | None = None
    """Whether the person is a guest, where the activity itself says so; Teams seldom does."""

    @property
    def is_invoke(self) -> bool:
        """Whether the answer goes back in the HTTP response."""
        return self.kind == "invoke"

    @property
    def channel(self) -> str:
        """The channel's id when this came from one, whatever thread it was said in; empty in every other chat."""
        return "" if self.personal_chat or not self.team else self.conversation.partition(";messageid=")[0]

    @property
    def reference(self) -> Reference:
        """Where a later message to this conversation goes."""
        return Reference(self.service_url, self.conversation, self.bot_account, self.tenant)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a turn answers: a card with its summary, a plain text, or (both empty) nothing."""

    card: Card | None = None
    summary: str = ""
    text: str = ""
    status: int = 200
    attachment: Mapping[str, Any] | None = None
    """What else stands in the message: a file, or the question whether one may be saved."""
    card_json: bytes = b""
    """The card as JSON where it was written already: a card is large, and writing it twice shows in every turn."""
    body: bytes = b""
    """The whole body that answers an invoke of another form than a card, as JSON; empty: made of the rest."""
    saved: bool = True
    """False where it says that nothing could be kept, or shows what was there before for that reason."""


REFRESH: Final = "refresh"
"""The verb with which Teams brings a card up to date that stands in a chat of several people."""


def is_refresh(act: Act) -> bool:
    """Whether a card in somebody's chat is brought up to date for one who looks at it."""
    return isinstance(act, Pressed) and act.verb == REFRESH


def unchanged(incoming: Incoming) -> Reply | None:
    """The card as it was, where one was to be brought up to date; None: something else was asked.

    Whatever hinders that: words of ours would stand in the place of what somebody shows to others.
    """
    act = incoming.act
    return Reply(*unchanged_card(act.data)) if isinstance(act, Pressed) and act.verb == REFRESH else None
