"""The words of HTML as people read them: what SharePoint keeps in a rich column, what Teams sends of a message."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

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
_DECLARATION: Final = re.compile(r"<[!?][^<>]*>")
_NO_TAG: Final = re.compile(r"<(?!/?[a-zA-Z][^<>]*>)")
"""What begins no tag that ends. Python's parser looks from each of them to the end: 28 KB took eleven seconds."""

_ENDLESS: Final = re.compile(r"&(?=#[0-9]{8})")
"""What begins the number of a character beyond all there are; Python reads no number of more than 4,300 digits."""

_EMOJI: Final = ("schema.skype.com/emoji", "schema.skype.com/customemoji")
_WEB: Final = re.compile("https?://", re.IGNORECASE)
_MOST_LINKS: Final = 20

Instead = Callable[[Any], str | None]
"""Takes a tag (of Beautiful Soup) and gives the words that stand in its place; None: those that are in it."""


def storable(text: str) -> str:
    """The text without the characters that neither SharePoint nor a database can hold."""
    return _UNSTORABLE.sub("", text)


def words_of_html(html: str, instead: Instead = lambda _tag: None) -> str:
    """The words of HTML, a line for each paragraph, line break and entry of a list. Never raises."""
    # Walked once and never changed: a tree that is nested a thousand deep must not take minutes.
    said: list[str] = []
    soup = _read(html)
    plain = type(soup.new_string(""))  # and no comment, which is a string too
    waiting: list[Any] = [soup]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            # A line break of the source is a blank for whoever reads the page.
            said.append(_SPACE.sub(" ", one) if type(one) is plain else one if type(one) is str else "")
        elif (words := instead(one)) is not None:
            said.append(words)
        elif one.name not in {"script", "style"}:
            before, after = _AROUND.get(one.name, ("", ""))
            waiting += [after, *reversed(one.contents), before]
    lines = _BLANK.sub("\n", "\n".join(_lines(storable("".join(said))))).strip()
    return _LONE_DASH.sub("- ", lines)


def links_of_html(html: str) -> list[tuple[str, str]]:
    """The words of each link of a piece of HTML, and where it leads; at most 20, and web addresses alone."""
    tags = _read(html).find_all("a", limit=_MOST_LINKS)
    named = ((tag.get_text().replace("\xa0", " "), address_of(tag)) for tag in tags)
    return [(_SPACE.sub(" ", words).strip(), address) for words, address in named if address]


def pictures_of_html(html: str) -> list[tuple[bool, str]]:
    """Whether each picture of a piece of HTML is an emoji, and what stands for it where it cannot be shown."""
    return [(is_emoji(tag), str(tag.get("alt") or "")) for tag in _read(html).find_all(("img", "emoji"))]


def is_emoji(tag: Any) -> bool:
    """Whether this is one of Teams' emoji: a tag of its own in some clients, and in others a picture."""
    of = str(tag.get("itemtype") or "").casefold()
    return bool(tag.name == "emoji" or (tag.name == "img" and of.endswith(_EMOJI)))


def address_of(tag: Any) -> str:
    """Where a link leads; empty where it has no address of the web."""
    address = str(tag.get("href") or "").strip()
    return address if _WEB.match(address) and not _SPACE.search(address) else ""


def with_address(words: str, address: str) -> str:
    """The words of a link with its address behind them, unless that is what they are."""
    said = words.casefold().rstrip("/").removeprefix("https://").removeprefix("http://")
    hidden = said != address.casefold().rstrip("/").removeprefix("https://").removeprefix("http://")
    return f"{words} {address}".strip() if hidden else address


def _read(html: str) -> Any:
    import bs4  # noqa: PLC0415 - 40 ms, and few turns need it

    return bs4.BeautifulSoup(_tags_alone(html), "html.parser")


def _tags_alone(html: str) -> str:
    """The HTML without comments and declarations, which are nobody's words; a loose "<" is one that was typed."""
    first, *rest = html.split("<!--")
    parted = [part.partition("-->") for part in rest]
    shown = "".join((first, *(after if end else f"<!--{inside}" for inside, end, after in parted)))
    return _NO_TAG.sub("&lt;", _ENDLESS.sub("&amp;", _DECLARATION.sub("", shown)))


def _lines(text: str) -> Iterator[str]:
    seen = _UNSEEN.sub("", text).replace("\xa0", " ")
    return (_SPACE.sub(" ", line).strip() for line in seen.split("\n"))
