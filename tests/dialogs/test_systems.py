"""The systems that the council has are offered while somebody writes, and chosen by a press or a number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dialogs import summary_card
from dialogs.cards.systems import we_have
from dialogs.model import Person
from dialogs.records import Beside, RequestSystem, System
from dialogs.systems import KNOWN, merged, rows_chosen
from dialogs.wording import systems as w
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import (
    CHAMPION,
    GOVERNANCE,
    PARTNER,
    PEOPLE,
    PLACE_CHAMPION,
    PLACE_PARTNER,
    PROCUREMENT,
    RULEBOOK,
    STAFF,
    Office,
    Walker,
    buttons,
    elements,
    words,
)

REPAIRS = System(
    "7", "Housing repairs", "A supplier", "Housing", contract_ends=date(2027, 3, 31), link="https://x.example"
)
PAY = System("8", "Council Pay, online", contract_ends=date(2026, 1, 31))
SENTENCE = "We have a housing repairs system. Its contract ends on 31 March 2027."
SHORT = {"title": "Housing repairs are slow", "problem": "They are slow", "outcome": "They are quick"}
TODAY = date(2026, 11, 24)


def walker(person: Person = STAFF) -> Walker:
    return Walker(office=Office(systems=(REPAIRS, PAY)), person=person)


def field(card: dict[str, Any], name: str) -> dict[str, Any] | None:
    return next((e for e in elements(card["body"]) if e.get("id") == name), None)


def at_the_details(title: str = "Housing repairs are slow") -> Walker:
    one = walker()
    one.send("start")
    one.to_route(ANSWERS["change_request"])
    one.press("answer")
    assert field(one.card, KNOWN) is None
    one.press("answer", {"title": title})
    return one


@pytest.mark.parametrize(
    ("system", "said"),
    [
        (REPAIRS, SENTENCE),
        (PAY, "We have Council Pay, online. Its contract ended on 31 January 2026."),
        (System("1", "Mosaic"), "We have Mosaic."),
        (System("1", "Adult social care system", state="Being replaced"),
         "We have an adult social care system. It is being replaced."),
        (System("1", "iTrent payroll", state=" retired "), "We have iTrent payroll. It is not used any more."),
        (System("1", "Payment systems", contract_ends=TODAY),
         "We have payment systems. Its contract ends on Tuesday 24 November."),
    ],
)  # fmt: skip
def test_what_the_council_has_is_said_in_a_sentence(system: System, said: str) -> None:
    assert we_have(system, TODAY) == said


def test_a_first_sentence_hears_what_the_council_has() -> None:
    one = walker()
    one.type("We need something better for housing repairs because jobs get lost")
    assert SENTENCE in words(one.card)
    assert field(one.card, KNOWN) is None
    one.type("3")
    assert SENTENCE not in words(one.card)


def test_what_matches_is_offered_at_the_details_and_its_name_is_merged_into_what_was_typed() -> None:
    one = at_the_details()
    offered = field(one.card, KNOWN)
    assert offered is not None
    assert offered["choices"] == [{"title": "Housing repairs, contract ends 31 March 2027", "value": "7"}]
    assert (offered["isMultiSelect"], offered["type"]) == (True, "Input.ChoiceSet")
    assert SENTENCE in words(one.card)
    box = field(one.card, "systems")
    assert box is not None
    assert box["type"] == "Input.Text"
    one.press("answer", {**SHORT, "systems": "the phones", KNOWN: "7"})
    assert one.current is not None
    assert one.current.details["systems"] == "the phones; Housing repairs"
    assert field(one.card, KNOWN) is None  # it is named now


def test_a_choice_that_was_left_is_kept_and_shown_again() -> None:
    one = at_the_details()
    one.press("back", {KNOWN: "7", "title": "Housing repairs are slow"})
    one.press("answer")
    offered = field(one.card, KNOWN)
    assert offered is not None
    assert offered["value"] == "7"


@pytest.mark.parametrize(
    ("typed", "chosen", "said"),
    [
        ("Data warehouse", "Data", "Data warehouse; Data"),
        ("Platforms", "Forms", "Platforms; Forms"),
        ("data,  other", "Data", "data,  other"),
        ("one\nDATA", "Data", "one\nDATA"),
        ("", "R", "R"),
        ("a(b", "a(b", "a(b"),
    ],
)
def test_a_chosen_system_is_added_unless_the_list_names_it_as_a_whole(typed: str, chosen: str, said: str) -> None:
    assert merged(typed, [System("1", chosen)]) == said


def test_a_system_that_left_the_list_after_it_was_offered_is_said_to_be_gone() -> None:
    one = at_the_details()
    one.office.systems = ()
    one.press("answer", {**SHORT, KNOWN: "7"})
    assert one.current is not None
    assert "systems" not in one.current.details
    assert w.GONE in words(one.card)


@pytest.mark.parametrize("raw", ["99", "7;drop", {"a": 1}, ["7", {}], 7, "," * 500, "x" * 5000])
def test_a_choice_that_nobody_offered_names_nothing(raw: object) -> None:
    one = at_the_details()
    one.press("answer", {**SHORT, KNOWN: raw})
    assert one.current is not None
    assert one.current.details.get("systems", "") in {"", "Housing repairs"}
    assert len(rows_chosen(raw)) <= 20


def test_what_the_details_name_first_is_offered_where_all_answers_are_checked() -> None:
    one = walker()
    one.send("start")
    one.fill(ANSWERS["change_request"], {**DETAILS, "systems": "", "title": "Housing repairs are slow"})
    assert SENTENCE in words(one.card)
    one.send("answer", one_button(one, "Add to my request"), {})
    assert "Choose a system first" in words(one.card) or SENTENCE in words(one.card)
    one.send("answer", one_button(one, "Add to my request"), {KNOWN: "7"})
    assert one.current is not None
    assert one.current.details["systems"] == "Housing repairs"
    assert field(one.card, KNOWN) is None
    one.press("submit")
    assert one.office.requests["DR-0001"].systems == (RequestSystem("Housing repairs", "7"),)


def one_button(walker: Walker, title: str) -> dict[str, Any]:
    found: dict[str, Any] = next(b for b in buttons(walker.card) if b["title"] == title)["data"]
    return found


def test_names_that_together_are_too_long_come_back_at_their_box() -> None:
    one = walker()
    one.send("start")
    one.fill(ANSWERS["change_request"], {**DETAILS, "systems": "x" * 250, "title": "Housing repairs are slow"})
    one.send("answer", one_button(one, "Add to my request"), {KNOWN: "7"})
    box = field(one.card, "systems")
    assert box is not None
    assert box["value"].endswith("; Housing repairs")
    assert "at most 255" in words(one.card) or "255" in words(one.card)


def test_who_types_chooses_by_numbers() -> None:
    one = walker()
    one.send("start")
    one.to_route(ANSWERS["change_request"])
    for said in ("Council and housing repairs are slow", "They are slow", "They are quick"):
        one.type(said)
    assert "1. Housing repairs, contract ends 31 March 2027" in words(one.card)
    assert "2. Council Pay, online, contract ended 31 January 2026" in one.card["fallbackText"]
    one.type("1 and 2")
    assert one.current is not None
    assert one.current.details["systems"] == "Housing repairs; Council Pay, online"


def test_who_types_may_still_name_others() -> None:
    one = walker()
    one.send("start")
    one.to_route(ANSWERS["change_request"])
    for said in ("Housing repairs are slow", "They are slow", "They are quick", "3 phones in Room 4"):
        one.type(said)
    assert one.current is not None
    assert one.current.details["systems"] == "3 phones in Room 4"


def test_a_name_is_added_once() -> None:
    assert merged("housing repairs;", [REPAIRS]) == "housing repairs"
    assert merged("", [REPAIRS, PAY, REPAIRS]) == "Housing repairs; Council Pay, online"


def sent() -> Office:
    """One request that replaces the system, and one that does not."""
    office = Office(systems=(REPAIRS, PAY))
    for answers in (ANSWERS["project"], {**ANSWERS["project"], "replaces_legacy": "yes"}):
        one = Walker(office=office)
        one.send("start")
        one.fill(answers, {**DETAILS, "systems": "Housing repairs"})
        one.press("submit")
    return office


@pytest.mark.parametrize(
    ("person", "sees"),
    [(PARTNER, True), (CHAMPION, True), (GOVERNANCE, True), (PLACE_PARTNER, True), (PLACE_CHAMPION, False)],
)
def test_partners_see_every_request_about_a_system(person: Person, sees: bool) -> None:  # noqa: FBT001 - a table
    office = sent()
    reader = Walker(office=office, person=person)
    said = words(reader.type("system housing repairs"))
    assert "31 March 2027" in said
    assert ("DR-0002 replaces it." in said) is sees
    assert ("DR-0001: " in said) is sees
    assert DETAILS["problem"] not in said
    assert reader.last is not None
    (seen,) = reader.last.accesses
    assert (seen.what, seen.fields["item"]) == ("read_system", "7")


@pytest.mark.parametrize("person", [STAFF, PROCUREMENT])
def test_nobody_else_is_shown_requests_by_the_name_of_a_system(person: Person) -> None:
    reader = Walker(office=sent(), person=person)
    assert "DR-000" not in words(reader.type("system Housing repairs"))
    assert "DR-000" not in words(reader.send("system", {"system": "Housing repairs"}))


def test_words_of_ones_own_that_begin_with_system_are_no_command() -> None:
    one = walker(PARTNER)
    one.type("system crashes all day and we need a new one for the front desk")
    assert one.current is not None
    one = walker(PARTNER)
    one.send("start")
    one.to_route(ANSWERS["change_request"])
    one.type("System outages every Monday")
    assert one.current is not None
    assert one.current.details["title"] == "System outages every Monday"


def test_within_a_request_a_system_is_shown_by_its_whole_name_and_else_the_words_are_the_answer() -> None:
    one = walker(PARTNER)
    one.send("start")
    one.to_route(ANSWERS["change_request"])
    before = one.current
    assert "31 March 2027" in words(one.type("system Housing repairs"))
    assert one.current == before, "it is no answer"
    one.type("system")
    assert one.current is not None
    assert one.current.details["title"] == "system"


def test_a_system_that_we_do_not_have_is_said() -> None:
    one = walker(PARTNER)
    assert "Which system?" in words(one.type("system"))
    assert "No system" in words(one.send("system", {"system": "Something else"}))


@pytest.mark.parametrize(
    ("person", "role", "lines"),
    [
        (PARTNER, "partner", "Other requests about this system: DR-0003 (In review); DR-0007 replaces it (Approved)"),
        (GOVERNANCE, "governance", "DR-0003 (In review); DR-0007 replaces it (Approved)"),
        (CHAMPION, "champion", "Other request about this system: DR-0003 (In review)"),
    ],
)
def test_the_summary_names_other_requests_about_the_system(person: Person, role: str, lines: str) -> None:
    request = replace(
        sent().requests["DR-0002"],
        beside=(
            Beside("DR-0003", "housing", "In review", replaces=False),
            Beside("DR-0007", "place", "Approved", replaces=True),
        ),
    )
    said = words(summary_card(RULEBOOK, PEOPLE, request, person, role)[0]).replace(": \n", ": ")
    assert lines in said
    assert "Replaces: Housing repairs" in said


def test_a_requester_and_an_owner_read_nothing_of_other_requests() -> None:
    other = (Beside("DR-0003", "housing", "In review", replaces=True),)
    request = replace(sent().requests["DR-0001"], beside=other)
    for person, role in ((STAFF, "requester"), (PROCUREMENT, "owner")):
        assert "DR-0003" not in words(summary_card(RULEBOOK, PEOPLE, request, person, role)[0])


def test_what_was_declined_replaces_nothing() -> None:
    other = (Beside("DR-0003", "housing", "Declined", replaces=True),)
    request = replace(sent().requests["DR-0001"], beside=other)
    assert "DR-0003 (Declined)" in words(summary_card(RULEBOOK, PEOPLE, request, PARTNER, "partner")[0])
