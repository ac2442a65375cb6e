"""Whom `front-door erase` refuses, and what is a person's in a text: nobody else loses anything."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Connection, select

from bot import erasure
from bot.commands import main
from bot.register import people as people_rows
from bot.register.identity import REMOVED, Identity, Several
from bot.register.opening import open_register
from bot.register.schema import people
from bot.wiring import now
from dialogs.model import Person
from tests.bot.story.erased import NAME, OTHER, THIRD, UPN, WHO, erase, rows_of
from tests.bot.story.house import House, open_house
from tests.bot.story.walking import DETAILS, PROJECT, walk


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("", "it is blank"),
        ("  ", "it is blank"),
        ("nobody", "Nobody with this id or name"),
        ("%", "Nobody with this id or name"),
        ("removed:DR-0001", "Nobody with this id or name"),
        (REMOVED, "Nobody with this id or name"),
    ],
)
async def test_who_is_nobody_is_refused_and_nothing_is_removed(
    tmp_path: Path, database_url: str, directory: Path, who: str, told: str
) -> None:
    async with open_house(tmp_path, database_url, directory=directory) as house:
        await walk(house.someone(), PROJECT, DETAILS)
        await house.someone().press("start")
    before = rows_of(database_url)
    refused = erase(tmp_path, database_url, directory, who, "--yes")
    assert refused.exit_code in (1, 2)
    assert told in refused.output
    assert rows_of(database_url) == before


async def test_nobody_is_erased_while_a_front_door_runs(house: House, tmp_path: Path, database_url: str) -> None:
    person = house.someone()
    await person.press("start")
    refused = await asyncio.to_thread(erase, tmp_path, database_url, Path(), person.aad_id, "--yes")
    assert refused.exit_code == 1
    assert "A front door runs" in refused.output
    await person.press("answer", {"need": "renew"})


def _meet(person: Person, connection: Connection) -> None:
    people_rows.meet(connection, None, person, None, now(), lambda: person.aad_id[-8:])


def test_a_sign_in_name_that_two_have_had_erases_neither_and_an_id_the_one_alone(database_url: str) -> None:
    register = open_register(database_url)
    try:
        for aad_id in (OTHER, THIRD):
            met = Person(aad_id, "Same name", UPN)
            register.write_now(partial(_meet, met))
        with pytest.raises(Several):
            erasure.plan(register, UPN.upper(), (), now())
        erased = erasure.erase(register, OTHER.upper(), (), now())
        assert erased.shared == ("Same name",)
        with register.engine.connect() as connection:
            assert connection.execute(select(people.c.aad_id)).scalars().all() == [THIRD]
    finally:
        register.close()


@pytest.mark.parametrize(
    ("text", "cleared"),
    [
        (f"Ask {NAME}.", f"Ask {REMOVED}."),
        ("ask marmaduke\ncanary", f"ask {REMOVED}"),
        (f"{UPN.upper()}, {WHO}", f"{REMOVED}, {REMOVED}"),
        ("Mo", REMOVED),
        ("Mowing by Mo", "Mowing by Mo"),
        (f"x{NAME}x", f"x{NAME}x"),
        ("", ""),
    ],
)
def test_a_person_is_taken_out_of_a_text_by_whole_names_only(text: str, cleared: str) -> None:
    assert Identity(WHO, frozenset({NAME, "Mo"}), frozenset({UPN})).cleared(text) == cleared


@pytest.mark.parametrize(
    "words",
    [
        ("deliveries", "retry", ""),
        ("deliveries", "list", " "),
        ("deliveries", "list", "--data", ""),
        ("audit", "verify", "--data", ""),
        ("figures", "--data", ""),
    ],
)
def test_a_blank_word_stands_for_nothing(words: tuple[str, ...]) -> None:
    refused = CliRunner().invoke(main, list(words))
    assert refused.exit_code == 2
    assert "it is blank" in refused.output


@pytest.mark.parametrize("mark", ["'", "\u2019"])
@pytest.mark.parametrize("typed", ["'", "\u2019"])
def test_an_apostrophe_is_the_same_whichever_way_word_or_a_phone_has_put_it(mark: str, typed: str) -> None:
    person = Identity(WHO, frozenset({f"Head O{mark}Canary", f"D{mark}Canary"}), frozenset({"o'canary@example.org"}))
    said = f"Head O{typed}Canary (o{typed}canary@example.org)"
    assert person.cleared(said) == f"{REMOVED} ({REMOVED})"
    assert person.cleared(f"D{typed}Canary") == REMOVED
