"""What Microsoft says of a person is kept, and an address that changed is right in their requests."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import select, update

from bot.people.profiles import WhoTheyAre
from bot.register import people, profiles
from bot.register.people_tables import profiles as profile_rows
from bot.register.register import Register
from bot.register.schema import people as person_rows
from bot.register.schema import requests as request_rows
from dialogs.model import Person
from tests.bot.register.lodged import ASKER, NOW, change, decision, do, lodge

MANAGER = Person("00000000-0000-0000-0000-00000000e009", "Head of Housing", "head.housing@example.org")
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def known(register: Register) -> None:
    names: Callable[[], str] = iter(("k1", "k2")).__next__
    do(register, lambda c: people.introduce(c, ASKER, NOW, names))
    do(register, lambda c: c.execute(update(person_rows).values(upn=ASKER.upn)) and None)


def keep(register: Register, who: WhoTheyAre) -> tuple[str, ...]:
    kept: tuple[str, ...] = do(register, partial(profiles.keep, aad_id=ASKER.aad_id, who=who, now=NOW))
    return kept


def addresses(register: Register) -> list[str]:
    rows = select(request_rows.c.upn).order_by(request_rows.c.number)
    return register.read_now(lambda c: [*c.execute(select(person_rows.c.upn)).scalars(), *c.execute(rows).scalars()])


@pytest.mark.parametrize(
    ("said", "shown", "address"),
    [("", 0, ASKER.upn), (ASKER.upn, 0, ASKER.upn), ("officer.repairs@example.org", 1, "officer.repairs@example.org")],
)
def test_another_address_goes_into_every_request_and_those_in_the_list_show_it_anew(
    register: Register, said: str, shown: int, address: str
) -> None:
    known(register)
    listed, gone = (lodge(register, decision()) for _ in range(2))
    change(register, gone.reference, gone=True)
    assert keep(register, WhoTheyAre("graph", upn=said, department="Housing", manager=MANAGER)) == (
        (listed.reference,) * shown
    )
    assert addresses(register) == [address] * 3
    row = register.read_now(lambda c: c.execute(select(profile_rows)).one())
    assert (row.department, row.manager_id, row.manager_upn) == ("Housing", MANAGER.aad_id, MANAGER.upn)


def test_who_was_never_here_is_not_entered(register: Register) -> None:
    assert keep(register, WhoTheyAre("graph", upn="officer.repairs@example.org")) == ()
    assert register.read_now(lambda c: c.execute(select(profile_rows)).all()) == []
