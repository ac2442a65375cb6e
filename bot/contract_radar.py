"""The radar of contracts: who hears now that a contract ends, each once for the notice and once at half of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.notify import enqueue_after_quiet_hours
from bot.people.contracts import Plan, Telling, notice_day, plan, who_hears
from bot.people.working_days import in_working_hours
from bot.register import audit, contract_notices, systems
from dialogs.model import People, Person
from dialogs.wording import local_day


def due(connection: Connection, people: People, now: datetime) -> Plan:
    """What is to be told now: nothing outside working hours, at the cost of no query. It only reads."""
    if not in_working_hours(now, people.calendar):
        return Plan((), ())
    today = local_day(now)
    ending = [s for s in systems.ending_from(connection, today) if (day := notice_day(s)) and day <= today]
    told = contract_notices.told(connection, [system.item for system in ending])
    return plan(ending, told, contract_notices.asked(connection, told), now)


def tell(connection: Connection, people: People, now: datetime) -> int:
    """Tell whoever hears, each person on one card, and keep that they were told; all or nothing. Gives how many cards.

    Run it as one job of the register: of several instances the second finds nothing to tell.
    """
    planned = due(connection, people, now)
    contract_notices.keep(connection, planned.notices)
    hearing: dict[str, tuple[Person, list[Telling]]] = {}
    for telling in planned.tellings:
        for person in who_hears(people, telling.system):
            hearing.setdefault(person.aad_id, (person, []))[1].append(telling)
    on = local_day(now).isoformat()
    told = [(person, {"contracts": [_told(one, on) for one in tellings]}) for person, tellings in hearing.values()]
    enqueue_after_quiet_hours(connection, f"{now:%Y-%m-%dT%H:%M:%S.%f}", "contracts", told, now)
    if planned.tellings:
        fields = {"systems": [t.system.item for t in planned.tellings], "people": len(hearing)}
        audit.append(connection, now, audit.Entry("rules", "contracts_told", "systems", fields))
    return len(hearing)


def _told(telling: Telling, on: str) -> dict[str, Any]:
    return {"item": telling.system.item, "since": telling.since.isoformat(), "on": on, "again": telling.again}
