"""Everything that the tests of this folder said to Graph keeps Graph's own contract.

Sorts last, so that all of it is there.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sharepoint_cases import CHECKER, wanted


def test_everything_that_was_exchanged_keeps_graphs_contract(exchanges: Path, made_lists: Path, tmp_path: Path) -> None:
    assert made_lists.is_dir()
    if not CHECKER.is_file():
        pytest.skip("check-graph is not here: name it in CHECK_GRAPH to check the exchanges against Graph's contract")
    columns = tmp_path / "columns.json"
    columns.write_text(json.dumps([column.definition for one in wanted() for column in one.columns]))
    command = [sys.executable, str(CHECKER), str(exchanges), "--columns", str(columns), "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own file
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert not done.stdout.startswith("0 exchanges")
