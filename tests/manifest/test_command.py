"""`front-door manifest build` as a person calls it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands import main

APP = "11111111-2222-3333-4444-555555555555"


SITE = "council.sharepoint.com:/sites/digital"


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder as the working folder, without the settings of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in ("MicrosoftAppId", "SHAREPOINT_SITE", "PORT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def build(*arguments: str, **settings: str) -> Result:
    return CliRunner().invoke(main, ["manifest", "build", *arguments], env=settings)


def test_build_writes_the_package_and_says_what_to_do_next(elsewhere: Path) -> None:
    done = build("--out", "made/app.zip", MicrosoftAppId=APP, SHAREPOINT_SITE=SITE)
    assert done.exit_code == 0, done.output
    assert "Next: upload it" in done.output
    with zipfile.ZipFile(elsewhere / "made" / "app.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["id"] == APP
    (handler,) = manifest["composeExtensions"][0]["messageHandlers"]
    assert handler["value"]["domains"] == ["council.sharepoint.com"]


def test_settings_come_from_a_dot_env_file_too(elsewhere: Path) -> None:
    (elsewhere / ".env").write_text(f"MicrosoftAppId={APP}\n")
    assert build().exit_code == 0
    assert (elsewhere / "front-door.zip").stat().st_size > 0


def test_a_missing_app_id_is_named_and_nothing_is_written(elsewhere: Path) -> None:
    done = build()
    assert done.exit_code == 1
    assert "Set MicrosoftAppId" in done.output
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize(
    "site", ["https://council.sharepoint.com/sites/digital", "council.sharepoint.com", "localhost:/sites/digital", ":/"]
)
def test_a_site_that_is_none_is_told_by_the_name_of_its_setting(elsewhere: Path, site: str) -> None:
    done = build(MicrosoftAppId=APP, SHAREPOINT_SITE=site)
    assert done.exit_code == 1
    assert "SHAREPOINT_SITE: this is no site. Write it as host:/sites/name, or leave it out." in done.output
    assert list(elsewhere.iterdir()) == []


def test_all_that_is_wrong_is_told_at_once(elsewhere: Path) -> None:
    done = build(MicrosoftAppId="front-door", SHAREPOINT_SITE="localhost:/sites/digital")
    assert done.exit_code == 1
    for told in ("SHAREPOINT_SITE: this is no site", "id: 'front-door'", "messageHandlers: 'localhost' is no host"):
        assert told in done.output
    assert list(elsewhere.iterdir()) == []


def test_a_place_that_cannot_be_written_is_one_line(elsewhere: Path) -> None:
    (elsewhere / "file").write_text("")
    done = build("--out", "file/app.zip", MicrosoftAppId=APP)
    assert done.exit_code == 1
    assert "cannot be written" in done.output
    assert "Traceback" not in done.output


def test_the_listing_goes_to_the_screen_and_no_package_is_written(elsewhere: Path) -> None:
    done = build("--outline", MicrosoftAppId=APP, SHAREPOINT_SITE=SITE)
    assert done.exit_code == 0, done.output
    assert done.output.startswith("# Digital front door\n\nVersion ")
    assert list(elsewhere.iterdir()) == []


def test_the_listing_goes_to_a_file_and_says_what_to_do_next(elsewhere: Path) -> None:
    shown = build("--outline", MicrosoftAppId=APP).output
    done = build("--outline", "made/listing.md", MicrosoftAppId=APP)
    assert done.exit_code == 0, done.output
    assert "Wrote made/listing.md. Next: paste it where the app is approved" in done.output
    assert (elsewhere / "made" / "listing.md").read_text(encoding="utf-8") == shown
    assert [path.name for path in elsewhere.iterdir()] == ["made"]


def test_no_listing_is_made_of_a_package_that_is_not_sound(elsewhere: Path) -> None:
    done = build("--outline", "listing.md")
    assert done.exit_code == 1
    assert "Set MicrosoftAppId" in done.output
    assert list(elsewhere.iterdir()) == []


def test_a_listing_that_cannot_be_written_is_one_line_that_names_its_option(elsewhere: Path) -> None:
    (elsewhere / "file").write_text("")
    done = build("--outline", "file/listing.md", MicrosoftAppId=APP)
    assert done.exit_code == 1
    assert "Choose another file with --outline." in done.output
