"""`front-door tenant plan`, `apply` and `remove` as an administrator types them, on the stand-in's tenant."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands import main
from bot.local.graph import StandIn, start
from bot.local.graph.principals import TENANT
from bot.sharepoint.permissions import GIVEN, SELECTED
from bot.tenant.kept import Kept
from bot.tenant.scopes import CATALOGUE
from bot.tenant.sign_in import CLIENT
from bot.tenant.work import names
from tests.bot.other_rulebooks.councils import SPEND_CONTROL
from tests.bot.tenant.tenant_rig import SITE
from tests.bot.tenant.test_signing_in import token

NOBODY = "00000000-0000-0000-0000-00000000dead"
FEDERATED = ("https://token.example.org", "repo:council/front-door")


@dataclass
class Desk:
    """A tenant that shows at once what was made, and the folder in which the commands are run."""

    stand_in: StandIn
    folder: Path

    def run(self, *words: str, typed: str = "", **changed: str) -> Awaitable[Result]:
        """A command, in a thread: it has an event loop of its own. ``changed``: settings."""
        return asyncio.to_thread(run, self.folder, self.stand_in.url, *words, typed=typed, **changed)


def run(folder: Path, graph: str, *words: str, typed: str = "", **changed: str) -> Result:
    """A command of the tenant with the settings of the tests."""
    ours = folder / "ours"
    if not ours.exists():
        ours.mkdir()
        SPEND_CONTROL.rules_and_directory(ours)  # a small rulebook: it is read in a twentieth of the time
    rules = {"RULEBOOK": str(ours / "rules"), "DIRECTORY": str(ours / "directory.yaml")}
    usual = {"GRAPH_BASE_URL": graph, "SHAREPOINT_SITE": SITE, "MicrosoftAppTenantId": TENANT}
    cleared = dict.fromkeys(("MicrosoftAppId", "AZURE_CLIENT_ID", "FRONT_DOOR_TENANT_TOKEN"), "")
    words = ("tenant", *words, "--data", str(folder / "data"))
    return CliRunner().invoke(main, words, input=typed, env={**cleared, **rules, **usual, **changed})


@pytest.fixture
async def desk(tmp_path: Path, exchanges: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """An empty tenant, and an administrator in an empty folder."""
    monkeypatch.chdir(tmp_path)  # no settings file of the developer's counts
    stand_in = await start(0, tmp_path / "graph", site=SITE, record=exchanges, lag=0)
    yield Desk(stand_in, tmp_path)
    await stand_in.close()


def states(said: str) -> list[str]:
    """The state of each step that a plan names, in its order."""
    lines = [line.split(": ") for line in said.splitlines() if line[:1].isdigit()]
    return [state for _step, state, *_ in lines]


async def test_a_plan_is_done_when_it_is_agreed_to_and_taken_back_when_that_is(desk: Desk) -> None:
    tenant, env, password = desk.stand_in.tenant, desk.folder / "made.env", desk.folder / "password"
    planned = await desk.run("plan", "--grant", "all")
    assert planned.exit_code == 0, planned.output
    assert planned.output.startswith(f"Plan for the tenant {TENANT} and the site {SITE}:\n1. Application: to do: ")
    assert states(planned.output) == ["to do", "to do", "to do", "not asked", "to do", "to do", "to do"]
    assert f"consent to {names([one.name for one in GIVEN])} for the application" in planned.output
    assert "Nothing is to be done." not in planned.output

    declined = await desk.run("apply", typed="n\n")
    assert (declined.exit_code, declined.output.endswith("Nothing was changed.\n")) == (0, True), declined.output
    assert f"consent to {SELECTED.name} for the application" in declined.output
    assert tenant.applications == []

    given = ("--password-to", str(password), "--federated", *FEDERATED)
    done = await desk.run("apply", "--env-to", str(env), *given, typed="y\n")
    assert done.exit_code == 0, done.output
    (application,) = tenant.applications
    lines = env.read_text().splitlines()
    assert lines[0] == f"MicrosoftAppId={application['appId']}"
    assert f"AZURE_CLIENT_ID={application['appId']}" in lines
    shown = done.output.partition("Set these in .env:\n")[2].splitlines()
    assert shown == [
        *(f"  {line}" for line in lines),
        f"  and the line of {password}, which holds the password",
        f"Wrote {env}.",
    ]
    assert "Left for people:\n  Azure Bot: " in done.output
    assert "MicrosoftAppPassword=" in password.read_text()
    assert (env.stat().st_mode & 0o077, password.stat().st_mode & 0o077) == (0, 0)

    again = await desk.run("apply", "--yes")
    assert again.exit_code == 0, again.output
    assert "Nothing is to be done." in again.output
    assert "which holds the password" not in again.output

    kept = await desk.run("remove", typed="n\n")
    assert (kept.exit_code, kept.output.endswith("Nothing was changed.\n")) == (0, True), kept.output
    wrong = await desk.run("remove", "--yes", "--with-lists", typed="another:/sites/one\n")
    assert (wrong.exit_code, "That is not the site: nothing was changed" in wrong.output) == (1, True), wrong.output
    assert len(tenant.applications) == 1
    gone = await desk.run("remove", "--yes", "--with-lists", typed=f"{SITE}\n")
    assert gone.exit_code == 0, gone.output
    assert "Type the site to confirm" in gone.output
    assert (tenant.applications, desk.stand_in.rows("Digital change requests")) == ([], [])
    nothing = await desk.run("remove")
    assert (nothing.exit_code, nothing.output.endswith("Nothing is to be done.\n")) == (0, True), nothing.output


async def test_the_lists_stay_unasked_and_what_was_refused_ends_with_one(desk: Desk) -> None:
    desk.stand_in.apps.withhold(CATALOGUE.name)
    refused = await desk.run("apply", typed="y\n")
    assert (refused.exit_code, "Some steps were refused: see above" in refused.output) == (1, True), refused.output
    assert "Set these in .env:" in refused.output, "of what was made"
    theirs = desk.stand_in.tenant.register("Shared application")
    desk.stand_in.apps.withhold()
    gone = await desk.run("remove", typed="y\n")
    assert (gone.exit_code, "Type the site" in gone.output) == (0, False), gone.output
    assert "Lists" in gone.output
    assert desk.stand_in.columns("Digital change requests")

    unknown = await desk.run("plan", "--app", NOBODY)
    assert (unknown.exit_code, "Some steps would be refused: see above." in unknown.output) == (1, True)
    assert states(unknown.output) == ["refused", *["not tried"] * 4, "was there", "not tried"]
    assert "Nothing is to be done." not in unknown.output
    nothing = await desk.run("apply", "--app", NOBODY, "--yes")
    assert (nothing.exit_code, "Set these in .env:" in nothing.output) == (1, False), nothing.output
    slip = await desk.run("remove", "--app", NOBODY)
    assert (slip.exit_code, "Some of it was refused: see above" in slip.output) == (1, True), slip.output
    # One that was named once is meant by the next run too.
    assert (await desk.run("apply", "--yes", "--app", theirs["appId"])).exit_code == 0
    assert "Nothing is to be done." in (await desk.run("plan")).output


async def test_another_run_in_the_same_folder_and_a_file_that_is_damaged_end_it_in_a_sentence(desk: Desk) -> None:
    kept = Kept(desk.folder / "data" / "tenant.json")
    with kept.alone():
        busy = await desk.run("apply", "--yes")
    assert (busy.exit_code, busy.output.splitlines()[-1].startswith("Another front-door tenant apply")) == (1, True)
    kept.file.write_text("{")
    damaged = await desk.run("plan")
    assert (damaged.exit_code, "cannot be read" in damaged.output) == (1, True), damaged.output
    assert desk.stand_in.tenant.applications == []


async def test_a_token_that_was_brought_is_used_and_told_what_it_lacks(desk: Desk) -> None:
    file = desk.folder / "token"
    file.write_text(token(scp="Application.ReadWrite.All Sites.FullControl.All"))
    file.chmod(0o600)
    done = await desk.run("plan", "--token-file", str(file))
    assert done.exit_code == 0, done.output
    lacking = [
        line.split()[5].rstrip(",") for line in done.output.splitlines() if line.startswith("The token does not")
    ]
    assert lacking == ["AppRoleAssignment.ReadWrite.All", "AppCatalog.ReadWrite.All"]
    other = await desk.run("plan", FRONT_DOOR_TENANT_TOKEN=token(tid=NOBODY))
    assert (other.exit_code, "Nobody is signed in: the token is of the tenant" in other.output) == (1, True)


NO_GRAPH = "http://127.0.0.1:9/v1.0"
WRONG = {
    "no tenant": ((), {"MicrosoftAppTenantId": ""}, "MicrosoftAppTenantId is missing. Set it, or give --tenant"),
    "a tenant that is a name": (("--tenant", "council"), {}, f"--tenant: “council” is no id. It reads like {CLIENT}"),
    "an application that is a name": (("--app", "Digital front door"), {}, "--app: “Digital front door” is no id"),
    "a client that is a name": (("--client-id", "ours"), {}, "--client-id: “ours” is no id"),
    "no site": ((), {"SHAREPOINT_SITE": ""}, "SHAREPOINT_SITE is missing or no site"),
    "a path for a site": (("--site", "sites/digital"), {}, "SHAREPOINT_SITE is missing or no site"),
    "an issuer without https": (("--federated", "http://x", "subject"), {}, "--federated: the issuer is an https"),
    "a folder that is not there": (("--password-to", "none/password"), {}, "--password-to: there is no folder"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_with_a_wish_is_told_before_anybody_signs_in(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words, settings, told = WRONG[what]
    done = run(tmp_path, NO_GRAPH, "plan", *words, **settings)
    assert (done.exit_code, done.output.startswith(told), done.output.count("\n")) == (1, True, 1), done.output


async def test_everything_that_the_line_says_goes_before_the_settings(desk: Desk) -> None:
    identity = "00000000-0000-0000-0000-00000000A1D0"
    desk.stand_in.tenant.managed_identity(identity.lower(), "front-door-identity")
    grant = next(one.name for one in GIVEN if one is not SELECTED)
    words = ("--tenant", TENANT, "--site", f"{SITE}/", "--grant", grant, "--name", "Ours", "--review")
    planned = await desk.run("plan", *words, MicrosoftAppTenantId=NOBODY, SHAREPOINT_SITE="other:/sites/x")
    assert planned.output.startswith(f"Plan for the tenant {TENANT} and the site {SITE}:\n"), planned.output
    for told in ("register “Ours”", f"consent to {SELECTED.name} and {grant} for the", "for review"):
        assert told in planned.output
    managed = await desk.run("plan", "--app", identity)
    assert "a managed identity needs none" in managed.output
    assert (await desk.run("remove", "--review")).exit_code == 2, "what is made is no matter of removing"


def test_files_that_would_be_lost_are_named_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    there, new = tmp_path / "there.env", tmp_path / "new.env"
    there.write_text("mine")

    def refused(*words: str) -> str:
        done = run(tmp_path, NO_GRAPH, "apply", *words)
        assert done.exit_code == 1
        return done.output

    assert refused("--env-to", str(there)).startswith(f"{there} is there already and would be overwritten")
    assert refused("--env-to", "none/x").startswith("--env-to: there is no folder")
    same = ("--env-to", str(new), "--password-to", "new.env")
    assert refused(*same).startswith("--env-to and --password-to name the same file")
    assert refused("--env-to", str(new), "--password-to", "none/x").startswith("--password-to: there is no folder")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ours", "there.env"]
