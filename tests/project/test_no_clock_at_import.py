"""No test file reads a clock when it is imported: what is compared with it then depends on how long the run lasts."""

from __future__ import annotations

import ast
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import TypeGuard

import pytest

FILES = sorted((Path(__file__).parents[1]).rglob("*.py"))
CLOCKS = frozenset({"time", "monotonic", "time_ns", "perf_counter", "now", "utcnow", "today"})


ROOT = Path(__file__).parents[2]


def _readers(tree: ast.Module) -> frozenset[str]:
    """Names of the functions of a file that read a clock."""
    found: set[str] = set()
    waiting: list[tuple[ast.AST, tuple[str, ...]]] = [(tree, ())]
    while waiting:
        node, inside = waiting.pop()
        if isinstance(node, ast.FunctionDef):
            inside = (*inside, node.name)
        if inside and _reads(node, CLOCKS):
            found.update(inside)
        waiting += [(child, inside) for child in ast.iter_child_nodes(node)]
    return frozenset(found)


@cache
def _readers_of(file: Path) -> frozenset[str]:
    """The same of a file that many others import."""
    return _readers(ast.parse(file.read_text()))


def _brought(tree: ast.Module, root: Path) -> frozenset[str]:
    """Names of the functions that read a clock and come from another file of the tests."""
    found: set[str] = set()
    for node in ast.walk(tree):
        file = root / f"{(node.module or '').replace('.', '/')}.py" if isinstance(node, ast.ImportFrom) else root
        if isinstance(node, ast.ImportFrom) and file.is_file() and file.is_relative_to(root / "tests"):
            theirs = _readers_of(file)
            found |= {name.asname or name.name for name in node.names if name.name in theirs}
    return frozenset(found)


def _clocks(tree: ast.Module, root: Path = ROOT) -> list[int]:
    """Lines on which a clock is read outside every function, or by a function that is called there."""
    readers = CLOCKS | _readers(tree) | _brought(tree, root)
    found: list[int] = []
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
            continue
        if isinstance(node, ast.Lambda):
            continue
        if _reads(node, readers):
            found.append(node.lineno)
        waiting += ast.iter_child_nodes(node)
    return found


def _reads(node: ast.AST, readers: Collection[str]) -> TypeGuard[ast.Call]:
    """Whether this is a call of one of these."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute | ast.Name):
        return False
    return (node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id) in readers


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_clock_is_read_at_import(path: Path) -> None:
    assert _clocks(ast.parse(path.read_text())) == []


def test_a_clock_at_import_is_found() -> None:
    assert _clocks(ast.parse("import time\nNOW = int(time.time())\n")) == [2]
    assert _clocks(ast.parse("from time import time\ndef f():\n    return time()\nNOW = f()\n")) == [4]
    brought = "from tests.bot.deliveries.delivery_cases import clock\nNOW = clock()\n"
    assert _clocks(ast.parse(brought)) == [2]
    assert _clocks(ast.parse("import time\ndef f(now=time.time()):\n    pass\n")) == [2]
    assert _clocks(ast.parse("import time\ndef f():\n    return time.time()\n")) == []
