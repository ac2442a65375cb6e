"""Who is in the rooms of the local page, and who has spoken there already: whoever fits, else the first there is."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from bot.local.cast import Player, cast_of, host_of, member
from bot.local.rooms import Room, rooms_of
from dialogs.model import AreaPeople, People, Person


def person(name: str) -> Person:
    """Somebody whose id is their name."""
    return Person(name.lower(), name)


def area(name: str, *champions: str, partner: str = "") -> AreaPeople:
    """A service area with these people."""
    return AreaPeople(
        id=name.lower(),
        name=name,
        champions=tuple(person(one) for one in champions),
        it_business_partner=person(partner) if partner else None,
    )


def rooms(
    *areas: AreaPeople, board: Iterable[str] = (), governance: Iterable[str] = ()
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """By room: who is in it, and who has spoken, each by name."""
    people = People(
        areas={one.id: one for one in areas},
        owners={},
        bodies={"board": tuple(person(one) for one in board)},
        governance_team=tuple(person(one) for one in governance),
    )
    found = rooms_of(cast_of(people))

    def names(players: Iterable[Player]) -> list[str]:
        return [player.person.name for player in players]

    def spoke(room: Room) -> list[str]:
        return names(player for player, _ in room.said)

    return {key: names(r.members) for key, r in found.items()}, {key: spoke(r) for key, r in found.items()}


HOUSING = area("Housing", "Adults champion", "Housing champion", partner="IT partner (Housing)")
PLACE = area("Place", "Place champion", partner="IT partner (Place)")
STAFF = {name: f"Member of staff ({name})" for name in ("Place", "Housing", "Adults")}


def test_colleagues_of_two_areas_talk_of_bins_with_a_champion_and_a_partner_of_housing() -> None:
    members, said = rooms(PLACE, HOUSING)
    assert members["bins"] == [STAFF["Place"], STAFF["Housing"], "Housing champion", "IT partner (Housing)"]
    assert said["bins"] == [STAFF["Place"], STAFF["Housing"]]


def test_where_nobody_is_of_that_area_the_first_of_their_kind_talk() -> None:
    members, said = rooms(area("Adults", "Adults champion", partner="IT partner (Adults)"))
    assert members["bins"] == [STAFF["Adults"], "Adults champion", "IT partner (Adults)"]
    assert said["bins"] == [STAFF["Adults"], STAFF["Adults"]]


@pytest.mark.parametrize(
    ("board", "governance", "spoke"),
    [
        (["Chair", "Board secretary"], ["Officer"], ["Board secretary"]),
        (["Chair", "Member"], ["Officer"], ["Chair"]),
        ([], ["Officer", "Second officer"], ["Officer"]),
    ],
)
def test_the_secretary_of_the_board_speaks_first_else_another_member_else_the_governance_team(
    board: list[str], governance: list[str], spoke: list[str]
) -> None:
    members, said = rooms(HOUSING, board=board, governance=governance)
    assert said["meeting"] == said["channel"] == spoke
    assert members["meeting"] == [*board, *governance, "IT partner (Housing)"]


def test_a_room_needs_two_people() -> None:
    assert list(rooms(HOUSING)[0]) == ["bins", "channel"]
    assert list(rooms(HOUSING, board=["Chair"])[0]) == ["bins", "channel", "meeting"]
    assert list(rooms(governance=["Officer"])[0]) == []


def test_somebody_is_meant_by_either_id_and_has_one_chat() -> None:
    cast = cast_of(People(areas={HOUSING.id: HOUSING}, owners={}, governance_team=(person("Officer"),)))
    officer = cast["officer"]
    assert [member(cast, one) for one in ("OFFICER", officer.teams_id, "none")] == [officer, officer, None]
    assert [host_of(cast, one) for one in (officer.conversation_id, "none")] == [officer, None]
