"""The cast of a quarter: who sends what, the rules of each day, and what can be seen of it all while it goes on."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any, Final

from click.testing import CliRunner
from sqlalchemy import func, select

from bot.board.roadmap import as_json
from bot.commands.pack import command as pack
from bot.commands.roadmap import read
from bot.figures.as_json import as_json as figures_json
from bot.figures.counting import count
from bot.figures.figures import figures
from bot.figures.rules import rules_of
from bot.figures.text import Names
from bot.figures.work_counting import count_work
from bot.people.directory import areas, read_directory
from bot.register.schema import deliveries
from dialogs.wording import local_day
from governance_rules import Rulebook
from governance_rules.files import SHIPPED, read_draft
from governance_rules.resolve import resolve
from tests.bot.story.house import STAFF, Clock, House, Message, Someone, until, words_of
from tests.bot.story.walking import DETAILS, PROJECT, walk

Who = tuple[str, str]
HOUSING: Final = (STAFF, "Member of staff (Housing)")
PLACE: Final = ("00000000-0000-0000-0000-00000000e002", "Member of staff (Place)")
CARE: Final = ("00000000-0000-0000-0000-00000000e004", "Member of staff (Adult social care)")
SENDERS: Final = {"housing": HOUSING, "place": PLACE, "adult_social_care": CARE}
CAPACITY: Final = """
capacity:
  question: delivery_effort
  effort:
    - {option: days, days: 5}
    - {option: weeks, days: 20}
    - {option: months, days: 90}
  timeframes:
    - {timeframe: now, quarters: 1}
    - {timeframe: next, quarters: 2}
  quarters:
    - {from: 2026-10-01, days: 100}
    - {from: 2027-01-01, days: 100}
    - {from: 2027-04-01, days: 100}
"""
_SMALL: Final = {
    "data": "none", "procurement": "nothing_to_buy", "deadline": "none", "corporate_tool": "yes", "ai": "no",
    "technical_impact": "none", "reach": "my_service",
}  # fmt: skip
REQUESTS: Final[tuple[tuple[str, str, Mapping[str, str]], ...]] = (
    ("housing", "Repairs booking for tenants", {"delivery_effort": "weeks", "yearly_benefit": "over_50k"}),
    ("housing", "Rent accounts that tenants read", {"reach": "public", "deadline": "service_plan"}),
    ("place", "Parking permits without paper", {"deadline": "contract_end", "user_research": "done"}),
    ("place", "Trees on one map", {"deadline": "none", "yearly_benefit": "under_10k"}),
    ("adult_social_care", "Care plans on a tablet", {"deadline": "service_plan", "yearly_benefit": "under_10k"}),
    ("adult_social_care", "Carers book their own breaks", {"deadline": "none", "delivery_effort": "days"}),
    ("place", "Could drones count the trees", {"need": "idea", "technical_impact": "new_integration"}),
    ("housing", "Letters from one template", {**_SMALL, "need": "change_system", "reach": "several_services"}),
    (
        "adult_social_care",
        "Sign in once for care records",
        {**_SMALL, "need": "change_system", "technical_impact": "sign_in_or_security"},
    ),
    ("housing", "A form for keys", {**_SMALL, "need": "improve_process"}),
    ("place", "Street lights that report themselves", {"reach": "public", "yearly_benefit": "over_50k"}),
    ("adult_social_care", "One list of care homes", {"reach": "public"}),
)
"""Area, title, and what differs from the answers of a project; the place of each is the number of its reference."""

_READ: list[Any] = []


def rules_on(folder: Path | None, named: Mapping[str, str], day: date) -> Rulebook:
    """The rules of this folder on a day: read once, as it is the day alone that changes in a quarter."""
    if not _READ:
        draft, content = read_draft(folder or SHIPPED)
        _READ.extend((draft, content, resolve(draft, named, day, content).clues))
    draft, content, clues = _READ
    return replace(resolve(draft, named, day, content), clues=clues)


def rules_with_capacity(folder: Path) -> Path:
    """A copy of the shipped rules in which somebody has said how much work there is room for."""
    shutil.copytree(SHIPPED, folder)
    (folder / "capacity.yaml").write_text(CAPACITY)
    return folder


def reference(number: int) -> str:
    """The reference of the request with this number."""
    return f"DR-{number:04}"


@dataclass
class Quarter:
    """The house with its clock, and how much each person has read."""

    house: House
    clock: Clock
    data: Path
    rules: Path
    database: str
    _read: dict[str, int] = field(default_factory=dict)

    async def on(self, month: int, day: int, hour: int = 10, minute: int = 0) -> None:
        """Go on to a time of this winter, and let everything that is due then be done."""
        year = 2026 if month > 10 else 2027
        self.clock.put(datetime(year, month, day, hour, minute, tzinfo=UTC))
        await self.house.front_door.scheduler.once()

    def who(self, someone: Who) -> Someone:
        """Somebody at their client."""
        return self.house.someone(*someone)

    async def send(self, number: int) -> None:
        """Somebody of its area sends the request with this number."""
        area, title, answers = REQUESTS[number - 1]
        person = self.who(SENDERS[area])
        await walk(person, {**PROJECT, **answers, "service_area": area}, {**DETAILS, "title": title})
        await person.press("submit")
        assert reference(number) in words_of(person.card)

    async def hears(self, someone: Who, *words: str) -> list[str]:
        """Wait until messages came to somebody since the last time that say each of these; gives all that came."""
        first, person = self._read.get(someone[0], 0), self.who(someone)
        await until(
            lambda: all(any(one in m.words for m in person.inbox[first:]) for one in words),
            f"{someone[1]} does not hear {words}",
        )
        new: list[Message] = person.inbox[first:]
        self._read[someone[0]] = first + len(new)
        return [message.words for message in new]

    def unread(self, someone: Who) -> list[str]:
        """What came to somebody since they last looked."""
        return [message.words for message in self.who(someone).inbox[self._read.get(someone[0], 0) :]]

    def came(self, someone: Who, words: str) -> list[str]:
        """All that ever came to somebody and says this."""
        return [message.words for message in self.who(someone).inbox if words in message.words]

    async def settled(self) -> None:
        """Wait until everything that may go by now has gone."""
        c, now = deliveries.c, self.clock()
        waits = select(func.count()).where(c.state == "waiting", c.next_try <= now)
        register = self.house.front_door.register
        await until(lambda: not register.read_now(lambda on: on.execute(waits).scalar_one()), "something never goes")

    async def all_read(self, *several: Who) -> None:
        """Let these people read everything that came to them so far."""
        await self.settled()
        for someone in several:
            await self.hears(someone)

    def row(self, number: int) -> dict[str, Any]:
        """The row of a request in the list; empty while there is none."""
        return next((row for row in self.house.rows() if row.get("Reference") == reference(number)), {})

    async def in_list(self, number: int, **cells: object) -> None:
        """Wait until the row of a request says this."""
        await until(
            lambda: (row := self.row(number)) and all(row.get(name) == value for name, value in cells.items()),
            f"the list does not say {cells} of {reference(number)}",
        )

    async def paper(self, body: str, day: str, *options: str) -> str:
        """The words of the paper of a meeting, made by its command while the front door runs."""
        out = self.data / "paper.html"
        asked = ["--body", body, "--meeting", day, "--data", str(self.data), "--out", str(out), *options]
        runner = CliRunner(env={"DATABASE_URL": self.database, "RULEBOOK": str(self.rules)})
        done = await asyncio.to_thread(runner.invoke, pack, asked)
        assert done.exit_code == 0, done.output
        words = re.sub(r"<(style|img)\b.*?(</style>|/>)", " ", out.read_text(), flags=re.DOTALL)
        return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words)))

    def roadmap(self, since: date) -> dict[str, Any]:
        """The roadmap of today as its command says it to other programs."""
        told: dict[str, Any] = json.loads(
            as_json(read(self.house.front_door.register, self.rulebook, local_day(self.clock()), since))
        )
        return told

    def figures(self) -> dict[str, Any]:
        """The figures of today as their command says them to other programs."""
        rules, now = rules_of(self.rulebook), self.clock()
        named = areas(read_directory(None))
        names = Names(rules.processes, named, rules.bodies, rules.checks, rules.questions)
        tally, work = self.house.front_door.register.read_now(
            lambda c: (count(c, now, rules.buying, rules.benefit), count_work(c, rules.processes))
        )
        told: dict[str, Any] = json.loads(figures_json(figures(tally, rules, now, work), names))
        return told

    @property
    def rulebook(self) -> Rulebook:
        """The rules of the day."""
        return rules_on(self.rules, areas(read_directory(None)), local_day(self.clock()))
