"""Typing does everything that cards do: the same answers make the same request, whichever way they are given."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.drafts import MOST_DRAFTS
from dialogs.understanding.command_parser import read_typed
from governance_rules import decide
from tests.dialogs.every_card import every_card
from tests.dialogs.journeys import ANSWERS, DETAILS, random_answers, random_details
from tests.dialogs.walker import RULEBOOK, Walker, buttons, elements, inputs, numbers, words

WORDINGS = ("numbers", "labels", "ids", "listed")


def said(one: Mapping[str, Any], chosen: list[str], wording: str, chance: random.Random) -> str:
    """One answer as people type it."""
    ids = [c["value"] for c in one["choices"]]
    parts = []
    for option in chosen:
        number = ids.index(option) + 1
        label = one["choices"][number - 1]["title"]
        parts.append({"numbers": str(number), "labels": label, "ids": option, "listed": f"{number}. {label}"}[wording])
    joiner = ", " if wording != "labels" else chance.choice([", ", " and ", "; "])
    text = joiner.join(parts)
    return chance.choice([text, text.upper(), f"  {text}. "]) if wording in {"labels", "listed"} else text


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 10**9), wording=st.sampled_from(WORDINGS))
def test_any_walk_by_typed_words_makes_the_same_request_as_by_cards(seed: int, wording: str) -> None:
    chance = random.Random(seed)
    answers = random_answers(RULEBOOK, chance)
    details = random_details(RULEBOOK, answers, chance)
    pressed, typed = Walker(), Walker()
    pressed.send("start")
    pressed.fill(answers, details)
    typed.type("start")
    typed.fill_typed(answers, details, say=lambda one, chosen: said(one, chosen, wording, chance))
    if decide(RULEBOOK, answers).process == "service_desk":
        assert pressed.drafts["i1"].answers == typed.drafts["i1"].answers == answers
        assert pressed.card["body"] == typed.card["body"]
        return
    pressed.press("submit")
    typed.type("submit")
    one, other = pressed.office.requests["DR-0001"], typed.office.requests["DR-0001"]
    assert one.answers == other.answers == answers
    assert one.details == other.details == details
    assert one.decision == other.decision == decide(RULEBOOK, answers)
    assert (one.title, one.area) == (other.title, other.area)


def wander(walker: Walker, verbs: list[str], answers: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """One step of somebody who cannot make up their mind; the answers that they now mean."""
    move = chance.random()
    if move < 0.15 and "back" in verbs:
        walker.press("back") if chance.random() < 0.5 else walker.type("back")
    elif move < 0.3 and "change" in verbs:
        walker.send("change", chance.choice([b for b in buttons(walker.card) if b["verb"] == "change"])["data"])
        return {**answers, **random_answers(RULEBOOK, chance)} if chance.random() < 0.5 else answers
    elif move < 0.4:
        walker.type(chance.choice(["help", "resume", "what is the board?", "nonsense here now"]))
        walker.type("resume")
    elif "answer" in verbs:
        fallback = {q.id: q.options[0].id for q in RULEBOOK.questions}
        held = {
            i["id"]: answers.get(i["id"]) or fallback.get(i["id"]) or DETAILS.get(i["id"], "")
            for i in inputs(walker.card)
        }
        walker.press("answer", {i: ",".join(h) if isinstance(h, tuple) else h for i, h in held.items()})
    else:
        walker.type("back")
    return answers


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_wandering_back_and_changing_answers_still_ends_with_the_request_that_the_answers_mean(seed: int) -> None:
    chance = random.Random(seed)
    walker = Walker()
    walker.send("start")
    answers = random_answers(RULEBOOK, chance)
    details = {**DETAILS}
    for _ in range(60):
        verbs = [b["verb"] for b in buttons(walker.card)]
        if not {"answer", "submit"} & set(verbs) or ("submit" in verbs and chance.random() < 0.5):
            break
        answers = wander(walker, verbs, answers, chance)
    advised = walker.current is None
    if advised:
        assert walker.drafts["i1"].state == "advised"
        return
    walker.fill({**{q.id: q.options[0].id for q in RULEBOOK.questions}, **answers}, details)
    if walker.current is None:
        return
    walker.press("submit")
    request = walker.office.requests["DR-0001"]
    assert request.decision == decide(RULEBOOK, request.answers)


@pytest.mark.parametrize("process", list(ANSWERS))
def test_a_question_that_is_typed_to_comes_alone_with_its_options_as_numbered_text(process: str) -> None:
    walker = Walker()
    walker.type("start")
    walker.fill_typed(ANSWERS[process], DETAILS)
    for _, card in walker.office.cards:
        shown = inputs(card)
        assert len(shown) <= 1
        if shown and shown[0]["type"] == "Input.ChoiceSet":
            listed = "\n".join(f"{n}. {c['title']}" for n, c in enumerate(shown[0]["choices"], 1))
            assert listed in words(card)
            assert listed in card["fallbackText"]


def test_back_goes_to_the_question_before_and_an_answer_goes_on() -> None:
    walker = Walker()
    walker.type("start")
    walker.type("5")
    walker.type("Housing")
    assert inputs(walker.card)[0]["id"] == "corporate_tool"
    walker.type("back")
    assert inputs(walker.card)[0]["id"] == "service_area"
    walker.type("4")
    assert inputs(walker.card)[0]["id"] == "corporate_tool"
    assert walker.current is not None
    assert walker.current.answers["service_area"] == "place"


def test_skip_passes_over_an_optional_detail_alone() -> None:
    walker = Walker()
    walker.type("start")
    walker.fill_typed(ANSWERS["explore"], {k: v for k, v in DETAILS.items() if k != "systems"})
    assert "submit" in {b["verb"] for b in buttons(walker.card)}
    walker.type("change title")
    walker.type("skip")
    assert "We need an answer to this one" in words(walker.card)
    assert inputs(walker.card)[0]["id"] == "title"


def test_a_command_word_in_quotes_is_the_persons_own_text() -> None:
    walker = Walker()
    walker.type("start")
    walker.fill_typed(ANSWERS["explore"], {**DETAILS, "title": "“Start”"})
    assert walker.current is not None
    assert walker.current.details["title"] == "Start"


def test_ordinary_words_that_begin_like_a_command_are_the_persons_own_text() -> None:
    for title in (
        "change how we book repairs",
        "Back office help",
        "show me the bins",
        "Start again, better",
        "What next?",
    ):
        walker = Walker()
        walker.type("start")
        walker.fill_typed(ANSWERS["explore"], {**DETAILS, "title": title})
        assert walker.current is not None
        assert walker.current.details["title"] == title


def test_a_question_about_the_route_is_answered_below_it_and_in_quotes_it_is_the_title() -> None:
    walker = at_the_decision("explore")
    walker.type("what is the board?")
    assert "Source:" in words(walker.card)
    assert [i["id"] for i in inputs(walker.card)] == ["title"]
    walker.type("“what is the board?”")
    assert walker.current is not None
    assert walker.current.details["title"] == "what is the board?"


def at_the_decision(process: str) -> Walker:
    """Someone who typed the last answer and sees their route."""
    walker = Walker()
    walker.type("start")
    for question in (q for q in RULEBOOK.questions if q.id in ANSWERS[process]):
        held = ANSWERS[process][question.id]
        walker.type(numbers(inputs(walker.card)[0], [held] if isinstance(held, str) else list(held)))
    assert walker.summary.startswith("Your route is")
    return walker


def test_the_decision_comes_with_the_title_as_its_only_input_and_the_next_words_are_the_title() -> None:
    walker = at_the_decision("project")
    assert [i["id"] for i in inputs(walker.card)] == ["title"]
    assert "Colleagues may see the title" in inputs(walker.card)[0]["label"]
    walker.type("A better way to book repairs")
    assert walker.current is not None
    assert walker.current.route_seen
    assert [i["id"] for i in inputs(walker.card)] == ["problem"]
    assert "We took “A better way to book repairs” as: Title. To change it, type back." in words(walker.card)
    walker.type("back")
    walker.type("Another title")
    assert walker.current.details["title"] == "Another title"


@pytest.mark.parametrize("typed", ["skip", "submit"])
def test_what_cannot_be_passed_over_below_the_decision_is_named_and_asked(typed: str) -> None:
    walker = at_the_decision("explore")
    walker.type(typed)
    assert ("We need an answer to this one" if typed == "skip" else "You cannot send this yet") in words(walker.card)
    assert [i["id"] for i in inputs(walker.card)] == ["title"]
    walker.type("continue")
    assert [i["id"] for i in inputs(walker.card)] == ["title"]
    assert walker.current is not None
    assert walker.current.route_seen


def test_pressing_continue_below_a_typed_decision_takes_the_title_and_asks_the_rest_on_one_card() -> None:
    walker = at_the_decision("explore")
    walker.press("answer", {"title": "A title"})
    assert {i["id"] for i in inputs(walker.card)} >= {"title", "problem", "outcome"}
    assert walker.current is not None
    assert walker.current.details == {"title": "A title"}
    empty = at_the_decision("explore")
    empty.press("answer", {"title": ""})
    assert "Enter a title for your request" in words(empty.card)
    assert {i["id"] for i in inputs(empty.card)} >= {"title", "problem", "outcome"}


def test_submit_before_the_end_says_what_is_missing_and_asks_it() -> None:
    walker = Walker()
    walker.type("start")
    for said_now in ("submit", "5", "submit", "back", "submit"):
        walker.type(said_now)
        asked = inputs(walker.card)[0]
        if said_now == "submit":
            assert "You cannot send this yet. We still need your answer to:" in words(walker.card)
    assert asked["id"] == "service_area"


def test_a_route_that_a_changed_answer_changed_is_shown_and_submit_goes_on_to_the_check() -> None:
    walker = at_the_decision("explore")
    for typed in ("A title", "A problem", "An outcome", "skip", "change technical_impact", "1"):
        walker.type(typed)
    assert "Your route has changed" in words(walker.card)
    assert not inputs(walker.card)
    walker.type("submit")
    assert "submit" in {b["verb"] for b in buttons(walker.card)}
    walker.type("submit")
    assert "DR-0001" in words(walker.card)


def test_the_question_before_the_title_is_the_last_question() -> None:
    walker = at_the_decision("explore")
    walker.type("back")
    assert [i["id"] for i in inputs(walker.card)] == ["ai"]
    walker.type("1")
    assert [i["id"] for i in inputs(walker.card)] == ["title"]
    for typed in ("A title", "back"):
        walker.type(typed)
    assert [i["id"] for i in inputs(walker.card)] == ["title"]
    walker.type("back")
    assert [i["id"] for i in inputs(walker.card)] == ["ai"]


def test_a_wrong_date_says_how_to_write_one_and_keeps_the_rest() -> None:
    walker = Walker()
    walker.type("start")
    walker.fill(ANSWERS["change_request"], DETAILS)
    walker.type("change needed by")
    walker.type("2026-02-31")
    assert "Enter a real date" in words(walker.card)
    walker.type("31/03/2027")
    assert walker.current is not None
    assert walker.current.details["needed_by"] == "2027-03-31"


TYPED = {
    "start": "start",
    "back": "back",
    "leave": "save and leave",
    "cancel": "cancel",
    "help": "help",
    "tell_it": "tell it",
    "change": "change reach",
    "submit": "submit",
    "remove_links": "remove links",
    "resume": "resume",
    "drafts": "drafts",
    "my_requests": "my requests",
    "show": "show DR-0001",
    "refresh": "show DR-0001",
    "withdraw": "withdraw DR-0001",
    "add_information": "add DR-0001 more words",
    "start_again": "start again DR-0001",
    "join": "join DR-0001",
    "remove": "remove DR-0001",
    "can_help": "can help DR-0001",
    "add_note": "note DR-0001 some words",
    "pass_on": "not my area DR-0001",
    "pick_up": "pick up DR-0001",
    "ask": "ask DR-0001 some words",
    "my_area": "my area",
    "preferences": "notifications",
    "outcome": "outcome DR-0001",
    "step_outcome": "outcome DR-0001 go on",
    "system": "system Housing repairs",
    "check": "check DR-0001 dpia",
    "check_update": "check DR-0001 dpia done",
    "deliver": "deliver DR-0001 done",
    "benefit": "benefit DR-0001 as expected",
    "pack": "pack board",
    "next_item": "next item",
    "item_outcome": "outcome DR-0001 go on",
    "hold_news": "hold news",
    "tell_now": "tell now",
    "close_meeting": "close meeting",
    "my_work": "my work",
    "roadmap": "roadmap now",
    "name_sponsor": "sponsor DR-0001 Head of Housing, head.housing@example.org",
    "sponsor": "sponsor DR-0001 confirm",
}


def test_everything_that_a_card_can_do_can_be_typed() -> None:
    offered = {b["verb"] for _, card in every_card() for b in buttons(card)} - {"answer"}
    assert offered == set(TYPED)
    for words_typed in TYPED.values():
        assert read_typed(words_typed, own_text=True) is not None, words_typed


def test_why_opens_the_folded_parts_of_the_present_card() -> None:
    walker = Walker()
    walker.type("start")
    walker.fill_typed(ANSWERS["project"], DETAILS)
    walker.type("change route")
    assert walker.summary == "Your route is Project"
    folded = [e for e in elements(walker.card) if e.get("isVisible") is False]
    walker.type("why")
    opened = ["steps_more", "why", "changes", "checks", "checks_more", "scores", "scores_more", "change_answers"]
    assert [e["id"].removesuffix(":part") for e in folded] == opened
    assert not [e for e in elements(walker.card) if e.get("isVisible") is False]
    assert walker.summary == "Your route is Project"


def test_a_draft_is_chosen_by_its_number() -> None:
    walker = Walker()
    for need in ("5", "6", "7"):
        walker.type("start")
        walker.type(need)
    walker.type("drafts")
    walker.type("draft 3")
    assert walker.current is not None
    assert walker.current.answers["need"] == "new_system"


def test_a_bare_reference_shows_the_request() -> None:
    walker = Walker()
    walker.type("dr-0001")
    assert walker.summary == "We cannot find that request"


def test_nobody_fills_the_database_with_drafts() -> None:
    walker = Walker()
    for _ in range(MOST_DRAFTS + 5):
        walker.type("start")
        walker.type("7")
    assert len(walker.drafts) == MOST_DRAFTS
    assert "drafts, which is the most we keep" in "\n".join(words(card) for _, card in walker.office.cards)
