"""What people fill into the small forms: the longest words that are taken, and what is kept of what was right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs.by_profile import area_by_profile
from dialogs.cards.summary import TEXT_LENGTH
from dialogs.cards.work import NOTE_LENGTH
from dialogs.context import Command
from dialogs.model import Lookups, Person, Request, Session
from dialogs.people import department_key
from dialogs.records import Profile, Sponsor, SponsorState, System
from dialogs.sponsors import sponsor_name
from dialogs.systems import KNOWN, gone
from dialogs.tasks import held_of
from tests.dialogs.contexts import context_of
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.test_benefits import answered, done_office, recorded
from tests.dialogs.walker import CHAMPION, NOW, PEOPLE, RULEBOOK, STAFF, Office, Walker, inputs, words

HEAD = Person("00000000-0000-0000-0000-0000000000e1", "Head of Housing", "head.housing@example.org")


@pytest.fixture
def office() -> Office:
    made = Office()
    walker = Walker(office=made)
    walker.send("start")
    walker.fill(ANSWERS["project"], DETAILS)
    walker.press("submit")
    return made


def the(office: Office) -> Request:
    return office.requests["DR-0001"]


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("", "Write your note"),
        ("x" * TEXT_LENGTH, ""),
        ("x" * (TEXT_LENGTH + 1), f"has {TEXT_LENGTH + 1:,} characters"),
    ],
)
def test_a_note_of_nothing_and_one_that_is_too_long_are_told_apart(office: Office, note: str, said: str) -> None:
    walker = Walker(office=office, person=CHAMPION)
    walker.send("answer", {"form": "note", "reference": "DR-0001"}, {"note": note})
    assert bool(walker.effects) is not bool(said)
    assert said in words(walker.card)


def test_of_two_times_the_one_that_can_be_read_stays_in_its_box() -> None:
    walker = Walker(person=CHAMPION)
    times = {"quiet_from": "18:00", "quiet_to": "late"}
    walker.send("answer", {"form": "preferences"}, {"notifications": "daily", **times})
    assert walker.effects == ()
    boxes = {box["id"]: box for box in inputs(walker.card)}
    assert (boxes["quiet_from"].get("value"), boxes["quiet_to"].get("value")) == ("18:00", None)


@pytest.mark.parametrize(("length", "taken"), [(NOTE_LENGTH, True), (NOTE_LENGTH + 1, False)])
def test_the_longest_note_on_what_came_of_it(length: int, *, taken: bool) -> None:
    assert bool(recorded(answered(done_office(), STAFF, note="x" * length))) is taken


@pytest.mark.parametrize(("says", "said"), [("confirm", "Thank you"), ("not_me", "not sponsor")])
def test_a_sponsor_reads_what_they_have_said(office: Office, says: str, said: str) -> None:
    office.requests["DR-0001"] = replace(the(office), sponsor=Sponsor(HEAD, SponsorState.ASKED, NOW))
    walker = Walker(office=office, person=HEAD)
    walker.send("sponsor", {"reference": "DR-0001"}, {"answer": says})
    assert walker.effects
    assert said in words(walker.card)


@pytest.mark.parametrize(
    ("given", "name"),
    [("", HEAD.upn), ("Head of Place", "Head of Place"), ("head.place@example.org", "head.place@example.org")],
)
def test_a_sponsor_is_called_as_they_were_named_and_else_by_their_address(
    office: Office, given: str, name: str
) -> None:
    details = {**the(office).details, "sponsor_name": given}
    request = replace(the(office), details=details, sponsor=Sponsor(HEAD, SponsorState.ASKED, NOW))
    assert sponsor_name(RULEBOOK, request) == name
    assert sponsor_name(RULEBOOK, replace(request, details={**details, "sponsor_name": ""}, sponsor=None)) == ""


@pytest.mark.parametrize(("chosen", "is_gone"), [("", False), ("1", False), ("1,2", False), ("1,3", True)])
def test_a_system_that_was_chosen_is_gone_where_it_is_not_among_those_there_are(chosen: str, *, is_gone: bool) -> None:
    there = Lookups(systems=(System("1", "Repairs"), System("2", "Pay")))
    turn = context_of(Session(STAFF, None), systems=there.systems)
    assert gone(turn, Command("answer", inputs={KNOWN: chosen})) is is_gone


@pytest.mark.parametrize(
    ("status", "question", "waits"),
    [
        ("Submitted", "", True),
        ("In review", "", True),
        ("In review", "How many?", False),
        ("Deferred", "", False),
        ("More information needed", "", False),
    ],
)
def test_nobody_holds_what_waits_for_something_else(office: Office, status: str, question: str, *, waits: bool) -> None:
    request = replace(the(office), status=status, open_question=question, it_contact="Somebody")
    assert bool(held_of(PEOPLE, request)) is waits


def test_a_department_that_is_nobodys_suggests_no_area() -> None:
    people = replace(PEOPLE, departments={department_key("Repairs"): "housing"})
    assert list(area_by_profile(RULEBOOK, people, Profile("repairs")).values()) == ["housing"]
    assert area_by_profile(RULEBOOK, people, Profile("A department of another council")) == {}
    assert area_by_profile(RULEBOOK, people, None) == {}
