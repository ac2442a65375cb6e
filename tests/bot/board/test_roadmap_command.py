"""`front-door roadmap`, from a register to what it prints or writes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from bot.commands import main
from bot.register.opening import open_register
from bot.register.schema import audit
from bot.settings import sqlite_url
from dialogs.events import StatusChanged, TimeframeChanged
from dialogs.wording import local_day
from tests.bot.register.lodged import decision, happens, lodge
from tests.xml_reading import read_xml

PROJECT = replace(decision("project", ("board",)), timeframe="next", value=63, achievability=40)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder: one request was approved and moved half a year ago, and again just now."""
    now = datetime.now(UTC)
    register = open_register(sqlite_url(tmp_path))
    request = happens(register, lodge(register, PROJECT), StatusChanged("Approved"), role="Governance team")
    for at, timeframe in ((now - timedelta(days=190), "later"), (now, "now")):
        happens(register, request, TimeframeChanged(timeframe), role="Governance team", at=at)
    lodge(register, PROJECT)
    register.close()
    return tmp_path


def run(data: Path, *said: str) -> Result:
    return CliRunner().invoke(main, ["roadmap", "--data", str(data), *said])


def test_it_prints_the_roadmap_and_what_moved_in_this_quarter(data: Path) -> None:
    done = run(data)
    assert done.exit_code == 0, done.output
    assert "    DR-0001  Repairs" in done.output.splitlines()
    assert "DR-0002" not in done.output
    assert "from Later to Now on" in done.output
    assert "from Next to Later on" not in done.output


def test_since_a_day_it_tells_all_that_moved_from_then_on(data: Path) -> None:
    told = json.loads(run(data, "--format", "json", "--since", "2020-01-01").stdout)
    assert [(one["from"], one["to"]) for one in told["moved"]] == [("next", "later"), ("later", "now")]
    assert [one["reference"] for one in told["now"]] == ["DR-0001"]


def test_a_picture_is_written_to_a_file(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "roadmap.svg"
    done = run(data, "--format", "svg", "--out", str(out))
    assert done.output == f"Wrote {out}.\n"
    assert read_xml(out.read_text(encoding="utf-8")).get("role") == "document"


def test_that_somebody_took_a_copy_stands_in_the_history(data: Path) -> None:
    run(data, "--since", "2026-01-05")
    register = open_register(sqlite_url(data))
    with register.engine.connect() as connection:
        last = connection.execute(select(audit).order_by(audit.c.number.desc()).limit(1)).one()
    register.close()
    assert (last.what, last.subject) == ("exported", "roadmap")
    assert json.loads(last.fields) == {"format": "text", "since": "2026-01-05"}


@pytest.mark.parametrize(
    ("since", "says"),
    [
        ("2999-01-01", "1 January 2999 is still to come. Give a day that is past."),
        ("last week", "last week is no day. Write it such as 2026-10-01."),
        ("", "Nothing is no day."),
    ],
)
def test_a_day_that_is_none_is_refused(data: Path, since: str, says: str) -> None:
    done = run(data, "--since", since)
    assert done.exit_code == 2
    assert says in done.output


def test_a_file_that_cannot_be_written_is_said_in_a_line(data: Path, tmp_path: Path) -> None:
    done = run(data, "--out", str(tmp_path / "no" / "such.txt"))
    assert done.exit_code == 1
    assert "cannot be written" in done.output


def this_quarter() -> str:
    today = local_day(datetime.now(UTC))
    return f"{today.year}-Q{(today.month + 2) // 3}"


@pytest.mark.parametrize("ending", ["docx", "html"])
def test_the_review_of_a_quarter_is_a_paper(data: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"review.{ending}"
    done = run(data, "--review", this_quarter(), "--out", str(out))
    assert done.output == f"Wrote {out}.\n"
    if ending == "html":
        assert "DR-0001 Repairs" in out.read_text(encoding="utf-8")
    else:
        read = docx.Document(str(out))
        cells = [[cell.text for cell in row.cells] for table in read.tables for row in table.rows]
        assert ["DR-0001 Repairs", "Later to Now"] in [row[:2] for row in cells]
        assert ["DR-0001 Repairs", "Next to Later"] not in [row[:2] for row in cells]


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (("--review", "2026"), "2026 is no quarter. Write the year and the quarter of the calendar, such as 2026-Q4."),
        (("--review", "2026-Q5"), "2026-Q5 is no quarter."),
        (("--review", "0000-Q1"), "0000-Q1 is no quarter."),
        (("--review", "2999-Q1"), "2999-Q1 has not begun. Name a quarter that has, such as "),
        (("--review", " "), "it is blank"),
        (("--review", "2026-Q1", "--format", "json"), "leave --format and --since out"),
        (("--review", "2026-Q1", "--since", "2026-01-01"), "leave --format and --since out"),
        (("--review", "2026-Q1", "--out", "review.pdf"), "review.pdf is neither Word nor HTML."),
        (("--review", "2026-Q1", "--template", "no-such.docx"), "no-such.docx cannot be read"),
        (("--template", "ours.docx"), "A template is for a review alone"),
    ],
)
def test_what_is_wrong_with_a_review_is_said_in_a_line(data: Path, said: tuple[str, ...], says: str) -> None:
    done = run(data, *said)
    assert done.exit_code in {1, 2}
    assert says in done.output


def test_text_is_not_written_under_the_name_of_a_word_document(data: Path, tmp_path: Path) -> None:
    done = run(data, "--out", str(tmp_path / "roadmap.docx"))
    assert done.exit_code == 1
    assert "roadmap.docx would be no Word document. For one, say which quarter with --review." in done.output
    assert not (tmp_path / "roadmap.docx").exists()


@pytest.mark.parametrize("said", [(), ("--review", "2026-Q3")])
def test_what_is_not_written_stands_in_no_history_as_a_copy(data: Path, tmp_path: Path, said: tuple[str, ...]) -> None:
    assert (
        run(data, *said, "--out", str(tmp_path / "no" / "such.docx" if said else tmp_path / "no" / "x")).exit_code == 1
    )
    register = open_register(sqlite_url(data))
    with register.engine.connect() as connection:
        copies = connection.execute(select(audit).where(audit.c.what == "exported")).all()
    register.close()
    assert copies == []
