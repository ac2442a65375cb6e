"""Cards are light: one thing to press, the rest behind the three dots, and a way to change each answer in its row."""

from __future__ import annotations

from dialogs.cards.elements import button, card, heading
from dialogs.cards.summary_list import change_button, summary_list, summary_row
from tests.dialogs.card_lint import faults
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import Office, Walker, buttons, elements, words


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
