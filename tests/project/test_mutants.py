"""Which faults `make mutants` puts into the product, and that its list of harmless ones is about lines that exist."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import types
from pathlib import Path
from typing import Any

import pytest

from benchmarks.mutants.faults import faults_in, put_into
from benchmarks.mutants.nearest import order_of
from benchmarks.mutants.quick import give, line_of_function

ROOT = Path(__file__).parents[2]
EQUIVALENT = ROOT / "benchmarks" / "mutants" / "equivalent.toml"


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        ("x = a == b", {"x = a != b"}),
        ("x = a < b <= c", {"x = a <= b <= c", "x = a < b < c"}),
        ("x = a not in b", {"x = a in b"}),
        ("x = a and b and c", {"x = a or b and c", "x = a and b or c"}),
        ("x = not a", {"x = a"}),
        ("x = b if a else c", {"x = b if not (a) else c"}),
        ("x = [a for a in b if a]", {"x = [a for a in b if not (a)]"}),
        ("x = 7", {"x = 8", "x = 6"}),
        ("x = now - a", {"x = now + a"}),
        ("x(a=True)", {"x(a=False)", "pass"}),
        ("x.y = z", {"pass"}),
        ("del x[y]", {"pass"}),
        ('x = "ö" == y', {'x = "ö" != y'}),
    ],
)
def test_a_line_has_these_faults(line: str, faults: set[str]) -> None:
    source = f"before = [after]\n{line}\n"
    found = faults_in("bot/turns.py", source)
    assert {f.after for f in found} == faults
    assert {put_into(f, source) for f in found} == {f"before = [after]\n{after}\n" for after in faults}
    assert {(f.line, f.before) for f in found} == {(2, line)}


@pytest.mark.parametrize(
    "source",
    [
        '"""What 1 == 1 does."""',
        "x: Literal[1]",
        "_log.info('started', number=1, on=True)",
        "@dataclass(frozen=True)\nclass X:\n    y: list[int] = field(repr=False)",
        "if TYPE_CHECKING:\n    x = 1",
        "x = zip(a, b, strict=True)",
        "def x(a: Literal[1]) -> Literal[2]: ...",
    ],
)
def test_what_does_nothing_is_left_alone(source: str) -> None:
    assert faults_in("bot/turns.py", source) == []


@pytest.mark.parametrize(
    ("answers", "value"), [("bool", "not (found(x))"), ("str | None", "None"), ("str", None), ("None", None)]
)
def test_an_answer_is_turned_or_left_out(answers: str, value: str | None) -> None:
    found = faults_in("bot/turns.py", f"def x() -> {answers}:\n    return found(x)\n")
    assert [f.text for f in found] == ([value] if value else [])


def test_the_tests_of_the_folder_that_name_the_file_are_asked_first() -> None:
    near, rest = order_of(ROOT, "bot/host/rate_limit.py")
    assert near[0] == "tests/bot/host/test_rate_limit.py"
    assert "tests/bot/host/test_request_guard.py" in near
    assert "tests/dialogs/test_story.py" in rest
    assert not set(near) & set(rest)


def test_every_fault_that_is_called_harmless_can_still_be_put_in() -> None:
    for listed in tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("fault", []):
        file = ROOT / listed["file"]
        possible = {(f.before, f.after) for f in faults_in(listed["file"], file.read_text(encoding="utf-8"))}
        assert (listed["before"], listed["after"]) in possible, f"{listed['file']}: {listed['before']}"
        assert listed["because"]


WITHIN = """
LIMIT = 3

@decorated
def outer(n=LIMIT > 2):
    inner = lambda x: x == 1
    return [m for m in range(n) if inner(m)]


class Thing:
    most = 4 == 4

    async def method(self):
        return "ö" == self.name
"""


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("inner = lambda x: x == 1", 6),
        ("return [m for m in range(n) if inner(m)]", 4),
        ('return "ö" == self.name', 13),
        ("def outer(n=LIMIT > 2):", None),
        ("most = 4 == 4", None),
    ],
)
def test_a_fault_belongs_to_the_innermost_function_around_it(before: str, line: int | None) -> None:
    faults = [f for f in faults_in("bot/turns.py", WITHIN) if f.before == before and f.kind in {"comparison", "not"}]
    assert faults
    assert {line_of_function(WITHIN, f) for f in faults} == {line}


def test_a_function_that_is_in_use_takes_the_fault() -> None:
    source = "def outer():\n    def inner(x):\n        return x > 1\n    return inner\n"
    names: dict[str, Any] = {}
    types.FunctionType(compile(source, "outer.py", "exec"), names)()
    made = names["outer"]()
    (fault,) = (f for f in faults_in("outer.py", source) if f.kind == "comparison")
    assert not made(1)
    assert give("outer.py", source, fault, [made, names["outer"]])
    assert made(1)
    assert names["outer"]()(1)


TREE = {
    "bot/__init__.py": "",
    "bot/thing.py": "def large(x):\n    return x > 1\n\n\ndef odd(x):\n    return x != 2\n\n\nBIG = 1 < 2\n",
    "tests/conftest.py": "import gc\n\nfrom bot import thing\n\n\ndef pytest_collection_finish():\n    gc.freeze()\n",
    "tests/test_thing.py": (
        "from bot.thing import large, odd\n\n\ndef test_large():\n    assert not large(1)\n\n\n"
        "def test_odd():\n    assert odd(3)\n\n\ndef test_wrong():\n    assert odd(2)\n"
    ),
}
QUICKLY = """
from pathlib import Path
import pytest
from benchmarks.mutants.faults import faults_in
from benchmarks.mutants.quick import Quick
class Tell:
    def send(self, said):
        if said[1] is not None:
            print("told", faults[said[0]].after, "|", said[1], flush=True)
faults = [f for f in faults_in("bot/thing.py", Path("bot/thing.py").read_text()) if f.kind == "comparison"]
near = [frozenset({"tests/test_thing.py"})] * len(faults)
pytest.main(["-q", "-p", "no:cacheprovider", "--rootdir=.", "tests"], plugins=[Quick(Path.cwd(), faults, near, Tell())])
"""


def test_faults_are_tried_quickly_by_the_tests_that_reach_them_and_pass_without(tmp_path: Path) -> None:
    for name, text in TREE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (tmp_path, ROOT)))}
    words = [sys.executable, "-c", QUICKLY]
    ran = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    told = [line.partition("told ")[2] for line in ran.stdout.splitlines() if "told " in line]
    assert told == [
        "return x >= 1 | tests/test_thing.py::test_large",
        "return x == 2 | tests/test_thing.py::test_odd",
        "BIG = 1 <= 2 | ",
    ], ran.stdout + ran.stderr
