"""The papers for going live: none says what nothing holds, and none leaves out a column about people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.register.anonymising import ALL_WORDS
from bot.register.schema import metadata
from bot.sharepoint.columns import champions_list, requests_list, seals_list, systems_list
from governance_rules import load_rulebook
from tests.project.tracked import ROOT

FOLDER = ROOT / "docs" / "going-live"
PAPERS = sorted(path.name for path in FOLDER.glob("*.md"))
OWED = re.compile(r"\*\*To fill in:\*\* (.+?)\.(?=\s|$)")
LINK = re.compile(r"\[([^]]+)\]\(([^)\s]+)\)")
NAMES_SOMEBODY = {"aad_id", "upn", "note", "who", "recipient", "payload", "details", "key"}
"""Columns of these names hold an id, an address or somebody's words, in whichever table they are."""
OTHERWISE = ("the council", "the tables below", "these pages", "the tests that these pages name")
"""What a row may rest on beside a file or a test."""
HEADINGS = {
    "data-protection-impact-assessment.md": [f"Step {n}" for n in (1, 2, 3, 4)] + ["Steps 5 and 6", "Step 7"],
    "cloud-security-principles.md": [f"| {n}. " for n in range(1, 15)],
    "secure-by-design.md": [f"| {n}. " for n in range(1, 11)],
    "service-standard.md": [f"| {n}. " for n in range(1, 15)],
}
"""What the template of a paper has, in its order."""


def text_of(paper: str) -> str:
    return (FOLDER / paper).read_text(encoding="utf-8")


def section(paper: str, heading: str) -> str:
    """What stands below a heading, up to the next of its kind."""
    _, found, rest = text_of(paper).partition(f"\n## {heading}\n")
    assert found, f"{paper} has no heading {heading}"
    return rest.partition("\n## ")[0]


def tables(text: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    """The tables of a text: heading cells, and the cells of each row."""
    for table in re.findall(r"(?:^\|.*\|$\n?)+", text, re.MULTILINE):
        head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines())
        yield head, rows


def columns_in(paper: str, heading: str) -> dict[str, set[str]]:
    """The columns that a table names, by table or list."""
    ((_, rows),) = tables(section(paper, heading))
    named = {row[0].strip("`"): set(re.findall(r"`(\w+)`", row[1])) for row in rows}
    assert len(named) == len(rows), "a table or list has two rows"
    return named


def every_column() -> dict[str, set[str]]:
    """The columns of the database and of the lists that are made."""
    areas = {"housing": "Housing"}
    rulebook = load_rulebook(None, areas, date(2026, 11, 30))
    lists = (
        requests_list("Digital change requests", rulebook, areas),
        champions_list(areas, (), rulebook),
        systems_list(areas),
        seals_list(),
    )
    found = {table.name: {column.name for column in table.columns} for table in metadata.tables.values()}
    found["request_words"] = {"reference", "title"}  # SQLite makes it by a statement of its own
    return found | {one.name: {column.name for column in one.columns} for one in lists}


def test_every_column_is_about_people_or_about_nobody() -> None:
    people = columns_in("record-of-processing.md", "Columns about people")
    nobody = columns_in("record-of-processing.md", "Columns about nobody")
    wanted = every_column()
    told = {name: people.get(name, set()) | nobody.get(name, set()) for name in people | nobody}
    assert told == wanted, (
        "write a new column into the record of processing, and into the schedule if people stand in it"
    )
    both = {name: people[name] & nobody[name] for name in people.keys() & nobody.keys()}
    assert not any(both.values())
    hidden = {name: columns & NAMES_SOMEBODY for name, columns in nobody.items()}
    assert not any(hidden.values()), "that is about somebody"
    assert people["Digital change requests"] == set(ALL_WORDS), "what goes from the list is what is about people"


def test_every_column_about_people_has_its_time_in_the_retention_schedule() -> None:
    people = columns_in("record-of-processing.md", "Columns about people")
    assert columns_in("retention-schedule.md", "Every column about people") == people


@pytest.mark.parametrize("paper", PAPERS)
def test_every_row_that_rests_on_something_names_what_there_is(paper: str) -> None:
    bare = [
        row[0]
        for head, rows in tables(text_of(paper))
        if head[-1] == "rests on"
        for row in rows
        if not LINK.search(row[-1]) and row[-1] not in OTHERWISE
    ]
    assert bare == []
    broken = [
        name
        for name, link in LINK.findall(text_of(paper))
        if "://" not in link and not _holds(FOLDER / link.partition("#")[0], name.strip("`"))
    ]
    assert broken == []


def _holds(path: Path, name: str) -> bool:
    """Whether the file is there, and the test in it where one is named."""
    if not path.is_file():
        return False
    if not re.fullmatch(r"test_\w+", name):
        return True
    return bool(re.search(rf"^(?:async )?def {name}\(", path.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("paper", [paper for paper in PAPERS if paper != "README.md"])
def test_what_the_council_fills_in_is_listed_at_the_top(paper: str) -> None:
    listed = re.findall(r"^- (.+)$", section(paper, "To fill in"), re.MULTILINE)
    _, _, below = text_of(paper).partition("\n## To fill in\n")
    assert list(dict.fromkeys(OWED.findall(below))) == listed
    assert listed
    assert text_of(paper).count("**To fill in:**") >= len(listed)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_says_when_it_was_held_against_the_code_and_stands_in_the_index(paper: str) -> None:
    assert re.search(r"^Last checked against the code: \d{1,2} \w+ 20\d\d\.$", text_of(paper), re.MULTILINE)
    if paper != "README.md":
        assert f"]({paper})" in text_of("README.md")


@pytest.mark.parametrize(("paper", "headings"), HEADINGS.items())
def test_a_paper_has_every_part_of_its_template_in_order(paper: str, headings: list[str]) -> None:
    places = [text_of(paper).find(one) for one in headings]
    assert -1 not in places
    assert places == sorted(places)
