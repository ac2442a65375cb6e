"""Similar requests, found by the words of their titles: full text in the database first, then ranked by `likeness`.

SQLite uses FTS5, PostgreSQL its own full text. Only title, service area and status ever leave this module. Of all
requests those are looked at that share every word of what it is about; of the newer ones those that share all but one;
of the newest those that share any. Ranking everything that shares a word took 80 ms among 100,000 requests, and an old
title that shares one word is hardly worth reading.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

from bot.register.likeness import ALIKE, about, likeness_of, words_of
from dialogs import statuses
from dialogs.model import Similar

_CANDIDATES = 40
_NEWER, _NEWEST = 10_000, 1000
"""Requests, newest first, that are looked at when they share all words but one, and when they share any word."""
_ALL, _ENOUGH = 2**31, 12
_FEW = 2
"""Up to so many words there is no leaving one out: a single word that is left says little."""
_MOST = 3
SQLITE_TABLES = (
    (
        "CREATE VIRTUAL TABLE IF NOT EXISTS request_words"
        " USING fts5(reference UNINDEXED, title, tokenize='porter unicode61')"
    ),
)
POSTGRES_TABLES = (
    "CREATE TABLE IF NOT EXISTS request_words (reference varchar(16) PRIMARY KEY, title text NOT NULL)",
    "CREATE INDEX IF NOT EXISTS request_words_by_word ON request_words USING gin (to_tsvector('english', title))",
)

# What is found by every word is looked at newest first, so that the search can stop early.
# Newest first, so that the search can stop early; the best first where everything that is found is ranked anyway.
_SQLITE_FIND = text(
    "SELECT r.reference, r.title, r.area, r.status FROM request_words w JOIN requests r ON r.reference = w.reference"
    " WHERE request_words MATCH :words AND w.rowid > (SELECT max(rowid) FROM request_words) - :among"
    " AND r.status NOT IN ('Withdrawn', 'Declined') ORDER BY w.rowid DESC LIMIT :most"
)
_SQLITE_RANK = text(str(_SQLITE_FIND).replace("w.rowid DESC", "w.rank"))
_POSTGRES_FIND = text(
    "SELECT r.reference, r.title, r.area, r.status FROM request_words w JOIN requests r ON r.reference = w.reference"
    " WHERE to_tsvector('english', w.title) @@ to_tsquery('english', :words)"
    " AND r.status NOT IN ('Withdrawn', 'Declined')"
    " AND r.number > (SELECT max(number) FROM requests) - :among ORDER BY r.number DESC LIMIT :most"
)


def index(connection: Connection, reference: str, title: str) -> None:
    """Make a request's title findable."""
    connection.execute(
        text("INSERT INTO request_words (reference, title) VALUES (:reference, :title)"),
        {"reference": reference, "title": title},
    )


def similar(connection: Connection, title: str, without: str = "", most: int = _MOST) -> tuple[Similar, ...]:
    """At most ``most`` requests with a similar title, those that can be joined first, then the most alike.

    Of what was declined or withdrawn nothing is told. ``without`` is left out.
    """
    words = about(title)
    if not words:
        return ()
    rows = {row.reference: row for row in _candidates(connection, words) if row.reference != without}.values()
    mine = words_of(title)
    alike = [(score, row) for row in rows if (score := likeness_of(mine, words_of(row.title))) >= ALIKE]
    alike.sort(key=lambda one: (not statuses.among(statuses.JOINABLE, one[1].status), -one[0], one[1].reference))
    return tuple(Similar(row.reference, row.title, row.area or "", row.status) for _, row in alike[:most])


def _candidates(connection: Connection, words: list[str]) -> list[Any]:
    """Rows that may be alike, some perhaps twice: the closest first, until there are enough to choose from."""
    on_postgres = connection.dialect.name == "postgresql"
    either, both = (" | ", " & ") if on_postgres else (" OR ", " AND ")
    find, rank = (_POSTGRES_FIND, _POSTGRES_FIND) if on_postgres else (_SQLITE_FIND, _SQLITE_RANK)
    terms = words if on_postgres else [f'"{word}"' for word in words]
    asked = [(find, both.join(terms), _ALL), (rank, either.join(terms), _NEWEST)]
    if len(terms) > _FEW:
        but_one = (both.join(terms[:left] + terms[left + 1 :]) for left in range(len(terms)))
        asked.insert(1, (find, either.join(f"({some})" for some in but_one), _NEWER))
    found: list[Any] = []
    for query, wanted, among in asked:
        found += connection.execute(query, {"words": wanted, "most": _CANDIDATES, "among": among})
        if len(found) >= _ENOUGH:
            break
    return found
