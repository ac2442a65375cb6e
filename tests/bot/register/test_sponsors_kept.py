"""The sponsor of a request in the register: kept as it is, found by an address, and forgotten with the person."""

from __future__ import annotations

from typing import Any, Final

import pytest
from sqlalchemy import select, update

from bot.register import erasure, identity, people, requests
from bot.register.anonymising import SPONSORED
from bot.register.identity import REMOVED
from bot.register.people_tables import profiles
from bot.register.register import Register
from bot.register.schema import requests as request_rows
from dialogs.events import Event
from dialogs.model import Person, Request
from dialogs.records import Sponsor, SponsorState
from dialogs.sponsor_events import SponsorAnswered, SponsorFound, SponsorNamed, SponsorNotReached
from tests.bot.register.lodged import ASKER, NOW, decision, happens, lodge

HEAD: Final = Person("00000000-0000-0000-0000-0000ca7a0002", "Marmaduke Canary", "marmaduke.canary@example.org")
UNKNOWN: Final = Person("", "Marmaduke Canary", HEAD.upn)
WORDS: Final = "Marmaduke Canary, marmaduke.canary@example.org"
NAMED: Final = SponsorNamed(UNKNOWN, WORDS, "sponsor_name")


def kept(register: Register, request: Request) -> Request:
    found = register.read_now(lambda c: requests.find(c, request.reference))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("events", "id_", "state"),
    [
        ((NAMED,), "", SponsorState.ASKED),
        ((NAMED, SponsorFound(HEAD)), HEAD.aad_id, SponsorState.ASKED),
        ((NAMED, SponsorNotReached()), "", SponsorState.UNREACHED),
        ((NAMED, SponsorFound(HEAD), SponsorAnswered(confirmed=True)), HEAD.aad_id, SponsorState.CONFIRMED),
        ((NAMED, SponsorFound(HEAD), SponsorAnswered(confirmed=False)), HEAD.aad_id, SponsorState.NOT_ME),
    ],
)
def test_what_became_of_a_sponsor_is_kept(
    register: Register, events: tuple[Event, ...], id_: str, state: SponsorState
) -> None:
    request = lodge(register, decision("project", (), ("sponsor",)))
    for event in events:
        happens(register, request, event, ASKER)
    now = kept(register, request)
    assert now.sponsor == Sponsor(Person(id_, "", HEAD.upn), state, NOW)
    assert now.details["sponsor_name"] == WORDS
    happens(register, request, SponsorNamed(Person("", "Somebody"), "Somebody", "sponsor_name"), ASKER)
    assert kept(register, request).sponsor is None


def test_an_address_is_that_of_whoever_met_the_bot_or_is_somebodys_manager(register: Register) -> None:
    def enter(connection: Any) -> None:
        people.introduce(connection, ASKER, NOW, lambda: "k1")
        row = {"aad_id": ASKER.aad_id, "source": "graph", "read_at": NOW, "manager_id": HEAD.aad_id}
        connection.execute(profiles.insert().values(**row, manager_name=HEAD.name, manager_upn=HEAD.upn))

    register.write_now(enter)
    assert register.read_now(lambda c: people.of_address(c, HEAD.upn.upper())) == HEAD
    assert register.read_now(lambda c: people.of_address(c, ASKER.upn.upper())) == ASKER
    assert register.read_now(lambda c: people.of_address(c, "nobody@example.org")) is None


@pytest.mark.parametrize("known", ["by id", "by address", "never found"])
def test_an_erased_sponsor_leaves_others_requests_and_their_list_items(register: Register, known: str) -> None:
    request = lodge(register, decision("project", (), ("sponsor",)))
    happens(register, request, NAMED, ASKER)
    if known != "never found":
        happens(register, request, SponsorFound(HEAD), ASKER)
        happens(register, request, SponsorAnswered(confirmed=True), HEAD, "Sponsor")
    cells = {"SponsorName": "Marmaduke", "SponsorUpn": HEAD.upn, "SponsorConfirmed": "2026-11-23T10:00:00Z"}

    def job(connection: Any) -> erasure.Forgotten:
        connection.execute(update(request_rows).values(item="1", list_state={"cells": cells}))
        found = identity.find(connection, HEAD.aad_id if known == "by id" else HEAD.upn.upper())
        assert found is not None
        return erasure.forget(connection, found)

    assert request.reference in register.write_now(job).named
    now = kept(register, request)
    assert now.sponsor is None
    assert now.details["sponsor_name"] == REMOVED
    row = register.read_now(lambda c: c.execute(select(request_rows)).mappings().one())
    assert "canary" not in str(dict(row)).lower()
    assert HEAD.aad_id not in str(dict(row))
    assert set(SPONSORED) <= set(row["list_state"]["owed"])


def test_an_erased_requester_takes_the_name_of_their_sponsor_along(register: Register) -> None:
    request = lodge(register, decision("project", (), ("sponsor",)))
    for event in (NAMED, SponsorFound(HEAD)):
        happens(register, request, event, ASKER)

    def job(connection: Any) -> None:
        found = identity.find(connection, ASKER.aad_id)
        assert found is not None
        erasure.forget(connection, found)

    register.write_now(job)
    assert kept(register, request).sponsor is None
    row = register.read_now(lambda c: c.execute(select(request_rows)).mappings().one())
    assert HEAD.upn not in str(dict(row))
