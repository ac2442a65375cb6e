"""Which tests are asked first: those of the folder that mirrors the file, and of them the ones that name it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

SLOW = ("tests/browser", "tests/bot/production", "tests/project", "tests/manifest")
"""Not asked: they start processes, a browser or a build, and take minutes each."""


def order_of(root: Path, file: str) -> tuple[list[str], list[str]]:
    """The test files of the folder and those that import the file, nearest first; then the rest of the fast tests."""
    mirror = _mirror(root, file)
    stem = Path(file).stem
    module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    near: list[tuple[int, str]] = []
    rest = []
    for path in sorted((root / "tests").rglob("test_*.py")):
        test = path.relative_to(root).as_posix()
        if test.startswith(SLOW):
            continue
        imports, beside = module in _imports(root, test), test.startswith(f"{mirror}/")
        if imports or beside:
            near.append((-4 * (stem in path.stem) - 2 * imports - beside, test))
        else:
            rest.append(test)
    return [test for _, test in sorted(near)], rest


def _mirror(root: Path, file: str) -> str:
    """The folder of tests of a file of the product: ``bot/host/request_guard.py``, ``tests/bot/host``."""
    folder = Path("tests") / Path(file).parent
    while not (root / folder).is_dir():
        folder = folder.parent
    return folder.as_posix()


@cache
def _imports(root: Path, test: str) -> frozenset[str]:
    """The modules of the product that a test names, itself or through what the tests share."""
    seen, waiting, found = {test}, [test], set()
    if Path(test).name.startswith("test_"):
        waiting += [f"{folder.as_posix()}/conftest.py" for folder in Path(test).parents if folder.name]
    while waiting:
        for name in _named(root / waiting.pop()):
            found.add(name)
            shared = f"{name.replace('.', '/')}.py"
            if name.startswith("tests.") and shared not in seen:
                seen.add(shared)
                waiting.append(shared)
    return frozenset(found)


@cache
def _named(file: Path) -> tuple[str, ...]:
    """The modules, and what may be modules, that a file imports; none when there is no such file."""
    if not file.exists():
        return ()
    found: list[str] = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{a.name}" for a in node.names)]
    return tuple(found)
