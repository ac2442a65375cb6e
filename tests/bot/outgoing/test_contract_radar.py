"""The radar of contracts on the register: who gets which card, once, and how many contracts met IT in time."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, insert, update

from bot import contract_radar
from bot.deliveries import ledger
from bot.deliveries.ledger import Delivery
from bot.figures.chat import chat_figures
from bot.figures.figures import Rules
from bot.live_config import LiveConfig
from bot.outgoing.contracts import ContractSender
from bot.people.working_days import opening
from bot.register import contract_notices, systems
from bot.register import people as people_rows
from bot.register.register import Register
from bot.register.schema import requests as request_rows
from bot.register.system_tables import request_systems
from bot.rights_watch import RightsWatch
from bot.scheduler import Scheduler
from dialogs.cards.contracts import MOST_BUTTONS
from dialogs.records import System
from tests.bot.outgoing.test_asking_sponsors import Told
from tests.bot.people.people_cast import HOUSING_CHAMPION, HOUSING_PARTNER, people
from tests.bot.register.lodged import decision, lodge
from tests.dialogs.walker import RULEBOOK
from tests.rules_reading import load_rulebook

DAY: Final = date(2026, 3, 31)
NOW: Final = opening(DAY)
ENDS: Final = date(2027, 3, 31)


def system(item: str = "1", ends: date = ENDS, **more: Any) -> System:
    return System(item, f"System {item}", "A supplier", "Housing", contract_ends=ends, yearly_cost=12_000, **more)


def put(register: Register, *some: System) -> None:
    register.write_now(lambda c: systems.store(c, some))


def tell(register: Register, now: datetime = NOW) -> int:
    return register.write_now(lambda c: contract_radar.tell(c, people(), now))


def waiting(register: Register) -> list[Delivery]:
    def look(connection: Connection) -> list[Delivery]:
        ids = connection.exec_driver_sql("SELECT id FROM deliveries WHERE kind = 'contracts' ORDER BY number")
        return [one for row in ids.all() if (one := ledger.find(connection, row[0])) is not None]

    return register.read_now(look)


def asks_about(register: Register, item: str, at: datetime) -> str:
    """A request about the system, sent then; gives its reference."""
    request = lodge(register, decision(), at=at)
    row = {"reference": request.reference, "place": 1, "item": item, "title": "System"}
    register.write_now(lambda c: c.execute(insert(request_systems).values(**row)))
    return request.reference


def sender(register: Register, now: datetime = NOW) -> tuple[ContractSender, Told]:
    nothing: Any = None
    teams = Told(register, nothing, lambda: RULEBOOK, people, lambda: now, "28:bot", nothing)
    return ContractSender(teams), teams


def test_partner_and_champion_hear_once_whichever_instance_looks_and_however_often(register: Register) -> None:
    put(register, system())
    assert tell(register, NOW - timedelta(hours=1)) == 0, "before work nobody is told"
    planned = register.read_now(lambda c: contract_radar.due(c, people(), NOW))
    assert [t.system.item for t in planned.tellings] == ["1"], "another instance may plan the same"
    assert [tell(register, NOW + timedelta(minutes=n)) for n in range(3)] == [2, 0, 0]
    assert {one.recipient for one in waiting(register)} == {HOUSING_PARTNER, HOUSING_CHAMPION}


def test_two_years_of_mornings_tell_each_contract_twice_and_what_has_begun_once(register: Register) -> None:
    put(
        register, system(), system("2", date(2027, 9, 30)), system("3", date(2026, 1, 31)), system("4", state="Retired")
    )
    for fortnight in range(52):
        now = opening(DAY + timedelta(days=14 * fortnight - 70))
        if fortnight == 15:
            asks_about(register, "1", now)
        tell(register, now)
    cards = [one.payload["contracts"] for one in waiting(register) if one.recipient == HOUSING_PARTNER]
    said = Counter(told["item"] for card in cards for told in card)
    assert said == {"1": 1, "2": 2, "3": 1}


def test_a_burst_is_one_card_for_each_person(register: Register) -> None:
    many = [system(str(n), ENDS + timedelta(days=n - 200)) for n in range(500)]
    put(register, *many)
    assert tell(register) == 2
    (first, second) = waiting(register)
    assert len(first.payload["contracts"]) == len(second.payload["contracts"]) == 201


async def test_the_card_says_what_is_known_and_starts_the_renewal(register: Register) -> None:
    put(register, system())
    tell(register)
    sending, teams = sender(register)
    for one in waiting(register):
        await sending.contracts(one)
    assert teams.said == ["A contract ends on 31 March 2027"] * 2
    put(register, *(system(str(n)) for n in range(2, 60)))
    tell(register, NOW + timedelta(days=1))
    await sending.contracts(waiting(register)[-1])
    assert teams.said[-1] == "58 contracts end soon"
    assert MOST_BUTTONS < 6, "a card shows no more"


async def test_a_card_that_waited_tells_of_nothing_that_is_over(register: Register) -> None:
    put(register, *(system(str(n)) for n in range(1, 6)))
    tell(register)
    asks_about(register, "1", NOW + timedelta(hours=1))
    put(register, system("2", state="Retired"), system("3", date(2030, 1, 1)), replace(system("5"), area="Place"))
    register.write_now(lambda c: systems.gone(c, ["4"]))
    sending, teams = sender(register, NOW + timedelta(days=3))
    for one in waiting(register):
        assert await sending.contracts(one) == {"moot": True}
    assert teams.said == []


async def test_a_date_that_is_corrected_while_the_card_waits_is_told_as_it_is_now(register: Register) -> None:
    put(register, system())
    tell(register)
    put(register, system(ends=ENDS - timedelta(days=1)))
    assert tell(register, NOW + timedelta(hours=1)) == 0, "it is the same contract"
    sending, teams = sender(register, NOW + timedelta(hours=2))
    for one in waiting(register):
        await sending.contracts(one)
    assert teams.said == ["A contract ends on 30 March 2027"] * 2


async def test_a_card_that_waited_leaves_another_contract_to_its_own_card(register: Register) -> None:
    put(register, system())
    tell(register)
    put(register, system(ends=date(2027, 6, 30)))
    later = opening(date(2026, 7, 1))
    assert tell(register, later) == 2
    sending, teams = sender(register, later)
    assert [await sending.contracts(one) for one in waiting(register)[:2]] == [{"moot": True}] * 2
    for one in waiting(register)[2:]:
        await sending.contracts(one)
    assert teams.said == ["A contract ends on 30 June 2027"] * 2


def test_in_quiet_hours_it_waits(register: Register) -> None:
    put(register, system())

    def quiet(connection: Connection) -> None:
        partner = next(p for p in (people().areas["housing"].it_business_partner,) if p)
        people_rows.introduce(connection, partner, NOW, lambda: "k")
        people_rows.prefer(connection, HOUSING_PARTNER, {"quiet_from": "08:00", "quiet_to": "12:00"})

    register.write_now(quiet)
    tell(register)
    assert {one.recipient: one.next_try > NOW for one in waiting(register)} == {
        HOUSING_PARTNER: True,
        HOUSING_CHAMPION: False,
    }


def test_the_figures_count_the_contracts_that_met_it_by_half_of_their_notice(register: Register) -> None:
    """One in time, one late, one taken back, one of which nobody can know yet, one that was seen too late."""
    put(register, *(system(str(n)) for n in range(1, 4)), system("4", ENDS + timedelta(days=200), notice_months=19))
    put(register, system("5", date(2026, 5, 1)))
    tell(register)
    half = datetime(2026, 9, 29, 12, tzinfo=UTC)
    assert figures_say(register, half) is None, "it is known of none"
    asks_about(register, "1", half)
    asks_about(register, "2", half + timedelta(days=1))
    back = asks_about(register, "3", half - timedelta(days=60))
    withdrawn = update(request_rows).where(request_rows.c.reference == back).values(status="Withdrawn")
    register.write_now(lambda c: c.execute(withdrawn))
    assert register.read_now(lambda c: contract_notices.met_in_time(c, half)) == (1, 1)
    assert register.read_now(lambda c: contract_notices.met_in_time(c, half + timedelta(days=1))) == (1, 3)
    put(register, system("2", state="Retired"), system("3", state="Retired"))
    assert register.read_now(lambda c: contract_notices.met_in_time(c, half + timedelta(days=1))) == (1, 2), (
        "what was retired without a request had nothing to renew"
    )
    put(register, system("3"))
    put(register, system(ends=ENDS + timedelta(days=1)))  # a slip: the same contract, counted once
    tell(register, half + timedelta(days=1))
    assert figures_say(register, half + timedelta(days=1)) == 1 / 3


def figures_say(register: Register, now: datetime) -> object:
    return register.read_now(lambda c: chat_figures(c, Rules({}), now))["share_contracts_in_time"]


async def test_the_scheduler_looks_once_a_day_and_again_when_the_list_has_changed(register: Register) -> None:
    clock = [NOW]
    live = LiveConfig(None, None, lambda: clock[0], load_rulebook)
    woken: list[int] = []
    rights = RightsWatch(register, live, lambda: clock[0], lambda: "k", lambda: None)
    scheduler = Scheduler(register, live, lambda: clock[0], lambda: woken.append(1), rights)
    put(register, system())
    await scheduler.once()
    assert len(waiting(register)) == 2
    assert woken
    put(register, system("2"))
    for minutes, cards in ((1, 2), (2, 4), (3, 4)):
        if minutes == 2:
            register.write_now(systems.changed)
        clock[0] = NOW + timedelta(minutes=minutes)
        await scheduler.once()
        assert len(waiting(register)) == cards
