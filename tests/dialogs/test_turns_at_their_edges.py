"""Turns at their edges: what just fits and what does not, what was said in part, and what belongs together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from dialogs.calendar import Calendar, free_days
from dialogs.cards.early import talk_to_it
from dialogs.cards.roadmap import roadmap_card
from dialogs.cards.topic import question_card
from dialogs.champions import prefer
from dialogs.context import Command, Feedback
from dialogs.events import InformationAdded, Record
from dialogs.extension import FindRequests, Found
from dialogs.finding import found
from dialogs.helping import welcome
from dialogs.interviewing import typed_answer
from dialogs.model import (
    AreaPeople,
    Interview,
    Needs,
    Person,
    Pressed,
    Profile,
    SaveDraft,
    Session,
    SetPreferences,
)
from dialogs.needs import needs_of
from dialogs.position import UNFINISHED, position_of
from dialogs.requests import MOST_PROBLEM, take_information
from dialogs.roadmap import Entry, roadmap_of
from dialogs.sponsoring import take_manager
from dialogs.statuses import DECIDED, EVERY, JOINABLE, TOLD_TO_OTHERS, UNDECIDED, WITH_ITS_AREA, WITH_SOMEBODY, among
from dialogs.steps import RequestStep, StepState
from dialogs.suggestions import SUGGESTED, UNDERSTOOD
from dialogs.systems import KNOWN, forget_choice
from dialogs.understanding.knowledge import find
from dialogs.understanding.links import LONGEST, links_in
from dialogs.wording import championing, helping, say
from dialogs.wording import roadmap as roadmap_words
from tests.dialogs.contexts import context_of
from tests.dialogs.journeys import ANSWERS
from tests.dialogs.test_long_lists import DAY, DRAFT, ONE
from tests.dialogs.walker import GOVERNANCE, HEAD, NOW, OTHER, PARTNER, PEOPLE, RULEBOOK, STAFF, Walker, buttons, words


def informed(said: str, **more: Any) -> InformationAdded | None:
    """What is added to a request; None: nothing."""
    command = Command("answer", inputs={"information": said})
    effects = take_information(context_of(Session(STAFF, None)), command, replace(ONE, **more)).effects
    if not effects:
        return None
    (effect,) = effects
    assert isinstance(effect, Record)
    assert isinstance(effect.event, InformationAdded)
    return effect.event


def test_information_is_added_until_the_column_of_the_list_is_full() -> None:
    first = informed("Forty people.")
    assert first is not None
    room = MOST_PROBLEM - len(first.text) + len(ONE.details["problem"])
    full = informed("Forty people.", details={**ONE.details, "problem": "x" * room})
    assert full is not None
    assert len(full.text) == MOST_PROBLEM
    assert informed("Forty people.", details={**ONE.details, "problem": "x" * (room + 1)}) is None


WITH_THE_BOARD = (
    RequestStep("it_business_partner", "it_business_partner", 0, StepState.OVER, NOW),
    RequestStep("board", "board", 1, StepState.CURRENT, NOW, outcome="more_information"),
)


@pytest.mark.parametrize(
    ("status", "contact", "steps", "back"),
    [
        ("More information needed", "", (), "Submitted"),
        ("More information needed", "Partner", (), "With IT business partner"),
        ("More information needed", "Partner", WITH_THE_BOARD, "In review"),
        ("In review", "Partner", WITH_THE_BOARD, None),
    ],
)
def test_what_was_missing_brings_a_request_back_to_whoever_has_it(
    status: str, contact: str, steps: tuple[RequestStep, ...], back: str | None
) -> None:
    found = informed("Forty people.", status=status, it_contact=contact, steps=steps)
    assert found is not None
    assert found.status == back


def test_a_choice_that_somebody_added_to_the_list_counts_as_not_decided() -> None:
    assert all(among(group, "Ours") for group in (EVERY, UNDECIDED, JOINABLE, WITH_SOMEBODY, TOLD_TO_OTHERS))
    assert not any(among(group, "Ours") for group in (DECIDED, WITH_ITS_AREA))
    assert among(DECIDED, "Done")
    assert not among(UNDECIDED, "Done")


NIGHT = {"quiet_from": "22:00", "quiet_to": "07:30"}


@pytest.mark.parametrize(
    ("inputs", "kept", "problem"),
    [
        ({"notifications": "weekly"}, {"notifications": "weekly"}, ""),
        ({"notifications": "daily", **NIGHT}, {"notifications": "daily", **NIGHT}, ""),
        (NIGHT, NIGHT, ""),  # quiet hours alone are no choice of when to hear
        ({"quiet_from": "9:05", "quiet_to": "10:00"}, {"quiet_from": "09:05", "quiet_to": "10:00"}, ""),
        ({}, {}, ""),
        ({"notifications": "hourly"}, None, championing.CHOICE_WRONG),
        ({"notifications": ""}, None, championing.WHEN_ERROR),
        ({"notifications": None}, None, championing.WHEN_ERROR),
        ({"notifications": "weekly", "other": "x"}, None, championing.CHOICE_WRONG),
        ({"other": "x"}, None, championing.WHEN_ERROR),
        ({"quiet_from": "22:00"}, None, championing.TIME_WRONG),
        ({**NIGHT, "quiet_to": "25:00"}, None, championing.TIME_WRONG),
        ({**NIGHT, "quiet_to": 7}, None, championing.TIME_WRONG),
    ],
)
def test_when_somebody_is_told_is_kept_as_they_say_it_or_asked_again(
    inputs: Mapping[str, Any], kept: Mapping[str, Any] | None, problem: str
) -> None:
    turn = prefer(context_of(Session(STAFF, None)), Command("answer", inputs=inputs))
    assert turn.effects == (() if kept is None else (SetPreferences(kept),))
    assert say(problem) in words(turn.card)
    assert (championing.PREFERENCES_SAVED in words(turn.card)) is (kept is not None)


def test_what_was_chosen_before_stays_where_nothing_is_said_of_it() -> None:
    before = {"notifications": "weekly", **NIGHT}
    turn = prefer(context_of(Session(STAFF, None, preferences=before)), Command("answer", inputs={}))
    assert turn.effects == (SetPreferences(before),)


@pytest.mark.parametrize("letters", [25, 26])
def test_the_button_of_a_timeframe_is_cut_where_a_phone_has_no_room(letters: int) -> None:
    name = "N" * (letters - len(say(roadmap_words.ALL_OF, name="")))
    rules = replace(RULEBOOK, names={**RULEBOOK.names, "now": name})
    card = roadmap_card(PEOPLE, roadmap_of(rules, [Entry("DR-1", "", "", "In review", "now")], (), DAY, DAY))[0]
    title = next(one["title"] for one in buttons(card) if one["verb"] == "roadmap")
    assert len(title) == 25
    assert title.endswith("…") is (letters > 25)


NEW = replace(DRAFT, details={}, memory={}, rules_version=RULEBOOK.version)


@pytest.mark.parametrize(
    ("said", "draft", "answers"),
    [
        ("renew our contract for all staff", NEW, None),  # more than the first answer: that is shown before it counts
        ("renew for all staff", NEW, {"need": "renew"}),  # too short to be a sentence
        ("we want to renew our contract", NEW, {"need": "renew"}),
        ("renew our contract for all staff", replace(NEW, memory={UNDERSTOOD: {}}), {"need": "renew"}),
    ],
)
def test_a_first_sentence_that_tells_more_than_the_first_answer_is_not_taken_as_that(
    said: str, draft: Interview, answers: dict[str, str] | None
) -> None:
    turn = typed_answer(context_of(Session(STAFF, draft)), draft, position_of(RULEBOOK, draft), said)
    saved = [effect.interview.answers for effect in turn.effects if isinstance(effect, SaveDraft)] if turn else None
    assert saved == (None if answers is None else [answers])


@pytest.mark.parametrize(("only", "stays"), [("", True), ("sponsor_name", False)])
def test_a_manager_who_is_named_by_a_button_leaves_the_card_open_and_by_words_goes_on(
    only: str, *, stays: bool
) -> None:
    walker = Walker(profile=Profile("Housing", HEAD))
    walker.to_route(ANSWERS["project"] | {"sponsor": "named"})
    assert walker.current is not None
    context = context_of(Session(STAFF, walker.current, profile=walker.profile))
    turn = take_manager(context, Command("answer", {"form": "manager", "only": only}), walker.current)
    (saved,) = [effect.interview for effect in turn.effects if isinstance(effect, SaveDraft)]
    assert saved.looking_at == ("sponsor_name" if stays else None)
    assert HEAD.name in saved.details["sponsor_name"]


@pytest.mark.parametrize(
    ("said", "answers"),
    [("change a system we have", {"need": "change_system"}), ("change the form", {})],
)
def test_words_that_begin_with_change_are_an_answer_where_they_say_one(said: str, answers: dict[str, str]) -> None:
    walker = Walker()
    walker.send("start")
    walker.type(said)
    assert walker.current is not None
    assert walker.current.answers == answers
    assert ("That question is not part of this request" in words(walker.card)) is (not answers)


@pytest.mark.parametrize(
    ("partner", "named"),
    [(PARTNER, PARTNER), (None, GOVERNANCE), (replace(PARTNER, upn=""), GOVERNANCE)],
)
def test_who_to_talk_to_is_the_governance_team_where_no_chat_with_a_partner_can_be_opened(
    partner: Person | None, named: Person
) -> None:
    said = words(talk_to_it(PEOPLE, AreaPeople("housing", "Housing", (), partner)))
    assert [one.name for one in (PARTNER, GOVERNANCE) if one.name in said] == [named.name]


def test_a_short_name_of_a_question_is_answered_with_why_it_is_asked() -> None:
    asked = next(question for question in RULEBOOK.questions if question.short == "Buying so far")
    known = find(replace(RULEBOOK), "what is buying so far")
    assert known is not None
    assert known.answer == " ".join(filter(None, (asked.hint, asked.why)))


def test_a_closing_day_on_a_weekend_is_no_second_free_day() -> None:
    closed = (date(2026, 12, 24), date(2026, 12, 26), date(2026, 12, 27), date(2027, 1, 4))
    assert free_days(Calendar("none", closed), 2026) == (date(2026, 12, 24).toordinal(),)


@pytest.mark.parametrize("more", [0, 1])
def test_the_longest_link_is_one_and_a_longer_one_is_none(more: int) -> None:
    link = "https://example.org/"
    link += "a" * (LONGEST - len(link) + more)
    assert links_in(f"See {link} please") == (() if more else (link,))


@pytest.mark.parametrize("personal", [True, False])
def test_only_in_a_channel_the_welcome_says_what_works_there(*, personal: bool) -> None:
    card = welcome(context_of(Session(STAFF, None, personal_chat=personal))).card
    assert (say(helping.IN_CHANNEL_HINT) in words(card)) is not personal


@pytest.mark.parametrize(
    ("question", "suggested", "offered"),
    [
        ("replaces_legacy", "yes", True),
        ("replaces_legacy", "no", False),  # a yes would say the opposite
        ("reach", "public", True),
        ("reach", None, False),
    ],
)
def test_a_suggestion_that_a_yes_would_turn_around_is_not_offered_to_it(
    question: str, suggested: str | None, *, offered: bool
) -> None:
    asked = next(one for one in RULEBOOK.questions if one.id == question)
    draft = replace(NEW, memory={SUGGESTED: {question: suggested} if suggested else {}})
    place = position_of(RULEBOOK, draft)
    said = words(question_card(RULEBOOK, draft, place, Feedback(), asked)[0])
    assert ("Type yes if that is right" in said) is offered


@pytest.mark.parametrize(
    ("left", "kept"),
    [
        ({KNOWN: "7", "title": "Repairs"}, {UNFINISHED: {"title": "Repairs"}, "route": []}),
        ({KNOWN: "7"}, {"route": []}),
        ({"title": "Repairs"}, {UNFINISHED: {"title": "Repairs"}, "route": []}),
    ],
)
def test_a_choice_of_systems_that_was_left_in_its_input_is_forgotten_and_nothing_else(
    left: dict[str, str], kept: dict[str, object]
) -> None:
    draft = replace(NEW, memory={UNFINISHED: left, "route": []})
    assert forget_choice(draft).memory == kept


@pytest.mark.parametrize(
    ("draft", "carried", "looked_up"),
    [(NEW, NEW.id, False), (NEW, "another", True), (None, NEW.id, True)],
)
def test_what_was_sent_lately_is_looked_up_where_a_card_is_not_of_the_draft_in_hand(
    draft: Interview | None, carried: str, *, looked_up: bool
) -> None:
    wanted = needs_of(RULEBOOK, Session(STAFF, draft), Pressed("submit", {"interview": carried}, {}))
    assert wanted == (Needs(lately=True, mine=True) if looked_up else Needs())


def test_about_another_request_no_system_of_the_own_draft_is_looked_up() -> None:
    draft = replace(NEW, route_seen=True, details={"title": "Repairs", "systems": "Housing system"})
    session = Session(STAFF, draft)
    assert needs_of(RULEBOOK, session, Pressed("resume", {}, {})).systems_like
    other = needs_of(RULEBOOK, session, Pressed("join", {"reference": "DR-0007"}, {}))
    assert other == Needs(reference="DR-0007", similar_to="Repairs")


def test_of_what_is_shown_without_words_ones_own_comes_before_that_of_others_and_new_before_old() -> None:
    made = (("DR-0001", OTHER, 3), ("DR-0002", STAFF, 1), ("DR-0003", STAFF, 2))
    known = tuple(
        replace(ONE, reference=name, requester=by, co_requesters=(STAFF,), submitted_at=NOW + timedelta(days=n))
        for name, by, n in made
    )
    answer = found(context_of(Session(STAFF, None), found=known), FindRequests("")).answer
    assert isinstance(answer, Found)
    assert [one.title.partition(":")[0].partition(" ")[0].rstrip(".,") for one in answer.cards] == [
        "DR-0003", "DR-0002", "DR-0001"
    ]  # fmt: skip


def test_continue_below_the_decision_without_its_first_detail_says_what_is_missing() -> None:
    walker = Walker()
    walker.to_route(ANSWERS["project"])
    walker.type("resume")
    (button,) = (one for one in buttons(walker.card) if one["verb"] == "answer")
    assert button["data"]["only"] == "title"
    walker.send("answer", button["data"], {})
    assert "Error: Enter a title for your request" in words(walker.card)
