"""Everything that was made is removed in the reverse order; what was not, and the council's data, stays."""

from __future__ import annotations

import pytest

from tests.bot.tenant.tenant_rig import LIST, Killed, Rig, states


async def test_what_was_made_goes_and_the_lists_stay(rig: Rig) -> None:
    await rig.apply()
    rig.stand_in.add(LIST, {"Title": "A request", "Reference": "DR-0001"}, "Governance officer")
    before = len(rig.stand_in.ledger)
    planned = await rig.plan(removing=True)
    assert rig.methods(before) == {"GET"}
    assert [next(iter(planned)), [*planned][-1]] == ["App in Teams", "Application"]
    gone = await rig.remove()
    assert gone["Lists"][0] == "stays"
    assert {step for step, state in states(gone).items() if state == "done"} == {
        step for step, state in states(planned).items() if state == "to do"
    }
    tenant = rig.stand_in.tenant
    assert (tenant.applications, tenant.principals, tenant.granted) == ([], [], [])
    assert (tenant.site_permissions, tenant.versions) == ([], [])
    assert [row["Reference"] for row in rig.stand_in.rows(LIST)] == ["DR-0001"]
    assert set(states(await rig.remove()).values()) <= {"none", "stays"}
    assert states(await rig.apply())["Application"] == "done"


async def test_the_lists_go_when_they_are_asked_for_and_were_made_here(rig: Rig) -> None:
    await rig.apply()
    gone = await rig.remove(rig.wish(with_lists=True))
    assert gone["Lists"][0] == "done"
    assert not rig.data.joinpath("tenant.json").exists()
    with pytest.raises(KeyError):
        rig.stand_in.columns(LIST)


async def test_lists_that_were_there_before_stay_also_when_they_are_asked_for(rig: Rig) -> None:
    await rig.apply()
    (rig.data / "tenant.json").unlink()
    gone = await rig.remove(rig.wish(with_lists=True))
    assert gone["Lists"][0] == "stays"
    assert rig.stand_in.columns(LIST)


@pytest.mark.parametrize("at", range(1, 7))
async def test_killed_half_way_it_goes_on(rig: Rig, at: int) -> None:
    await rig.apply()
    with pytest.raises(Killed):
        await rig.remove(kill_at=at)
    await rig.remove()
    assert (rig.stand_in.tenant.applications, rig.stand_in.tenant.site_permissions) == ([], [])
    assert rig.stand_in.tenant.versions == []


async def test_a_named_application_keeps_what_these_commands_did_not_give(rig: Rig) -> None:
    theirs = rig.stand_in.tenant.register("Shared application")
    await rig.apply(rig.wish(app=theirs["appId"], password_to=rig.folder / "password"))
    gone = await rig.remove()
    assert (gone["Application"][0], gone["Service principal"][0]) == ("stays", "stays")
    assert (gone["Credential"][0], gone["Permissions"][0], gone["Site"][0]) == ("done", "done", "done")
    (application,) = rig.stand_in.tenant.applications
    assert (application["displayName"], application["passwordCredentials"]) == ("Shared application", [])
    assert rig.stand_in.tenant.granted == []
