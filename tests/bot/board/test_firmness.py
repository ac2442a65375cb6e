"""How firm an order is: shares that a reader can check by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from time import perf_counter

import pytest

from bot.board.firmness import DRAWS, firmness
from governance_rules import Answer, Decision, Rulebook, decide, load_rulebook
from governance_rules.model import BreakdownRow

DAY = date(2026, 11, 30)
ANSWERS: dict[str, Answer] = {
    "need": "new_system",
    "service_area": "housing",
    "corporate_tool": "no",
    "reach": "my_service",
    "data": "none",
    "technical_impact": ("none",),
    "ai": "no",
    "procurement": "nothing_to_buy",
    "deadline": "none",
    "strategy_fit": ("none",),
    "yearly_benefit": "under_10k",
    "delivery_effort": "weeks",
    "replaces_legacy": "no",
    "sponsor": "named",
    "user_research": "done",
}


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook(None, {"housing": "Housing"}, DAY)


def scored(rulebook: Rulebook, **points: int) -> Decision:
    """A decision with these points of its criteria, whatever answers would give them; 0 where none are named."""
    base = decide(rulebook, ANSWERS, explain=False)
    rows = tuple(replace(row, points=points.get(row.criterion, 0)) for row in base.breakdown)
    return replace(base, breakdown=rows, value=_score(rows, "value"), achievability=_score(rows, "achievability"))


def _score(rows: tuple[BreakdownRow, ...], axis: str) -> int:
    return 100 * sum(row.points * row.weight for row in rows if row.axis == axis) // 30


def test_what_is_better_in_everything_keeps_its_place_always(rulebook: Rulebook) -> None:
    best, worst = scored(rulebook, strategy_fit=3, reach=3), scored(rulebook, reach=1)
    found = firmness(rulebook.matrix, [("DR-1", best), ("DR-2", worst)])
    assert found.keeps == {"DR-1": 1.0, "DR-2": 1.0}
    assert found.swaps == ()
    assert found.draws == DRAWS == 10_000


def test_two_that_hang_on_two_equal_weights_change_places_about_half_of_the_time(rulebook: Rulebook) -> None:
    # 3 points of one criterion against 3 of another with the same weight: what is left is which weight is drawn larger.
    pair = [("DR-1", scored(rulebook, strategy_fit=3)), ("DR-2", scored(rulebook, yearly_benefit=3))]
    found = firmness(rulebook.matrix, pair)
    (swap,) = found.swaps
    assert (swap.first, swap.second) == ("DR-1", "DR-2")
    assert 0.40 < swap.share < 0.50  # rounding down makes some draws equal, and equals keep their order
    assert found.keeps["DR-1"] == found.keeps["DR-2"] == pytest.approx(1 - swap.share)


def test_the_same_points_never_change_places(rulebook: Rulebook) -> None:
    same = scored(rulebook, strategy_fit=2, deadline=1)
    found = firmness(rulebook.matrix, [(f"DR-{n}", same) for n in range(4)])
    assert set(found.keeps.values()) == {1.0}


def test_achievability_decides_between_equal_values(rulebook: Rulebook) -> None:
    easy, hard = scored(rulebook, reach=2, sponsor=3), scored(rulebook, reach=2)
    assert firmness(rulebook.matrix, [("DR-1", easy), ("DR-2", hard)]).keeps == {"DR-1": 1.0, "DR-2": 1.0}


def test_what_has_no_scores_stands_behind_and_stays(rulebook: Rulebook) -> None:
    unscored = replace(scored(rulebook), value=None, achievability=None, breakdown=())
    found = firmness(rulebook.matrix, [("DR-1", scored(rulebook)), ("DR-2", unscored)])
    assert found.keeps == {"DR-1": 1.0, "DR-2": 1.0}


def test_the_same_seed_gives_the_same_shares_and_another_seed_nearly(rulebook: Rulebook) -> None:
    order = [("DR-1", scored(rulebook, strategy_fit=3)), ("DR-2", scored(rulebook, reach=3, deadline=1))]
    one, again, other = (firmness(rulebook.matrix, order, seed) for seed in (1, 1, 2))
    assert one == again
    assert one.keeps["DR-1"] == pytest.approx(other.keeps["DR-1"], abs=0.02)
    assert one != other


def test_nothing_has_no_order(rulebook: Rulebook) -> None:
    assert firmness(rulebook.matrix, []).keeps == {}


def test_two_hundred_requests_take_about_a_second_at_the_most(rulebook: Rulebook) -> None:
    criteria = [criterion.question for axis in rulebook.matrix.axes for criterion in axis.criteria]
    many = [
        (f"DR-{n:04d}", scored(rulebook, **{name: (n * 7 + 5 * place) % 4 for place, name in enumerate(criteria)}))
        for n in range(200)
    ]
    many.sort(key=lambda one: (-(one[1].value or 0), -(one[1].achievability or 0), one[0]))
    began = perf_counter()
    found = firmness(rulebook.matrix, many)
    # The goal is one second, measured by make bench; here several tests run side by side.
    assert perf_counter() - began < 5
    assert len(found.keeps) == 200
    assert min(found.keeps.values()) < 1
