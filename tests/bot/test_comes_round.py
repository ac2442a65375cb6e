"""What comes round by itself: how often each part runs, on a clock that may be put back, and what it says of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

import pytest
from sqlalchemy import Connection, delete, select

from bot.host.refusals import RefusalCount
from bot.live_config import LiveConfig
from bot.put_back import PutBack
from bot.register import audit, idempotency, interviews, list_items, requests, retention
from bot.register.opening import open_register
from bot.register.register import Register
from bot.register.schema import audit as history
from bot.register.schema import deliveries, turns
from bot.register.work_tables import request_steps
from bot.rights_watch import RightsWatch
from bot.scheduler import REFUSED, SCHEDULE, TIDY, Scheduler
from governance_rules.roles import PARTNER
from tests.bot.people.people_cast import RULES
from tests.bot.register.lodged import ASKER, JUST, NOW, decision, lodge
from tests.bot.turn_desk import IDS, draft

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Round:
    """A scheduler on a clock, and what it sets going."""

    def __init__(self, register: Register) -> None:
        self.register, self.now, self.woken = register, NOW, 0
        self.live = LiveConfig(None, None, lambda: self.now, lambda *_: RULES)
        self.refused: tuple[RefusalCount, ...] = ()
        rights = RightsWatch(register, self.live, lambda: self.now, lambda: f"{next(IDS):032d}", lambda: None)
        self.scheduler = Scheduler(
            register, self.live, lambda: self.now, self.wake, rights, refusals=lambda: self.refused
        )

    def wake(self) -> None:
        """Something is to be delivered."""
        self.woken += 1

    async def at(self, now: datetime) -> None:
        """One run."""
        self.now = now
        await self.scheduler.once()

    def history(self) -> list[str]:
        """What the history says."""
        return list(self.register.read_now(lambda c: c.execute(select(history.c.what)).scalars()))


@pytest.fixture
def round_(database_url: str) -> Iterator[Round]:
    register = open_register(database_url)
    yield Round(register)
    register.close()


def old_answer(c: Any) -> None:
    idempotency.keep(c, "old", b"", NOW - retention.ANSWERS - timedelta(days=9))


def old_draft(c: Any) -> None:
    interviews.keep(c, ASKER.aad_id, draft("7", touched=NOW - timedelta(days=3000)), new=True)


@pytest.mark.parametrize("every", [SCHEDULE, TIDY, REFUSED])
async def test_each_part_runs_when_its_time_is_over_or_the_clock_was_put_back(
    round_: Round, caplog: pytest.LogCaptureFixture, every: timedelta
) -> None:
    caplog.set_level("INFO", "front-door")

    async def ran(now: datetime) -> bool:
        if every == REFUSED:
            before = round_.history().count("refused_at_door")
            round_.refused = (RefusalCount("source", 401, "no token", 1),)
            await round_.at(now)
            return round_.history().count("refused_at_door") > before
        if every == TIDY:
            caplog.clear()
            if round_.register.read_now(lambda c: interviews.find(c, draft("7").id)) is None:
                round_.register.write_now(old_draft)
            await round_.at(now)
            return "drafts expired" in [r.message for r in caplog.records]
        if not round_.register.read_now(lambda c: c.execute(select(turns)).all()):
            round_.register.write_now(old_answer)
        await round_.at(now)
        return not round_.register.read_now(lambda c: c.execute(select(turns)).all())

    assert [await ran(at) for at in (NOW, NOW, NOW + every - JUST, NOW + every)] == [True, False, False, True]
    assert await ran(NOW + every - JUST), "the clock was put back"


async def test_where_nothing_is_due_nothing_is_said_and_nobody_is_woken(
    round_: Round, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "front-door")
    await round_.at(NOW)
    before, woken = round_.history(), round_.woken
    caplog.clear()
    await round_.at(NOW + TIDY)
    assert (round_.history(), round_.woken, [r.message for r in caplog.records]) == (before, woken, [])


async def test_what_is_due_is_told_once_and_sent_at_once(round_: Round) -> None:
    lodge(round_.register, decision("change_request", (PARTNER,)), at=NOW)
    later = NOW + timedelta(days=7)
    told = select(deliveries.c.kind).where(deliveries.c.kind.in_(("digest", "reminder")))
    sent = []
    for at in (NOW, later, later + SCHEDULE):
        before = round_.woken
        await round_.at(at)
        count = len(round_.register.read_now(lambda c: c.execute(told).all()))
        sent.append((count > 0, round_.woken > before))
    assert [any_sent for any_sent, _ in sent] == [False, True, True]
    assert [woken for _, woken in sent[1:]] == [True, False]


async def test_requests_of_the_version_before_get_their_steps_and_show_them_in_the_list(
    round_: Round, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "front-door")
    listed, new = (lodge(round_.register, decision("project", (PARTNER, "board"))) for _ in range(2))

    def as_before(c: Connection) -> None:
        list_items.note(c, listed.reference, item="1", url="", cells={}, version=1)
        c.execute(delete(request_steps))

    round_.register.write_now(as_before)
    await round_.at(NOW)
    for request in (listed, new):
        found = round_.register.read_now(partial(requests.find, reference=request.reference))
        assert found is not None
        assert [(step.id, step.body) for step in found.steps] == [(PARTNER, PARTNER), ("board", "board")]
    items = select(deliveries.c.reference).where(deliveries.c.kind == "item")
    assert round_.register.read_now(lambda c: c.execute(items).scalars().all()) == [listed.reference]
    assert [r.message for r in caplog.records].count("steps given to requests of the version before") == 1


async def test_the_history_is_sealed_once_a_day(round_: Round, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "front-door")
    round_.register.write_now(lambda c: audit.append(c, NOW, audit.Entry("k", "submitted", "DR-0001", {})))

    async def sealed(now: datetime) -> int:
        caplog.clear()
        await round_.at(now)
        return [r.message for r in caplog.records].count("history sealed")

    times = [NOW, NOW + SCHEDULE, NOW + timedelta(days=1), NOW + timedelta(days=1) + SCHEDULE]
    assert [await sealed(at) for at in times] == [1, 0, 1, 0]


async def test_after_a_copy_was_put_back_it_goes_on_once_the_list_was_heard(round_: Round) -> None:
    at = (NOW - timedelta(hours=1)).isoformat()
    copy = PutBack(at, NOW.isoformat(), at)
    round_.register.write_now(copy.keep)

    def waits() -> bool:
        return cast("PutBack", round_.register.read_now(PutBack.find)).calendar_unread

    await round_.at(NOW)
    assert waits(), "a champion whom only the list names was written to as well"
    round_.live.apply_list(())
    await round_.at(NOW + JUST)
    assert not waits()
