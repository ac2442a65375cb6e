"""The sponsor of a request: named with an address, asked once, and what they said stands on everybody's card."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs import sponsor_message, summary_card
from dialogs.changes import apply
from dialogs.events import By, Record
from dialogs.model import Person, Profile
from dialogs.records import Sponsor, SponsorState
from dialogs.sponsor_events import SponsorAnswered, SponsorFound, SponsorNamed, SponsorNotReached
from dialogs.sponsors import Named, read_named
from dialogs.steps import CheckState
from dialogs.wording import say
from dialogs.wording import sponsoring as w
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.project_office import the
from tests.dialogs.walker import (
    BOARD,
    HEAD,
    NOW,
    OTHER,
    PARTNER,
    PEOPLE,
    RULEBOOK,
    STAFF,
    Office,
    Walker,
    buttons,
    inputs,
    verbs,
    words,
)

NAMED: Final = ANSWERS["project"] | {"sponsor": "named"}
REST: Final = {name: said for name, said in DETAILS.items() if name != "sponsor_name"}
BOTH: Final = "Head of Housing, head.housing@example.org"


def sent(answers: Any = NAMED, sponsor: str = BOTH, profile: Profile | None = None) -> Walker:
    """A project that was sent, with this sponsor."""
    walker = Walker(profile=profile)
    walker.send("start")
    walker.fill(answers, {**REST, "sponsor_name": sponsor})
    walker.press("submit")
    return walker


def known(office: Office, state: SponsorState = SponsorState.ASKED) -> Office:
    """The same once it is known whose address it is."""
    office.requests["DR-0001"] = replace(the(office), sponsor=Sponsor(HEAD, state, NOW))
    return office


@pytest.mark.parametrize(
    ("said", "name", "address"),
    [
        ("Head of Housing (Place), head.housing@example.org", "Head of Housing (Place)", "head.housing@example.org"),
        (BOTH, "Head of Housing", "head.housing@example.org"),
        ("head.housing@example.org", "", "head.housing@example.org"),
        ("Head of Housing <head.housing@example.org>", "Head of Housing", "head.housing@example.org"),
        ("Head of Housing (head.housing@example.org).", "Head of Housing", "head.housing@example.org"),
        ("head.housing@example.org, Head of Housing, Place", "Head of Housing, Place", "head.housing@example.org"),
        ("Head of Housing mailto:head.housing@example.org", "Head of Housing", "head.housing@example.org"),
        ("Head of Housing, head.housing@example.org.", "Head of Housing", "head.housing@example.org"),
        ("Head of Housing", "Head of Housing", ""),
        ("Head O'Brien <o'brien@example.org>", "Head O'Brien", "o'brien@example.org"),
        ("Head O’Brien <o’brien@example.org>", "Head O’Brien", "o'brien@example.org"),  # noqa: RUF001 - as Word types
        ("'Head of Housing' 'head.housing@example.org'", "Head of Housing", "head.housing@example.org"),
        ("“Head of Housing” head.housing@example.org…", "Head of Housing", "head.housing@example.org"),
        ("head.housing+front-door@example.org!", "", "head.housing+front-door@example.org"),
        ("Head, head_gmail.com#EXT#@example.org?", "Head", "head_gmail.com#EXT#@example.org"),
        ("a`head@example.org", "a`head@example.org", ""),
        ("Head of Housing @ the council", "Head of Housing @ the council", ""),
        ("", "", ""),
    ],
)
def test_a_name_and_an_address_are_read_in_whichever_order_people_write_them(
    said: str, name: str, address: str
) -> None:
    assert read_named(said) == Named(name, address)


@pytest.mark.parametrize("between", [", ", " and ", "; ", "/"])
def test_of_two_people_one_is_asked_and_both_stay_as_written_and_a_form_asks_for_one(between: str) -> None:
    two = f"Head of Housing, head.housing@example.org{between}head.place@example.org"
    assert read_named(two) == Named("Head of Housing", "head.housing@example.org", several=True)
    walker = sent(sponsor=two)
    sponsor = the(walker.office).sponsor
    assert sponsor is not None
    assert (sponsor.person.upn, the(walker.office).details["sponsor_name"]) == ("head.housing@example.org", two)
    before = the(walker.office)
    walker.type(f"sponsor DR-0001: {two}")
    assert w.WHO_ONE in words(walker.card)
    assert the(walker.office) == before


@pytest.mark.parametrize("typed", [False, True])
def test_a_manager_with_an_overlong_name_keeps_all_of_the_address(*, typed: bool) -> None:
    manager = Person(HEAD.aad_id, "Head " * 51, HEAD.upn)
    walker = Walker(profile=Profile("Housing", manager))
    walker.to_route(NAMED)
    walker.press("answer", {"sponsor_name": "my manager"}) if typed else walker.press("answer", form="manager")
    assert walker.current is not None
    assert walker.current.details["sponsor_name"].endswith(f"Head, {HEAD.upn}")


def test_my_manager_whom_nobody_knows_is_asked_for_by_name() -> None:
    walker = sent(sponsor="")
    walker.type("sponsor DR-0001: my manager")
    assert w.WHO_MANAGER in words(walker.card)
    assert the(walker.office).details.get("sponsor_name", "") == ""


@given(st.text(max_size=300))
def test_whatever_is_written_can_be_read(said: str) -> None:
    read = read_named(said)
    assert " " not in read.address
    assert not read.address or "@" in read.address


@pytest.mark.parametrize(("given", "asked"), [(BOTH, "head.housing@example.org"), ("Head of Housing", ""), ("", "")])
def test_a_sponsor_with_an_address_is_asked_and_a_name_alone_is_kept(given: str, asked: str) -> None:
    walker = sent(sponsor=given)
    sponsor = the(walker.office).sponsor
    assert (sponsor.person.upn if sponsor else "") == asked
    assert ("asked on 2 March 2026" in words(walker.card)) is bool(asked)
    assert ("Sponsor: \nHead of Housing" in words(walker.card)) is bool(given)


def test_whoever_names_themselves_is_not_asked() -> None:
    assert the(sent(sponsor=f"Me, {STAFF.upn.upper()}").office).sponsor is None


@pytest.mark.parametrize("person", [HEAD, PARTNER])
def test_whose_address_it_is_is_known_from_the_manager_and_the_directory(person: Person) -> None:
    walker = sent(sponsor=person.upn.upper(), profile=Profile("Housing", HEAD))
    sponsor = the(walker.office).sponsor
    assert sponsor is not None
    assert sponsor.person.aad_id == person.aad_id
    assert the(walker.office).details["sponsor_name"] == f"{person.name}, {person.upn.upper()}", "by name for people"


def test_one_press_names_the_manager_and_keeps_what_else_the_card_holds() -> None:
    walker = Walker(profile=Profile("Housing", HEAD))
    walker.to_route(NAMED)
    walker.press("answer", {"title": "Half a title", "sponsor_name": "somebody"}, form="manager")
    held = {one["id"]: one.get("value", "") for one in inputs(walker.card)}
    assert (held["title"], held["sponsor_name"]) == ("Half a title", BOTH)
    assert "manager" not in {b["data"].get("form") for b in buttons(walker.card)}, "it can be changed now"
    walker.fill({}, {**REST, "sponsor_name": "Somebody else, else@example.org"})
    walker.press("submit")
    sponsor = the(walker.office).sponsor
    assert sponsor is not None
    assert sponsor.person.upn == "else@example.org"


def test_my_manager_can_be_typed_and_an_old_or_foreign_press_names_nobody() -> None:
    walker = Walker(profile=Profile("Housing", HEAD))
    walker.to_route(NAMED)
    for said in ("A title", "A problem", "An outcome", "skip", "skip"):
        walker.type(said)
    assert "you can also type: my manager" in words(walker.card)
    walker.type("My manager")
    assert walker.current is not None
    assert walker.current.details["sponsor_name"] == BOTH
    nobody = Walker()
    nobody.to_route(NAMED)
    assert "manager" not in {b["data"].get("form") for b in buttons(nobody.card)}
    assert nobody.current is not None
    stamp = {"form": "manager", "interview": nobody.current.id, "revision": nobody.current.revision}
    nobody.send("answer", stamp)
    assert "sponsor_name" not in nobody.current.details


@pytest.mark.parametrize("typed", [False, True])
def test_a_yes_is_shown_to_everybody_does_the_check_and_stands(*, typed: bool) -> None:
    walker = sent(ANSWERS["project"])
    assert the(walker.office).sponsor is None, "nobody was asked for"
    assert w.NAME_ONE in [b["title"] for b in buttons(walker.card)]
    walker.type(f"sponsor DR-0001: {BOTH}")
    office = known(walker.office)
    sponsor = Walker(office=office, person=HEAD)
    sponsor.type("show DR-0001")
    assert say(w.MEANS) in words(sponsor.card)
    assert REST["problem"] in words(sponsor.card)
    sponsor.type("sponsor DR-0001 confirm") if typed else sponsor.press("sponsor", answer="confirm")
    assert [e.event for e in sponsor.effects if isinstance(e, Record)] == [
        SponsorAnswered(confirmed=True, check="sponsor")
    ]
    check = next(one for one in the(office).checks if one.id == "sponsor")
    assert (check.state, check.who) == (CheckState.DONE, "Sponsor")
    for person in (BOARD, PARTNER, STAFF):
        role = "requester" if person == STAFF else "member"
        assert "Head of Housing, confirmed on 2 March 2026" in words(
            summary_card(RULEBOOK, PEOPLE, the(office), person, role)[0]
        )
    after = the(office)
    for said in ("sponsor DR-0001 confirm", "sponsor DR-0001 not me", "sponsor DR-0001: yes"):
        sponsor.type(said)
        assert the(office) == after
    assert "sponsor" not in verbs(sponsor.card)


@pytest.mark.parametrize("other", ["Head of Place, head.place@example.org", "Director of Place"])
def test_another_sponsor_after_a_yes_has_yet_to_do_the_check(other: str) -> None:
    walker = sent(ANSWERS["project"])
    walker.type(f"sponsor DR-0001: {BOTH}")
    Walker(office=known(walker.office), person=HEAD).type("sponsor DR-0001 confirm")
    walker.type(f"sponsor DR-0001: {other}")
    check = next(one for one in the(walker.office).checks if one.id == "sponsor")
    assert (check.state, check.who, check.at) == (CheckState.OPEN, "", None)


def test_who_is_asked_and_types_an_answer_that_we_do_not_read_is_told_how() -> None:
    office = known(sent().office)
    before = the(office)
    sponsor = Walker(office=office, person=HEAD)
    for said in ("sponsor DR-0001", "Sponsor dr-0001: I do, gladly"):
        sponsor.type(said)
        assert say(w.ANSWER_ERROR, reference="DR-0001") in words(sponsor.card)
        assert "sponsor" in verbs(sponsor.card)
    assert the(office) == before


@pytest.mark.parametrize("typed", [False, True])
def test_a_no_asks_the_requester_for_another_and_shows_nothing_more(*, typed: bool) -> None:
    office = known(sent().office)
    sponsor = Walker(office=office, person=HEAD)
    sponsor.type("show DR-0001")
    sponsor.type("sponsor DR-0001: not me") if typed else sponsor.press("sponsor", answer="not_me")
    assert REST["problem"] not in words(sponsor.card)
    sponsor.type("show DR-0001")
    assert sponsor.summary == "We cannot find that request"
    sponsor.send("sponsor", {"reference": "DR-0001"}, {"answer": "confirm"})
    assert sponsor.effects == ()
    requester = Walker(office=office)
    requester.type("show DR-0001")
    assert "who says that it is not for them" in words(requester.card)
    requester.press("name_sponsor")
    requester.press("answer", {"sponsor": "Head of Place, head.place@example.org"}, form="sponsor")
    named = the(office).sponsor
    assert named is not None
    assert (named.person.upn, named.state) == ("head.place@example.org", SponsorState.ASKED)
    assert the(office).details["sponsor_name"] == "Head of Place, head.place@example.org"


def test_naming_twice_asks_once_and_what_cannot_be_taken_comes_back_in_its_box() -> None:
    requester = Walker(office=known(sent().office), profile=Profile("Housing", PARTNER))
    before = the(requester.office)
    requester.type(f"sponsor DR-0001 {BOTH}")
    assert "have been asked about DR-0001 already" in words(requester.card)
    for said in ("", "x" * 256, f"Me, {STAFF.upn}"):
        requester.send("answer", {"form": "sponsor", "reference": "DR-0001"}, {"sponsor": said})
        assert "Error: " in words(requester.card)
    requester.send("answer", {"form": "sponsor", "reference": "DR-0001"}, {"sponsor": 7, "other": ""})
    assert the(requester.office) == before
    requester.type("sponsor DR-0001 Director of Place")
    assert (the(requester.office).sponsor, the(requester.office).details["sponsor_name"]) == (None, "Director of Place")
    requester.type("sponsor DR-0001")
    requester.press("name_sponsor", manager=True)
    named = the(requester.office).sponsor
    assert named is not None
    assert named.person == PARTNER


def test_somebody_else_can_neither_answer_nor_name_anybody() -> None:
    office = known(sent().office)
    before = the(office)
    for person in (OTHER, PARTNER, BOARD, STAFF):
        other = Walker(office=office, person=person)
        other.send("sponsor", {"reference": "DR-0001"}, {"answer": "confirm"})
        if person != STAFF:
            other.type("sponsor DR-0001: Head of Place, head.place@example.org")
        assert the(office) == before


def test_who_could_not_be_reached_may_answer_all_the_same_and_is_found_later() -> None:
    office, by = known(sent().office, SponsorState.UNREACHED), By(Person("", ""), "")
    requester = Walker(office=office)
    requester.type("show DR-0001")
    assert "who could not be reached" in words(requester.card)
    assert w.NAME_ANOTHER in [b["title"] for b in buttons(requester.card)]
    found = apply(the(office), SponsorFound(HEAD, sent=True), by, NOW)
    assert found.sponsor == Sponsor(HEAD, SponsorState.ASKED, NOW)
    assert apply(the(office), SponsorNotReached(), by, NOW) is the(office)
    again = SponsorNamed(HEAD, BOTH, "sponsor_name")
    assert apply(the(office), again, by, NOW).sponsor == Sponsor(HEAD, SponsorState.ASKED, NOW), "once more"
    Walker(office=office, person=HEAD).type("sponsor DR-0001 yes")
    confirmed = the(office)
    assert confirmed.sponsor is not None
    assert confirmed.sponsor.state == SponsorState.CONFIRMED
    for event in (SponsorFound(OTHER), SponsorNotReached(), SponsorAnswered(confirmed=False)):
        assert apply(confirmed, event, by, NOW) is confirmed


def test_a_request_that_has_ended_asks_nobody() -> None:
    office = known(sent().office)
    office.requests["DR-0001"] = replace(the(office), status="Withdrawn")
    card, _ = sponsor_message(RULEBOOK, PEOPLE, the(office), HEAD)
    assert "sponsor" not in verbs(card)
    assert words(card).startswith("DR-0001 needs no sponsor now")
    assert say(w.WAITS_NOT) not in words(card)
    sponsor = Walker(office=office, person=HEAD)
    sponsor.send("sponsor", {"reference": "DR-0001"}, {"answer": "confirm"})
    assert sponsor.effects == ()
    assert "it needs no sponsor" in words(sponsor.card)
