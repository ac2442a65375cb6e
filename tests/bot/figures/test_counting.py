"""Counting in the database, SQLite and PostgreSQL alike, and the command that shows it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Connection, insert, select

from bot.commands import main
from bot.figures.benefit_counting import count_benefits, count_by_body
from bot.figures.chat import chat_figures
from bot.figures.counting import LONGEST, count
from bot.figures.figures import Rules
from bot.figures.tally import Brought, Group, Span
from bot.register import interviews, requests
from bot.register.board_tables import benefits
from bot.register.opening import open_register
from bot.register.register import Register
from bot.register.request_changes import store
from bot.register.schema import audit
from dialogs.changes import apply
from dialogs.events import By, Event, FinalProcessChanged, PickedUp, StatusChanged
from dialogs.model import Interview, Person
from governance_rules import Decision

# In summer, so that the last hour of a day of UTC is the next day of London.
EVENING = datetime(2026, 7, 6, 23, 30, tzinfo=UTC)
DECISION = Decision("change_request", (), (), (), None, None, None, (), (), (), "1")
REQUESTER = Person("00000000-0000-0000-0000-00000000e001", "Housing officer")


def lodge(connection: Connection, number: int, area: str | None, at: datetime) -> str:
    interview = Interview(f"i{number}", 1, {"procurement": "not_started"}, {"title": "T"}, None, True, "1", at, at)  # noqa: FBT003 - the route was seen
    interviews.keep(connection, REQUESTER.aad_id, interview, new=True)
    return requests.create(connection, interview, DECISION, area, REQUESTER, at, at.date().isoformat()).reference


def changed(connection: Connection, reference: str, at: datetime, *events: Event) -> None:
    for event in events:
        before = requests.find(connection, reference)
        assert before is not None
        store(connection, before, apply(before, event, By(REQUESTER, "Somebody"), at))


def fill(connection: Connection) -> None:
    """Three requests: one waits, one was picked up two days later and approved the day after, one has no area."""
    lodge(connection, 1, "housing", EVENING)
    second = lodge(connection, 2, "housing", EVENING + timedelta(hours=1))
    picked, approved = EVENING + timedelta(days=2), EVENING + timedelta(days=3)
    changed(connection, second, picked, PickedUp("Partner"))
    changed(connection, second, approved, FinalProcessChanged("Project"), StatusChanged("Approved"))
    lodge(connection, 3, None, EVENING + timedelta(hours=2))


def test_the_database_counts_groups_and_days_of_london(register: Register) -> None:
    register.write_now(fill)
    tally = register.read_now(lambda c: count(c, EVENING, "procurement"))
    assert set(tally.groups) == {
        Group("change_request", "housing", "Submitted", "", "not_started", 1),
        Group("change_request", "housing", "Approved", "Project", "not_started", 1),
        Group("change_request", "", "Submitted", "", "not_started", 1),
    }
    assert tally.to_first_contact == (Span(date(2026, 7, 7), date(2026, 7, 9), 1),)
    assert tally.to_decision == (Span(date(2026, 7, 7), date(2026, 7, 10), 1),)
    assert [(w.reference, w.area) for w in tally.waiting] == [("DR-0001", "housing"), ("DR-0003", "")]


def test_rules_without_a_question_of_buying_count_all_the_same(register: Register) -> None:
    register.write_now(fill)
    assert {g.buying for g in register.read_now(lambda c: count(c, EVENING)).groups} == {""}


def test_only_the_longest_waiting_are_named(register: Register) -> None:
    register.write_now(lambda c: [lodge(c, n, "housing", EVENING + timedelta(hours=n)) for n in range(LONGEST + 2)])
    waiting = register.read_now(lambda c: count(c, EVENING)).waiting
    assert len(waiting) == LONGEST
    assert waiting[0].reference == "DR-0001"


def test_the_chat_gets_what_its_card_shows(register: Register) -> None:
    register.write_now(fill)
    rules = Rules({"change_request": "Change request"}, "procurement", frozenset({"not_started"}))
    told = register.read_now(lambda c: chat_figures(c, rules, EVENING + timedelta(days=7)))
    assert told == {
        "total": 3,
        "by_process": {"change_request": 3},
        "by_area": {"housing": 2},
        "by_status": {"Submitted": 2, "Approved": 1},
        "share_met_it_first": 1.0,
        "share_contracts_in_time": None,
        "share_benefits": None,
        "median_days_to_first_contact": 2,
        "median_days_to_decision": 3,
        "waiting_longest": [{"reference": "DR-0001", "days": 5}, {"reference": "DR-0003", "days": 5}],
        "overruled": 1,
    }


def test_before_the_first_request_the_chat_has_no_medians(register: Register) -> None:
    told = register.read_now(lambda c: chat_figures(c, Rules({}), EVENING))
    medians = [told["median_days_to_first_contact"], told["median_days_to_decision"]]
    assert (told["total"], medians) == (0, [None, None])


def test_after_counting_the_same_transaction_can_go_on_writing(register: Register) -> None:
    def count_and_lodge(connection: Connection) -> str:
        count(connection, EVENING)
        return lodge(connection, 1, "housing", EVENING)

    assert register.write_now(count_and_lodge) == "DR-0001"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    register = open_register(f"sqlite:///{tmp_path / 'front-door.sqlite'}")
    register.write_now(fill)
    register.close()
    return tmp_path


def test_the_command_prints_text_json_and_a_chart(folder: Path) -> None:
    run = CliRunner()
    text = run.invoke(main, ["figures", "--data", str(folder)])
    assert (text.exit_code, "Change request" in text.output) == (0, True), text.output
    told = run.invoke(main, ["figures", "--format", "json", "--data", str(folder)])
    assert json.loads(told.output)["total"] == 3
    chart = run.invoke(main, ["figures", "--format", "svg", "--data", str(folder)])
    assert chart.output.startswith("<svg ")
    paper = run.invoke(main, ["figures", "--format", "docx", "--data", str(folder)])
    assert (paper.exit_code, "--out FILE.docx" in paper.output) == (1, True)
    paper = run.invoke(main, ["figures", "--format", "docx", "--out", str(folder / "f.docx"), "--data", str(folder)])
    assert paper.exit_code == 0, paper.output
    assert (folder / "f.docx").read_bytes().startswith(b"PK")


def test_the_command_writes_to_a_file(folder: Path) -> None:
    out = folder / "figures.svg"
    run = CliRunner().invoke(main, ["figures", "--format", "svg", "--out", str(out), "--data", str(folder)])
    assert run.exit_code == 0, run.output
    assert out.read_text(encoding="utf-8").endswith("</svg>\n")


@pytest.mark.parametrize(("form", "name"), [("docx", "figures.html"), ("text", "figures.docx"), ("svg", "no/such.svg")])
def test_what_would_not_open_or_cannot_be_written_is_said_before_a_copy_is_noted(
    folder: Path, form: str, name: str
) -> None:
    out = folder / name
    run = CliRunner().invoke(main, ["figures", "--format", form, "--out", str(out), "--data", str(folder)])
    assert run.exit_code == 1
    assert "do not go together" in run.output or "cannot be written" in run.output
    assert not out.exists()
    register = open_register(f"sqlite:///{folder / 'front-door.sqlite'}")
    copies = register.read_now(lambda c: list(c.execute(select(audit).where(audit.c.what == "exported"))))
    register.close()
    assert copies == []


def test_without_a_register_the_command_says_what_to_do(tmp_path: Path) -> None:
    run = CliRunner().invoke(main, ["figures", "--data", str(tmp_path / "nowhere")])
    assert run.exit_code == 1
    assert "There is no register in" in run.output
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ([], None),
        ([(0, ""), (3, "")], None),
        ([(0, "more"), (3, "less")], "less"),
        ([(12, "as_expected"), (3, "none")], "as_expected"),
        ([(3, "more"), (3, "as_expected")], "as_expected"),
        ([(3, "none"), (3, "not_yet")], "none"),
        ([(3, "less"), (3, "not_yet")], "not_yet"),
        ([(0, "more"), (3, "")], "more"),
    ],
)
def test_the_latest_answer_counts_and_of_two_at_the_same_time_the_careful_one(
    said: list[tuple[int, str]], found: str | None, register: Register
) -> None:
    def put(connection: Connection) -> None:
        done = lodge(connection, 1, "housing", EVENING)
        changed(connection, done, EVENING, StatusChanged("Done"))
        for number, (after, measured) in enumerate(said):
            who = {"reference": done, "after": after, "aad_id": str(number), "role": "requester", "asked_at": EVENING}
            connection.execute(insert(benefits).values(**who, measured=measured))

    register.write_now(put)
    expected = Brought("change_request", "", "housing", "", bool(said), found or "", 1)
    assert register.read_now(count_benefits) == (expected,)
    assert register.read_now(count_by_body) == {}
