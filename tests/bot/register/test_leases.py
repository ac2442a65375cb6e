"""A lease of one instance on work that one does at a time, such as reading the list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.register.list_items import give_back_lease, take_lease
from bot.register.register import Register

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LENGTH = timedelta(minutes=1)


async def test_another_instance_has_the_work_when_the_lease_runs_out(register: Register) -> None:
    assert await register.write(lambda c: take_lease(c, "poller", "one", NOW, LENGTH))
    assert not await register.write(lambda c: take_lease(c, "poller", "two", NOW + LENGTH / 2, LENGTH))
    assert await register.write(lambda c: take_lease(c, "poller", "two", NOW + LENGTH, LENGTH))


async def test_a_lease_that_is_given_back_is_taken_at_once(register: Register) -> None:
    assert await register.write(lambda c: take_lease(c, "poller", "one", NOW, LENGTH))
    await register.write(lambda c: give_back_lease(c, "poller", "one", NOW))
    assert await register.write(lambda c: take_lease(c, "poller", "two", NOW, LENGTH))


async def test_nobody_gives_back_the_lease_of_another(register: Register) -> None:
    await register.write(lambda c: give_back_lease(c, "poller", "two", NOW))
    assert await register.write(lambda c: take_lease(c, "poller", "one", NOW, LENGTH))
    await register.write(lambda c: give_back_lease(c, "poller", "two", NOW))
    assert not await register.write(lambda c: take_lease(c, "poller", "two", NOW, LENGTH))
