"""The page for editors is true: each change and each slip on it gives what it says."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from governance_rules import SHIPPED
from governance_rules.measures import QUESTION_KINDS
from tests.rules_reading import check_rulebook

PAGE = SHIPPED.parent / "README.md"
MARK = re.compile(r"<!-- (change|slip) (\S+) -->|^```(yaml|says)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Edit:
    """A change of a file, and what the check says then (None: the page does not say)."""

    kind: str
    file: str
    old: str
    new: str
    says: str | None


def edits(section: str) -> list[Edit]:
    """The changes and slips of one task, in order."""
    found: list[Edit] = []
    kind, file = "", ""
    blocks: list[str] = []
    for match in [*MARK.finditer(section), None]:
        if match is None or match[1]:
            if kind:
                found.append(Edit(kind, file, blocks[0], blocks[1], blocks[2] if len(blocks) > 2 else None))
            if match:
                kind, file, blocks = match[1], match[2], []
        else:
            blocks.append(match[4])
    return found


TASKS = {
    part.split("\n", 1)[0]: edits(part)
    for part in PAGE.read_text(encoding="utf-8").split("\n## ")
    if part.startswith(("Task", "More"))
}


def apply(folder: Path, edit: Edit) -> None:
    path = folder / edit.file
    text = path.read_text(encoding="utf-8")
    old, new = edit.old.rstrip("\n"), edit.new.rstrip("\n")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {edit.file}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def says(folder: Path, areas: dict[str, str], day: date) -> str:
    return "".join(f"{p}\n" for p in check_rulebook(folder, areas, day).problems)


def test_the_page_has_the_six_tasks_with_slips() -> None:
    tasks = {name: found for name, found in TASKS.items() if name.startswith("Task")}
    assert [t.split(": ")[1] for t in tasks] == [
        "reword a question",
        "add an option",
        "add a check",
        "change a threshold from a date",
        "change a weight",
        "teach it a word",
    ]
    assert all(sum(e.kind == "slip" for e in found) >= 2 for found in tasks.values())


@pytest.mark.parametrize("task", TASKS)
def test_following_the_page_gives_what_it_says(task: str, tmp_path: Path, areas: dict[str, str], day: date) -> None:
    folder = tmp_path / "my-rules"
    shutil.copytree(SHIPPED, folder)
    for edit in TASKS[task]:
        if edit.kind == "change":
            apply(folder, edit)
            assert edit.says is not None
            assert says(folder, areas, day) == edit.says
        else:
            slipped = tmp_path / "slipped"
            shutil.copytree(SHIPPED, slipped)
            apply(slipped, edit)
            assert says(slipped, areas, day) == edit.says
            shutil.rmtree(slipped)


def test_the_page_names_every_kind_of_question_that_editors_may_write() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [kind for kind in QUESTION_KINDS if kind != "choice" and f"`kind: {kind}`" not in page] == []
