"""The history: append-only, and every change of it is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from bot.register import audit, audit_verification, schema
from bot.register.audit import Entry
from bot.register.opening import open_register
from bot.register.register import Register
from tests.bot.register.histories import (
    KEY,
    NOW,
    OTHER_KEY,
    Attack,
    anchored,
    as_if_new,
    attacked,
    cut,
    faults,
    forge,
    outside,
    write,
)


@pytest.fixture
def register(database_url: str, tmp_path: Path) -> Iterator[Register]:
    """A register whose history is sealed with a key."""
    opened = open_register(database_url, outside=outside(tmp_path))
    yield opened
    opened.close()


def test_a_whole_history_has_no_fault(register: Register) -> None:
    write(register)
    assert register.read_now(audit_verification.verify) == (5, ())


def test_several_entries_at_once_are_chained_too(register: Register) -> None:
    register.write_now(lambda c: audit.append(c, NOW, Entry("a", "x", "s", {}), Entry("b", "y", "s", {})))
    assert register.read_now(audit_verification.verify) == (2, ())


@pytest.mark.parametrize(
    ("tampering", "told"),
    [
        ("UPDATE audit SET who = 'other' WHERE number = 2", "row 2 does not match"),
        ("UPDATE audit SET at = '2020-01-01' WHERE number = 5", "row 5 does not match"),
        ("UPDATE audit SET fields = '{}' WHERE number = 3", "row 3 does not match"),
        ("UPDATE audit SET hash = 'é' WHERE number = 3", "rows 3 to 4 do not match"),
        ("DELETE FROM audit WHERE number = 3", "row 3 missing"),
        ("DELETE FROM audit WHERE number = 1", "row 1 missing"),
        ("DELETE FROM audit WHERE number = 5", "at the end"),
        ("DELETE FROM audit WHERE number > 2", "at the end"),
        ("DELETE FROM audit", "at the end"),
        ("DELETE FROM audit_head", "the seal at the end"),
        ("UPDATE audit_head SET mark = ''", "the mark where sealing with the key began is missing"),
        ("UPDATE audit_head SET mark = 'é'", "the mark where sealing with the key began is of another key"),
        ("UPDATE audit_head SET accepted = 5", "the mark where sealing with the key began is of another key"),
    ],
)
def test_tampering_is_found(register: Register, tampering: str, told: str) -> None:
    write(register)
    register.write_now(lambda c: c.execute(text(tampering)) and None)
    _, found = register.read_now(audit_verification.verify)
    assert any(told in fault for fault in found), found


def _changed_and_sealed_anew(key: bytes | None) -> Attack:
    def attack(connection: Connection) -> None:
        connection.execute(text("UPDATE audit SET who = 'other' WHERE number = 3"))
        forge(connection, key)

    return attack


def _begun_later(connection: Connection) -> None:
    connection.execute(text("DELETE FROM audit WHERE number < 3"))
    forge(connection)


def _emptied(connection: Connection) -> None:
    connection.execute(schema.audit.delete())
    connection.execute(schema.audit_head.delete())


def _forged_as_yesterdays(connection: Connection) -> None:
    _changed_and_sealed_anew(None)(connection)
    as_if_new(connection)


def _emptied_as_new(connection: Connection) -> None:
    connection.execute(schema.audit.delete())
    connection.execute(schema.audit_head.update().values(number=0, hash=audit.FIRST))
    as_if_new(connection)


@pytest.mark.parametrize(
    ("attack", "told"),
    [
        (_changed_and_sealed_anew(None), "rows 1 to 5 do not match their seals"),
        (_changed_and_sealed_anew(OTHER_KEY), "rows 1 to 5 do not match their seals"),
        (_begun_later, "rows 4 to 5 missing at the end: the anchor of 2026-11-23T09:00:00+00:00 knows 5 rows"),
        (lambda c: cut(c, 3), "rows 4 to 5 missing at the end: the anchor of 2026-11-23T09:00:00+00:00 knows 5 rows"),
        (_emptied, "rows 1 to 5 missing at the end: the anchor of 2026-11-23T09:00:00+00:00 knows 5 rows"),
        (_emptied_as_new, "rows 1 to 5 missing at the end: the anchor of 2026-11-23T09:00:00+00:00 knows 5 rows"),
        (_forged_as_yesterdays, "the mark where sealing with the key began is missing"),
    ],
)
def test_a_history_that_is_forged_cut_emptied_or_replaced_is_found_then_and_after_it_went_on(
    database_url: str, tmp_path: Path, attack: Attack, told: str
) -> None:
    kept = outside(tmp_path)
    anchored(database_url, kept)
    assert faults(database_url, kept) == ""
    attacked(database_url, attack)
    assert told in faults(database_url, kept)
    anchored(database_url, kept, many=8)  # a front door that goes on must not make it sound
    assert faults(database_url, kept) != ""


def test_a_history_that_was_cut_and_grew_again_is_not_the_one_that_was_anchored(
    database_url: str, tmp_path: Path
) -> None:
    kept = outside(tmp_path)
    anchored(database_url, kept, many=2)
    anchored(database_url, kept, many=3)
    attacked(database_url, lambda c: cut(c, 3))
    register = open_register(database_url, outside=kept)
    write(register, 6)
    register.close()
    assert faults(database_url, kept) == (
        "rows 3 to 5 are not those of the anchor of 2026-11-23T09:00:00+00:00: replaced by others"
    )


def test_a_history_replaced_by_a_whole_one_of_another_database_is_found(database_url: str, tmp_path: Path) -> None:
    kept, other = outside(tmp_path), outside(tmp_path / "other", OTHER_KEY)
    anchored(database_url, kept)
    attacked(database_url, _emptied)
    anchored(database_url, other, many=9)
    assert faults(database_url, other) == ""
    found = faults(database_url, kept)
    assert "is of another key" in found
    assert "rows 1 to 5 are not those of the anchor" in found


def test_an_emptied_history_of_a_register_with_requests_is_not_whole_even_without_an_anchor(
    database_url: str, tmp_path: Path
) -> None:
    kept = outside(tmp_path)
    register = open_register(database_url, outside=kept)
    told = dict.fromkeys(("aad_id", "name", "upn", "title", "rules_version", "status", "day", "interview"), "x")
    objects: dict[str, dict[str, Any]] = {"details": {}, "answers": {}, "decision": {}, "list_state": {}}
    rest = {"process": "project", "submitted_at": NOW, "changed_at": NOW, "gone": False}
    row = {"reference": "DR-0001", "number": 1, **told, **objects, **rest}
    register.write_now(lambda c: c.execute(schema.requests.insert().values(**row)) and None)
    register.close()
    assert faults(database_url, kept) == "the history is empty, and the register holds 1 requests: it was deleted"


def test_several_instances_add_to_one_chain(database_url: str, tmp_path: Path) -> None:
    here, there = outside(tmp_path / "here"), outside(tmp_path / "there")
    one, two = (open_register(database_url, outside=kept) for kept in (here, there))
    for _ in range(3):
        write(one, 2)
        write(two, 1)
    one.close()
    two.close()
    assert faults(database_url, here) == faults(database_url, there) == ""


def test_a_row_that_was_added_without_the_key_is_found(database_url: str, tmp_path: Path) -> None:
    kept = outside(tmp_path)
    anchored(database_url, kept)
    anchored(database_url, None, many=1)
    assert faults(database_url, kept) == "row 6 does not match its seal: changed or added after it was written"


def test_a_history_from_before_the_key_is_held_to_its_old_rule_and_goes_on_with_the_key(
    database_url: str, tmp_path: Path
) -> None:
    kept = outside(tmp_path)
    anchored(database_url, None)
    anchored(database_url, kept, many=2)
    assert faults(database_url, kept) == ""
    attacked(database_url, lambda c: c.execute(text("UPDATE audit SET who = 'other' WHERE number = 2")))
    assert faults(database_url, kept) == "row 2 does not match its seal: changed or added after it was written"


def test_a_history_from_before_the_key_cannot_be_written_anew_afterwards(database_url: str, tmp_path: Path) -> None:
    kept = outside(tmp_path)
    anchored(database_url, None)
    anchored(database_url, kept, many=2)

    def attack(connection: Connection) -> None:
        connection.execute(text("DELETE FROM audit WHERE number > 5"))
        _changed_and_sealed_anew(None)(connection)

    attacked(database_url, attack)
    assert "rows 1 to 5 say something else than when they were marked: written anew" in faults(database_url, kept)


def test_a_fault_from_before_the_key_stays_a_fault(database_url: str, tmp_path: Path) -> None:
    kept = outside(tmp_path)
    anchored(database_url, None)
    attacked(database_url, lambda c: c.execute(text("UPDATE audit SET who = 'other' WHERE number = 2")))
    anchored(database_url, kept, many=2)
    assert faults(database_url, kept) == "row 2 does not match its seal: changed or added after it was written"


def test_a_copy_that_was_put_back_is_accepted_and_whole_from_then_on(database_url: str, tmp_path: Path) -> None:
    kept, lost = outside(tmp_path), outside(tmp_path, OTHER_KEY)
    anchored(database_url, lost)
    attacked(database_url, lambda c: cut(c, 3))
    assert "missing at the end" in faults(database_url, lost)
    assert "is of another key" in faults(database_url, kept)
    register = open_register(database_url, outside=kept)
    rows = register.write_now(lambda c: audit.accept(c, NOW))
    _, seal = register.read_now(audit.end_of)
    register.close()
    kept.anchors.unlink()
    assert rows == 3
    assert seal
    assert faults(database_url, kept) == ""
    anchored(database_url, kept, many=2)
    attacked(database_url, lambda c: c.execute(text("UPDATE audit SET who = 'other' WHERE number = 2")))
    assert faults(database_url, kept).startswith("row")


def test_the_key_is_nowhere_in_the_database(database_url: str, tmp_path: Path) -> None:
    kept = outside(tmp_path)
    anchored(database_url, kept)
    register = open_register(database_url)
    with register.engine.connect() as connection:
        for table in schema.metadata.sorted_tables:
            for row in connection.execute(table.select()):
                assert KEY.decode() not in repr(tuple(row))
    register.close()
    assert KEY.decode() not in kept.anchors.read_text()
