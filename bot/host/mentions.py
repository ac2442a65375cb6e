"""The marks that Teams puts into the text of a message: whom it mentions, and where a quoted message would stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

MOST_MENTIONS: Final = 100
"""Entities of a message that are read. People mention a few; each one costs a look through the text."""
_QUOTED: Final = re.compile(r'<quoted messageId="[^"<>]*" ?/>')
"""Where the message that somebody quotes would stand, in the text that Teams sends (microsoft/teams.net)."""


def without_marks(text: str, entities: Sequence[Any], bot: Mapping[str, Any]) -> str:
    """The text without the bot's name and what is quoted, and with other people's names as plain words."""
    for entity in entities[:MOST_MENTIONS]:
        if isinstance(entity, dict) and entity.get("type") == "mention":
            text = _without_mention(text, entity, bot)
        elif isinstance(entity, dict) and entity.get("type") == "quotedReply":
            text = _QUOTED.sub(" ", text)
    return text


def is_bot(account: object, bot: Mapping[str, Any]) -> bool:
    """Whether an account is this bot; "28:" marks a bot for clients that leave the recipient out."""
    known = bot.get("id")
    return account == known if known else isinstance(account, str) and account.startswith("28:")


def _without_mention(text: str, entity: Mapping[str, Any], bot: Mapping[str, Any]) -> str:
    said, mentioned = entity.get("text"), entity.get("mentioned")
    if not isinstance(mentioned, dict):
        return text
    if said is None:  # some clients leave it out: the mark in the text has the name of whom it mentions
        name = mentioned.get("name")
        said = f"<at>{name}</at>" if isinstance(name, str) and name else None
    if not (isinstance(said, str) and said):
        return text
    return text.replace(
        said, " " if is_bot(mentioned.get("id"), bot) else said.replace("<at>", "").replace("</at>", "")
    )
