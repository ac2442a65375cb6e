"""Graph's own contract, held against what tests exchanged with the stand-in, wherever `check-graph` is found."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHECKER = Path(os.environ.get("CHECK_GRAPH") or Path(__file__).parents[2] / "shared" / "contracts" / "check-graph")
CHECKED = pytest.mark.skipif(not CHECKER.is_file(), reason="check-graph is not here: CHECK_GRAPH may name it")

Exchange = dict[str, Any]

# What differs from one test to the next and means the same to the contract: hosts, ids, dates, numbers.
_PARTICULAR = re.compile(r"[0-9a-f-]{7,}|\d+")


def _breaches(exchanges: Iterable[Exchange], folder: Path, columns: Sequence[object]) -> str:
    """What the contract is broken by, in the checker's words; nothing when all of it is kept."""
    record, definitions = folder / "exchanges.jsonl", folder / "columns.json"
    record.write_text("".join(f"{json.dumps(one)}\n" for one in exchanges))
    command = [sys.executable, str(CHECKER), str(record), "--quiet"]
    if columns:
        definitions.write_text(json.dumps([*columns]))
        command += ["--columns", str(definitions)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"{done.stdout[-8000:]}{done.stderr[-2000:]}" if done.returncode else ""


@contextmanager
def kept(folder: Path, columns: Sequence[object] = ()) -> Iterator[Path]:
    """A file for exchanges, one JSON object a line; at the end everything in it must keep the contract.

    ``columns`` are the definitions of the lists' columns, where what is written into fields is to be checked too. It
    holds in any order and on any number of workers: each checks at its end what its own tests exchanged.
    """
    record = folder / "recorded.jsonl"
    yield record
    if CHECKER.is_file() and record.is_file():
        found = _breaches(_each_kind(record), folder, columns)
        assert not found, f"Tests that ran earlier broke Graph's contract:\n{found}"


def _each_kind(record: Path) -> list[Exchange]:
    """One exchange of each kind: those that differ in ids, dates and numbers alone take the checker seconds."""
    kinds: dict[tuple[str, ...], Exchange] = {}
    for line in record.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        said = (one["method"], one["url"], one["body"] or "", one["resp_body"] or "", *sorted(one["resp_headers"]))
        kinds.setdefault((str(one["status"]), *(_PARTICULAR.sub("#", part) for part in said)), one)
    return list(kinds.values())
