"""A copy is put back while the list has gone on: nobody is told again, and nothing gets a reference twice."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.people.schedule import occurrences_due
from bot.put_back import PutBack, calendar_read
from bot.register import list_items, requests
from bot.register.opening import open_register
from bot.register.register import Register
from bot.register.schema import deliveries, schedule
from tests.bot.copies.copies_cases import Place
from tests.bot.people.people_cast import RULES, people
from tests.bot.people.test_schedule import SUBMITTED, lodge
from tests.bot.story.house import LIST, House, open_house, until, words_of
from tests.bot.story.walking import DETAILS, PROJECT, walk

OTHER = "00000000-0000-0000-0000-00000000d002"
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)


async def sent(house: House, aad_id: str) -> str:
    """Somebody sends a request, which is in the list then. Gives what its card says."""
    person, before = house.someone(aad_id), len(house.rows())
    await walk(person, PROJECT, DETAILS)
    await person.press("submit")
    await until(lambda: len(house.rows()) > before, "not in the list")
    return words_of(person.card)


async def test_the_list_is_read_without_telling_anybody_again_and_knows_what_the_register_lost(
    tmp_path: Path, database_url: str
) -> None:
    place, copy = Place(tmp_path, database_url), tmp_path / "copy.tar.gz"
    async with open_house(tmp_path, database_url) as house:
        for aad_id in ("00000000-0000-0000-0000-00000000d001", OTHER):
            await sent(house, aad_id)
        first, second = (row["id"] for row in house.rows())
        register = house.front_door.register
        waiting = select(deliveries.c.id).where(deliveries.c.state == "waiting")
        await until(lambda: not register.read_now(lambda c: c.execute(waiting).all()), "not all sent")
        code, said = place.run("backup", "--out", str(copy))
        assert code == 0, said
        house.graph.edit(LIST, first, {"Status": "Approved"}, "governance")
        person = house.someone()
        await until(lambda: [m for m in person.inbox if "is now: Approved" in m.words], "not told")
        house.graph.remove(LIST, second)
        assert "DR-0003" in await sent(house, OTHER)

    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    code, said = place.run("restore", str(copy), "--replace", "--ran-until", later)
    assert code == 0, said
    async with open_house(tmp_path, database_url) as house:
        register = house.front_door.register

        def put_back() -> PutBack | None:
            return register.read_now(PutBack.find)

        await until(lambda: (now := put_back()) and not now.list_unread, "the list is not read")
        one = register.read_now(lambda c: requests.find(c, "DR-0001"))
        assert one is not None
        assert one.status == "Approved", "the list is believed"
        gone = register.read_now(lambda c: list_items.find(c, "DR-0002"))
        assert gone is not None
        assert gone.gone, "its row is there no more"
        known = put_back()
        assert known is not None
        assert known.only_in_list == ("DR-0003",)
        assert "DR-0004" in await sent(house, OTHER)
        person = house.someone()
        await person.type("help")  # Teams has another address here than before
        house.graph.edit(LIST, first, {"Status": "Deferred"}, "governance")
        await until(lambda: [m for m in person.inbox if "is now: Deferred" in m.words], "what comes now is not told")
        assert not [m for m in person.inbox if "is now: Approved" in m.words]
        assert house.teams.doubles() == 0
    code, said = await asyncio.to_thread(place.run, "audit", "verify")  # it has an event loop of its own
    assert code == 0, said


def test_what_the_calendar_sent_before_the_end_does_not_come_again(database_url: str) -> None:
    register = open_register(database_url)
    register.write_now(lodge)
    lost_at = SUBMITTED + timedelta(days=7)  # a Monday at ten: reminders and digests of that morning went out

    def due(at: datetime) -> list[str]:
        found = register.read_now(lambda c: occurrences_due(c, people(), RULES, at))
        return [one.name for one in found if one.notifications]

    assert due(lost_at)
    evening = lost_at.replace(hour=22)

    def came_back(connection: Connection) -> None:
        PutBack(SUBMITTED.isoformat(), evening.isoformat(), evening.isoformat()).keep(connection)

    register.write_now(came_back)
    assert register.write_now(lambda c: calendar_read(c, people(), RULES))
    assert not register.write_now(lambda c: calendar_read(c, people(), RULES)), "once"
    assert due(lost_at.replace(hour=16)) == []
    states = set(register.read_now(lambda c: c.execute(select(deliveries.c.state)).scalars().all()))
    assert states == {"done"}, "they count as sent"
    assert register.read_now(lambda c: c.execute(select(schedule.c.name)).scalars().all())
    register.close()


def test_a_copy_of_the_very_end_lost_nothing_that_the_calendar_had_sent(register: Register) -> None:
    register.write_now(lodge)
    lost_at = (SUBMITTED + timedelta(days=7)).isoformat()
    register.write_now(PutBack(lost_at, lost_at, lost_at).keep)
    assert register.write_now(lambda c: calendar_read(c, people(), RULES))
    due = register.read_now(lambda c: occurrences_due(c, people(), RULES, SUBMITTED + timedelta(days=7)))
    assert [one.name for one in due if one.notifications], "it is sent now"


@pytest.mark.parametrize(("minutes", "told"), [(-30, True), (-1, False), (5, False)])
def test_what_was_changed_shortly_before_the_end_or_after_it_is_told(minutes: int, *, told: bool) -> None:
    put_back = PutBack(SUBMITTED.isoformat(), MONDAY.isoformat(), MONDAY.isoformat())
    assert put_back.told_by(MONDAY + timedelta(minutes=minutes)) is told
    assert not put_back.told_by(None)
