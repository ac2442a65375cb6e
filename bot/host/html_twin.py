"""The twin of a typed message as HTML, which Teams puts beside the text: it holds what the text does not.

Teams shows an address that somebody pastes by the title of its page: then the address stands in the twin alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bot.host.chat_messages import MOST_READ
from bot.html_words import links_of_html, with_address

_HTML: Final = "text/html"


def with_addresses(text: str, attachments: Sequence[Any]) -> str:
    """The text with the address of each link behind its words, where it does not hold the address itself."""
    for one in attachments:
        content = one.get("content") if isinstance(one, dict) and one.get("contentType") == _HTML else None
        if isinstance(content, str) and "href" in content:
            for words, address in links_of_html(content[:MOST_READ]):
                text = _with_address(text, words, address)
    return text


def _with_address(text: str, words: str, address: str) -> str:
    if address.rstrip("/").casefold() in text.casefold():
        return text
    said = with_address(words, address)
    return text.replace(words, said, 1) if words and words in text else f"{text} {address}".strip()
