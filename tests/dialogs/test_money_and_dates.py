"""A question may ask for a sum of money or a date: by card, by words, on the check, and after a change of rules."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from dialogs.cards.details import how
from dialogs.detail_kinds import ASKED_DETAILS
from dialogs.measures import ASKED_FOR, day_words, input_of, read_date, read_money
from dialogs.position import up_to_date
from dialogs.wording import say
from governance_rules import Rulebook
from governance_rules.detail_kinds import LONGEST, DetailKind
from governance_rules.measures import MEASURES, MeasureKind
from tests.dialogs.card_lint import faults
from tests.dialogs.money_and_dates import IDEA, with_money_and_a_date
from tests.dialogs.walker import RULEBOOK, Office, Walker, inputs, words

DETAILS = {"title": "A title", "problem": "A problem", "outcome": "An outcome"}


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return with_money_and_a_date(tmp_path_factory.mktemp("rules") / "rulebook")


def begun(rules: Rulebook) -> Walker:
    walker = Walker(office=Office(rulebook=rules))
    walker.send("start")
    return walker


def test_by_cards_a_sum_and_a_date_go_the_whole_way(rules: Rulebook) -> None:
    walker = begun(rules)
    walker.fill(IDEA, DETAILS)
    said = words(walker.card)
    assert "£25,000" in said
    assert "31 March 2027" in said
    walker.press("submit")
    (request,) = walker.office.requests.values()
    assert (request.answers["yearly_cost"], request.answers["contract_ends"]) == ("25000", "2027-03-31")
    assert "board" in request.decision.steps
    assert not [f for _, card in walker.office.cards for f in faults(card)]


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("25000", "25000"),
        ("£25,000", "25000"),
        ("25k", "25000"),
        ("1.2m", "1200000"),
        ("£24,999.50", "24999"),
        ("0", "0"),
    ],
)
def test_a_sum_is_understood_however_it_is_typed(rules: Rulebook, typed: str, held: str) -> None:
    walker = begun(rules)
    for said in ("7", "3", typed):
        walker.type(said)
    assert walker.current is not None
    assert walker.current.answers["yearly_cost"] == held
    assert [i["id"] for i in inputs(walker.card)] == ["contract_ends"]
    assert not [f for _, card in walker.office.cards for f in faults(card)]


@pytest.mark.parametrize(
    "written", ["a lot", "-5", "£", "9" * 20, "1e9", "25,000 or so", "2,5", "25,00", "1,2,3", "25.000"]
)
def test_what_is_no_sum_comes_back_at_its_input(rules: Rulebook, written: str) -> None:
    walker = begun(rules)
    walker.press("answer", {"need": "idea"})
    card = walker.press(
        "answer", {"service_area": "housing", "yearly_cost": written, "contract_ends": "", "corporate_tool": "yes"}
    )
    assert "Enter whole pounds" in words(card)
    assert walker.current is not None
    assert "yearly_cost" not in walker.current.answers
    assert walker.current.answers["service_area"] == "housing"


def test_a_draft_of_other_rules_keeps_what_is_a_sum_and_asks_again_for_what_is_none(rules: Rulebook) -> None:
    walker = begun(rules)
    walker.fill(IDEA, {})
    assert walker.current is not None
    draft = replace(walker.current, rules_version="another")
    assert up_to_date(rules, draft).answers["yearly_cost"] == "25000"
    choice = replace(draft, answers={**draft.answers, "yearly_cost": "one_quote", "contract_ends": ("a", "b")})
    assert not {"yearly_cost", "contract_ends"} & set(up_to_date(rules, choice).answers)
    assert "yearly_cost" not in up_to_date(RULEBOOK, draft).answers


@pytest.mark.parametrize(
    "typed",
    [
        *("2027-03-31", "31/03/2027", "31.3.2027", "31-3-2027", "2027/3/31", "2027-03-31T00:00"),
        *("31 March 2027", "31st  march 2027.", "31 Mar 2027", "31-mar-2027", "31st of March, 2027"),
    ],
)
def test_a_date_is_understood_however_it_is_typed(rules: Rulebook, typed: str) -> None:
    walker = begun(rules)
    for said in ("7", "3", "25k", typed):
        walker.type(said)
    assert walker.current is not None
    assert walker.current.answers["contract_ends"] == "2027-03-31"


@pytest.mark.parametrize(
    "written", ["31 Foo 2027", "30 February 2027", "0 March 2027", "31 March", "3/31/2027", "soon"]
)
def test_what_is_no_date_comes_back_at_its_input(rules: Rulebook, written: str) -> None:
    walker = begun(rules)
    walker.press("answer", {"need": "idea"})
    walker.press(
        "answer", {"service_area": "housing", "yearly_cost": "1", "contract_ends": written, "corporate_tool": "yes"}
    )
    assert "Enter a real date" in words(walker.card)
    assert walker.current is not None
    assert "contract_ends" not in walker.current.answers


def test_every_kind_of_measure_is_known_to_the_rules_and_to_the_conversation() -> None:
    assert set(MEASURES) == set(get_args(MeasureKind)) == set(ASKED_FOR)


def test_an_answer_as_people_write_it_is_one_that_the_rules_can_read() -> None:
    for kind, row in ASKED_FOR.items():
        number = 750_000
        written = MEASURES[kind].written(number)
        assert row.read(row.shown(written)) == written, kind
        assert MEASURES[kind].read(written) == number


def test_only_a_date_that_may_be_left_out_can_be_skipped(rules: Rulebook) -> None:
    question = next(q for q in rules.questions if q.kind == "date")
    date = next(d for d in rules.details if d.kind == "date")
    assert "skip" not in say(ASKED_FOR["date"].type_it), question.id
    assert "skip" not in how(replace(date, required=True))
    assert "skip" in how(replace(date, required=False))


def test_every_kind_of_detail_that_the_rules_know_can_be_asked() -> None:
    assert set(LONGEST) == set(get_args(DetailKind)) == set(ASKED_DETAILS)


@pytest.mark.parametrize(
    ("written", "held"),
    [
        ("999,999,999,999", "999999999999"),
        ("1,000,000,000,000", None),
        ("999,999 million", "999999000000"),
        ("1,000,000 million", None),
        ("0000000000005", "5"),
        ("00000000000005", None),  # longer than any sum that could stand
        ("2.5k", "2500"),
        ("2.50", "2"),
    ],
)
def test_a_sum_is_read_as_far_as_anybody_could_mean_it(written: str, held: str | None) -> None:
    assert read_money(written) == held


@pytest.mark.parametrize(
    ("written", "day"), [("1 Mar 2027", "2027-03-01"), ("1/13/2027", None), ("1 Mxy 2027", None), ("1/0/2027", None)]
)
def test_a_month_is_read_by_its_number_or_the_beginning_of_its_name(written: str, day: str | None) -> None:
    assert read_date(written) == day


def test_what_is_no_day_stays_as_it_is() -> None:
    assert [day_words(given) for given in ("", "soon", "2027-03-31")] == ["", "soon", "31 March 2027"]


def test_an_input_has_the_hint_of_the_rules_and_else_that_of_its_kind() -> None:
    money, day = ASKED_FOR["money"], ASKED_FOR["date"]
    assert input_of(money, "Ours.") == ({"type": "Input.Text", "maxLength": 20}, "Ours.")
    assert input_of(money, "")[1] == say(money.hint)
    assert input_of(day, "Ours.") == ({"type": "Input.Date"}, "Ours.")
    assert input_of(day, "") == ({"type": "Input.Date"}, "")
