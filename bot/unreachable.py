"""Why somebody cannot be reached in Teams: what each refusal of Teams and of Graph means, in plain words.

Codes come first. Graph says ``Forbidden`` for nearly everything, so what it says beside it decides there; that is read
for this alone and never shown, for it can quote what was sent. Each with its source: `tests/shapes/reach`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Why(StrEnum):
    """What keeps a message from somebody; the value is what an operator reads."""

    NOT_INSTALLED = "the app is not installed for them"
    BLOCKED = "they blocked the bot or removed the app, and only they can undo that"
    POLICY = "a policy of the Teams admin centre keeps the app from them"
    NO_LICENCE = "they have no licence for Teams"
    NO_MAILBOX = "they have no mailbox, which Teams needs"
    GUEST = "they are a guest, and guests have no chat with the bot"
    GONE = "there is no such account here: it was deleted, or its Entra id is wrong"
    BROKEN = "Teams cannot read the id of their chat just now"
    PERMISSION = "the app lacks a permission"
    NOT_OURS = "the manifest in the catalogue names another application in webApplicationInfo"
    NOT_IN_CATALOGUE = "the catalogue of the tenant has no such app"
    UNKNOWN = "it is refused for a reason that the bot does not know"


_CODES: Final[Mapping[str, Why]] = {
    "BotNotInConversationRoster": Why.NOT_INSTALLED,
    "ForbiddenOperationException": Why.NOT_INSTALLED,
    "MessageWritesBlocked": Why.BLOCKED,
    "ConversationBlockedByUser": Why.BLOCKED,
    "BotDisabledByAdmin": Why.POLICY,
    "MailboxNotEnabledForRESTAPI": Why.NO_MAILBOX,
    "Request_ResourceNotFound": Why.GONE,
    "Authorization_RequestDenied": Why.PERMISSION,
}
_WORDS: Final[tuple[tuple[re.Pattern[str], Why], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), why)
    for pattern, why in (
        (r"missing (role|scope) permissions|insufficient privileges", Why.PERMISSION),
        (r"not allowed to manage the Teams app", Why.NOT_OURS),
        (r"licen[cs]e", Why.NO_LICENCE),
        (r"mailbox", Why.NO_MAILBOX),
        (r"permission policy|disabled by (the )?admin|admin disabled", Why.POLICY),
        (r"guest", Why.GUEST),
        (r"app (was|is) not found|app catalog|not found in the catalog", Why.NOT_IN_CATALOGUE),
        (r"user identity|user was not found|no user found|user does not exist|deleted", Why.GONE),
        (r"decrypt", Why.BROKEN),
        (r"conversation roster|not installed", Why.NOT_INSTALLED),
        (r"blocked", Why.BLOCKED),
    )
)


def why(code: str, said: str) -> Why:
    """What a refusal means. ``code``: the service's name for it; ``said``: the sentence that came with it."""
    if code in _CODES:
        return _CODES[code]
    return next((found for pattern, found in _WORDS if pattern.search(f"{code} {said}")), Why.UNKNOWN)
