"""A spreadsheet of systems comes into the list: a plan first, bad rows by line and column, a second time nothing."""

from __future__ import annotations

import asyncio
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from bot.commands import main
from bot.local.graph import LOCAL_SITE, Fault
from bot.sharepoint.access import SYSTEMS_LIST
from bot.sharepoint.listing import open_listing
from bot.sheet import LARGEST, Line, Unreadable, read_sheet
from bot.system_cells import SystemSheet, read_systems
from bot.system_import import carry_out, plan_import
from tests.bot.sharepoint.sharepoint_cases import Desk

AREAS = {"housing": "Housing", "place": "Place"}
CSV = """System name,Vendor,Service area,Contract end date,Annual cost,Notice period (months),Status,Colour
Housing repairs,A supplier,housing,31/03/2027,"£48,000.50",18,Live,red
Parking permits,,Place,2026-12-31,21500,,In use,
Broken,,Nowhere,31/02/2027,lots,soon,perhaps,
,,Place,,,,,
parking  PERMITS,,,,,,,
"""


def written(folder: Path, content: str | bytes, name: str = "systems.csv") -> Path:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def read(folder: Path, content: str | bytes, name: str = "systems.csv") -> SystemSheet:
    return read_systems(read_sheet(written(folder, content, name)), AREAS)


def imported(file: Path, desk: Desk, *options: str, answer: str = "") -> Result:
    env = {"SHAREPOINT_SITE": LOCAL_SITE, "GRAPH_BASE_URL": desk.stand_in.url, "AZURE_CLIENT_ID": ""}
    arguments = ["systems", "import", str(file), "--data", str(file.parent), *options]
    return CliRunner().invoke(main, arguments, env=env, input=answer)


async def test_a_file_is_planned_imported_and_a_second_time_nothing_changes(desk: Desk, tmp_path: Path) -> None:
    there = desk.stand_in.add(SYSTEMS_LIST, {"Title": "PARKING permits", "Owner": "Head of transport"}, "Somebody")
    file = written(tmp_path, CSV)
    dry = await asyncio.to_thread(imported, file, desk, "--dry-run")
    assert dry.exit_code == 1
    said = dry.output.splitlines()
    assert said[1].startswith(
        "  line 4, Service area: “Nowhere” is no service area. Write one of: Children and learning, "
    )
    assert [said[0], *said[2:8]] == [
        "Left out:",
        "  line 4, Contract end date: “31/02/2027” is no date. Write it as 31/03/2027 or 2027-03-31",
        "  line 4, Annual cost: “lots” is no sum. Write pounds a year, such as 48000 or £48,000",
        "  line 4, Notice period (months): “soon” is no number of months. Write a whole number up to 120",
        "  line 4, Status: “perhaps” is no state. Write one of: In use, Being replaced, Retired",
        "  line 5, System name: it is empty. Write the name of the system",
        "  line 6, System name: line 3 has this name. Keep one",
    ]
    assert "Colour" in dry.output
    assert "  add Housing repairs" in dry.output
    assert "ContractEnds nothing → 31 December 2026" in dry.output
    assert len(desk.stand_in.rows(SYSTEMS_LIST)) == 1
    refused = await asyncio.to_thread(imported, file, desk, answer="n\n")
    assert "Nothing was changed." in refused.output
    done = await asyncio.to_thread(imported, file, desk, "--yes")
    assert "2 rows written" in done.output
    parking, housing = desk.stand_in.rows(SYSTEMS_LIST)
    assert (parking["id"], parking["Title"], parking["Owner"]) == (there, "PARKING permits", "Head of transport")
    assert (housing["YearlyCost"], housing["ContractEnds"][:10], housing["State"]) == (48000.5, "2027-03-31", "In use")
    calls = len(desk.stand_in.ledger)
    again = await asyncio.to_thread(imported, file, desk, "--yes")
    assert "Plan: 0 to add, 0 to change, 2 as they are" in again.output
    assert {call.method for call in desk.stand_in.ledger[calls:]} == {"GET"}


async def test_fifty_lines_of_a_plan_are_shown_and_the_rest_is_counted_and_nothing_to_do_is_not_asked_about(
    desk: Desk, tmp_path: Path
) -> None:
    async def said(many: int, *options: str) -> str:
        file = written(tmp_path, "Title\n" + "".join(f"System {number}\n" for number in range(many)))
        done = await asyncio.to_thread(imported, file, desk, *options)
        assert done.exit_code == 0, done.output
        return done.output

    fifty, more = await said(50, "--dry-run"), await said(51, "--dry-run")
    assert (fifty.count("  add System "), "more" in fifty) == (50, False)
    assert (more.count("  add System "), more.splitlines()[-2]) == (50, "  and 1 more")
    assert "Left out:" not in more
    assert "1 rows written" in await said(1, "--yes")
    assert await said(1) == (
        "Plan: 0 to add, 0 to change, 1 as they are\n0 rows written. A running front door reads them by itself.\n"
    )


async def test_a_wait_that_graph_asks_for_is_kept_and_a_lost_answer_makes_no_second_row(
    desk: Desk, tmp_path: Path
) -> None:
    listing = await open_listing(desk.graph, SYSTEMS_LIST)
    plan = await plan_import(listing, read(tmp_path, "Title\nOne\nTwo\nThree\n").rows)
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        desk.graph.held_until = 0.0
        desk.stand_in.behave()

    desk.stand_in.misbehave(Fault("status", status=429, method="POST", retry_after=7))
    assert await carry_out(listing, plan, sleep) == []
    assert waited == [7.0]
    assert sorted(row["Title"] for row in desk.stand_in.rows(SYSTEMS_LIST)) == ["One", "Three", "Two"]


def test_a_workbook_is_read_as_excel_keeps_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Title", "Contract ends", "Yearly cost", "Area"])
    sheet.append(["Housing repairs", datetime(2027, 3, 31), 48000, "HOUSING"])  # noqa: DTZ001 - as Excel has it
    sheet.append([None, None, None, None])
    sheet.append(["Parking", 46477, "£1,200", "place"])
    kept = io.BytesIO()
    book.save(kept)
    found = read(tmp_path, kept.getvalue(), "systems.xlsx")
    assert found.problems == []
    assert [(r.line, r.title, r.values["ContractEnds"], r.values["YearlyCost"]) for r in found.rows] == [
        (2, "Housing repairs", date(2027, 3, 31), 48000.0), (4, "Parking", date(2027, 3, 31), 1200.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffTitle;Yearly cost\nCafé;£1,200\n".encode(),
        "Title;Yearly cost\nCafé;£1,200\n".encode("cp1252"),
        "Title\tYearly cost\nCafé\t£1,200\n".encode("utf-16"),
        'Title,Yearly cost\r\n"Café","£1,200"\r\n'.encode(),
    ],
)
def test_csv_is_read_as_programs_save_it(tmp_path: Path, content: bytes) -> None:
    (row,) = read(tmp_path, content).rows
    assert (row.title, row.values["YearlyCost"]) == ("Café", 1200.0)


def packed(**parts: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.csv", b"x" * (LARGEST + 1), "Keep it under"),
        ("a.xlsx", b"x" * LARGEST, "no .xlsx workbook"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"Colour,Shape\nred,round\n", "No column holds the names"),
        ("a.csv", b"Title,Name\na,b\n", "Two columns mean Title"),
        ("a.csv", b"Title\n" + b"a\n" * 20_002, "Split it"),
        ("a.xlsm", b"", "no .csv or .xlsx"),
        ("a.xlsx", b"PK\x03\x04 nothing", "no .xlsx workbook"),
        ("a.xlsx", packed(xl__vbaProject_dot_bin=b"macro"), "macros"),
        ("a.xlsx", packed(xl__sheet_dot_xml=b"0" * 30_000_000), "unpacks"),
        ("a.xlsx", packed(xl__sheet_dot_xml=b"0" * 2_000_001), "unpacks"),
        ("a.xlsx", packed(xl__sheet_dot_xml=b"0" * 2_000_000), "cannot be read"),
        ("a.xlsx", packed(xl__sheet_dot_xml=b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'), "no Excel writes"),
        ("a.xlsx", packed(xl__sheet_dot_xml=b"<a/>"), "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_what_to_do(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    with pytest.raises(Unreadable, match=why):
        read(tmp_path, content, name)


def test_a_sheet_that_is_coloured_to_its_end_has_no_more_rows_than_it_says(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Title", "Yearly cost"])
    sheet.append(["Parking", 5])
    sheet["A30000"].number_format = "0.00"
    book.save(tmp_path / "systems.xlsx")
    assert [line.number for line in read_sheet(tmp_path / "systems.xlsx")] == [1, 2]


@pytest.mark.parametrize("said", ["48,5", "1,2,3", "1.234,56", "\u0664\u0668", "-500", "(500)", "£48k"])
def test_a_sum_that_may_mean_another_is_asked_for_again(said: str) -> None:
    sheet = read_systems([Line(1, ("Title", "Cost")), Line(2, ("One", said))], AREAS)
    assert (sheet.rows, len(sheet.problems)) == ([], 1)


async def test_when_graph_stays_silent_the_rest_is_left_and_a_second_run_brings_it(desk: Desk, tmp_path: Path) -> None:
    listing = await open_listing(desk.graph, SYSTEMS_LIST)
    rows = read(tmp_path, "Title\n" + "".join(f"System {n}\n" for n in range(30))).rows
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        desk.graph.held_until = 0.0

    desk.stand_in.misbehave(Fault("status", status=503, method="POST", times=None))
    problems = await carry_out(listing, await plan_import(listing, rows), sleep)
    assert ([one.line for one in problems], len(waits)) == ([*range(2, 32)], 9)
    desk.stand_in.behave()
    desk.graph.held_until = 0.0
    assert await carry_out(listing, await plan_import(listing, rows), sleep) == []
    assert len(desk.stand_in.rows(SYSTEMS_LIST)) == 30


@pytest.mark.parametrize("said", ["2027-03-31", "31/3/2027", "31.03.2027", "31 March 2027", "31st Mar 2027", "46477"])
def test_days_are_read_as_people_write_them(said: str) -> None:
    sheet = read_systems([Line(1, ("Title", "Expiry date")), Line(2, ("One", said))], AREAS)
    assert [row.values["ContractEnds"] for row in sheet.rows] == [date(2027, 3, 31)]
