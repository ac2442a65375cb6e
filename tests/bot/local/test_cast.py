"""Whom you can be on the local page, and who they are in the stand-in for Microsoft Entra."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.local.cast import cast_of, profiles_of
from bot.people.directory import people_of, read_directory

PEOPLE = people_of(read_directory(), (), date(2026, 11, 23))


def test_everyone_has_a_profile_and_a_member_of_staff_a_department_of_their_area_and_a_manager_in_the_cast() -> None:
    cast, profiles = cast_of(PEOPLE), profiles_of(PEOPLE)
    assert [p["id"] for p in profiles] == list(cast)
    staff = [p for p in profiles if cast[p["id"]].group == "Members of staff"]
    assert [PEOPLE.area_of_department(p["department"]) for p in staff] == list(PEOPLE.areas)
    assert {cast[p["manager"]].group for p in staff} == {"Heads of service"}
    others = [p for p in profiles if p not in staff]
    assert not [p for p in others if "manager" in p or "department" in p]


def test_a_directory_without_departments_makes_profiles_without() -> None:
    assert {p.get("department", "") for p in profiles_of(replace(PEOPLE, departments={}))} == {""}
