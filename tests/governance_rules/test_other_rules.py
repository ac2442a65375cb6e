"""What any council may want to say: at least so many, points, money, dates, a body twice, names of its own."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date

import pytest

from governance_rules import AnswerProblem, clean_answers, decide, decision_from_json, decision_to_store
from governance_rules.answers import path
from governance_rules.model import Answer
from governance_rules.roles import detail_with, question_with
from governance_rules.wording import in_words
from tests.governance_rules.other_rules import COST, ENDS, IDEA, POINTS, asks, board_when, told
from tests.governance_rules.rulebooks import AREAS, DAY, Copy, random_answers
from tests.rules_reading import check_rulebook

BOARD = ("it_business_partner", "board")


def on_board(copy: Copy, answers: Mapping[str, object], on: date = DAY) -> bool:
    rules = copy.load(on)
    return "board" in decide(rules, clean_answers(rules, {**IDEA, **answers})).steps


@pytest.mark.parametrize(
    ("answers", "there"),
    [
        ({"reach": "public"}, False),
        ({"reach": "public", "data": "residents"}, True),
        ({"data": "residents", "ai": "feature"}, True),
        ({"reach": "public", "data": "residents", "ai": "feature"}, True),
    ],
)
def test_at_least_so_many_of_these(copy: Copy, answers: dict[str, str], *, there: bool) -> None:
    board_when(copy, "{at_least: 2, of: [{fact: uses_ai}, {fact: wide_reach}, {question: data, is: residents}]}")
    assert told(copy) == []
    assert on_board(copy, answers) is there


@pytest.mark.parametrize(
    ("answers", "there"),
    [
        ({"data": "special_category"}, False),
        ({"data": "special_category", "reach": "public"}, True),
        ({"data": "residents", "ai": "feature"}, True),
        ({"ai": "feature", "reach": "public"}, False),
    ],
)
def test_points_are_added_up_and_compared(copy: Copy, answers: dict[str, str], *, there: bool) -> None:
    board_when(copy, "{points: risk, at_least: 4}")
    copy.change("facts.yaml", "facts:\n", f"{POINTS}facts:\n")
    assert told(copy) == []
    assert on_board(copy, answers) is there


def test_the_reason_of_points_names_the_answers_that_gave_them(copy: Copy) -> None:
    board_when(copy, "{points: risk, at_least: 4}")
    copy.change("facts.yaml", "facts:\n", f"{POINTS}facts:\n")
    rules = copy.load()
    reason = decide(rules, {**IDEA, "data": "residents", "ai": "feature"}).reason("board")
    assert reason is not None
    assert reason.answers == ("data", "ai")
    board = next(p for p in rules.processes if p.id == "explore").steps[1]
    assert in_words(rules, board.when) == "How much could go wrong: 4 or more"


@pytest.mark.parametrize(("cost", "there"), [("0", False), ("24999", False), ("25000", True), (9_999_999, True)])
def test_a_sum_of_money_is_compared_with_a_figure_of_the_day(copy: Copy, cost: object, *, there: bool) -> None:
    asks(copy, COST)
    board_when(copy, "{question: yearly_cost, at_least: tender_from}")
    assert told(copy) == []
    assert on_board(copy, {"yearly_cost": cost}) is there


def test_a_figure_that_changes_on_a_day_moves_what_is_compared_with_it(copy: Copy) -> None:
    asks(copy, COST)
    board_when(copy, "{question: yearly_cost, at_least: threshold}")
    assert not on_board(copy, {"yearly_cost": "210000"}, date(2025, 12, 31))
    assert on_board(copy, {"yearly_cost": "210000"}, date(2026, 1, 1))


def test_money_is_compared_with_whole_pounds_from_both_sides(copy: Copy) -> None:
    asks(copy, COST)
    between = "{all: [{question: yearly_cost, at_least: 1000}, {question: yearly_cost, below: 2000}]}"
    board_when(copy, between)
    assert told(copy) == []
    assert [on_board(copy, {"yearly_cost": c}) for c in ("999", "1000", "1999", "2000")] == [False, True, True, False]


@pytest.mark.parametrize(
    ("condition", "days", "there"),
    [
        ("{question: contract_ends, before: 2027-04-01}", ("2027-03-31", "2027-04-01"), [True, False]),
        ("{question: contract_ends, from: 2027-04-01}", ("2027-03-31", "2027-04-01"), [False, True]),
        ("{question: contract_ends, within_days: 30}", ("2020-01-01", "2026-12-22", "2026-12-23"), [True, True, False]),
    ],
)
def test_a_date_is_compared_with_a_day_or_with_today(
    copy: Copy, condition: str, days: tuple[str, ...], there: list[bool]
) -> None:
    asks(copy, ENDS)
    board_when(copy, condition)
    assert told(copy) == []
    assert [on_board(copy, {"contract_ends": d}) for d in days] == there


@pytest.mark.parametrize("answer", ["one_quote", "-1", "1.5", "£5", "٣", "9" * 13, True, ["5"], 1.5])
def test_what_is_no_sum_of_money_is_told_and_never_counts(copy: Copy, answer: object) -> None:
    asks(copy, COST)
    board_when(copy, "{question: yearly_cost, below: 2000}")
    rules = copy.load()
    with pytest.raises(AnswerProblem, match="yearly_cost cannot be"):
        clean_answers(rules, {**IDEA, "yearly_cost": answer})
    if isinstance(answer, str):  # a draft of other rules may hold it: it is no answer
        assert [q.id for q in path(rules, {**IDEA, "yearly_cost": answer}).missing] == ["yearly_cost"]


def test_a_question_may_be_asked_by_a_sum_of_money_that_is_not_given_yet(copy: Copy) -> None:
    asks(copy, COST)
    board_when(copy, "{fact: ai_about_people}")
    copy.change(
        "questions.yaml",
        "        when: {question: need, one_of: [improve_process, new_system, idea]}\n",
        "        when: {any: [{question: need, one_of: [improve_process, new_system]},"
        " {question: yearly_cost, at_least: 500}]}\n",
    )
    rules = copy.load()
    asked = {cost: [q.id for q in path(rules, {"need": "idea", **({"yearly_cost": cost} if cost else {})}).missing]
             for cost in ("", "499", "500")}  # fmt: skip
    assert "corporate_tool" not in asked[""]
    assert "corporate_tool" not in asked["499"]
    assert "corporate_tool" in asked["500"]


def test_a_body_comes_twice_under_an_id_of_its_own(copy: Copy) -> None:
    (copy.folder / "examples.yaml").unlink()
    copy.change(
        "routes.yaml",
        "      - {body: technical_review_board, when: {fact: technical}}\n\n  - id: project",
        "      - {body: technical_review_board, when: {fact: technical}}\n"
        "      - {body: board, id: board_again, name: Board (final say), when: {fact: uses_ai}}\n\n  - id: project",
    )
    assert told(copy) == []
    rules = copy.load()
    decision = decide(rules, {**IDEA, "ai": "decides"})
    assert decision.steps == ("it_business_partner", "board", "technical_review_board", "board_again")
    assert rules.names["board_again"] == "Board (final say)"
    again = next(b for b in rules.bodies if b.id == "board_again")
    assert (again.of, again.contact) == ("board", "digital.board@example.org")
    assert len([r for r in decision.reasons if r.part in {"board", "board_again"}]) == 2


WIDE: dict[str, Answer] = {
    "need": "change_system", "service_area": "housing", "reach": "public", "data": "none", "technical_impact":
    ("new_hosting",), "ai": "no", "procurement": "nothing_to_buy", "deadline": "none", "strategy_fit": ("none",),
    "yearly_benefit": "not_known", "delivery_effort": "days", "replaces_legacy": "no", "sponsor": "none",
    "user_research": "none",
}  # fmt: skip


def test_the_two_groups_work_side_by_side_after_the_board(copy: Copy) -> None:
    decision = decide(copy.load(), WIDE)
    assert decision.together == (("ict_improvement_group", "technical_review_board"),)
    assert decision.stages == (
        ("it_business_partner",),
        ("board",),
        ("ict_improvement_group", "technical_review_board"),
    )
    assert decision_from_json(decision_to_store(decision)) == decision


def test_a_group_that_is_alone_on_the_route_works_with_nobody(copy: Copy) -> None:
    decision = decide(copy.load(), {**WIDE, "technical_impact": ("none",)})
    assert decision.together == ()
    assert decision.stages[-1] == ("ict_improvement_group",)


def test_a_decision_of_yesterdays_version_is_read_as_one_after_another(copy: Copy) -> None:
    stored = decision_to_store(decide(copy.load(), WIDE))
    del stored["together"]
    assert decision_from_json(stored).stages == tuple((s,) for s in stored["steps"])


def rename_axes(copy: Copy) -> None:
    """Call the two axes by other names, wherever the matrix names them."""
    file = copy.folder / "matrix.yaml"
    text = file.read_text(encoding="utf-8")
    for role, own in (("value", "impact"), ("achievability", "ease")):
        text = text.replace(f"- id: {role}\n", f"- id: {own}\n      role: {role}\n")
        text = text.replace(f"{{{role}: ", f"{{{own}: ").replace(f", {role}: ", f", {own}: ")
        text = text.replace(f"{{{role}_band}}", f"{{{own}_band}}")
    text = text.replace("name: Value\n", "name: Impact\n").replace("name: How easy to do\n", "name: Ease\n")
    file.write_text(text, encoding="utf-8")


def test_axes_have_other_names_and_the_scores_stay_what_they_are(copy: Copy) -> None:
    before = decide(copy.load(), WIDE)
    rename_axes(copy)
    examples = copy.folder / "examples.yaml"
    examples.write_text(
        examples.read_text(encoding="utf-8").replace("      value: 40\n", "      impact: 40\n"), encoding="utf-8"
    )
    assert told(copy) == []
    rules = copy.load()
    after = decide(rules, WIDE)
    assert (after.value, after.achievability, after.timeframe) == (before.value, before.achievability, before.timeframe)
    assert {b.axis for b in after.breakdown} == {"impact", "ease"}
    assert [rules.matrix.name_of(r) for r in ("value", "achievability")] == ["Impact", "Ease"]
    assert after.reason("impact") is not None
    said = after.reason("timeframe")
    assert said is not None
    assert "{" not in said.because


def test_any_answers_are_decided_alike_under_other_names(copy: Copy) -> None:
    rules = copy.load()
    rename_axes(copy)
    other = copy.load()
    chance = random.Random(3)
    for _ in range(200):
        answers = clean_answers(rules, random_answers(rules, chance))
        one, two = decide(rules, answers), decide(other, answers)
        assert (one.process, one.steps, one.value, one.achievability) == (
            two.process,
            two.steps,
            two.value,
            two.achievability,
        )


def test_reference_prefix_bank_holidays_and_closing_days_are_the_councils_own(copy: Copy) -> None:
    assert (copy.load().reference_prefix, copy.load().bank_holidays) == ("DR", "england")
    own = "  reference_prefix: GLA\n  bank_holidays: scotland\n  closed_on: [2026-12-24, 2026-12-29]\n"
    copy.change("rulebook.yaml", "  reference_prefix: DR\n  bank_holidays: england\n", own)
    assert told(copy) == []
    rules = copy.load()
    assert (rules.a_reference, rules.bank_holidays) == ("GLA-0001", "scotland")
    assert rules.closed_on == (date(2026, 12, 24), date(2026, 12, 29))


def test_rules_without_these_keys_keep_what_they_had(copy: Copy) -> None:
    assert copy.load().matrix.decided_by == "board"
    copy.change("rulebook.yaml", "  reference_prefix: DR\n  bank_holidays: england\n", "")
    copy.change("matrix.yaml", "  decided_by: board\n", "")
    assert told(copy) == []
    assert (copy.load().reference_prefix, copy.load().bank_holidays, copy.load().closed_on) == ("DR", "england", ())
    assert copy.load().matrix.decided_by == ""


KNOWN = frozenset(
    {"information_governance", "cyber_security", "data_team", "digital_team", "equalities", "service_design"}
    | {"pmo", "procurement", "change_team"}
)
"""The owners whom the shipped rules name."""


def hints(copy: Copy, known: frozenset[str] = KNOWN) -> list[str]:
    """What the check says when the directory knows these owners."""
    return [str(p) for p in check_rulebook(copy.folder, AREAS, DAY, known).problems]


def test_whom_the_directory_does_not_know_is_told_where_the_rules_name_them(copy: Copy) -> None:
    assert hints(copy) == []
    found = hints(copy, KNOWN - {"procurement"})
    assert ["nobody is named to do it" in found[0], "the governance team hears instead" in found[1]] == [True, True]
    assert all("checks.yaml:" in h and "procurement" in h for h in found)


def test_who_delivers_and_is_not_in_the_directory_is_told_where_the_process_stands(copy: Copy) -> None:
    (found,) = hints(copy, KNOWN - {"change_team"})
    assert found.startswith("routes.yaml:")
    assert "hint: The directory has no owner change_team, so the governance team hears instead" in found


def test_an_owner_who_delivers_and_is_not_in_the_rules_is_told_with_the_one_that_may_be_meant(copy: Copy) -> None:
    line = copy.change("routes.yaml", "delivered_by: change_team", "delivered_by: chnage_team")
    assert told(copy) == [f"routes.yaml:{line}: There is no owner chnage_team. Did you mean change_team?"]


def test_rules_in_which_nobody_delivers_are_told_so_once(copy: Copy) -> None:
    for owner in ("pmo", "change_team"):
        copy.change("routes.yaml", f"    delivered_by: {owner}\n", "")
    assert told(copy) == [], "they may be used as they are"
    said = [hint for hint in hints(copy) if "delivered_by" in hint]
    assert len(said) == 1
    assert "No process has delivered_by, so nobody hears of what was approved" in said[0]
    assert {process.delivered_by for process in copy.load().processes} == {""}


def test_a_process_says_who_delivers_what_was_approved(copy: Copy) -> None:
    found = {process.id: process.delivered_by for process in copy.load().processes}
    assert (found["project"], found["change_request"], found["explore"]) == ("pmo", "change_team", "")


@pytest.mark.parametrize("role", ["outcome", "systems", "supplier", "sponsor_name", "needed_by"])
def test_a_column_that_stays_empty_is_told_as_a_hint(copy: Copy, role: str) -> None:
    copy.change("details.yaml", f"  - id: {role}\n    role: {role}\n", "  - id: another\n")
    (found,) = copy.check().problems
    assert found.hint
    assert f"No detail has the role {role}, so the list has no" in found.wrong
    copy.load()


def test_a_detail_and_the_question_of_the_areas_have_their_role_by_their_name_too(copy: Copy) -> None:
    copy.change("details.yaml", "    role: title\n", "")
    copy.change("questions.yaml", "        role: service_area\n", "")
    assert told(copy) == []
    assert detail_with(copy.load(), "title") == "title"
    area = question_with(copy.load(), "service_area")
    assert area is not None
    assert area.id == "service_area"


@pytest.mark.parametrize(
    ("file", "line", "says"),
    [
        ("questions.yaml", "        role: buying\n", "No question has the role buying, so the figures cannot tell"),
        ("routes.yaml", "    role: champion_helps\n", "No process has the role champion_helps, so the IT business"),
    ],
)
def test_what_will_not_happen_without_a_role_is_a_hint(copy: Copy, file: str, line: str, says: str) -> None:
    copy.change(file, line, "")
    hints = [str(p) for p in copy.check().problems]
    assert any(says in h for h in hints), hints


@pytest.mark.parametrize("tell", ["[]", "[requester]"])
def test_an_alert_that_is_told_to_nobody_is_a_hint(copy: Copy, tell: str) -> None:
    line = copy.change("checks.yaml", "tell: [it_business_partner, procurement, governance_team]", f"tell: {tell}")
    found = check_rulebook(copy.folder, AREAS, DAY, frozenset()).problems
    assert [p.line for p in found if p.hint and "late_engagement is told to nobody else" in p.wrong] == [line]


def test_a_date_may_be_one_that_the_dates_of_the_steps_are_held_against(copy: Copy) -> None:
    asks(copy, ENDS.replace("        kind: date\n", "        kind: date\n        role: ends\n"))
    assert told(copy) == []
    question = question_with(copy.load(), "ends")
    assert question is not None
    assert question.id == "contract_ends"


def test_a_choice_cannot_be_that_date(copy: Copy) -> None:
    copy.change(
        "questions.yaml", "      - id: sponsor\n", "      - id: sponsor\n        role: ends\n        kind: choice\n"
    )
    assert any("The ends of a request cannot be of kind choice" in line for line in copy.said())
