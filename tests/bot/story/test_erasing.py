"""Erasing a person: they are nowhere any more, whatever they were to a request, and every request goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from bot.audit_anchor import outside_of
from bot.deliveries import claims
from bot.erasure import REMOVED_ANSWER
from bot.list_edits import known_row, without_owed
from bot.local.faults import Fault
from bot.register import agenda_channels, audit_verification, list_items, requests, throttle
from bot.register.agenda_channels import Row as Chosen
from bot.register.identity import REMOVED
from bot.register.opening import open_register
from bot.register.schema import deliveries, people, tenants, throttles
from bot.register.schema import requests as requests_table
from bot.settings import Settings
from bot.sharepoint.polling import changes
from bot.sharepoint.reading import Row
from bot.wiring import now
from tests.bot.story.erased import (
    GOVERNANCE,
    NAME,
    NOTE_OF_THE_TEAM,
    OF_ANOTHER,
    OTHER,
    PARTNER,
    PLACE,
    THEIRS,
    THIRD,
    UPN,
    WHO,
    WORDS,
    canaries,
    erase,
    found_in,
    rows_of,
)
from tests.bot.story.house import LIST, House, Someone, open_house, until, verbs_of
from tests.bot.story.walking import DETAILS, PROJECT, walk


async def test_who_was_everything_to_requests_is_nowhere_afterwards_and_every_request_goes_on(
    tmp_path: Path, database_url: str, directory: Path
) -> None:
    async with open_house(tmp_path, database_url, directory=directory) as house:
        await _lived(house)
    before = rows_of(database_url)
    held = " ".join(found_in(database_url, tmp_path))
    assert canaries(held) == {WHO, NAME, UPN, *WORDS}, "the person is everywhere before"
    assert f"{NAME} in deliveries.payload" in held
    assert f"{WHO} in titles_shown.aad_id" in held

    shown = erase(tmp_path, database_url, directory, UPN)
    assert shown.exit_code == 1
    for part in (
        "What will go:",
        "drafts: 1",
        "DR-0001",
        "help with: DR-0002",
        "that they chose where an agenda is kept: 1",
        "others: DR-0002, DR-0003",
        "Nothing was removed",
    ):
        assert part in shown.output
    assert rows_of(database_url) == before, "showing changes nothing"

    done = erase(tmp_path, database_url, directory, UPN, "--yes")
    assert done.exit_code == 0, done.output
    assert "DIRECTORY still names this person" in done.output
    assert found_in(database_url, tmp_path) == set()
    _check_others(database_url, tmp_path)

    async with open_house(tmp_path, database_url, directory=directory) as house:
        await _goes_on(house)
    assert found_in(database_url, tmp_path, but=(WHO, NAME)) == set(), "nothing came back from the list"


async def test_what_an_erasure_still_has_to_change_in_the_list_never_comes_back_from_it(
    tmp_path: Path, database_url: str, directory: Path
) -> None:
    async with open_house(tmp_path, database_url, directory=directory) as house:
        other, person = house.someone(OTHER, "Other"), house.someone(WHO, NAME)
        await walk(other, PLACE, DETAILS)
        await other.press("submit")
        await person.press("pick_up", reference="DR-0001")
        await until(lambda: _item(house, "DR-0001").get("ITContact") == NAME, "no contact in the list")
        register = house.front_door.register
        await until(lambda: not register.read_now(lambda c: c.exec_driver_sql(_WAITING).all()), "not sent")
        await register.write(lambda c: throttle.start(c, "teams", 3600, now()))
    assert erase(tmp_path, database_url, directory, WHO, "--yes").exit_code == 0
    register = open_register(database_url)
    try:
        # Until it is written the list still shows it, and the list is read first.
        known = register.read_now(lambda c: list_items.find(c, "DR-0001"))
        assert known is not None
        assert "ITContact" in known.owed
        row = Row(known.item or "", {"Reference": "DR-0001", "Status": "In review", "ITContact": NAME}, version=99)
        (shown,) = without_owed([row], {"DR-0001": known})
        (change,) = changes({"DR-0001": known_row(known)}, [shown])
        assert (change.status, change.it_contact) == ("In review", None)
    finally:
        register.close()


async def test_an_item_that_nobody_knows_moves_on_and_a_decision_in_it_is_read_before_it_is_overwritten(
    tmp_path: Path, database_url: str
) -> None:
    async with open_house(tmp_path, database_url) as house:
        person = house.someone()
        await walk(person, PROJECT, DETAILS)
        await person.press("submit")
        await until(house.rows, "no item")
        register = house.front_door.register
        await until(lambda: not register.read_now(lambda c: c.exec_driver_sql(_WAITING).all()), "not sent")
        forgotten = requests_table.update().values(list_state={})  # as the version before left it after an erasure
        await register.write(lambda c: c.execute(forgotten))
        await house.someone(PARTNER, "Partner").press("pick_up", reference="DR-0001")
        await until(lambda: house.rows()[0]["Status"] == "With IT business partner", "it conflicts for ever")
        await register.write(lambda c: c.execute(forgotten))
        house.graph.edit(LIST, house.rows()[0]["id"], {"Status": "Deferred"}, "governance")
        await until(lambda: register.read_now(lambda c: _status(c, "DR-0001")) == "Deferred", "no decision came back")


async def _lived(house: House) -> None:
    """The person sends, joins, champions and partners; others name them; at last much waits to be sent."""
    person, other, third = house.someone(WHO, NAME), house.someone(OTHER, "Other"), house.someone(THIRD, "Third")
    await walk(person, PROJECT, THEIRS)
    await person.press("submit")
    await walk(other, PROJECT, OF_ANOTHER)
    await other.press("submit")
    await walk(third, PLACE, {**DETAILS, "title": "Bins on a map"})
    await third.press("submit")
    await walk(third, PLACE, {**DETAILS, "title": "An unfinished draft", "sponsor_name": NAME})
    await person.type("note DR-0002")
    await _write(person, "note", f"My canarynote on it, {NAME}.")
    await person.press("pick_up", reference="DR-0003")
    await person.type("ask DR-0003")
    await _write(person, "ask", "A canaryquestion for you?")
    await walk(person, PROJECT, {**DETAILS, "title": "Booking of repairs for tenants", "problem": "canarydraft"})
    await person.press("join", reference="DR-0002")
    await until(lambda: len(house.rows()) == 3, "no items")
    await until(lambda: _item(house, "DR-0003").get("ITContact") == NAME, "no contact in the list")
    house.graph.edit(LIST, _item(house, "DR-0002")["id"], {"DecisionNote": NOTE_OF_THE_TEAM}, "governance")
    register = house.front_door.register
    await until(
        lambda: register.read_now(lambda c: _note(c, "DR-0002")) == NOTE_OF_THE_TEAM, "the note never came back"
    )
    await until(lambda: not register.read_now(lambda c: c.exec_driver_sql(_WAITING).all()), "not sent")
    house.teams.misbehave(Fault("status", status=503, times=500))
    channel = (
        "board",
        "19:board@thread.tacv2",
        "19:team@thread.tacv2",
        "https://elsewhere.example.org/",
        "t",
        "28:bot",
    )
    await register.write(lambda c: agenda_channels.keep(c, Chosen(*channel, "agenda:board:1", "", now(), WHO)))
    await register.write(lambda c: throttle.start(c, "graph", 3600, now()))
    await person.press("can_help", reference="DR-0002")
    governance = house.someone(GOVERNANCE, "Governance officer")
    await governance.post({"type": "message", "text": "show DR-0001"})
    # Another chat: in one and the same chat nothing is tried before what was typed earlier has been answered.
    partner = house.someone(PARTNER, "IT business partner (Housing)")
    await partner.post({"type": "message", "text": "show DR-0002"})
    await until(lambda: register.read_now(lambda c: len(c.exec_driver_sql(_TRIED).all()) > 3), "nothing waits")
    await until(lambda: not register.read_now(claims.answers_wait), "an answer was never tried")


_WAITING = "SELECT id FROM deliveries WHERE state = 'waiting'"
_TRIED = f"{_WAITING} AND tries > 0"


async def _write(person: Someone, form: str, words: str) -> None:
    verb = next(verb for verb in ("save", "send", "answer", form) if verb in verbs_of(person.card))
    await person.press(verb, {form: words})


async def _goes_on(house: House) -> None:
    """The front door runs again: what waited is sent without the person, the list follows, and decisions come back."""
    register = house.front_door.register
    await register.write(lambda c: c.execute(throttles.delete()))
    await register.write(lambda c: _teams_moved(c, house.service_url))
    house.front_door.deliveries.wake()
    await until(lambda: _item(house, "DR-0001")["RequesterName"] == REMOVED, "the item never followed")
    await until(lambda: not register.read_now(lambda c: c.exec_driver_sql(_WAITING).all()), "something waits for ever")
    assert canaries(json.dumps(house.rows())) == set()
    taken = [call.body for call in house.teams.ledger if call.status < 300]
    assert canaries("".join(taken)) <= {NAME, WHO}, "the directory still names them, and nothing else"
    assert any(REMOVED_ANSWER in body for body in taken)
    assert not [m.conversation for m in house.teams.messages if "removed" in m.conversation or m.conversation == "a:"]
    partner = house.someone(PARTNER, "IT business partner (Housing)")
    await partner.press("pick_up", reference="DR-0001")
    await until(lambda: _item(house, "DR-0001")["Status"] == "With IT business partner", "the item stands still")
    house.graph.edit(LIST, _item(house, "DR-0001")["id"], {"Status": "Approved", "DecisionNote": "Yes."}, "governance")
    await until(lambda: register.read_now(lambda c: _status(c, "DR-0001")) == "Approved", "no decision came back")
    await until(lambda: not register.read_now(lambda c: c.exec_driver_sql(_WAITING).all()), "something waits for ever")
    assert not [call.path for call in house.teams.ledger if "removed" in call.path]


def _teams_moved(connection: Connection, to: str) -> None:
    """The stand-in for Teams has another port now."""
    before = connection.execute(select(tenants.c.service_url)).scalar_one()
    connection.execute(people.update().where(people.c.service_url == before).values(service_url=to))
    connection.execute(tenants.update().values(service_url=to))
    moved = func.replace(deliveries.c.payload, before, to)
    connection.execute(deliveries.update().values(payload=moved))


def _check_others(database_url: str, folder: Path) -> None:
    """The requests of others are as they were but for the person."""
    register = open_register(database_url)
    try:
        with register.engine.connect() as connection:
            own, second, third = (requests.find(connection, f"DR-000{n}") for n in (1, 2, 3))
            assert own is not None
            assert second is not None
            assert third is not None
            assert (own.requester.aad_id, own.title, own.status) == ("", REMOVED, "Submitted")
            assert own.decision.process == "project"
            assert second.requester.name == "Other"
            assert second.details["sponsor_name"] == REMOVED
            assert second.details["problem"] == f"Tenants wait. Ask {REMOVED} ({REMOVED}), who knows."
            assert second.details["outcome"] == DETAILS["outcome"]
            assert second.decision_note == f"Go ahead, as {REMOVED} proposed."
            assert (second.co_requesters, second.helpers) == ((), ())
            assert (third.title, third.it_contact, third.open_question) == ("Bins on a map", "", "")
            assert [line.what for line in third.timeline] == ["submitted", "picked_up", "asked"]
            assert audit_verification.verify(connection, outside_of(Settings(), folder))[1] == ()
            assert list_items.value(connection, "files_to_rebuild") is False
    finally:
        register.close()


def _item(house: House, reference: str) -> dict[str, Any]:
    return next((row for row in house.rows() if row["Reference"] == reference), {"ITContact": "", "id": ""})


def _note(connection: Connection, reference: str) -> str:
    request = requests.find(connection, reference)
    return request.decision_note if request else ""


def _status(connection: Connection, reference: str) -> str:
    request = requests.find(connection, reference)
    return request.status if request else ""
