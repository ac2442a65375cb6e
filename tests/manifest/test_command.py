"""`front-door manifest build` as a person calls it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands import main

APP = "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder as the working folder, without the settings of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in ("MicrosoftAppId", "PUBLIC_URL", "PORT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def build(*arguments: str, **settings: str) -> Result:
    return CliRunner().invoke(main, ["manifest", "build", *arguments], env=settings)


def test_build_writes_the_package_and_says_what_to_do_next(elsewhere: Path) -> None:
    done = build("--out", "made/app.zip", MicrosoftAppId=APP, PUBLIC_URL="https://door.example.gov.uk/")
    assert done.exit_code == 0, done.output
    assert "Next: upload it" in done.output
    with zipfile.ZipFile(elsewhere / "made" / "app.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["id"] == APP
    assert manifest["validDomains"] == ["door.example.gov.uk"]


def test_settings_come_from_a_dot_env_file_too(elsewhere: Path) -> None:
    (elsewhere / ".env").write_text(f"MicrosoftAppId={APP}\n")
    assert build().exit_code == 0
    assert (elsewhere / "front-door.zip").stat().st_size > 0


def test_a_missing_app_id_is_named_and_nothing_is_written(elsewhere: Path) -> None:
    done = build()
    assert done.exit_code == 1
    assert "Set MicrosoftAppId" in done.output
    assert list(elsewhere.iterdir()) == []


def test_all_that_is_wrong_is_told_at_once(elsewhere: Path) -> None:
    done = build(MicrosoftAppId="front-door", PUBLIC_URL="http://localhost:3978/bot")
    assert done.exit_code == 1
    for told in ("PUBLIC_URL: this is no https address", "id: 'front-door'", "validDomains: 'localhost'"):
        assert told in done.output
    assert list(elsewhere.iterdir()) == []


def test_a_place_that_cannot_be_written_is_one_line(elsewhere: Path) -> None:
    (elsewhere / "file").write_text("")
    done = build("--out", "file/app.zip", MicrosoftAppId=APP)
    assert done.exit_code == 1
    assert "cannot be written" in done.output
    assert "Traceback" not in done.output
