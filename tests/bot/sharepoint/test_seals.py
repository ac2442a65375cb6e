"""The end of the history stands in a list each day: whoever changes either of them is found, with rows and day."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner
from sqlalchemy import Connection, text

from bot.commands import main
from bot.local.graph import LOCAL_SITE, Fault
from bot.local.graph.refused import Refused
from bot.register import audit, schema
from bot.register.opening import open_register
from bot.register.seals import Seal
from bot.sharepoint.access import SEALS_LIST
from bot.sharepoint.listing import Listing
from bot.sharepoint.refusals import Broken, Conflict
from bot.sharepoint.seals import cells_of_seal, put_seal
from tests.bot.register.histories import KEY, cut, forge
from tests.bot.sharepoint.seal_rig import START, Sealed, sealed

Attack = Callable[[Sealed], None]


@pytest.fixture
async def door(made_lists: Path, exchanges: Path, tmp_path: Path, database_url: str) -> AsyncIterator[Sealed]:
    """A front door with its list of seals."""
    made = await sealed(made_lists, exchanges, tmp_path, database_url)
    yield made
    await made.close()


@pytest.fixture
async def on_sqlite(made_lists: Path, exchanges: Path, tmp_path: Path) -> AsyncIterator[Sealed]:
    """The same where only the list matters."""
    made = await sealed(made_lists, exchanges, tmp_path, f"sqlite:///{tmp_path / 'front-door.sqlite'}")
    yield made
    await made.close()


async def test_each_day_has_one_seal_whoever_plans_it_and_the_history_is_whole(door: Sealed) -> None:
    assert door.plan() is None, "there is nothing to seal yet"
    door.write()
    other = open_register(door.url, outside=door.kept)
    planned = [door.plan(), Sealed(door.url, door.stand_in, other, door.kept, door.clock).plan()]
    other.close()
    assert [one is not None for one in planned] == [True, False]
    assert await door.deliver() == ["{'item': '1'}"]
    door.clock[0] += timedelta(hours=3)
    assert (door.plan(), await door.deliver()) == (None, [])
    door.clock[0] += timedelta(hours=21)
    await door.days(2)
    first, second, third = door.rows()
    assert (first["Title"], first["Rows"], first["SealedOn"]) == ("2026-11-23", 3, "2026-11-23T09:00:00Z")
    assert [row["Title"] for row in (second, third)] == ["2026-11-24", "2026-11-25"]
    assert len(str(first["Seal"])) == 64
    assert first["History"] == second["History"]
    held = await door.held()
    assert (held.faults, held.notes) == ([], [])


async def test_a_seal_costs_two_calls_and_one_whose_answer_was_lost_is_not_made_twice(on_sqlite: Sealed) -> None:
    door = on_sqlite
    await door.days(1)
    begun = len(door.stand_in.ledger)
    await door.days(1)
    calls = door.stand_in.ledger[begun:]
    assert [(one.method, one.path.partition("?")[0].rpartition("/")[2]) for one in calls] == [
        ("GET", "lists"), ("POST", "items"),
    ]  # fmt: skip
    begun = len(door.stand_in.ledger)
    await door.there()
    assert len(door.stand_in.ledger) - begun == 4, "site, lists, a page of rows, the list itself"
    door.stand_in.misbehave(Fault("drop_after_commit", "POST", "/items"))
    door.write()
    door.plan()
    assert "cannot be reached" in (await door.deliver())[0]
    assert await door.deliver() == ["{'item': '3'}"]
    assert len(door.rows()) == 3


async def test_a_seal_that_cannot_go_keeps_no_later_one_waiting_and_comes_late_with_a_word(on_sqlite: Sealed) -> None:
    door = on_sqlite
    await door.days(1)
    door.write()
    door.plan()
    door.stand_in.misbehave(Fault("status", "POST", "/items", status=507))
    assert "507" in (await door.deliver())[0]
    assert "waits to be sent" not in "".join((await door.held()).notes), "its day is not over"
    door.clock[0] += timedelta(days=1)
    assert (await door.held()).notes == [
        "The seal of 2026-11-24 waits to be sent: front-door deliveries list says why."
    ]
    door.stand_in.misbehave(Fault("status", "GET", "/items", status=507))
    door.plan()
    assert [("507" in one, "item" in one) for one in await door.deliver()] == [(True, False), (False, True)]
    assert await door.deliver() == ["{'item': '3'}"]
    held = await door.held()
    assert held.faults == []
    assert held.notes == ["The seal of 2026-11-24 came 1 days late. The log says why."]


async def test_a_site_without_the_list_works_without_it_and_one_that_lost_it_says_so(on_sqlite: Sealed) -> None:
    door = on_sqlite
    db = door.stand_in.door.store.db
    db.execute("UPDATE lists SET display_name = 'Other', name = 'Other' WHERE display_name = ?", (SEALS_LIST,))
    await door.days(1)
    assert door.state("2026-11-23") == "done"
    assert await door.faults() == ""
    db.execute("UPDATE lists SET display_name = ? WHERE display_name = 'Other'", (SEALS_LIST,))
    await door.days(1)
    db.execute("UPDATE lists SET display_name = 'Other', name = 'Other' WHERE display_name = ?", (SEALS_LIST,))
    door.write()
    door.plan()
    assert await door.deliver() == [f"the list “{SEALS_LIST}” is gone from the site: find out who removed it"]
    assert door.state("2026-11-25") == "waiting"


def _changed(connection: Connection) -> None:
    connection.execute(text("UPDATE audit SET who = 'other' WHERE number = 7"))


def _changed_and_sealed_anew(connection: Connection) -> None:
    _changed(connection)
    forge(connection, KEY)


def _written_anew_from_the_first_row(connection: Connection) -> None:
    connection.execute(text("UPDATE audit SET who = 'other' WHERE number = 1"))
    forge(connection, KEY)


def _with_another_key(connection: Connection) -> None:
    other = b"another key, of somebody else: no"
    forge(connection, other)
    connection.execute(schema.audit_head.update().values(mark=audit.mark_of(other, 0, audit.FIRST)))


def _emptied(connection: Connection) -> None:
    connection.execute(schema.audit.delete())
    mark = audit.mark_of(KEY, 0, audit.FIRST)
    connection.execute(schema.audit_head.update().values(number=0, hash=audit.FIRST, mark=mark))


def _cut(connection: Connection) -> None:
    cut(connection, 8)


def _without_a_day(connection: Connection) -> None:
    connection.execute(text("DELETE FROM audit WHERE number > 3 AND number < 8"))
    forge(connection, KEY)


FORGERIES: dict[Callable[[Connection], object], str] = {
    _changed: "row 7 does not match its seal",
    _changed_and_sealed_anew: "rows 7 to 15 are not those of the seals of 2026-11-25 to 2026-11-27: replaced by others",
    _written_anew_from_the_first_row: "rows 1 to 15 of the seals of 2026-11-23 to 2026-11-27 are of another history",
    _with_another_key: "rows 1 to 15 of the seals of 2026-11-23 to 2026-11-27 are of another history",
    _emptied: "rows 1 to 15 of the seals of 2026-11-23 to 2026-11-27 are of another history",
    _cut: "rows 9 to 15 missing at the end: the list's seals of 2026-11-25 to 2026-11-27 know 15 rows",
    _without_a_day: "rows 4 to 9 are not those of the seals of 2026-11-24 to 2026-11-25: replaced by others",
}


async def test_who_holds_database_key_and_anchors_forges_nothing_that_the_list_knows(door: Sealed) -> None:
    await door.days(5)
    there = await door.there()
    assert there is not None
    for forge_it, told in FORGERIES.items():
        found = door.tried(forge_it, there)
        assert told in found, f"{forge_it.__name__}: {found}"
    door.attack(_changed_and_sealed_anew)
    await door.days(1)
    assert FORGERIES[_changed_and_sealed_anew] in await door.faults(), "a front door that goes on makes it no better"


async def test_a_database_put_back_from_an_older_copy_is_told_until_somebody_says_so_in_the_history(
    door: Sealed,
) -> None:
    await door.days(5)
    door.attack(lambda c: cut(c, 8))
    door.attack(lambda c: c.execute(text("DELETE FROM deliveries WHERE id > 'seal:2026-11-24'")))
    assert "rows 9 to 15 missing at the end" in await door.faults()
    door.write(1, "restored", "operator")
    assert door.plan() is not None
    await door.days(2)
    held = await door.held()
    assert held.faults == []
    (said,) = held.notes
    assert said.startswith(
        "The history was put back from a copy on 2026-11-28, in row 9: the seals of 2026-11-25 to 2026-11-27 are"
    )
    door.attack(_changed_and_sealed_anew)
    assert "rows 7 to 15 are not those of the seals of 2026-11-28 to 2026-11-29" in await door.faults()


async def test_a_front_door_that_was_put_back_does_not_seal_its_day_twice(door: Sealed) -> None:
    await door.days(2)
    door.clock[0] -= timedelta(days=1)
    door.attack(lambda c: cut(c, 3))
    door.attack(lambda c: c.execute(text("DELETE FROM deliveries WHERE id > 'seal:2026-11-23'")))
    door.write(4)
    door.plan()
    assert await door.deliver() == [
        "the list has another seal for this day: front-door audit verify says what that means"
    ]
    door.write(1, "restored", "operator")
    assert await door.deliver() == ["{'moot': True}"]
    assert len(door.rows()) == 2


def _edited(door: Sealed) -> None:
    door.stand_in.edit(SEALS_LIST, door.item("2026-11-25"), {"Seal": "f" * 64}, "Somebody")


def _edited_until_no_seal(door: Sealed) -> None:
    door.stand_in.edit(SEALS_LIST, door.item("2026-11-25"), {"Rows": None}, "Somebody")


def _edited_without_versions(door: Sealed) -> None:
    _edited(door)
    door.stand_in.door.store.db.execute("DELETE FROM versions WHERE version = 1")


def _made_to_fit(door: Sealed) -> None:
    """The history was forged, and then the seals of its days were set to what it says now."""
    door.attack(_changed_and_sealed_anew)
    with door.register.engine.connect() as connection:
        found = {row.number: row.hash for row in connection.execute(schema.audit.select())}
    for row in door.rows():
        if str(row["Title"]) >= "2026-11-25":
            door.stand_in.edit(SEALS_LIST, str(row["id"]), {"Seal": found[int(str(row["Rows"]))]}, "Somebody")


def _removed(door: Sealed) -> None:
    door.stand_in.remove(SEALS_LIST, door.item("2026-11-25"))


def _removed_here_too(door: Sealed) -> None:
    _removed(door)
    door.attack(lambda c: c.execute(text("DELETE FROM deliveries WHERE id = 'seal:2026-11-25'")))


def _made_again(door: Sealed) -> None:
    (row,) = [row for row in door.rows() if row["Title"] == "2026-11-25"]
    door.stand_in.remove(SEALS_LIST, str(row["id"]))
    kept = {name: row[name] for name in ("Title", "SealedOn", "Rows", "Seal", "History")}
    door.stand_in.add(SEALS_LIST, kept, "Somebody")


def _another_list(door: Sealed) -> None:
    store, rows = door.stand_in.door.store, door.rows()
    for row in rows:
        door.stand_in.remove(SEALS_LIST, str(row["id"]))
    store.db.execute("UPDATE lists SET created = ?, next_item = 1 WHERE display_name = ?", (store.now(), SEALS_LIST))
    store.db.execute("DELETE FROM items")
    store.db.execute("DELETE FROM versions")
    for row in rows:
        kept = {name: row[name] for name in ("Title", "SealedOn", "Rows", "Seal", "History")}
        door.stand_in.add(SEALS_LIST, kept, "Somebody")


def _one_more(door: Sealed) -> None:
    door.stand_in.add(SEALS_LIST, {"Title": "Note"}, "Somebody")


TRACES: tuple[tuple[Attack, str], ...] = (
    (
        _edited,
        "the seal of 2026-11-25 was edited on 2026-11-28 09:00 UTC: what it said first is this history's row 9. ",
    ),
    (_edited, "The list was changed there, not the history"),
    (_edited_until_no_seal, "the seal of 2026-11-25 was edited on 2026-11-28 09:00 UTC: what it said first is this"),
    (_edited_without_versions, "the seal of 2026-11-25 was edited on 2026-11-28 09:00 UTC, and nobody can tell what"),
    (_removed, "the seal of 2026-11-25 was put into the list as its row 3 and is gone: look in the site's recycle bin"),
    (_made_again, "the seal of 2026-11-25 was made again on 2026-11-28, after those of later days"),
    (_another_list, "the list was made on 2026-11-28, after the day of its first seal (2026-11-23)"),
    (_one_more, "the list's row 6 is no seal (its Title is no day): it was not made by a front door"),
    # These change the database too, and so come last.
    (_made_to_fit, "the seal of 2026-11-26 was edited on 2026-11-28 09:00 UTC so that it fits: it said first that row"),
    (_made_to_fit, "rows 7 to 15 are not those of the seals of 2026-11-25 to 2026-11-27: replaced by others"),
    (_removed_here_too, "no seal of 2026-11-25, though 3 rows were written then: it was taken away, or could not be"),
)


async def test_who_holds_the_list_too_leaves_a_trace_in_it(on_sqlite: Sealed) -> None:
    door, kept = on_sqlite, sqlite3.connect(":memory:")
    await door.days(5)
    door.stand_in.door.store.db.backup(kept)
    for attack, told in TRACES:
        attack(door)
        found = await door.faults()
        assert told in found, f"{attack.__name__}: {found}"
        kept.backup(door.stand_in.door.store.db)
    kept.close()


async def test_a_seal_that_was_only_saved_again_and_days_without_a_front_door_are_said_and_are_no_fault(
    door: Sealed,
) -> None:
    await door.days(2)
    door.clock[0] += timedelta(days=3)
    door.stand_in.edit(SEALS_LIST, "1", {"Title": "2026-11-23"}, "Somebody")
    door.write(1, "exported", "operator")
    held = await door.held()
    assert held.faults == []
    assert held.notes == [
        "The seal of 2026-11-23 was saved again on 2026-11-28 09:00 UTC; it says what it said first.",
        "There is no seal of 2026-11-25 to 2026-11-27, and nothing was written then: no front door ran.",
    ]


async def test_no_day_has_two_seals(on_sqlite: Sealed) -> None:
    door = on_sqlite
    await door.days(1)
    with pytest.raises(Refused):
        door.stand_in.add(SEALS_LIST, {"Title": "2026-11-23"}, "Somebody")


async def test_the_command_says_what_the_history_was_held_against(on_sqlite: Sealed, tmp_path: Path) -> None:
    door = on_sqlite
    await door.days(5)

    async def verify(*words: str, url: str = door.stand_in.url, site: str = LOCAL_SITE) -> tuple[int, str]:
        env = {
            "DATABASE_URL": door.url, "AUDIT_KEY": KEY.decode(), "GRAPH_BASE_URL": url, "SHAREPOINT_SITE": site,
            "AUDIT_ANCHORS": str(door.kept.anchors),
        }  # fmt: skip
        done = await asyncio.to_thread(
            CliRunner().invoke, main, ["audit", "verify", "--data", str(tmp_path / "data"), *words], env=env
        )
        return done.exit_code, done.output

    code, said = await verify()
    assert code == 0, said
    assert f"It was held against 5 seals of the list “{SEALS_LIST}”, 2026-11-23 to 2026-11-27." in said
    assert "The history is whole" in said
    code, said = await verify("--without-list")
    assert f"It was not held against the list “{SEALS_LIST}”: it was left out with --without-list." in said
    code, said = await verify(url="http://127.0.0.1:9/v1.0")
    assert code == 1
    assert "cannot be read: Graph cannot be reached" in said
    assert "Add --without-list" in said
    _edited(door)
    code, said = await verify()
    assert code == 1
    assert "The list was changed there, not the history" in said


@dataclass
class _Answering:
    """A list whose answer to a new row says too little, and which is then looked into."""

    made: dict[str, object]
    there: list[dict[str, object]]

    async def create(self, cells: dict[str, object]) -> dict[str, object]:
        """Taken."""
        del cells
        return self.made

    async def find(self, column: str, value: str) -> list[dict[str, object]]:
        """The rows of the day."""
        assert (column, value) == ("Title", "2026-11-23")
        return self.there


async def test_a_seal_whose_item_graph_did_not_name_is_looked_up() -> None:
    seal = Seal(date(2026, 11, 23), START, 3, "5ea1" * 16, "h1")
    cells = cells_of_seal(seal)

    async def put(made: dict[str, object], *there: dict[str, object]) -> str:
        return await put_seal(cast("Listing", _Answering(made, list(there))), seal, tried_before=False)

    row: dict[str, object] = {"id": 7, "fields": cells}
    assert [await put({"id": 5}, row), await put({}, row), await put({"id": ""}, row)] == ["5", "7", "7"]
    with pytest.raises(Broken, match="named no id"):
        await put({})
    for other in ({"Rows": 4}, {"Seal": "0" * 64}):
        with pytest.raises(Conflict, match="another seal for this day"):
            await put({}, {"id": 7, "fields": cells | other})
