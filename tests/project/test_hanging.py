"""A test that hangs ends by itself, says where every thread stands, and is named."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
HANGS = """
import threading


def waits_for_nothing():
    threading.Event().wait()


def test_that_hangs():
    waits_for_nothing()


def test_that_is_well():
    assert True
"""


def test_a_test_that_hangs_ends_with_its_stacks_and_its_name_and_the_others_go_on(tmp_path: Path) -> None:
    hangs = tmp_path / "test_hangs.py"
    hangs.write_text(HANGS, encoding="utf-8")
    how = ("-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), "-o", "faulthandler_timeout=2")
    # As `make test` runs it, with the limit alone made short, and without the plugins that this needs none of.
    plugins = ("-p", "xdist.plugin", "-p", "pytest_asyncio.plugin", "-p", "no:cacheprovider")
    command = [sys.executable, "-m", "pytest", *how, *plugins, "-n", "1", "--dist", "worksteal", str(hangs)]
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    run = subprocess.run(command, cwd=ROOT, env=alone, capture_output=True, text=True, timeout=200, check=False)
    assert run.returncode == 1, run.stdout + run.stderr
    said = run.stdout + run.stderr
    assert "crashed while running" in said
    assert "test_hangs.py::test_that_hangs" in said
    assert "in waits_for_nothing" in said
    assert "1 failed, 1 passed" in said


def test_the_limit_is_generous() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    # The slowest test takes some 20 s, and up to five times as long beside a load that takes every processor.
    assert 120 <= options["faulthandler_timeout"] <= 600
