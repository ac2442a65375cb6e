"""Fifty requests, counted by hand: the figures say the same, on both databases and in every form."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import docx
import pytest
from sqlalchemy import Connection, update

from bot.board.firmness import firmness
from bot.board.word import document_of
from bot.figures.as_json import as_json
from bot.figures.benefits import Came, Outcome
from bot.figures.chart import as_svg
from bot.figures.counting import count
from bot.figures.figures import Figures, figures
from bot.figures.order import orders_of
from bot.figures.paper import figures_paper
from bot.figures.rules import rules_of
from bot.figures.text import Names, as_text
from bot.figures.work import LongOpen, OpenFor, OrderFirmness, RuleOverruled, StepTime, Waits
from bot.figures.work_counting import count_work
from bot.people.directory import areas, read_directory
from bot.register.opening import open_register
from bot.register.register import Register
from bot.register.requests import several
from bot.register.schema import requests
from dialogs.benefits import Measured
from governance_rules import decide, decision_to_store
from governance_rules.roles import PARTNER
from tests.bot.figures.fifty import REQUESTER, fill
from tests.conftest import beside
from tests.dialogs.journeys import ANSWERS
from tests.dialogs.walker import RULEBOOK

NOW: Final = datetime(2026, 3, 30, 10, tzinfo=UTC)
"""A Monday, and no bank holiday lies between it and the first request."""
RULES: Final = rules_of(RULEBOOK)
NAMES: Final = Names(RULES.processes, areas(read_directory()), RULES.bodies, RULES.checks, RULES.questions)
MORE, AS, LESS, NONE, NOT_YET = Measured


@pytest.fixture
def register(database_url: str) -> Iterator[Register]:
    """The fifty in a database of this test's own, to be changed."""
    opened = open_register(database_url)
    opened.write_now(fill)
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """The fifty, filled in once for all tests that only read: it takes a second."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path_factory.mktemp('fifty') / 'front-door.sqlite'}"
    else:
        address = beside(request.getfixturevalue("postgres_url"), "fifty")
    opened = open_register(address)
    opened.write_now(fill)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def found(filled: Register) -> Figures:
    """The figures of the fifty."""
    register = filled
    tally = register.read_now(lambda c: count(c, NOW, RULES.buying, RULES.benefit))
    work = register.read_now(lambda c: count_work(c, RULES.processes, RULES.benefit))
    orders = register.read_now(lambda c: orders_of(c, RULEBOOK))
    return replace(figures(tally, RULES, NOW, work), orders=orders)


def came(done: int, asked: int, pounds: int, known: int, **outcomes: tuple[int, int]) -> Came:
    return Came(done, asked, pounds, known, {Measured(name): Outcome(*two) for name, two in outcomes.items()})


def test_requests_are_counted_as_by_hand(found: Figures) -> None:
    assert found.total == 50
    assert found.by_process == {"self_service": 3, "explore": 1, "project": 20, "change_request": 26}
    assert found.by_area == {"housing": 22, "place": 12, "adult_social_care": 8, "": 8}
    assert found.by_status == {"Done": 27, "Approved": 9, "Declined": 6, "Submitted": 5, "In review": 3}
    assert found.median_days_to_decision == pytest.approx(14.5)


def test_the_time_at_each_step_and_where_requests_wait_is_as_by_hand(found: Figures) -> None:
    assert found.work.steps == (StepTime(PARTNER, 43, 5, 8), StepTime("board", 40, 10, 17))
    assert found.work.waits == (Waits(PARTNER, 4, 43, 55), Waits("board", 3, 46, 51))


def test_an_order_without_scores_is_as_firm_as_can_be(found: Figures) -> None:
    assert found.orders == (OrderFirmness("board", 3, 1.0, 0),)


def test_an_order_that_hangs_on_a_weight_is_told(register: Register) -> None:
    answers = [
        {**ANSWERS["project"], "yearly_benefit": "over_50k", "reach": "my_team"},
        {**ANSWERS["project"], "yearly_benefit": "under_10k", "reach": "public"},
    ]
    scored = [decide(RULEBOOK, one) for one in answers]
    waiting = ("DR-0004", "DR-0027", "DR-0047")

    def put(connection: Connection) -> None:
        for reference, decision in zip(waiting, scored, strict=False):
            row = requests.c.reference == reference
            connection.execute(update(requests).where(row).values(decision=decision_to_store(decision)))

    register.write_now(put)
    (board,) = register.read_now(lambda c: orders_of(c, RULEBOOK))
    kept = firmness(RULEBOOK, register.read_now(lambda c: several(c, waiting))).keeps
    assert (board.body, board.count, board.swaps) == ("board", 3, 1)
    assert board.keeps == pytest.approx(sum(kept.values()) / 3)
    assert board.keeps < 0.9


def test_open_checks_are_as_by_hand(found: Figures) -> None:
    assert found.work.checks == (OpenFor("dpia", 5, 49), OpenFor("cyber", 1, 42))
    assert found.work.longest_checks == (
        LongOpen("DR-0007", "dpia", 49),
        LongOpen("DR-0009", "dpia", 48),
        LongOpen("DR-0013", "dpia", 45),
        LongOpen("DR-0016", "dpia", 44),
        LongOpen("DR-0046", "dpia", 44),
        LongOpen("DR-0005", "cyber", 42),
    )


def test_overruled_routes_are_counted_by_the_answers_that_the_rule_went_by(found: Figures) -> None:
    assert found.times_overruled == 9
    assert found.work.overruled == (
        RuleOverruled("change_request", "Project", ("need",), 5),
        RuleOverruled("project", "Change request", ("need", "reach"), 4),
    )


def test_what_they_brought_is_as_by_hand(found: Figures) -> None:
    benefits = found.benefits
    assert benefits.all == came(
        27, 25, 420_000, 16,
        more=(6, 100_000), as_expected=(6, 110_000), less=(6, 150_000), none=(6, 0), not_yet=(1, 50_000),
    )  # fmt: skip
    assert benefits.by_process == {
        "self_service": came(2, 2, 0, 0, as_expected=(2, 0)),
        "project": came(
            10, 10, 110_000, 6,
            more=(2, 0), as_expected=(1, 10_000), less=(2, 50_000), none=(4, 0), not_yet=(1, 50_000),
        ),
        "change_request": came(
            15, 13, 310_000, 10, more=(4, 100_000), as_expected=(3, 100_000), less=(4, 100_000), none=(2, 0)
        ),
    }  # fmt: skip
    assert benefits.by_area == {
        "housing": came(12, 11, 270_000, 9, more=(1, 50_000), as_expected=(4, 110_000), less=(4, 100_000), none=(2, 0)),
        "place": came(8, 8, 50_000, 4, more=(3, 0), as_expected=(1, 0), none=(3, 0), not_yet=(1, 50_000)),
        "": came(4, 3, 0, 0, more=(1, 0), as_expected=(1, 0), none=(1, 0)),
        "adult_social_care": came(3, 3, 100_000, 3, more=(1, 50_000), less=(2, 50_000)),
    }
    both = came(
        25, 23, 420_000, 16,
        more=(6, 100_000), as_expected=(4, 110_000), less=(6, 150_000), none=(6, 0), not_yet=(1, 50_000),
    )  # fmt: skip
    assert benefits.by_body == {"board": both, PARTNER: both}
    assert (benefits.all.answered, benefits.all.measured, benefits.all.good) == (25, 24, Outcome(12, 210_000))
    assert benefits.all.share == pytest.approx(0.5)


def test_the_text_says_it(found: Figures) -> None:
    lines = as_text(found, NAMES).splitlines()
    for line in (
        "  Brought what was expected     50% (12 of 24)",
        "  IT business partner for the service area  median 5 working days, nine of ten within 8, 43 requests",
        "  Digital, Data and Customer Board          3 requests, median 46 working days, longest 51",
        "  Data protection impact assessment screening  5 requests, longest 49 working days",
        "  DR-0005  42 working days  Cyber and supplier assurance",
        "  Less than expected  24% (6 of 25), of which at least £150,000 a year was expected",
        "  Project became Change request  4  What you need, Who it affects",
        "  Change request  15 done, 54% (7 of 13), £200,000 of £310,000",
    ):
        assert line in lines, line
    assert max(map(len, lines)) <= 120


def test_the_json_says_it(found: Figures) -> None:
    told: dict[str, Any] = json.loads(as_json(found, NAMES))
    brought = told["benefits"]
    assert (brought["done"], brought["answered"], brought["expected_pounds"]) == (27, 25, 420_000)
    assert brought["measured"]["less"] == {"count": 6, "expected_pounds": 150_000}
    assert [(one["id"], one["done"]) for one in brought["by_area"]][2] == (None, 4)
    assert told["time_at_each_step"][1] == {
        "body": "board",
        "name": "Digital, Data and Customer Board",
        "count": 40,
        "median_working_days": 10,
        "p90_working_days": 17,
    }
    assert told["where_requests_wait"][0]["longest_working_days"] == 55
    assert told["checks_open_longest"][0]["reference"] == "DR-0007"
    assert told["how_firm_the_order_is"][0]["share_of_places_kept"] == 1
    assert told["rules_overruled"][1]["rests_on"][1]["id"] == "reach"


def test_the_paper_says_what_the_text_says(found: Figures) -> None:
    paper = docx.Document(io.BytesIO(document_of(figures_paper(found, NAMES, NOW))))
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    for part in ("42 working days  Cyber and supplier assurance", "Less than expected"):
        assert part in cells
    assert len(paper.inline_shapes) == 4
    words = "\n".join(p.text for p in paper.paragraphs)
    assert "What requests have brought" in words


def test_no_form_holds_a_name_or_anything_that_anyone_wrote(found: Figures) -> None:
    for form in (as_text(found, NAMES), as_json(found, NAMES), as_svg(found, NAMES)):
        assert REQUESTER.name not in form
        assert REQUESTER.aad_id not in form
        assert "Somebody" not in form.replace("Somebody was asked", "").replace("Somebody answered", "")
