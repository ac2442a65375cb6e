"""The schedule in the database: what several instances plan at once comes once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.deliveries import ledger
from bot.people.occurrences import Occurrence
from bot.people.reminders import occurrence
from bot.people.schedule import claim, occurrences_due
from bot.people.work import work_of
from bot.register import interviews, requests, rights
from bot.register import people as people_rows
from bot.register.opening import open_register
from bot.register.register import Register
from bot.register.rights import Right, RightsChange
from bot.register.work_tables import request_steps
from dialogs.model import Interview
from governance_rules import Decision
from tests.bot.people.people_cast import DECISION, GOVERNANCE, HOUSING_PARTNER, PROCUREMENT, REQUESTER, RULES, people

SUBMITTED = datetime(2026, 11, 16, 10, tzinfo=UTC)
LATER = SUBMITTED + timedelta(days=7)


def lodge(connection: Connection, decision: Decision = DECISION) -> None:
    interview = Interview("one", 1, {}, {"title": "T"}, None, True, "1", SUBMITTED, SUBMITTED)  # noqa: FBT003 - the route was seen
    interviews.keep(connection, REQUESTER.aad_id, interview, new=True)
    requests.create(connection, interview, decision, "housing", REQUESTER, SUBMITTED, "2026-11-16")


def test_of_several_instances_that_planned_the_same_one_sends_it(database_url: str) -> None:
    instances = [open_register(database_url) for _ in range(2)]
    instances[0].write_now(lodge)
    plans = [i.read_now(lambda c: occurrences_due(c, people(), RULES, LATER)) for i in instances]
    plans = [tuple(d for d in plan if d.name.startswith("reminder:")) for plan in plans]
    assert [d.name for d in plans[0]] == ["reminder:DR-0001:1", "reminder:DR-0001:2"]
    assert plans[0] == plans[1]

    def race(place: int) -> list[str]:
        sent = instances[place % 2].write_now(lambda c: claim(c, plans[place % 2], LATER))
        return [i.recipient.aad_id for i in sent]

    with ThreadPoolExecutor(8) as threads:
        sent = [aad_id for some in threads.map(race, range(8)) for aad_id in some]
    assert sent == [HOUSING_PARTNER, GOVERNANCE]
    left = instances[1].read_now(lambda c: occurrences_due(c, people(), RULES, LATER))
    assert not [d for d in left if d.name.startswith("reminder:") or d.notifications]
    for instance in instances:
        instance.close()


def test_a_claim_that_is_not_stored_is_no_claim(database_url: str) -> None:
    register = open_register(database_url)
    due = (Occurrence("reminder:DR-0001:1", ()),)

    def fail(connection: Connection) -> None:
        claim(connection, due, LATER)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        register.write_now(fail)
    assert register.read_now(lambda c: c.exec_driver_sql("SELECT count(*) FROM schedule").scalar_one()) == 0
    register.close()


def test_a_check_that_nobody_finished_is_found_in_the_database_ten_working_days_later(tmp_path: Path) -> None:
    register = open_register(f"sqlite:///{tmp_path}/data.db")
    register.write_now(lambda c: lodge(c, replace(DECISION, checks=("procurement",))))
    for days, due in ((13, 0), (15, 1), (25, 1), (40, 0)):
        now = SUBMITTED + timedelta(days=days)
        plan = register.read_now(partial(occurrences_due, people=people(), rulebook=RULES, now=now))
        told = [one.recipient.aad_id for due_now in plan for one in due_now.notifications]
        assert told.count(PROCUREMENT) == due, days
    register.close()


DAILY = {"notifications": "daily", "since": "2026-11-13T12:00:00+00:00"}


def in_digest(register: Register, aad_id: str, now: datetime) -> tuple[str, ...]:
    """What the digest that is due for somebody holds."""
    due = register.read_now(lambda c: occurrences_due(c, people(), RULES, now))
    found = [one for those in due for one in those.notifications if one.kind == "digest"]
    return tuple(reference for one in found if one.recipient.aad_id == aad_id for reference in one.references)


@pytest.mark.parametrize(("kind", "told"), [("summary", False), ("message", True)])
def test_a_digest_has_what_came_as_no_card_of_its_own(tmp_path: Path, kind: str, *, told: bool) -> None:
    register = open_register(f"sqlite:///{tmp_path}/data.db")
    champion = people().areas["housing"].champions[0]
    delivery: dict[str, Any] = {"service": "teams", "ordering_key": "k", "recipient": champion.aad_id, "payload": None}

    def prepare(connection: Connection) -> None:
        lodge(connection)
        people_rows.introduce(connection, champion, SUBMITTED, lambda: "id")
        people_rows.prefer(connection, champion.aad_id, DAILY)
        ledger.enqueue(connection, id="d", reference="DR-0001", kind=kind, now=SUBMITTED, **delivery)

    register.write_now(prepare)
    assert in_digest(register, champion.aad_id, LATER - timedelta(days=6)) == (("DR-0001",) if told else ())
    register.close()


@pytest.mark.parametrize(("role", "told"), [("procurement", True), ("pmo", False)])
def test_a_check_that_became_theirs_with_their_post_is_in_their_next_digest(
    tmp_path: Path, role: str, *, told: bool
) -> None:
    register = open_register(f"sqlite:///{tmp_path}/data.db")
    register.write_now(lambda c: lodge(c, replace(DECISION, checks=("procurement",))))
    given = RightsChange((Right(role, "", PROCUREMENT),), ())
    register.write_now(lambda c: rights.keep(c, given, LATER + timedelta(days=6)))
    assert in_digest(register, PROCUREMENT, LATER + timedelta(days=7)) == (("DR-0001",) if told else ())
    register.close()


def test_what_comes_back_to_its_partner_months_later_is_found_in_the_database(tmp_path: Path) -> None:
    register = open_register(f"sqlite:///{tmp_path}/data.db")
    register.write_now(lambda c: lodge(c, replace(DECISION, steps=("it_business_partner",))))
    back = SUBMITTED + timedelta(days=119)
    register.write_now(lambda c: c.execute(request_steps.update().values(since=back)) and None)
    plan = register.read_now(lambda c: occurrences_due(c, people(), RULES, back + timedelta(days=2)))
    assert [one.name for one in plan if one.notifications] == [occurrence("DR-0001", 1, back)]
    register.close()


def test_work_waits_for_whoever_looks_after_the_area_and_none_for_nobody(tmp_path: Path) -> None:
    register = open_register(f"sqlite:///{tmp_path}/data.db")
    register.write_now(lambda c: lodge(c, replace(DECISION, steps=("it_business_partner",))))
    work = {who: register.read_now(partial(work_of, people=people(), aad_id=who)) for who in (HOUSING_PARTNER, "")}
    assert {who: [one.reference for one in waits] for who, waits in work.items()} == {
        HOUSING_PARTNER: ["DR-0001"],
        "": [],
    }
    register.close()
