"""What came of a request: who is asked when, what they can say, and what it makes of the request."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest

from dialogs.asked_benefit import asked_as, to_ask
from dialogs.benefits import AFTER, LATEST, Benefit, BenefitMeasured, asked_now, asked_on, may_answer
from dialogs.context import Command, TurnContext
from dialogs.events import Record
from dialogs.measuring import benefit
from dialogs.model import Clock, Lookups, Person, Request, Session
from dialogs.records import Sponsor, SponsorState
from dialogs.statuses import Status
from dialogs.understanding.outcomes import read_benefit
from tests.dialogs.every_card import LONG, MARKUP
from tests.dialogs.project_office import office_with_project, the
from tests.dialogs.walker import (
    CHAMPION,
    GOVERNANCE,
    HEAD,
    NOW,
    OTHER,
    PARTNER,
    PEOPLE,
    PLACE_PARTNER,
    PMO,
    RULEBOOK,
    STAFF,
    Office,
    Walker,
)

DONE: Final = date(2026, 11, 20)
"""A Friday."""


def done_office(**more: Any) -> Office:
    """An office whose DR-0001 was done just now, with a sponsor who has confirmed."""
    office = office_with_project()
    sponsor = Sponsor(HEAD, SponsorState.CONFIRMED, NOW)
    fields = {"status": "Done", "status_at": NOW, "sponsor": sponsor, **more}
    office.requests["DR-0001"] = replace(the(office), **fields)
    return office


def test_people_are_asked_the_working_day_after_and_on_the_first_working_day_after_3_6_and_12_months() -> None:
    assert [asked_on(DONE, after) for after in AFTER] == [
        date(2026, 11, 23),
        date(2027, 2, 22),  # the 20th is a Saturday
        date(2027, 5, 20),
        date(2027, 11, 22),  # the 20th is a Saturday
    ]
    assert asked_on(date(2026, 8, 31), 6) == date(2027, 3, 1), "there is no 31 February, and the 28th is a Sunday"
    assert asked_on(date(2026, 12, 24), 0) == date(2026, 12, 29), "nobody is asked at Christmas"


def due(done: date, today: date, asked: Collection[int] = ()) -> int | None:
    """The question about what was done on that day, where nobody was asked it, nor a later one."""
    come = [after for after, first, last in asked_now(today) if first <= done <= last]
    assert len(come) <= 1
    return next((after for after in come if all(one < after for one in asked)), None)


def test_each_question_is_due_once_and_of_those_that_were_missed_only_the_latest() -> None:
    asked: list[int] = []
    came: list[tuple[date, int]] = []
    for day in (DONE + timedelta(days=n) for n in range(800)):
        if (after := due(DONE, day, asked)) is not None:
            came.append((day, after))
            asked.append(after)
    assert came == [(asked_on(DONE, after), after) for after in AFTER]
    assert due(DONE, DONE) is None
    assert due(DONE, DONE + timedelta(days=330)) == 6, "after a long silence one question, not three"
    assert due(DONE, DONE + timedelta(days=400), [0]) == 12
    assert due(DONE, DONE + timedelta(days=400), [0, 12]) is None
    assert due(DONE, DONE + LATEST) == 12
    assert due(DONE, DONE + LATEST + timedelta(days=1)) is None, "that is history"


def test_the_first_answer_can_be_given_at_once_and_the_others_when_they_are_asked() -> None:
    assert may_answer(DONE, DONE) == (0,)
    assert may_answer(DONE, date(2027, 2, 21)) == (0,)
    assert may_answer(DONE, date(2027, 2, 22)) == (0, 3)
    assert may_answer(DONE, date(2028, 1, 1)) == AFTER


def names(request: Request, *gone: Person) -> list[tuple[str, str]]:
    return [(one.aad_id, role) for one, role in to_ask(PEOPLE, request, {person.aad_id for person in gone})]


def test_requester_and_sponsor_are_asked_and_who_stands_in_only_without_both() -> None:
    request = the(done_office())
    assert names(request) == [(STAFF.aad_id, "requester"), (HEAD.aad_id, "sponsor")]
    assert names(request, HEAD) == [(STAFF.aad_id, "requester")]
    assert names(request, STAFF) == [(HEAD.aad_id, "sponsor")]
    assert names(request, STAFF, HEAD) == [(PARTNER.aad_id, "partner")]
    assert names(request, STAFF, HEAD, PARTNER) == [(one.aad_id, "governance") for one in PEOPLE.governance_team]
    erased = replace(request, requester=Person("", "[removed]"), sponsor=None)
    assert names(erased) == [(PARTNER.aad_id, "partner")]
    assert names(replace(erased, area=None)) == [(one.aad_id, "governance") for one in PEOPLE.governance_team]
    assert names(replace(erased, area=None), *PEOPLE.governance_team) == []
    nameless = replace(PEOPLE, governance_team=(Person("", "Somebody without an account"), GOVERNANCE))
    assert to_ask(nameless, replace(erased, area=None), frozenset()) == ((GOVERNANCE, "governance"),)


@pytest.mark.parametrize("state", [state for state in SponsorState if state != SponsorState.CONFIRMED])
def test_a_sponsor_who_has_not_confirmed_is_not_asked(state: SponsorState) -> None:
    office = done_office(sponsor=Sponsor(HEAD, state, NOW))
    assert names(the(office)) == [(STAFF.aad_id, "requester")]
    assert not recorded(answered(office, HEAD))


def test_a_sponsor_who_sent_it_themselves_is_asked_once() -> None:
    assert names(the(done_office(sponsor=Sponsor(STAFF, SponsorState.CONFIRMED, NOW)))) == [(STAFF.aad_id, "requester")]


def answered(office: Office, person: Person, **inputs: Any) -> Walker:
    walker = Walker(office=office, person=person)
    walker.send("benefit", {"reference": "DR-0001", "after": "0"}, {"measured": "as_expected", "note": "", **inputs})
    return walker


def recorded(walker: Walker) -> list[BenefitMeasured]:
    found = [effect.event for effect in walker.effects if isinstance(effect, Record)]
    return [event for event in found if isinstance(event, BenefitMeasured)]


STANDING_IN: Final = (Benefit(0, "x", "partner", NOW), Benefit(0, "y", "governance", NOW))


@pytest.mark.parametrize(
    ("person", "asked", "role"),
    [
        (STAFF, (), "requester"),
        (HEAD, (), "sponsor"),
        (PARTNER, (), None),
        (PARTNER, STANDING_IN, "partner"),
        (PLACE_PARTNER, STANDING_IN, None),
        (GOVERNANCE, (), None),
        (GOVERNANCE, STANDING_IN, "governance"),
        (CHAMPION, STANDING_IN, None),
        (PMO, STANDING_IN, None),
        (OTHER, STANDING_IN, None),
        (Person("", "Nobody"), STANDING_IN, None),
    ],
)
def test_only_those_who_are_asked_may_answer(person: Person, asked: tuple[Benefit, ...], role: str | None) -> None:
    office = done_office(benefits=asked)
    assert asked_as(PEOPLE, the(office), person) == role
    walker = answered(office, person)
    assert [event.role for event in recorded(walker)] == ([role] if role else [])
    if role is None:
        assert "What has it brought" not in str(walker.card)
        assert the(office).benefits == asked


@pytest.mark.parametrize("status", [status for status in Status if status != Status.DONE])
def test_nothing_is_said_of_what_is_not_done(status: Status) -> None:
    office = done_office(status=status)
    walker = answered(office, STAFF)
    assert not recorded(walker)
    assert "nothing is asked of what it has brought" in str(walker.card)


@pytest.mark.parametrize(
    ("person", "status"), [(OTHER, Status.DONE), (STAFF, Status.APPROVED), (OTHER, Status.APPROVED)]
)
def test_who_is_not_asked_or_asked_too_early_finds_no_form(person: Person, status: Status) -> None:
    request = the(done_office(status=status))
    context = TurnContext(RULEBOOK, PEOPLE, Session(person, None), Lookups(request=request), Clock(NOW, lambda: "x"))
    assert "What has it brought" not in str(benefit(context, Command("benefit"), request).card)


def test_an_answer_stands_on_the_card_in_the_story_and_may_be_changed() -> None:
    office = done_office()
    walker = answered(office, STAFF, note="Fewer calls.")
    assert "Thank you. We have saved what DR-0001 has brought." in str(walker.card)
    assert "as expected, 2 March 2026, Requester" in str(walker.card)
    assert [(line.what, line.who, line.note) for line in the(office).timeline[-1:]] == [
        ("benefit_as_expected", "Requester", "Fewer calls.")
    ]
    again = answered(office, STAFF, note="Fewer calls.")
    assert not recorded(again)
    assert "You have said just that of DR-0001 already" in str(again.card)
    changed = answered(office, STAFF, measured="more")
    assert len(recorded(changed)) == 1
    assert [(one.measured, one.note) for one in the(office).benefits] == [("more", "")]


def test_requester_and_sponsor_each_have_their_own_answer() -> None:
    office = done_office()
    answered(office, STAFF)
    answered(office, HEAD, measured="less")
    assert {(one.role, one.measured) for one in the(office).benefits} == {
        ("requester", "as_expected"),
        ("sponsor", "less"),
    }


@pytest.mark.parametrize(
    ("data", "inputs", "says"),
    [
        ({"after": "0"}, {}, "Error: Choose what it has brought"),
        ({"after": "0"}, {"measured": "perhaps"}, "Error: Choose what it has brought"),
        ({"after": "0"}, {"measured": ["more"]}, "Error: Choose what it has brought"),
        ({"after": "0"}, {"measured": "more", "note": "x" * 2001}, "2,001"),
        ({"after": "0"}, {"measured": "more", "money": "1"}, "Error"),
        ({"after": "3"}, {"measured": "more"}, "That is asked later"),
        ({"after": 12}, {"measured": "more"}, "That is asked later"),
        ({"after": "7"}, {"measured": "more"}, "does not belong"),
        ({"after": "-1"}, {"measured": "more"}, "does not belong"),
    ],
)
def test_what_cannot_be_taken_changes_nothing_and_says_why(
    data: dict[str, Any], inputs: dict[str, Any], says: str
) -> None:
    office = done_office()
    walker = Walker(office=office, person=STAFF)
    walker.send("benefit", {"reference": "DR-0001", **data}, inputs)
    assert not recorded(walker)
    assert the(office).benefits == ()
    assert says in str(walker.card), walker.card


def test_a_hostile_note_is_kept_as_it_is_and_shown_as_words() -> None:
    office = done_office()
    answered(office, HEAD, note=MARKUP + "\u202e\u0000=1+1")
    (one,) = the(office).benefits
    assert one.note.startswith("**bold** <at>")
    assert "\u202e" not in one.note
    assert "\u0000" not in one.note
    walker = Walker(office=office, person=PARTNER)
    walker.type("show DR-0001")
    shown = str(walker.card)
    assert "{{DATE(" not in shown
    assert "<at>Everyone" not in shown


def test_words_that_a_wrong_form_held_stand_in_it_again() -> None:
    walker = answered(done_office(), STAFF, measured="", note="Fewer calls.")
    assert "Fewer calls." in str(walker.card)
    long = answered(done_office(), STAFF, note=LONG)
    assert "'value': 'as_expected'" in str(long.card)


@pytest.mark.parametrize(
    ("words", "measured", "note"),
    [
        ("benefit DR-0001 as expected: Fewer calls.", "as_expected", "Fewer calls."),
        ("Benefit dr-0001 MORE", "more", ""),
        ("benefit DR\u20130001 less than expected", "less", ""),
        ("benefit DR-0001: nothing", "none", ""),
        ("benefit DR-0001 not yet: too soon", "not_yet", "too soon"),
        ("benefit DR-0001 as_expected", "as_expected", ""),
        ("benefit DR-0001 none", "none", ""),
        ("benefit DR-0001 too early", "not_yet", ""),
    ],
)
def test_typed_words_say_the_same(words: str, measured: str, note: str) -> None:
    office = done_office()
    walker = Walker(office=office, person=STAFF)
    walker.type(words)
    assert [(event.after, event.measured, event.note) for event in recorded(walker)] == [(0, measured, note)]


@pytest.mark.parametrize("words", ["benefit DR-0001", "benefit DR-0001 splendid", "benefit DR-0001 more or less so"])
def test_typed_words_that_say_too_little_give_the_form(words: str) -> None:
    office = done_office()
    walker = Walker(office=office, person=STAFF)
    walker.type(words)
    assert not recorded(walker)
    assert "What it has brought" in str(walker.card)


def test_the_latest_question_that_has_come_is_meant_unless_another_is_named() -> None:
    office = done_office(status_at=datetime(2025, 9, 1, 9, tzinfo=UTC))
    for words, after in (("less", 6), ("3 months less", 3), ("after 3 months more", 3), ("when it was done none", 0)):
        walker = Walker(office=office, person=STAFF)
        walker.type(f"benefit DR-0001 {words}")
        assert [event.after for event in recorded(walker)] == [after], words
    walker.type("benefit DR-0001 after a year more")
    assert not recorded(walker)
    assert "That is asked later" in str(walker.card)


def test_words_are_read_in_any_order_that_people_write() -> None:
    assert read_benefit("after 12 months, as expected: yes").after == 12
    behind = read_benefit("less, after 3 months: no")
    assert (behind.after, behind.measured, behind.note, behind.rest) == (3, "less", "no", "")
    assert read_benefit("").measured == ""
    assert read_benefit("splendid").rest == "splendid"


@pytest.mark.parametrize("person", [STAFF, HEAD])
def test_whoever_is_asked_finds_a_button_on_the_card_until_they_have_answered(person: Person) -> None:
    office = done_office()
    walker = Walker(office=office, person=person)
    walker.type("show DR-0001")
    assert "Say what it has brought" in str(walker.card)
    walker.send("benefit", {"reference": "DR-0001", "after": "0", "ask": True})
    assert "What came of DR-0001?" in str(walker.card)
    answered(office, person)
    walker.type("show DR-0001")
    assert "Say what it has brought" not in str(walker.card)


def test_what_was_said_last_is_thanked_for_as_such() -> None:
    office = done_office(status_at=datetime(2025, 2, 20, 9, tzinfo=UTC))
    walker = Walker(office=office, person=STAFF)
    walker.type("benefit DR-0001 not yet")
    assert "do not ask again" in str(walker.card)
    walker.type("benefit DR-0001 3 months not yet")
    assert "We ask you again about DR-0001 later" in str(walker.card)
