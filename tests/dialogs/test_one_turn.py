"""One turn, asked by itself: what leaves a trace, which question is forgotten, and what a yes is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from dialogs import take_turn
from dialogs.access_log import Access, TitlesShown
from dialogs.in_hand import LEFT
from dialogs.model import (
    PENDING_CONFIRMATION,
    Act,
    Clock,
    Interview,
    Lookups,
    Person,
    PostPrivately,
    Pressed,
    Request,
    SaveDraft,
    Session,
    SetPreferences,
    Similar,
    Turn,
    Typed,
)
from dialogs.steps import RequestStep, StepState
from dialogs.wording import asking, say
from tests.dialogs.journeys import ANSWERS
from tests.dialogs.test_long_lists import DRAFT, ONE
from tests.dialogs.walker import (
    BOARD,
    CHAMPION,
    GOVERNANCE,
    NOW,
    OTHER,
    PARTNER,
    PEOPLE,
    PMO,
    RULEBOOK,
    STAFF,
    verbs,
    words,
)

NEW = replace(DRAFT, details={}, memory={}, rules_version=RULEBOOK.version)
ASKED = replace(NEW, memory={"asked": "cancel", "kept": "this"})


def turn_of(act: Act, current: Interview | None = None, person: Person = STAFF, **more: Any) -> Turn:
    known = {name: more.pop(name) for name in ("request", "held", "roadmap", "similar") if name in more}
    session = Session(person, current, **more)
    return take_turn(RULEBOOK, PEOPLE, session, Lookups(**known), act, Clock(NOW, lambda: "new"))


AT_THE_BOARD = replace(
    ONE,
    status="In review",
    it_contact=PARTNER.name,
    co_requesters=(OTHER,),
    steps=(RequestStep("board", "board", 0, StepState.CURRENT, NOW),),
)
STRANGER = Person("00000000-0000-0000-0000-00000000ffff", "Stranger")
SHOW = Pressed("show", {"reference": "DR-0001"}, {})


@pytest.mark.parametrize(
    ("person", "role"),
    [
        (STAFF, None),
        (OTHER, "co_requester"),
        (CHAMPION, "champion"),
        (PARTNER, "partner"),
        (GOVERNANCE, "governance"),
        (BOARD, "member"),
    ],
)
def test_who_is_shown_a_request_of_another_leaves_a_trace_of_it(person: Person, role: str | None) -> None:
    traces = (Access("read", "DR-0001", {"role": role}),) if role else ()
    assert turn_of(SHOW, person=person, request=AT_THE_BOARD).accesses == traces


def test_who_is_refused_or_changes_something_leaves_another_trace_than_having_read() -> None:
    assert [one.what for one in turn_of(SHOW, person=STRANGER, request=AT_THE_BOARD).accesses] == ["refused"]
    assert [one.what for one in turn_of(SHOW, person=CHAMPION, request=None).accesses] == ["refused"]
    another = replace(AT_THE_BOARD, reference="DR-0002")
    assert [one.what for one in turn_of(SHOW, person=CHAMPION, request=another).accesses] == ["refused"]
    note = Pressed("answer", {"form": "note", "reference": "DR-0001"}, {"note": "Words."})
    changed = turn_of(note, person=CHAMPION, request=AT_THE_BOARD)
    assert changed.effects
    assert changed.accesses == ()
    empty = Pressed("answer", {"form": "note", "reference": "DR-0001"}, {"note": ""})
    assert [one.what for one in turn_of(empty, person=CHAMPION, request=AT_THE_BOARD).accesses] == ["read"]


@pytest.mark.parametrize(
    ("by_itself", "person", "traces"),
    [
        (True, CHAMPION, ["read"]),
        (False, CHAMPION, ["read"]),
        (True, STRANGER, []),  # nobody tried anything
        (False, STRANGER, ["refused"]),
        (False, PMO, []),  # they will deliver it, and are shown nothing of it yet
        (True, STAFF, []),
    ],
)
def test_a_card_that_refreshes_itself_where_it_may_not_leaves_no_trace(
    person: Person, traces: list[str], *, by_itself: bool
) -> None:
    act = Pressed("refresh", {"reference": "DR-0001"}, {}, by_itself=by_itself)
    assert [one.what for one in turn_of(act, person=person, request=AT_THE_BOARD).accesses] == traces


@pytest.mark.parametrize(
    ("verb", "held", "status", "shown", "changed"),
    [
        ("withdraw", True, "In review", True, False),
        ("withdraw", False, "In review", False, True),
        ("add_information", True, "In review", False, False),  # it tells nothing of what was decided
        ("withdraw", True, "Approved", True, False),
    ],
)
def test_while_a_meeting_holds_its_news_a_request_takes_nothing_from_its_requester(
    verb: str, status: str, *, held: bool, shown: bool, changed: bool
) -> None:
    act = Pressed(verb, {"reference": "DR-0001", "sure": True}, {})
    turn = turn_of(act, request=replace(AT_THE_BOARD, status=status), held=held)
    assert (say(asking.IN_MEETING, reference="DR-0001") in words(turn.card)) is shown
    assert bool(turn.effects) is changed


@pytest.mark.parametrize(("held", "status"), [(True, "In review"), (False, "In review"), (False, "Approved")])
def test_nor_does_it_from_those_on_its_route(status: str, *, held: bool) -> None:
    act = Pressed("can_help", {"reference": "DR-0001"}, {})
    turn = turn_of(act, person=CHAMPION, request=replace(AT_THE_BOARD, status=status), held=held)
    assert (say(asking.IN_MEETING, reference="DR-0001") in words(turn.card)) is held
    assert bool(turn.effects) is (status == "In review" and not held)


@pytest.mark.parametrize(
    ("act", "forgotten"),
    [
        (Typed("help"), True),
        (Typed("permits"), True),
        (Pressed("help", {"interview": "i0", "revision": 1}, {}), True),
        (Pressed("help", {"interview": "i0", "revision": 0}, {}), True),  # it belongs to no card
        (Pressed("my_requests", {}, {}), True),
        (Pressed("no such verb", {}, {}), True),
        (Pressed("back", {"interview": "i0", "revision": 0}, {}), False),  # an old card answers nothing
        (Pressed("answer", {"interview": "i1", "revision": 1}, {}), False),
    ],
)
def test_whether_to_cancel_is_no_question_any_more_once_something_else_was_done(act: Act, *, forgotten: bool) -> None:
    saved = [effect.interview for effect in turn_of(act, ASKED).effects if isinstance(effect, SaveDraft)]
    assert [one.memory.get("asked") for one in saved] == ([None] if forgotten else [])
    assert all(one.memory["kept"] == "this" for one in saved)
    assert not turn_of(act, NEW).effects or isinstance(act, Typed)


@pytest.mark.parametrize(
    ("before", "act", "after"),
    [
        ({PENDING_CONFIRMATION: "withdraw DR-0001", "notifications": "daily"}, Typed("help"),
         [{"notifications": "daily"}]),
        ({"notifications": "daily"}, Typed("help"), []),
        ({}, Typed("help"), []),
        ({PENDING_CONFIRMATION: "withdraw DR-0001"}, Typed("notifications daily"), [{"notifications": "daily"}]),
    ],
)  # fmt: skip
def test_an_are_you_sure_is_forgotten_with_the_next_turn_and_other_choices_stay(
    before: Mapping[str, Any], act: Act, after: list[Mapping[str, Any]]
) -> None:
    effects = turn_of(act, preferences=before).effects
    assert [effect.preferences for effect in effects if isinstance(effect, SetPreferences)] == after


@pytest.mark.parametrize(
    ("draft", "preferences", "said", "about"),
    [
        (ASKED, {}, "yes", "cancelled"),
        (replace(ASKED, memory={"asked": "other"}), {}, "yes", ""),
        (NEW, {}, "yes", ""),
        (ASKED, {}, "no", ""),
        (ASKED, {}, "cancel", "cancelled"),
        (NEW, {}, "cancel", "asked"),
        (None, {PENDING_CONFIRMATION: "withdraw DR-0001"}, "yes", "withdrawn"),
        (None, {PENDING_CONFIRMATION: "withdraw DR-0001"}, "no", ""),
        (None, {PENDING_CONFIRMATION: ""}, "yes", ""),
        (None, {PENDING_CONFIRMATION: 7}, "yes", ""),
        (ASKED, {PENDING_CONFIRMATION: "withdraw DR-0001"}, "yes", "withdrawn"),
    ],
)
def test_a_yes_is_about_what_was_asked_last(
    draft: Interview | None, preferences: Mapping[str, Any], said: str, about: str
) -> None:
    turn = turn_of(Typed(said), draft, preferences=preferences, request=ONE)
    saved = [effect.interview for effect in turn.effects if isinstance(effect, SaveDraft)]
    records = [effect for effect in turn.effects if not isinstance(effect, SaveDraft | SetPreferences)]
    assert ("cancelled" in [one.state for one in saved]) is (about == "cancelled")
    assert ("cancel" in [one.memory.get("asked") for one in saved]) is (about == "asked")
    assert bool(records) is (about == "withdrawn")


def closed(status: str) -> Request:
    return replace(ONE, status=status)


@pytest.mark.parametrize(
    ("person", "verb", "status", "refused"),
    [
        (STAFF, "withdraw", "Approved", False),  # it is shown, with why not
        (OTHER, "withdraw", "Approved", True),
        (CHAMPION, "can_help", "Approved", False),
        (OTHER, "can_help", "Approved", True),
        (PARTNER, "can_help", "In review", True),
        (CHAMPION, "pick_up", "Submitted", True),
        (PARTNER, "pick_up", "Submitted", False),
        (PARTNER, "pick_up", "In review", False),
    ],
)
def test_who_may_not_is_refused_and_who_comes_too_late_is_told_so(
    person: Person, verb: str, status: str, *, refused: bool
) -> None:
    turn = turn_of(Pressed(verb, {"reference": "DR-0001"}, {}), person=person, request=closed(status))
    assert ([one.what for one in turn.accesses] == ["refused"]) is refused


@pytest.mark.parametrize(
    ("act", "text", "private"),
    [
        (Typed("help"), True, True),
        (Pressed("help", {}, {}), False, True),
        (Typed("my requests"), True, True),
    ],
)
def test_in_a_chat_of_several_people_a_card_goes_to_the_person_alone(act: Act, *, text: bool, private: bool) -> None:
    there = turn_of(act, personal_chat=False)
    assert bool(there.text) is text
    assert (there.card is None) is text
    assert any(isinstance(effect, PostPrivately) for effect in there.effects) is private
    own = turn_of(act)
    assert own.card is not None
    assert not any(isinstance(effect, PostPrivately) for effect in own.effects)


def test_a_file_with_words_is_answered_for_both_and_without_for_itself() -> None:
    both, alone = Typed("we need permits for parking", ("image/png",)), Typed("", ("image/png",))
    assert any(isinstance(effect, SaveDraft) for effect in turn_of(both).effects)
    assert not turn_of(alone).effects
    assert "start" in verbs(turn_of(Typed("")).card)
    assert words(turn_of(alone).card) != words(turn_of(Typed("")).card)


def test_a_draft_that_was_left_is_not_asked_about_any_more() -> None:
    left = replace(ASKED, memory={"asked": "cancel", LEFT: True})
    turn = turn_of(Typed("yes"), left)
    assert not any(isinstance(effect, SaveDraft) and effect.interview.state != "open" for effect in turn.effects)


LIKE_IT = Similar("DR-0009", "Repairs", "housing", "In review")


@pytest.mark.parametrize(
    ("draft", "verb", "similar", "told"),
    [
        (replace(NEW, answers=ANSWERS["project"]), "resume", (LIKE_IT,), ("DR-0009",)),
        (replace(NEW, answers=ANSWERS["project"]), "resume", (), None),
        (NEW, "resume", (LIKE_IT,), None),  # its card shows none
        (None, "start_again", (LIKE_IT,), None),  # no draft was in hand
    ],
)
def test_whose_titles_a_card_shows_is_told_of_the_draft_in_hand(
    draft: Interview | None, verb: str, similar: tuple[Similar, ...], told: tuple[str, ...] | None
) -> None:
    declined = replace(ONE, status="Declined")
    turn = turn_of(Pressed(verb, {"reference": "DR-0001"}, {}), draft, similar=similar, request=declined)
    shown = [effect for effect in turn.effects if isinstance(effect, TitlesShown)]
    assert shown == ([] if told is None else [TitlesShown("i0", told)])


@pytest.mark.parametrize(
    ("verb", "data", "said"),
    [
        ("no such verb", {}, asking.UNKNOWN_BUTTON),
        ("hello", {}, asking.UNKNOWN_BUTTON),  # it is typed alone
        ("answer", {"form": "no such form"}, asking.FOREIGN),
    ],
)
def test_a_button_that_nobody_knows_changes_nothing(verb: str, data: dict[str, str], said: str) -> None:
    turn = turn_of(Pressed(verb, data, {}), NEW)
    assert say(said) in words(turn.card)
    assert turn.effects == ()


@pytest.mark.parametrize(
    ("draft", "said", "answers"),
    [
        (replace(NEW, answers={"need": "new_system"}), "roadmap housing", None),  # it asks for that part of it
        (replace(NEW, answers={"need": "new_system"}), "housing", {"need": "new_system", "service_area": "housing"}),
        (NEW, "change a system we have", {"need": "change_system"}),
        (replace(NEW, answers={"need": "new_system"}), "change what you need", None),
    ],
)
def test_words_that_look_like_a_command_are_an_answer_only_where_they_say_one(
    draft: Interview, said: str, answers: dict[str, str] | None
) -> None:
    turn = turn_of(Typed(said), draft, roadmap=())
    saved = [effect.interview.answers for effect in turn.effects if isinstance(effect, SaveDraft)]
    assert [one for one in saved if one != draft.answers] == ([answers] if answers else [])
