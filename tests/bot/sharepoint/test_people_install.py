"""`front-door people install` against the stand-in: a dry run that is true, and no hour of waiting for a dead Graph."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Connection

from bot.commands import main
from bot.deliveries import outcomes
from bot.deliveries.claims import claim
from bot.deliveries.ledger import find
from bot.local.graph import Fault
from bot.register.opening import open_register
from bot.sharepoint.access import CHAMPIONS_LIST, LOCAL_APP
from tests.bot.deliveries.delivery_cases import clock, want
from tests.bot.sharepoint.sharepoint_cases import Desk

DIRECTORY: Final = """
service_areas:
  housing:
    name: Housing
    champions:
      - {name: Champion, upn: champion@example.org, aad_id: 00000000-0000-0000-0000-00000000c001}
      - {name: Second champion, upn: second@example.org, aad_id: 00000000-0000-0000-0000-00000000c002}
    it_business_partner: {name: Partner, upn: partner@example.org, aad_id: 00000000-0000-0000-0000-00000000b001}
owners: {}
governance_team:
  - {name: Governance officer, upn: governance@example.org, aad_id: 00000000-0000-0000-0000-00000000a001}
"""


async def run(desk: Desk, folder: Path, *options: str, app: str = "", **changed: str) -> Result:
    (folder / "directory.yaml").write_text(DIRECTORY)
    environment = {
        "DIRECTORY": str(folder / "directory.yaml"),
        "GRAPH_BASE_URL": desk.stand_in.url,
        "TEAMS_APP_ID": app,
        "MicrosoftAppId": LOCAL_APP,
        **changed,
    }
    words = ["people", "install", "--data", str(folder), *options]
    return await asyncio.to_thread(CliRunner().invoke, main, words, env=environment)


async def test_a_dry_run_says_when_the_catalogue_has_no_such_app(desk: Desk, tmp_path: Path) -> None:
    for number in ("c001", "c002", "b001", "a001"):
        desk.stand_in.keep_person(f"00000000-0000-0000-0000-00000000{number}", f"{number}@example.org", "Somebody")
    published = desk.stand_in.apps.publish(LOCAL_APP)
    wrong = await run(desk, tmp_path, "--dry-run", app="00000000-0000-0000-0000-00000000dead")
    assert (wrong.exit_code, wrong.output.count("correct TEAMS_APP_ID")) == (1, 4)
    right = await run(desk, tmp_path, "--dry-run", app=published)
    assert (right.exit_code, right.output.count(": would be installed")) == (0, 4)
    # Who names the app needs no permission to look into the catalogue.
    desk.stand_in.apps.withhold("AppCatalog.Read.All")
    assert (await run(desk, tmp_path, "--dry-run", app=published)).exit_code == 0


async def test_while_graph_takes_nothing_the_rest_is_left_unasked(desk: Desk, tmp_path: Path) -> None:
    desk.stand_in.misbehave(Fault("status", path="/teamwork/", status=503, times=None))
    before = len(desk.stand_in.ledger)
    left = await run(desk, tmp_path, app="00000000-0000-0000-0000-00000000dead")
    assert left.exit_code == 1
    assert left.output.count("Run this again later") == 4
    assert sum("/teamwork/" in call.path for call in desk.stand_in.ledger[before:]) == 3


async def test_an_id_that_is_none_is_told_before_anybody_is_asked(desk: Desk, tmp_path: Path) -> None:
    before = len(desk.stand_in.ledger)
    wrong = await run(desk, tmp_path, app="front-door")
    assert wrong.exit_code == 1
    assert "TEAMS_APP_ID cannot be read: it is no id of an app in the catalogue" in wrong.output
    assert len(desk.stand_in.ledger) == before


def everyone(desk: Desk, *ends: str) -> None:
    """Let the tenant have these people and the app, and nobody the app yet."""
    for end in ends:
        desk.stand_in.keep_person(f"00000000-0000-0000-0000-00000000{end}", f"{end}@example.org", "Somebody")
    desk.stand_in.apps.publish(LOCAL_APP)


async def test_the_file_and_the_list_are_one_and_who_has_it_is_left_alone(desk: Desk, tmp_path: Path) -> None:
    everyone(desk, "c001", "c002", "c003", "c004", "b001", "a001")
    row = {"ServiceArea": "Housing", "Role": "Champion", "Active": True}
    for end, more in (("C001", {}), ("c003", {}), ("c004", {"Active": False})):
        person = {"PersonAadId": f" 00000000-0000-0000-0000-00000000{end} ", "Title": end, "Person": f"Champion {end}"}
        desk.stand_in.add(CHAMPIONS_LIST, {**row, **person, **more}, "Governance officer")
    wanted = await run(desk, tmp_path, "--dry-run", MicrosoftAppId="")
    assert (wanted.exit_code, wanted.output.count(": would be installed")) == (0, 5), wanted.output
    assert wanted.output.endswith("Nothing was changed: this was a dry run.\n")
    done = await run(desk, tmp_path)
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "All 5 have the app."), done.output
    names = [line.partition(": ")[0] for line in done.output.splitlines()[:-1]]
    assert {"Champion (champion@example.org)", "Second champion (second@example.org)"} < set(names)
    assert names[-1] == "Champion c003 (00000000-0000-0000-0000-00000000c003)"
    assert len(set(names)) == 5
    again = await run(desk, tmp_path)
    assert (again.output.count(": there already"), again.exit_code) == (5, 0)
    assert (await run(desk, tmp_path, "--dry-run")).output.count(": there already") == 5


async def test_one_who_cannot_have_it_is_left_and_the_others_are_sent_what_waited(desk: Desk, tmp_path: Path) -> None:
    everyone(desk, "c001", "b001", "a001")
    champion = "00000000-0000-0000-0000-00000000c001"
    register = open_register(f"sqlite:///{tmp_path / 'front-door.sqlite'}")

    def refused(connection: Connection) -> None:
        want(connection, "DR-0001:champion", recipient=champion)
        begun = claim(connection, "DR-0001:champion", 1, "one", clock())
        assert begun is not None
        outcomes.refused(connection, begun, "Teams answered 403")

    register.write_now(refused)

    def state() -> str:
        found = register.read_now(lambda c: find(c, "DR-0001:champion"))
        assert found is not None
        return found.state

    assert (state(), (await run(desk, tmp_path, "--dry-run")).exit_code, state()) == ("refused", 1, "refused")
    desk.stand_in.misbehave(Fault("status", method="POST", path="/teamwork/", status=429, retry_after=0))
    done = await run(desk, tmp_path)
    assert (done.exit_code, done.output.count(": installed")) == (1, 3), done.output
    assert done.output.splitlines()[-1] == "1 of 4 are left: see above."
    assert state() == "waiting"
    register.close()


async def test_who_graph_did_not_take_is_left_for_another_time_and_a_long_wait_is_not_waited(
    desk: Desk, tmp_path: Path
) -> None:
    everyone(desk, "c001", "c002", "b001", "a001")
    desk.stand_in.misbehave(*(Fault("status", path=f"{end}/teamwork/", status=503) for end in ("c001", "b001", "a001")))
    done = await run(desk, tmp_path)
    assert (done.output.count("Run this again later"), done.exit_code) == (3, 1), done.output
    assert "Second champion (second@example.org): installed" in done.output
    desk.stand_in.misbehave(Fault("status", path="/teamwork/", status=429, retry_after=121))
    assert "Champion (champion@example.org): not installed" in (await run(desk, tmp_path)).output


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"MicrosoftAppId": ""}, "MicrosoftAppId is missing. Set it in the environment or in .env\n"),
        ({"AZURE_CLIENT_ID": ""}, "Nothing to sign in with"),
    ],
)
async def test_without_a_site_the_file_counts_and_what_else_is_missing_is_told(
    tmp_path: Path, desk: Desk, changed: dict[str, str], said: str
) -> None:
    graph = {"GRAPH_BASE_URL": "", "SHAREPOINT_SITE": "", "MicrosoftAppPassword": "", "MicrosoftAppTenantId": ""}
    sign_in = {
        f"AZURE_{name}": "00000000-0000-0000-0000-000000000001" for name in ("TENANT_ID", "CLIENT_ID", "CLIENT_SECRET")
    }
    folder = tmp_path / "empty"
    folder.mkdir()
    done = await run(desk, folder, **{**graph, **sign_in, **changed})
    assert (done.exit_code, done.output.startswith(said)) == (1, True), done.output
    assert "SHAREPOINT_SITE" not in done.output
