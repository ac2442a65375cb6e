"""Words out of what SharePoint keeps as HTML: it does so whenever somebody has made a text column rich."""

from __future__ import annotations

import re
from typing import Final

# A whole tag of those that SharePoint's editor writes. A plain column may hold "<" and "&" as somebody typed them.
_RICH: Final = re.compile(
    r"</?(?:div|p|br|span|ul|ol|li|a|b|strong|em|i|u|font|table|tr|td|h[1-6])\b[^<>]*>", re.IGNORECASE
)
_BLOCKS: Final = ("p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6")
_BLANK: Final = re.compile(r"\n\s*\n+")


def words_of(value: object) -> str:
    """The text of a cell as people read it: HTML as its words, a list as lines with dashes. Empty for no text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)
    if not _RICH.search(text):
        return text
    from bs4 import BeautifulSoup  # noqa: PLC0415 - only rich columns need it, and a start must not wait for it

    soup = BeautifulSoup(text, "html.parser")
    for unseen in soup(["script", "style"]):
        unseen.decompose()
    for mark in soup("br"):
        mark.replace_with("\n")
    for item in soup("li"):
        item.insert(0, "- ")
    for block in soup(_BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    said = soup.get_text().replace("\xa0", " ").replace("\u200b", "")
    return _BLANK.sub("\n", "\n".join(line.strip() for line in said.split("\n"))).strip()
