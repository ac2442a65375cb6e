"""Links in what people type: found, made sure of, and never followed.

A link is what can be shown as one and leads where its first words say. It is https or http to a host with a name, in
ASCII throughout: a host in other letters is shown as the network spells it (``xn--…``), everything else outside ASCII
percent-encoded. What is anything else, or only looks like one, stays words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from dialogs.understanding.typed_text import folded

MOST_LINKS: Final = 20
"""Links of one text, and of one request."""
LONGEST: Final = 2000
"""Characters of a link: those with which SharePoint shares a document are long."""
_LONGEST_HOST: Final = 253
_LONGEST_NAME: Final = 60
"""Characters of a document's name that its words show."""
_LAST_PORT: Final = 65_535

_RUN: Final = re.compile(
    # What stands before it makes it a part of another word or address, such as ms-word:ofe|u|https://…
    r"(?<![^\W_]|[+\-./\\|@%&=?#_~$])"
    r"https?://"
    # Two addresses with only a comma between them are two.
    r"(?:(?![,;]https?://)[^\s<>\"`\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a]){1,2200}",
    re.IGNORECASE,
)
_MOST_TRIED: Final = 100
"""Of one text; so a text of nothing else takes no longer than another."""
_PARTS: Final = re.compile(r"(https?)://([^/?#]*)(.*)", re.IGNORECASE | re.DOTALL)
_HOST: Final = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{0,58}[a-z0-9])"
)  # its last part is no number, so no address of numbers is a name, however it is written
_CLOSED: Final = {")": "(", "]": "[", "}": "{"}
_BRACKETS: Final = re.compile(r"[][(){}]")
_PROSE: Final = ".,;:!?'*_~\u2019\u2018\u2026\u3002\u3001\uff0c\uff1b\uff1a\uff01\uff1f"
"""Marks behind a link that belong to the sentence around it."""
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9\-._~:/?#@!$&+,=%]|%(?![0-9A-Fa-f]{2})")
_HIDDEN: Final = re.compile(r"%(?:[01][0-9a-f]|7f)", re.IGNORECASE)
"""Control characters, percent-encoded."""
_OPAQUE: Final = re.compile(r"(?=[\w -]{16})[A-Za-z -]*\d+[A-Za-z -]+\d[\w -]*")
"""A name that no person gave: letters and digits by turns, such as the id with which a document is shared."""
_INTRODUCE: Final = """
a also an and are at attached below can copy doc docs document documents file files find following for from good have
hello here here's heres hi i in info information is it it's its latest link links look map more my of ok one our page
paper papers pdf plan please process proposal quotation quote quotes see sharepoint sheet site spec specification
spreadsheet supplier supplier's that the them there these this those to too url webpage website with you
"""
_INTRODUCING: Final = frozenset(_INTRODUCE.split())
"""Words that only introduce a link: they answer nothing."""


def links_in(words: str) -> tuple[str, ...]:
    """The links in a text, each once and in order, as they can be shown; at most `MOST_LINKS`."""
    found: dict[str, None] = {}
    for _, link in _found(words):
        found.setdefault(link)
        if len(found) == MOST_LINKS:
            break
    return tuple(found)


def without_links(words: str) -> str:
    """The words without the links in them, and without what only held a link, such as brackets around it."""
    if "://" not in words:
        return words
    kept, at = [], 0
    for run, _ in _found(words):
        kept.append(words[at : run[0]])
        at = run[1]
    if not kept:
        return words
    return re.sub(r"\(\s*\)|\[\s*\]|<\s*>|\"\s*\"|`\s*`", " ", " ".join([*kept, words[at:]])).strip()


def only_introduces(words: str) -> bool:
    """Whether words, from which the links are taken out, only introduce them: "here is the quote"."""
    return all(word in _INTRODUCING for word in re.findall(r"[^\W_]+(?:'[^\W_]+)?", folded(words)))


def _found(words: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Where each link stands, and the link itself."""
    if "://" not in words:
        return
    at = 0
    for _ in range(_MOST_TRIED):
        found = _RUN.search(words, at)
        if found is None:
            return
        at = found.start() + len(_without_prose(found[0]))  # behind it another may begin, with no space between
        if link := _link(words[found.start() : at]):
            yield (found.start(), at), link


def _without_prose(run: str) -> str:
    """What belongs to the address itself: neither the bracket that was opened before it nor a stop behind it."""
    opened: list[str] = []
    for found in _BRACKETS.finditer(run):
        bracket = found[0]
        if bracket not in _CLOSED:
            opened.append(bracket)
        elif not opened or opened.pop() != _CLOSED[bracket]:
            run = run[: found.start()]
            break
    return run.rstrip(_PROSE)


def _link(typed: str) -> str:
    """The address as it can be shown; empty where it is none of ours."""
    parts = _PARTS.fullmatch(typed) if len(typed) <= LONGEST else None
    if parts is None or "\\" in typed or _HIDDEN.search(typed):
        return ""
    if not typed.isascii() and any(unicodedata.category(letter)[0] == "C" for letter in typed):
        return ""  # something that nobody sees, or that turns the direction of writing
    if any(letter < " " or letter == "\x7f" for letter in typed):
        return ""
    host = _host(parts[2])
    if not host:
        return ""
    link = f"{parts[1].lower()}://{host}{_UNSAFE.sub(_encoded, parts[3])}"
    return link if len(link) <= LONGEST else ""


def _host(typed: str) -> str:
    """The host's name as the network spells it, with its port; empty where it is no name of a host."""
    name, colon, port = typed.partition(":")
    if colon and not (re.fullmatch("[0-9]{1,5}", port) and 0 < int(port) <= _LAST_PORT):
        return ""
    if len(name) > _LONGEST_HOST:
        return ""
    name = name.lower()
    if not name.isascii():
        name = _as_spelt(name)
    if len(name) > _LONGEST_HOST or not _HOST.fullmatch(name):
        return ""
    return f"{name}:{int(port)}" if colon else name


def _as_spelt(name: str) -> str:
    """A name in other letters as the network spells it; empty where it is one only after letters are exchanged."""
    try:
        spelt = name.encode("idna").decode("ascii")
        return spelt if spelt.encode("ascii").decode("idna") == name else ""
    except UnicodeError:
        return ""


def _encoded(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8"))


def words_of_link(link: str) -> str:
    """What a link is called: its host, which is where it leads, and the name of the document where there is one.

    Letters, digits and spaces, stops and hyphens alone, so that nothing in it is a mark of a language.
    """
    _, _, rest = link.partition("://")
    host, slash, path = re.split(r"[?#]", rest, maxsplit=1)[0].partition("/")
    name = _name(path.rstrip("/").rpartition("/")[2]) if slash else ""
    return f"{host}/{name}" if name else host


def _name(part: str) -> str:
    told = unicodedata.normalize("NFC", unquote(part))
    name = " ".join("".join(letter if _is_plain(letter) else " " for letter in told).split()).strip(" .-")
    if _OPAQUE.fullmatch(name):
        return ""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip(' .-')}…"


def _is_plain(letter: str) -> bool:
    """Whether a letter can stand in a link's words: none that turns the direction of writing."""
    if letter.isascii():
        return letter.isalnum() or letter in ".-"
    return unicodedata.category(letter)[0] == "L" and unicodedata.bidirectional(letter) == "L"
