"""The pipelines call what there is, and the swap gives traffic to nothing that is not well."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.commands import COMMANDS
from tests.project.tracked import ROOT

PIPELINES = (*sorted((ROOT / ".github" / "workflows").glob("*.yml")), ROOT / "azure-pipelines.yml")
STEPS = (ROOT / ".ci" / "deploy-steps.yml",)
IMAGE = "council.azurecr.io/front-door@sha256:" + "0" * 64
AZ = """#!/bin/sh
echo "az $*" >> "$FOLDER/calls"
case "$*" in
*"containerapp show"*) echo front-door--old ;;
*"revision show"*fqdn*) echo new.example.org ;;
*"revision show"*)
    case "$(cat "$FOLDER/state")" in
    worse) grep -q "weight front-door--s.*=100" "$FOLDER/calls" && echo Unhealthy/Failed || echo Healthy/Running ;;
    *) cat "$FOLDER/state" ;;
    esac ;;
*"job start"*) echo run-1 ;;
*"execution show"*) cat "$FOLDER/job" ;;
esac
"""
CURL = """#!/bin/sh
printf %s "$(cat "$FOLDER/door")"
"""


def scripts_of(said: Any) -> list[str]:
    """Every piece of shell in a pipeline."""
    if isinstance(said, dict):
        own = [str(said[name]) for name in ("run", "script", "inlineScript") if isinstance(said.get(name), str)]
        return own + [one for value in said.values() for one in scripts_of(value)]
    return [one for value in said for one in scripts_of(value)] if isinstance(said, list) else []


@pytest.mark.parametrize("file", [*PIPELINES, *STEPS], ids=lambda path: path.name)
def test_what_a_pipeline_calls_is_there(file: Path) -> None:
    shell = "\n".join(scripts_of(yaml.safe_load(file.read_text(encoding="utf-8"))))
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"\bmake ([a-z]+)", shell)) <= set(targets)
    called = set(re.findall(r"(?<![\w/])(\.ci/[\w.-]+)", shell))
    assert [name for name in called if not os.access(ROOT / name, os.X_OK)] == []
    assert set(re.findall(r"\bfront-door ([a-z]+)", shell)) <= set(COMMANDS)
    used = re.findall(r"uses: [$.]/(\S+)|template: (\S+)", file.read_text(encoding="utf-8"))
    assert [name for pair in used for name in pair if name and not (ROOT / name).is_file()] == []


def test_every_pipeline_ends_in_the_swap_and_begins_with_everything_that_must_hold() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in (*PIPELINES, *STEPS)}
    assert ".ci/run" in texts["test.yml"]
    assert ".ci/run" in texts["azure-pipelines.yml"]
    assert '.ci/swap "$IMAGE"' in texts["deploy.yml"]
    assert '.ci/swap "$IMAGE"' in texts["deploy-steps.yml"]
    assert not [name for name, text in texts.items() if "secrets." in text], "who signs in is the pipeline itself"


def test_a_new_machine_is_told_all_that_the_resources_and_the_swap_ask_for() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "deploy.yml").read_text(encoding="utf-8"))
    told = {name for name, value in workflow["jobs"]["deploy"]["env"].items() if value == f"${{{{ vars.{name} }}}}"}
    asked = (ROOT / "infra" / "main.parameters.json").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(\w+)", asked)) <= told, "what is not told gets its default, the size too"
    assert {"BACKUP_JOB", "DOCTOR_JOB"} <= told
    stages = yaml.safe_load((ROOT / "azure-pipelines.yml").read_text(encoding="utf-8"))["stages"]
    groups = [one["group"] for stage in stages for one in stage.get("variables", ()) if "group" in one]
    assert groups == ["front-door-test", "front-door-live"], "an environment of its own, by the same names"
    page = (ROOT / "docs" / "pipelines.md").read_text(encoding="utf-8")
    used = set(re.findall(r"\$\((\w+)\)", STEPS[0].read_text(encoding="utf-8"))) - {"image"}
    assert [name for name in used if f"`{name}`" not in page] == []


def swapped(folder: Path, state: str, door: str = "401", job: str = "Succeeded") -> tuple[int, list[str], str]:
    """Run the swap against stand-ins for az and curl. Gives the exit code, what az was asked, and what was said."""
    for name, script in (("az", AZ), ("curl", CURL)):
        (folder / name).write_text(script)
        (folder / name).chmod(0o755)
    for name, said in (("state", state), ("door", door), ("job", job)):
        (folder / name).write_text(said)
    env = {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "FOLDER": str(folder),
        "TRIES": "2",
        "PAUSE": "0",
        "RESOURCE_GROUP": "group",
        "CONTAINER_APP": "front-door",
        "BACKUP_JOB": "copy",
        "DOCTOR_JOB": "doctor",
    }
    done = subprocess.run([ROOT / ".ci" / "swap", IMAGE], env=env, capture_output=True, text=True, check=False)
    calls = (folder / "calls").read_text().splitlines()
    return done.returncode, [re.sub(r"front-door--s\d+", "NEW", call) for call in calls], done.stdout + done.stderr


def weights(calls: list[str]) -> list[str]:
    """Which revision got all the traffic, in order."""
    return [found[1] for call in calls if (found := re.search(r"--revision-weight (\S+)=100", call))]


def test_a_revision_that_is_well_gets_the_traffic_after_a_copy_was_made(tmp_path: Path) -> None:
    code, calls, said = swapped(tmp_path, "Healthy/RunningAtMaxScale")
    assert code == 0, said
    assert weights(calls) == ["front-door--old", "NEW"]
    order = [next(n for n, call in enumerate(calls) if words in call) for words in (
        "job start --resource-group group --name copy",
        "containerapp update",
        f"--name doctor --image {IMAGE}",
        "--revision-weight NEW=100",
        "deactivate --resource-group group --name front-door --revision front-door--old",
    )]  # fmt: skip
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("state", "door", "job"),
    [
        ("Unhealthy/Failed", "401", "Succeeded"),
        ("None/Processing", "401", "Succeeded"),
        ("Healthy/Running", "200", "Succeeded"),
        ("worse", "401", "Succeeded"),
    ],
)
def test_a_revision_that_is_not_well_leaves_the_traffic_to_the_old_one(
    state: str, door: str, job: str, tmp_path: Path
) -> None:
    code, calls, said = swapped(tmp_path, state, door, job)
    assert (code, "going back to front-door--old" in said) == (1, True), said
    assert weights(calls)[-1] == "front-door--old"
    assert "NEW" not in weights(calls) or state == "worse"
    assert [call for call in calls if "deactivate" in call][-1].endswith("--revision NEW --output none")


def test_nothing_begins_where_the_copy_before_it_fails(tmp_path: Path) -> None:
    code, calls, said = swapped(tmp_path, "Healthy/Running", job="Failed")
    assert (code, "the job copy ended as Failed" in said) == (1, True), said
    assert not [call for call in calls if "containerapp update" in call]
