"""Requests whose time is over: everybody and all that was written is taken out of them, once a day, some at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select, text
from sqlalchemy.exc import InterfaceError, OperationalError

from bot.deliveries import ledger
from bot.erasure import SCRUB
from bot.live_config import LiveConfig
from bot.logs import Log
from bot.notify import enqueue_item
from bot.register import anonymising, audit, list_items
from bot.register import people as people_rows
from bot.register.anonymising import ENDED_AT, OVER
from bot.register.register import Register
from bot.register.savepoint import by_itself
from bot.register.schema import deliveries, requests
from dialogs.model import People
from dialogs.wording import local_day
from governance_rules import Rulebook

AT_ONCE: Final = 25
"""Requests of one portion, so that no turn waits long for the writer; and how many items may wait before the next."""
WATCHED: Final = timedelta(days=7)
"""How long the years and the clock have to stand still before anything goes: whoever slipped can see and mend it."""
_LEAP: Final = timedelta(days=31)
"""A clock that goes on by more than this from one day to the next may be wrong."""
_SEEN: Final = "requests_kept"
_log = Log("retention")
_R = requests.c


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would go, and what will not go by itself however old it is."""

    before: datetime
    ended: dict[int, int]
    """How many requests whose time is over, by the year in which they came to their end."""
    open: tuple[str, ...]
    """References of those that did not change in all that time and have never come to an end."""
    begins: date | None
    """The day from which the front door does it, as far as it has run with this setting; None: it has not."""


@dataclass(slots=True)
class Anonymiser:
    """Anonymises what is due: one portion each time it is called, until the day has no more. Without years, nothing."""

    register: Register
    live_config: LiveConfig
    years: int
    """How long a request is kept after its end; 0: for ever."""
    wake: Callable[[], None]
    _looked: date | None = None
    """The day on which it was last looked whether anything may go at all."""
    _begins: date = date.max
    _day: date | None = None
    """The day on which everything that was due has been done."""
    _after: int = 0
    _count: int = field(default=0)

    async def once(self, now: datetime) -> bool:
        """Anonymise some, where some are due; False: there is no more to do today.

        One that cannot be anonymised is named in the log, and tried again the next day.
        """
        today = local_day(now)
        if self._day == today:
            return False
        if self._looked != today:
            self._begins = await self.register.write(lambda c: begins(c, today, self.years))
            self._looked = today
        if not self.years or today < self._begins:
            if self.years:
                _log.info("no request is anonymised yet", begins=self._begins.isoformat(), years=self.years)
            self._day = today
            return False
        if await self.register.read(_waiting) >= AT_ONCE:
            return True  # the list takes them more slowly: what people send must not stand behind thousands of these
        before, after = long_ago(now, self.years), self._after
        due = await self.register.read(lambda c: anonymising.overdue(c, before, after=after, most=AT_ONCE))
        if due:
            self._after, references = due[-1][0], [reference for _, reference in due]
            rulebook, people = self.live_config.rulebook(), self.live_config.people()
            job = partial(anonymise_some, rulebook=rulebook, people=people, before=before, now=now)
            if done := await self.register.write(lambda c: job(c, references)):
                self._count += len(done)
                self.wake()
            return True
        unseen = await self.register.write(lambda c: _forget_unseen(c, before, now))
        if self._count or unseen:
            _log.info("requests anonymised", count=self._count, people=unseen)
            await self.register.write(_clear_files)
        self._day, self._after, self._count = today, 0, 0
        return False


def long_ago(now: datetime, years: int) -> datetime:
    """The time so many years before; of 29 February the day before, where that year has none."""
    try:
        return now.replace(year=now.year - years)
    except ValueError:
        return now.replace(year=now.year - years, day=28)


def begins(connection: Connection, today: date, years: int) -> date:
    """Note that requests are kept so many years today. Gives the day from which any may be anonymised: it may be over.

    What was anonymised does not come back, and a clock or a setting is soon wrong. So nothing goes before both have
    stood still for a week; and while two hosts that share a database differ, nothing goes at all.
    """
    seen = list_items.value(connection, _SEEN)
    still = bool(seen) and seen["years"] == years
    still = still and timedelta(0) <= today - date.fromisoformat(seen["day"]) <= _LEAP
    since = date.fromisoformat(seen["since"]) if still else today
    list_items.keep_value(connection, _SEEN, {"years": years, "day": today.isoformat(), "since": since.isoformat()})
    return since + WATCHED


def anonymise_some(
    connection: Connection,
    references: Collection[str],
    *,
    rulebook: Rulebook,
    people: People,
    before: datetime,
    now: datetime,
) -> tuple[str, ...]:
    """Anonymise those of these requests that ended before a time. Gives their references.

    The items and the cards that show them follow. All at once; where that fails, each by itself.
    """
    rows = anonymising.still_over(connection, before, references)
    job = partial(_anonymise, connection, rulebook=rulebook, people=people, now=now)
    done = [row.reference for row in rows]
    if done and not _by_itself(connection, partial(job, rows), done):
        done = [row.reference for row in rows if _by_itself(connection, partial(job, [row]), [row.reference])]
    if done:
        fields = {"count": len(done), "requests": done}
        audit.append(connection, now, audit.Entry("retention", "requests_anonymised", "requests", fields))
    return tuple(done)


def outlook(connection: Connection, now: datetime, years: int) -> Outlook:
    """What would be anonymised today if requests were kept so many years. It only reads."""
    before = long_ago(now, years)
    ended = Counter(
        local_day(when).year
        for when in connection.execute(select(ENDED_AT).where(anonymising.over_since(before))).scalars()
    )
    open_ = (_R.status.not_in(OVER), _R.gone.is_(False), _R.changed_at < before)
    still = select(_R.reference).where(*open_).order_by(_R.number)
    seen = list_items.value(connection, _SEEN)
    day = date.fromisoformat(seen["since"]) + WATCHED if seen and seen["years"] == years else None
    return Outlook(before, dict(sorted(ended.items())), tuple(connection.execute(still).scalars()), day)


def _by_itself(connection: Connection, job: Callable[[], None], references: list[str]) -> bool:
    """Whether it could be done; one that cannot is named in the log and costs itself alone."""
    try:
        with by_itself(connection):
            job()
    except (OperationalError, InterfaceError):
        raise  # the database, not these requests
    except Exception as error:  # one that cannot be read must not keep the others for ever
        if len(references) == 1:
            _log.error("a request cannot be anonymised", error, reference=references[0])
        return False
    return True


def _anonymise(connection: Connection, rows: list[Row[Any]], rulebook: Rulebook, people: People, now: datetime) -> None:
    titles = {row.reference: _title(row.process, row.area, rulebook, people) for row in rows}
    anonymising.anonymise(connection, titles, now)
    ledger.show_again(connection, list(titles), now)
    for row in rows:
        if not row.gone:  # what was deleted in SharePoint stays deleted
            enqueue_item(connection, row.reference, "", now)


def _title(process: str, area: str | None, rulebook: Rulebook, people: People) -> str:
    """What a request is called once its own title is gone: its process and service area, by their names of today."""
    known = people.areas.get(area or "")
    called = rulebook.names.get(process, process.replace("_", " ").capitalize())
    return f"{called}, {known.name if known else area}" if area else called


def _forget_unseen(connection: Connection, before: datetime, now: datetime) -> int:
    """Forget who has not met the bot in all that time; they are met anew when they write, or hear of something."""
    unseen = people_rows.forget_unseen(connection, before)
    if unseen:
        audit.append(connection, now, audit.Entry("retention", "people_forgotten", "people", {"count": unseen}))
    return unseen


def _waiting(connection: Connection) -> int:
    d = deliveries.c
    waits = select(func.count()).where(d.state == "waiting", d.kind == "item")
    return connection.execute(waits).scalar_one()


def _clear_files(connection: Connection) -> None:
    """Let the words of titles leave the file of the search; and note what PostgreSQL's files still owe."""
    if connection.dialect.name == "sqlite":  # it overwrites the rest at once: see secure_delete in the register
        connection.execute(text("INSERT INTO request_words(request_words) VALUES ('optimize')"))
    else:
        list_items.keep_value(connection, SCRUB, new=True)
