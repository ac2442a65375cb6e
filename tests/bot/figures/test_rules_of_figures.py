"""What the figures take from a rulebook, and how a chart of them is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.board.content import Paragraph, plain
from bot.figures.benefits import BenefitFigures, Came, Outcome, Worth
from bot.figures.chart import Bars, Panel, as_svg
from bot.figures.figures import Rules, figures
from bot.figures.paper import figures_paper
from bot.figures.rules import rules_of
from bot.figures.tally import Group, Tally
from bot.figures.text import Names, as_text, measured_name
from bot.figures.work import OrderFirmness
from dialogs.benefits import Measured
from tests.bot.figures.test_figures import parsed, words_of
from tests.rules_reading import load_rulebook

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
RULEBOOK = load_rulebook(None, {"housing": "Housing"}, date(2026, 11, 23))


def test_each_question_is_called_by_its_short_name_where_it_has_one() -> None:
    first, *topics = RULEBOOK.topics
    question, *questions = first.questions
    nameless = replace(first, questions=(replace(question, short="", ask="What do you need?"), *questions))
    other = rules_of(replace(RULEBOOK, topics=(nameless, *topics)))
    assert (other.questions["need"], other.questions["service_area"]) == ("What do you need?", "Service area")


def test_rules_that_ask_of_no_purchase_and_no_benefit_count_neither() -> None:
    whole, bare = rules_of(RULEBOOK), rules_of(replace(RULEBOOK, topics=RULEBOOK.topics[:1]))
    assert (whole.buying, whole.benefit) == ("procurement", "yearly_benefit")
    assert (bare.buying, bare.benefit, bare.worth) == ("", "", Worth())
    assert whole.worth.options["over_50k"] == 50_001
    assert not whole.worth.sums


def test_a_second_visit_to_a_body_is_counted_as_that_bodys() -> None:
    visit = replace(RULEBOOK.bodies[1], id="second_visit", of="board")
    assert rules_of(replace(RULEBOOK, bodies=(visit,))).bodies == {"board": RULEBOOK.bodies[1].name}


@pytest.mark.parametrize(("names", "kinds", "lines"), [(0, 1, 1), (1, 1, 1), (3, 1, 3), (1, 2, 3), (3, 2, 7)])
def test_a_panel_has_a_line_for_each_bar_and_one_for_two_kinds_of_them(names: int, kinds: int, lines: int) -> None:
    bars = tuple(Bars(str(kind), (1.0,) * names) for kind in range(kinds))
    assert Panel("x", ("name",) * names, bars).lines == lines


def test_a_chart_of_nothing_names_no_areas() -> None:
    found = figures(Tally((), (), (), ()), Rules({}), NOW)
    assert "Requests by service area:" not in as_svg(found, Names({}, {}))


def test_a_chart_says_the_areas_once_behind_the_routes() -> None:
    groups = (Group("project", "housing", "Done", "", "", 2),)
    found = figures(Tally(groups, (), (), ()), Rules({"project": "Project"}), NOW)
    drawn = as_svg(found, Names({"project": "Project"}, {"housing": "Housing"}))
    assert drawn.count("Requests by service area:") == 1
    assert "Requests by route: Project 2. Requests by service area: Housing 2." in drawn


def test_what_was_measured_is_what_somebody_could_say() -> None:
    came = Came(5, outcomes={Measured.NOT_YET: Outcome(2, 0), Measured.AS_EXPECTED: Outcome(3, 100)})
    assert (came.answered, came.measured, came.share) == (5, 3, 1.0)
    assert Came().share is None


@pytest.mark.parametrize(("swaps", "said"), [(1, "1 pair"), (2, "2 pairs")])
def test_an_order_says_how_many_pairs_change_places_easily(swaps: int, said: str) -> None:
    found = figures(Tally((), (), (), ()), Rules({}), NOW)
    lines = as_text(replace(found, orders=(OrderFirmness("board", 3, 0.5, swaps),)), Names({}, {})).splitlines()
    assert any(f"50% of 3 places stay, {said} change places easily" in line for line in lines)


def test_each_part_of_the_paper_says_how_it_was_counted() -> None:
    found = figures(Tally((), (), (), ()), Rules({}), NOW)
    paper = figures_paper(replace(found, orders=(OrderFirmness("board", 3, 0.5, 1),)), Names({}, {}), NOW)
    notes = [[b for b in section.blocks if isinstance(b, Paragraph)] for section in paper.sections]
    assert {len(found) for found in notes} == {1}
    assert all(plain(one.words) for found in notes for one in found)


BROUGHT = BenefitFigures(
    Came(5, 4, 200, 2, {Measured.MORE: Outcome(2, 200), Measured.NOT_YET: Outcome(1, 0)}),
    {"project": Came(3, pounds=200), "explore": Came(2)},
)


def test_a_chart_shows_what_somebody_said_and_pounds_of_the_routes_that_have_some() -> None:
    found = replace(figures(Tally((), (), (), ()), Rules({}), NOW), benefits=BROUGHT)
    drawn = as_svg(found, Names({"project": "Project", "explore": "Explore"}, {}))
    words = words_of(parsed(drawn))
    said = [measured_name(one) for one in Measured]
    assert [word for word in words if word in said] == [
        measured_name(one) for one in Measured if one in BROUGHT.all.outcomes
    ]
    assert ("Project" in words, "Explore" in words, "£200" in words) == (True, False, True)


@pytest.mark.parametrize(("known", "said"), [(2, "at least £200"), (0, "not known")])
def test_what_was_expected_is_said_where_somebody_could_say_it(known: int, said: str) -> None:
    brought = replace(BROUGHT, all=replace(BROUGHT.all, known=known))
    lines = as_text(
        replace(figures(Tally((), (), (), ()), Rules({}), NOW), benefits=brought), Names({}, {})
    ).splitlines()
    assert [line.split(maxsplit=1)[1].startswith(said) for line in lines if line.startswith("  Expected ")] == [True]
