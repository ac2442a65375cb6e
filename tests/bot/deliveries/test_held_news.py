"""While a meeting holds its news, nothing that lists requests gives away what it has decided."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.meetings import with_meetings
from bot.outgoing.file_makers import AreaExport
from bot.register import requests
from bot.register.register import Register
from dialogs.agendas import KeepMeeting
from dialogs.model import Lookups, Needs, Person, Similar
from dialogs.statuses import Status
from tests.bot.deliveries.meeting_cases import MEETING, SECRETARY, asked, decide, keep, meeting, opened
from tests.bot.people.people_cast import HOUSING_CHAMPION, RULES, people

CHAMPION = Person(HOUSING_CHAMPION, "Housing champion")


def statuses(register: Register, person: Person) -> dict[str, set[str]]:
    """The statuses that each kind of list shows this person."""

    def look(reference: str) -> Lookups:
        every = register.read_now(lambda c: requests.several(c, [reference]))
        one = every[0]
        similar = (Similar(one.reference, one.title, one.area or "", one.status),)
        found = Lookups(similar=similar, area_requests=every, work=every, about_system=every)
        return register.read_now(lambda c: with_meetings(c, Needs(), found, RULES, people(), person, MEETING))

    told = look("DR-0001")
    listed = {"area": told.area_requests, "work": told.work, "system": told.about_system}
    shown = {name: {request.status for request in several} for name, several in listed.items()}
    return {**shown, "similar": {one.status for one in told.similar}}


def test_lists_show_what_was_before_until_people_are_told(register: Register) -> None:
    decided = asked(register)
    opened(register, holds_news=True)
    decide(register, decided)

    before, after = {decided.status}, {str(Status.DECLINED)}
    kinds = ("area", "work", "system", "similar")
    assert statuses(register, CHAMPION) == dict.fromkeys(kinds, before)
    assert statuses(register, SECRETARY) == dict.fromkeys(kinds, after)
    keep(register, KeepMeeting(replace(meeting(register), closed_at=MEETING), ("closed",)))
    assert statuses(register, CHAMPION) == dict.fromkeys(kinds, after)


@pytest.mark.parametrize(("holds", "shown"), [(True, "Submitted"), (False, "Declined")])
async def test_the_table_of_an_area_says_what_people_were_told(register: Register, shown: str, *, holds: bool) -> None:
    decided = asked(register)
    opened(register, holds_news=holds)
    decide(register, decided)

    export = AreaExport(register, lambda: RULES, people, lambda: MEETING)
    table = (await export.make(CHAMPION, {"filter": "all"})).data.decode()
    assert shown in table
    assert ("Declined" in table) is (shown == "Declined")
