"""What is known of the time after a copy, and what keeps one from being put back: at each edge, by plain calls."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert

from bot.copies.drilling import Lost, lost
from bot.copies.manifest import FORMAT, Manifest, Part
from bot.copies.putting_right import Since, since_by_anchors, since_by_register
from bot.copies.restoring import Refused, Restoring
from bot.copies.tables import PASSING, named
from bot.deliveries import instances, outcomes
from bot.deliveries.claims import claim
from bot.register import audit
from bot.register.anchor_file import ERASED, Anchor, Outside
from bot.register.opening import open_register
from bot.register.register import Register
from bot.register.schema import audit as history
from bot.register.schema import references
from tests.bot.deliveries.delivery_cases import want
from tests.bot.register.lodged import decision, lodge

AT = datetime(2026, 11, 23, 9, 30, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
SAID = Manifest(FORMAT, AT.isoformat(), "1", "0013", "sqlite", 2, "the seal", (), (), ())
"""A copy of two rows of the history, made at this moment."""


@pytest.fixture
def register(made_file: Path, tmp_path: Path) -> Iterator[Register]:
    """A register of nothing."""
    shutil.copy(made_file, tmp_path / "front-door.sqlite")
    opened = open_register(f"sqlite:///{tmp_path / 'front-door.sqlite'}")
    yield opened
    opened.close()


def known(register: Register, said: Manifest = SAID) -> Since:
    return register.read_now(lambda c: since_by_register(c, said))


def test_a_register_knows_how_long_it_ran_by_its_last_sign_of_life_delivery_or_row(register: Register) -> None:
    assert known(register) == Since(None, 0, frozenset())
    register.write_now(lambda c: c.execute(insert(references).values(name="request", last=7)) and None)
    register.write_now(lambda c: instances.heartbeat(c, "one", AT))
    assert known(register) == Since(None, 7), "it lived when the copy was made, and that says nothing of afterwards"
    register.write_now(lambda c: instances.heartbeat(c, "one", AT + HOUR))
    assert known(register) == Since(AT + HOUR, 7)

    def delivered(connection: Connection) -> None:
        want(connection, "DR-0001:list", now=AT)
        begun = claim(connection, "DR-0001:list", 1, "one", AT)
        assert begun is not None
        outcomes.done(connection, begun, {}, AT + 2 * HOUR)

    register.write_now(delivered)
    assert known(register) == Since(AT + 2 * HOUR, 7)
    for hours, who in ((1, "somebody"), (2, "somebody"), (3, "somebody"), (9, "operator")):
        entry = audit.Entry(who, "submitted", "DR-0001", {})
        register.write_now(lambda c, at=AT + hours * HOUR, entry=entry: audit.append(c, at, entry))  # type: ignore[misc]
    assert known(register) == Since(AT + 3 * HOUR, 7), "what a command added shows no front door"
    assert known(register, replace(SAID, rows=3)) == Since(AT + 2 * HOUR, 7), "rows of the copy itself say nothing"
    for mark in ("of one", None):
        gone = audit.Entry("erasure", "person_erased", "person", {"mark": mark} if mark else {})
        register.write_now(lambda c, gone=gone: audit.append(c, AT, gone))  # type: ignore[misc]
    assert known(register).erased == {"of one"}
    assert known(register, replace(SAID, rows=6)).erased == frozenset()


def test_a_register_that_went_on_from_the_copy_and_did_nothing_knows_that_nothing_was_told(register: Register) -> None:
    for _ in range(2):
        register.write_now(lambda c: audit.append(c, AT, audit.Entry("somebody", "submitted", "DR-0001", {})))
    rows, end = register.read_now(audit.end_of)
    assert known(register, replace(SAID, rows=rows, end=end)) == Since(AT)
    assert known(register, replace(SAID, rows=rows)) == Since(None)
    register.write_now(lambda c: c.execute(delete(history)) and None)
    assert known(register, replace(SAID, rows=rows, end=end)) == Since(None)


def test_a_table_of_a_copy_is_one_that_this_version_copies_with_columns_that_it_has() -> None:
    whole = named("requests", ["reference", "title"])
    assert whole is not None
    assert (whole.name, named("requests", ["reference", "colour"]), named("colours", ["name"])) == (
        "requests",
        None,
        None,
    )
    assert {named(name, []) for name in PASSING} == {None}
    assert named("requests", []) is not None


def test_anchors_know_of_what_came_after_the_copy_alone(tmp_path: Path) -> None:
    kept = Outside(b"a key of thirty-two characters ok", tmp_path / "anchors.jsonl")
    assert since_by_anchors(None, SAID) == since_by_anchors(kept, SAID) == Since()
    for hours, rows in ((-1, 3), (0, 3), (1, 2)):
        kept.keep(Anchor((AT + hours * HOUR).isoformat(), rows, "x"))
    for hours, mark in ((-1, "before"), (0, "at the same moment")):
        kept.keep(Anchor((AT + hours * HOUR).isoformat(), 0, mark), ERASED)
    assert since_by_anchors(kept, SAID) == Since()
    for hours in (2, 1):
        kept.keep(Anchor((AT + hours * HOUR).isoformat(), 3, "x"))
        kept.keep(Anchor((AT + hours * HOUR).isoformat(), 0, f"after {hours}"), ERASED)
    assert since_by_anchors(kept, SAID) == Since(AT + 2 * HOUR, 0, frozenset({"after 1", "after 2"}))


def test_what_both_know_is_the_later_the_higher_and_everybody() -> None:
    one, other = Since(AT, 7, frozenset("a")), Since(AT + HOUR, 5, frozenset("b"))
    assert one.and_also(other) == other.and_also(one) == Since(AT + HOUR, 7, frozenset("ab"))
    assert one.and_also(Since()) == Since().and_also(one) == one


def test_what_would_be_lost_is_what_came_after_the_copy_and_never_less_than_nothing(register: Register) -> None:
    now = AT + 5 * HOUR
    assert register.read_now(lambda c: lost(c, SAID, now)) == Lost(0, 0, 5 * HOUR)
    assert register.read_now(lambda c: lost(c, replace(SAID, rows=0), now)) == Lost(0, 0, 5 * HOUR)
    lodge(register, decision(), at=AT)
    register.write_now(lambda c: audit.append(c, AT, audit.Entry("somebody", "submitted", "DR-0001", {})))
    assert register.read_now(lambda c: lost(c, replace(SAID, rows=0), now)) == Lost(1, 1, 5 * HOUR)


def test_a_database_that_another_program_holds_or_a_disk_that_is_too_small_keeps_everything_as_it_is(
    register: Register, tmp_path: Path
) -> None:
    database = tmp_path / "front-door.sqlite"
    register.close()
    before = sorted(path.name for path in tmp_path.iterdir())
    big = replace(SAID, parts=(Part("tables/x.jsonl", 1 << 50, ""),))
    work = Restoring(tmp_path / "copy", big, None, (), datetime.now(UTC), replaces=True, ran_until=AT)
    with pytest.raises(Refused) as refused:
        work.into_sqlite(database)
    left, wanted = (int(word) for word in str(refused.value).split() if word.isdigit())
    assert wanted == ((4 << 50) + (8 << 20)) >> 20
    assert 0.8 < left / (shutil.disk_usage(tmp_path).free / (1 << 20)) < 1.25
    assert "MB left, and this takes up to" in str(refused.value)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Refused, match="Another program uses the database"):
            work.into_sqlite(database)
        other.execute("ROLLBACK")
    assert sorted(path.name for path in tmp_path.iterdir()) == before
