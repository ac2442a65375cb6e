"""One step of an interview, asked by itself: what is taken, what is missing, and what belongs to no card of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from dialogs.cards.details import ALL
from dialogs.context import Command
from dialogs.interviewing import answer, go_to_missing, skip, suggested_here, typed_answer
from dialogs.model import Interview, SaveDraft, Session, System, Turn
from dialogs.position import UNFINISHED, position_of, route_of
from dialogs.suggestions import SUGGESTED, UNDERSTOOD
from dialogs.systems import KNOWN
from dialogs.wording import asking, say, systems
from governance_rules import decide
from tests.dialogs.contexts import context_of
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.test_long_lists import DRAFT
from tests.dialogs.walker import RULEBOOK, STAFF, words

NEW = replace(DRAFT, details={}, memory={}, rules_version=RULEBOOK.version)
BEGUN = replace(NEW, answers={"need": "new_system"})
PROJECT = ANSWERS["project"]
DECIDED = replace(NEW, answers=PROJECT)
ROUTE = {"route": route_of(decide(RULEBOOK, PROJECT))}
SEEN = replace(DECIDED, route_seen=True, memory=ROUTE)
ASKED = ("title", "problem", "outcome", "systems", "supplier", "needed_by")
TOLD = {name: DETAILS[name] for name in ASKED}
FULL = replace(SEEN, details=TOLD)
ADVISED = replace(NEW, answers=ANSWERS["service_desk"])


def saved(turn: Turn | None) -> Interview | None:
    """The interview as the turn keeps it; None: it keeps nothing."""
    return next((e.interview for e in turn.effects if isinstance(e, SaveDraft)), None) if turn else None


def sent(draft: Interview, inputs: Mapping[str, Any], only: str = "", **more: Any) -> Turn:
    carried = {"only": only} if only else {}
    return answer(context_of(Session(STAFF, draft), **more), Command("answer", carried, inputs), draft)


CARD = {"service_area": "housing", "corporate_tool": "no"}


@pytest.mark.parametrize(
    ("draft", "inputs", "only", "refused"),
    [
        (BEGUN, CARD, "", ""),
        (BEGUN, {**CARD, "need": "renew"}, "", asking.FOREIGN),  # of another card
        (BEGUN, {"need": "renew"}, "need", ""),
        (BEGUN, {}, "whole_life_cost", asking.FOREIGN),  # that is not asked yet
        (BEGUN, {"service_area": "housing"}, "service_area", ""),
        (BEGUN, {**CARD}, "service_area", asking.FOREIGN),
        (BEGUN, {"service_area": "nowhere"}, "", asking.UNKNOWN_OPTION),
        (SEEN, TOLD, "", ""),
        (SEEN, {**TOLD, "need": "renew"}, "", asking.FOREIGN),
        (SEEN, {}, "no_such", asking.FOREIGN),
        (SEEN, {"title": "Repairs"}, "title", ""),
        (SEEN, {"title": "Repairs", "problem": "They wait."}, "title", asking.FOREIGN),
        (SEEN, {"title": ["Repairs"]}, "", asking.FOREIGN),
        (DECIDED, {}, "", ""),
        (DECIDED, {"need": "renew"}, "", asking.FOREIGN),
        (DECIDED, TOLD, "", ""),  # a program may send no more than the boxes
        (DECIDED, {"need": "renew"}, ALL, asking.FOREIGN),
        (DECIDED, {"title": "Repairs"}, "title", ""),
        (FULL, {"title": "Repairs"}, "", asking.FOREIGN),
    ],
)
def test_what_no_input_of_the_card_can_hold_is_refused_and_nothing_is_kept(
    draft: Interview, inputs: dict[str, Any], only: str, refused: str
) -> None:
    turn = sent(draft, inputs, only)
    assert (saved(turn) is None) is bool(refused)
    assert [one for one in (asking.FOREIGN, asking.UNKNOWN_OPTION) if say(one) in words(turn.card)] == (
        [refused] if refused else []
    )


@pytest.mark.parametrize("draft", [FULL, ADVISED])
def test_continue_where_nothing_is_asked_changes_nothing(draft: Interview) -> None:
    turn = sent(draft, {})
    assert saved(turn) is None
    assert say(asking.FOREIGN) not in words(turn.card)


@pytest.mark.parametrize(
    ("inputs", "only", "seen", "errors"),
    [
        ({}, "", True, False),  # it was shown without boxes
        ({}, ALL, True, True),
        ({}, "title", True, True),
        ({}, "problem", True, False),
        (TOLD, ALL, True, False),
        ({"title": "Repairs"}, "", True, True),
    ],
)
def test_continue_below_a_decision_sends_the_boxes_that_stood_there(
    inputs: dict[str, str], only: str, *, seen: bool, errors: bool
) -> None:
    turn = sent(DECIDED, inputs, only)
    kept = saved(turn)
    assert kept is not None
    assert kept.route_seen is seen
    assert kept.memory["route"] == ROUTE["route"]
    assert ("Error:" in words(turn.card)) is errors
    assert kept.details == {name: held for name, held in inputs.items() if name in ASKED}


@pytest.mark.parametrize(
    ("draft", "inputs", "missing"),
    [
        (BEGUN, {"service_area": "housing"}, ["corporate_tool"]),
        (BEGUN, {"service_area": "", "corporate_tool": ""}, ["service_area", "corporate_tool"]),
        (replace(BEGUN, answers={**BEGUN.answers, "service_area": "place"}), {"corporate_tool": "no"}, []),
        (replace(BEGUN, answers={**BEGUN.answers, "service_area": "place"}),
         {"service_area": "", "corporate_tool": "no"}, ["service_area"]),
    ],
)  # fmt: skip
def test_an_input_that_was_emptied_is_missing_and_one_that_did_not_come_stays_as_it_was(
    draft: Interview, inputs: dict[str, str], missing: list[str]
) -> None:
    turn = sent(draft, inputs)
    said = words(turn.card)
    asked = {q.id: q for q in RULEBOOK.questions}
    assert [name for name in CARD if say(asking.ERROR, problem=asked[name].error) in said] == missing


@pytest.mark.parametrize(
    ("draft", "inputs", "keeps"),
    [
        (BEGUN, {}, False),  # the same card again, with what is missing
        (BEGUN, {"service_area": "housing"}, True),
        (replace(BEGUN, memory={UNFINISHED: {"service_area": "housing"}}), {}, True),
        (SEEN, {}, False),
        (SEEN, {"title": "Repairs"}, True),
        (SEEN, {"title": "x" * 121}, True),
        (replace(SEEN, memory={**ROUTE, "skipped": ["systems"]}), {}, True),
        (replace(SEEN, memory={**ROUTE, "skipped": ["needed_by", "supplier", "systems"]}), {}, False),
        (DECIDED, {}, True),
    ],
)
def test_a_card_that_comes_back_as_it_was_is_not_kept_again(
    draft: Interview, inputs: dict[str, str], *, keeps: bool
) -> None:
    first = sent(draft, inputs, ALL if draft is DECIDED else "")
    kept = saved(first)
    passed_over = draft is SEEN and not inputs
    assert (kept is not None) is (keeps or passed_over), "what may be left out was passed over by it"


@pytest.mark.parametrize(
    ("before", "given", "after", "error"),
    [
        ({}, {}, None, True),
        ({"title": "Repairs"}, {}, "Repairs", False),
        ({"title": "Repairs"}, {"title": ""}, "Repairs", True),
        ({"title": "Repairs"}, {"title": "Permits"}, "Permits", False),
        ({}, {"title": "x" * 120}, "x" * 120, False),
        ({}, {"title": "x" * 121}, None, True),
    ],
)
def test_a_detail_that_is_needed_stays_until_another_takes_its_place(
    before: dict[str, str], given: dict[str, str], after: str | None, *, error: bool
) -> None:
    rest = {name: held for name, held in TOLD.items() if name != "title"}
    turn = sent(replace(SEEN, details={**rest, **before}, looking_at="title"), {**rest, **given})
    kept = saved(turn)
    held = kept.details if kept is not None else {**rest, **before}
    assert held.get("title") == after
    assert ("Error:" in words(turn.card)) is error


def test_a_detail_that_may_be_left_out_is_taken_away_where_its_box_was_emptied() -> None:
    looking = replace(FULL, looking_at="details")
    kept = saved(sent(looking, {**TOLD, "supplier": ""}))
    assert kept is not None
    assert "supplier" not in kept.details
    assert kept.memory["skipped"] == ["supplier"]
    stays = saved(sent(looking, {name: held for name, held in TOLD.items() if name != "supplier"}))
    assert stays is not None
    assert stays.details == TOLD
    assert stays.memory["skipped"] == []


@pytest.mark.parametrize("box", ["", None])
def test_an_empty_box_under_a_text_that_is_too_long_to_show_means_that_text(box: str | None) -> None:
    long = {**TOLD, "problem": "字" * 2500, "outcome": "字" * 2500}
    turn = sent(replace(FULL, details=long, looking_at="details"), {**long, "outcome": box, "title": "Permits"})
    kept = saved(turn)
    assert kept is not None
    assert kept.details == {**long, "title": "Permits"}
    left = replace(SEEN, memory={**ROUTE, UNFINISHED: {"problem": "字" * 2500, "outcome": "字" * 2500}})
    taken = saved(sent(left, {**long, "outcome": box}))
    assert taken is not None
    assert taken.details["outcome"] == "字" * 2500


REPAIRS = System("7", "Repairs", "A supplier", "housing")


@pytest.mark.parametrize(
    ("inputs", "said", "held"),
    [
        ({KNOWN: "7"}, "", "Housing system; Repairs"),
        ({KNOWN: "8"}, systems.GONE, None),
        ({KNOWN: ""}, systems.CHOOSE_ONE, None),
    ],
)
def test_on_the_card_of_all_answers_systems_are_added_to_those_that_are_named(
    inputs: dict[str, str], said: str, held: str | None
) -> None:
    turn = sent(FULL, inputs, systems=(REPAIRS,))
    kept = saved(turn)
    assert (kept.details["systems"] if kept else None) == held
    assert [one for one in (systems.GONE, systems.CHOOSE_ONE) if say(one) in words(turn.card)] == (
        [said] if said else []
    )


def test_a_system_for_which_its_box_has_no_room_is_said_at_the_box() -> None:
    full = replace(FULL, details={**TOLD, "systems": "x" * 250})
    kept = saved(sent(full, {KNOWN: "7"}, systems=(REPAIRS,)))
    assert kept is not None
    assert (kept.looking_at, kept.details["systems"]) == ("systems", "x" * 250)


@pytest.mark.parametrize(
    ("draft", "said", "keeps"),
    [
        (NEW, asking.CANNOT_SKIP, False),
        (replace(SEEN, looking_at="title"), asking.CANNOT_SKIP_DETAIL, False),
        (replace(SEEN, looking_at="systems"), "", True),
        (FULL, "", False),
    ],
)
def test_only_what_may_be_left_out_is_skipped(draft: Interview, said: str, *, keeps: bool) -> None:
    turn = skip(context_of(Session(STAFF, draft), typed=True), Command("skip"), draft)
    assert (saved(turn) is not None) is keeps
    told = [one for one in (asking.CANNOT_SKIP, asking.CANNOT_SKIP_DETAIL) if say(one) in words(turn.card)]
    assert told == ([said] if said else [])
    kept = saved(turn)
    if kept is not None:
        assert kept.memory["skipped"] == ["systems"]


@pytest.mark.parametrize(
    ("draft", "typed", "said", "keeps"),
    [
        (BEGUN, True, "Which service area", False),
        (SEEN, True, "Title", False),
        (DECIDED, True, "Title", False),
        (replace(DECIDED, details=TOLD), True, say(asking.MISSING_CHECK), True),
        (replace(DECIDED, details=TOLD), False, say(asking.MISSING_ROUTE), False),
        (replace(BEGUN, looking_at="need"), True, "Which service area", True),
    ],
)
def test_who_sends_too_early_is_told_what_is_missing_and_asked_it(
    draft: Interview, said: str, *, typed: bool, keeps: bool
) -> None:
    turn = go_to_missing(context_of(Session(STAFF, draft), typed=typed), draft, position_of(RULEBOOK, draft))
    assert said.casefold() in words(turn.card).casefold()
    assert (saved(turn) is not None) is keeps


@pytest.mark.parametrize(
    ("memory", "looking", "suggested"),
    [
        ({}, None, None),
        ({SUGGESTED: {"service_area": "housing"}}, None, "housing"),
        ({SUGGESTED: {"corporate_tool": "yes"}}, "need", None),
        ({SUGGESTED: {"corporate_tool": "no"}}, None, None),
    ],
)
def test_a_yes_takes_what_is_suggested_for_the_question_that_is_asked(
    memory: dict[str, Any], looking: str | None, suggested: str | None
) -> None:
    draft = replace(BEGUN, memory=memory, looking_at=looking)
    assert suggested_here(draft, position_of(RULEBOOK, draft)) == suggested
    over = replace(FULL, memory={**ROUTE, **memory})
    assert suggested_here(over, position_of(RULEBOOK, over)) is None


HEARD = replace(NEW, memory={UNDERSTOOD: ["need"], SUGGESTED: {"need": "renew"}})


@pytest.mark.parametrize(
    ("draft", "said", "answers"),
    [
        (BEGUN, "housing", {"need": "new_system", "service_area": "housing"}),
        (BEGUN, "wombats", None),
        (HEARD, "housing", {"service_area": "housing"}),
        (HEARD, "1", None),  # a number is nobody's there
        (HEARD, "wombats", None),
        (FULL, "wombats", None),
    ],
)
def test_typed_words_are_an_answer_where_they_name_one(
    draft: Interview, said: str, answers: dict[str, str] | None
) -> None:
    turn = typed_answer(context_of(Session(STAFF, draft), typed=True), draft, position_of(RULEBOOK, draft), said)
    kept = saved(turn)
    assert (kept.answers if kept else None) == answers


def test_what_was_typed_below_a_decision_is_said_to_be_the_title() -> None:
    for draft, told in ((DECIDED, True), (SEEN, False)):
        turn = typed_answer(
            context_of(Session(STAFF, draft), typed=True), draft, position_of(RULEBOOK, draft), "Repairs"
        )
        assert turn is not None
        assert ("Repairs" in words(turn.card)) is told
        kept = saved(turn)
        assert kept is not None
        assert kept.details == {"title": "Repairs"}
