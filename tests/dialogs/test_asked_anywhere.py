"""What the product knows can be asked for anywhere, and the question that was open stays; nobody ends at a dead end."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from dialogs.model import REFUSALS
from dialogs.understanding.knowledge import asks, body_asked, find
from tests.dialogs.walker import (
    CHAMPION,
    GOVERNANCE,
    PARTNER,
    PROCUREMENT,
    RULEBOOK,
    Office,
    Walker,
    elements,
    inputs,
    words,
)


def chats(walker: Walker) -> list[str]:
    """Whom a link of the card opens a chat with."""
    links = [e["url"] for e in elements(walker.card) if e["type"] == "Action.OpenUrl"]
    return [url.partition("users=")[2].partition("&")[0] for url in links if "/l/chat/" in url]


def at_technical() -> Walker:
    """Somebody of housing who is asked about technical changes."""
    walker = Walker()
    for said in ("start", "5", "housing", "no", "just us", "none"):
        walker.type(said)
    assert [i["id"] for i in inputs(walker.card)] == ["technical_impact"]
    return walker


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("when does the technical review board meet?", ["technical_review_board"]),
        ("when does the trb meet?", ["technical_review_board"]),
        ("when does the data and customer board meet?", ["board"]),
    ],
)
def test_of_the_boards_only_the_one_that_is_named_is_told_of(asked: str, named: list[str]) -> None:
    assert [body.id for body in body_asked(RULEBOOK, asked)] == named


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("what does hosting mean", "where a system runs"),
        ("what is meant by sensitive information?", "ethnic group"),
        ("what's a dpia", "what could go wrong for people"),
        ("who is my it business partner?", PARTNER.name),
        ("can i talk to a person?", CHAMPION.name),
        ("can i speak to someone please", CHAMPION.name),
        ("a person please", CHAMPION.name),
        ("who is in procurement", PROCUREMENT.name),
        ("who is on the governance team", GOVERNANCE.name),
        ("when is the board meeting", "Wednesday 11 March"),
        ("when does the technical review board meet?", "Technical Review Board"),
        ("where is my request", "You have not sent a request yet"),
        ("how long does it take", "four to six weeks"),
        ("what happens next", "You answer a few more questions"),
        ("what is a change request", "shorter route"),
        ("what is priority 6", "One change process"),
        ("what is the number of the service desk", "01632 960123"),
    ],
)
def test_a_question_is_answered_and_the_one_that_was_open_stays(asked: str, told: str) -> None:
    dates = [replace(b, next_dates=(RULEBOOK.day.replace(day=11),)) for b in RULEBOOK.bodies]
    walker = at_technical()
    walker.office.rulebook = replace(RULEBOOK, bodies=tuple(dates))
    before = walker.current
    walker.type(asked)
    assert told in words(walker.card)
    assert [i["id"] for i in inputs(walker.card)] == ["technical_impact"]
    assert walker.current == before
    assert not walker.effects
    alone = Walker(Office(rulebook=walker.office.rulebook))
    alone.type(asked.replace("my it business partner", "the it business partner of housing"))
    if told not in {CHAMPION.name, "You answer a few more questions"}:
        assert told in words(alone.card)
    assert alone.current is None


@pytest.mark.parametrize(
    "said",
    [
        "Issues with our tender, we need a new system",
        "Document storage needs a dpia and we want a new system",
        "Area office needs new software after the tender",
        "change the wording on the automatic email that council tax sends out",
        "change a system we have",
    ],
)
def test_a_need_that_begins_like_a_question_or_a_command_is_a_need(said: str) -> None:
    walker = Walker()
    walker.type(said)
    assert walker.current is not None
    assert "This is what we understood" in words(walker.card)


def test_people_come_with_a_link_that_opens_a_chat() -> None:
    walker = at_technical()
    walker.type("who is my it business partner?")
    assert chats(walker) == ["itbp.housing%40example.org"]
    walker.type("can i talk to a person?")
    assert chats(walker) == ["champion.housing%40example.org", "itbp.housing%40example.org"]
    stranger = Walker()
    stranger.type("can i talk to a person?")
    assert chats(stranger) == ["governance%40example.org"]


def test_where_my_request_is_is_told_beside_the_open_question() -> None:
    walker = Walker()
    walker.send("start")
    walker.fill({"need": "renew"}, {})
    answers = {"need": "improve_process", "service_area": "housing", "corporate_tool": "yes", "reach": "my_team",
               "data": "none", "technical_impact": ("none",), "ai": "no"}  # fmt: skip
    walker = Walker()
    walker.send("start")
    walker.fill(answers, {"title": "Quicker forms", "problem": "Slow", "outcome": "Quick"})
    walker.press("submit")
    walker.type("start")
    walker.type("where is my request?")
    assert "**DR-0001**: Submitted, since 2 March 2026." in words(walker.card)
    assert [i["id"] for i in inputs(walker.card)] == ["need"]


def test_a_question_as_a_title_stays_a_title() -> None:
    walker = Walker()
    walker.send("start")
    answers = {"need": "improve_process", "service_area": "housing", "corporate_tool": "yes", "reach": "my_team",
               "data": "none", "technical_impact": ("none",), "ai": "no"}  # fmt: skip
    walker.fill(answers, {})
    walker.type("How we answer letters about repairs when the phone lines are closed at night")
    assert walker.current is not None
    assert walker.current.details["title"].startswith("How we answer letters")
    walker.type("can i talk to a person?")
    assert "problem" not in walker.current.details
    assert chats(walker)


@pytest.mark.parametrize(
    "words",
    ["does not replace anything", "how people log in", "do not know", "is not decided", "when the contract ends",
     "what we have is slow", "the person who sponsors it", "housing"],
)  # fmt: skip
def test_an_answer_is_not_taken_for_a_question(words: str) -> None:
    assert not asks(words)


def test_the_service_desk_comes_with_its_number_and_its_page() -> None:
    walker = Walker()
    walker.type("start")
    walker.type("it's broken")
    desk = next(p for p in RULEBOOK.processes if p.phone)
    assert desk.phone in words(walker.card)
    assert desk.link in [e.get("url") for e in elements(walker.card)]
    assert desk.phone in walker.card["fallbackText"]


def test_refusals_in_a_row_grow_shorter_offer_a_person_and_are_never_the_same() -> None:
    for walker in (at_technical(), Walker()):
        seen = []
        for _ in range(9):
            walker.type("qwzx vbnm")
            seen.append(words(walker.card))
            assert chats(walker)
        assert all(len(later) < len(seen[0]) for later in seen[1:])
        assert all(one != other for one, other in pairwise(seen))
        assert walker.preferences[REFUSALS] == len(seen)


def test_what_is_understood_ends_a_row_of_refusals() -> None:
    walker = at_technical()
    walker.type("qwzx")
    first = words(walker.card)
    walker.type("qwzx")
    assert words(walker.card) != first
    walker.type("what is hosting?")
    assert REFUSALS not in walker.preferences
    walker.type("qwzx")
    assert words(walker.card) == first


def test_every_option_with_a_hint_and_every_term_can_be_asked_for() -> None:
    for term in RULEBOOK.terms:
        found = find(RULEBOOK, f"what is {term.name}?")
        assert found is not None, term.id
    for question in RULEBOOK.questions:
        for option in question.options:
            if option.hint and "£" not in option.label:
                assert find(RULEBOOK, f"what does {option.label} mean?", question.id) is not None, option.id
    for names in (RULEBOOK.bodies, RULEBOOK.processes, RULEBOOK.checks, RULEBOOK.alerts):
        for thing in names:
            assert find(RULEBOOK, f"what is {thing.name}?") is not None, thing.id


def test_of_several_people_no_two_buttons_have_the_same_words() -> None:
    walker = Walker()
    for said in ("start", "7", "Housing", "can i talk to anybody?"):
        walker.type(said)
    chats = [e["title"] for e in elements(walker.card) if e.get("type") == "Action.OpenUrl"]
    assert len(chats) > 1
    assert len(set(chats)) == len(chats)
