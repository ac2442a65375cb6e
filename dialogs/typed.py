"""What people type, as phones, Word and other languages put it: read the same however it was written."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Unicode's format characters that show nothing: soft hyphen, zero-width space, word joiner, byte order mark and the
# marks of writing direction. The joiners U+200C and U+200D stay in what is kept: Persian words and emoji need them.
_UNSEEN: Final = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SPACES: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_REFERENCE: Final = re.compile("\\b(DR)\\s?[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]\\s?(?=\\d{4})", re.IGNORECASE)
_AS_TYPED: Final = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u0060\uff07", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
    | dict.fromkeys("\u200c\u200d\ufe0e\ufe0f", "")
)
_ENDS: Final = ".!?,;:\u2026\u3002\uff0e "


def kept(words: str) -> str:
    """Words as they are stored and shown: nothing unseen, ordinary spaces, references with an ordinary hyphen.

    Letters, quotes, dashes and lines stay as the person wrote them.
    """
    if words.isascii():
        return words.replace("&nbsp;", " ").strip()
    seen = _SPACES.sub(" ", _UNSEEN.sub("", words.replace("&nbsp;", " ")))
    return _REFERENCE.sub(r"\1-", seen).strip()


def plain(words: str) -> str:
    """Words as they are compared: small letters, ordinary quotes, dashes and widths, single spaces, no final stop."""
    if not words.isascii():
        words = unicodedata.normalize("NFKC", kept(words)).translate(_AS_TYPED)
    return " ".join(words.casefold().split()).rstrip(_ENDS)


def bare(said: str) -> str:
    """What `plain` gave, without quotes around the whole: a command that was copied from a page often has them.

    Where a text of the person's own is expected, quotes say that it is no command: leave them there.
    """
    while len(said) > 1 and said[0] == said[-1] and said[0] in "\"'":
        said = said[1:-1].strip(_ENDS)
    return said
