"""Whom the register knows, and by which names and addresses: an erasure reaches all of them."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, Table, delete

from bot.register import identity
from bot.register.identity import IDS, Identity, Nobody, Several
from bot.register.people_tables import profiles
from bot.register.register import Register
from bot.register.schema import joiners, people, requests
from dialogs.model import Person
from tests.bot.copies.copies_cases import row_of

WHO, OTHER = "00000000-0000-0000-0000-0000ca7a0001", "00000000-0000-0000-0000-00000000d002"
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def put(register: Register, table: Table, key: str, **values: Any) -> None:
    """A row of this table with these values; ``key`` tells it from others."""
    ids = {column.key: f"{key}-{column.key}"[:16] for column in table.primary_key if column.key not in values}
    unique = {"key": key, "interview": key, "number": sum(key.encode())}
    row = dict(row_of(table)) | {k: v for k, v in unique.items() if k in table.c} | ids | values
    register.write_now(lambda c: c.execute(table.insert(), row) and None)


def find(register: Register, who: str, *named: Person) -> Identity | None:
    """Whom the register finds by this."""

    def job(connection: Connection) -> Identity | None:
        return identity.find(connection, who, named)

    return register.read_now(job)


@ONE_DATABASE
def test_whoever_stands_in_one_column_alone_is_known_in_either_case_of_letter(register: Register) -> None:
    for column in (*IDS, requests.c.sponsor_upn):
        assert find(register, WHO) is None
        nobody_yet = {"sponsor_id": None} if column is requests.c.sponsor_upn else {}
        put(register, column.table, "x", **nobody_yet, **{column.key: WHO.upper()})
        found = find(register, f" {WHO} ")
        assert found is not None, column
        assert found.aad_id == WHO, column
        register.write_now(partial(Connection.execute, statement=delete(column.table)))


@ONE_DATABASE
def test_everything_that_somebody_was_ever_called_is_looked_for_and_nothing_that_others_are(register: Register) -> None:
    put(register, people, "a", aad_id=WHO, name="By  chat", upn="chat@example.org")
    put(register, requests, "b", aad_id=WHO, name="By request", upn="", it_contact_id=OTHER, it_contact="Of another")
    put(register, requests, "c", aad_id=OTHER, name="Another", it_contact_id=WHO, it_contact="By contact")
    put(register, requests, "d", aad_id=OTHER, name=identity.REMOVED, sponsor_id=WHO, sponsor_upn="sponsor@example.org")
    put(register, joiners, "e", aad_id=WHO, name="By joining")
    put(register, profiles, "f", aad_id=WHO, name="By profile", upn="profile@example.org", manager_name="Their manager")
    managed = {"manager_id": WHO, "manager_name": "By managing", "manager_upn": "manager@example.org"}
    put(register, profiles, "g", aad_id=OTHER, name="Another", upn="another@example.org", **managed)
    named = (Person(WHO.upper(), "By directory", "directory@example.org"), Person(OTHER, "Another", ""))
    expected = Identity(
        WHO,
        frozenset(f"By {how}" for how in ("chat", "request", "contact", "joining", "profile", "managing", "directory")),
        frozenset(f"{how}@example.org" for how in ("chat", "sponsor", "profile", "manager", "directory")),
        frozenset(),
    )
    assert find(register, WHO, *named) == expected
    for address in expected.upns - {"manager@example.org"}:
        found = find(register, address.upper(), *named)
        assert found is not None
        assert (found.aad_id, found.names) == (WHO, expected.names)
        assert found.upns == expected.upns | {address.upper()}, "what was typed is looked for too"


@ONE_DATABASE
def test_a_name_that_somebody_else_has_too_is_said_to_be_shared(register: Register) -> None:
    put(register, people, "a", aad_id=WHO, name="Same name", upn="")
    expected = Identity(WHO, frozenset(), frozenset(), frozenset({"Same name"}))
    assert find(register, WHO, Person(OTHER, "same NAME")) == expected
    for table in (people, requests, joiners, profiles):
        assert find(register, WHO) == Identity(WHO, frozenset({"Same name"}))
        put(register, table, "b", aad_id=OTHER, name="same  Name")
        assert find(register, WHO) == expected, table
        theirs = delete(table).where(table.c.aad_id == OTHER)
        register.write_now(partial(Connection.execute, statement=theirs))


@ONE_DATABASE
def test_an_address_that_two_have_had_names_neither_and_a_blank_one_nobody(register: Register) -> None:
    for key, who in (("a", WHO), ("b", OTHER)):
        put(register, people, key, aad_id=who, upn="same@example.org")
    put(register, requests, "c", aad_id="", upn="same@example.org")
    with pytest.raises(Several, match="More than one person"):
        find(register, "Same@example.org")
    assert find(register, "new@example.org", Person("", "Not found yet", "new@example.org")) is None
    found = find(register, OTHER, Person(OTHER, "", WHO))
    assert found is not None
    assert found.aad_id == OTHER
    with pytest.raises(Nobody, match="Entra object id or a sign-in name"):
        find(register, " ")


def test_json_is_cleared_in_every_text_of_it_and_its_keys_stay() -> None:
    person = Identity(WHO, frozenset({"Head Canary", "Mo"}), frozenset({"mo@example.org"}))
    said = {"Mo": ["Ask Head Canary", {"by": "Mo"}, 7, None, True], "rest": "Mo mows (mo@example.org)"}
    r = identity.REMOVED
    assert person.cleared_json(said) == {"Mo": [f"Ask {r}", {"by": r}, 7, None, True], "rest": f"Mo mows ({r})"}
    longer = Identity(WHO, frozenset({"Head Canary", "Head Canary of Place"}))
    assert longer.cleared("by Head Canary of Place.") == f"by {r}."
