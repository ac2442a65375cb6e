"""Who somebody is, over HTTP: from Graph, from Teams, from nobody; late, and never; and no answer waits for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.local.graph import Fault
from bot.register.people_tables import profiles
from dialogs.wording import asking, say
from tests.bot.story.house import STAFF, House, inputs_of, until, words_of
from tests.bot.story.walking import DETAILS, PROJECT, walk

MANAGER = "00000000-0000-0000-0000-0000000d9001"
STRANGER = "00000000-0000-0000-0000-00000000e002"
HANGING = "00000000-0000-0000-0000-00000000e003"
REFUSED = "00000000-0000-0000-0000-00000000e004"
BECAUSE = say(asking.SUGGESTED_BY_DEPARTMENT)


def kept(house: House, aad_id: str) -> Any:
    """What is known of somebody, or None."""
    query = select(profiles).where(profiles.c.aad_id == aad_id)
    return house.front_door.register.read_now(lambda c: c.execute(query).one_or_none())


async def told(house: House, aad_id: str) -> None:
    """Wait until somebody has said who this is."""
    await until(lambda: kept(house, aad_id), f"nobody said who {aad_id} is")


async def upn_of(house: House, aad_id: str, upn: str) -> None:
    """Wait until the list names this address of whoever asked."""

    def row() -> bool:
        return any(r.get("RequesterUpn", "") == upn for r in house.rows() if r["RequesterAadId"] == aad_id)

    await until(row, f"the list does not name {upn!r}")


async def test_who_somebody_is_comes_from_graph_or_teams_early_or_late_and_nobody_waits_for_it(house: House) -> None:
    house.graph.keep_person(MANAGER, "head.housing@example.org", "Head of service (Housing)")
    house.graph.keep_person(STAFF, "staff.housing@example.org", "Staff", "HOUSING operations", MANAGER)

    known = house.someone()
    await known.press("start")
    await told(house, STAFF)
    assert (kept(house, STAFF).source, kept(house, STAFF).manager_id) == ("graph", MANAGER)
    await known.press("answer", {"need": "new_system"})
    assert inputs_of(known.card)["service_area"]["value"] == "housing"
    assert BECAUSE in words_of(known.card)
    await walk(known, {**PROJECT, "service_area": "place"}, DETAILS)
    await known.press("submit")
    await upn_of(house, STAFF, "staff.housing@example.org")
    assert [r["ServiceArea"] for r in house.rows()] == ["Place"]

    # Nobody has this one in Entra; Teams tells late, after the request is in the list, and the item follows.
    house.teams.tells.clear()
    stranger = house.someone(STRANGER, "Somebody")
    await walk(stranger, PROJECT, DETAILS, known=False)
    await stranger.press("submit")
    await upn_of(house, STRANGER, "")
    assert kept(house, STRANGER) is None
    house.teams.tells.set()
    await upn_of(house, STRANGER, "e002@example.org")
    assert kept(house, STRANGER).source == "teams"

    # Graph hangs for 20 s at this one alone: every card comes and the request is sent while the call still runs.
    house.graph.misbehave(Fault("hang", path=f"/users/{HANGING}", seconds=20.0))
    hanging = house.someone(HANGING, "Somebody else")
    await walk(hanging, PROJECT, DETAILS)
    assert BECAUSE not in words_of(hanging.card)
    await hanging.press("submit")
    await upn_of(house, HANGING, "")
    assert not [call for call in house.graph.ledger if HANGING in call.path]
    assert kept(house, HANGING) is None

    # The permission is taken away: Teams tells, and Graph is asked about nobody more.
    house.graph.apps.withhold("User.Read.All")
    for number in range(3):
        aad_id = f"{REFUSED[:-1]}{number}"
        await house.someone(aad_id, "Somebody again").press("start")
        await told(house, aad_id)
    refused = [call for call in house.graph.ledger if call.status == 403]
    assert len(refused) == 1
