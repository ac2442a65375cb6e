"""The figures for the governance team, from what was counted to the chart."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest

from bot.figures.as_json import as_json
from bot.figures.benefits import Worth
from bot.figures.chart import as_svg
from bot.figures.days import median_of, p90_of
from bot.figures.figures import Overruled, Rules, Wait, figures, median_days
from bot.figures.hours import day_of
from bot.figures.tally import Group, OpenCheck, Span, Stay, Tally, Waiting, WorkTally
from bot.figures.text import Names, as_text
from bot.figures.work import work_figures
from dialogs.calendar import Calendar

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
NAMES = Names(
    {"explore": "Explore an idea", "project": "Project", "change_request": "Change request"},
    {"housing": "Housing", "place": "Place & parks <green>"},
)
EMPTY = Tally((), (), (), ())
TALLY = Tally(
    (
        Group("change_request", "housing", "Submitted", "", "not_started", 3),
        Group("change_request", "place", "Approved", "Project", "quotes_or_tender", 1),
        Group("project", "place", "Approved", "Project", "signed", 2),
        Group("project", "", "Approved", "", "nothing_to_buy", 1),
        Group("explore", "housing", "Done", "", "", 2),
    ),
    (Span(date(2026, 11, 16), date(2026, 11, 16), 2), Span(date(2026, 11, 13), date(2026, 11, 18), 1)),
    (Span(date(2026, 11, 13), date(2026, 11, 16), 1), Span(date(2026, 11, 16), date(2026, 11, 20), 1)),
    (Waiting("DR-0001", "housing", datetime(2026, 11, 13, 9, tzinfo=UTC)),),
    contracts=4,
    contracts_in_time=3,
)
RULES = Rules(
    NAMES.processes,
    "procurement",
    frozenset({"not_started", "talking_to_suppliers"}),
    frozenset({"quotes_or_tender", "signed"}),
)
FOUND = figures(TALLY, RULES, NOW)


def test_requests_are_counted_by_route_in_the_rulebooks_order_and_by_area() -> None:
    assert FOUND.total == 9
    assert list(FOUND.by_process.items()) == [("explore", 2), ("project", 3), ("change_request", 4)]
    assert FOUND.by_area == {"housing": 5, "place": 3, "": 1}
    assert FOUND.by_process_and_area["change_request", "place"] == 1


def test_the_share_that_met_it_first_is_of_purchases() -> None:
    assert (FOUND.met_it_first, FOUND.bought) == (3, 6)
    assert FOUND.share_met_it_first == pytest.approx(0.5)


def test_the_options_of_buying_have_any_names() -> None:
    own = replace(RULES, in_time=frozenset({"nothing_to_buy"}), late=frozenset({"signed"}))
    found = figures(TALLY, own, NOW)
    assert (found.met_it_first, found.bought) == (1, 3)


def test_rules_that_ask_nothing_about_buying_count_no_purchase() -> None:
    assert figures(TALLY, Rules(NAMES.processes), NOW).bought == 0


def test_working_days_are_those_of_the_councils_calendar() -> None:
    closed = replace(RULES, calendar=Calendar("none", (date(2026, 11, 17), date(2026, 11, 18))))
    assert figures(TALLY, closed, NOW).median_days_to_decision == pytest.approx(1.5)


def test_nothing_bought_gives_no_share_rather_than_none_in_time() -> None:
    assert figures(EMPTY, RULES, NOW).share_met_it_first is None


def test_medians_are_in_working_days() -> None:
    assert FOUND.median_days_to_first_contact == 0
    assert FOUND.median_days_to_decision == pytest.approx(2.5)
    assert median_days(()) is None


def test_the_longest_waiting_are_named_with_their_working_days() -> None:
    assert FOUND.waiting_longest == (Wait("DR-0001", "housing", 6),)


def test_a_route_is_overruled_when_the_final_one_has_another_name() -> None:
    assert FOUND.overruled == (Overruled("Change request", "Project", 1),)
    assert FOUND.times_overruled == 1


def test_what_is_counted_alike_stands_by_its_name_and_bodies_stand_in_the_order_of_the_rules() -> None:
    several = [("project", "Self-service", 2), ("explore", "Project", 1), ("change_request", "Project", 1)]
    groups = tuple(Group(process, "", "Approved", final, "", count) for process, final, count in several)
    told = figures(Tally(groups, (), (), ()), RULES, NOW).overruled
    assert [(one.rules, one.final, one.count) for one in told] == [
        ("Project", "Self-service", 2), ("Change request", "Project", 1), ("Explore an idea", "Project", 1)
    ]  # fmt: skip
    day = date(2026, 11, 16)
    stays = tuple(Stay(body, day, day, count) for count, body in enumerate(("z_gone", "a_gone", "board", "partner"), 1))
    steps = work_figures(WorkTally(stays, (), (), (), ()), ("partner", "board"), NOW).steps
    assert [one.body for one in steps] == ["partner", "board", "a_gone", "z_gone"]


@pytest.mark.parametrize("hour", ["2026-11-23 23", "2026-07-01 22"])
def test_an_hour_of_utc_is_in_its_day_of_london(hour: str) -> None:
    assert day_of(hour).isoformat() == hour[:10]
    late = f"{hour[:10]} 23"
    assert day_of(late).isoformat() == ("2026-07-02" if "-07-" in late else hour[:10])


def test_the_text_says_every_figure_in_plain_words() -> None:
    text = as_text(FOUND, NAMES)
    for line in (
        "Digital front door: figures of 23 November 2026",
        "  Met IT before procurement     50% (3 of 6)",
        "  Contracts met in time         75% (3 of 4)",
        "  Median time to a decision     2.5 working days",
        "No service area: 1",
        "  DR-0001  6 working days  Housing",
        "  Change request became Project  1",
    ):
        assert line in text.splitlines()


def test_the_text_has_each_area_with_its_own_routes_and_says_beneath_what_is_counted() -> None:
    lines = as_text(FOUND, NAMES).splitlines()
    at = lines.index("Housing: 5")
    assert lines[at : at + 4] == ["Housing: 5", "  Change request   3", "  Explore an idea  2", ""]
    assert "  Counted from when the request was sent." not in lines
    checks = WorkTally((), (), (OpenCheck("dpia", 2, datetime(2026, 11, 16, 9, tzinfo=UTC)),), (), ())
    lines = as_text(figures(TALLY, RULES, NOW, checks), NAMES).splitlines()
    at = lines.index("Open checks")
    assert lines[at + 2] == "  Counted from when the request was sent."


def test_before_the_first_request_the_text_says_that_nothing_is_known() -> None:
    assert "Met IT before procurement     not known yet" in as_text(figures(EMPTY, Rules({}), NOW), NAMES)


def test_the_json_has_ids_names_and_numbers() -> None:
    told = json.loads(as_json(FOUND, NAMES))
    assert told["by_process"][0] == {"id": "explore", "name": "Explore an idea", "count": 2}
    assert told["met_it_before_procurement"] == {"count": 3, "of": 6, "share": 0.5}
    assert told["contracts_met_in_time"] == {"count": 3, "of": 4, "share": 0.75}
    assert told["waiting_longest"] == [{"reference": "DR-0001", "area": "housing", "working_days": 6}]
    assert [area["id"] for area in told["by_area"]] == ["housing", "place", None]
    assert {"process": "project", "area": None, "count": 1} in told["by_process_and_area"]


SVG = "{http://www.w3.org/2000/svg}"


def parsed(chart: str) -> ET.Element:
    return ET.fromstring(chart)  # noqa: S314 - made by us a moment ago


def test_the_chart_tells_all_of_it_to_a_screen_reader() -> None:
    chart = parsed(as_svg(FOUND, NAMES))
    assert chart.get("role") == "img"
    named = {id_: e.text or "" for e in chart if (id_ := e.get("id")) in {"title", "description"}}
    assert chart.get("aria-labelledby") == " ".join(named)
    assert "Met IT before procurement: 50% (3 of 6)." in named["description"]
    assert "Requests by service area: Housing 5; Place & parks <green> 3; No service area 1." in named["description"]


def words_of(chart: ET.Element) -> list[str]:
    return ["".join(text.itertext()) for text in chart.iter(f"{SVG}text")]


def test_every_bar_of_the_chart_has_its_name_and_number_as_words_beside_it() -> None:
    words = words_of(parsed(as_svg(FOUND, NAMES)))
    for line in ("Explore an idea", "Project", "Change request", "Housing", "No service area", "DR-0001, Housing"):
        assert line in words, "words stay words, so that they can be found, read aloud and made larger"
    assert {"2", "3", "4", "5", "1", "6"} <= set(words)
    assert "Place & parks <green>" in words
    assert any("50% (3 of 6)" in line for line in words)


def test_two_kinds_of_bars_are_told_apart_without_colour() -> None:
    work = WorkTally((Stay("board", date(2026, 11, 16), date(2026, 11, 19), 4),), (), (), (), ())
    chart = as_svg(figures(TALLY, RULES, NOW, work), NAMES)
    assert {"Nine of ten within", "Median"} <= set(words_of(parsed(chart)))
    assert "<pattern" in chart
    assert "<pattern" not in as_svg(FOUND, NAMES)


def test_nothing_in_the_chart_lies_outside_it() -> None:
    chart = parsed(as_svg(FOUND, NAMES))
    _, _, width, height = (float(part) for part in (chart.get("viewBox") or "").split())
    drawn = [path.get("d") or "" for path in chart.iter(f"{SVG}path")]
    pairs = [pair for path in drawn for pair in re.findall(r"[ML] (-?[\d.]+) (-?[\d.]+)", path)]
    assert len(pairs) > 30
    for x, y in pairs:
        assert -12 <= float(x) <= width, "the marks of the axes are drawn around their own middle"
        assert -12 <= float(y) <= height


def test_the_same_figures_are_the_same_file() -> None:
    assert as_svg(FOUND, NAMES) == as_svg(FOUND, NAMES)
    assert "matplotlib.org" not in as_svg(FOUND, NAMES)


def test_the_chart_of_no_requests_says_so() -> None:
    chart = parsed(as_svg(figures(EMPTY, Rules({}), NOW), NAMES))
    assert words_of(chart).count("No requests yet") == 2


@pytest.mark.parametrize(
    ("days", "median", "p90"),
    [({3: 1}, 3, 3), ({1: 9, 20: 1}, 1, 1), ({1: 8, 20: 2}, 1, 20), ({1: 1, 2: 1}, 1.5, 2), ({0: 5, 4: 4, 9: 1}, 2, 4)],
)
def test_nine_of_ten_are_within_p90(days: dict[int, int], median: float, p90: int) -> None:
    assert median_of(days) == pytest.approx(median)
    assert p90_of(days) == p90


def test_a_benefit_that_is_a_sum_or_an_option_is_worth_whole_hundreds() -> None:
    options = Worth({"over_50k": 50_001})
    assert (options.of("over_50k"), options.of("not_known"), options.of("")) == (50_000, None, None)
    sums = Worth(sums=True)
    assert (sums.of("12345"), sums.of("0"), sums.of("")) == (12_300, 0, None)
