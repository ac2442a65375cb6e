"""No turn stands still because something on the event loop waits for a thread."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

BOT = Path(__file__).parents[2] / "bot"
WAITS = {"wait", "join", "result", "acquire"}
"""Called without an argument these wait, however long it takes: on an event, a thread, a future or a lock."""
FOR_THREADS = {"register/register.py"}
"""Its `write_now` and `close` are for threads that may wait; the loop hands `close` to one."""


def waits(source: str) -> list[int]:
    """The lines that wait without giving the loop free: a call that is neither awaited nor handed to something."""
    tree = ast.parse(source)
    given = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Await)}
    given |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.Call) for part in node.args}
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WAITS
        and not (node.args or node.keywords or id(node) in given)
    ]


def test_nothing_waits_for_a_thread_on_the_loop() -> None:
    found = {path.relative_to(BOT).as_posix() for path in BOT.rglob("*.py") if waits(path.read_text())}
    assert found == FOR_THREADS


@pytest.mark.parametrize("source", ["begun.wait()", "thread.join()", "x = future.result()", "lock.acquire()"])
def test_a_wait_is_found(source: str) -> None:
    assert waits(source) == [1]


def test_what_gives_the_loop_free_is_none() -> None:
    assert waits("async def f():\n    await event.wait()\n    create_task(event.wait())\n    ','.join(x)") == []
