"""A member of staff at their Teams client: who they are, what their client sends, and how their cards are read."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bot.local.cards import Card, actions_of

TENANT = "00000000-0000-0000-0000-0000000007e7"
REFERENCE = re.compile(r"DR-\d{4,}")


@dataclass(slots=True, kw_only=True)
class Person:
    """One person. ``connector`` is the service URL of their Teams, ``card`` the newest card that they see."""

    number: int
    connector: str
    http: aiohttp.ClientSession
    card: Card = field(default_factory=dict)

    @property
    def aad_id(self) -> str:
        """Their Entra id."""
        return f"00000000-0000-0000-0001-{self.number:012d}"

    @property
    def conversation(self) -> str:
        """Their personal chat."""
        return f"a:{self.aad_id}"

    def arrived(self, activity: Card) -> None:
        """Something was posted into their chat; most people only look."""

    def envelope(self, activity: Mapping[str, Any]) -> Card:
        """An activity as their client sends it, with an id of its own unless it has one."""
        return {
            "channelId": "msteams",
            "serviceUrl": self.connector,
            "id": uuid.uuid4().hex,
            "from": {"id": f"29:{self.number}", "name": "Member of staff", "aadObjectId": self.aad_id},
            "recipient": {"id": "28:front-door"},
            "conversation": {"id": self.conversation, "conversationType": "personal", "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}},
            **activity,
        }


def pressed(card: Card, verb: str, inputs: Mapping[str, str]) -> Card:
    """The activity of pressing a button of a card, with what was filled in."""
    button = next((a for a in actions_of(card) if a.get("verb") == verb), {})
    action = {"type": "Action.Execute", "verb": verb, "data": {**button.get("data", {}), **inputs}}
    value = {"action": action, "trigger": "manual"}
    return {"type": "invoke", "name": "adaptiveCard/action", "value": value, "replyToId": "card"}
