"""What the list of seals and the history tell of each other, by plain calls: every trace, and each edge of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.register.anchor_file import Anchor
from bot.register.audit import Entry, append
from bot.register.opening import open_register
from bot.register.restored import RESTORED, Restored
from bot.register.seal_verification import Held, Known, hold_against
from bot.register.seals import ACCEPTED, Seal, SealList, SealRow, Seen
from tests.bot.register import histories

FIRST = datetime(2026, 11, 23, 1, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MADE, NOW = FIRST - 30 * DAY, FIRST + 5 * DAY


def seal(number: int, rows: int | None = None, **other: object) -> Seal:
    """The seal of the day of this number: three rows came on each day before it."""
    at, rows = FIRST + number * DAY, 3 * (number + 1) if rows is None else rows
    return replace(Seal(at.date(), at, rows, f"seal of row {rows}", "history"), **other)  # type: ignore[arg-type]


def row(number: int, said: Seal | None = None, **other: object) -> SealRow:
    """Its row in the list, made an hour after its day began."""
    now = said or seal(number)
    return replace(SealRow(str(number + 1), now, None, FIRST + number * DAY), **other)  # type: ignore[arg-type]


def seen(last: int = 15, **other: object) -> Seen:
    """The history of five days, three rows on each."""
    days = Counter({(FIRST + n * DAY).date(): 3 for n in range(5)})
    seals = {number: f"seal of row {number}" for number in range(1, last + 1)}
    return replace(Seen(frozenset(), seals, "history", last, days, []), **other)  # type: ignore[arg-type]


ROWS = tuple(row(n) for n in range(5))
NOTHING = Known({}, ())


def held(
    *rows: SealRow, history: Seen | None = None, known: Known = NOTHING, made: datetime | None = MADE, days: int = 5
) -> Held:
    """What comes of holding the history against these rows on the day of this number."""
    return hold_against(SealList(made, rows), history or seen(), known, (FIRST + days * DAY).date())


def changed(number: int, becomes: SealRow, history: Seen | None = None) -> Held:
    """The same where one row is another."""
    return held(*ROWS[:number], becomes, *ROWS[number + 1 :], history=history)


def test_what_was_sealed_each_day_and_is_so_still_is_whole() -> None:
    assert held(*ROWS) == Held()
    assert held() == Held()
    assert held(*ROWS, made=None) == Held()
    assert held(*ROWS, made=FIRST) == Held(), "the list was made on the day of its first seal"


def test_a_row_that_was_edited_says_what_it_said_first_and_whether_that_fits() -> None:
    when: Any = {"changed": NOW}
    again = "The seal of 2026-11-25 was saved again on 2026-11-28 01:00 UTC; it says what it said first."
    assert changed(2, row(2, first=seal(2), **when)) == Held([], [again])
    edited = "the seal of 2026-11-25 was edited on 2026-11-28 01:00 UTC"
    forged = seal(2, seal="forged and long")
    told = f"{edited}: what it said first is this history's row 9. The list was changed there, not the history"
    assert changed(2, row(2, forged, first=seal(2), **when)) == Held([told])
    assert changed(2, row(2, first=seal(2), now=None, unread="its Title is no day", **when)) == Held([told])
    lost = "nobody can tell what it said first: the list keeps no versions, or they were removed"
    assert changed(2, row(2, **when)) == Held([f"{edited}, and {lost}"])
    fits = (
        f"{edited} so that it fits: it said first that row 9 has the seal forged and l, and this history never had it"
    )
    replaced = "rows 7 to 9 are not those of the seals of 2026-11-25: replaced by others"
    assert changed(2, row(2, first=forged, **when)) == Held([fits, replaced])
    neither = f"{edited}, and fitted this history neither time"
    for now in (None, seal(2, seal="other")):
        assert changed(2, row(2, first=forged, now=now, **when)) == Held([neither, replaced])
    stranger = "the list's row 9 is no seal (its Title is no day): it was not made by a front door"
    odd = SealRow("9", None, None, NOW, unread="its Title is no day")
    assert held(*ROWS, odd) == Held([stranger])
    assert held(*ROWS, replace(odd, changed=NOW)) == Held(
        [f"the seal of the list's row 9 was edited on 2026-11-28 01:00 UTC, and {lost}"]
    )


def test_rows_that_are_not_those_that_were_sealed_are_told_by_their_numbers() -> None:
    history = seen()
    history.seals |= {9: "another", 12: "another"}
    told = "rows 7 to 12 are not those of the seals of 2026-11-25 to 2026-11-26: replaced by others"
    assert held(*ROWS, history=history) == Held([told])
    history.seals[3] = "another"
    told = "rows 1 to 12 are not those of the seals of 2026-11-23 to 2026-11-26: replaced by others"
    assert held(*ROWS, history=history) == Held([told])
    missing = "rows 14 to 15 missing at the end: the list's seals of 2026-11-27 know 15 rows"
    assert held(*ROWS, history=seen(13)) == Held([missing])
    missing = "rows 12 to 15 missing at the end: the list's seals of 2026-11-26 to 2026-11-27 know 15 rows"
    assert held(*ROWS, history=seen(11)) == Held([missing])
    last = seen()
    last.seals[15] = "another"
    told = "rows 13 to 15 are not those of the seals of 2026-11-27: replaced by others"
    assert held(*ROWS, history=last) == Held([told]), "the last row of all"
    others = "rows 1 to 15 of the seals of 2026-11-23 to 2026-11-27 are of another history: this one was written anew"
    anew = seen(history="anew", seals={})
    assert held(*ROWS, history=anew) == Held(
        [f"{others} from its first row, or two front doors write into one list"]
    ), "and not told twice"


def test_what_an_operator_took_over_excuses_the_seals_before_it_and_is_told() -> None:
    at = seal(2).at + HOUR
    accepted = seen(seals={n: f"seal of row {n}" for n in range(10, 16)}, taken_over=[(at, 4, ACCEPTED)])
    team = "If none of you did it, tell your security team."
    how = "The history was accepted as it was on 2026-11-25, in row 4"
    which = "the seals of 2026-11-23 to 2026-11-25 are of what stood there before"
    assert held(*ROWS, history=accepted) == Held([], [f"{how}: {which}. {team}"])
    nothing = seen(taken_over=[(at, 4, ACCEPTED)])
    assert held(*ROWS, history=nothing) == Held([], [f"{how}. {team}"])
    late = replace(accepted, taken_over=[(seal(2).at, 4, ACCEPTED)])
    replaced = "rows 1 to 9 are not those of the seals of 2026-11-25: replaced by others"
    assert held(*ROWS, history=late).faults == [replaced], "it was sealed after that"
    back = "The history was put back from a copy on 2026-11-25, in row 6"
    restored = seen(seals={3: "seal of row 3", **{n: f"seal of row {n}" for n in range(10, 16)}})
    restored.taken_over.append((at, 6, RESTORED))
    which = "the seals of 2026-11-24 to 2026-11-25 are of what stood there before"
    assert held(*ROWS, history=restored) == Held([], [f"{back}: {which}. {team}"])
    restored.taken_over[0] = (at, 7, RESTORED)
    replaced = "rows 4 to 6 are not those of the seals of 2026-11-24: replaced by others"
    assert held(*ROWS, history=restored).faults == [replaced], "the copy has this row, and it must be the same"


def test_a_seal_that_was_made_long_after_its_day_proves_nothing_of_it() -> None:
    def made(later: timedelta) -> Held:
        return held(row(0, made=FIRST + later), days=1)

    assert made(DAY - 2 * HOUR) == Held()
    assert made(DAY) == Held([], ["The seal of 2026-11-23 came 1 days late. The log says why."])
    assert made(7 * DAY) == Held([], ["The seal of 2026-11-23 came 7 days late. The log says why."])
    assert made(8 * DAY) == Held(["the seal of 2026-11-23 was made 8 days late, so it proves nothing of that day"])
    after_others = seal(2).at + HOUR
    again = "the seal of 2026-11-23 was made again on 2026-11-25, after those of later days"
    for later, faults in ((timedelta(0), []), (timedelta(seconds=1), [again])):
        first = row(0, made=after_others + later)
        rows = (first, row(1, made=seal(2).at), *ROWS[2:])
        assert held(*rows).faults == faults, "an hour may lie between two that were kept waiting together"
    new = (
        "the list was made on 2026-11-24, after the day of its first seal (2026-11-23): the list that was there before"
    )
    assert held(*ROWS, made=FIRST + DAY).faults == [f"{new} is gone, and this one was put in its place"]


def test_a_day_without_a_seal_is_a_fault_where_rows_were_written() -> None:
    some = (ROWS[0], ROWS[4])
    told = (
        "no seal of 2026-11-24 to 2026-11-26, though 9 rows were written then: it was taken away, or could not be sent"
    )
    assert held(*some) == Held([told])
    quiet = seen(days=Counter({date(2026, 11, 25): 1}))
    assert held(*some, history=quiet).faults == [told.replace("9 rows", "1 rows")]
    none = "There is no seal of 2026-11-24 to 2026-11-26, and nothing was written then: no front door ran."
    assert held(*some, history=seen(days=Counter())) == Held([], [none])
    waiting = Known({date(2026, 11, 24): "2"}, (date(2026, 11, 25),))
    assert held(*some, known=waiting) == Held(
        [
            "the seal of 2026-11-24 was put into the list as its row 2 and is gone: look in the site's recycle bin",
            "no seal of 2026-11-26, though 3 rows were written then: it was taken away, or could not be sent",
        ],
        ["The seal of 2026-11-25 waits to be sent: front-door deliveries list says why."],
    )
    taken = Known({seal(n).day: str(n + 1) for n in range(5)}, ())
    assert held(*ROWS, known=taken, days=4) == Held(), "today has a seal or not: the day is not over"
    assert held(*ROWS[:4], days=4) == Held()
    assert held(*ROWS[:3], ROWS[4], history=seen(days=Counter())).notes == [
        "There is no seal of 2026-11-26, and nothing was written then: no front door ran."
    ]


@pytest.mark.parametrize(
    ("rows", "at", "explained"),
    [
        (5, NOW, True),
        (4, NOW, False),
        (6, NOW, True),
        (5, NOW + timedelta(microseconds=1), False),
        (5, NOW.replace(tzinfo=None), False),
    ],
)
def test_a_copy_that_was_put_back_explains_what_came_after_it_and_was_told_until_then(
    rows: int, at: datetime, *, explained: bool
) -> None:
    assert Restored(5, NOW, "").explains(rows, at.isoformat()) is explained


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("rows", "after", "told"),
    [
        (3, 0, "are not those of the anchor"),  # the copy's own rows: nobody put those back otherwise
        (4, 0, ""),
        (5, 0, ""),
        (5, 1, "are not those of the anchor"),
        (9, 0, ""),
        (9, 1, "rows 6 to 9 missing at the end"),
    ],
)
def test_anchors_of_what_went_when_a_copy_was_put_back_are_no_fault(
    database_url: str, tmp_path: Path, rows: int, after: int, told: str
) -> None:
    kept = histories.outside(tmp_path)
    register = open_register(database_url, outside=kept)
    histories.write(register, 3)
    back = Entry("key", RESTORED, "", {"copy": NOW.isoformat()})
    register.write_now(lambda c: append(c, NOW, back))
    histories.write(register, 1)
    register.close()
    kept.keep(Anchor((NOW + timedelta(seconds=after)).isoformat(), rows, "a seal that is gone"))
    found = histories.faults(database_url, kept)
    assert (told in found, found == "") == (True, not told), found
