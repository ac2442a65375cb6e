"""What somebody denies, expects or only begins to say is asked about, and never taken for the answer that it names."""

from __future__ import annotations

import pytest

from dialogs.question_kinds import match_typed
from dialogs.understanding.own_words import Understood, understand
from governance_rules import suggest
from tests.dialogs.walker import RULEBOOK

QUESTIONS = {question.id: question for question in RULEBOOK.questions}


def understood(question: str, words: str) -> Understood:
    asked = QUESTIONS[question]
    return Understood(tuple(found)) if (found := match_typed(asked, words)) else understand(RULEBOOK, asked, words)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("corporate_tool", "SharePoint can't do it"),
        ("corporate_tool", "power apps is not enough"),
        ("corporate_tool", "Teams doesn't do that"),
        ("corporate_tool", "SharePoint no longer works for us"),
        ("procurement", "contract not signed"),
        ("procurement", "The contract has not been signed"),
        ("procurement", "the contract is unsigned"),
        ("procurement", "quotes have not been asked for"),
        ("ai", "AI is not used"),
        ("ai", "AI isn't used"),
        ("ai", "AI will not be used"),
        ("ai", "AI is hardly used"),
        ("ai", "it has AI but we won't use it"),
        ("ai", "it has AI. We will never use that"),
        ("ai", "it doesn't decide about people"),
        ("data", "residents' data is not used"),
        ("data", "health data isn't stored"),
        ("technical_impact", "data migration is not needed"),
        ("technical_impact", "sign in does not change"),
        ("deadline", "the law does not set it"),
        ("deadline", "not by law"),
        ("sponsor", "director has not agreed yet"),
        ("sponsor", "the director doesn't know yet"),
        ("user_research", "survey not done yet"),
        ("reach", "residents are not affected"),
        ("reach", "the public won't see it"),
    ],
)
def test_what_is_denied_behind_its_words_is_asked_about(question: str, words: str) -> None:
    found = understood(question, words)
    assert found.chosen == ()
    assert found.close != ()


@pytest.mark.parametrize(
    ("question", "words", "chosen"),
    [
        ("delivery_effort", "weeks not months", "weeks"),
        ("delivery_effort", "months, not weeks", "months"),
        ("reach", "residents, not only staff", "public"),
        ("corporate_tool", "SharePoint could no doubt do it", "yes"),
        ("ai", "it has AI but it doesn't decide", "feature"),
        ("procurement", "we have signed the contract", "signed"),
        ("procurement", "we asked for quotes", "quotes_or_tender"),
        ("user_research", "we will do it next month, it is planned", "planned"),
    ],
)
def test_a_not_about_something_else_denies_nothing(question: str, words: str, chosen: str) -> None:
    assert understood(question, words) == Understood((chosen,))


@pytest.mark.parametrize(
    "words",
    ["about to sign", "going to sign", "we will sign", "signing next week", "contract to be signed", "nearly signed",
     "ready to go out to tender", "we hope to get quotes"],
)  # fmt: skip
def test_what_is_still_to_come_is_no_late_purchase(words: str) -> None:
    found = understood("procurement", words)
    assert found.chosen == ()
    assert found.close != ()


@pytest.mark.parametrize("words", ["not just my team", "not only for my team", "more than my team"])
def test_who_names_what_it_is_more_than_is_asked_about_the_wider_ones(words: str) -> None:
    assert understood("reach", words) == Understood((), ("my_service", "several_services", "whole_council", "public"))


@pytest.mark.parametrize("words", ["no one", "No one.", "no-one", "nobody"])
def test_no_one_is_nobody_and_not_the_first(words: str) -> None:
    assert understood("need", words).chosen == ()
    assert understood("need", "no. 1") == understood("need", "number one") == Understood(("fix",))


@pytest.mark.parametrize(
    "words",
    ["end of the year", "year end", "by the end of term", "end of Q4", "end April", "the end of the financial year"],
)
def test_the_end_of_a_stretch_of_time_says_that_there_is_a_date_and_not_which_kind(words: str) -> None:
    assert understood("deadline", words) == Understood((), ("law", "contract_end", "service_plan"))


@pytest.mark.parametrize(
    ("words", "numbers"),
    [("1-3", (1, 2, 3)), ("1\u20134", (1, 2, 3, 4)), ("1,2-4", (1, 2, 3, 4)), ("1..3", (1, 2, 3)),
     ("2 to 4", (2, 3, 4)), ("options 1 - 3", (1, 2, 3)), ("3-1", (1, 3)), ("1, 3", (1, 3))],
)  # fmt: skip
def test_a_stretch_of_numbers_names_what_lies_between_too(words: str, numbers: tuple[int, ...]) -> None:
    options = QUESTIONS["technical_impact"].options
    assert set(understood("technical_impact", words).chosen) == {options[n - 1].id for n in numbers}


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("we need a booking system, AI is not used in it", "ai"),
        ("we want a new app for tenants but residents' data is not used", "data"),
        ("we need a new system, the contract has not been signed", "procurement"),
        ("we are about to sign a contract for a new booking system", "procurement"),
        ("we will sign a contract for a booking app next week", "procurement"),
        ("data migration is not needed for the new system", "technical_impact"),
    ],
)
def test_a_first_sentence_suggests_nothing_that_it_denies_or_expects(sentence: str, question: str) -> None:
    assert question not in suggest(RULEBOOK, sentence)
    assert suggest(RULEBOOK, sentence).get("need"), "what somebody needs is suggested all the same"
