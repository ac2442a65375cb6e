"""No test file reads a clock when it is imported: what is compared with it then depends on how long the run lasts."""

from __future__ import annotations

import ast
from collections.abc import Collection
from pathlib import Path
from typing import TypeGuard

import pytest

FILES = sorted((Path(__file__).parents[1]).rglob("*.py"))
CLOCKS = frozenset({"time", "monotonic", "time_ns", "perf_counter", "now", "utcnow", "today"})


def _clocks(tree: ast.Module) -> list[int]:
    """Lines on which a clock is read outside every function, or by a function of the file that is called there."""
    readers = set(CLOCKS)
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and any(_reads(node, CLOCKS) for node in ast.walk(function)):
            readers.add(function.name)
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
    assert _clocks(ast.parse("import time\ndef f(now=time.time()):\n    pass\n")) == [2]
    assert _clocks(ast.parse("import time\ndef f():\n    return time.time()\n")) == []
