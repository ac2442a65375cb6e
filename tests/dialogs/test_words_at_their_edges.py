"""Words at the edges of what is understood: numbers and places, two at once, what is taken back, and questions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs.understanding.first_words import cut_at_a_word, named_by, tells_a_need
from dialogs.understanding.knowledge import asks, find
from dialogs.understanding.own_words import Understood, sense_of, understand
from tests.dialogs.test_long_lists import DRAFT
from tests.dialogs.test_typed_answers import SHIPPED, answers
from tests.dialogs.walker import NOW

THEMES = "people_and_skills organisation_and_process design_plan_implement technology_and_architecture"
TODAY = NOW.date()


@pytest.mark.parametrize(
    ("question", "words", "chosen", "close"),
    [
        ("need", "1", "fix", ""),
        ("need", "first", "fix", ""),
        ("need", "the first one", "fix", ""),
        ("need", "7", "idea", ""),
        ("need", "the last one", "idea", ""),
        ("need", "last two", "", "renew idea"),
        ("need", "first two", "", "fix standard_item"),
        ("need", "0", "", ""),
        ("need", "8", "", ""),
        ("need", "100", "", ""),
        ("need", "new or renew", "", "new_system renew"),
        ("need", "fix and renew", "", "fix renew"),
        ("need", "not new", "", "fix standard_item improve_process change_system renew idea"),
        ("need", "no, it is new", "new_system", ""),
        ("need", "renew but not new", "renew", ""),
        ("need", "something else", "", ""),
        ("strategy_fit", "all of them", THEMES, ""),
        ("strategy_fit", "yes all", THEMES, ""),
        ("strategy_fit", "all four", THEMES, ""),
        ("strategy_fit", "all five", "", ""),
        ("strategy_fit", "all but the first", THEMES.partition(" ")[2], ""),
        ("strategy_fit", "everything except people and skills", THEMES.partition(" ")[2], ""),
        ("strategy_fit", "first two", "people_and_skills organisation_and_process", ""),
        ("strategy_fit", "1, 2, 3", THEMES.rpartition(" ")[0], ""),
        ("strategy_fit", "the last one", "", ""),
        ("strategy_fit", "none", "none", ""),
        ("ai", "yes", "", "feature decides"),
        ("ai", "it is", "", "feature decides"),
        ("ai", "it is a feature", "feature", ""),
        ("ai", "yes, it decides", "decides", ""),
        ("ai", "no, feature", "", "feature"),
        ("ai", "not a feature", "no", ""),
        ("ai", "feature or decides", "", "feature decides"),
        ("ai", "i think no", "no", ""),
        ("ai", "no idea", "not_sure", ""),
        ("replaces_legacy", "it does", "yes", ""),
        ("replaces_legacy", "it is not", "no", ""),
        ("replaces_legacy", "no, it is new", "no", ""),
        ("whole_life_cost", "£5,000", "one_quote", ""),
        ("whole_life_cost", "10k to 30k", "", "three_quotes tender"),
        ("deadline", "31 march 2027", "", "law contract_end service_plan"),
        ("deadline", "31 march by law", "law", ""),
        ("service_area", "housing or place", "", "housing place"),
        ("service_area", "hosuing", "housing", ""),
        ("service_area", "not housing", "",
         "children_and_learning adult_social_care place customer_and_communities corporate_services"),
    ],
)  # fmt: skip
def test_what_words_choose_and_what_is_asked_back(question: str, words: str, chosen: str, close: str) -> None:
    asked = next(q for q in SHIPPED.questions if q.id == question)
    assert understand(SHIPPED, asked, words) == Understood(tuple(chosen.split()), tuple(close.split()))


def test_answers_that_were_worked_on_are_understood_one_and_all() -> None:
    asked = {question.id: question for question in SHIPPED.questions}
    typed = [one for one in answers("worked_on") if not one[2].isdecimal()]
    wrong = [
        (words, found) for name, expected, words in typed
        if (found := understand(SHIPPED, asked[name], words).chosen) not in {expected, ()}
    ]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize(
    ("words", "sense"),
    [
        ("yes", "yes"),
        ("well yes please", "yes"),
        ("yes please thanks", "yes"),
        ("no idea", "not_sure"),
        ("it does", "yes"),
        ("it does not", "no"),
        ("yes to housing", None),
        ("housing yes", None),
        ("", None),
    ],
)
def test_a_plain_yes_no_or_not_sure_has_only_small_words_around_it(words: str, sense: str | None) -> None:
    assert sense_of(words) == sense


def test_a_sentence_of_five_words_is_a_title_and_one_of_four_an_answer_alone() -> None:
    four, five = "renew our parking contract", "renew our parking contract soon"
    assert named_by(SHIPPED, DRAFT, four, TODAY) == DRAFT
    assert named_by(SHIPPED, DRAFT, five, TODAY).details["title"] == five
    assert named_by(SHIPPED, replace(DRAFT, answers={"need": "renew"}), five, TODAY).details == {}
    assert named_by(SHIPPED, replace(DRAFT, details={"title": "Mine"}), five, TODAY).details["title"] == "Mine"
    assert [tells_a_need(words) for words in ("we need new phones", "we need some new phones")] == [False, True]
    assert not tells_a_need("we need to withdraw our request")


@pytest.mark.parametrize(
    ("words", "limit", "left"),
    [
        ("one two", 7, "one two"),
        ("one two", 6, "one"),
        ("one two", 3, "one"),
        ("one two", 4, "one"),
        ("one two", 2, "on"),
        ("one\ntwo three", 7, "one\ntwo"),
        (" onetwo", 4, "one"),
    ],
)
def test_words_are_cut_at_the_end_of_one(words: str, limit: int, left: str) -> None:
    assert cut_at_a_word(words, limit).strip() == left


@pytest.mark.parametrize(
    ("words", "question", "name"),
    [
        ("what is the technical review board?", "", "Technical Review Board"),
        ("what is an idea?", "need", "Explore an idea"),
        ("what is an idea?", "data", None),
        ("what is an idea?", "", None),
        ("what is easier?", "need", "Make a process quicker or easier"),
        ("what are skills?", "strategy_fit", "People and skills"),
        ("what is the board?", "need", "Digital, Data and Customer Board"),
        ("what is a board meeting about wombats?", "", None),
        ("what is a tehcnical review board", "", "Technical Review Board"),
        ("why do you ask this?", "", None),
        ("what is it?", "", None),
        ("what is a wombat?", "", None),
    ],
)
def test_what_is_asked_about_is_found_by_all_of_its_name(words: str, question: str, name: str | None) -> None:
    found = find(SHIPPED, words, question)
    assert (found.name if found else None) == name


def test_a_person_is_asked_for_in_a_few_words_and_a_story_asks_nothing() -> None:
    assert asks("can i talk to a person")
    assert not asks("my team would like to talk to a person who knows about parking")
