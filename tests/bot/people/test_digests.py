"""Digests and reminders at the edges: what falls between two of them, and what never comes twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from bot.people.digests import Given, Window, digests_due, windows_due
from bot.people.notifications import PreferencesOf
from bot.people.preferences import chosen
from bot.people.reminders import STALE, occurrence, reminders_due, stages_due
from bot.people.working_days import reminder_times
from dialogs.model import People, Request
from dialogs.steps import CheckState, RequestCheck
from tests.bot.people.people_cast import (
    GOVERNANCE,
    HOUSING_CHAMPION,
    HOUSING_PARTNER,
    at_once,
    people,
    request,
)

TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
NAME = f"digest:{HOUSING_CHAMPION}:2026-11-24"


def daily(aad_id: str) -> Mapping[str, Any]:
    """Housing's champion takes a daily digest, and said so on Friday."""
    return {"notifications": "daily", "since": "2026-11-20T12:00:00+00:00"} if aad_id == HOUSING_CHAMPION else {}


def windows_of(aad_id: str, preferences_of: PreferencesOf, now: datetime, done: tuple[str, ...] = ()) -> list[Window]:
    return [w for w in windows_due(people(), preferences_of, done, now) if w.person.aad_id == aad_id]


def told(now: datetime, *requests: Request, done: tuple[str, ...] = (), held: tuple[str, ...] = ()) -> dict[str, Any]:
    """References by the name of the digest that is due."""
    windows = [w for w in windows_due(people(), daily, done, now) if w.person.aad_id == HOUSING_CHAMPION]
    cards = {reference: {HOUSING_CHAMPION} for reference in held}
    due = digests_due(windows, requests, people(), daily, held=cards, now=now)
    return {d.name: d.notifications[0].references if d.notifications else () for d in due}


def changed(reference: str, at: datetime) -> Request:
    return request(reference, submitted_at=TUESDAY - 3 * DAY, changed_at=at)


def test_a_digest_has_what_is_new_the_newest_first() -> None:
    older, newer = (request(r, submitted_at=TUESDAY - n * MINUTE) for r, n in (("DR-0001", 9), ("DR-0002", 3)))
    assert told(TUESDAY, older, newer) == {NAME: ("DR-0002", "DR-0001")}


def test_the_next_digest_goes_on_where_the_last_one_ended() -> None:
    last = f"digest:{HOUSING_CHAMPION}:2026-11-23"
    at = TUESDAY - DAY
    assert told(TUESDAY, changed("DR-0001", at), changed("DR-0002", at + MINUTE), done=(last,)) == {NAME: ("DR-0002",)}


def test_what_happens_after_nine_waits_for_the_next_morning_even_when_the_host_is_late() -> None:
    assert told(TUESDAY + timedelta(hours=3), changed("DR-0001", TUESDAY + MINUTE)) == {NAME: ()}


def test_a_digest_that_is_done_never_comes_again_not_even_when_the_clock_goes_back() -> None:
    hours = [timedelta(hours=n) for n in (0, 1, 0, 5)]
    assert [told(TUESDAY + h, changed("DR-0001", TUESDAY - MINUTE), done=(NAME,)) for h in hours] == [{}, {}, {}, {}]


def test_a_digest_missed_for_days_comes_once_with_all_of_them() -> None:
    friday = TUESDAY + 3 * DAY
    found = told(friday, changed("DR-0001", TUESDAY - MINUTE), changed("DR-0002", TUESDAY + DAY))
    assert found == {f"digest:{HOUSING_CHAMPION}:2026-11-27": ("DR-0001", "DR-0002")}


def test_no_digest_goes_out_in_the_evening_or_at_the_weekend() -> None:
    news = changed("DR-0001", TUESDAY - MINUTE)
    saturday = TUESDAY + 4 * DAY
    assert [told(at, news) for at in (TUESDAY - MINUTE, TUESDAY.replace(hour=18), saturday)] == [{}, {}, {}]


def test_what_came_as_a_card_is_not_told_again_until_it_moves() -> None:
    fresh = request("DR-0001", submitted_at=TUESDAY - MINUTE)
    assert told(TUESDAY, fresh, held=("DR-0001",)) == {NAME: ()}
    assert told(TUESDAY, changed("DR-0001", TUESDAY - MINUTE), held=("DR-0001",)) == {NAME: ("DR-0001",)}


def test_a_digest_has_nothing_of_other_areas() -> None:
    assert told(TUESDAY, request("DR-0001", area="place", submitted_at=TUESDAY - MINUTE)) == {NAME: ()}


def test_who_chose_this_morning_after_nine_gets_the_first_one_tomorrow() -> None:
    def lately(aad_id: str) -> Mapping[str, Any]:
        return {**daily(aad_id), "since": (TUESDAY + MINUTE).isoformat()} if daily(aad_id) else {}

    assert not windows_of(HOUSING_CHAMPION, lately, TUESDAY + 2 * MINUTE)
    (tomorrow,) = windows_of(HOUSING_CHAMPION, lately, TUESDAY + DAY)
    assert tomorrow.since == TUESDAY + MINUTE


def test_without_a_date_of_choice_the_first_digest_looks_back_a_week() -> None:
    (window,) = windows_of(HOUSING_CHAMPION, lambda a: {**daily(a), "since": "yesterday"} if daily(a) else {}, TUESDAY)
    assert window.since == TUESDAY - 7 * DAY


SUBMITTED = datetime(2026, 11, 23, 10, tzinfo=UTC)
FIRST, SECOND = reminder_times(SUBMITTED)


def reminded(now: datetime, asked: Request, done: tuple[str, ...] = ()) -> list[tuple[str, list[str]]]:
    return [
        (d.name, [i.recipient.aad_id for i in d.notifications])
        for d in reminders_due((asked,), people(), at_once, done, now)
    ]


def test_reminders_are_due_from_their_minute_on_and_stale_after_two_months() -> None:
    moments = (FIRST - MINUTE, FIRST, SECOND - MINUTE, SECOND, FIRST + STALE, SECOND + STALE)
    assert [stages_due(SUBMITTED, at) for at in moments] == [(), (1,), (1,), (1, 2), (2,), ()]


def test_the_partner_is_reminded_first_and_the_governance_team_told_then() -> None:
    waiting = request("DR-0001", submitted_at=SUBMITTED)
    first, second = occurrence("DR-0001", 1), occurrence("DR-0001", 2)
    assert reminded(FIRST, waiting) == [(first, [HOUSING_PARTNER])]
    assert reminded(SECOND, waiting, (first,)) == [(second, [GOVERNANCE])]
    assert reminded(SECOND + DAY, waiting, (first, second)) == []


def test_after_long_downtime_each_reminder_comes_once() -> None:
    waiting = request("DR-0001", submitted_at=SUBMITTED)
    assert [recipients for _, recipients in reminded(SECOND + 7 * DAY, waiting)] == [[HOUSING_PARTNER], [GOVERNANCE]]


def test_nobody_is_reminded_of_what_somebody_has_in_hand() -> None:
    for fields in (
        {"status": "With IT business partner"},
        {"status": "Withdrawn"},
        {"open_question": "Which system?"},
        {"process": "self_service", "helpers": ("Housing champion",)},
    ):
        assert reminded(SECOND, request("DR-0001", submitted_at=SUBMITTED, **fields)) == []


def test_of_self_service_the_champions_are_reminded_because_they_are_the_help() -> None:
    alone = request("DR-0001", submitted_at=SUBMITTED, process="self_service")
    assert reminded(FIRST, alone) == [(occurrence("DR-0001", 1), [HOUSING_CHAMPION])]


def test_a_reminder_waits_for_the_end_of_quiet_hours() -> None:
    quiet = {"quiet_from": "09:00", "quiet_to": "14:00"}
    waiting = request("DR-0001", submitted_at=SUBMITTED)
    (due,) = reminders_due((waiting,), people(), lambda _: quiet, (), FIRST)
    assert [i.at for i in due.notifications] == [FIRST.replace(hour=14)]


PRIVACY = people().owners["information_governance"].aad_id
LAST = f"digest:{PRIVACY}:2026-11-23"
"""Yesterday's digest of the owner of the check ``dpia``, who never chose anything."""


def checked(reference: str, at: datetime, state: CheckState = CheckState.OPEN, **fields: Any) -> Request:
    return request(reference, submitted_at=at, checks=(RequestCheck("dpia", state),), **fields)


def told_owner(
    *requests: Request,
    aad_id: str = PRIVACY,
    now: datetime = TUESDAY,
    done: tuple[str, ...] = (LAST,),
    held: tuple[str, ...] = (),
    choices: Mapping[str, Any] = MappingProxyType({}),
    given: Given = MappingProxyType({}),
    there: People | None = None,
) -> tuple[str, ...] | None:
    """What one owner's digest of that morning holds; None: there is no digest."""
    those = there or people()

    def preferences_of(_aad_id: str) -> Mapping[str, Any]:
        return choices

    windows = [w for w in windows_due(those, preferences_of, done, now) if w.person.aad_id == aad_id]
    cards = {reference: {aad_id} for reference in held}
    due = digests_due(windows, requests, those, preferences_of, held=cards, now=now, given=given)
    found = [i.references for d in due for i in d.notifications]
    return None if not windows else (found[0] if found else ())


def test_the_owner_of_a_check_who_never_chose_hears_of_what_is_new_for_them_the_next_morning() -> None:
    new, old = checked("DR-0002", TUESDAY - MINUTE), checked("DR-0001", TUESDAY - 2 * DAY)
    assert told_owner(new, old, request("DR-0003", submitted_at=TUESDAY - MINUTE)) == ("DR-0002",)


@pytest.mark.parametrize(
    ("at", "told"), [(TUESDAY - DAY, False), (TUESDAY - DAY + MINUTE, True), (TUESDAY, True), (TUESDAY + MINUTE, False)]
)
def test_a_check_is_in_the_one_digest_between_whose_ends_it_came_or_became_theirs(at: datetime, *, told: bool) -> None:
    noon = TUESDAY + 3 * timedelta(hours=1)
    assert told_owner(checked("DR-0001", at), now=noon) == (("DR-0001",) if told else ())
    given = {("information_governance", PRIVACY): at}
    assert told_owner(checked("DR-0001", TUESDAY - 20 * DAY), now=noon, given=given) == (("DR-0001",) if told else ())


def test_nothing_is_told_again_because_somebody_else_moved_it() -> None:
    moved = checked("DR-0001", TUESDAY - 2 * DAY, changed_at=TUESDAY - MINUTE)
    assert told_owner(moved) == ()


def test_a_check_that_became_theirs_is_told_once() -> None:
    old = checked("DR-0001", TUESDAY - 20 * DAY)
    given = {("information_governance", PRIVACY): TUESDAY - 3 * MINUTE}
    assert told_owner(old, given=given) == ("DR-0001",)
    assert told_owner(old, given={("cyber_security", PRIVACY): TUESDAY - 3 * MINUTE}) == ()
    today = (LAST, f"digest:{PRIVACY}:2026-11-24")
    assert told_owner(old, given=given, now=TUESDAY + DAY, done=today) == ()


def test_what_is_done_or_over_or_told_already_is_not_told() -> None:
    at = TUESDAY - MINUTE
    for state in (CheckState.DONE, CheckState.NOT_NEEDED):
        assert told_owner(checked("DR-0001", at, state)) == ()
    assert told_owner(checked("DR-0001", at, CheckState.STARTED)) == ("DR-0001",)
    for status in ("Withdrawn", "Declined", "Done"):
        assert told_owner(checked("DR-0001", at, status=status)) == ()
    assert told_owner(checked("DR-0001", at), held=("DR-0001",)) == ()


def test_who_chose_at_once_gets_no_digest_and_who_chose_weekly_one_a_week() -> None:
    new = checked("DR-0001", TUESDAY - 2 * DAY)
    monday = TUESDAY - DAY
    assert told_owner(new, choices={"notifications": "at_once"}) is None
    weekly = {"notifications": "weekly", "since": (TUESDAY - 6 * DAY).isoformat()}
    assert told_owner(new, choices=weekly, done=(LAST,)) is None, "this week's was yesterday"
    assert told_owner(new, choices=weekly, done=(), now=monday) == ("DR-0001",)


def test_quiet_hours_alone_are_no_choice_of_when_to_hear() -> None:
    quiet = {"quiet_from": "18:00", "quiet_to": "08:00"}
    assert told_owner(checked("DR-0001", TUESDAY - MINUTE), choices=quiet) == ("DR-0001",)


def test_what_a_digest_of_checks_had_collected_comes_when_they_choose_at_once() -> None:
    at_once_now = chosen({}, {"notifications": "at_once"}, TUESDAY + 2 * MINUTE)
    between = checked("DR-0001", TUESDAY + MINUTE)
    done = (LAST, f"digest:{PRIVACY}:2026-11-24")
    assert told_owner(between, choices=at_once_now, done=done, now=TUESDAY + 3 * MINUTE) == ("DR-0001",)


def test_a_check_that_nobody_owns_stands_in_the_governance_teams_digest() -> None:
    there = replace(people(), owners={})
    assert told_owner(checked("DR-0001", TUESDAY - MINUTE), aad_id=GOVERNANCE, there=there) == ("DR-0001",)
    assert told_owner(checked("DR-0001", TUESDAY - MINUTE), aad_id=GOVERNANCE) is None


def test_an_owner_who_looks_after_the_area_hears_once_on_its_card() -> None:
    champion = people().areas["housing"].champions[0]
    there = replace(people(), owners={"information_governance": champion})
    assert told_owner(checked("DR-0001", TUESDAY - MINUTE), aad_id=champion.aad_id, there=there) == ()
