"""The small cards and what all cards are made of, at their edges: words that just fit, lists with nothing in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.cards.can_do import Desk
from dialogs.cards.details import Offered, details_card
from dialogs.cards.elements import bar, fitting, folds, heading, safe, shortened, text, with_hint
from dialogs.cards.from_message import going_on_card, message_card
from dialogs.cards.help import apology_card, help_card, people_to_ask, term_box, unsure_card, wait_card
from dialogs.cards.joiners import joiners_part
from dialogs.cards.mine import drafts_card, my_requests_card, not_found_card, note_card
from dialogs.cards.my_work import my_work_card
from dialogs.context import Feedback
from dialogs.extension import ChatMessage
from dialogs.model import Person, Request
from dialogs.position import UNFINISHED, position_of
from dialogs.rights import TAKES
from dialogs.steps import RequestStep, StepState
from dialogs.wording import asking, from_message, helping, requesting, say, say_count
from governance_rules.model import Term
from tests.dialogs.journeys import ANSWERS
from tests.dialogs.test_long_lists import DRAFT, ONE
from tests.dialogs.walker import (
    BOARD,
    CHAMPION,
    GOVERNANCE,
    HEAD,
    NOW,
    OTHER,
    PEOPLE,
    RULEBOOK,
    STAFF,
    buttons,
    verbs,
    words,
)


@pytest.mark.parametrize(("words_in", "cut"), [("four", "four"), ("fives", "fiv…"), ("to be", "to…"), ("", "")])
def test_words_that_just_fit_are_not_cut(words_in: str, cut: str) -> None:
    assert shortened(words_in, 4) == cut
    assert safe(words_in, 4) == cut


@pytest.mark.parametrize(("room", "fits"), [(4, "four"), (3, "fou"), (0, "")])
def test_an_input_shows_as_much_as_it_has_room_for(room: int, fits: str) -> None:
    assert fitting("four", room) == fits


@pytest.mark.parametrize(("many", "spacing"), [(1, "Small"), (2, "Medium")])
def test_folded_parts_stand_side_by_side_and_one_with_nothing_in_it_is_not_there(many: int, spacing: str) -> None:
    parts = [(f"part{n}", "Title", [text("Words.")]) for n in range(many)]
    found = folds(*parts, ("empty", "Title", []))
    assert found[0]["spacing"] == spacing
    assert len(found[0]["actions"]) == len(found) - 1 == many
    assert folds(("empty", "Title", [])) == []


def test_what_stands_out_is_set_apart_and_a_score_has_its_bar() -> None:
    assert [heading("Words.", small=small)["size"] for small in (True, False)] == ["Medium", "Large"]
    assert [sorted(text("Words.", subtle=True)), sorted(text("Words.", bold=True))] == [
        ["isSubtle", "text", "type", "wrap"],
        ["text", "type", "weight", "wrap"],
    ]
    assert bar(101)["url"] == bar(100)["url"] != bar(99)["url"]
    assert bar(-1)["url"] == bar(0)["url"]


@pytest.mark.parametrize(
    ("label", "hint", "said"),
    [("Title", "", "Title"), ("Title", "Short.", "Title. Short."), ("What?", "Short.", "What? Short.")],
)
def test_a_hint_is_a_sentence_of_its_own(label: str, hint: str, said: str) -> None:
    assert with_hint(label, hint) == said


@pytest.mark.parametrize(
    ("area", "asked"),
    [("housing", (CHAMPION,)), ("adult_social_care", (GOVERNANCE,)), (None, (GOVERNANCE,)), ("parks", (GOVERNANCE,))],
)
def test_people_to_ask_are_those_of_the_area_and_else_the_governance_team(
    area: str | None, asked: tuple[Person, ...]
) -> None:
    assert people_to_ask(PEOPLE, area) == asked
    card = help_card(RULEBOOK, PEOPLE, area, (), Desk(STAFF))[0]
    assert asked[0].name in words(card)
    assert [one for one in card["actions"] if one["type"] == "Action.OpenUrl"]


def test_help_names_nobody_where_there_is_nobody_to_ask() -> None:
    card = help_card(RULEBOOK, replace(PEOPLE, governance_team=()), None, (), Desk(STAFF))[0]
    assert not [one for one in card["actions"] if one["type"] == "Action.OpenUrl"]
    assert say(helping.HELP_TEAM) not in words(card)
    assert say(helping.HELP_TEAM) in words(help_card(RULEBOOK, PEOPLE, None, TAKES, Desk(STAFF))[0])


@pytest.mark.parametrize("resume", [True, False])
def test_the_way_on_is_the_draft_that_waits_and_else_a_start(*, resume: bool) -> None:
    unsure = unsure_card(PEOPLE, None, ["Words."], resume=resume)[0]
    for card in (unsure, note_card("Title", "Words.", resume=resume)[0]):
        assert ("resume" in verbs(card)) is resume
    (first,) = (one["verb"] for one in unsure["actions"] if one.get("style") == "positive")
    assert first == ("resume" if resume else "start")
    carried = next(one["data"] for one in buttons(note_card("Title", "Words.", resume=True, draft="i1")[0]))
    assert carried == {"interview": "i1"}


@pytest.mark.parametrize("source", ["Rules, 3", ""])
def test_the_source_of_an_answer_is_named_where_it_has_one(source: str) -> None:
    said = words(term_box(Term("a", "Board", (), "A group.", source)))
    assert (say(helping.SOURCE, source="").strip(" .") in said) is bool(source)


@pytest.mark.parametrize(("code", "shown"), [("a-1", "a-1"), ("<b>", "0"), ("", "0")])
def test_an_apology_shows_a_code_and_nothing_else(code: str, shown: str) -> None:
    assert say(helping.APOLOGY_TEXT, code=shown) in words(apology_card(code)[0])


@pytest.mark.parametrize(("seconds", "said"), [(0, 1), (1, 1), (2, 2)])
def test_who_is_too_fast_waits_for_a_second_at_least(seconds: int, said: int) -> None:
    assert say_count(helping.WAIT_TEXT, said) in words(wait_card(seconds)[0])


@pytest.mark.parametrize("said", ["We need permits.", ""])
def test_the_words_of_a_message_stand_in_their_box_with_what_is_kept_of_them(said: str) -> None:
    card = message_card(ChatMessage(said), [], "a1", 4000)
    for line in (from_message.BOX_HINT, from_message.ANOTHERS, from_message.NOT_UNDERSTOOD):
        assert (say(line) in words(card)) is bool(said)
    heard = words(message_card(ChatMessage(said), [(RULEBOOK.questions[0], "Renew")], "a1", 4000))
    assert say(from_message.NOT_UNDERSTOOD) not in heard
    assert "Renew" in heard
    assert [going_on_card(bot) is not None for bot in ("28:a-1", "a-1", "28:")] == [True, False, False]


@pytest.mark.parametrize(
    ("details", "left", "title"),
    [
        ({"title": "Repairs"}, {}, "Repairs"),
        ({}, {"title": "Permits"}, "Permits"),
        ({"title": "Repairs"}, {"title": "Permits"}, "Permits"),
        ({}, {}, say(asking.DRAFT_UNTITLED)),
    ],
)
def test_a_draft_is_called_by_what_stands_in_its_title(
    details: dict[str, str], left: dict[str, str], title: str
) -> None:
    draft = replace(DRAFT, details=details, memory={UNFINISHED: left} if left else {})
    assert f"1. {title}" in words(drafts_card(RULEBOOK, [draft])[0])


def test_in_the_own_list_a_request_says_who_has_it_until_it_is_decided() -> None:
    for status, has_it in (("Submitted", True), ("Approved", False)):
        said = words(my_requests_card(RULEBOOK, PEOPLE, STAFF, [replace(ONE, status=status)], drafts=False)[0])
        assert (f"{say(requesting.WHO_HAS_IT)}: " in said) is has_it
    mine, joined = (words(my_requests_card(RULEBOOK, PEOPLE, me, [ONE], drafts=False)[0]) for me in (STAFF, OTHER))
    assert say(requesting.IT_PARTNER) in mine
    assert say(requesting.NOBODY_YET) in joined
    assert say(requesting.NONE_YET) in words(my_requests_card(RULEBOOK, PEOPLE, STAFF, [], drafts=False)[0])
    assert [say(requesting.NO_REFERENCE) in words(not_found_card(one)[0]) for one in ("", "DR-0001")] == [True, False]


def test_a_manager_is_offered_where_nobody_was_named_yet() -> None:
    rules_answers = {**ANSWERS["project"], "sponsor": "named"}
    for given, offered in ({}, True), ({"sponsor_name": "Somebody"}, False):
        draft = replace(DRAFT, answers=rules_answers, details=given, rules_version=RULEBOOK.version)
        card = details_card(RULEBOOK, draft, position_of(RULEBOOK, draft), Feedback(), Offered(HEAD))[0]
        manager = [one for one in buttons(card) if one["data"].get("form") == "manager"]
        assert bool(manager) is offered
        assert all("only" not in one["data"] for one in manager)


@pytest.mark.parametrize(("name", "said"), [("Parking officer", "Parking officer"), ("", say(requesting.SOMEONE))])
def test_who_joined_is_named_as_far_as_they_are_known(name: str, said: str) -> None:
    joiner = replace(OTHER, name=name)
    part = joiners_part(replace(ONE, joined=(joiner,), co_requesters=(joiner,)))
    assert say(requesting.JOINER, number=1, name=said) in words(part)


def test_what_waits_longest_comes_first_counted_from_when_it_came_to_them_or_was_sent() -> None:
    def waiting(reference: str, came: int | None) -> Request:
        since = NOW - timedelta(days=came) if came is not None else None
        steps = (RequestStep("board", "board", 0, StepState.CURRENT, since),)
        sent = NOW - timedelta(days=5)
        return replace(ONE, reference=reference, status="In review", steps=steps, checks=(), submitted_at=sent)

    known = [waiting("DR-0001", 1), waiting("DR-0002", None), waiting("DR-0003", 9)]
    said = words(my_work_card(RULEBOOK, PEOPLE, BOARD, known)[0])
    order = sorted(range(1, 4), key=lambda n: said.index(f"DR-000{n}"))
    assert order == [3, 2, 1]
    for days in (1, 5, 9):
        day = NOW - timedelta(days=days)
        assert f"{day.day} {day:%B}" in said
