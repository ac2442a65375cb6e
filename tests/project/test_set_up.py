"""The set-up of a newcomer's machine: done once, known to be done, mended when it was cut short."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.project.tracked import ROOT


@pytest.fixture(scope="module")
def setup() -> ModuleType:
    """`scripts/setup.py` as a module."""
    spec = importlib.util.spec_from_file_location("project_setup", ROOT / "scripts" / "setup.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def finished(setup: ModuleType, tmp_path: Path) -> Path:
    """A folder in which a set-up has just finished."""
    for name in (*setup.LOCKS, setup.NODE_LOCK, "pyproject.toml", *setup.NODE_FILES):
        (tmp_path / name).write_text(f"{name} as it was")
    for made in (".venv/bin/python", ".venv/bin/front-door", "node_modules/.package-lock.json", "scripts/setup.py"):
        (tmp_path / made).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / made).write_text("")
    (tmp_path / ".venv" / ".set-up").write_text(setup.fingerprint(tmp_path))
    return tmp_path


def test_a_finished_set_up_is_known(setup: ModuleType, finished: Path) -> None:
    assert setup.is_set_up(finished)


@pytest.mark.parametrize(
    "name", ["requirements-dev.txt", "requirements-setup.txt", "package-lock.json", "pyproject.toml"]
)
def test_a_changed_lock_asks_for_another_set_up(setup: ModuleType, finished: Path, name: str) -> None:
    (finished / name).write_text("changed")
    assert not setup.is_set_up(finished)


@pytest.mark.parametrize("name", [".venv/bin/front-door", ".venv/.set-up", "node_modules/.package-lock.json"])
def test_a_set_up_that_was_cut_short_is_done_again(setup: ModuleType, finished: Path, name: str) -> None:
    (finished / name).unlink()
    assert not setup.is_set_up(finished)


def test_a_moved_project_is_set_up_again(setup: ModuleType, finished: Path) -> None:
    moved = finished.with_name("moved")
    shutil.move(finished, moved)
    assert not setup.is_set_up(moved)


def test_a_failed_step_says_its_last_words(setup: ModuleType) -> None:
    with pytest.raises(setup.SetUpError, match=r"(?s)Installing failed\..*no such package"):
        setup.run([sys.executable, "-c", "print('no such package'); raise SystemExit(1)"], "Installing")


def test_make_alone_lists_every_word() -> None:
    make = shutil.which("make")
    assert make is not None
    done = subprocess.run([make, "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True)
    words = re.findall(r"^  make (\w+) +\S", done.stdout, re.MULTILINE)
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert words == targets
    assert {"setup", "run", "test", "lint", "types", "bench", "faults", "browser", "lock", "sbom", "clean"} <= set(
        words
    )


def test_make_without_a_usable_python_says_what_is_needed() -> None:
    make = shutil.which("make")
    assert make is not None
    command = [make, "--no-print-directory", "setup", "PYTHON="]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "No Python 3.11, 3.12 or 3.13 was found. Install one" in done.stdout
