"""Cards are light: one thing to press, the rest behind the three dots, and a way to change each answer in its row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dialogs.cards.elements import button, card, heading
from dialogs.cards.summary_list import change_button, summary_list, summary_row
from dialogs.model import Person
from dialogs.wording import say_day
from tests.dialogs.card_lint import faults
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import (
    BOARD,
    GOVERNANCE,
    PARTNER,
    PROCUREMENT,
    STAFF,
    Office,
    Walker,
    buttons,
    elements,
    words,
)


def test_the_first_action_of_a_card_is_on_its_face_and_the_others_are_behind_the_three_dots() -> None:
    shown = card(
        [heading("A")], [button("start", "Go", style="positive"), button("help", "Help", style="positive")], "A"
    )
    assert [(a["title"], a.get("mode"), a.get("style")) for a in shown["actions"]] == [
        ("Go", None, "positive"),
        ("Help", "secondary", None),
    ]
    assert not faults(shown)


def test_nothing_that_takes_something_away_is_on_the_face_of_a_card_before_it_is_asked_once_more() -> None:
    office = Office()
    walker = Walker(office=office)
    walker.send("start")
    assert next(b for b in buttons(walker.card) if b["verb"] == "cancel")["mode"] == "secondary"
    walker.fill(ANSWERS["project"], DETAILS)
    walker.press("submit")
    assert next(b for b in buttons(walker.card) if b["verb"] == "withdraw")["mode"] == "secondary"
    walker.press("withdraw")
    keep, withdraw = walker.card["actions"]
    assert (keep["verb"], keep["style"]) == ("show", "positive")
    assert (withdraw["verb"], withdraw.get("style"), withdraw.get("mode")) == ("withdraw", None, None)
    walker.press("withdraw")
    assert office.requests["DR-0001"].status == "Withdrawn"


def test_the_answers_are_one_table_and_each_of_them_can_be_changed_in_its_row() -> None:
    walker = Walker()
    walker.send("start")
    walker.fill(ANSWERS["project"], DETAILS)
    (table,) = [e for e in elements(walker.card) if e["type"] == "Table"]
    asked = [b["data"]["question"] for b in buttons(table)]
    assert {*ANSWERS["project"], "title", "problem", "outcome"} <= {*asked}
    assert len(asked) == len(set(asked)) == len(table["rows"])
    for verb in {b["verb"] for b in buttons(table)}:
        assert verb == "change"
    problem = next(row for row in table["rows"] if buttons(row)[0]["data"]["question"] == "problem")
    assert DETAILS["problem"] in words(problem)
    assert buttons(problem)[0]["tooltip"] == "Change: Problem"
    walker.press("change", question="problem")
    assert "problem" in {e.get("id") for e in elements(walker.card)}


def test_whatever_a_person_typed_is_no_more_than_words_in_a_summary_list() -> None:
    walker = Walker()
    walker.send("start")
    assert walker.current is not None
    change = change_button(walker.current, "title", "Title")
    shown = card([heading("A"), summary_list([summary_row("Title", "**a** <at>All</at> {{DATE()}}", change)])], [], "A")
    assert not faults(shown)
    assert "<at>" not in words(shown)
    assert {e["type"] for e in elements(shown) if "a**" in str(e.get("text"))} == {"TextRun"}


@pytest.mark.parametrize(
    ("person", "says"),
    [
        (STAFF, ["**resume**: you have 1 draft", "**my requests**: 1 request, 1 still open"]),
        (PARTNER, ["You are IT business partner for Housing.", "**my work**: 2 things wait for you", "of Housing"]),
        (BOARD, ["You are a member of Digital, Data and Customer Board."]),
        (GOVERNANCE, ["You are on the governance team.", "**my area**: the requests of all areas"]),
        (PROCUREMENT, ["You are here for Procurement.", "**my work**: 1 thing waits for you"]),
    ],
)
def test_help_says_in_a_few_lines_what_this_person_can_do_now(person: Person, says: list[str]) -> None:
    office = Office()
    staff = Walker(office=office)
    staff.send("start")
    staff.fill(ANSWERS["project"], DETAILS)
    staff.press("submit")
    reader = staff if person == STAFF else Walker(office=office, person=person)
    reader.send("start") if person == STAFF else None
    shown = [line for e in reader.type("help")["body"] for line in str(e.get("text", "")).splitlines()]
    for part in says:
        assert any(part in line for line in shown), (part, shown)
    assert len(shown) <= 9, "a heading, and at most eight lines"
    face = [a for a in reader.card["actions"] if a.get("mode") != "secondary"]
    assert len(face) == 1
    assert "**withdraw DR-0001**" in words(reader.card), "the rest is behind one press"


def test_whoever_picks_a_request_up_reads_who_what_and_by_when_in_three_lines_and_what_to_press() -> None:
    office = Office()
    staff = Walker(office=office)
    staff.send("start")
    staff.fill(ANSWERS["change_request"], DETAILS)
    staff.press("submit")
    partner = Walker(office=office, person=PARTNER)
    partner.send("show", {"reference": "DR-0001"})
    title, name, who, why, asked, pressed = partner.card["body"][:6]
    assert "Housing" in words(title)
    assert DETAILS["title"] in words(name)
    assert [words(line).splitlines()[0] for line in (who, why, asked)] == [
        "Asked by: ",
        "Problem: ",
        "What is asked of you: ",
    ]
    assert "by Wednesday 4 March" in words(asked)
    assert [a["verb"] for a in pressed["actions"]] == ["pick_up", "ask", "add_note"]
    assert not partner.card["actions"]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 12, 1), "Tuesday 1 December"),
        (date(2026, 11, 30), "Monday 30 November"),
        (date(2027, 1, 5), "5 January 2027"),
        (date(2026, 3, 2), "2 March 2026"),
        (datetime(2026, 11, 30, 23, 30, tzinfo=UTC), "Monday 30 November"),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "Thursday 2 July"),
    ],
)
def test_a_near_day_is_said_with_its_weekday_and_another_with_its_year(day: date, said: str) -> None:
    assert say_day(day, date(2026, 12, 1)) == said


def test_checks_stand_open_where_they_are_all_that_is_asked_of_somebody() -> None:
    office = Office()
    staff = Walker(office=office)
    staff.send("start")
    staff.fill(ANSWERS["project"], DETAILS)
    staff.press("submit")
    office.requests["DR-0001"] = replace(office.requests["DR-0001"], list_url="https://example.org/list")
    owner = Walker(office=office, person=PROCUREMENT)
    owner.send("show", {"reference": "DR-0001"})
    seen = [part for part in owner.card["body"] if part.get("isVisible", True)]
    assert "check" in {b["verb"] for b in buttons(seen)}
    assert [a["type"] for a in owner.card["actions"]] == ["Action.OpenUrl"]


def test_a_problem_that_only_says_the_title_again_is_read_once_by_those_who_handle_it() -> None:
    office = Office()
    walker = Walker(office=office)
    walker.send("start")
    walker.fill(
        ANSWERS["project"], {**DETAILS, "title": "Renew the kiosk licence", "problem": "Renew the kiosk licence"}
    )
    walker.press("submit")
    walker = Walker(office, PARTNER)
    walker.type("show DR-0001")
    assert words(walker.card).count("Renew the kiosk licence") == 1
    assert DETAILS["outcome"] in words(walker.card)
