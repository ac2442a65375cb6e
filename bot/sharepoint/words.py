"""Words out of what SharePoint gives for a cell: HTML when a column was made rich, other shapes when retyped."""

from __future__ import annotations

import re
from typing import Final

from bot.html_words import storable, words_of_html

# SharePoint's editor wraps what it keeps; a plain column may hold "<", "&" and a tag as somebody typed them.
_TAGS: Final = "div|p|span|ul|ol|li|a|b|strong|em|i|u|font|table|tbody|tr|td|th|h[1-6]|blockquote|pre"
_RICH: Final = re.compile(
    rf"\A\s*<(?:{_TAGS})(?:\s[^<>]*)?>|<br\s*/?>|</(?:{_TAGS})>\s*\Z|<div class=\"ExternalClass", re.IGNORECASE
)
_NAMES: Final = ("LookupValue", "Label", "Description", "DisplayName")
"""Where a person, a term or a link says what people read, when a column was made one of these."""


def words_of(value: object) -> str:
    """The text of a cell as people read it: HTML as its words, a list as lines with dashes. Empty for no text.

    Never raises, whatever the column has become: a number is its digits, several choices are joined by ``; ``.
    """
    return "; ".join(words for one in (value if isinstance(value, list) else [value]) if (words := _words(one)))


def _words(value: object) -> str:
    if isinstance(value, dict):
        value = next((value[name] for name in _NAMES if value.get(name)), None)
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # Graph gives every number as one with decimals
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = storable(str(value))
    return words_of_html(text) if _RICH.search(text) else text
