"""Owners say how far their checks are, whoever delivers says so, and everybody can ask what waits for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs.events import Record
from dialogs.model import Person
from dialogs.statuses import Status
from dialogs.steps import CheckState
from dialogs.wording import say
from dialogs.wording import working as w
from tests.dialogs.journeys import DETAILS
from tests.dialogs.project_office import (
    BOARD_NAME,
    PROJECT,
    nothing_happened,
    office_with_project,
    the,
)
from tests.dialogs.walker import (
    BOARD,
    CHAMPION,
    DATA_TEAM,
    GOVERNANCE,
    OTHER,
    PARTNER,
    PLACE_PARTNER,
    PMO,
    PROCUREMENT,
    REVIEWER,
    STAFF,
    Office,
    Walker,
    buttons,
    inputs,
    words,
)


@pytest.fixture(name="office")
def project_sent() -> Office:
    return office_with_project()


def test_an_owner_says_how_far_their_check_is_and_everyone_sees_how_many_are_done(office: Office) -> None:
    owner = Walker(office=office, person=DATA_TEAM)
    owner.type("show DR-0001")
    owner.press("check", check="data_team")
    owner.press("check_update", {"state": "started", "note": ""})
    assert "is started" in words(owner.card)
    owner.press("check", check="data_team")
    owner.press("check_update", {"state": "done", "note": "The register is named."})
    done = next(check for check in the(office).checks if check.id == "data_team")
    assert (done.state, done.note, done.who) == (CheckState.DONE, "The register is named.", "Data team")
    total = len(the(office).checks)
    for person in (STAFF, PARTNER):
        walker = Walker(office=office, person=person)
        walker.type("show DR-0001")
        assert f"1 of {total} done" in words(walker.card)
    assert "Data protection impact assessment screening" in words(walker.card), "the partner sees which are open"


def test_a_check_that_a_body_owns_is_said_in_the_name_of_the_body(office: Office) -> None:
    office.people = replace(office.people, check_owners={**office.people.check_owners, "data_team": "board"})
    member = Walker(office=office, person=BOARD)
    member.send("check_update", {"reference": "DR-0001", "check": "data_team"}, {"state": "started", "note": ""})
    assert next(check.who for check in the(office).checks if check.id == "data_team") == BOARD_NAME


def test_a_check_that_is_not_needed_says_why(office: Office) -> None:
    before = the(office)
    walker = Walker(office=office, person=DATA_TEAM)
    walker.send("check_update", {"reference": "DR-0001", "check": "data_team"}, {"state": "not_needed", "note": ""})
    nothing_happened(walker, before)
    assert say(w.CHECK_NOTE_ERROR) in words(walker.card)


@pytest.mark.parametrize("check", ["dpia", "nonsense", "", None, 7])
def test_a_check_that_is_not_theirs_or_not_of_the_request_changes_nothing(office: Office, check: object) -> None:
    before = the(office)
    walker = Walker(office=office, person=DATA_TEAM)
    walker.send("check_update", {"reference": "DR-0001", "check": check}, {"state": "done"})
    nothing_happened(walker, before)
    for person in (CHAMPION, OTHER, REVIEWER):
        walker = Walker(office=office, person=person)
        walker.send("check_update", {"reference": "DR-0001", "check": "data_team"}, {"state": "done"})
        nothing_happened(walker, before)


def test_the_requester_has_checks_of_their_own(office: Office) -> None:
    requester = Walker(office=office)
    requester.type("my work")
    assert "Name a senior sponsor" in words(requester.card)
    requester.press("show")
    requester.press("check", check="sponsor")
    requester.press("check_update", {"state": "done", "note": "Head of housing"})
    assert next(c for c in the(office).checks if c.id == "sponsor").who == "Requester"
    other = Walker(office=office)
    other.send("check_update", {"reference": "DR-0001", "check": "dpia"}, {"state": "done"})
    assert not [effect for effect in other.effects if isinstance(effect, Record)]


def test_the_governance_team_may_say_it_for_any_check_and_any_step(office: Office) -> None:
    team = Walker(office=office, person=GOVERNANCE)
    team.send("check_update", {"reference": "DR-0001", "check": "procurement"}, {"state": "done"})
    assert next(c for c in the(office).checks if c.id == "procurement").who == "Governance team"
    team.send("step_outcome", {"reference": "DR-0001"}, {"outcome": "go_on"})
    assert the(office).steps[0].who == "Governance team"
    assert the(office).it_contact == "", "nobody became its contact"


def test_whoever_delivers_says_when_the_work_starts_and_when_it_is_done(office: Office) -> None:
    office.requests["DR-0001"] = replace(the(office), status=Status.APPROVED, steps=())
    pmo = Walker(office=office, person=PMO)
    pmo.type("my work")
    assert say(w.TASK_DELIVERY) in words(pmo.card)
    pmo.press("show")
    pmo.press("deliver", state="in_delivery")
    assert the(office).status == Status.IN_DELIVERY
    assert [b["title"] for b in buttons(pmo.card) if b["verb"] == "deliver"] == [say(w.DELIVERY_DONE)]
    pmo.press("deliver", state="done")
    assert the(office).status == Status.DONE
    before = the(office)
    pmo.send("deliver", {"reference": "DR-0001"}, {"state": "in_delivery"})
    nothing_happened(pmo, before)


@pytest.mark.parametrize("person", [STAFF, CHAMPION, PARTNER, BOARD, PROCUREMENT])
def test_nobody_else_delivers(office: Office, person: Person) -> None:
    office.requests["DR-0001"] = before = replace(the(office), status=Status.APPROVED, steps=())
    walker = Walker(office=office, person=person)
    walker.send("deliver", {"reference": "DR-0001"}, {"state": "done"})
    nothing_happened(walker, before)


def test_the_final_process_says_who_delivers(office: Office) -> None:
    office.requests["DR-0001"] = replace(the(office), status=Status.APPROVED, final_process="Change request")
    before = the(office)
    walker = Walker(office=office, person=PMO)
    walker.send("deliver", {"reference": "DR-0001"}, {"state": "done"})
    nothing_happened(walker, before)


def test_my_work_lists_what_waits_oldest_first_and_says_so_when_nothing_does(office: Office) -> None:
    other = Walker(office=office, person=OTHER)
    other.send("start")
    other.fill({**PROJECT, "service_area": "housing"}, DETAILS)
    other.press("submit")
    partner = Walker(office=office, person=PARTNER)
    partner.type("my work")
    said = words(partner.card)
    assert said.index("DR-0001") < said.index("DR-0002")
    assert say(w.TASK_PICK_UP) in said
    nobody = Walker(office=office, person=PLACE_PARTNER)
    nobody.type("my work")
    assert say(w.MY_WORK_NONE) in words(nobody.card)


def test_who_says_something_for_a_body_sees_which_checks_are_open(office: Office) -> None:
    walker = Walker(office=office, person=PARTNER)
    walker.type("outcome DR-0001")
    assert "outcome" in [i["id"] for i in inputs(walker.card)]
    assert "Data protection impact assessment screening" in words(walker.card)


def test_the_requester_reads_who_offered_to_help_and_nothing_of_it_where_nobody_did(office: Office) -> None:
    requester = Walker(office=office)
    requester.type("show DR-0001")
    assert "Offered to help" not in words(requester.card)
    Walker(office=office, person=CHAMPION).type("can help DR-0001")
    requester.type("show DR-0001")
    assert "Offered to help: \nHousing champion" in words(requester.card)
