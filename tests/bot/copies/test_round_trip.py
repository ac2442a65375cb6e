"""A copy holds everything, goes into either database, and comes back as it was."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, make_url, select

from bot.copies.putting_right import LEFT_OUT
from bot.copies.restoring import BESIDE
from bot.copies.taking import last_good
from bot.deliveries import instances, ledger
from bot.local.in_memory import TeamsInMemory
from bot.put_back import PutBack
from bot.register import audit, list_items, requests
from bot.register.anchor_file import Anchor
from bot.register.opening import open_register
from bot.register.schema import deliveries
from tests.bot.copies.copies_cases import AT, STAFF, Place, lived, manifest_of
from tests.bot.deliveries.delivery_cases import clock
from tests.bot.register.lodged import decision, lodge
from tests.bot.register.table_shape import shape
from tests.bot.register.yesterday.restored import unpacked
from tests.bot.story.erased import erase
from tests.conftest import emptied


@pytest.fixture
def place(tmp_path: Path, database_url: str) -> Place:
    """A register that has lived, on either database."""
    return lived(Place(tmp_path, database_url))


def beside(place: Place, name: str = "new") -> Place:
    """An empty data folder that holds the key, as it does when a machine was lost."""
    folder = place.folder / name
    folder.mkdir()
    (folder / "history.key").write_bytes((place.folder / "history.key").read_bytes())
    return Place(folder, f"sqlite:///{folder / 'front-door.sqlite'}")


def test_a_copy_holds_every_row_and_is_for_its_owner_alone(place: Place) -> None:
    code, said = place.run("backup", "--out", str(place.folder / "copy.tar.gz"))
    assert code == 0, said
    assert "3 requests" in said
    file = place.folder / "copy.tar.gz"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    empty = [one["name"] for one in manifest_of(file)["tables"] if not one["rows"]]
    assert empty == [], "every table had a row"
    assert b"history.key" not in file.read_bytes()
    register = place.open()
    assert register.read_now(last_good) is not None
    register.close()
    assert place.faults() == ()
    assert not list(place.folder.glob(".*.part"))


def test_it_comes_back_as_it_was_into_an_empty_folder_and_over_what_came_since(place: Place) -> None:
    before, copy = place.contents(), place.folder / "copy.tar.gz"
    assert place.run("backup", "--out", str(copy))[0] == 0
    copied = (place.folder / "history-anchors.jsonl").read_bytes()
    assert place.run("backup", "--out", str(copy))[0] == 0
    register = place.open()
    for _ in range(3):
        lodge(register, decision(), person=STAFF, at=AT)
    register.write_now(lambda c: audit.append(c, AT, audit.Entry("somebody", "submitted", "DR-0007", {})))
    register.close()
    assert place.contents() != before
    anchored = (place.folder / "history-anchors.jsonl").read_bytes()

    new = beside(place)
    code, said = new.run("restore", str(copy))
    assert (code, "--ran-until" in said) == (1, True), "nobody knows there when the front door last ran"
    code, said = new.run("restore", str(copy), "--ran-until", "copy")
    assert code == 0, said
    assert new.contents() == before
    assert (new.folder / "history-anchors.jsonl").read_bytes().startswith(copied), "its anchors came with it"
    alone, ran = beside(place, "alone"), AT.replace(year=9999).isoformat()
    (alone.folder / "front-door.sqlite").touch()  # it holds no register
    code, said = alone.run("restore", str(copy), "--ran-until", ran)
    assert (code, "has not come yet" in said) == (1, True), said
    assert alone.run("restore", str(copy), "--ran-until", datetime.now(UTC).isoformat())[0] == 0
    register = alone.open()
    given = lodge(register, decision(), person=STAFF, at=AT).reference
    assert given == f"DR-{4 + LEFT_OUT:04}", "nobody knows there what was given after the copy"
    register.close()

    code, said = place.run("restore", str(copy))
    assert (code, "There is a register already" in said) == (1, True)
    code, said = place.run("restore", str(copy), "--replace")
    assert code == 0, said
    after = place.contents()
    assert {name for name in after if after[name] != before[name]} == {"reference_numbers"}, "no number is given twice"
    register = place.open()
    assert register.read_now(lambda c: requests.find(c, "DR-0004")) is None
    assert lodge(register, decision(), person=STAFF, at=AT).reference == "DR-0007"
    register.close()
    for restored in (new, place):
        assert restored.faults() == (), "the history says what happened, and nothing is to be accepted"
        code, said = restored.run("audit", "verify")
        assert code == 0, said
    assert (place.folder / "history-anchors.jsonl").read_bytes().startswith(anchored)
    assert not (place.folder / BESIDE).exists()


def test_anchors_of_another_history_keep_a_copy_from_being_put_back(tmp_path: Path) -> None:
    place, copy = lived(Place(tmp_path, f"sqlite:///{tmp_path / 'front-door.sqlite'}")), tmp_path / "copy.tar.gz"
    assert place.run("backup", "--out", str(copy))[0] == 0
    new = beside(place)
    new.outside.keep(Anchor(AT.isoformat(), 1, "the seal of another row"))
    code, said = new.run("restore", str(copy), "--ran-until", "copy")
    assert (code, "The anchors that are kept here tell of another history than the copy" in said) == (1, True), said
    assert not (new.folder / "front-door.sqlite").exists()


def test_a_copy_of_sqlite_goes_into_postgresql_and_back(tmp_path: Path, postgres_url: str) -> None:
    place = lived(Place(tmp_path, f"sqlite:///{tmp_path / 'front-door.sqlite'}"))
    copy, back = tmp_path / "copy.tar.gz", tmp_path / "back.tar.gz"
    assert place.run("backup", "--out", str(copy))[0] == 0
    there = Place(beside(place, "there").folder, emptied(postgres_url))
    code, said = there.run("restore", str(copy), "--ran-until", "copy")
    assert code == 0, said
    assert there.contents() == place.contents()
    assert there.faults() == ()
    assert there.run("backup", "--out", str(back))[0] == 0
    new = beside(place)
    assert new.run("restore", str(back), "--ran-until", "copy")[0] == 0
    assert new.contents() == place.contents()
    assert new.faults() == ()
    emptied(postgres_url)


def test_nothing_is_put_into_a_database_that_has_not_every_letter(tmp_path: Path, postgres_url: str) -> None:
    place = lived(Place(tmp_path, f"sqlite:///{tmp_path / 'front-door.sqlite'}"))
    copy = tmp_path / "copy.tar.gz"
    assert place.run("backup", "--out", str(copy))[0] == 0
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(
            "CREATE DATABASE put_back_into_latin1 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
        )
    address = make_url(postgres_url).set(database="put_back_into_latin1").render_as_string(hide_password=False)
    there = Place(beside(place, "there").folder, address)
    code, said = there.run("restore", str(copy), "--ran-until", "copy")
    assert code == 1
    assert said.startswith("The database is kept in LATIN1, which has not all letters that people write. Make one with")
    assert said.endswith("Nothing was changed.\n")


def test_what_waited_and_may_have_been_sent_is_set_aside_and_what_came_later_waits(place: Place) -> None:
    def want(connection: Connection) -> None:
        wanted = (("m", "message", None), ("later", "message", AT + timedelta(days=9000)), ("i", "item", None))
        for name, kind, at in (*wanted, ("r", "reply", None)):
            service = "graph" if kind == "item" else "teams"
            ledger.enqueue(
                connection, id=name, reference="DR-0001", kind=kind, service=service, ordering_key=name,
                recipient="" if kind == "item" else STAFF.aad_id, payload={}, now=AT, at=at,
            )  # fmt: skip
        list_items.keep_value(connection, list_items.DELTA_LINK, "a link")

    register = place.open()
    register.write_now(want)
    register.close()
    copy = place.folder / "copy.tar.gz"
    assert place.run("backup", "--out", str(copy))[0] == 0
    register = place.open()
    register.write_now(lambda c: audit.append(c, clock(), audit.Entry("list", "item_changed", "DR-0001", {})))
    register.close()
    code, said = place.run("restore", str(copy), "--replace")
    assert (code, "made and may have been sent since: 1 messages" in said) == (0, True), said
    register = place.open()
    chosen = select(deliveries.c.id, deliveries.c.state, deliveries.c.generation)
    found = {row.id: (row.state, row.generation) for row in register.read_now(lambda c: c.execute(chosen).all())}
    assert {name: found.get(name) for name in ("m", "later", "i", "r")} == {
        "m": ("set_aside", 1),
        "later": ("waiting", 1),
        "i": ("waiting", 2),
        "r": None,
    }
    assert register.read_now(lambda c: list_items.value(c, list_items.DELTA_LINK)) is None
    put_back = register.read_now(PutBack.find)
    assert put_back is not None
    assert (put_back.list_unread, put_back.calendar_unread) == (True, True)
    register.close()


def test_a_copy_of_an_older_version_is_taken_as_it_is_and_migrated_when_it_is_put_back(
    tmp_path: Path, database_url: str
) -> None:
    register = open_register(database_url)
    fresh = shape(register.engine)
    register.close()
    left = unpacked("0012", database_url, tmp_path)
    left.put_back(TeamsInMemory(), "http://127.0.0.1/v1.0", "http://127.0.0.1/teams")
    place, copy = Place(tmp_path, database_url), tmp_path / "copy.tar.gz"
    code, said = place.run("backup", "--out", str(copy))
    assert code == 0, said
    assert manifest_of(copy)["migration"] == "0012", "the older front door can go on with it"
    code, said = place.run("restore", str(copy), "--replace", "--ran-until", datetime.now(UTC).isoformat())
    assert code == 0, said
    register = place.open()
    assert shape(register.engine) == fresh
    assert len(register.read_now(lambda c: requests.of_areas(c, None))) == 14
    register.close()
    assert place.faults() == ()


def test_who_was_erased_after_the_copy_is_erased_again(place: Place, tmp_path: Path) -> None:
    copy = tmp_path / "copy.tar.gz"
    assert place.run("backup", "--out", str(copy))[0] == 0
    done = erase(place.folder, place.url, Path("nobody.yaml"), STAFF.aad_id, "--yes")
    assert done.exit_code == 0, done.output
    code, said = place.run("restore", str(copy), "--replace")
    assert (code, "after the copy was made: 1." in said) == (0, True), said
    register = place.open()
    request = register.read_now(lambda c: requests.find(c, "DR-0001"))
    register.close()
    assert request is not None
    assert request.requester.aad_id == ""
    assert place.faults() == ()


def test_the_drill_puts_a_copy_back_elsewhere_and_keeps_a_line_of_it(place: Place) -> None:
    before = place.contents()
    code, said = place.run("drill")
    assert code == 0, said
    assert "3 requests, every one read" in said
    assert place.contents() == before
    register = place.open()
    assert register.read_now(last_good) is None, "its copy is gone: the doctor still asks for one"
    register.close()
    line = (place.folder / "drills.jsonl").read_text()
    assert ('"result":"ok"' in line, '"requests":3' in line) == (True, True)
    assert place.faults() == ()
    left = {path.name for path in place.folder.iterdir()}
    assert left <= {"front-door.sqlite", "history.key", "history-anchors.jsonl", "drills.jsonl"}


def test_nothing_is_put_back_under_a_front_door_that_runs(place: Place) -> None:
    copy = place.folder / "copy.tar.gz"
    assert place.run("backup", "--out", str(copy))[0] == 0, "while it runs a copy is taken all the same"
    register = place.open()
    register.write_now(lambda c: instances.heartbeat(c, "one", clock()))
    before = place.contents()
    code, said = place.run("restore", str(copy), "--replace")
    register.close()
    assert (code, "A front door runs" in said) == (1, True), said
    assert place.contents() == before
