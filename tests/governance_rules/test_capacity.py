"""How much work there is room for: what the governance team writes, and what is said of a slip in it."""

from __future__ import annotations

from datetime import date

import pytest

from governance_rules import SHIPPED, Rulebook
from governance_rules.capacity import Capacity, first_of_quarter, next_quarter
from tests.governance_rules.rulebooks import AREAS, DAY, Copy
from tests.rules_reading import check_rulebook, load_rulebook

SECTION = """capacity:
  question: delivery_effort
  effort:
    - {option: days, days: 5}
    - {option: weeks, days: 20}
    - {option: months, days: 90}
  timeframes:
    - {timeframe: now, quarters: 1}
    - {timeframe: next, quarters: 2}
  quarters:
    - {from: 2026-10-01, days: 120}
    - {from: 2027-01-01, days: 150}
"""
SLIPS = (
    ("question: delivery_effort", "question: delivery_efort", 2, "There is no question delivery_efort"),
    ("question: delivery_effort", "question: strategy_fit", 2, "strategy_fit is no choice of one option"),
    ("question: delivery_effort", "question: service_area", 2, "service_area is no choice of one option"),
    ("option: weeks", "option: week", 5, "delivery_effort has no option week"),
    ("option: weeks", "option: days", 5, "The option days stands twice in the capacity"),
    ("option: days, days: 5", "option: days, days: -5", 4, "-5 days are not between 0 and 100,000"),
    ("timeframe: next, quarters: 2", "timeframe: soon, quarters: 2", 9, "There is no timeframe soon"),
    ("timeframe: next, quarters: 2", "timeframe: next, quarters: 0", 9, "0 quarters are not between 1 and 12"),
    ("timeframe: now, quarters: 1", "timeframe: now, quarters: 3", 9, "next ends before now"),
    ("from: 2027-01-01", "from: 2027-01-05", 12, "No quarter begins on 2027-01-05"),
    ("from: 2027-01-01", "from: 2026-10-01", 12, "The quarters of the capacity are out of order"),
    ("days: 150", "days: many", 12, "days should be a whole number and not many"),
    ("  question: delivery_effort\n", "", 2, "The capacity has no question"),
)


def written(copy: Copy, section: str = SECTION) -> Copy:
    (copy.folder / "capacity.yaml").write_text(section, encoding="utf-8")
    return copy


def test_a_rulebook_says_days_by_quarter_by_effort_and_how_soon(copy: Copy) -> None:
    rulebook = load_rulebook(written(copy).folder, AREAS, DAY)
    assert rulebook.capacity == Capacity(
        "delivery_effort",
        {"days": 5, "weeks": 20, "months": 90},
        {"now": 1, "next": 2},
        {date(2026, 10, 1): 120, date(2027, 1, 1): 150},
    )


def test_a_rulebook_need_not_say_any(shipped: Rulebook) -> None:
    assert shipped.capacity is None


def test_a_sound_capacity_is_nothing_to_speak_of(copy: Copy) -> None:
    assert written(copy).check().problems == ()


@pytest.mark.parametrize(("old", "new", "line", "says"), SLIPS, ids=[slip[3] for slip in SLIPS])
def test_a_slip_is_told_at_its_line(copy: Copy, old: str, new: str, line: int, says: str) -> None:
    assert SECTION.count(old) == 1
    found = [str(p) for p in written(copy, SECTION.replace(old, new)).check().problems]
    assert any(said.startswith(f"capacity.yaml:{line}: {says}") for said in found), found


def test_quarters_that_are_all_past_are_worth_a_hint(copy: Copy) -> None:
    folder = written(copy).folder

    def hints(day: date) -> list[str]:
        return [str(p) for p in check_rulebook(folder, AREAS, day).problems if p.file == "capacity.yaml"]

    assert hints(date(2027, 3, 31)) == []
    said = "capacity.yaml:10: hint: Every quarter of the capacity is past. Add the next ones"
    assert hints(date(2027, 4, 1)) == [said]


@pytest.mark.parametrize(
    ("day", "quarters", "days"),
    [
        (date(2026, 10, 1), 1, 120),
        (date(2026, 12, 31), 1, 120),
        (date(2026, 12, 31), 2, 270),
        (date(2027, 1, 1), 1, 150),
        (date(2027, 1, 1), 2, None),
        (date(2026, 9, 30), 1, None),
    ],
)
def test_days_are_given_for_whole_quarters_or_not_known(day: date, quarters: int, days: int | None) -> None:
    capacity = Capacity("q", {}, {}, {date(2026, 10, 1): 120, date(2027, 1, 1): 150})
    assert capacity.given(day, quarters) == days


def test_quarters_begin_in_january_april_july_and_october() -> None:
    found = [first_of_quarter(date(2026, month, 28)) for month in range(1, 13)]
    assert found == [date(2026, month, 1) for month in (1, 1, 1, 4, 4, 4, 7, 7, 7, 10, 10, 10)]
    assert [next_quarter(date(2026, month, 1)) for month in (1, 10)] == [date(2026, 4, 1), date(2027, 1, 1)]


def test_the_files_that_ship_say_no_capacity_of_their_own() -> None:
    assert not any("capacity:" in path.read_text(encoding="utf-8") for path in SHIPPED.glob("*.yaml"))
