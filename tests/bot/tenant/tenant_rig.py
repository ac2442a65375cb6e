"""An administrator at work on the stand-in's tenant: every wait takes no time, and is counted."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from bot.commands.manifest import checked
from bot.local.graph import StandIn
from bot.local.graph.principals import TENANT
from bot.settings import Settings
from bot.sharepoint.access import GraphAccess
from bot.sharepoint.columns import WantedColumn, WantedList
from bot.sharepoint.graph import Graph, open_graph
from bot.sharepoint.permissions import INSTALL, SELECTED
from bot.tenant import doing
from bot.tenant.kept import read_kept
from bot.tenant.patience import Patience
from bot.tenant.work import Tenant, Wish
from manifest.package import pack

SITE = "council.sharepoint.com:/sites/digital"
LIST = "Digital change requests"
LISTS = (WantedList(LIST, (WantedColumn("Reference", "Reference", "line", indexed=True, unique=True),)),)
VERSION = "0.1.0"
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ANY_APP = "00000000-0000-0000-0000-00000000abcd"


class Killed(BaseException):
    """The command was killed: nothing of it goes on."""


def package(app_id: str, version: str = VERSION) -> bytes:
    """The real app package, with a version of the test's. Its manifest is checked once, for any application."""
    new = f'"version": "{version}"'.encode()
    changed = {name: file.replace(ANY_APP.encode(), app_id.encode()) for name, file in _files().items()}
    return pack({name: file.replace(b'"version": "0.1.0"', new) for name, file in changed.items()})


@cache
def _files() -> dict[str, bytes]:
    return checked(Settings(_env_file=None, MicrosoftAppId=ANY_APP, sharepoint_site=SITE)).files


@dataclass
class Rig:
    """The tenant, and the folder of whoever runs the commands."""

    stand_in: StandIn
    folder: Path
    waited: list[float] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    ahead: timedelta = timedelta()
    """How far the clock of whoever runs the commands is ahead of Microsoft's."""
    address: str = ""
    """Where Graph is, when it is not the stand-in itself."""

    @property
    def data(self) -> Path:
        """Where the commands keep what they made."""
        return self.folder / "data"

    def wish(self, **changes: object) -> Wish:
        """What the administrator of most tests wants."""
        usual = Wish(
            tenant=TENANT,
            site=SITE,
            name="Digital front door",
            grants=(SELECTED, INSTALL),
            lists=LISTS,
            version=VERSION,
            package=package,
        )
        return replace(usual, **changes)  # type: ignore[arg-type]  # fields by name

    async def plan(self, wish: Wish | None = None, *, removing: bool = False) -> dict[str, tuple[str, str]]:
        """Plan, and give each step's state and sentence."""
        return await self._run(wish, lambda t: doing.plan(t, removing=removing))

    async def apply(self, wish: Wish | None = None, *, kill_at: int = 0) -> dict[str, tuple[str, str]]:
        """Apply, and give each step's state and sentence. ``kill_at``: die when so many changes were made."""
        return await self._run(wish, lambda t: doing.carry_out(t, self.said.append), kill_at)

    async def remove(self, wish: Wish | None = None, *, kill_at: int = 0) -> dict[str, tuple[str, str]]:
        """Remove, and give each step's state and sentence."""
        return await self._run(wish, lambda t: doing.take_back(t, self.said.append), kill_at)

    async def _run(
        self, wish: Wish | None, work: Callable[[Tenant], Awaitable[list[doing.Line]]], kill_at: int = 0
    ) -> dict[str, tuple[str, str]]:
        wish = wish or self.wish()
        kept = read_kept(self.data, wish.tenant, wish.site)
        wish = replace(wish, app=wish.app or (kept.app_id if kept.named else ""))
        changes = 0

        def watch(method: str, result: str, _seconds: float) -> None:
            nonlocal changes
            changes += method != "GET" and result == "ok"
            if kill_at and changes == kill_at and method != "GET":
                raise Killed

        graph = open_graph(GraphAccess(self.address or self.stand_in.url, SITE), watch)
        patience = Patience(self._pause(graph), self.said.append)
        try:
            self.tenant = Tenant(graph, wish, kept, patience, lambda: datetime.now(UTC) + self.ahead)
            lines = await work(self.tenant)
        finally:
            await graph.close()
        return {line.step: (line.state, line.sentence) for line in lines}

    def _pause(self, graph: Graph) -> Callable[[float], Awaitable[None]]:
        async def pause(seconds: float) -> None:
            self.waited.append(seconds)
            graph.held_until = 0.0  # the wait is over
            self.stand_in.door.plan.held_until = 0.0

        return pause

    def methods(self, since: int = 0) -> set[str]:
        """The methods of the calls from there on."""
        return {call.method for call in self.stand_in.ledger[since:]}

    def told(self, lines: dict[str, tuple[str, str]]) -> list[str]:
        """The lines as `what_is_said.txt` has them: with no id of this run, no folder and no day."""
        return [self.plain(f"{step}: {state}. {sentence}.") for step, (state, sentence) in lines.items()]

    def plain(self, line: str) -> str:
        """One line so."""
        known = _ID.sub("APP", line.replace(str(self.folder), "FOLDER"))
        return _DAY.sub("DAY", known)


def what_is_said(heading: str) -> list[str]:
    """The lines below a heading of `what_is_said.txt`."""
    parts = Path(__file__).with_name("what_is_said.txt").read_text("utf-8").split("## ")
    return next(part.strip().splitlines()[1:] for part in parts if part.startswith(f"{heading}\n"))


def states(lines: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Each step's state alone."""
    return {step: state for step, (state, _sentence) in lines.items()}
