"""What the tests of this folder exchange is held against Graph's contract at their end: a breach would be seen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.local.graph import LOCAL_SITE, start
from bot.sharepoint.access import GraphAccess
from bot.sharepoint.graph import open_graph
from bot.sharepoint.provision import carry_out, plan
from tests.bot.sharepoint.sharepoint_cases import wanted
from tests.contract import CHECKED, kept

COLUMNS = [column.definition for one in wanted() for column in one.columns]


@CHECKED
async def test_a_request_that_breaks_graphs_contract_is_seen(tmp_path: Path) -> None:
    record = tmp_path / "made.jsonl"
    stand_in = await start(0, tmp_path / "graph", record=record)
    graph = open_graph(GraphAccess(stand_in.url, LOCAL_SITE))
    assert not (await carry_out(graph, await plan(graph, wanted()))).left
    await graph.close()
    await stand_in.close()
    made = [json.loads(line) for line in record.read_text().splitlines()]
    list_made = next(one for one in made if one["method"] == "POST" and one["url"].endswith("/lists"))
    wrong = {**list_made, "body": list_made["body"].replace('"displayName"', '"displayNam"', 1)}
    with pytest.raises(AssertionError, match="displayNam"), kept(tmp_path, COLUMNS) as exchanges:
        exchanges.write_text(json.dumps(wrong))
