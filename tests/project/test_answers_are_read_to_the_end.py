"""Nobody takes the piece of a body that has arrived for the whole of it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def partial(source: str) -> list[int]:
    """The lines that read "so many bytes" of a body: `StreamReader.read` gives what has come by then, and no more."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"read", "readany", "read_nowait"}
        and isinstance(node.func.value, ast.Attribute)
        and node.func.value.attr == "content"
        and (node.args or node.keywords or node.func.attr != "read")
    ]


@pytest.mark.parametrize("folder", ["bot", "benchmarks"])
def test_every_body_is_read_to_its_end(folder: str) -> None:
    found = {path.relative_to(ROOT).as_posix(): partial(path.read_text()) for path in (ROOT / folder).rglob("*.py")}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize("source", ["answer.content.read(9)", "request.content.read(n=9)", "answer.content.readany()"])
def test_a_piece_is_found(source: str) -> None:
    assert partial(source) == [1]


@pytest.mark.parametrize("source", ["answer.content.read()", "answer.read()", "read_to_end(answer.content, 9)"])
def test_the_whole_is_none(source: str) -> None:
    assert partial(source) == []
