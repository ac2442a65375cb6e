"""Message extensions as Teams has them: what its invokes say, and the bodies that answer them.

Microsoft's pages are "Search commands", "Link unfurling" and "Action commands" of message extensions.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any, Final, Literal

from bot.host.body import Malformed
from bot.host.chat_messages import read_message
from dialogs.extension import (
    Dialog,
    DialogEnd,
    DialogSubmitted,
    ExtensionAct,
    ExtensionAnswer,
    FindRequests,
    Found,
    LinkShared,
    MessageChosen,
)
from dialogs.understanding.typed_text import kept

QUERY: Final = "composeExtension/query"
LINK: Final = "composeExtension/queryLink"
FETCH: Final = "composeExtension/fetchTask"
SUBMIT: Final = "composeExtension/submitAction"

FIND: Final = "findRequests"
FROM_MESSAGE: Final = "startFromMessage"
COMMANDS: Final = frozenset({FIND, FROM_MESSAGE})
"""The commands of the manifest's extension that are answered (contracts, "Inside Teams")."""

_TAG: Final = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE)

Form = Literal["card", "extension", "dialog"]
"""What an invoke is answered with: a card, the results of a search, or a dialogue."""
FORMS: Final[Mapping[str, Form]] = {QUERY: "extension", LINK: "extension", FETCH: "dialog", SUBMIT: "dialog"}
"""The invokes of a message extension that are answered."""

CARD: Final = "application/vnd.microsoft.card.adaptive"
_PREVIEW: Final = "application/vnd.microsoft.card.thumbnail"
_WORDS: Final = "words"
"""The parameter of `FIND`."""
_MOST: Final = 25
"""Results of a page: as many as Teams asks for."""
_FURTHEST: Final = 10_000
"""Results that somebody may have gone past."""
_LONGEST_WORDS: Final = 200
_LONGEST_ADDRESS: Final = 4000


def read(name: str, value: object, bot: str = "") -> ExtensionAct:
    """What somebody does with the extension, of the invoke with this name. ``bot``: as Teams names it there.

    Raises `Malformed`: status 400, or 501 for a command that is not ours.
    """
    said = value if isinstance(value, dict) else {}
    if name == LINK:
        url = said.get("url")
        if not isinstance(url, str) or not url or len(url) > _LONGEST_ADDRESS:
            raise Malformed("value.url is missing or malformed.")
        return LinkShared(url)
    command = said.get("commandId")
    if not isinstance(command, str) or not command:
        raise Malformed("value.commandId is missing or malformed.")
    if command != (FIND if name == QUERY else FROM_MESSAGE):
        raise Malformed("This bot does not have that command.", 501)
    if name == QUERY:
        return _find(said)
    if name == FETCH:
        return MessageChosen(read_message(said.get("messagePayload")))
    data = said.get("data")
    return DialogSubmitted(data if isinstance(data, dict) else {}, bot)


def _find(said: Mapping[str, Any]) -> FindRequests:
    listed = said.get("parameters")
    given = {p.get("name"): p.get("value") for p in (listed if isinstance(listed, list) else ())[:9] if _named(p)}
    words = given.get(_WORDS, "")
    if not isinstance(words, str):
        raise Malformed("value.parameters is malformed.")
    options = said.get("queryOptions")
    asked = options if isinstance(options, dict) else {}
    skip, most = _number(asked.get("skip"), 0), _number(asked.get("count"), _MOST)
    return FindRequests(kept(words[:_LONGEST_WORDS]), skip, min(most, _MOST) or _MOST)


def _named(parameter: object) -> bool:
    return isinstance(parameter, dict) and isinstance(parameter.get("name"), str)


def _number(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _FURTHEST else otherwise


def answered(answer: ExtensionAnswer) -> dict[str, Any]:
    """The body that answers an invoke of the extension."""
    match answer:
        case Dialog(title, card):
            shown = {"title": title, "width": "medium", "height": "medium", "card": _attachment(card)}
            return {"task": {"type": "continue", "value": shown}}
        case DialogEnd(words):
            return {"task": {"type": "message", "value": words}}
        case Found(cards, words) if words and not cards:
            return {"composeExtension": {"type": "message", "text": words}}
        case Found(cards, _):
            found = [{**_attachment(one.card), "preview": _preview(one.title, one.text)} for one in cards]
            return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": found}}


def told(words: str, form: Form) -> dict[str, Any]:
    """The same for words alone, such as an apology."""
    return answered(DialogEnd(words) if form == "dialog" else Found(words=words))


def _attachment(card: Mapping[str, Any]) -> dict[str, Any]:
    return {"contentType": CARD, "content": card}


def _preview(title: str, text: str) -> dict[str, Any]:
    """How a result looks in the list: nothing that a person typed is live there.

    Teams reads markup in the text of such a card and none in its title (Microsoft's "Text formatting in cards"); an
    unseen gap keeps a client from it that does all the same.
    """
    content = {"title": _TAG.sub("<\u200b", title), "text": html.escape(text, quote=False)}
    return {"contentType": _PREVIEW, "content": content}
