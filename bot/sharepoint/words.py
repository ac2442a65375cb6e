"""Words out of what SharePoint gives for a cell: HTML when a column was made rich, other shapes when retyped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

# SharePoint's editor wraps what it keeps; a plain column may hold "<", "&" and a tag as somebody typed them.
_TAGS: Final = "div|p|span|ul|ol|li|a|b|strong|em|i|u|font|table|tbody|tr|td|th|h[1-6]|blockquote|pre"
_RICH: Final = re.compile(
    rf"\A\s*<(?:{_TAGS})(?:\s[^<>]*)?>|<br\s*/?>|</(?:{_TAGS})>\s*\Z|<div class=\"ExternalClass", re.IGNORECASE
)
_BLOCKS: Final = ("div", "p", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre")
_AROUND: Final = {
    **dict.fromkeys(_BLOCKS, ("\n", "\n")),
    "br": ("\n", ""),
    "li": ("\n- ", "\n"),
    "td": ("", " "),
    "th": ("", " "),
}
"""What stands before and after the words of a tag."""
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_UNSEEN: Final = re.compile("[\u200b\ufeff]")
_BLANK: Final = re.compile(r"\n\s*\n+")
_LONE_DASH: Final = re.compile(r"^-\n(?!-)", re.MULTILINE)
"""An entry whose words are a paragraph of their own."""
_UNSTORABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NAMES: Final = ("LookupValue", "Label", "Description", "DisplayName")
"""Where a person, a term or a link says what people read, when a column was made one of these."""


def words_of(value: object) -> str:
    """The text of a cell as people read it: HTML as its words, a list as lines with dashes. Empty for no text.

    Never raises, whatever the column has become: a number is its digits, several choices are joined by ``; ``.
    """
    return "; ".join(words for one in (value if isinstance(value, list) else [value]) if (words := _words(one)))


def storable(text: str) -> str:
    """The text without the characters that neither SharePoint nor a database can hold."""
    return _UNSTORABLE.sub("", text)


def _words(value: object) -> str:
    if isinstance(value, dict):
        value = next((value[name] for name in _NAMES if value.get(name)), None)
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # Graph gives every number as one with decimals
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = storable(str(value))
    return _read(text) if _RICH.search(text) else text


def _read(html: str) -> str:
    """The words of HTML, a line for each paragraph, line break and entry of a list."""
    import bs4  # noqa: PLC0415 - 40 ms, and only rich columns need it

    # Walked once and never changed: a tree that is nested a thousand deep must not take minutes.
    said: list[str] = []
    plain = bs4.element.NavigableString
    waiting: list[Any] = [bs4.BeautifulSoup(html, "html.parser")]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            # A line break of the source is a blank for whoever reads the page; comments are nobody's words.
            said.append(_SPACE.sub(" ", one) if type(one) is plain else one if type(one) is str else "")
        elif one.name not in {"script", "style"}:
            before, after = _AROUND.get(one.name, ("", ""))
            waiting += [after, *reversed(one.contents), before]
    lines = _BLANK.sub("\n", "\n".join(_lines(storable("".join(said))))).strip()
    return _LONE_DASH.sub("- ", lines)


def _lines(text: str) -> Iterator[str]:
    seen = _UNSEEN.sub("", text).replace("\xa0", " ")
    return (_SPACE.sub(" ", line).strip() for line in seen.split("\n"))
