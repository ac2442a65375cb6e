"""Whether the list of seals and the history say the same: which of the two was changed, in which rows, on which day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from bot.register.audit_verification import rows_in_words
from bot.register.seals import ACCEPTED, Seal, SealList, SealRow, Seen
from dialogs.wording import local_day

LATE: Final = timedelta(days=7)
"""A seal that was made so long after its day proves nothing: Graph is not out of reach for so long."""
_AFTER: Final = timedelta(hours=1)
"""How much later than the seal of a later day a seal is made by whoever makes it again."""


@dataclass(slots=True)
class Held:
    """What came of holding the history against the list: faults, and what an operator should read beside them."""

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """What this front door's own ledger knows of its seals."""

    put: Mapping[date, str]
    """Days whose seal the list took, with the item."""
    waiting: Collection[date]


def hold_against(there: SealList, seen: Seen, known: Known, today: date) -> Held:
    """Hold a history that was walked through against the seals of the list."""
    held = Held()
    counted = _judge(there, seen, held)
    _compare(counted, seen, held)
    _made_again(there, known, held)
    _gaps(there, seen, known, today, held)
    return held


def _judge(there: SealList, seen: Seen, held: Held) -> list[tuple[SealRow, Seal]]:
    """What each row said first, and the word about each that was edited or cannot be read."""
    counted: list[tuple[SealRow, Seal]] = []
    for row in there.rows:
        if row.unread and row.changed is None:
            held.faults.append(f"the list's row {row.item} is no seal ({row.unread}): it was not made by a front door")
        elif row.changed is None and row.now is not None:
            counted.append((row, row.now))
        elif row.first is None:
            held.faults.append(
                f"the seal of {row.day} was edited on {_when(row)}, and nobody can tell what it said first: "
                "the list keeps no versions, or they were removed"
            )
        else:
            counted.append((row, row.first))
            _edited(row, row.first, seen, held)
    return counted


def _edited(row: SealRow, first: Seal, seen: Seen, held: Held) -> None:
    if row.now == first:
        held.notes.append(f"The seal of {row.day} was saved again on {_when(row)}; it says what it said first.")
    elif seen.agrees(first):
        held.faults.append(
            f"the seal of {row.day} was edited on {_when(row)}: what it said first is this history's row {first.rows}. "
            "The list was changed there, not the history"
        )
    elif row.now is not None and seen.agrees(row.now):
        held.faults.append(
            f"the seal of {row.day} was edited on {_when(row)} so that it fits: it said first that row {first.rows} "
            f"has the seal {first.seal[:12]}, and this history never had it"
        )
    else:
        held.faults.append(f"the seal of {row.day} was edited on {_when(row)}, and fitted this history neither time")


def _compare(counted: Sequence[tuple[SealRow, Seal]], seen: Seen, held: Held) -> None:
    """Which rows are not those that were sealed, and of which days those seals are."""
    excused = [seal for _, seal in counted if not seen.agrees(seal) and _excused(seal, seen)]
    differing = [seal for _, seal in counted if not seen.agrees(seal) and seal not in excused]
    agreed = sorted(seal.rows for _, seal in counted if seen.agrees(seal))
    others = [seal for seal in differing if seal.history != seen.history]
    if others:
        rows = rows_in_words(1, max(seal.rows for seal in others))
        held.faults.append(
            f"{rows} of the seals of {_days(others)} are of another history: this one was written anew from its first "
            "row, or two front doors write into one list"
        )
    mine = [seal for seal in differing if seal.history == seen.history]
    replaced = [seal for seal in mine if seal.rows <= seen.last]
    if replaced:
        first, last = min(seal.rows for seal in replaced), max(seal.rows for seal in replaced)
        begins = max((rows for rows in agreed if rows < first), default=0) + 1
        rows = rows_in_words(begins, last)
        held.faults.append(f"{rows} are not those of the seals of {_days(replaced)}: replaced by others")
    beyond = [seal for seal in mine if seal.rows > seen.last]
    if beyond:
        most = max(seal.rows for seal in beyond)
        rows = rows_in_words(seen.last + 1, most)
        held.faults.append(f"{rows} missing at the end: the list's seals of {_days(beyond)} know {most} rows")
    for at, number, what in seen.taken_over:
        how = "was accepted as it was" if what == ACCEPTED else "was put back from a copy"
        since = [seal for seal in excused if seal.at < at]
        which = f": the seals of {_days(since)} are of what stood there before" if since else ""
        held.notes.append(
            f"The history {how} on {local_day(at)}, in row {number}{which}. If none of you did it, tell your security "
            "team."
        )


def _excused(seal: Seal, seen: Seen) -> bool:
    """Whether an operator took the history as it is, or put back a copy, after this was sealed.

    A copy that is put back is the same up to where it ends: before that every seal must agree.
    """
    return any(seal.at < at and (what == ACCEPTED or seal.rows >= number) for at, number, what in seen.taken_over)


def _made_again(there: SealList, known: Known, held: Held) -> None:
    """Seals that were made long after their day: nobody can make one again on the day itself."""
    dated = [(row, row.first or row.now) for row in there.rows]
    days = {row.item: seal.day for row, seal in dated if seal}
    oldest = min(days.values(), default=None)
    if there.made is not None and oldest is not None and local_day(there.made) > oldest:
        held.faults.append(
            f"the list was made on {local_day(there.made)}, after the day of its first seal ({oldest}): the list that "
            "was there before is gone, and this one was put in its place"
        )
    earliest_later = _earliest_of_later_days(there, days)
    for row in there.rows:
        day = days.get(row.item)
        late = local_day(row.made) - day if day else timedelta(0)
        if day is None or late < timedelta(days=1):
            continue
        after = earliest_later.get(row.item)
        if after is not None and row.made - after > _AFTER:
            held.faults.append(f"the seal of {day} was made again on {local_day(row.made)}, after those of later days")
        elif late > LATE:
            held.faults.append(f"the seal of {day} was made {late.days} days late, so it proves nothing of that day")
        else:
            held.notes.append(f"The seal of {day} came {late.days} days late. The log says why.")
    for day, item in sorted(known.put.items()):
        if item not in {row.item for row in there.rows}:
            held.faults.append(
                f"the seal of {day} was put into the list as its row {item} and is gone: look in the site's recycle bin"
            )


def _earliest_of_later_days(there: SealList, days: Mapping[str, date]) -> dict[str, datetime]:
    """For each row, when the first of the seals of later days was made."""
    found: dict[str, datetime] = {}
    earliest: datetime | None = None
    dated = sorted((row for row in there.rows if row.item in days), key=lambda row: days[row.item], reverse=True)
    for row in dated:
        if earliest is not None:
            found[row.item] = earliest
        earliest = row.made if earliest is None else min(earliest, row.made)
    return found


def _gaps(there: SealList, seen: Seen, known: Known, today: date, held: Held) -> None:
    """Days without a seal since the first one, a line for each stretch; what is on its way is said apart."""
    days = {seal.day for row in there.rows for seal in (row.first, row.now) if seal}
    if not days:
        return
    lacking = [day for day in _each_day(min(days), today) if day not in days]
    for day in [day for day in lacking if day in known.waiting]:
        held.notes.append(f"The seal of {day} waits to be sent: front-door deliveries list says why.")
    for stretch in _stretches([day for day in lacking if day not in known.waiting and day not in known.put]):
        written = sum(seen.days[day] for day in stretch)
        name = _span(stretch[0], stretch[-1])
        if written:
            held.faults.append(
                f"no seal of {name}, though {written} rows were written then: it was taken away, or could not be sent"
            )
        else:
            held.notes.append(f"There is no seal of {name}, and nothing was written then: no front door ran.")


def _each_day(first: date, end: date) -> Iterator[date]:
    """The days from the first up to, and without, the end."""
    return (first + timedelta(days=n) for n in range((end - first).days))


def _stretches(days: Sequence[date]) -> list[list[date]]:
    """Days that follow each other, together."""
    found: list[list[date]] = []
    for day in days:
        if found and day - found[-1][-1] == timedelta(days=1):
            found[-1].append(day)
        else:
            found.append([day])
    return found


def _days(seals: Sequence[Seal]) -> str:
    return _span(min(seal.day for seal in seals), max(seal.day for seal in seals))


def _span(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first} to {last}"


def _when(row: SealRow) -> str:
    return f"{row.changed:%Y-%m-%d %H:%M} UTC" if row.changed else "an unknown day"
