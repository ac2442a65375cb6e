"""Which systems a request is about is kept with it, found by the system, and forgotten with who typed it."""

from __future__ import annotations

import time
from dataclasses import replace

from bot.register import request_systems, requests, systems
from bot.register.register import Register
from bot.system_index import SystemIndex
from dialogs.model import Person
from dialogs.records import Beside, RequestSystem, System
from governance_rules.roles import PARTNER
from tests.bot.register.lodged import ASKER, decision, lodge
from tests.bot.register.test_forgetting_work import forget

PROJECT = decision("project", (PARTNER, "board"), ())
GOES = Person("00000000-0000-0000-0000-0000ca7a0001", "Marmaduke Canary", "marmaduke.canary@example.org")
REPAIRS = System("7", "Housing repairs", owner="Marmaduke Canary")
INDEX = SystemIndex(
    [
        REPAIRS,
        System("2", "Mosaic (adult social care)", "Access Group"),
        System("3", "Old archive", state="Retired"),
        System("4", "iTrent payroll"),
        System("5", "Pay, online"),
    ]
)


def about(register: Register, reference: str, *found: RequestSystem) -> None:
    register.write_now(lambda c: request_systems.store(c, reference, found))


def test_requests_about_a_system_are_found_by_its_row_or_its_name(register: Register) -> None:
    first, second, third = (lodge(register, PROJECT) for _ in range(3))
    about(register, first.reference, RequestSystem("Housing repairs", "7"), RequestSystem("paper"))
    about(register, second.reference, RequestSystem("Housing repairs", "7", replaces=True))
    about(register, third.reference, RequestSystem("PAPER"))
    found = register.read_now(lambda c: requests.find(c, first.reference))
    assert found is not None
    assert [s.title for s in found.systems] == ["Housing repairs", "paper"]
    assert [(b.reference, b.replaces) for b in found.beside] == [(second.reference, True)] or found.beside[0] == Beside(
        third.reference, third.area, "Submitted", replaces=False
    )
    assert register.read_now(lambda c: request_systems.about(c, REPAIRS)) == [second.reference, first.reference]


def test_what_an_erased_person_typed_goes_and_the_councils_systems_stay(register: Register) -> None:
    own, other = lodge(register, PROJECT, person=GOES), lodge(register, PROJECT, person=ASKER)
    register.write_now(lambda c: systems.store(c, [REPAIRS]))
    about(register, own.reference, RequestSystem("Housing repairs", "7"), RequestSystem("my own sheet"))
    about(register, other.reference, RequestSystem("the sheet of Marmaduke Canary"))
    forget(register, GOES)
    kept = register.read_now(lambda c: request_systems.of(c, [own.reference, other.reference]))
    assert kept[own.reference] == (RequestSystem("Housing repairs", "7"),)
    assert "Marmaduke" not in kept[other.reference][0].title
    (system,) = register.read_now(systems.every)
    assert system == replace(REPAIRS, owner=system.owner)
    assert "Marmaduke" not in system.owner


def test_words_find_a_system_by_its_name_its_parts_and_its_supplier() -> None:
    found = {
        said: [system.title for system in INDEX.matching(said)]
        for said in (
            "The housing repair system keeps losing jobs", "housing officers need tablets", "Mosaic is slow",
            "Access Group has raised its price", "iTrent is down", "the archive is old", "the OLD archive again", "",
        )
    }  # fmt: skip
    assert list(found.values()) == [
        ["Housing repairs"], [], ["Mosaic (adult social care)"], ["Mosaic (adult social care)"], ["iTrent payroll"], [],
        ["Old archive"], [],
    ]  # fmt: skip


def test_a_list_of_names_is_taken_apart_with_known_names_whole() -> None:
    assert INDEX.named("pay,  ONLINE, housing repairs; Housing Repairs\nsomething else;") == (
        RequestSystem("Pay, online", "5"), RequestSystem("Housing repairs", "7"), RequestSystem("something else"),
    )  # fmt: skip
    assert INDEX.named("") == ()


def test_of_a_firm_with_many_systems_only_those_are_offered_of_which_a_word_is_there() -> None:
    index = SystemIndex(
        System(str(n), f"{thing} desk", "Civica") for n, thing in enumerate(("Tax", "Bin", "Tree", "Pet"))
    )
    assert index.matching("civica is slow") == ()
    assert [s.title for s in index.matching("civica and the tree people")] == ["Tree desk"]


def test_a_name_full_of_commas_does_not_make_every_list_of_names_dear() -> None:
    index = SystemIndex([System("1", ";" * 200 + "x"), System("2", "Pay, online")])
    began = time.process_time()
    assert [one.item for one in index.named(";" * 4000 + "pay,  ONLINE; paper")] == ["2", ""]
    assert time.process_time() - began < 0.2
