"""Who handles requests: each is welcomed as what they are, sees what is late first, and is told what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from dialogs import lacks_note, note_wanted_card, summary_card, welcome_card
from dialogs.cards.asked import asked_of
from dialogs.changes import apply
from dialogs.events import By, DecisionExplained, NoteChanged, Record, StatusChanged
from dialogs.model import Act, ChatEvent, Lookups, Needs, Person, Request
from dialogs.statuses import Status
from tests.dialogs.test_team import lodged, the_request
from tests.dialogs.walker import (
    BOARD,
    CHAMPION,
    GOVERNANCE,
    NOW,
    PARTNER,
    PEOPLE,
    PLACE_PARTNER,
    PMO,
    PROCUREMENT,
    RULEBOOK,
    STAFF,
    Office,
    Walker,
    inputs,
    verbs,
    words,
)

LIST = By(Person("", ""), "Governance team")


@dataclass
class Waiting(Walker):
    """A walker in an office that knows how late each request is."""

    late: Mapping[str, int] | None = None

    def look_up(self, wanted: Needs, act: Act) -> Lookups:
        """What the register finds, with the working days that some are late."""
        return replace(super().look_up(wanted, act), late=self.late or {})


@pytest.mark.parametrize(
    ("person", "says", "first"),
    [
        (STAFF, "type what you need in one sentence", "start"),
        (CHAMPION, "You are a digital champion for Housing.", "my_area"),
        (PARTNER, "You are the IT business partner for Housing.", "my_area"),
        (GOVERNANCE, "You are on the governance team.", "my_area"),
        (PROCUREMENT, "when a request raises an alert for Procurement", "my_work"),
        (PROCUREMENT, "Checks of requests are yours, for Procurement. We tell you of new ones once a day", "my_work"),
        (BOARD, "You are a member of Digital, Data and Customer Board. A card comes here when", "my_work"),
        (PMO, "You deliver what was approved, for Project management office.", "my_work"),
        (BOARD, "Press My work at any time", "my_work"),
    ],
)
def test_the_welcome_says_what_this_person_gets_and_can_do(person: Person, says: str, first: str) -> None:
    card, summary = welcome_card(RULEBOOK, PEOPLE, person)
    assert says in words(card)
    assert says in card["fallbackText"]
    assert summary == "Welcome to the digital front door"
    assert card["actions"][0]["verb"] == first
    assert card["actions"][0]["style"] == "positive"
    walker = Walker(person=person)
    walker.act(ChatEvent("installed"))
    assert says in words(walker.card)


def test_a_greeting_is_no_second_welcome_and_gives_the_same_ways_on() -> None:
    champion = Walker(person=CHAMPION)
    champion.type("hello")
    assert "Welcome" not in words(champion.card)
    assert {"my_area", "start", "help"} <= verbs(champion.card)


def test_what_is_late_comes_first_and_then_the_oldest_each_marked() -> None:
    office = lodged("explore")
    old = the_request(office)
    for number, days in ((2, 30), (3, 9), (4, 12)):
        reference = f"DR-000{number}"
        office.requests[reference] = replace(old, reference=reference, submitted_at=NOW - timedelta(days=days))
    partner = Waiting(office=office, person=PARTNER, late={"DR-0003": 6, "DR-0004": 1})
    partner.type("my area")
    said = words(partner.card)
    places = [said.index(f"DR-000{number}. ") for number in (4, 3, 2, 1)]
    assert places == sorted(places)
    assert "Late: 6 working days" in said
    assert "Late: 1 working day\n" in said
    assert said.count("Late: ") == 2
    partner.type("my area late")
    assert "DR-0003" in words(partner.card)
    assert "DR-0002" not in words(partner.card)


def test_a_request_in_which_buying_has_started_is_marked_until_it_is_decided() -> None:
    office = lodged()
    partner = Walker(office=office, person=PARTNER)
    partner.type("my area")
    assert "Buying has started\n" in words(partner.card)
    office.requests["DR-0001"] = replace(the_request(office), status="Approved")
    partner.type("my area all")
    assert "Buying has started\n" not in words(partner.card)


@pytest.mark.parametrize(
    ("person", "title", "counted"),
    [
        (GOVERNANCE, "All areas", "1 request in all areas"),
        (PARTNER, "My area: Housing", "1 request in your area"),
        (CHAMPION, "My area: Housing", "1 request in your area"),
        (PLACE_PARTNER, "My area: Place", "0 requests in your area"),
    ],
)
def test_my_area_is_called_what_it_is(person: Person, title: str, counted: str) -> None:
    walker = Walker(office=lodged(), person=person)
    walker.type("my area")
    assert words(walker.card).startswith(f"{title}\n")
    assert walker.summary == counted


def test_somebody_with_two_areas_reads_the_names_of_both() -> None:
    areas = {key: replace(area, it_business_partner=PARTNER) for key, area in PEOPLE.areas.items()}
    office = lodged()
    office.people = replace(PEOPLE, areas=areas)
    partner = Walker(office=office, person=PARTNER)
    partner.type("my area")
    assert words(partner.card).startswith("My areas: ")
    assert partner.summary == "1 request in your areas"


def test_who_has_work_is_shown_it_in_place_of_an_area_and_otherwise_told_that_nothing_waits() -> None:
    owner = Walker(office=lodged(), person=PROCUREMENT)
    owner.type("my area")
    assert "Check: Procurement advice (open)" in words(owner.card)
    assert "my_area" not in verbs(owner.card)
    done = replace(the_request(owner.office), checks=())
    owner.office.requests["DR-0001"] = done
    for person in (PROCUREMENT, BOARD, PMO):
        idle = Walker(office=owner.office, person=person)
        idle.type("my area")
        assert words(idle.card).startswith("Nothing waits for you here\nWe tell you here when something does.")
    owner.office.requests["DR-0001"] = the_request(lodged())


def test_an_owner_with_nothing_to_do_is_told_so_in_words_for_owners() -> None:
    office = lodged()
    office.people = replace(office.people, check_owners={}, deliverers={})
    owner = Walker(office=office, person=PROCUREMENT)
    owner.type("my area")
    assert "Nothing waits for you here" in words(owner.card)
    assert "Procurement" in words(owner.card)
    assert "champions" not in words(owner.card)
    assert not verbs(owner.card) & {"my_area", "pick_up"}
    card, _ = summary_card(RULEBOOK, PEOPLE, the_request(owner.office), PROCUREMENT, "owner")
    assert "What is asked of you: \nThere is 1 check for you below." in words(card)
    unchecked = replace(the_request(owner.office), checks=())
    card, _ = summary_card(RULEBOOK, PEOPLE, unchecked, PROCUREMENT, "owner")
    assert "What is asked of you: \nNothing in this chat." in words(card)
    staff = Walker(office=owner.office)
    staff.type("my area")
    assert "This is for people in the directory" in words(staff.card)


def test_after_the_pick_up_the_card_says_what_is_asked_and_which_step_comes_next() -> None:
    office = lodged()
    partner = Walker(office=office, person=PARTNER)
    before = words(summary_card(RULEBOOK, PEOPLE, the_request(office), PARTNER, "partner")[0])
    assert "Pick it up by Wednesday 4 March, or ask a question first." in before
    partner.type("pick up DR-0001")
    said = words(partner.card)
    steps = the_request(office).decision.steps
    after = RULEBOOK.names[steps[steps.index("it_business_partner") + 1]]
    assert f"Talk to {STAFF.name} about it" in said
    assert f"Next on its route: {after}." in said
    partner.type("ask DR-0001 Which supplier?")
    assert "when the requester has answered your question" in words(partner.card)


def test_where_the_partner_is_the_last_step_they_hear_who_decides() -> None:
    request = replace(the_request(lodged("explore")), status="With IT business partner")
    alone = replace(request, decision=replace(request.decision, steps=("it_business_partner",)))
    assert "The governance team then sets its status" in asked_of(RULEBOOK, PEOPLE, alone, "partner")


@pytest.mark.parametrize("role", ["partner", "champion", "governance", "owner"])
@pytest.mark.parametrize("status", [*Status, "Waiting for the budget"])
@pytest.mark.parametrize("process", ["project", "explore", "self_service"])
def test_every_card_of_a_request_says_what_is_asked_of_its_reader(role: str, status: str, process: str) -> None:
    request = replace(the_request(lodged(process)), status=status, it_contact=PARTNER.name)
    said = asked_of(RULEBOOK, PEOPLE, request, role)
    assert said
    assert said.endswith(".")
    assert "{" not in said


def decided(*events: StatusChanged | NoteChanged | DecisionExplained) -> Request:
    request = the_request(lodged())
    for event in events:
        request = apply(request, event, LIST, NOW)
    return request


@pytest.mark.parametrize("status", ["Approved", "Declined", "Deferred", "More information needed"])
def test_a_decision_without_a_note_lacks_one_until_somebody_writes_it(status: str) -> None:
    assert lacks_note(decided(StatusChanged(status)))
    assert not lacks_note(decided(StatusChanged(status, "We have this already.")))
    assert not lacks_note(decided(NoteChanged("We have this already."), StatusChanged(status)))
    assert not lacks_note(decided(StatusChanged(status), NoteChanged("We have this already.")))
    assert not lacks_note(decided(StatusChanged(status), DecisionExplained("We have this already.")))
    assert lacks_note(decided(StatusChanged("In review", "Soon"), StatusChanged(status))), "that note is another's"


@pytest.mark.parametrize("status", ["Submitted", "In review", "Withdrawn", "In delivery", "Done"])
def test_what_is_no_decision_lacks_no_note(status: str) -> None:
    assert not lacks_note(decided(StatusChanged(status)))


def test_the_governance_team_says_why_by_card_and_by_words_and_once() -> None:
    for typed in (False, True):
        office = Office()
        office.requests["DR-0001"] = decided(StatusChanged("Declined"))
        officer = Walker(office=office, person=GOVERNANCE)
        officer.card, _ = note_wanted_card(the_request(office))
        assert "Please say why DR-0001 is Declined" in words(officer.card)
        assert [one["id"] for one in inputs(officer.card)] == ["decision_note"]
        why = "We have this already."
        if typed:
            officer.type(f"decision note DR-0001: {why}")
        else:
            officer.press("answer", {"decision_note": why})
        change = next(e for e in officer.effects if isinstance(e, Record))
        assert change.event == DecisionExplained(why)
        assert the_request(office).decision_note == why
        officer.type("decision note DR-0001 Another")
        assert officer.effects == ()
        assert "DR-0001 has a note already" in words(officer.card)


@pytest.mark.parametrize("person", [STAFF, CHAMPION, PARTNER, PROCUREMENT])
def test_nobody_else_explains_a_decision(person: Person) -> None:
    office = Office()
    office.requests["DR-0001"] = decided(StatusChanged("Declined"))
    walker = Walker(office=office, person=person)
    walker.type("decision note DR-0001 Because.")
    assert walker.effects == ()
    assert the_request(office).decision_note == ""
