"""The Azure templates fit together and fit the product: read by the parser of the field's checker, deployed nowhere."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from aiohttp import web
from pycep import BicepParser

from bot.host.adapter import TurnParts
from bot.host.app import MANAGEMENT, HostParts, make_app
from bot.host.health import Readiness
from bot.host.metrics import Metrics
from bot.settings import Settings
from tests.project.tracked import ROOT

INFRA = ROOT / "infra"
UNKNOWN_TO_THE_PARSER = "@onlyIfNotExists()\n"
SET_BY_AZD = {"AZURE_ENV_NAME", "AZURE_LOCATION", "SERVICE_FRONT_DOOR_IMAGE_NAME"}
PREVIEWS = {"Microsoft.Insights/diagnosticSettings"}
"""Types of which Microsoft has published no version but previews."""


@cache
def templates() -> dict[str, str]:
    """The text of every template, by its path within infra."""
    return {path.relative_to(INFRA).as_posix(): path.read_text() for path in sorted(INFRA.rglob("*.bicep"))}


@cache
def parsed(name: str) -> dict[str, Any]:
    """A template as the parser reads it."""
    return dict(BicepParser().parse(text=templates()[name].replace(UNKNOWN_TO_THE_PARSER, "")))


def resources() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Template, symbolic name and what stands there, of every resource."""
    for name in templates():
        yield from ((name, symbol, resource) for symbol, resource in parsed(name).get("resources", {}).items())


def body(resource: dict[str, Any]) -> dict[str, Any]:
    """What a resource says, without its loop or condition."""
    found: dict[str, Any] = resource["config"]
    return found["config"] if {"condition", "config"} <= found.keys() else found


def container() -> dict[str, Any]:
    """The one container of the front door."""
    app = body(parsed("front-door.bicep")["resources"]["app"])
    (found,) = app["properties"]["template"]["containers"]
    assert isinstance(found, dict)
    return found


def given() -> dict[str, str]:
    """The environment of the container: each name, and where its value comes from."""
    return {one["name"]: str(one.get("value", one.get("secretRef"))) for one in container()["env"]}


@pytest.mark.parametrize("name", sorted(templates()))
def test_every_module_gets_what_it_asks_for_and_gives_what_is_asked_of_it(name: str) -> None:
    text, read = templates()[name], parsed(name)
    modules = {**read.get("modules", {})}
    for symbol, module in modules.items():
        path = (Path(name).parent / module["detail"]["path"] if "detail" in module else Path(module["path"])).as_posix()
        asked = parsed(path).get("parameters", {})
        handed = set(body(module)["params"])
        needed = {one for one, about in asked.items() if about.get("default") is None}
        assert needed <= handed, f"{symbol}: not given: {needed - handed}"
        assert handed <= asked.keys(), f"{symbol}: no such parameter: {handed - asked.keys()}"
    for symbol, output in re.findall(r"\b(\w+)\.outputs\.(\w+)", text):
        path = modules[symbol]["path"] if "path" in modules[symbol] else modules[symbol]["detail"]["path"]
        assert output in parsed(path)["outputs"], f"{symbol} gives no {output}"
    for declared in read.get("parameters", {}):
        uses = len(re.findall(rf"\b{declared}\b", re.sub(r"//.*|@description\(.*", "", text)))
        assert uses > 1, f"{name} asks for {declared} and does nothing with it"


@pytest.mark.parametrize("name", ["main", "front-door"])
def test_every_parameter_of_a_deployment_is_given_and_each_value_comes_from_somewhere(name: str) -> None:
    handed = json.loads((INFRA / f"{name}.parameters.json").read_text())["parameters"]
    asked = parsed(f"{name}.bicep")["parameters"]
    assert {one for one, about in asked.items() if about.get("default") is None} <= handed.keys() <= asked.keys()
    page = (ROOT / "docs" / "azure.md").read_text()
    made = set(parsed("main.bicep")["outputs"]) if name == "front-door" else set()
    for one, value in handed.items():
        (variable, default) = re.fullmatch(r"\$\{(\w+)(=[\w.]+)?\}", value["value"]).groups()  # type: ignore[union-attr]
        known = variable in SET_BY_AZD | made or f"`{variable}`" in page
        assert known, f"{one}: {variable} is no output of main.bicep, nothing that azd sets, and not in docs/azure.md"
        assert default is None or variable not in made, f"{variable} always comes from main.bicep"


def test_the_types_of_azure_are_of_versions_that_microsoft_supports() -> None:
    versions: dict[str, set[str]] = {}
    for template, symbol, resource in resources():
        assert re.fullmatch(r"20\d\d-\d\d-\d\d(-preview)?", resource["api_version"]), f"{template}: {symbol}"
        versions.setdefault(resource["type"], set()).add(resource["api_version"])
    previews = {kind for kind, of in versions.items() if any("preview" in one for one in of)}
    assert previews == PREVIEWS
    assert [kind for kind, of in versions.items() if len(of) > 1] == []


def test_everything_that_takes_tags_has_them() -> None:
    bare = ("roleAssignments", "diagnosticSettings", "locks", "/secrets", "flexibleServers/", "privateDnsZoneGroups")
    without = [
        f"{template}: {symbol}"
        for template, symbol, resource in resources()
        if not resource.get("existing") and not any(kind in resource["type"] for kind in bare)
        if "tags" not in body(resource)
    ]
    assert without == []


def test_the_container_is_told_only_what_the_front_door_knows_and_all_that_it_needs() -> None:
    known = {(field.validation_alias or name.upper()) for name, field in Settings.model_fields.items()}
    assert given().keys() <= known
    assert [one["name"] for one in container()["env"] if "secretRef" in one] == ["AUDIT_KEY"]
    made = {
        "MicrosoftAppId": "00000000-0000-0000-0000-00000000a11d",
        "MicrosoftAppTenantId": "00000000-0000-0000-0000-000000000001",
        "SHAREPOINT_SITE": "council.sharepoint.com:/sites/digital",
        "TEAMS_APP_ID": "",
        "RULEBOOK": "",
        "DIRECTORY": "",
        "REQUESTS_KEPT_YEARS": "",
        "PUBLIC_URL": "https://front-door.example.uksouth.azurecontainerapps.io",
        "AUDIT_KEY": "0" * 72,
        "DATABASE_URL": database_url(),
    }
    told = {name: made.get(name, value) for name, value in given().items()}
    settings = Settings(
        _env_file=None,
        **{
            (name if name.startswith("Microsoft") else name.lower()): value  # type: ignore[arg-type]
            for name, value in told.items()
            if value
        },
    ).needed_to_serve()
    assert settings.database_sign_in == "entra"
    assert settings.proxies


def database_url() -> str:
    """The address that the template makes, with names in the places of its expressions."""
    (made,) = re.findall(r"^output url string = '(.*)'$", templates()["modules/database.bicep"], re.MULTILINE)
    names = {"identityName": "id-front-door-test", "server.properties.fullyQualifiedDomainName": "db.example.com"}
    return re.sub(r"\$\{([^}]+)\}", lambda found: names[found[1]], made)


def test_probes_ask_for_paths_that_the_host_has_where_nobody_outside_reaches() -> None:
    nobody = cast("Any", None)
    turns = TurnParts(*[nobody] * 6)
    apart = HostParts(nobody, turns, nobody, Readiness(), Metrics(), management_apart=True)
    app, ports = make_app(apart), given()
    probes = {probe["type"]: probe["httpGet"] for probe in container()["probes"]}
    asked = {kind: probe["path"] for kind, probe in probes.items()}
    assert asked == {"Startup": "/healthz", "Liveness": "/healthz", "Readiness": "/readyz"}
    assert set(asked.values()) <= _paths(app[MANAGEMENT])
    assert _paths(app) == {"/api/messages"}, "the port that is open answers more than it must"
    assert {str(probe["port"]) for probe in probes.values()} == {ports["MANAGEMENT_PORT"]}
    ingress = body(parsed("front-door.bicep")["resources"]["app"])["properties"]["configuration"]["ingress"]
    assert str(ingress["targetPort"]) == ports["PORT"] != ports["MANAGEMENT_PORT"]
    assert "additionalPortMappings" not in ingress
    assert ingress["allowInsecure"] is False


def _paths(app: web.Application) -> set[str]:
    return {resource.canonical for resource in app.router.resources() if "{" not in resource.canonical}


def test_no_password_and_no_key_stands_in_a_template_or_goes_through_one() -> None:
    for name, text in templates().items():
        for word in (
            "listKeys",
            "sharedKey",
            "administratorLoginPassword",
            "passwordSecretRef",
            "adminUserEnabled: true",
        ):
            assert word not in text, f"{name} has {word}"
        secure = [one for one, about in parsed(name).get("parameters", {}).items() if _is_secure(about)]
        assert secure == (["made"] if name == "modules/audit-key.bicep" else [])
        assert not any("made" in line for line in text.splitlines() if line.startswith("output"))
    server = body(parsed("modules/database.bicep")["resources"]["server"])["properties"]
    assert server["authConfig"]["passwordAuth"] == "Disabled"
    assert server["network"]["publicNetworkAccess"] == "Disabled"
    text = templates()["modules/audit-key.bicep"]
    assert f"{UNKNOWN_TO_THE_PARSER}resource key " in text, "another deployment would make another key"


def _is_secure(parameter: dict[str, Any]) -> bool:
    return any(decorator.get("type") == "secure" for decorator in parameter.get("decorators", []))


def test_what_would_be_lost_for_good_is_locked_and_copied() -> None:
    locks = [template for template, _, resource in resources() if resource["type"] == "Microsoft.Authorization/locks"]
    assert locks == ["modules/database.bicep", "modules/vault.bicep"]
    backup = body(parsed("modules/database.bicep")["resources"]["server"])["properties"]["backup"]
    assert backup == {"backupRetentionDays": 30, "geoRedundantBackup": "Enabled"}
    assert body(parsed("modules/vault.bicep")["resources"]["vault"])["properties"]["enablePurgeProtection"] is True


def test_azd_finds_the_template_of_the_service_and_the_file_of_the_image() -> None:
    plan = yaml.safe_load((ROOT / "azure.yaml").read_text())
    ((service, about),) = plan["services"].items()
    folder = ROOT / plan["infra"]["path"]
    assert (folder / f"{service}.bicep").is_file()
    assert (folder / f"{service}.parameters.json").is_file()
    assert about["host"] == "containerapp"
    assert templates()[f"{service}.bicep"].count(f"'azd-service-name': '{service}'") == 1
    assert "SERVICE_" + service.upper().replace("-", "_") + "_IMAGE_NAME" in SET_BY_AZD
    assert plan["name"] == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["name"]


def test_an_image_of_a_council_is_built_where_its_files_are_and_holds_what_the_settings_name() -> None:
    page = (ROOT / "docs" / "azure.md").read_text()
    (words,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    docker = yaml.safe_load(words)["docker"]
    assert (docker["context"], docker["path"]) == ("./council", "./council/Dockerfile"), "no other folder gets in"
    copies = re.findall(r"^COPY (\S+) (\S+)$", page, re.MULTILINE)
    assert copies == [(".", "/council")]
    assert {"azd env set DIRECTORY /council/directory.yaml", "FROM front-door:local"} <= set(page.splitlines())


def test_log_alerts_ask_for_words_that_the_log_has() -> None:
    text = templates()["front-door.bicep"]
    assert re.findall(r'startswith "(\w+)"', text) == ["history"]
    said = [path.read_text() for path in (ROOT / "bot").rglob("*.py")]
    (whole,) = re.findall(r'tostring\(line\.event\) == "([^"]+)"', text)
    assert any(f'_log.error("{whole}"' in one for one in said)
    assert any('_log.error("history was sealed with another key")' in one for one in said)
    assert all(f'"{field}"' in (ROOT / "bot" / "logs.py").read_text() for field in ("level", "event"))
