"""The three floors: what may know of what."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.project.tracked import PRODUCT, ROOT, python_files


@cache
def product_trees() -> dict[str, ast.Module]:
    """The product's files, read into trees once for every question."""
    return {name: ast.parse(text) for name, text in python_files(*PRODUCT).items()}


def imports_of(tree: ast.Module) -> Iterator[str]:
    """The modules that a Python file imports, at its top or later."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@cache
def importers() -> dict[str, set[str]]:
    """By package: the product's files that import it."""
    found: dict[str, set[str]] = {}
    for name, tree in product_trees().items():
        for module in imports_of(tree):
            found.setdefault(module.split(".")[0], set()).add(name)
    return found


def importers_of(package: str) -> set[str]:
    """The product's files that import a package."""
    return importers().get(package, set())


def test_imports_go_down_only() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_production_loads_no_stand_in_and_no_local_page() -> None:
    parts = "bot.commands.lists, bot.commands.serve, bot.wiring"
    shown = f"import sys, {parts}; print(*(m for m in sys.modules if m.startswith('bot.')))"
    done = subprocess.run([sys.executable, "-c", shown], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "bot.wiring" in loaded
    assert [name for name in loaded if name.startswith("bot.local")] == []


def test_the_sdk_of_graph_is_known_in_one_file() -> None:
    assert importers_of("msgraph") | importers_of("msgraph_core") == {"bot/sharepoint/sdk.py"}


def test_the_sdk_of_graph_is_imported_late_in_one_place() -> None:
    asked = {name: text.count("from bot.sharepoint import sdk") for name, text in python_files(*PRODUCT).items()}
    assert {name: times for name, times in asked.items() if times} == {"bot/sharepoint/graph.py": 1}


def test_the_bot_framework_is_known_in_one_folder() -> None:
    known = importers_of("botbuilder") | importers_of("botframework")
    assert {str(Path(name).parent) for name in known} <= {"bot/host"}


def test_rules_are_read_by_the_safe_loader_alone() -> None:
    reading = {name: text for name, text in python_files(*PRODUCT).items() if "YAML(" in text}
    careless = {name for name, text in reading.items() if "typ='unsafe'" in text or 'typ="unsafe"' in text}
    assert careless == set()
