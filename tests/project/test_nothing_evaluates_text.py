"""Nothing in the product evaluates text, and no stored or sent data is decoded by something that can run code."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = ("bot", "dialogs", "governance_rules", "manifest")
SOURCES = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))
MODULES = {
    *("pickle", "cPickle", "_pickle", "jsonpickle", "dill", "cloudpickle", "marshal", "shelve", "joblib"),
    *("yaml", "runpy", "builtins"),
}
PARSING = {"yaml.CBaseLoader", "yaml.MarkedYAMLError", "yaml.reader.ReaderError"}
"""The parts of PyYAML that make texts, lists and maps of a file, or less; others make objects of any kind."""
CALLS = {"eval", "exec", "compile", "__import__"}


def _decoders(source: str) -> set[str]:
    """The names of modules and calls in a source that turn data into running code."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names} & MODULES
        elif isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            if not names <= PARSING and node.module != "yaml.events":
                found |= {(node.module or "").split(".")[0]} & MODULES
            found |= {alias.name for alias in node.names} & MODULES
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found |= {node.func.id} & CALLS
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_source_decodes_no_code(path: Path) -> None:
    assert _decoders(path.read_text()) == set()


@pytest.mark.parametrize(
    "source",
    [
        *("import pickle", "from jsonpickle import decode", "import dill as d", "from x import pickle"),
        *("import yaml", "from yaml import load", "from yaml import CBaseLoader, CLoader"),
        *("eval('1')", "exec(s)", "compile(s, '', 'eval')"),
    ],
)
def test_the_check_sees_what_it_looks_for(source: str) -> None:
    assert _decoders(source)
