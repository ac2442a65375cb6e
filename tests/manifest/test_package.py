"""The app package: what is in it, that it is sound, and that a fault is told before anything is written."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from manifest.checks import problems
from manifest.package import fill_template, load_template, pack, package_files
from manifest.schema import SCHEMAS, schema_path, schema_problems

APP = "11111111-2222-3333-4444-555555555555"
VALUES = {"APP_ID": APP, "SITE_HOST": "council.sharepoint.com", "VERSION": "1.2.3"}


@pytest.fixture
def manifest() -> dict[str, Any]:
    return fill_template(VALUES)


def faults_of(manifest: dict[str, Any]) -> list[str]:
    return problems(manifest, package_files(manifest))


def test_the_shipped_template_filled_in_is_sound(manifest: dict[str, Any]) -> None:
    assert faults_of(manifest) == []


def test_the_shipped_template_keeps_to_microsofts_schema(manifest: dict[str, Any]) -> None:
    path = schema_path(manifest)
    assert path is not None, "the schema comes with make setup (npm package @microsoft/app-manifest)"
    assert schema_problems(manifest, path) == []


def test_the_template_is_on_the_newest_schema_that_is_installed(manifest: dict[str, Any]) -> None:
    newest = max(tuple(map(int, path.name[1:].split("."))) for path in SCHEMAS.glob("v[0-9]*"))
    assert manifest["manifestVersion"] == ".".join(map(str, newest))


def test_a_break_of_microsofts_schema_is_told_with_its_place(manifest: dict[str, Any]) -> None:
    path = schema_path(manifest)
    assert path is not None
    manifest["bots"][0]["colour"] = "teal"
    manifest["name"].pop("short")
    told = schema_problems(manifest, path)
    assert [line.split(":")[0] for line in told] == ["bots.0", "name"]


def test_a_place_without_the_schema_is_seen(manifest: dict[str, Any], tmp_path: Path) -> None:
    assert schema_path(manifest, tmp_path) is None


def test_the_app_the_bot_and_single_sign_on_have_one_id(manifest: dict[str, Any]) -> None:
    assert manifest["id"] == manifest["bots"][0]["botId"] == manifest["webApplicationInfo"]["id"] == APP


def test_the_bot_works_in_all_three_places_and_has_commands_in_each(manifest: dict[str, Any]) -> None:
    bot = manifest["bots"][0]
    assert bot["scopes"] == ["personal", "team", "groupChat"]
    titles = [[command["title"] for command in listed["commands"]] for listed in bot["commandLists"]]
    assert {"start", "resume", "my requests", "my work", "roadmap", "help"} <= set(titles[0])
    assert titles[1:] == [["agenda here", "stop agenda", "start", "help"], ["next item", "start", "help"]]


def test_the_bot_is_what_is_opened_in_the_chat_of_a_meeting(manifest: dict[str, Any]) -> None:
    assert manifest["defaultGroupCapability"]["meetings"] == "bot"


def test_without_a_site_no_link_is_asked_about_and_all_else_stays(manifest: dict[str, Any]) -> None:
    without = fill_template({**VALUES, "SITE_HOST": ""})
    assert faults_of(without) == []
    handlers = manifest["composeExtensions"][0].pop("messageHandlers")
    assert handlers == [{"type": "link", "value": {"domains": ["council.sharepoint.com"]}}]
    assert without == manifest


def test_a_link_handler_that_names_a_host_of_its_own_stays_without_a_site(tmp_path: Path) -> None:
    template = load_template()
    template["composeExtensions"][0]["messageHandlers"][0]["value"]["domains"].append("pages.example.gov.uk")
    path = tmp_path / "template.json"
    path.write_text(json.dumps(template))
    handlers = fill_template({**VALUES, "SITE_HOST": ""}, path)["composeExtensions"][0]["messageHandlers"]
    assert handlers[0]["value"]["domains"] == ["pages.example.gov.uk"]


def test_the_same_input_gives_the_same_bytes(manifest: dict[str, Any]) -> None:
    assert pack(package_files(manifest)) == pack(package_files(fill_template(VALUES)))


def test_the_package_holds_the_manifest_and_its_icons_at_the_top(manifest: dict[str, Any]) -> None:
    with zipfile.ZipFile(io.BytesIO(pack(package_files(manifest)))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["color.png", "manifest.json", "outline.png"]
        assert json.loads(archive.read("manifest.json")) == manifest


def test_a_template_that_is_not_json_is_named_with_its_line(tmp_path: Path) -> None:
    broken = tmp_path / "template.json"
    broken.write_text('{\n  "id": \n}\n')
    with pytest.raises(ValueError, match=r"template\.json:3: this is not JSON"):
        load_template(broken)


def test_a_template_that_is_a_list_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "template.json"
    broken.write_text("[]")
    with pytest.raises(ValueError, match="must be one JSON object"):
        load_template(broken)


@pytest.mark.parametrize(
    "domain",
    [
        "https://door.example.gov.uk",
        "door.example.gov.uk/bot",
        "door.example.gov.uk:443",
        "door example.gov.uk",
        "localhost",
        "*.uk",
        "",
        7,
    ],
)
def test_a_valid_domain_is_a_host_alone(manifest: dict[str, Any], domain: object) -> None:
    manifest["validDomains"] = [domain]
    assert faults_of(manifest) == [
        f"validDomains: {domain!r} is no host. Write the host alone, without https://, port or path."
    ]


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (["id"], "not an id", "id: 'not an id' is no application id"),
        (["id"], "00000000-0000-0000-0000-000000000000", "is no application id"),
        (["bots", 0, "botId"], "99999999-2222-3333-4444-555555555555", "bots.botId: 9"),
        (["webApplicationInfo", "id"], None, "webApplicationInfo.id: None is another application"),
        (["webApplicationInfo", "resource"], "api://botid-else", "webApplicationInfo.resource"),
        (["webApplicationInfo", "resource"], f"https://{APP}", "webApplicationInfo.resource"),
        (["version"], "1.2", "version: '1.2' is no version"),
        (["version"], "01.2.3", "version: '01.2.3' is no version"),
        (["manifestVersion"], "1.19", "$schema"),
        (["name", "short"], "x" * 31, "name.short: 31 characters are too many"),
        (["name", "full"], " ", "name.full: nothing is written here"),
        (["description", "short"], "x" * 81, "description.short: 81"),
        (["description", "full"], "x" * 4001, "description.full: 4001"),
        (["developer", "name"], "x" * 33, "developer.name: 33"),
        (["developer", "privacyUrl"], "http://example.gov.uk", "developer.privacyUrl"),
        (["developer", "websiteUrl"], "https://", "developer.websiteUrl"),
        (["accentColor"], "teal", "accentColor: 'teal' is no colour"),
        (["icons", "outline"], "color.png", "icons: two icons have one name"),
        (["validDomains"], "example.gov.uk", "validDomains: this must be a list"),
        (["validDomains"], ["a.example", "A.example"], "A.example stands there twice"),
        (["validDomains"], [f"a{n}.example" for n in range(101)], "validDomains: 101 hosts are too many"),
        (["supportsChannelFeatures"], None, "supportsChannelFeatures: Teams takes no app for teams without it"),
        (["defaultGroupCapability", "meetings"], "tab", "defaultGroupCapability.meetings: 'tab' is not what"),
        (["name", "full"], "Digital front door", "name.full: it is the short name again"),
        (["description", "short"], "and why", "description.full: the short description stands in it"),
        (["bots"], [], "bots: there are 0 bots"),
        (["bots", 0, "scopes"], ["personal", "team"], "bots.scopes: groupChat is missing"),
        (["bots", 0, "scopes"], ["personal", "team"], "the bot is not in 'groupChat'"),
        (["bots", 0, "supportsFiles"], False, "bots.supportsFiles: this must be true"),
        (["bots", 0, "commandLists", 1, "scopes"], ["personal"], "personal has two lists"),
        (["bots", 0, "commandLists", 1, "scopes"], ["personal"], "team has no commands"),
        (["bots", 0, "commandLists", 2, "commands"], [], "0 commands. Give between 1 and 10"),
        (["bots", 0, "commandLists", 0, "commands", 1, "title"], "START", "'START' stands there twice"),
        (["bots", 0, "commandLists", 0, "commands", 0, "title"], "x" * 33, "has 33 characters. Use 1 to 32"),
        (["bots", 0, "commandLists", 0, "commands", 0, "description"], "x" * 129, "in 129 characters. Use 1 to 128"),
        (["name", "full"], "${COUNCIL}", "name.full: '${COUNCIL}' has a name that is not known"),
    ],
)
def test_a_fault_is_told_with_its_place_and_its_mend(
    manifest: dict[str, Any], path: list[str | int], value: object, told: str
) -> None:
    part: Any = manifest
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    faults = faults_of(manifest)
    assert any(told in line for line in faults), faults


def test_an_icon_of_another_size_is_told(manifest: dict[str, Any]) -> None:
    files = package_files(manifest)
    files["outline.png"] = files["color.png"]
    assert problems(manifest, files) == ["icons.outline: outline.png is 192 by 192 pixels. Make it 32 by 32."]


def test_an_icon_that_is_missing_or_no_picture_is_told(manifest: dict[str, Any]) -> None:
    files = {**package_files(manifest), "color.png": b"GIF89a"}
    del files["outline.png"]
    assert problems(manifest, files) == [
        "icons.color: color.png is no PNG. Save it as one.",
        "icons.outline: 'outline.png' is not in the package. Name a file that is.",
    ]


def test_every_fault_is_told_at_once_and_an_empty_manifest_breaks_nothing() -> None:
    faults = problems({}, {})
    places = {line.split(":")[0] for line in faults}
    assert {"id", "version", "$schema", "name.short", "developer.privacyUrl", "accentColor", "bots"} <= places


@pytest.mark.parametrize("wrong", [None, 7, "text", [], ["x"], {}, {"x": 1}, True])
@pytest.mark.parametrize(
    "part",
    [
        *("id", "bots", "icons", "name", "developer", "validDomains", "webApplicationInfo"),
        *("composeExtensions", "defaultGroupCapability", "supportsChannelFeatures"),
    ],
)
def test_a_part_of_the_wrong_shape_is_a_fault_and_no_crash(manifest: dict[str, Any], part: str, wrong: object) -> None:
    manifest[part] = wrong
    sound = part == "validDomains" and wrong == []
    assert bool(faults_of(manifest)) is not sound
