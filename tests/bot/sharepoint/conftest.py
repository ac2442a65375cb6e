"""A stand-in whose lists are made, and the record of everything that is exchanged with it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.local.graph import LOCAL_SITE, start
from bot.register.register import Register
from bot.sharepoint.access import GraphAccess
from bot.sharepoint.columns import WantedList
from bot.sharepoint.graph import open_graph
from bot.sharepoint.listing import open_listing
from bot.sharepoint.provision import carry_out, plan
from tests.bot.sharepoint.item_rig import Rig, before_this_version
from tests.bot.sharepoint.sharepoint_cases import Desk, wanted
from tests.contract import kept


@pytest.fixture(scope="session")
def exchanges(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Everything that the tests of this folder exchange with Graph, held against its contract at the end."""
    columns = [column.definition for one in wanted() for column in one.columns]
    with kept(tmp_path_factory.mktemp("exchanges"), columns) as record:
        yield record


async def _make(folder: Path, exchanges: Path, lists: Sequence[WantedList]) -> None:
    stand_in = await start(0, folder, record=exchanges)
    graph = open_graph(GraphAccess(stand_in.url, LOCAL_SITE))
    try:
        result = await carry_out(graph, await plan(graph, lists))
        assert not result.left
    finally:
        await graph.close()
        await stand_in.close()


@pytest.fixture(scope="session")
def made_lists(tmp_path_factory: pytest.TempPathFactory, exchanges: Path) -> Path:
    """The file of a stand-in in which both lists have been made, by the code that makes them anywhere."""
    folder = tmp_path_factory.mktemp("made-lists")

    asyncio.run(_make(folder, exchanges, wanted()))
    return folder


@pytest.fixture(scope="session")
def earlier_lists(tmp_path_factory: pytest.TempPathFactory, exchanges: Path) -> Path:
    """The same as the version before made them."""
    folder = tmp_path_factory.mktemp("earlier-lists")
    asyncio.run(_make(folder, exchanges, before_this_version()))
    return folder


@asynccontextmanager
async def _desk(made: Path, exchanges: Path, folder: Path) -> AsyncIterator[Desk]:
    shutil.copytree(made, folder)
    stand_in = await start(0, folder, record=exchanges)
    graph = open_graph(GraphAccess(stand_in.url, LOCAL_SITE))
    yield Desk(stand_in, graph, await open_listing(graph))
    await graph.close()
    await stand_in.close()


@pytest.fixture
async def desk(made_lists: Path, exchanges: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    """A stand-in of this test's own with both lists, and the list of requests opened."""
    async with _desk(made_lists, exchanges, tmp_path / "graph") as opened:
        yield opened


@pytest.fixture
async def earlier_desk(earlier_lists: Path, exchanges: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    """The same with the lists of the version before."""
    async with _desk(earlier_lists, exchanges, tmp_path / "graph") as opened:
        yield opened


@pytest.fixture
async def rig(desk: Desk, register: Register) -> AsyncIterator[Rig]:
    """A register and a list with every column."""
    made = Rig(register, desk)
    yield made
    await made.client.close()


@pytest.fixture
async def earlier_rig(earlier_desk: Desk, register: Register) -> AsyncIterator[Rig]:
    """A register and a list of the version before."""
    made = Rig(register, earlier_desk)
    yield made
    await made.client.close()
