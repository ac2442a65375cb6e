"""What the stand-in answers is held against Graph's own contract at the end: a breach would be seen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.contract import CHECKED, kept

if TYPE_CHECKING:
    from tests.bot.local.graph.conftest import Graph


@CHECKED
async def test_an_answer_that_breaks_graphs_contract_is_seen(graph: Graph, tmp_path: Path) -> None:
    graph.record = tmp_path / "columns.jsonl"
    assert (await graph.say("GET", "LIST/columns")).status == 200
    heard = json.loads(graph.record.read_text())
    columns = json.loads(heard["resp_body"])
    columns["value"][0]["nam"] = columns["value"][0].pop("name")
    with pytest.raises(AssertionError, match="'nam' does not match"), kept(tmp_path) as exchanges:
        exchanges.write_text(json.dumps({**heard, "resp_body": json.dumps(columns)}))
