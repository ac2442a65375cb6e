"""Titles of requests that have what somebody types, on both databases: more or less, and the newest first.

They are found by the full text that similar requests are found by. It knows words by their stems, and people type
letter by letter: so it is asked for whatever stem the letters can have, and the title itself says the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, TextClause, text

from dialogs.sought import Sought

_SHORT: Final = 3
"""Letters from which a word narrows the search: fewer begin too many."""
_SURE, _ENDING = 4, 4
"""Letters at the beginning of a word that its stem has too, and how many at its end it may have otherwise."""
_NOT_FOUND = (
    "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself "
    "it its itself they them their theirs themselves what which who whom this that these those am is are was were be "
    "been being have has had having do does did doing a an the and but if or because as until while of at by for with "
    "about against between into through during before after above below to from up down in out on off over under again "
    "further then once here there when where why how all any both each few more most other some such no nor not only "
    "own same so than too very s t can will just don should now"
)
_UNINDEXED: Final = tuple(_NOT_FOUND.split())
"""Words that PostgreSQL leaves out of its full text."""


def narrowing(wanted: Sought) -> list[str]:
    """The words by which the full text is asked; perhaps none: whoever asks looks at titles themselves then."""
    return [word for word in wanted.words if len(word) >= _SHORT and not _is_left_out(word)]


def _is_left_out(word: str) -> bool:
    return any(one.startswith(word) for one in _UNINDEXED)


def _beginnings(word: str) -> set[str]:
    """What the stem of a word that begins so can begin with: an end of these letters may be an ending, a y an i."""
    found = {word, word[: max(_SURE, len(word) - _ENDING)]}
    return found | {one[:-1] for one in found if one.endswith("y")}


def _stems(word: str) -> Iterator[str]:
    """What the whole stem of a word that begins so can be, where it is shorter than these letters."""
    for end in range(_SHORT - 1, len(word)):
        yield word[:end]
        yield f"{word[:end]}e"


def titled(connection: Connection, narrow: Sequence[str], wanted: Sought, looked_at: int) -> list[str]:
    """References of titles that have these words, more or less, the newest first."""
    words, on_postgres = wanted.words, connection.dialect.name == "postgresql"
    given: dict[str, Any] = {"most": looked_at} | {f"w{n}": f"%{word}%" for n, word in enumerate(words)}
    if on_postgres:
        for n, word in enumerate(narrow):
            given[f"s{n}"] = " | ".join(
                (*(f"'{one}':*" for one in _beginnings(word)), *(f"'{stem}'" for stem in _stems(word)))
            )
            given[f"e{n}"] = f"'{word}'"
        asked = _postgres_titles(len(narrow), len(words))
    else:
        terms = (
            " OR ".join((*(f'"{one}"*' for one in _beginnings(word)), *(f'"{stem}"' for stem in _stems(word))))
            for word in narrow
        )
        given["words"] = " AND ".join(f"({one})" for one in terms)
        asked = _sqlite_titles(len(words))
    found = list(connection.execute(asked, given).scalars())
    if len(found) < looked_at and (on_postgres or wanted.beyond_ascii):  # PostgreSQL's full text knows no accents
        found += connection.execute(_POSTGRES_ACCENTED if on_postgres else _SQLITE_ACCENTED, given).scalars()
    return found


@lru_cache(maxsize=16)
def _sqlite_titles(words: int) -> TextClause:
    held = " AND ".join(f"(title LIKE :w{n} OR length(CAST(title AS BLOB)) <> length(title))" for n in range(words))
    asked = f"request_words MATCH :words AND {held}"
    return text(_TITLES.replace("WHERE", f"WHERE {asked} ORDER BY rowid DESC"))


@lru_cache(maxsize=128)
def _postgres_titles(narrow: int, words: int) -> TextClause:
    asked = " && ".join(f"(to_tsquery('simple', :s{n}) || to_tsquery('english', :e{n}))" for n in range(narrow))
    held = " AND ".join(f"(title ILIKE :w{n} OR octet_length(title) <> length(title))" for n in range(words))
    where = f"to_tsvector('english', title) @@ ({asked}) AND {held}"
    return text(_TITLES.replace("WHERE", f"WHERE {where} {_NEWEST_FIRST}"))


_TITLES: Final = "SELECT reference FROM request_words WHERE LIMIT :most"
_NEWEST_FIRST: Final = "ORDER BY length(reference) DESC, reference DESC"
_POSTGRES_ACCENTED: Final = text(
    "SELECT reference FROM request_words WHERE octet_length(title) <> length(title)"
    " ORDER BY length(reference) DESC, reference DESC LIMIT :most"
)
_SQLITE_ACCENTED: Final = text(
    "SELECT reference FROM request_words WHERE length(CAST(title AS BLOB)) <> length(title)"
    " ORDER BY rowid DESC LIMIT :most"
)
