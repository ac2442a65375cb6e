"""When people hear that a contract ends: once at its notice and once at half of it, whatever is edited meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.people.contracts import (
    RETIRED,
    Notice,
    begun,
    half_day,
    months_before,
    notice_day,
    plan,
    who_hears,
)
from bot.people.working_days import in_working_hours, opening
from bot.sharepoint.columns import SYSTEM_STATES
from dialogs.records import System
from tests.bot.people.people_cast import people

FIRST: Final = date(2026, 1, 1)
LAST: Final = date(2028, 2, 29)


def system(item: str = "1", ends: date | None = date(2027, 3, 31), months: int = 12, **more: Any) -> System:
    return System(item, f"System {item}", area="Housing", contract_ends=ends, notice_months=months, **more)


@dataclass
class Radar:
    """The list of systems, what was told of it, and the host that looks each morning."""

    systems: dict[str, System] = field(default_factory=dict)
    notices: dict[tuple[str, date], Notice] = field(default_factory=dict)
    asked: dict[str, datetime] = field(default_factory=dict)
    said: list[tuple[date, str, date, bool]] = field(default_factory=list)
    """The day, the system, the end of its contract, and whether it was told again."""

    def look(self, now: datetime) -> None:
        """One run of the schedule."""
        if not in_working_hours(now):
            return
        told: dict[str, tuple[Notice, ...]] = {}
        for (item, _), notice in self.notices.items():
            told[item] = (*told.get(item, ()), notice)
        planned = plan(self.systems.values(), told, self.asked, now)
        self.said += [(now.date(), t.system.item, t.ends, t.again) for t in planned.tellings]
        self.notices |= {(one.item, one.ends): one for one in planned.notices}

    def live(self, first: date = FIRST, last: date = LAST, edits: Mapping[date, Any] | None = None) -> Radar:
        """Each day of that time, the edits of a day before the host looks."""
        for day in days(first, last):
            if edits and day in edits:
                edits[day](self)
            self.look(opening(day))
        return self

    def put(self, one: System) -> None:
        """A row as somebody has just written it."""
        self.systems[one.item] = one


def days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2027, 3, 31), 12, date(2026, 3, 31)),
        (date(2027, 3, 31), 1, date(2027, 2, 28)),
        (date(2028, 3, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
        (date(2028, 2, 29), 48, date(2024, 2, 29)),
        (date(2027, 12, 31), 6, date(2027, 6, 30)),
        (date(2027, 1, 15), 13, date(2025, 12, 15)),
        (date(1, 1, 1), 12, date.min),
    ],
)
def test_a_notice_counts_calendar_months_back_and_stops_at_the_end_of_a_shorter_one(
    day: date, months: int, before: date
) -> None:
    assert months_before(day, months) == before


def test_a_system_is_told_of_when_it_ends_and_somebody_wants_notice() -> None:
    assert RETIRED in SYSTEM_STATES
    assert notice_day(system()) == date(2026, 3, 31)
    for one in (
        system(ends=None),
        system(months=0),
        system(months=-3),
        system(state=RETIRED),
        system(state=" retired "),
    ):
        assert notice_day(one) is None


def test_over_two_years_each_contract_is_told_of_at_its_notice_and_at_half_of_it_on_working_days() -> None:
    radar = Radar()
    for one in (
        system("spring", date(2027, 3, 28)),  # the clocks go forward on it; its notice is a Saturday
        system("leap", date(2028, 2, 29)),
        system("easter", date(2027, 4, 2), 3),
        system("short", date(2026, 6, 30), 1),
        system("over", date(2025, 12, 31)),
        system("retired", state=RETIRED),
    ):
        radar.put(one)
    radar.live()
    assert {(day.isoformat(), item, again) for day, item, _, again in radar.said} == {
        ("2026-03-30", "spring", False),
        ("2026-09-28", "spring", True),
        ("2027-03-01", "leap", False),
        ("2027-08-31", "leap", True),
        ("2027-01-04", "easter", False),
        ("2027-02-16", "easter", True),
        ("2026-06-01", "short", False),
        ("2026-06-15", "short", True),
    }


def test_what_has_begun_is_not_told_of_again_and_what_was_taken_back_is() -> None:
    def sends(radar: Radar) -> None:
        radar.asked["1"] = datetime(2026, 5, 1, 10, tzinfo=UTC)

    radar = Radar({"1": system()}).live(edits={date(2026, 5, 1): sends})
    assert [again for *_, again in radar.said] == [False]
    before = Radar({"1": system()}, asked={"1": datetime(2026, 3, 1, tzinfo=UTC)}).live()
    assert [again for *_, again in before.said] == [False, True], "an older request is about something else"
    taken = {date(2026, 5, 1): sends, date(2026, 6, 1): lambda radar: radar.asked.clear()}
    assert [again for *_, again in Radar({"1": system()}).live(edits=taken).said] == [False, True]


@pytest.mark.parametrize(("after", "since"), [(-1, False), (0, False), (1, True)])
def test_only_a_request_that_was_sent_after_it_was_told_of_has_begun_it(after: int, *, since: bool) -> None:
    told = datetime(2026, 3, 31, 9, tzinfo=UTC)
    notice = Notice("1", date(2027, 3, 31), told, date(2026, 9, 29))
    assert begun(notice, {"1": told + timedelta(microseconds=after)}) is since
    assert not begun(notice, {"2": told + timedelta(days=1)})


def test_a_date_that_was_a_slip_tells_nothing_more_and_a_new_contract_does() -> None:
    def moves(ends: date, **more: Any) -> Any:
        return lambda radar: radar.put(system(ends=ends, **more))

    slips = {date(2026, 4, 10): moves(date(2027, 3, 30)), date(2026, 4, 20): moves(date(2027, 2, 28)),
             date(2026, 5, 1): moves(date(2027, 3, 31))}  # fmt: skip
    radar = Radar({"1": system()}).live(edits=slips)
    assert [again for *_, again in radar.said] == [False, True]
    assert [one.ends for one in radar.notices.values() if not one.moved] == [date(2027, 3, 31)]
    renewed = Radar({"1": system()}).live(edits={date(2026, 5, 1): moves(date(2028, 12, 31))})
    assert [(day.year, again) for day, *_, again in renewed.said] == [(2026, False), (2027, False)]
    for later, said in ((date(2027, 4, 5), [False, True]), (date(2027, 6, 30), [False, False, True])):
        moved = Radar({"1": system()}).live(edits={date(2026, 4, 10): moves(later)})
        assert [again for *_, again in moved.said] == said, "by days: a slip; by months: another notice"
    late = Radar({"1": system()}).live(edits={date(2026, 11, 2): moves(date(2027, 4, 30))})
    assert [again for *_, again in late.said] == [False, True], "after both were told a correction says nothing"


def test_a_system_that_was_retired_or_deleted_says_nothing_and_says_nothing_twice_when_it_is_back() -> None:
    gone = {date(2026, 4, 1): lambda radar: radar.systems.clear(), date(2026, 5, 1): lambda radar: radar.put(system())}
    assert [again for *_, again in Radar({"1": system()}).live(edits=gone).said] == [False, True]
    retired = {date(2026, 4, 1): lambda radar: radar.put(system(state=RETIRED))}
    assert [again for *_, again in Radar({"1": system()}).live(edits=retired).said] == [False]


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (date(2026, 8, 3), [False, True]),
        (date(2026, 9, 29), [False]),
        (date(2026, 10, 1), [False]),
        (date(2027, 3, 31), [False]),
        (date(2027, 4, 1), []),
    ],
)
def test_a_contract_first_seen_within_its_notice_is_told_of_once_and_one_that_has_ended_never(
    seen: date, said: list[bool]
) -> None:
    assert half_day(date(2026, 3, 31), date(2027, 3, 31)) == date(2026, 9, 29)
    radar = Radar({"1": system()}).live(first=seen)
    assert [again for *_, again in radar.said] == said


def test_a_host_that_was_down_for_a_month_tells_what_it_missed_once() -> None:
    radar = Radar({"1": system(), "2": system("2", date(2026, 8, 31), 6)})
    radar.live(last=date(2026, 2, 20))
    radar.live(first=date(2026, 6, 1))
    assert Counter(item for _, item, *_ in radar.said) == {"1": 2, "2": 1}, "the half of the second was over by then"


ENDS: Final = st.dates(date(2026, 1, 1), date(2028, 12, 31)) | st.none()
EDIT: Final = st.tuples(
    st.integers(1, 40), st.sampled_from("ab"), ENDS, st.integers(0, 24), st.sampled_from(SYSTEM_STATES), st.booleans()
)


@settings(max_examples=80, deadline=None)
@given(st.lists(EDIT, max_size=25))
def test_whatever_is_edited_no_contract_is_told_of_more_than_twice_nor_after_its_end(edits: list[Any]) -> None:
    radar, day = Radar(), FIRST
    for after, item, ends, months, state, deleted in edits:
        for _ in range(min(after, 3)):  # a few mornings between two edits; nothing changes in the others
            radar.look(opening(day))
            day += timedelta(days=1 if after < 4 else after // 3)
        radar.systems.pop(item, None)
        if not deleted:
            radar.put(replace(system(item, ends, months), state=state))
        if deleted and after % 2:
            radar.asked[item] = opening(day)
    for _ in range(30):
        radar.look(opening(day))
        day += timedelta(days=17)
    told = Counter((item, ends) for _, item, ends, _ in radar.said)
    again = Counter((item, ends) for _, item, ends, second in radar.said if second)
    assert all(count <= 2 for count in told.values()), told
    assert all(count <= 1 for count in again.values()), again
    assert all(when <= ends for when, _, ends, _ in radar.said)


def test_the_areas_partner_and_champions_hear_and_the_governance_team_where_there_is_nobody() -> None:
    named = people()
    area = named.areas["housing"]
    assert area.it_business_partner is not None
    assert who_hears(named, system()) == (area.it_business_partner, *area.champions)
    for unknown in ("", "Nowhere"):
        assert who_hears(named, replace(system(), area=unknown)) == named.governance_team
    nameless = replace(area, it_business_partner=replace(area.it_business_partner, aad_id=""), champions=())
    unreached = replace(named, areas={**named.areas, "housing": nameless})
    assert who_hears(unreached, system()) == named.governance_team, "who has no id cannot be written to"
