"""The image and its neighbours: what is left out of it is never reached, and `compose.yaml` gives nothing away."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.trim_packages import CannotTrim, copy, reached, spoken
from tests.project.tracked import ROOT

PACKAGES = Path(sysconfig.get_path("purelib"))
PINNED = re.compile(r"\S+:[\w.-]+@sha256:[0-9a-f]{64}")


def _at_work(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "packages_at_work.py"), "--calls"]
    env = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def trimmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the image has of the SDK, which is found before the whole one."""
    folder = tmp_path_factory.mktemp("trimmed")
    copy(PACKAGES, reached(PACKAGES, spoken(ROOT)), folder)
    return folder


def test_what_is_left_of_the_sdk_makes_every_call(trimmed: Path) -> None:
    done = _at_work(trimmed)
    assert done.returncode == 0, done.stderr[-3000:]
    assert len([*trimmed.rglob("*.py")]) < len([*(PACKAGES / "msgraph" / "generated" / "sites").rglob("*.py")])


def test_a_builder_that_is_missing_is_named_before_it_is_needed(trimmed: Path, tmp_path: Path) -> None:
    apps = "msgraph/generated/users/item/teamwork/installed_apps/installed_apps_request_builder.py"
    for path in trimmed.rglob("*.py"):
        place = path.relative_to(trimmed)
        if place.as_posix() != apps:
            (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / place).symlink_to(path)
    done = _at_work(tmp_path)
    assert done.returncode == 1
    assert "bot/sharepoint/installing.py:" in done.stderr
    assert "users.item.teamwork.installed_apps" in done.stderr


def test_a_new_call_brings_its_builders_with_it(tmp_path: Path) -> None:
    product = tmp_path / "bot" / "calendars.py"
    product.parent.mkdir()
    product.write_text('from msgraph import GraphServiceClient\nBUILD = lambda c: c.groups.by_group_id("g").events\n')
    kept = {path.as_posix() for path in reached(PACKAGES, spoken(tmp_path))}
    assert "msgraph/generated/groups/item/events/events_request_builder.py" in kept
    assert not [path for path in kept if path.startswith("msgraph/generated/applications")]
    product.write_text("GROUPS = 1\n")
    with pytest.raises(CannotTrim, match="imports msgraph"):
        spoken(tmp_path)


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    """The services of compose.yaml, by name."""
    found: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    return found


def test_every_service_is_pinned_and_may_do_no_more_than_it_must(services: dict[str, dict[str, Any]]) -> None:
    assert len(services) == len(("front-door-1", "front-door-2", "proxy", "database", "prometheus", "grafana"))
    for name, service in services.items():
        assert "build" in service or PINNED.fullmatch(service["image"]), name
        hardened = service["read_only"], service["cap_drop"], service["security_opt"]
        assert hardened == (True, ["ALL"], ["no-new-privileges:true"]), name
        assert service["mem_limit"], name
        assert service["pids_limit"], name
        assert service["healthcheck"]["test"], name
        assert not service.get("privileged"), name


def test_the_proxy_alone_is_open_to_others_and_no_secret_stands_in_the_file(
    services: dict[str, dict[str, Any]],
) -> None:
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert ports == {"proxy": ["${HTTPS_PORT:-443}:8443"], "grafana": ["127.0.0.1:${GRAFANA_PORT:-3000}:3000"]}
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|SECRET|KEY|TOKEN|CERTIFICATE", name):
                assert value.startswith("/run/secrets/"), name


def test_every_file_that_a_service_reads_is_there(services: dict[str, dict[str, Any]]) -> None:
    mounted = [volume.split(":")[0] for service in services.values() for volume in service.get("volumes", ())]
    if not (ROOT / "infra" / "watching").exists():
        mounted = [path for path in mounted if not path.startswith("./infra/watching")]
    assert [path for path in mounted if path.startswith("./") and not (ROOT / path).exists()] == []
