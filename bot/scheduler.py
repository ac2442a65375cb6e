"""What comes round by itself: reminders, digests, drafts that expire, rules and people read again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot import agenda_posts, benefit_questions, contract_radar, memory, papers, seals
from bot.anonymising import Anonymiser
from bot.deliveries import ledger
from bot.host.refusals import RefusalCount
from bot.live_config import LiveConfig
from bot.logs import Log
from bot.notify import enqueue, enqueue_item
from bot.people.occurrences import Occurrence
from bot.people.schedule import claim, occurrences_due
from bot.people.working_days import in_working_hours
from bot.put_back import PutBack, calendar_read
from bot.register import audit, idempotency, requests, retention, systems
from bot.register.adoption import adopt
from bot.register.register import NotSaved, Register
from bot.rights_watch import RightsWatch
from dialogs.wording import local_day
from governance_rules import Rulebook

REFRESH_SECONDS = 2.0
"""How soon a changed rulebook or directory counts (contracts: within a minute)."""
SCHEDULE = timedelta(seconds=30)
TIDY = timedelta(hours=1)
REFUSED = timedelta(minutes=1)
_log = Log("scheduler")
_history = Log("history")


async def _nothing() -> None:
    """Nobody wants figures."""


async def _rest() -> None:
    await asyncio.sleep(REFRESH_SECONDS)


@dataclass(slots=True)
class Scheduler:
    """Does what is due, again and again. Every step is idempotent; of several instances one claims each occurrence."""

    register: Register
    live_config: LiveConfig
    now: Callable[[], datetime]
    wake: Callable[[], None]
    rights: RightsWatch
    anchor: Callable[[], None] = lambda: None
    """Keeps an anchor of the history when one is due."""
    refusals: Callable[[], tuple[RefusalCount, ...]] = tuple
    """Who was refused at the door since the last time."""
    measure: Callable[[], Awaitable[None]] = _nothing
    """Renews the figures that `/metrics` shows of the register."""
    rest: Callable[[], Awaitable[None]] = _rest
    """Waits between two runs."""
    kept_years: int = 0
    """How long a request is kept after its end; 0: for ever."""
    anonymiser: Anonymiser = field(init=False)
    """Takes people out of requests whose time is over."""
    _scheduled: datetime | None = None
    _tidied: datetime | None = None
    _told: datetime | None = None
    _contracts_seen: tuple[date, int] | None = None
    _benefits_asked: date | None = None
    _from_a_copy: bool | None = None
    """Whether a copy was put back since this last ran; None: not looked yet."""
    _sealed: date | None = None

    def __post_init__(self) -> None:
        """Make what it calls."""
        self.anonymiser = Anonymiser(self.register, self.live_config, self.kept_years, self.wake)

    async def run(self) -> None:
        """Run until cancelled. Nothing that goes wrong ends it."""
        while True:
            try:
                await self.once()
            except NotSaved as failure:
                _log.error("run not stored", failure)
            except Exception as error:  # a fault of ours must not end reminders and digests for good
                _log.error("run failed", error)
            await self.rest()

    async def once(self) -> None:
        """One run: what is not due yet costs nothing."""
        await self.measure()  # first: figures are wanted most when something below fails
        await asyncio.to_thread(self.live_config.refresh)
        await asyncio.to_thread(self.anchor)
        await self.rights.once()
        now = self.now()
        # A clock that was put back must not silence the scheduler until it has caught up.
        due = self._scheduled is None or not self._scheduled <= now < self._scheduled + SCHEDULE
        if due and await self._go_on_from_a_copy():
            self._scheduled = now
            await self._remind(now)
            await self._watch_contracts(now)
            await self._ask_benefits(now)
            await self._prepare_meetings(now)
            await self._show_agendas(now)
            await self._seal(now)
            await self.register.write(lambda c: idempotency.forget(c, now - retention.ANSWERS))
            await asyncio.to_thread(memory.give_back)
        if self._tidied is None or not self._tidied <= now < self._tidied + TIDY:
            self._tidied = now
            gone, rulebook = await self.register.write(lambda c: retention.tidy(c, now)), self.live_config.rulebook()
            if gone:
                _log.info("drafts expired", count=gone)
            adopted = await self.register.write(lambda c: _adopt(c, rulebook, now))
            if adopted:
                _log.info("steps given to requests of the version before", count=adopted)
                self.wake()
        await self.anonymiser.once(now)
        if self._told is None or not self._told <= now < self._told + REFUSED:
            self._told = now
            await self.tell_refusals()

    async def _go_on_from_a_copy(self) -> bool:
        """Count as sent what was sent before a copy was put back. False: who hears of what is not known yet."""
        if self._from_a_copy is None:
            put_back = await self.register.read(PutBack.find)
            self._from_a_copy = put_back is not None and put_back.calendar_unread
        if self._from_a_copy:
            if not self.live_config.list_heard:  # a champion whom only the list names was written to as well
                return False
            people, rulebook = self.live_config.people(), self.live_config.rulebook()
            await self.register.write(lambda c: calendar_read(c, people, rulebook))
            self._from_a_copy = False
        return True

    async def tell_refusals(self) -> None:
        """Write into the history who was refused at the door: a few entries a minute, whatever comes."""
        refused, now = self.refusals(), self.now()
        if refused:
            await self.register.write(lambda c: audit.append(c, now, *(_entry(one) for one in refused)))

    async def _remind(self, now: datetime) -> None:
        people, rulebook = self.live_config.people(), self.live_config.rulebook()
        due = await self.register.read(lambda c: occurrences_due(c, people, rulebook, now))
        if due:
            await self.register.write(lambda c: _claim(c, due, now))
            self.wake()

    async def _watch_contracts(self, now: datetime) -> None:
        """Tell of contracts that end: looked at once a day, and again when the list of systems has changed."""
        people = self.live_config.people()
        if not in_working_hours(now, people.calendar):
            return
        seen = (local_day(now), await self.register.read(systems.generation))
        if seen == self._contracts_seen:
            return
        planned = await self.register.read(lambda c: contract_radar.due(c, people, now))
        if planned.tellings or planned.notices:
            await self.register.write(lambda c: contract_radar.tell(c, people, now))
            self.wake()
        self._contracts_seen = seen

    async def _ask_benefits(self, now: datetime) -> None:
        """Ask what came of requests: looked at once a working day, some at a time."""
        people = self.live_config.people()
        if not in_working_hours(now, people.calendar) or self._benefits_asked == local_day(now):
            return
        wanted = await self.register.read(lambda c: benefit_questions.due(c, people, now))
        for first in range(0, len(wanted), benefit_questions.AT_ONCE):
            some = wanted[first : first + benefit_questions.AT_ONCE]
            await self.register.write(partial(benefit_questions.ask, people=people, wanted=some, now=now))
            self.wake()
        self._benefits_asked = local_day(now)

    async def _prepare_meetings(self, now: datetime) -> None:
        """Send the papers of meetings, and close those that nobody closed."""
        people, rulebook = self.live_config.people(), self.live_config.rulebook()
        if await self.register.read(lambda c: papers.is_due(c, rulebook, people, now)) and await self.register.write(
            lambda c: papers.prepare_meetings(c, rulebook, people, now)
        ):
            self.wake()

    async def _show_agendas(self, now: datetime) -> None:
        """Bring the agendas up to date that are kept in channels."""
        rulebook = self.live_config.rulebook()
        if await self.register.read(lambda c: agenda_posts.changed(c, rulebook, now)):
            await self.register.write(lambda c: agenda_posts.bring_up_to_date(c, rulebook, now))
            self.wake()

    async def _seal(self, now: datetime) -> None:
        """Seal the history, once a day: the first instance that finds it due does."""
        day = local_day(now)
        if self._sealed == day:
            return
        due = await self.register.read(lambda c: seals.is_due(c, day))
        seal = await self.register.write(lambda c: seals.plan(c, day, now)) if due else None
        if seal is not None:
            _history.info("history sealed", day=day.isoformat(), rows=seal.rows, seal=seal.seal, history=seal.history)
            self.wake()
            self._sealed = day


def _adopt(connection: Connection, rulebook: Rulebook, now: datetime) -> int:
    adopted = adopt(connection, {body.id: body.of for body in rulebook.bodies if body.of})
    for request in requests.several(connection, adopted):
        if request.on_list:
            enqueue_item(connection, request.reference, request.requester.aad_id, now)
    ledger.show_again(connection, adopted, now)
    return len(adopted)


def _entry(one: RefusalCount) -> audit.Entry:
    fields = {"status": one.status, "reason": one.reason, "count": one.count}
    return audit.Entry("door", "refused_at_door", one.source, fields)


def _claim(connection: Connection, due: tuple[Occurrence, ...], now: datetime) -> None:
    for notification in claim(connection, due, now):
        enqueue(connection, notification, now)
