"""A stand-in whose lists are made, and the record of everything that is exchanged with it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.local.graph import LOCAL_SITE, start
from bot.sharepoint.access import GraphAccess
from bot.sharepoint.graph import open_graph
from bot.sharepoint.listing import open_listing
from bot.sharepoint.provision import carry_out, plan
from tests.bot.sharepoint.sharepoint_cases import Desk, wanted
from tests.contract import kept


@pytest.fixture(scope="session")
def exchanges(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Everything that the tests of this folder exchange with Graph, held against its contract at the end."""
    columns = [column.definition for one in wanted() for column in one.columns]
    with kept(tmp_path_factory.mktemp("exchanges"), columns) as record:
        yield record


@pytest.fixture(scope="session")
def made_lists(tmp_path_factory: pytest.TempPathFactory, exchanges: Path) -> Path:
    """The file of a stand-in in which both lists have been made, by the code that makes them anywhere."""
    folder = tmp_path_factory.mktemp("made-lists")

    async def make() -> None:
        stand_in = await start(0, folder, record=exchanges)
        graph = open_graph(GraphAccess(stand_in.url, LOCAL_SITE))
        try:
            result = await carry_out(graph, await plan(graph, wanted()))
            assert not result.left
        finally:
            await graph.close()
            await stand_in.close()

    asyncio.run(make())
    return folder


@pytest.fixture
async def desk(made_lists: Path, exchanges: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    """A stand-in of this test's own with both lists, and the list of requests opened."""
    folder = tmp_path / "graph"
    shutil.copytree(made_lists, folder)
    stand_in = await start(0, folder, record=exchanges)
    graph = open_graph(GraphAccess(stand_in.url, LOCAL_SITE))
    yield Desk(stand_in, graph, await open_listing(graph))
    await graph.close()
    await stand_in.close()
