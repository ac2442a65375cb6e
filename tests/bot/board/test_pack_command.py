"""`front-door pack`: what it writes, and what it says of what cannot be."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from bot.board.word_template import template_bytes
from bot.commands.pack import command
from bot.register.board_tables import meeting_items, meetings
from bot.register.opening import open_register
from bot.settings import sqlite_url
from tests.bot.board.board_register import lodge_with_board
from tests.bot.board.requests_cast import AREAS, DAY, SENT
from tests.rules_reading import load_rulebook

MEETING = "2026-12-09"
TITLES = ("Tenants book repairs online", "W" * 120, "Book repairs online for tenants", "=cmd() \u202e\x07<b>")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the board has four requests, and had one meeting before."""
    folder = tmp_path_factory.mktemp("data")
    register = open_register(sqlite_url(folder))
    lodge_with_board(register, load_rulebook(None, AREAS, DAY), TITLES)
    row = {"body": "board", "day": "2026-11-11"}
    register.write_now(lambda c: c.execute(meetings.insert().values(**row, opened_at=SENT, closed_at=SENT)))
    said = {"reference": "DR-0001", "place": 1, "outcome": "defer", "note": "Later.", "action": "Ask two suppliers"}
    register.write_now(lambda c: c.execute(meeting_items.insert().values(**row, **said, action_owner="Procurement")))
    register.close()
    return folder


class Runs:
    """The command with the data folder of the test."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def __call__(self, *arguments: str, body: str = "board", meeting: str = MEETING) -> Result:
        """What came of it."""
        asked = ["--body", body, "--meeting", meeting, "--data", str(self.data), *arguments]
        return CliRunner().invoke(command, asked)


@pytest.fixture
def run(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runs:
    """Runs the command in an empty folder, on the rules as they are shipped."""
    monkeypatch.chdir(tmp_path)
    return Runs(data)


def exported(data: Path) -> list[tuple[str, str]]:
    """What the history says was taken out."""
    with closing(sqlite3.connect(data / "front-door.sqlite")) as connection:
        return connection.execute("SELECT subject, fields FROM audit WHERE what = 'exported' ORDER BY 1").fetchall()


def words_of(path: Path) -> str:
    """Every paragraph and cell of a Word document."""
    document = docx.Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_papers_are_written_and_the_history_says_that_they_were(run: Runs, data: Path) -> None:
    done = run()
    assert done.exit_code == 0, done.output
    assert "Wrote papers-board-2026-12-09.docx." in done.output
    words = words_of(Path("papers-board-2026-12-09.docx"))
    assert "Meeting on Wednesday 9 December 2026" in words
    assert all(f"DR-000{number}" in words for number in (1, 2, 3, 4))
    assert "DR-0001, 11 November 2026: Ask two suppliers (Procurement)" in words
    assert "=cmd() <b>" in words
    assert ("papers", '{"body":"board","meeting":"2026-12-09"}') in exported(data)


def test_the_same_as_a_page_for_a_phone(run: Runs) -> None:
    assert run("--out", "board.html", "--place", "Room 4 & <hall>").exit_code == 0
    page = Path("board.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "Room 4 &amp; &lt;hall&gt;" in page
    assert "W" * 120 in page


def test_minutes_come_from_what_was_said(run: Runs, data: Path) -> None:
    done = run("--minutes", meeting="2026-11-11")
    assert done.exit_code == 0, done.output
    words = words_of(Path("minutes-board-2026-11-11.docx"))
    assert "Minutes of the Digital, Data and Customer Board" in words
    assert "It waits for a better time" in words
    assert "Ask two suppliers" in words
    assert ("minutes", '{"body":"board","meeting":"2026-11-11"}') in exported(data)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"body": "bord"}, "There is no body bord. Did you mean board?"),
        ({"meeting": "2026-12-10"}, "The Digital, Data and Customer Board does not meet on 10 December 2026."),
        ({"meeting": "next week"}, "next week is no day. Write the day of the meeting such as 2026-12-09."),
        ({"meeting": "2026-02-30"}, "2026-02-30 is no day."),
        ({"body": " "}, "it is blank"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(run: Runs, asked: dict[str, str], said: str) -> None:
    done = run(**asked)
    assert done.exit_code != 0
    assert said in done.output
    assert list(Path.cwd().iterdir()) == []


def test_a_day_without_a_meeting_names_those_that_are_near(run: Runs) -> None:
    told = run(meeting="2026-12-10").output
    assert "Its meetings are on 9 December 2026, 13 January 2027 and 10 February 2027." in told


def test_minutes_of_a_meeting_of_which_nothing_is_kept_are_not_made(run: Runs) -> None:
    done = run("--minutes")
    assert done.exit_code == 1
    assert "has no minutes of 9 December 2026: no agenda was kept for that day." in done.output


def test_nothing_to_discuss_is_said_on_the_screen_and_in_the_papers(run: Runs) -> None:
    done = run("--out", "empty.docx", body="technical_review_board", meeting="2026-12-15")
    assert done.exit_code == 0
    assert "There is nothing to discuss: no request is with the Technical Review Board." in done.output
    assert "There is nothing to decide at this meeting" in words_of(Path("empty.docx"))


def test_a_template_that_was_branded_is_taken_and_every_problem_with_a_bad_one_is_named(run: Runs) -> None:
    assert CliRunner().invoke(command, ["--new-template", "plain.docx"]).exit_code == 0
    branded = docx.Document("plain.docx")
    branded.paragraphs[0].insert_paragraph_before("Southampton City Council")
    branded.save("branded.docx")
    assert run("--template", "branded.docx", "--out", "ours.docx").exit_code == 0
    assert words_of(Path("ours.docx")).startswith("Southampton City Council\nPapers for the")
    bare = docx.Document(io.BytesIO(template_bytes()))
    for paragraph in bare.paragraphs:
        paragraph.text = paragraph.text.replace("{{content}}", "{{contents}}").replace("{{title}}", "")
    bare.save("bare.docx")
    done = run("--template", "bare.docx", "--out", "none.docx")
    assert done.exit_code == 1
    told = done.output.splitlines()
    assert any("bare.docx: It has no place {{content}}" in line for line in told)
    assert any("{{contents}} is no place that a paper fills" in line for line in told)
    assert not Path("none.docx").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--out", "board.pdf"), "board.pdf is neither Word nor HTML."),
        (("--out", "board.html", "--template", "x.docx"), "A template is for Word alone."),
        (("--template", "nowhere.docx"), "nowhere.docx cannot be read (No such file or directory)."),
        (("--out", "nowhere/board.docx"), "nowhere/board.docx cannot be written"),
    ],
)
def test_files_that_cannot_be_are_said(run: Runs, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 1
    assert said in done.output


def test_without_a_body_or_a_day_it_says_how_to_ask() -> None:
    done = CliRunner().invoke(command, [])
    assert done.exit_code == 2
    assert "Say which meeting: --body board --meeting 2026-12-09." in done.output


def test_progress_goes_to_standard_error_for_many_requests(tmp_path: Path, run: Runs) -> None:
    register = open_register(sqlite_url(tmp_path))
    titles = [f"Request number {number}" for number in range(160)]
    lodge_with_board(register, load_rulebook(None, AREAS, DAY), titles)
    register.close()
    done = Runs(tmp_path)("--out", "many.docx")
    assert done.exit_code == 0, done.output
    assert "Written: 100%" in done.stderr
    assert done.stdout == "Wrote many.docx.\n"
    assert run("--out", "few.docx").stderr == ""


def test_what_is_not_written_stands_in_no_history_as_a_copy(run: Runs, data: Path) -> None:
    before = exported(data)
    assert "cannot be written (No such file or directory)" in run("--out", "nowhere/board.docx").output
    assert exported(data) == before


def test_what_the_host_has_made_for_somebody_is_noted_by_the_host_alone(run: Runs, data: Path) -> None:
    before = exported(data)
    assert run("--noted", "--out", "for-somebody.docx").exit_code == 0
    assert Path("for-somebody.docx").exists()
    assert exported(data) == before


def test_a_template_that_may_be_branded_is_not_written_over(tmp_path: Path) -> None:
    ours = tmp_path / "ours.docx"
    ours.write_bytes(b"branded")
    done = CliRunner().invoke(command, ["--new-template", str(ours)])
    assert done.exit_code == 1
    assert "ours.docx is there already, and may be branded." in done.output
    assert ours.read_bytes() == b"branded"


def test_minutes_of_a_day_that_is_past_say_nothing_of_an_agenda_that_is_had_now(run: Runs) -> None:
    assert "this is what the body has now" not in run("--minutes", meeting="2026-10-14").output
