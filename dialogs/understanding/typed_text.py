"""What people type, as phones, Word and other languages put it: read the same however it was written."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Unicode's format characters that show nothing: soft hyphen, zero-width space, word joiner, byte order mark, what a
# dictation leaves behind, and the marks of writing direction. The joiners U+200C and U+200D stay in what is kept:
# Persian words and emoji need them.
_UNSEEN: Final = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]")
_SPACES: Final = re.compile("&nbsp;|[\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164]")
_LINES: Final = re.compile("\r\n?|[\u0085\u2028\u2029]")
DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"
_AS_TYPED: Final = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u2039\u203a\u00b4\u0060\uff07", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u300c\u300d\uff02", '"')
    | dict.fromkeys(DASHES, "-")
    | dict.fromkeys("\u060c\u3001", ",")
    | dict.fromkeys("\u061f", "?")
    | dict.fromkeys("\u200c\u200d\ufe0e\ufe0f", "")
)
_ENDS: Final = ".!?,;:\u2026\u3002 "


def kept(words: str) -> str:
    """Words as they are stored and shown: nothing unseen, and ordinary spaces.

    Letters, quotes, dashes and lines stay as the person wrote them.
    """
    seen = _LINES.sub("\n", _SPACES.sub(" ", words))
    if not seen.isascii():
        seen = _UNSEEN.sub("", seen)
    return seen.strip()


def ordinary(words: str) -> str:
    """Words in ordinary quotes, dashes, commas and widths. Capitals, lines and stops stay."""
    seen = kept(words)
    return seen if seen.isascii() else unicodedata.normalize("NFKC", seen.translate(_AS_TYPED))


def folded(words: str) -> str:
    """Words as they are read: `ordinary` in small letters."""
    # A capital I with a dot, as a Turkish keyboard writes it, leaves the dot behind when it is made small.
    return ordinary(words).casefold().replace("i\u0307", "i")


def plain(words: str) -> str:
    """Words as they are compared: `folded`, with single spaces and no final stop."""
    return " ".join(folded(words).split()).rstrip(_ENDS)


def bare(said: str) -> str:
    """What `plain` gave, without quotes around the whole: a command that was copied from a page often has them.

    Where a text of the person's own is expected, quotes say that it is no command: leave them there.
    """
    while len(said) > 1 and said[0] == said[-1] and said[0] in "\"'":
        said = said[1:-1].strip(_ENDS)
    return said


def is_question(words: str) -> bool:
    """Whether the words end in a question mark, of whatever script."""
    return folded(words).endswith("?")
