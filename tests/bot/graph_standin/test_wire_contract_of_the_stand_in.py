"""What the stand-in answers keeps Graph's own contract. Sorts last, so that all of it is there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Graph

CHECKER = Path(os.environ.get("CHECK_GRAPH") or Path(__file__).parents[4] / "shared" / "contracts" / "check-graph")
CHECKER_IS_HERE = CHECKER.is_file()


async def test_everything_that_was_said_keeps_graphs_contract(graph: Graph, said: Path) -> None:
    assert (await graph.say("GET", "LIST/columns")).status == 200
    if not CHECKER_IS_HERE:
        pytest.skip("check-graph is not here: name it in CHECK_GRAPH to check the answers against Graph's contract")
    command = [sys.executable, str(CHECKER), str(said), "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603, ASYNC221 - our own file, at the end
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
