"""Yes, no, don't know, a day, a greeting and "what do you mean?": said at every question, and never a dead end."""

from __future__ import annotations

import pytest

from dialogs.question_kinds import match_typed
from dialogs.understanding.command_parser import read_typed
from dialogs.understanding.own_words import sense_of, understand
from tests.dialogs.journeys import ANSWERS
from tests.dialogs.test_typed_answers import SHIPPED
from tests.dialogs.walker import Office, Walker, elements, inputs, words

WAY = (
    "5",
    "housing",
    "no",
    "my team",
    "none",
    "none",
    "no",
    "2",
    "not sure",
    "law",
    "1",
    "not known",
    "weeks",
    "no",
    "no",
)
"""Answers on the way to the last question."""
FINE, WHICH = "It is fine not to know.", "Yes or no does not tell us enough here."
BRIEFLY = "We could not match your words"


def at(place: int) -> Walker:
    """Somebody at the question after so many answers."""
    walker = Walker(Office(rulebook=SHIPPED))
    for typed in ("start", *WAY[:place]):
        walker.type(typed)
    return walker


@pytest.mark.parametrize("place", range(len(WAY) + 1))
@pytest.mark.parametrize("typed", ["dunno", "not sure yet", "maybe"])
def test_not_knowing_is_an_answer_or_kindly_told_to_be_fine(place: int, typed: str) -> None:
    walker = at(place)
    before = [i["id"] for i in inputs(walker.card)]
    walker.type(typed)
    said = words(walker.card)
    assert BRIEFLY not in said
    assert [i["id"] for i in inputs(walker.card)] != before or FINE in said


@pytest.mark.parametrize("place", range(len(WAY) + 1))
@pytest.mark.parametrize("typed", ["yes", "no"])
def test_a_plain_yes_or_no_is_an_answer_asked_back_or_told_not_to_be_enough(place: int, typed: str) -> None:
    walker = at(place)
    before = [i["id"] for i in inputs(walker.card)]
    walker.type(typed)
    said = words(walker.card)
    assert [i["id"] for i in inputs(walker.card)] != before or WHICH in said or "Did you mean" in said


@pytest.mark.parametrize("place", [0, 3, 8])
@pytest.mark.parametrize("typed", ["what do you mean?", "?", "I don't understand", "explain"])
def test_who_asks_what_is_meant_reads_why_it_is_asked(place: int, typed: str) -> None:
    walker = at(place)
    walker.type(typed)
    said = words(walker.card)
    question = next(q for q in SHIPPED.questions if q.id == inputs(walker.card)[0]["id"])
    assert BRIEFLY not in said
    folded = [e for e in elements(walker.card) if e.get("isVisible") is False]
    assert not folded
    assert question.why in said


def test_who_asks_what_is_meant_with_nothing_open_gets_help() -> None:
    walker = Walker(Office())
    walker.type("what do you mean?")
    assert "What you can do now" in words(walker.card)


@pytest.mark.parametrize(
    ("typed", "verb"),
    [
        ("hello there", "hello"),
        ("Hi!", "hello"),
        ("good morning all", "hello"),
        ("thanks", "hello"),
        ("hi, can you help me?", "help"),
        ("hello, my requests", "my_requests"),
        ("help please", "help"),
    ],
)
def test_a_greeting_is_a_greeting_with_whatever_stands_after_it(typed: str, verb: str) -> None:
    found = read_typed(typed)
    assert found is not None
    assert found.verb == verb


def test_a_greeting_before_a_need_or_in_a_text_of_ones_own_is_no_command() -> None:
    assert read_typed("hi we need a new booking system") is None
    assert read_typed("hello there", own_text=True) is None


@pytest.mark.parametrize(
    ("question", "typed"),
    [("whole_life_cost", "3 quotes"), ("yearly_benefit", "31/3/2027"), ("yearly_benefit", "by march 2027")],
)
def test_a_count_of_quotes_and_a_date_are_no_sum(question: str, typed: str) -> None:
    asked = next(q for q in SHIPPED.questions if q.id == question)
    assert match_typed(asked, typed) is None
    assert understand(SHIPPED, asked, typed).chosen == ()


@pytest.mark.parametrize(
    "typed",
    ["friday", "31/3/2027", "1 December", "end of march", "next year", "asap", "a couple of weeks", "by may 2027",
     "in six months", "before Christmas", "the 3rd", "yes, 31 March"],
)  # fmt: skip
def test_a_day_says_that_there_is_a_date_and_the_kind_is_asked_back(typed: str) -> None:
    asked = next(q for q in SHIPPED.questions if q.id == "deadline")
    found = understand(SHIPPED, asked, typed)
    assert (found.chosen, found.close) == ((), ("law", "contract_end", "service_plan"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("our contract ends in march", "contract_end"),
        ("the law says by 1 april", "law"),
        ("no date until next year", "none"),
        ("it is in our service plan for may", "service_plan"),
    ],
)
def test_a_day_with_its_kind_is_taken_by_its_kind(typed: str, meant: str) -> None:
    asked = next(q for q in SHIPPED.questions if q.id == "deadline")
    assert understand(SHIPPED, asked, typed).chosen == (meant,)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("a few teams", "several_services"), ("other councils", "public"), ("a couple of teams", "several_services")],
)
def test_more_than_one_team_is_not_my_team(typed: str, meant: str) -> None:
    asked = next(q for q in SHIPPED.questions if q.id == "reach")
    assert understand(SHIPPED, asked, typed).chosen == (meant,)


def test_who_still_has_to_ask_somebody_has_not_asked_the_users() -> None:
    asked = next(q for q in SHIPPED.questions if q.id == "user_research")
    assert understand(SHIPPED, asked, "i need to ask my boss").chosen == ()
    assert sense_of("need to ask") == "not_sure"


@pytest.mark.parametrize(
    ("typed", "verb"),
    [
        ("stop", "leave"),
        ("save it", "leave"),
        ("never mind", "cancel"),
        ("back please", "back"),
        ("please go back", "back"),
        ("undo", "back"),
        ("i made a mistake", "back"),
        ("start over", "start"),
        ("send it please", "submit"),
        ("skip this", "skip"),
        ("thanks", "hello"),
    ],
)
def test_what_people_say_for_a_command_is_that_command_and_is_a_text_where_one_is_asked(typed: str, verb: str) -> None:
    found = read_typed(typed)
    assert found is not None
    assert found.verb == verb
    assert read_typed(typed, own_text=True) is None


@pytest.mark.parametrize("typed", ["?", "...", "-", "\U0001f600", "!!! ???"])
def test_marks_and_pictures_alone_are_no_title_and_pass_over_what_is_optional(typed: str) -> None:
    walker = Walker(Office())
    walker.to_route(ANSWERS["change_request"])
    walker.type(typed)
    assert walker.current is not None
    assert walker.current.details == {}
    for said in ("Repairs", "They wait.", "They do not."):
        walker.type(said)
    assert [i["id"] for i in inputs(walker.card)] == ["systems"]
    walker.type(typed)
    assert walker.current.details == {"title": "Repairs", "problem": "They wait.", "outcome": "They do not."}
    assert [i["id"] for i in inputs(walker.card)] != ["systems"]


def test_marks_alone_on_a_card_are_asked_again() -> None:
    walker = Walker(Office())
    walker.to_route(ANSWERS["change_request"])
    walker.press("answer")
    walker.press("answer", {"title": "...", "problem": "It is slow.", "outcome": "It is not."})
    assert "Enter a title for your request" in words(walker.card)
    assert walker.current is not None
    assert walker.current.details == {"problem": "It is slow.", "outcome": "It is not."}
