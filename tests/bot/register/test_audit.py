"""The history: append-only, and every change of it is found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from bot.register import audit
from bot.register.audit import Entry
from bot.register.register import Register

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def _write(register: Register, many: int = 5) -> None:
    for n in range(many):
        register.write_now(lambda c, n=n: audit.append(c, NOW, Entry("key", "answered", f"i{n}", {"revision": n})))


def test_a_whole_history_has_no_fault(register: Register) -> None:
    _write(register)
    assert register.read_now(audit.verify) == (5, ())


def test_several_entries_at_once_are_chained_too(register: Register) -> None:
    register.write_now(lambda c: audit.append(c, NOW, Entry("a", "x", "s", {}), Entry("b", "y", "s", {})))
    assert register.read_now(audit.verify) == (2, ())


@pytest.mark.parametrize(
    ("tampering", "told"),
    [
        ("UPDATE audit SET who = 'other' WHERE number = 2", "row 2 does not match"),
        ("UPDATE audit SET at = '2020-01-01' WHERE number = 5", "row 5 does not match"),
        ("UPDATE audit SET fields = '{}' WHERE number = 3", "row 3 does not match"),
        ("DELETE FROM audit WHERE number = 3", "row 3 missing"),
        ("DELETE FROM audit WHERE number = 1", "row 1 missing"),
        ("DELETE FROM audit WHERE number = 5", "at the end"),
        ("DELETE FROM audit WHERE number > 2", "at the end"),
        ("DELETE FROM audit", "at the end"),
        ("DELETE FROM audit_head", "the seal at the end"),
    ],
)
def test_tampering_is_found(register: Register, tampering: str, told: str) -> None:
    _write(register)
    register.write_now(lambda c: c.execute(text(tampering)) and None)
    _, faults = register.read_now(audit.verify)
    assert any(told in fault for fault in faults), faults
