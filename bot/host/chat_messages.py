"""A message of a chat as Teams gives it to a message action: its words as people read them, or why it has none.

Microsoft's pages are "Create and send dialogs" (of action commands) and Graph's `chatMessage` and
`chatMessageAttachment`, whose shapes the body and the attachments have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

import orjson

from bot.html_words import address_of, is_emoji, with_address, words_of_html
from dialogs.extension import ChatMessage, Lack
from dialogs.understanding.typed_text import kept

MOST_READ: Final = 40_000
"""Characters of HTML that are read; Teams takes messages of 28 KB."""
_MOST_ATTACHMENTS: Final = 50
_FORWARDED: Final = "forwardedMessageReference"
_ANNOUNCEMENT: Final = "application/vnd.microsoft.card.announcement"
_QUOTED: Final = frozenset({"messageReference", _FORWARDED, _ANNOUNCEMENT, "text/html"})
"""Attachments that are no file of the message: what it answers, what it hands on, its heading, itself once more."""
_REPLY: Final = "schema.skype.com/reply"
_KINDS: Final[Mapping[str, Lack]] = {"image": "picture", "audio": "recording", "video": "recording"}


def read_message(payload: object) -> ChatMessage:
    """The message that somebody chose. Never raises: what is not as it should be is not there.

    The words of a reply that it quotes are another message, which nobody chose; what was forwarded is its own words.
    """
    said = payload if isinstance(payload, dict) else {}
    if said.get("deleted") is True or said.get("deletedDateTime"):
        return ChatMessage("", "deleted")
    if said.get("messageType") not in (None, "", "message"):
        return ChatMessage("", "system")
    listed = said.get("attachments")
    attached = [a for a in (listed if isinstance(listed, list) else ())[:_MOST_ATTACHMENTS] if isinstance(a, dict)]
    whole = "<br>".join(part for part in (_plain(said.get("subject")), *_parts(said.get("body"), attached)) if part)
    pictures: list[Any] = []
    words = kept(words_of_html(_start_of(whole), lambda tag: _instead(tag, pictures)))
    kinds = [kind for a in attached if isinstance(kind := a.get("contentType"), str) and kind not in _QUOTED]
    kinds += ["image"] * bool(pictures)
    if words:
        return ChatMessage(words, cut=len(whole) > MOST_READ, attached=bool(kinds))
    return ChatMessage("", _lack(kinds))


def _parts(body: object, attached: list[dict[str, Any]]) -> Iterator[str]:
    """The parts of a message as HTML, in the order in which they stand."""
    for one in attached:
        if one.get("contentType") == _ANNOUNCEMENT:
            yield _plain(_content_of(one).get("title"))
    if isinstance(body, dict) and isinstance(content := body.get("content"), str):
        is_html = str(body.get("contentType")).casefold() == "html"
        yield content if is_html else _plain(content)
    for one in attached:
        if one.get("contentType") == _FORWARDED:
            original = _content_of(one).get("originalMessageContent")
            yield original if isinstance(original, str) else ""


def _plain(text: object) -> str:
    return escape(text).replace("\n", "<br>") if isinstance(text, str) else ""


def _content_of(attachment: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an attachment holds: an object, or one written as JSON."""
    content = attachment.get("content")
    if isinstance(content, str):
        try:
            content = orjson.loads(content)
        except orjson.JSONDecodeError:
            return {}
    return content if isinstance(content, dict) else {}


def _start_of(html: str) -> str:
    """As much of it as is read, without the half of a tag at its end."""
    start = html[:MOST_READ]
    opened = start.rfind("<")
    return start[:opened] if len(html) > MOST_READ and opened > start.rfind(">") else start


def _instead(tag: Any, pictures: list[Any]) -> str | None:
    """The words that stand for a tag of a message; None: those that are in it."""
    name, of = tag.name, str(tag.get("itemtype") or "").casefold()
    if is_emoji(tag):
        return str(tag.get("alt") or "")
    if name == "img":
        pictures.append(tag)
        return ""
    if name == "a" and (address := address_of(tag)):
        return with_address(tag.get_text(), address)
    return "" if name == "blockquote" and of.endswith(_REPLY) else None


def _lack(kinds: list[str]) -> Lack:
    """Why there are no words: what the message is instead, by the first thing that it holds."""
    if not kinds:
        return "empty"
    first = kinds[0].casefold()
    if first.startswith("application/vnd.microsoft.card."):
        return "recording" if first.endswith((".audio", ".video")) else "card"
    return _KINDS.get(first.partition("/")[0], "file")
