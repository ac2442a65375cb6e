"""The twin of a typed message as HTML, which Teams puts beside the text: it holds what the text does not.

Teams shows an address that somebody pastes by the title of its page: then the address stands in the twin alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from bot.host.chat_messages import MOST_READ
from bot.html_words import links_of_html, pictures_of_html, with_address

_HTML: Final = "text/html"
_PICTURE: Final = "image/"
_REFERENCE: Final = re.compile(r"[A-Za-z]{2,6}-[0-9]{4,12}")
"""Words that name a request: copied from the list they lead to its item, and are a part of what is typed to the bot."""
_ENDS: Final = r"(?=/?(?:[\s,.;:!?)\]>\"']|$))"


def with_addresses(text: str, attachments: Sequence[Any]) -> str:
    """The text with the address of each link behind its words, where it does not hold the address itself.

    Teams sends one twin, so one is read.
    """
    twin = _twin(attachments)
    if "href" in twin:
        behind = 0  # the last link that was found: they stand in the text in the same order
        for words, address in links_of_html(twin[:MOST_READ]):
            text, behind = _with_address(text, words, address, behind)
    return text


def drawn_emojis(attachments: Sequence[Any]) -> tuple[list[str], int]:
    """What stands for each emoji that the twin holds as a picture, and how many other pictures it holds."""
    twin = _twin(attachments)
    if "emoji" not in twin.casefold():
        return [], 0
    pictures = pictures_of_html(twin[:MOST_READ])
    emojis = [alternative for is_emoji, alternative in pictures if is_emoji]
    return emojis, len(pictures) - len(emojis)


def without_pictures(kinds: Sequence[str], most: int) -> list[str]:
    """The kinds of the attachments, with as many pictures as there are that are no emoji: Teams attaches those too."""
    pictures = [number for number, kind in enumerate(kinds) if kind.startswith(_PICTURE)]
    return [kind for number, kind in enumerate(kinds) if number not in pictures[most:]]


def _twin(attachments: Sequence[Any]) -> str:
    twin = next((a.get("content") for a in attachments if isinstance(a, dict) and a.get("contentType") == _HTML), None)
    return twin if isinstance(twin, str) else ""


def _with_address(text: str, words: str, address: str, behind: int) -> tuple[str, int]:
    if _REFERENCE.fullmatch(words) or _holds(text.casefold(), address.rstrip("/").casefold()):
        return text, behind
    # Whole words alone: a link called "plan" is no part of an explanation.
    found = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)").search(text, behind) if words and words in text else None
    if found is None:
        return f"{text} {address}".strip(), behind
    said = with_address(words, address)
    return f"{text[: found.start()]}{said}{text[found.end() :]}", found.start() + len(said)


def _holds(text: str, address: str) -> bool:
    """Whether an address stands there, and not as the beginning of another."""
    return address in text and re.search(re.escape(address) + _ENDS, text) is not None
