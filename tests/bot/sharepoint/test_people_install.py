"""`front-door people install` against the stand-in: a dry run that is true, and no hour of waiting for a dead Graph."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from click.testing import CliRunner, Result

from bot.commands import main
from bot.local.graph import Fault
from bot.sharepoint.access import LOCAL_APP
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


async def run(desk: Desk, folder: Path, *options: str, app: str = "") -> Result:
    (folder / "directory.yaml").write_text(DIRECTORY)
    environment = {
        "DIRECTORY": str(folder / "directory.yaml"),
        "GRAPH_BASE_URL": desk.stand_in.url,
        "TEAMS_APP_ID": app,
        "MicrosoftAppId": LOCAL_APP,
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
