"""A fortnight over Christmas with several people, played with the time as an argument, on both databases.

Housing's champion takes a daily digest, its partner has quiet hours from 18:00 to 08:00, one of Place's champions takes
a weekly digest. The host goes round each half hour and claims twice, as two instances would. It is down on Thursday
from 8:30 to 9:30, and from Boxing Day to the noon of the next working day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.deliveries import claims, outcomes
from bot.deliveries.ledger import Delivery
from bot.notify import enqueue, notify
from bot.people.notifications import Notification
from bot.people.preferences import chosen
from bot.people.schedule import claim, occurrences_due
from bot.recording import record
from bot.register import interviews, requests
from bot.register import people as people_rows
from bot.register.opening import open_register
from bot.register.register import Register
from dialogs.events import By, PickedUp, Submitted
from dialogs.model import Interview, Person
from governance_rules import Decision
from tests.bot.people.people_cast import (
    DECISION,
    GOVERNANCE,
    HOUSING_CHAMPION,
    HOUSING_PARTNER,
    PLACE_CHAMPION,
    PLACE_PARTNER,
    PROCUREMENT,
    REQUESTER,
    RULES,
    SECOND_PLACE_CHAMPION,
    people,
)

CHOSEN = datetime(2026, 12, 18, 12, tzinfo=UTC)
FIRST = datetime(2026, 12, 21, tzinfo=UTC)
STEP = timedelta(minutes=30)
DOWN = (
    (datetime(2026, 12, 24, 8, 30, tzinfo=UTC), datetime(2026, 12, 24, 9, 30, tzinfo=UTC)),
    (datetime(2026, 12, 26, tzinfo=UTC), datetime(2026, 12, 29, 12, tzinfo=UTC)),
)
LATE = Decision("project", (), (), ("late_engagement",), None, None, None, (), (), (), "1")
ROLES = {
    HOUSING_CHAMPION: "housing champion",
    HOUSING_PARTNER: "housing partner",
    PLACE_CHAMPION: "place champion",
    SECOND_PLACE_CHAMPION: "second place champion",
    PLACE_PARTNER: "place partner",
    GOVERNANCE: "governance",
    PROCUREMENT: "procurement",
    REQUESTER.aad_id: "requester",
}


@dataclass(slots=True)
class Fortnight:
    """The host and the people, and a diary of everything that reached somebody."""

    register: Register
    diary: list[str] = field(default_factory=list)
    ids: Counter[str] = field(default_factory=Counter)

    def lodge(self, now: datetime, area: str, decision: Decision = DECISION) -> None:
        """Somebody of this area submits a request."""
        self.register.write_now(lambda c: _lodge(c, area, decision, now))

    def pick_up(self, now: datetime, reference: str, by: str) -> None:
        """A partner picks it up."""
        self.register.write_now(lambda c: _pick_up(c, reference, by, now))

    def choose(self, aad_id: str, choices: dict[str, Any], now: datetime) -> None:
        """Somebody chooses how often they hear."""
        self.register.write_now(lambda c: _choose(c, aad_id, choices, now))

    def round(self, now: datetime) -> None:
        """What the host does each half minute: the schedule, then the deliveries."""
        there = people(now.date())
        due = self.register.read_now(lambda c: occurrences_due(c, there, RULES, now))
        for _ in range(2):  # twice, as two instances would that planned at the same time
            self.register.write_now(lambda c: _enqueue_all(c, claim(c, due, now), now))
        self.register.write_now(lambda c: self._deliver(c, now))

    def _deliver(self, connection: Connection, now: datetime) -> None:
        for delivery in claims.due(connection, "test", now):
            begun = claims.claim(connection, delivery.id, delivery.generation, "test", now)
            assert isinstance(begun, Delivery)
            what = f"{begun.kind} {' '.join(begun.payload.get('references', [begun.reference]))}"
            again = " again" if begun.generation > 1 else ""
            self.diary.append(f"{now:%d %H:%M} {ROLES[begun.recipient]}: {what}{again}")
            self.ids[f"{begun.id} {begun.generation}"] += 1
            outcomes.done(connection, begun, {}, now)


def _lodge(connection: Connection, area: str, decision: Decision, now: datetime) -> None:
    interview = Interview(f"{now:%d%H%M}", 1, {}, {"title": "A request"}, None, True, "1", now, now)  # noqa: FBT003 - the route was seen
    interviews.keep(connection, REQUESTER.aad_id, interview, new=True)
    lodged = requests.create(connection, interview, decision, area, REQUESTER, now, now.date().isoformat())
    notify(connection, Submitted(), lodged, people(now.date()), now)


def _pick_up(connection: Connection, reference: str, by: str, now: datetime) -> None:
    whose = By(Person(by, ROLES[by]), "IT business partner")
    record(connection, reference, PickedUp(ROLES[by]), whose, by[-4:], people(now.date()), now)


def _enqueue_all(connection: Connection, notifications: Iterable[Notification], now: datetime) -> None:
    for notification in notifications:
        enqueue(connection, notification, now)


def _choose(connection: Connection, aad_id: str, choices: dict[str, Any], now: datetime) -> None:
    known = people_rows.introduce(connection, Person(aad_id, ROLES[aad_id]), now, lambda: aad_id[-4:])
    people_rows.prefer(connection, aad_id, chosen(known.preferences, choices, now))


def play(fortnight: Fortnight, events: dict[str, Callable[[datetime], None]], until: datetime) -> list[str]:
    """Go through the days; an event stands at the half hour of its key. Returns the diary."""
    for now in _half_hours(FIRST, until):
        event = events.pop(f"{now:%d %H:%M}", None)
        if event:
            event(now)
        if not any(begin <= now < end for begin, end in DOWN):
            fortnight.round(now)
    assert not events
    return fortnight.diary


def _half_hours(begin: datetime, end: datetime) -> Iterator[datetime]:
    while begin < end:
        yield begin
        begin += STEP


@pytest.fixture
def fortnight(database_url: str) -> Iterator[Fortnight]:
    register = open_register(database_url)
    made = Fortnight(register)
    made.choose(HOUSING_CHAMPION, {"notifications": "daily"}, CHOSEN)
    made.choose(PLACE_CHAMPION, {"notifications": "weekly"}, CHOSEN)
    made.choose(HOUSING_PARTNER, {"notifications": "at_once", "quiet_from": "18:00", "quiet_to": "08:00"}, CHOSEN)
    yield made
    register.close()


def test_over_christmas_everyone_hears_what_they_chose_when_they_work_and_once(fortnight: Fortnight) -> None:
    diary = play(
        fortnight,
        {
            "21 10:00": lambda now: fortnight.lodge(now, "housing"),
            "22 20:00": lambda now: fortnight.lodge(now, "housing"),
            "23 10:30": lambda now: fortnight.lodge(now, "place", LATE),
            "23 11:00": lambda now: fortnight.pick_up(now, "DR-0002", HOUSING_PARTNER),
            "23 12:00": lambda now: fortnight.pick_up(now, "DR-0003", PLACE_PARTNER),
            "30 14:00": lambda now: fortnight.lodge(now, "place"),
            "30 15:00": lambda now: fortnight.pick_up(now, "DR-0004", PLACE_PARTNER),
        },
        datetime(2027, 1, 5, tzinfo=UTC),
    )
    assert set(fortnight.ids.values()) == {1}
    assert sorted(diary) == sorted(
        [
            # DR-0001 waits for its partner, so the partner hears at once; the champion reads it next morning.
            "21 10:00 housing partner: summary DR-0001",
            "22 09:00 housing champion: digest DR-0001",
            # DR-0002 comes in the partner's quiet hours.
            "23 08:00 housing partner: summary DR-0002",
            "23 09:00 housing champion: digest DR-0002",
            # Two working days without a pick-up.
            "23 10:00 housing partner: reminder DR-0001",
            # DR-0003 is late: everybody at once, the weekly digest of Place's champion too.
            "23 10:30 place partner: summary DR-0003",
            "23 10:30 place champion: summary DR-0003",
            "23 10:30 second place champion: summary DR-0003",
            "23 10:30 procurement: summary DR-0003",
            "23 10:30 governance: summary DR-0003",
            # Picked up: the requester is told once, cards are brought up to date in place.
            "23 11:00 requester: status DR-0002",
            "23 11:00 requester: own_card DR-0002",
            "23 11:00 housing partner: summary DR-0002 again",
            "23 12:00 requester: status DR-0003",
            "23 12:00 requester: own_card DR-0003",
            "23 12:00 place partner: summary DR-0003 again",
            "23 12:00 place champion: summary DR-0003 again",
            "23 12:00 second place champion: summary DR-0003 again",
            "23 12:00 procurement: summary DR-0003 again",
            "23 12:00 governance: summary DR-0003 again",
            # The digest of nine o'clock comes when the host is back, with what moved.
            "24 09:30 housing champion: digest DR-0002",
            # Nothing on Christmas Day, the weekend and the bank holiday. Two more working days end on Tuesday at ten;
            # the host is back at noon. The weekly digest of that week comes then too.
            "29 12:00 governance: reminder DR-0001",
            "29 12:00 place champion: digest DR-0003",
            "30 14:00 place partner: summary DR-0004",
            "30 14:00 second place champion: summary DR-0004",
            "30 15:00 requester: status DR-0004",
            "30 15:00 requester: own_card DR-0004",
            "30 15:00 place partner: summary DR-0004 again",
            "30 15:00 second place champion: summary DR-0004 again",
            # New Year's Day is a Friday: the next weekly digest is on Monday.
            "04 09:00 place champion: digest DR-0004",
        ]
    )


def test_going_back_to_at_once_tells_what_the_digest_had_collected(fortnight: Fortnight) -> None:
    diary = play(
        fortnight,
        {
            "21 10:00": lambda now: fortnight.lodge(now, "housing"),
            "21 11:00": lambda now: fortnight.choose(HOUSING_CHAMPION, {"notifications": "at_once"}, now),
            "21 12:00": lambda now: fortnight.lodge(now, "housing"),
        },
        datetime(2026, 12, 23, tzinfo=UTC),
    )
    assert [line for line in diary if "housing champion" in line] == [
        "21 11:00 housing champion: digest DR-0001",
        "21 12:00 housing champion: summary DR-0002",
    ]


def test_who_removed_the_bot_gets_one_digest_of_all_that_time_when_they_are_back(fortnight: Fortnight) -> None:
    def reachable(*, yes: bool) -> Callable[[datetime], None]:
        return lambda _now: fortnight.register.write_now(
            lambda c: people_rows.set_reachable(c, HOUSING_CHAMPION, reachable=yes)
        )

    diary = play(
        fortnight,
        {
            "21 00:00": reachable(yes=False),
            "21 10:00": lambda now: fortnight.lodge(now, "housing"),
            "22 10:00": lambda now: fortnight.lodge(now, "housing"),
            "23 11:00": reachable(yes=True),
        },
        datetime(2026, 12, 24, tzinfo=UTC),
    )
    assert [line for line in diary if "housing champion" in line] == [
        "23 11:00 housing champion: digest DR-0002 DR-0001"
    ]
