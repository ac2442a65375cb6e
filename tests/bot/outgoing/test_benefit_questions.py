"""The questions what came of requests, on the register: who is asked on which day, once, whatever stops meanwhile."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any, Final

import pytest
from sqlalchemy import Connection, select, update

from bot import benefit_questions
from bot.deliveries import ledger
from bot.deliveries.ledger import Delivery
from bot.delivery_errors import GiveUp, Unreachable
from bot.live_config import LiveConfig
from bot.outgoing.benefits import BenefitSender
from bot.people.working_days import opening
from bot.register import erasure, identity, requests
from bot.register import people as people_rows
from bot.register.board_tables import benefits
from bot.register.opening import open_register
from bot.register.register import Register
from bot.register.schema import audit
from bot.register.schema import requests as request_rows
from bot.rights_watch import RightsWatch
from bot.scheduler import Scheduler
from dialogs.benefits import AskedAs, BenefitMeasured, Measured
from dialogs.cards.benefit import MOST_ASKED
from dialogs.events import DeliveryMoved, StatusChanged
from dialogs.model import Person, Request
from dialogs.sponsor_events import SponsorAnswered, SponsorNamed
from dialogs.statuses import Status
from tests.bot.outgoing.test_asking_sponsors import Told
from tests.bot.people.people_cast import GOVERNANCE, HOUSING_PARTNER, people
from tests.bot.register.lodged import ASKER, decision, happens, lodge
from tests.dialogs.walker import RULEBOOK
from tests.rules_reading import load_rulebook

DONE: Final = datetime(2026, 11, 20, 15, tzinfo=UTC)
"""A Friday."""
DUE: Final = {0: date(2026, 11, 23), 3: date(2027, 2, 22), 6: date(2027, 5, 20), 12: date(2027, 11, 22)}
"""The days on which it is asked about."""
HEAD: Final = Person("00000000-0000-0000-0000-0000000000e7", "Head of Housing", "head.housing@example.org")
_NOTHING: Any = None


def done(register: Register, *, at: datetime = DONE, sponsor: Person | None = None, **more: Any) -> Request:
    """A request that was done at this time."""
    request = lodge(register, decision("project"), at=at - timedelta(days=90), **more)
    if sponsor is not None:
        request = happens(register, request, SponsorNamed(sponsor, sponsor.upn), ASKER, at=at - timedelta(days=80))
        request = happens(register, request, SponsorAnswered(confirmed=True), sponsor, at=at - timedelta(days=79))
    request = happens(register, request, StatusChanged("Approved"), at=at - timedelta(days=9))
    return happens(register, request, DeliveryMoved(Status.DONE), at=at)


def morning(day: date) -> datetime:
    return opening(day)


def ask(register: Register, now: datetime) -> int:
    wanted = register.read_now(lambda c: benefit_questions.due(c, people(), now))
    return register.write_now(lambda c: benefit_questions.ask(c, people(), wanted, now)) if wanted else 0


def waiting(register: Register) -> list[Delivery]:
    def look(connection: Connection) -> list[Delivery]:
        ids = connection.exec_driver_sql("SELECT id FROM deliveries WHERE kind = 'benefits' ORDER BY number")
        return [one for row in ids.all() if (one := ledger.find(connection, row[0])) is not None]

    return register.read_now(look)


def told(register: Register) -> list[tuple[str, list[tuple[str, int]]]]:
    """Everyone who is told, in order, with the requests and the months after."""
    return [
        (one.recipient, [(asked["reference"], asked["after"]) for asked in one.payload["asked"]])
        for one in waiting(register)
    ]


def kept(register: Register, request: Request) -> Request:
    found = register.read_now(lambda c: requests.find(c, request.reference))
    assert found is not None
    return found


def says(
    register: Register, person: Person, measured: Measured, *, after: int, at: datetime, role: AskedAs = "requester"
) -> None:
    (request,) = register.read_now(lambda c: requests.several(c, ["DR-0001"]))
    happens(register, request, BenefitMeasured(after, role, measured, "A note"), person, "Somebody", at)


def live(register: Register, first: date, last: date, but: tuple[date, date] | None = None) -> None:
    """Each day of that time the host looks at nine, and at noon where it asked; but not between those days."""
    day = first
    while day <= last:
        if (but is None or not but[0] <= day <= but[1]) and ask(register, morning(day)):
            ask(register, morning(day) + timedelta(hours=3))
        day += timedelta(days=1)


def test_requester_and_sponsor_are_asked_on_four_working_days_and_never_again(register: Register) -> None:
    done(register, sponsor=HEAD)
    live(register, DONE.date(), date(2028, 12, 31))
    both = [aad_id for _ in DUE for aad_id in (ASKER.aad_id, HEAD.aad_id)]
    assert [aad_id for aad_id, _ in told(register)] == both
    assert [asked for _, asked in told(register)] == [[("DR-0001", after)] for after in DUE for _ in (1, 2)]
    rows = register.read_now(lambda c: list(c.execute(select(benefits.c.after, benefits.c.asked_at))))
    assert {(row.after, row.asked_at) for row in rows} == {(after, morning(day)) for after, day in DUE.items()}


def test_the_history_says_how_many_were_asked_about_what_and_nothing_where_nobody_was(register: Register) -> None:
    def history() -> list[str]:
        asked = select(audit.c.fields).where(audit.c.what == "benefit_asked")
        return list(register.read_now(lambda c: c.execute(asked).scalars()))

    request = done(register)
    ask(register, morning(DUE[0]))
    assert [json.loads(fields) for fields in history()] == [{"people": 1, "requests": [request.reference]}]
    wanted = [(request.reference, 0)]
    passed_on = [
        register.write_now(lambda c: benefit_questions.pass_on(c, people(), ASKER, wanted, morning(DUE[0])))
        for _ in range(2)
    ]
    assert passed_on == [1, 0]
    assert len(history()) == 2


def test_outside_working_hours_nobody_is_asked(register: Register) -> None:
    done(register)
    for now in (morning(DUE[0]) - timedelta(minutes=1), morning(date(2026, 11, 21)), morning(DUE[0]).replace(hour=20)):
        assert ask(register, now) == 0


@pytest.mark.parametrize(
    ("away", "asked"),
    [
        ((date(2026, 11, 21), date(2027, 1, 10)), [0, 3, 6, 12]),
        ((date(2026, 11, 21), date(2027, 3, 1)), [3, 6, 12]),
        ((date(2026, 11, 21), date(2027, 11, 15)), [6, 12]),
        ((date(2026, 11, 21), date(2027, 11, 30)), [12]),
        ((date(2026, 12, 1), date(2027, 12, 1)), [0, 12]),
        ((date(2026, 11, 21), date(2028, 12, 1)), []),
    ],
)
def test_after_a_long_downtime_only_the_latest_question_is_asked(
    register: Register, away: tuple[date, date], asked: list[int]
) -> None:
    done(register)
    live(register, DONE.date(), date(2029, 3, 1), away)
    assert [one for _, (one,) in told(register)] == [("DR-0001", after) for after in asked]


def test_a_restart_asks_nobody_twice(register: Register, database_url: str) -> None:
    done(register)
    assert ask(register, morning(DUE[0])) == 1
    again = open_register(database_url)
    try:
        assert ask(again, morning(DUE[0]) + timedelta(minutes=1)) == 0
        assert ask(again, morning(DUE[0]) + timedelta(days=1)) == 0
    finally:
        again.close()


def test_of_two_instances_one_asks(register: Register, database_url: str) -> None:
    for _ in range(20):
        done(register, person=Person(f"00000000-0000-0000-0000-0000000000{_:02d}", "Somebody"))
    other, gate, asked = open_register(database_url), Barrier(2), []
    now = morning(DUE[0])
    wanted = register.read_now(lambda c: benefit_questions.due(c, people(), now))

    def run(one: Register) -> None:
        gate.wait()
        asked.append(one.write_now(lambda c: benefit_questions.ask(c, people(), wanted, now)))

    threads = [Thread(target=run, args=(one,)) for one in (register, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert sum(asked) == 20
    assert len(told(register)) == 20


def test_a_person_is_asked_about_ten_requests_a_day_in_one_message(register: Register) -> None:
    for _ in range(MOST_ASKED + 3):
        done(register)
    live(register, DUE[0], DUE[0] + timedelta(days=2))
    assert [len(asked) for _, asked in told(register)] == [MOST_ASKED, 3]
    assert len({one for _, asked in told(register) for one in asked}) == MOST_ASKED + 3


def test_who_has_said_it_by_themselves_is_not_asked_and_the_sponsor_is(register: Register) -> None:
    done(register, sponsor=HEAD)
    says(register, ASKER, Measured.MORE, after=0, at=DONE + timedelta(hours=1))
    live(register, DONE.date(), DUE[0] + timedelta(days=5))
    assert told(register) == [(HEAD.aad_id, [("DR-0001", 0)])]


def test_where_all_have_said_it_nothing_is_looked_at_again(register: Register) -> None:
    done(register)
    says(register, ASKER, Measured.MORE, after=0, at=DONE + timedelta(hours=1))
    assert ask(register, morning(DUE[0])) == 0
    assert register.read_now(lambda c: benefit_questions.due(c, people(), morning(DUE[0]))) == ()
    live(register, DUE[0], DUE[3])
    assert told(register) == [(ASKER.aad_id, [("DR-0001", 3)])]


def test_what_is_done_no_more_is_not_asked_about(register: Register) -> None:
    request = done(register)
    happens(register, request, StatusChanged("In delivery"), at=DONE + timedelta(hours=1))
    live(register, DONE.date(), DUE[3])
    assert told(register) == []


def unreachable(register: Register, *whom: str) -> None:
    def job(connection: Connection) -> None:
        for number, aad_id in enumerate(whom):
            people_rows.introduce(connection, Person(aad_id, ""), DONE, f"key{number}".format)
            people_rows.set_reachable(connection, aad_id, reachable=False)

    register.write_now(job)


@pytest.mark.parametrize(
    ("gone", "asked"),
    [
        ((), [ASKER.aad_id, HEAD.aad_id]),
        ((ASKER.aad_id,), [HEAD.aad_id]),
        ((ASKER.aad_id, HEAD.aad_id), [HOUSING_PARTNER]),
        ((ASKER.aad_id, HEAD.aad_id, HOUSING_PARTNER), [GOVERNANCE]),
    ],
)
def test_who_cannot_be_reached_is_passed_over_for_sponsor_then_partner(
    register: Register, gone: tuple[str, ...], asked: list[str]
) -> None:
    done(register, sponsor=HEAD)
    unreachable(register, *gone)
    ask(register, morning(DUE[0]))
    assert [aad_id for aad_id, _ in told(register)] == asked


def erase(register: Register, person: Person) -> None:
    def job(connection: Any) -> None:
        people_rows.introduce(connection, person, DONE, lambda: person.aad_id[-8:])
        found = identity.find(connection, person.aad_id, [person])
        assert found is not None
        erasure.forget(connection, found)

    register.write_now(job)


def test_where_the_requester_was_erased_the_sponsor_and_then_the_partner_is_asked(register: Register) -> None:
    done(register, sponsor=HEAD)
    erase(register, ASKER)
    ask(register, morning(DUE[0]))
    assert told(register) == [(HOUSING_PARTNER, [("DR-0001", 0)])], "an erased request keeps no sponsor"


def test_an_erased_person_leaves_their_answers_without_words_or_id(register: Register) -> None:
    request = done(register, sponsor=HEAD)
    live(register, DUE[0], DUE[0])
    says(register, ASKER, Measured.MORE, after=0, at=morning(DUE[0]) + timedelta(hours=1))
    says(register, HEAD, Measured.LESS, after=0, at=morning(DUE[0]) + timedelta(hours=2), role="sponsor")
    register.write_now(
        lambda c: c.execute(update(request_rows).values(list_state={"cells": {"Benefit": "A note"}})) and None
    )
    erase(register, HEAD)
    left = kept(register, request).benefits
    assert {(one.role, one.measured, one.note) for one in left} == {
        ("requester", "more", "A note"),
        ("sponsor", "less", ""),
    }
    assert HEAD.aad_id not in str(left)
    state = register.read_now(lambda c: c.execute(select(request_rows.c.list_state)).scalar_one())
    assert "Benefit" in state["owed"]
    erase(register, ASKER)
    left = kept(register, request).benefits
    assert {(one.role, one.measured, one.note) for one in left} == {("requester", "more", ""), ("sponsor", "less", "")}
    assert ASKER.aad_id not in str(left)


def sender(register: Register, *, at: datetime, fails: Exception | None = None) -> tuple[BenefitSender, Told]:
    class Failing(Told):
        async def to_person(self, delivery: Delivery, card: Any, words: str) -> Mapping[str, object]:
            if fails is not None:
                raise fails
            return await super().to_person(delivery, card, words)

    teams = Failing(register, _NOTHING, lambda: RULEBOOK, people, lambda: at, "28:bot", _NOTHING)
    return BenefitSender(teams), teams


async def test_the_message_asks_what_is_still_to_be_said(register: Register) -> None:
    done(register)
    done(register)
    ask(register, morning(DUE[0]))
    (both,) = waiting(register)
    sending, teams = sender(register, at=morning(DUE[0]))
    await sending.benefits(both)
    says(register, ASKER, Measured.MORE, after=0, at=morning(DUE[0]))
    await sending.benefits(both)
    assert teams.said == ["What came of 2 requests?", "What came of DR-0002?"]


async def test_nothing_is_sent_once_all_was_said(register: Register) -> None:
    done(register)
    ask(register, morning(DUE[0]))
    (one,) = waiting(register)
    says(register, ASKER, Measured.NONE, after=0, at=morning(DUE[0]))
    sending, teams = sender(register, at=morning(DUE[0]))
    assert await sending.benefits(one) == {"moot": True}
    assert teams.said == []


async def test_nothing_is_sent_about_what_is_done_no_more_or_to_who_may_not_say(register: Register) -> None:
    request = done(register)
    ask(register, morning(DUE[0]))
    (one,) = waiting(register)
    sending, teams = sender(register, at=morning(DUE[0]))
    assert await sending.benefits(replace(one, recipient=HEAD.aad_id)) == {"moot": True}
    happens(register, request, StatusChanged("In delivery"), at=DONE + timedelta(hours=1))
    assert await sending.benefits(one) == {"moot": True}
    assert teams.said == []


async def test_a_message_that_was_held_up_for_months_does_not_come_after_the_next(register: Register) -> None:
    done(register)
    live(register, DUE[0], DUE[3])
    first, second = waiting(register)
    sending, teams = sender(register, at=morning(DUE[3]))
    assert await sending.benefits(first) == {"moot": True}
    await sending.benefits(second)
    assert teams.said == ["What came of DR-0001?"]


@pytest.mark.parametrize("refused", [Unreachable("the app is not installed"), GiveUp("there is no such person")])
async def test_where_teams_refuses_somebody_whoever_comes_after_them_is_asked_once(
    register: Register, refused: Exception
) -> None:
    done(register)
    ask(register, morning(DUE[0]))
    (one,) = waiting(register)
    sending, _ = sender(register, at=morning(DUE[0]), fails=refused)
    for _ in range(3):
        with pytest.raises(type(refused)):
            await sending.benefits(one)
    assert told(register)[1:] == [(HOUSING_PARTNER, [("DR-0001", 0)])]
    unreachable(register, ASKER.aad_id)
    with pytest.raises(type(refused)):
        await sending.benefits(waiting(register)[1])
    assert told(register)[2:] == [(GOVERNANCE, [("DR-0001", 0)])]


async def test_the_host_asks_once_a_working_day(register: Register) -> None:
    done(register)
    now = [morning(DUE[0]) - timedelta(hours=1)]
    woken: list[datetime] = []
    live_config = LiveConfig(None, None, lambda: now[0], load_rulebook)
    rights = RightsWatch(register, live_config, lambda: now[0], lambda: "id", lambda: None)
    host = Scheduler(register, live_config, lambda: now[0], lambda: woken.append(now[0]), rights)
    for hours in (0, 1, 2, 3):
        now[0] = morning(DUE[0]) + timedelta(hours=hours - 1)
        await host.once()
    assert told(register) == [(ASKER.aad_id, [("DR-0001", 0)])]
    assert morning(DUE[0]) in woken
