"""Where the product's parts come from: pinned, hashed, licensed, listed."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import files
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project.test_floors import imports_of
from tests.project.tracked import PRODUCT, ROOT, python_files

LOCKS = (
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-setup.txt",
    "requirements-node.txt",
    "requirements-checkers.txt",
)
ENTRY = re.compile(
    r"^(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[^\s;]+)(?P<rest>[^\n]*(?:\n[ \t]+[^\n]*)*)", re.MULTILINE
)


def entries(lock: str) -> dict[str, tuple[str, str]]:
    """Version and the rest (markers, hashes) of each package of a lock, by name."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {found["name"]: (found["version"], found["rest"]) for found in ENTRY.finditer(text)}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    """The bill of materials and the page of licences, as `make sbom` makes them now."""
    folder = tmp_path_factory.mktemp("bill")
    command = [sys.executable, "scripts/sbom.py", "--bill", str(folder / "b.json"), "--page", str(folder / "l.md")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "b.json").read_text()), (folder / "l.md").read_text()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_is_an_exact_version_with_hashes(lock: str) -> None:
    found = entries(lock)
    lines = [line for line in (ROOT / lock).read_text().splitlines() if line and not line.startswith((" ", "#"))]
    assert len(found) == len(lines) > 0
    assert [name for name, (_, rest) in found.items() if "--hash=sha256:" not in rest] == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    asked = {
        "requirements.txt": project["project"]["dependencies"],
        "requirements-dev.txt": groups["dev"],
        "requirements-setup.txt": groups["setup"],
        "requirements-node.txt": groups["node"],
        "requirements-checkers.txt": groups["checkers"],
    }
    for lock, wanted in asked.items():
        found = entries(lock)
        for line in wanted:
            need = Requirement(line)
            version, _ = found[canonicalize_name(need.name)]
            assert need.specifier.contains(version), f"{lock}: {line}; run make lock"


NO_IMPORT_LINE = {
    "psycopg": "SQLAlchemy takes it for the addresses of DATABASE_URL",
    "sniffio": "the SDK's transport asks for it at every step",
    "tzdata": "the council's clock, where the system has none",
}


def modules_of(package: str) -> set[str]:
    """The dotted names of everything that can be imported from an installed package."""
    parts = [file.with_suffix("").parts for file in files(package) or () if file.suffix == ".py"]
    return {".".join(part[:-1] if part[-1] == "__init__" else part) for part in parts}


def test_production_installs_what_the_product_imports_and_no_more() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    sources = python_files(*PRODUCT).values()
    imported = {module for source in sources for module in imports_of(ast.parse(source))}
    needed = {Requirement(line).name for line in project["project"]["dependencies"]}
    idle = {package for package in needed if not modules_of(package) & imported}
    assert idle == set(NO_IMPORT_LINE)


def test_tests_run_on_the_versions_that_are_deployed() -> None:
    deployed, tested = entries("requirements.txt"), entries("requirements-dev.txt")
    assert {name: version for name, (version, _) in deployed.items()}.items() <= {
        name: version for name, (version, _) in tested.items()
    }.items()


def test_every_npm_package_has_a_hash_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = {place: entry for place, entry in packages.items() if place}
    assert installed
    assert [place for place, entry in installed.items() if not entry["integrity"].startswith("sha512-")] == []
    assert [place for place, entry in installed.items() if "resolved" in entry] == []


def test_no_npm_package_runs_a_script_when_it_is_installed() -> None:
    assert "ignore-scripts=true" in (ROOT / ".npmrc").read_text().splitlines()


def test_the_bill_of_materials_lists_every_deployed_package(made: tuple[dict[str, Any], str]) -> None:
    bill, _ = made
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    listed = {str(canonicalize_name(part["name"])): part for part in bill["components"]}
    everywhere = {name for name, (_, rest) in entries("requirements.txt").items() if not rest.lstrip().startswith(";")}
    assert everywhere <= set(listed)
    assert {part["scope"] for name, part in listed.items() if name in everywhere} == {"required"}
    assert listed["adaptivecards"]["purl"].startswith("pkg:npm/adaptivecards@")
    assert listed["axe-core"]["scope"] == "excluded"
    product = next(link for link in bill["dependencies"] if link["ref"] == "front-door")
    assert len(product["dependsOn"]) > 50


def test_every_package_has_a_licence_that_we_accept(made: tuple[dict[str, Any], str]) -> None:
    bill, page = made
    assert [part["name"] for part in bill["components"] if not part.get("licenses")] == []
    assert "unknown" not in page


def test_the_page_of_licences_is_of_today(made: tuple[dict[str, Any], str]) -> None:
    rows = {line for line in made[1].splitlines() if line.startswith("| ")}
    kept = set((ROOT / "docs" / "licences.md").read_text().splitlines())
    assert rows - kept == set(), "run make sbom and commit docs/licences.md"


def test_a_licence_that_is_not_accepted_is_refused() -> None:
    probe = (
        "import sys; sys.path.insert(0, 'scripts'); from sbom import Part; "
        "print([Part('pypi', 'x', '1', licence, True).accepted for licence in "
        "('MIT', 'MPL-2.0 AND (Apache-2.0 OR MIT)', '', 'GPL-3.0-only', 'MIT AND AGPL-3.0-only')])"
    )
    command = [sys.executable, "-c", probe]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[True, True, False, False, False]"
