"""Conditions, routes and answers in plain words, and answers as the engine takes them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from governance_rules import Answer, AnswerProblem, Rulebook, clean_answers, decide
from governance_rules.condition import ALWAYS, Condition
from governance_rules.wording import answers_in_words, in_words, labels, route_in_words

FIX, DATA = Condition("is", "need", ("fix", "renew")), Condition("answered", "data")
FIXED = "What you need: Something is broken and needs fixing or Renew or extend a contract or licence"


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (ALWAYS, "Everything else"),
        (FIX, FIXED),
        (DATA, "Personal information: answered"),
        (Condition("has_any_but", "data", ("none",)), "Personal information: anything but None"),
        (Condition("is_exactly", "data", ("none",)), "Personal information: only None"),
        (Condition("not", parts=(DATA,)), "not (Personal information: answered)"),
        (Condition("all", parts=(DATA, DATA)), "Personal information: answered and Personal information: answered"),
        (Condition("any", parts=(DATA, DATA)), "Personal information: answered or Personal information: answered"),
        (
            Condition("at_least", parts=(DATA, DATA), count=2),
            "at least 2 of: Personal information: answered; Personal information: answered",
        ),
        (Condition("fact", "wide_reach"), "It reaches further than one service"),
        (Condition("fact", "no_such"), "no_such"),
        (Condition("points", "risk", count=4), "How risky it is: 4 or more"),
        (Condition("within", "ends", ("90",)), "Ends: within 90 days"),
        (Condition("from", "ends", ("2027-04-01",)), "Ends: from 2027-04-01"),
        (Condition("below", "cost", ("tender",)), "Cost: under £30,000"),
        (Condition("from", "cost", ("500",)), "Cost: £500 or more"),
    ],
)
def test_a_condition_in_words(shipped: Rulebook, condition: Condition, said: str) -> None:
    first = replace(shipped.questions[0], options=())
    measured = (
        replace(first, id="cost", short="Cost", kind="money"),
        replace(first, id="ends", short="Ends", kind="date"),
    )
    rules = replace(
        shipped,
        topics=(*shipped.topics, replace(shipped.topics[0], id="more", questions=measured)),
        meanings={**shipped.meanings, "risk": "How risky it is."},
        bands={"tender": 30_000},
    )
    assert in_words(rules, condition) == said


def test_answers_and_routes_in_words(shipped: Rulebook) -> None:
    answers: dict[str, Answer] = {"need": "fix", "strategy_fit": ("people_and_skills", "gone")}
    assert labels(shipped, "need", "fix") == "Something is broken and needs fixing"
    assert labels(shipped, "strategy_fit", answers["strategy_fit"]) == "People and skills or gone"
    assert labels(shipped, "gone", ("a", "b")) == "a or b"
    said = answers_in_words(shipped, answers, ("need", "ai", "gone"))
    assert said == "What you need: Something is broken and needs fixing"
    assert route_in_words(shipped, "project", ("board",)) == "Project (Digital, Data and Customer Board)"
    assert route_in_words(shipped, "explore", ()) == "Explore"


@pytest.mark.parametrize(
    ("raw", "taken"),
    [
        ({"need": "fix", "ai": None, "data": "", "strategy_fit": [], "title": "A detail"}, {"need": "fix"}),
        (
            {"strategy_fit": ["technology_and_architecture", "people_and_skills"]},
            {"strategy_fit": ("people_and_skills", "technology_and_architecture")},
        ),
        ({"strategy_fit": ("none",)}, {"strategy_fit": ("none",)}),
        ({"neeed": "fix"}, "neeed is not a question of this rulebook. Did you mean need?"),
        ({"need": "fxi"}, "need cannot be fxi. Did you mean fix?"),
        ({"need": 5}, "need takes one option, as text. Use one of "),
        ({"need": ["fix"]}, "need takes one option, as text. Use one of "),
        ({"strategy_fit": "none"}, "strategy_fit takes a list of options. Use one of "),
        (
            {"strategy_fit": ["people_and_skill"]},
            "strategy_fit cannot hold people_and_skill. Did you mean people_and_skills?",
        ),
        ({"strategy_fit": [5]}, "strategy_fit cannot hold something that is not text."),
        ({"strategy_fit": ["none", "none"]}, "strategy_fit holds an option twice."),
        ({"strategy_fit": ["none", "people_and_skills"]}, "none stands alone in strategy_fit."),
    ],
)
def test_answers_are_taken_in_order_or_the_first_bad_one_is_told(
    shipped: Rulebook, raw: dict[str, object], taken: dict[str, object] | str
) -> None:
    if isinstance(taken, dict):
        assert clean_answers(shipped, raw) == taken
        return
    with pytest.raises(AnswerProblem) as told:
        clean_answers(shipped, raw)
    assert told.value.sentence.startswith(taken)
    assert told.value.question == next(iter(raw))


def test_a_timeframe_stands_in_the_middle_of_its_reason(shipped: Rulebook, any_answers: object) -> None:
    assert callable(any_answers)
    decisions = (decide(shipped, any_answers(seed)) for seed in range(60))
    said = {r.because for d in decisions if (r := d.reason("timeframe")) and "the matrix suggests" in r.because}
    names = {f"{t.name[:1].lower()}{t.name[1:]}" for t in shipped.timeframes}
    assert said
    assert {one.rpartition("the matrix suggests ")[2].rstrip(".") for one in said} <= names
