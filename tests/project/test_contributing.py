"""The page for contributors names files that are there, keeps to a page, and no usual change needs more than six."""

from __future__ import annotations

import re

import pytest

from tests.project.tracked import ROOT, texts

PAGE = "CONTRIBUTING.md"
CHANGES = ("A kind of question", "A column of the list", "A message to people", "A verb", "A setting")
A_PAGE = 120
MOST_FILES = 6


def _prose() -> str:
    return re.sub(r"```.*?```", "", texts()[PAGE], flags=re.DOTALL)


def _files(text: str) -> list[str]:
    """What stands between backticks and looks like a path."""
    return [name for name in re.findall(r"`([\w./-]+)`", text) if "/" in name or name.endswith((".md", ".py"))]


def test_every_file_that_the_page_names_is_there() -> None:
    named = _files(_prose())
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("change", CHANGES)
def test_a_usual_change_names_a_file_at_each_step_and_needs_six_at_most(change: str) -> None:
    section = _prose().partition(f"\n### {change}\n")[2].partition("\n#")[0]
    steps = re.findall(r"^\d\. (.+)$", section, flags=re.MULTILINE)
    assert 0 < len(steps) <= MOST_FILES
    assert [step for step in steps if not _files(step)] == []


def test_it_is_a_page_and_the_readme_leads_there() -> None:
    assert texts()[PAGE].count("\n") < A_PAGE
    assert f"]({PAGE})" in texts()["README.md"]
