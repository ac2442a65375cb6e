"""Everything that was made is removed in the reverse order; what was not, and the council's data, stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.local.faults import Fault
from bot.local.graph import objects
from bot.tenant.registration import marker
from tests.bot.tenant.tenant_rig import LIST, LISTS, SITE, Killed, Rig, states, what_is_said


async def test_what_was_made_goes_and_the_lists_stay(rig: Rig) -> None:
    await rig.apply()
    rig.stand_in.add(LIST, {"Title": "A request", "Reference": "DR-0001"}, "Governance officer")
    before = len(rig.stand_in.ledger)
    planned = await rig.plan(removing=True)
    assert rig.methods(before) == {"GET"}
    assert [next(iter(planned)), [*planned][-1]] == ["App in Teams", "Application"]
    rig.said.clear()
    gone = await rig.remove()
    assert rig.told(planned) == what_is_said("a plan of removing")
    assert [rig.plain(line) for line in rig.said] == what_is_said("what is removed")
    assert gone["Lists"][0] == "stays"
    assert {step for step, state in states(gone).items() if state == "done"} == {
        step for step, state in states(planned).items() if state == "to do"
    }
    tenant = rig.stand_in.tenant
    assert (tenant.applications, tenant.principals, tenant.granted) == ([], [], [])
    assert (tenant.site_permissions, tenant.versions) == ([], [])
    assert [row["Reference"] for row in rig.stand_in.rows(LIST)] == ["DR-0001"]
    assert rig.told(await rig.remove()) == what_is_said("nothing to remove")
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


async def test_killed_after_every_change_it_goes_on(rig: Rig) -> None:
    await rig.apply()
    for _ in range(6):
        with pytest.raises(Killed):
            await rig.remove(kill_at=1)
    assert set(states(await rig.remove()).values()) == {"none", "stays"}
    assert (rig.stand_in.tenant.applications, rig.stand_in.tenant.site_permissions) == ([], [])
    assert rig.stand_in.tenant.versions == []


async def test_lists_of_other_settings_are_named_before_they_go(rig: Rig) -> None:
    await rig.apply()
    other = rig.wish(lists=(replace(LISTS[0], name="Other list"),), with_lists=True)
    await rig.apply(other)
    planned = await rig.plan(other, removing=True)
    assert planned["Lists"][1] == f"remove Other list and {LIST} with everything in them"


async def test_an_application_that_bears_the_marker_and_nothing_else_is_not_deleted(rig: Rig) -> None:
    rig.stand_in.tenant.register("Somebody's", (marker(SITE),))
    gone = await rig.remove()
    assert (gone["Application"][0], gone["Site"][0]) == ("refused", "none")
    assert len(rig.stand_in.tenant.applications) == 1


async def test_lists_that_were_refused_were_not_made_here(rig: Rig) -> None:
    rig.stand_in.misbehave(Fault("status", method="POST", path="/lists$", status=403))
    assert (await rig.apply())["Lists"][0] == "refused"
    assert rig.tenant.kept.lists == []


async def test_what_was_made_for_an_application_that_somebody_deleted_goes_too(rig: Rig) -> None:
    await rig.apply()
    store = rig.stand_in.door.store
    for one in (*rig.stand_in.tenant.applications, *rig.stand_in.tenant.principals):
        objects.drop(store, one["id"])
    gone = await rig.remove()
    assert (gone["App in Teams"][0], gone["Site"][0], gone["Application"][0]) == ("done", "done", "none")
    assert (rig.stand_in.tenant.versions, rig.stand_in.tenant.site_permissions) == ([], [])
    assert (rig.tenant.kept.application, rig.tenant.kept.principal) == ("", "")
    # The same of one that was named; an id that was never here is a slip of the hand.
    theirs = rig.stand_in.tenant.register("Shared application")
    await rig.apply(rig.wish(app=theirs["appId"]))
    for one in (*rig.stand_in.tenant.applications, *rig.stand_in.tenant.principals):
        objects.drop(store, one["id"])
    assert (await rig.plan(removing=True))["Application"] == ("none", "there is none")
    slip = await rig.plan(rig.wish(app="00000000-0000-0000-0000-00000000dead"), removing=True)
    assert slip["Application"][0] == "refused"


async def test_a_named_application_keeps_what_it_had_before(rig: Rig) -> None:
    theirs = rig.stand_in.tenant.register("Shared application")
    await rig.apply(rig.wish(app=theirs["appId"]))
    (rig.data / "tenant.json").unlink()
    await rig.apply(rig.wish(app=theirs["appId"]))
    assert rig.told(await rig.remove()) == what_is_said("what was there before stays")
    assert len(rig.stand_in.tenant.versions) == len(rig.stand_in.tenant.site_permissions) == 1


async def test_a_named_application_keeps_what_these_commands_did_not_give(rig: Rig) -> None:
    theirs = rig.stand_in.tenant.register("Shared application")
    await rig.apply(rig.wish(app=theirs["appId"], password_to=rig.folder / "password"))
    rig.stand_in.misbehave(Fault("status", method="POST", path="removePassword$", status=400))
    assert (await rig.remove())["Credential"][0] == "refused", "it is there still"
    await rig.apply()
    gone = await rig.remove()
    assert (gone["Application"][0], gone["Service principal"][0]) == ("stays", "stays")
    assert (gone["Credential"][0], gone["Permissions"][0], gone["Site"][0]) == ("done", "done", "done")
    (application,) = rig.stand_in.tenant.applications
    assert (application["displayName"], application["passwordCredentials"]) == ("Shared application", [])
    assert rig.stand_in.tenant.granted == []
