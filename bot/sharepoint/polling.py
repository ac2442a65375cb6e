"""What the governance team changed in the list: the rows that were read, compared with what we knew."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from bot.sharepoint.columns import STATUSES
from bot.sharepoint.reading import Row
from bot.sharepoint.words import words_of
from dialogs.statuses import Status

COLUMNS: Final = {
    "status": "Status",
    "note": "DecisionNote",
    "final_process": "FinalProcess",
    "it_contact": "ITContact",
    "current_step": "CurrentStep",
    "timeframe": "Timeframe",
}
"""What is compared: our word, and the column."""
MADE: Final = 1
"""The version of an item that nobody has changed since it was made."""


@dataclass(frozen=True, slots=True)
class KnownRow:
    """What the list last said of a request, or what we last wrote there. Not what the register wants it to say."""

    reference: str
    item_id: str
    status: str = Status.SUBMITTED
    note: str = ""
    final_process: str = ""
    it_contact: str = ""
    current_step: str = ""
    timeframe: str = ""
    deleted: bool = False
    version: int = 0
    """The item's version when this was learnt; a row that is older is late news and says nothing. 0: unknown."""
    sending: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By our word for the column, values that updates of ours are about to write, or wrote without an answer: a row
    that shows one is our own doing."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One request that the list shows otherwise than we knew it. Only what changed is set; the rest is None.

    ``ours``: it shows what an update of ours was about to write, so nobody needs to hear. ``unknown_status``: the
    status is none of ours; it is told as it stands. ``kind`` ``deleted``, ``back`` (in the list again) and ``double``
    (a second item with the same reference, ``item_id`` says which) are for an operator too.
    """

    reference: str
    item_id: str
    kind: Literal["changed", "deleted", "back", "double"] = "changed"
    status: str | None = None
    note: str | None = None
    final_process: str | None = None
    it_contact: str | None = None
    current_step: str | None = None
    timeframe: str | None = None
    ours: frozenset[str] = frozenset()
    """Which of these are our own writing."""
    unknown_status: bool = False
    version: int = 0


def changes(known: Mapping[str, KnownRow], rows: Iterable[Row], appending: Collection[str] = ()) -> list[Changed]:
    """Compare rows with what was known, by reference; our own writes and repeats fall away.

    ``appending``: columns that show only what their last change wrote there. Nothing there takes nothing back.

    The last row of an item counts. An item that was deleted and made again shows its new id alone: then it is back.
    """
    by_item = {row.item_id: row for row in known.values() if row.item_id}
    last = {row.item_id: row for row in rows}
    gone = {item_id for item_id, row in last.items() if row.deleted}
    found: dict[tuple[str, str], Changed] = {}
    for row in last.values():
        before = by_item.get(row.item_id) or known.get(reference_of(row))
        if before is None:
            continue  # a row that someone made by hand is no request of ours
        change = _change(
            before if before.item_id not in gone or row.deleted else replace(before, deleted=True), row, appending
        )
        if change is not None:
            found[change.reference, change.item_id] = change
    back = {change.reference for change in found.values() if change.kind == "back"}
    return [change for change in found.values() if change.kind != "deleted" or change.reference not in back]


def reference_of(row: Row) -> str:
    """The reference that a row shows, empty for none."""
    return words_of((row.fields or {}).get("Reference")).strip()


def _change(before: KnownRow, row: Row, appending: Collection[str]) -> Changed | None:
    another = bool(before.item_id) and row.item_id != before.item_id
    if another and (row.deleted or not before.deleted):
        return None if row.deleted else Changed(before.reference, row.item_id, "double")
    if row.deleted:
        return None if before.deleted else Changed(before.reference, row.item_id, "deleted")
    if row.version and row.version < before.version and not another:
        return None
    if not before.item_id and row.version == MADE:
        return None  # we made it just now: whoever did will note what it shows
    untouched = row.version == MADE and not another and not before.deleted
    fields = row.fields or {}
    now = {word: words_of(fields.get(column)) for word, column in COLUMNS.items()}
    if not now["status"]:  # a cell that somebody emptied, or a column that they removed, is no decision
        now["status"] = before.status
    for word, column in COLUMNS.items():
        if column in appending and not now[word]:
            now[word] = getattr(before, word)
    other = {word: value for word, value in now.items() if value != getattr(before, word)}
    if not other and not before.deleted:
        return None
    return Changed(
        before.reference,
        row.item_id,
        "back" if before.deleted else "changed",
        status=other.get("status"),
        note=other.get("note"),
        final_process=other.get("final_process"),
        it_contact=other.get("it_contact"),
        current_step=other.get("current_step"),
        timeframe=other.get("timeframe"),
        # Nobody was in it since it was made: what we did not write there are the defaults of its columns.
        ours=frozenset(word for word, value in other.items() if untouched or value in before.sending.get(word, ())),
        unknown_status="status" in other and other["status"] not in STATUSES,
        version=row.version,
    )


def strange_rows(known: Mapping[str, KnownRow], requesters: Mapping[str, str], rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows that a front door wrote, but not for a request that is known here.

    That is so when the database was put back from an older copy, or replaced: then the list knows references that the
    register has not given yet. Such a row names its requester, and its reference is unknown or belongs to a request of
    someone else (``requesters``: Entra ids by reference).
    """
    ours = {row.item_id for row in known.values() if row.item_id}
    found = []
    for row in rows:
        fields = row.fields or {}
        reference, requester = reference_of(row), words_of(fields.get("RequesterAadId")).strip()
        if reference and requester and row.item_id not in ours and requesters.get(reference) != requester:
            found.append(row)
    return tuple(found)
