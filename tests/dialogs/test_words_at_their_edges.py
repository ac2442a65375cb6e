"""Words at the edges of what is understood: numbers and places, two at once, what is taken back, and questions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs.understanding.counting import by_number
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
        ("ai", "not a feature", "", "no decides not_sure"),
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
        ("ai", "yes no", "", "feature decides no"),
        ("ai", "no but yes", "", "feature decides no"),
        ("ai", "not sure, feature", "", "feature"),
        ("ai", "no, not sure", "not_sure", ""),
        ("corporate_tool", "not yes", "", "yes no"),
        ("corporate_tool", "we do", "yes", ""),
        ("corporate_tool", "it is new", "", ""),  # it only begins to say something
        ("corporate_tool", "could be", "not_sure", ""),
        ("reach", "not my team", "", "my_service several_services whole_council public"),
        ("reach", "not only my team", "", "my_service several_services whole_council public"),
        ("reach", "my team and the public", "public", ""),  # the widest of them
        ("reach", "my team or the public", "", "my_team public"),
        ("reach", "everyone except my team", "", "my_service several_services whole_council public"),
        ("data", "no personal data", "none", ""),
        ("strategy_fit", "all but wombats", "", THEMES),
        ("technical_impact", "all", "new_integration new_hosting sign_in_or_security data_migration", ""),
        ("technical_impact", "not hosting", "", "new_integration sign_in_or_security data_migration none not_sure"),
        ("sponsor", "not yet", "none", ""),
        ("deadline", "no", "none", ""),
        ("deadline", "no, 31 march", "none", ""),
        ("deadline", "yes, 31 march", "", "law contract_end service_plan"),
        ("procurement", "not started, signed", "", "not_started signed"),
        ("need", f"renew {'x' * 294}", "renew", ""),
        ("need", f"{'x' * 300} renew", "", ""),  # what is said so late is a story
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


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("7", [7]),
        ("8", None),
        ("0", None),
        ("07", [7]),
        ("007", None),  # a number of so many digits counts nothing
        ("one", [1]),
        ("number 3", [3]),
        ("2 and 3", [2, 3]),
        ("2 and 2", [2]),
        ("the second one", [2]),
        ("first one", [1]),
        ("last one", [7]),
        ("first last", [1, 7]),
        ("first one and last one", [1, 7]),
        ("first second", [1, 2]),
        ("first 2", [1, 2]),
        ("last 2", [6, 7]),
        ("last 7", [1, 2, 3, 4, 5, 6, 7]),
        ("last 8", None),
        ("first 8", None),
        ("2 wombats", None),
        ("option", None),
        ("", None),
    ],
)
def test_options_are_counted_by_number_and_place_where_nothing_else_is_said(
    words: str, places: list[int] | None
) -> None:
    need = next(q for q in SHIPPED.questions if q.id == "need")
    found = by_number(need, words)
    assert (None if found is None else [[o.id for o in need.options].index(one) + 1 for one in found]) == places


@pytest.mark.parametrize(("question", "last"), [("need", True), ("strategy_fit", False)])
def test_the_last_is_no_place_where_it_may_mean_the_last_before_none_of_these(question: str, *, last: bool) -> None:
    asked = next(q for q in SHIPPED.questions if q.id == question)
    assert (by_number(asked, "last") is not None) is last
    assert by_number(asked, "first") == (asked.options[0].id,)


@pytest.mark.parametrize(
    ("words", "ask"),
    [
        ("speak to somebody here about it", True),
        ("speak to somebody here about it soon", False),  # more words are a story
        ("speak to somebody here about it soon?", False),
        ("we waited for the board", False),
        (f"what is {'x' * 192}", True),
        (f"what is {'x' * 193}", False),
    ],
)
def test_a_question_is_short(words: str, *, ask: bool) -> None:
    assert asks(words) is ask
