"""Plan, apply and apply again: what is said is what is done, once, also where the command was killed half-way."""

from __future__ import annotations

import asyncio
import json
import stat
from datetime import timedelta

import pytest

from bot.sharepoint.columns import WantedColumn, WantedList
from bot.sharepoint.permissions import GIVEN, INSTALL, SELECTED
from bot.tenant.doing import STEPS, settings_of
from bot.tenant.kept import Unusable
from bot.tenant.registration import marker
from bot.tenant.scopes import SITE as SITE_SCOPE
from bot.tenant.work import Wish
from tests.bot.tenant.tenant_rig import LIST, SITE, Killed, Rig, package, states, what_is_said

ALL = [step.name for step in STEPS]
CHANGES = 9
"""Application, service principal, two permissions, password, federated credential, site, list, app."""
FEDERATED = ("https://token.example.org", "repo:council/front-door")


async def test_a_plan_only_reads_and_keeps_nothing(rig: Rig) -> None:
    planned = await rig.plan(rig.wish(password_to=rig.folder / "password"))
    assert list(planned) == ALL
    assert set(states(planned).values()) == {"to do"}
    assert rig.methods() == {"GET"}
    assert not rig.data.exists()
    assert not (rig.folder / "password").exists()
    assert SITE in planned["Site"][1]


async def test_what_was_planned_is_done_once_and_found_again(rig: Rig) -> None:
    planned = await rig.plan()
    done = await rig.apply()
    assert rig.told(planned) == what_is_said("a plan")
    assert [rig.plain(line) for line in rig.said] == what_is_said("what is done")
    assert [step for step, state in states(done).items() if state == "done"] == [
        step for step, state in states(planned).items() if state == "to do"
    ]
    tenant = rig.stand_in.tenant
    (application,) = tenant.applications
    assert application["signInAudience"] == "AzureADMyOrg"
    assert application["tags"] == [marker(SITE)]
    assert len(tenant.principals) == 1
    assert tenant.granted == sorted([SELECTED.name, INSTALL.name])
    assert tenant.site_permissions == [(application["appId"], ["write"])]
    assert tenant.versions == [("0.1.0", "published")]
    assert rig.stand_in.columns(LIST)
    assert rig.waited, "the stand-in is as late as Microsoft Entra"

    before = len(rig.stand_in.ledger)
    again = await rig.apply()
    assert set(states(again).values()) <= {"was there", "not asked"}
    assert rig.told(again) == what_is_said("what was there")
    assert rig.methods(before) == {"GET"}
    settings = settings_of(rig.tenant)
    assert settings[0] == f"MicrosoftAppId={application['appId']}"
    assert [rig.plain(line) for line in settings] == what_is_said("settings")


async def test_it_is_found_again_on_another_machine(rig: Rig) -> None:
    await rig.apply()
    (rig.data / "tenant.json").unlink()
    assert set(states(await rig.apply()).values()) <= {"was there", "not asked"}
    assert len(rig.stand_in.tenant.applications) == 1


async def test_killed_after_every_change_it_goes_on_from_there(rig: Rig) -> None:
    rig.ahead = timedelta(minutes=6)
    wish = rig.wish(password_to=rig.folder / "password", federated=FEDERATED)
    at = 1
    for _ in range(CHANGES):
        with pytest.raises(Killed):
            await rig.apply(wish, kill_at=at)
        # A password that was lost is removed and made anew first, which are changes too.
        at = 3 if "password" in rig.tenant.kept.making else 1
    done = await rig.apply(wish)
    assert set(states(done).values()) <= {"done", "was there"}, done
    tenant = rig.stand_in.tenant
    (application,) = tenant.applications
    made = (tenant.principals, tenant.federated(), tenant.versions, tenant.site_permissions)
    assert [len(one) for one in made] == [1, 1, 1, 1]
    assert tenant.granted == sorted([SELECTED.name, INSTALL.name])
    # The password of which the answer was lost serves nobody, and the one in the file is the only one.
    said = (rig.folder / "password").read_text().strip()
    assert {said} == {f"MicrosoftAppPassword={one}" for one in tenant.secret_of(application["appId"])}
    assert len(application["passwordCredentials"]) == 1
    assert rig.tenant.kept.making == {}


async def test_a_password_is_told_to_its_file_alone(rig: Rig) -> None:
    file = rig.folder / "password"
    done = await rig.apply(rig.wish(password_to=file, password_days=90))
    secret = file.read_text().partition("=")[2].strip()
    assert rig.told({"Credential": done["Credential"]}) == what_is_said("a password")
    assert stat.S_IMODE(file.stat().st_mode) == stat.S_IMODE((rig.data / "tenant.json").stat().st_mode) == 0o600
    told = [*rig.said, json.dumps(done), (rig.data / "tenant.json").read_text(), *settings_of(rig.tenant)]
    assert [one for one in told if secret in one] == []
    again = await rig.apply(rig.wish(password_to=file))
    assert again["Credential"][0] == "was there"
    other = await rig.apply(rig.wish(password_to=rig.folder / "second"))
    assert other["Credential"][0] == "done"
    assert any(f"the password written to {file} goes on until" in one for one in rig.said)


async def test_no_file_is_overwritten_and_no_password_made_that_cannot_be_written_down(rig: Rig) -> None:
    precious = rig.folder / "precious"
    precious.write_text("mine")
    refused = await rig.apply(rig.wish(password_to=precious))
    assert refused["Credential"][0] == "refused"
    assert precious.read_text() == "mine"
    nowhere = await rig.apply(rig.wish(password_to=rig.folder / "no folder" / "password"))
    assert "cannot be written" in nowhere["Credential"][1]
    assert rig.stand_in.tenant.applications[0]["passwordCredentials"] == []


async def test_a_killed_run_takes_no_file_of_somebody_elses_with_it(rig: Rig) -> None:
    with pytest.raises(Killed):
        await rig.apply(rig.wish(password_to=rig.folder / "password"), kill_at=5)
    assert "password" in rig.tenant.kept.making
    precious = rig.folder / "precious"
    precious.write_text("mine")
    assert (await rig.apply(rig.wish(password_to=precious)))["Credential"][0] == "refused"
    assert precious.read_text() == "mine"


async def test_a_managed_identity_is_used_as_it_is(rig: Rig) -> None:
    identity = "00000000-0000-0000-0000-00000000a1d0"
    rig.stand_in.tenant.managed_identity(identity, "front-door-identity")
    done = await rig.apply(rig.wish(app=identity))
    assert rig.stand_in.tenant.applications == []
    assert rig.stand_in.tenant.site_permissions == [(identity, ["write"])]
    assert rig.told(done) == what_is_said("a managed identity")
    assert "MicrosoftAppType=UserAssignedMSI" in settings_of(rig.tenant)
    refused = await rig.apply(rig.wish(app=identity, password_to=rig.folder / "password"))
    assert "signs in by itself" in refused["Credential"][1]


async def test_an_application_of_the_same_name_is_not_taken_over(rig: Rig) -> None:
    theirs = rig.stand_in.tenant.register("Digital front door")
    refused = await rig.apply()
    assert states(refused) == dict.fromkeys(ALL, "not tried") | {"Application": "refused", "Lists": "done"}
    assert theirs["appId"] in refused["Application"][1]
    assert "--app" in refused["Application"][1]
    assert rig.stand_in.tenant.applications == [theirs]
    named = await rig.apply(rig.wish(app=theirs["appId"]))
    assert named["Application"][0] == "was there"
    assert rig.stand_in.tenant.applications == [theirs]
    # Another front door of the same tenant has a site of its own.
    other = await rig.apply(rig.wish(name="Another front door", app=theirs["appId"]))
    assert other["Permissions"][0] == "was there"


async def test_an_application_of_another_tenant_is_refused(rig: Rig) -> None:
    app = "00000000-0000-0000-0000-00000000f0e1"
    rig.stand_in.tenant.app_of_another_tenant(app, "Somebody's")
    assert "another tenant" in (await rig.apply(rig.wish(app=app)))["Application"][1]
    nobody = "00000000-0000-0000-0000-00000000dead"
    assert "no application or managed identity" in (await rig.plan(rig.wish(app=nobody)))["Application"][1]


async def test_two_with_the_marker_are_not_chosen_between(rig: Rig) -> None:
    for name in ("One", "Other"):
        rig.stand_in.tenant.register(name, (marker(SITE),))
    assert "2 applications bear the marker" in (await rig.plan())["Application"][1]


async def test_a_marker_that_anybody_can_write_proves_nothing(rig: Rig) -> None:
    stranger = rig.stand_in.tenant.register("Somebody's", (marker(SITE),))
    refused = await rig.apply()
    assert states(refused) == dict.fromkeys(ALL, "not tried") | {"Application": "refused", "Lists": "done"}
    assert f"--app {stranger['appId']}" in refused["Application"][1]
    assert (rig.stand_in.tenant.granted, rig.stand_in.tenant.site_permissions) == ([], [])
    # Who may not ask whether the site is open to it has learnt nothing in its favour.
    rig.stand_in.apps.withhold(SITE_SCOPE.name)
    assert f"--app {stranger['appId']}" in (await rig.apply())["Application"][1]
    rig.stand_in.apps.withhold()
    # Whoever knows it for their own says so once.
    assert (await rig.apply(rig.wish(app=stranger["appId"])))["Site"][0] == "done"
    assert set(states(await rig.apply()).values()) <= {"was there", "not asked"}


async def test_one_folder_is_for_one_application(rig: Rig) -> None:
    await rig.apply()
    other = rig.wish(app=rig.stand_in.tenant.register("Other")["appId"])
    assert "is about what was made for the application" in (await rig.apply(other))["Application"][1]
    assert "is about what was made for the application" in (await rig.plan(other, removing=True))["Application"][1]
    assert (await rig.remove())["Application"][0] == "done"
    assert (await rig.apply(other))["Site"][0] == "done"


async def test_two_runs_at_once_make_nothing_twice(rig: Rig) -> None:
    one, other = await asyncio.gather(rig.apply(), rig.apply(), return_exceptions=True)
    assert [type(end) for end in (one, other)].count(Unusable) == 1
    assert len(rig.stand_in.tenant.applications) == 1


async def test_a_folder_that_cannot_be_written_is_named_before_anything_is_made(rig: Rig) -> None:
    rig.data.symlink_to(rig.folder / "nowhere" / "data")
    with pytest.raises(Unusable, match="cannot be written"):
        await rig.apply()
    assert rig.methods() == set()


async def test_more_permissions_later_are_added_and_none_is_taken(rig: Rig) -> None:
    await rig.apply()
    done = await rig.apply(rig.wish(grants=GIVEN))
    assert states(done)["Application"] == states(done)["Permissions"] == "done"
    assert rig.stand_in.tenant.granted == sorted(one.name for one in GIVEN)
    (application,) = rig.stand_in.tenant.applications
    (graph,) = application["requiredResourceAccess"]
    assert len(graph["resourceAccess"]) == len(GIVEN)
    fewer = await rig.plan(rig.wish(grants=(SELECTED,)))
    assert "may also do what was not asked for here" in fewer["Permissions"][1]
    assert INSTALL.name in fewer["Permissions"][1]


async def test_a_permission_to_read_alone_is_widened_and_read_back(rig: Rig) -> None:
    await rig.apply()
    rig.stand_in.tenant.narrow_site()
    assert (await rig.apply())["Site"][0] == "done"
    assert [roles for _, roles in rig.stand_in.tenant.site_permissions] == [["write"]]


async def test_a_new_version_goes_over_the_old_and_one_under_review_is_waited_for(rig: Rig) -> None:
    await rig.apply()
    newer = rig.wish(version="0.2.0", package=lambda app: package(app, "0.2.0"), review=True)
    assert (await rig.apply(newer))["App in Teams"][0] == "done"
    assert rig.stand_in.tenant.versions == [("0.1.0", "published"), ("0.2.0", "submitted")]
    assert "waits for review" in (await rig.apply(newer))["App in Teams"][1]
    newest = rig.wish(version="0.3.0", package=lambda app: package(app, "0.3.0"))
    assert "approve it" in (await rig.apply(newest))["App in Teams"][1]
    rig.stand_in.tenant.approve()
    assert (await rig.apply(newest))["App in Teams"][0] == "done"
    older = await rig.apply(rig.wish())
    assert older["App in Teams"] == ("was there", "version 0.3.0 is in the catalogue")


async def test_a_list_gets_what_it_lacks_and_what_no_command_mends_is_named(rig: Rig) -> None:
    def lists(*headings: str) -> Wish:
        columns = tuple(WantedColumn(f"C{number}", heading, "line") for number, heading in enumerate(headings))
        return rig.wish(lists=(WantedList(LIST, columns),))

    await rig.apply(lists("One"))
    assert (await rig.plan(lists("One", "Two")))["Lists"] == ("to do", f"{LIST}: add the column C1")
    done = await rig.apply(lists("Other", "Two"))
    assert (done["Lists"][0], "is shown as “One”" in done["Lists"][1]) == ("refused", True), done["Lists"]
    state, said = (await rig.plan(lists("Other", "Another")))["Lists"]
    assert (state, said.endswith(" (and 1 more: front-door list check)")) == ("refused", True), said
    assert "more: front-door list check" not in (await rig.plan(lists("Other", "Two")))["Lists"][1]


async def test_a_federated_credential_for_something_else_is_not_written_over(rig: Rig) -> None:
    await rig.apply(rig.wish(federated=FEDERATED))
    other = await rig.apply(rig.wish(federated=(FEDERATED[0], "repo:council/other")))
    assert (other["Credential"][0], "for something else" in other["Credential"][1]) == ("refused", True), other
    assert [one["subject"] for one in rig.stand_in.tenant.federated()] == [FEDERATED[1]]
