"""What is different between a list and what the front door needs, found before the first request finds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.sharepoint.columns import WantedColumn, WantedList

What = Literal[
    "list missing",
    "missing",
    "retyped",
    "renamed",
    "unindexed",
    "not unique",
    "missing choice",
    "appending",
    "read-only",
    "list unknown",
]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it should be, with the sentence that says so and what to do."""

    what: What
    list_name: str
    column: str
    sentence: str
    choices: tuple[str, ...] = ()
    """The choices that are missing."""
    mendable: bool = True
    """Whether `front-door list provision` mends it."""
    without: str = ""
    """What does not happen until then."""

    def __str__(self) -> str:
        """The line that the command prints."""
        return f"{self.list_name}: {self.sentence}"


def differences(wanted: WantedList, there: Sequence[Mapping[str, Any]] | None) -> list[Difference]:
    """Every difference between the wanted list and the columns that are there (None: there is no such list)."""
    if there is None:
        sentence = "the list is missing. Make it with front-door list provision"
        return [Difference("list missing", wanted.name, "", sentence)]
    by_name = {str(column.get("name")): column for column in there}
    found: list[Difference] = []
    for column in wanted.columns:
        present = by_name.get(column.name)
        if present is None:
            found.append(_missing(wanted, column, there))
        else:
            found += _of_column(wanted, column, present)
    return found


def _missing(wanted: WantedList, column: WantedColumn, there: Sequence[Mapping[str, Any]]) -> Difference:
    """A column that is not there, with a hint when another one looks like it under a new name."""
    needed = {c.name for c in wanted.columns}
    close = [
        str(c["name"])
        for c in there
        if c.get("name") not in needed
        and str(c.get("displayName", "")).casefold() in (column.shown.casefold(), column.name.casefold())
    ]
    hint = f" (the column {close[0]} carries its heading, but another internal name)" if close else ""
    until = f": until it is there, {column.without}" if column.without else ""
    sentence = f"the column {column.name} is missing{hint}{until}. Add it with front-door list provision"
    return Difference("missing", wanted.name, column.name, sentence, without=column.without)


def _of_column(wanted: WantedList, column: WantedColumn, present: Mapping[str, Any]) -> list[Difference]:
    name = column.name
    found: list[Difference] = []

    def add(what: What, sentence: str, choices: tuple[str, ...] = (), *, mendable: bool = True) -> None:
        found.append(Difference(what, wanted.name, name, sentence, choices, mendable))

    if not _same_type(column, present):
        add(
            "retyped",
            f"the column {name} has the type {_type(present)} and needs {_words(column)}. Rename or delete it in "
            "the list's settings, then add it again with front-door list provision",
            mendable=False,
        )
        return found
    if present.get("readOnly"):
        add("read-only", f"the column {name} is read-only. Make it writable in the list's settings", mendable=False)
    if str(present.get("displayName") or name) not in (column.shown, name):
        add(
            "renamed",
            f"the column {name} is shown as “{present.get('displayName')}”. "
            f"Rename it to “{column.shown}” in the list's settings",
            mendable=False,
        )
    if column.indexed and not present.get("indexed"):
        add("unindexed", f"the column {name} is not indexed. Index it with front-door list provision")
    if column.unique and not present.get("enforceUniqueValues"):
        add(
            "not unique", f"the column {name} takes the same value twice. Make it unique with front-door list provision"
        )
    has = (present.get("choice") or {}).get("choices") or []
    lacking = tuple(choice for choice in column.choices if choice not in has)
    if lacking:
        add(
            "missing choice",
            f"the column {name} lacks the choices {', '.join(lacking)}. Add them with front-door list provision",
            lacking,
        )
    if (present.get("text") or {}).get("appendChangesToExistingText"):
        add(
            "appending",
            f"the column {name} appends: it shows only what its last change wrote there, so a text that somebody takes "
            "away is not noticed. Switch off “Append changes to existing text” in the list's settings",
            mendable=False,
        )
    return found


def _same_type(column: WantedColumn, present: Mapping[str, Any]) -> bool:
    facet = next(iter(column.facet))
    if present.get(facet) is None:
        return False
    if facet == "text":
        return column.either or bool(present["text"].get("allowMultipleLines")) == (column.kind == "lines")
    if facet == "dateTime" and column.kind == "moment":
        # A date alone would lose the time of day; the other way round nothing is lost.
        return str(present["dateTime"].get("format") or "dateTime") == "dateTime"
    return True


def _type(present: Mapping[str, Any]) -> str:
    for facet, words in _WORDS.items():
        if present.get(facet) is not None:
            if facet == "text" and present["text"].get("allowMultipleLines"):
                return "multi-line text"
            return words
    return "unknown"


def _words(column: WantedColumn) -> str:
    if column.kind in ("date", "moment"):
        return "date" if column.kind == "date" else "date and time"
    return "multi-line text" if column.kind == "lines" else _WORDS[next(iter(column.facet))]


_WORDS = {
    "text": "single line of text",
    "choice": "choice",
    "number": "number",
    "dateTime": "date",
    "boolean": "yes or no",
    "personOrGroup": "person",
    "lookup": "lookup",
    "hyperlinkOrPicture": "hyperlink",
    "currency": "currency",
    "calculated": "calculated",
}
