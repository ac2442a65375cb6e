"""A request that ended years ago: the people and their words are nowhere any more, and the record of it stays."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from bot.anonymising import WATCHED, begins
from bot.audit_anchor import outside_of
from bot.register import audit_verification, requests, retention, search
from bot.settings import Settings
from bot.wiring import now
from dialogs.model import Request
from dialogs.wording import local_day
from tests.bot.story.erased import GOVERNANCE, NAME, THEIRS, WHO, canaries, found_in
from tests.bot.story.house import LIST, House, open_house, until, verbs_of
from tests.bot.story.walking import PROJECT, partner_of, walk

_WAITING = "SELECT id FROM deliveries WHERE state = 'waiting'"
KEPT = {"Status": "Done", "ServiceArea": "Housing", "FinalProcess": "Project", "RequesterName": "No longer kept"}
EMPTY = ("RequesterUpn", "RequesterAadId", "Problem", "Outcome", "Systems", "Supplier", "SponsorName", "DecisionNote")


async def test_eight_years_later_nobody_is_in_it_and_the_record_stays(tmp_path: Path, database_url: str) -> None:
    async with open_house(tmp_path, database_url) as house:
        await _lived(house)
        before = _found(house)
        assert canaries(json.dumps(house.rows())) > {WHO, NAME}
        assert house.front_door.register.read_now(_alike), "somebody with the same need would hear of it"

        anonymiser, then = house.front_door.scheduler.anonymiser, now() + timedelta(days=8 * 366)
        await house.front_door.register.write(lambda c: begins(c, local_day(then - WATCHED), 7))
        assert await anonymiser.once(then) is True
        await until(lambda: house.rows()[0]["Title"] == "Project, Housing", "the item never followed")
        await _delivered(house)
        row = house.rows()[0]
        assert {name: row.get(name) for name in KEPT} == KEPT
        assert [row[name] for name in EMPTY if row.get(name)] == []
        assert canaries(json.dumps(row)) == set()
        after = _found(house)
        assert (after.answers, after.decision, after.status_at) == (before.answers, before.decision, before.status_at)
        assert [line.what for line in after.timeline] == [line.what for line in before.timeline]
        assert house.front_door.register.read_now(_alike) == ()
        partner = house.someone(partner_of("housing"))
        # The card that tells of it follows; what they typed may have been answered before it came.
        card = next(m for m in partner.inbox if "DR-0001" in m.words and m.card and "replyToId" not in m.activity)
        assert "Project, Housing" in json.dumps(card.card)
        assert canaries(json.dumps(card.card)) == set()
        answered = await partner.type("show DR-0001")
        assert canaries(json.dumps(answered.activity)) == set()
        assert await anonymiser.once(then) is False, "the day's last look clears the files"
        verified = house.front_door.register.read_now(
            lambda c: audit_verification.verify(c, outside_of(Settings(), tmp_path, make=False))
        )
        assert verified[1] == ()
        # What goes by itself within 90 days: kept answers, and what was sent.
        await house.front_door.register.write(lambda c: retention.tidy(c, now() + timedelta(days=9 * 366)))
    left = found_in(database_url, tmp_path)
    assert left == set(), "in no table, and in no file"


async def _lived(house: House) -> None:
    """Somebody sends a request, its partner says things of it, and the governance team says that it is done."""
    person, partner = house.someone(WHO, NAME), house.someone(partner_of("housing"), "Partner")
    await walk(person, PROJECT, THEIRS)
    await person.press("submit")
    await until(house.rows, "no item")
    await partner.press("pick_up", reference="DR-0001")
    await partner.type(f"note DR-0001 My canarynote on it, {NAME}.")
    if "save" in verbs_of(partner.card):
        await partner.press("save", {"note": f"My canarynote on it, {NAME}."})
    await partner.type("ask DR-0001: A canaryquestion for you?")
    await _delivered(house)
    cells = {"Status": "Done", "DecisionNote": f"canarynote: {NAME} has it.", "FinalProcess": "Project"}
    house.graph.edit(LIST, house.rows()[0]["id"], cells, GOVERNANCE)
    await until(lambda: _found(house).status == "Done", "the list is not read")
    await _delivered(house)


async def _delivered(house: House) -> None:
    register = house.front_door.register
    await until(lambda: not register.read_now(lambda c: c.exec_driver_sql(_WAITING).all()), "something waits for ever")


def _found(house: House) -> Request:
    request = house.front_door.register.read_now(lambda c: requests.find(c, "DR-0001"))
    assert request is not None
    return request


def _alike(connection: Connection) -> tuple[object, ...]:
    return search.similar(connection, THEIRS["title"])
