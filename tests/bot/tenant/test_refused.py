"""Every refusal that is known says what to do; the steps that need nothing of it are done all the same."""

from __future__ import annotations

from bot.local.faults import Fault
from bot.local.graph.applications import PASSWORDS
from bot.tenant.scopes import APPLICATIONS, CATALOGUE, CONSENT, SCOPES, SITE
from tests.bot.tenant.tenant_rig import Rig, package, states


async def test_each_role_that_is_lacking_is_named_and_the_rest_is_done(rig: Rig) -> None:
    refused = {APPLICATIONS: "Application", CONSENT: "Permissions", SITE: "Site", CATALOGUE: "App in Teams"}
    assert tuple(refused) == SCOPES
    # One administrator after another comes, the one for the site before the one who consents.
    for lacking in (SCOPES, (CONSENT, SITE, CATALOGUE), (CONSENT, CATALOGUE), (CATALOGUE,), ()):
        rig.stand_in.apps.withhold(*(scope.name for scope in lacking))
        done = await rig.apply()
        # Without the application nothing can be done for it.
        told = (APPLICATIONS,) if APPLICATIONS in lacking else lacking
        assert {step for step, state in states(done).items() if state == "refused"} == {refused[one] for one in told}
        for scope in told:
            assert f"It takes {scope.name} and the role {scope.role}" in done[refused[scope]][1]
        waiting = {step for step, state in states(done).items() if state == "not tried"}
        others = {"Service principal", "Permissions", "Credential", "Site", "App in Teams"}
        assert waiting == (others if APPLICATIONS in lacking else set())
        assert rig.tenant.kept.making == {}, "what was refused was not made: nobody waits for it"
    assert len(rig.stand_in.tenant.applications) == 1


async def test_a_policy_against_passwords_names_the_other_ways(rig: Rig) -> None:
    rig.stand_in.apps.withhold(PASSWORDS)
    done = await rig.apply(rig.wish(password_to=rig.folder / "password"))
    assert done["Credential"][0] == "refused"
    assert "--federated" in done["Credential"][1]
    assert not (rig.folder / "password").exists()
    assert done["Site"][0] == "done"


async def test_a_wait_that_graph_asks_for_is_waited_once_and_nothing_is_made_twice(rig: Rig) -> None:
    rig.stand_in.misbehave(Fault("status", method="POST", path="/applications$", status=429, retry_after=7))
    done = await rig.apply()
    assert done["Application"][0] == "done"
    assert 7.0 in rig.waited
    assert len(rig.stand_in.tenant.applications) == 1


async def test_answers_that_were_lost_make_nothing_twice(rig: Rig) -> None:
    for path in ("/applications$", "/servicePrincipals$", "AssignedTo$", "/permissions$", "Apps$"):
        rig.stand_in.misbehave(Fault("drop_after_commit", method="POST", path=path))
    done = await rig.apply()
    assert set(states(done).values()) <= {"done", "was there", "not asked"}, done
    assert rig.stand_in.door.plan.waiting == []
    tenant = rig.stand_in.tenant
    made = (tenant.applications, tenant.principals, tenant.site_permissions, tenant.versions)
    assert [len(one) for one in made] == [1, 1, 1, 1]
    assert len(tenant.granted) == len(set(tenant.granted)) == 2


async def test_a_site_that_is_not_there_is_named(rig: Rig) -> None:
    rig.stand_in.door.store.db.execute("DELETE FROM sites")
    done = await rig.apply()
    assert "SHAREPOINT_SITE" in done["Site"][1]
    assert states(done)["App in Teams"] == "done"


async def test_a_package_with_faults_is_not_sent(rig: Rig) -> None:
    def faulty(_app: str) -> bytes:
        raise ValueError("manifest.json: name is missing")

    done = await rig.apply(rig.wish(package=faulty))
    assert done["App in Teams"] == ("refused", "the package was not built: manifest.json: name is missing")
    assert rig.stand_in.tenant.versions == []
    cut = await rig.apply(rig.wish(package=lambda app: package(app)[:100]))
    assert "400" in cut["App in Teams"][1]
