"""`front-door manifest build`, by the settings that it is made from: what is wrong is named, and where it goes."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands import main
from bot.commands.app_package import known
from bot.commands.manifest import NOT_FOUND, against_schema, checked, setting_problems
from bot.host.body import Malformed
from bot.host.extension import COMMANDS, FETCH, QUERY, read
from bot.settings import Settings

APP = "11111111-2222-3333-4444-555555555555"
SITE = "Council.SharePoint.com:/sites/digital"


def build(*words: str, site: str = SITE, app: str = APP) -> Result:
    return CliRunner().invoke(main, ["manifest", "build", *words], env={"MicrosoftAppId": app, "SHAREPOINT_SITE": site})


def test_a_package_an_outline_in_a_file_or_on_the_screen_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    screen = build("--outline")
    assert (screen.exit_code, screen.output.startswith("#"), list(tmp_path.iterdir())) == (0, True, []), screen.output
    file = build("--outline", "texts.md")
    assert file.output == "Wrote texts.md. Next: paste it where the app is approved, in the Teams admin centre.\n"
    assert Path("texts.md").read_text() == screen.output
    done = build()
    assert (done.exit_code, "Next: upload it" in done.output) == (0, True), done.output
    with zipfile.ZipFile("front-door.zip") as package:
        manifest = json.loads(package.read("manifest.json"))
    assert manifest["id"] == APP
    assert manifest["composeExtensions"][0]["messageHandlers"][0]["value"]["domains"] == ["council.sharepoint.com"]
    wrong = build("--out", "other.zip", app="")
    assert (wrong.exit_code, "the package was not built" in wrong.output) == (1, True), wrong.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["front-door.zip", "texts.md"]


@pytest.mark.parametrize(
    ("site", "sound"),
    [("", True), (SITE, True), ("council.sharepoint.com", False), ("localhost:/x", False), ("a.example.org:x", False)],
)
def test_a_site_is_left_out_or_is_one(site: str, *, sound: bool) -> None:
    assert (setting_problems(Settings(_env_file=None, sharepoint_site=site)) == []) is sound


def test_what_the_code_answers_is_what_the_package_may_ask_for() -> None:
    does = known(Settings(_env_file=None, sharepoint_site=SITE))

    def answers(invoke: str, command: str) -> bool:
        try:
            read(invoke, {"commandId": command})
        except Malformed as refused:
            return refused.status != 501
        return True

    assert does.queries == {one for one in COMMANDS if answers(QUERY, one)} != set()
    assert does.actions == {one for one in COMMANDS if answers(FETCH, one)} != set()
    assert does.queries & does.actions == set()
    assert list(does.links) == ["council.sharepoint.com"]
    assert known(Settings(_env_file=None)).links == {}
    assert checked(Settings(_env_file=None, MicrosoftAppId=APP)).manifest["id"] == APP


def test_a_schema_that_is_not_installed_is_said() -> None:
    assert against_schema({"$schema": "https://example.org/none", "manifestVersion": "0.0"}) == (NOT_FOUND, [])
