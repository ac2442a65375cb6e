"""Every tracked file: short, plainly named, and without a trace of the machine on which it was written."""

from __future__ import annotations

import ast
import inspect
import io
import re
import tokenize
import tomllib

import pytest

from tests.project.tracked import PRODUCT, ROOT, python_files, texts, tracked_files

# Put together here, so that this file does not hold what it looks for.
MACHINE_PATHS = [f"/{top}/" for top in ("work", "root", "home", "Users", "mnt")] + ["C:" + "\\"]
REGISTRIES = [f"{name}.{ending}" for name, ending in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))]
REGISTRIES += ["--index" + "-url", "--extra-index" + "-url", "--find" + "-links"]

LONGEST_FILE = 300
LONGEST_TEST = 400
LARGEST = 600_000
FEW = 60
# "Service URL" is the Bot Framework's own noun, serviceUrl.
NAMED_BY_OTHERS = {"bot/host/service_url.py", "tests/bot/host/test_service_url.py"}
VAGUE = ("manager", "helper", "util", "utils", "service", "base", "misc", "common")
LOCKS = {"package-lock.json", *(path.name for path in ROOT.glob("requirements*.txt"))}


@pytest.mark.parametrize("trace", MACHINE_PATHS)
def test_no_file_names_a_path_of_somebodys_machine(trace: str) -> None:
    start = re.compile(rf"(?<![\w.}}/-]){re.escape(trace)}")
    found = {name for name, text in texts().items() if trace in text and start.search(text)}
    assert found == set()


@pytest.mark.parametrize("trace", REGISTRIES)
def test_no_file_names_the_address_of_a_package_index(trace: str) -> None:
    assert {name for name, text in texts().items() if trace in text} == set()


@pytest.mark.parametrize("name", sorted(python_files()))
def test_a_python_file_is_short_enough_to_read(name: str) -> None:
    most = LONGEST_TEST if name.startswith("tests/") else LONGEST_FILE
    assert python_files()[name].count("\n") <= most


def test_a_file_is_called_by_its_noun() -> None:
    named = {name for name in python_files() if set(re.split(r"[_/.]", name.lower())) & set(VAGUE)}
    assert named - NAMED_BY_OTHERS == set()


def test_no_large_file_is_tracked() -> None:
    assert {path.name for path in tracked_files() if path.stat().st_size > LARGEST and path.name not in LOCKS} == set()


def test_nothing_that_is_installed_or_built_is_tracked() -> None:
    made = re.compile(r"(^|/)(node_modules|\.venv|build|dist|__pycache__|\.data)/|\.(min\.js|min\.css|zip|whl|sqlite)$")
    assert {name.relative_to(ROOT).as_posix() for name in tracked_files() if made.search(name.as_posix())} == set()


def test_nothing_is_left_to_do_in_the_code() -> None:
    unfinished = re.compile(r"\b(TO" + "DO|FIX" + "ME|X" + "XX|HA" + r"CK)\b")
    assert {name for name, text in python_files().items() if unfinished.search(text)} == set()


def test_every_exception_from_a_rule_names_the_rule_and_a_reason() -> None:
    bare = re.compile(r"#\s*(noqa(?!: [A-Z]+\d+(, ?[A-Z]+\d+)* - \S)|type:\s*ignore(?!\[[\w-]+(, ?[\w-]+)*\]))")
    blanket = re.compile(r"#\s*(ruff:\s*noqa|mypy:\s*ignore|flake8:\s*noqa|pragma: no cover(?! - \S)|fmt: off)")
    found = {
        f"{name}:{number}"
        for name, text in python_files().items()
        if name != "tests/project/test_files.py"
        for number, line in enumerate(text.splitlines(), 1)
        if bare.search(line) or blanket.search(line)
    }
    assert found == set()


def test_exceptions_from_a_rule_are_so_few_that_each_surprises() -> None:
    # A rule that is waived more often for one reason is switched off once in pyproject.toml, with that reason.
    excepted = re.compile(r"#\s*noqa:.* - ")
    assert sum(len(excepted.findall(text)) for text in python_files().values()) < FEW


def test_ruff_and_mypy_are_strict_and_spare_no_part_of_the_product() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert tools["ruff"]["lint"]["select"] == ["ALL"]
    spared = tools["ruff"]["lint"].get("per-file-ignores", {})
    assert {pattern for pattern in spared if pattern.startswith(PRODUCT)} == set()
    assert tools["mypy"]["strict"] is True
    assert set(PRODUCT) <= set(tools["mypy"]["packages"])
    forgiving = [part for part in tools["mypy"].get("overrides", []) if part.get("ignore_errors")]
    assert forgiving == []
    assert tools["pytest"]["ini_options"]["filterwarnings"][0] == "error"


@pytest.mark.parametrize("name", sorted(python_files(*PRODUCT)))
def test_a_module_opens_with_a_sentence(name: str) -> None:
    # Its first token: a comment may stand before it, and what follows need not be parsed.
    tokens = tokenize.generate_tokens(io.StringIO(python_files()[name]).readline)
    first = next(token for token in tokens if token.type not in {tokenize.COMMENT, tokenize.NL})
    assert (first.type, next(tokens).type) == (tokenize.STRING, tokenize.NEWLINE)
    docstring = inspect.cleandoc(ast.literal_eval(first.string))
    assert docstring.splitlines()[0].rstrip().endswith((".", ":", "?")), docstring.splitlines()[0]


def test_tests_wait_for_nothing_and_patch_nothing() -> None:
    # A blink is one more look at something that is about to happen, not a wait that hopes.
    lazy = re.compile(r"(?:asyncio|time)\.sleep\((?:[1-9]|0\.[3-9])|mock\.patch|from unittest import mock")
    found = {
        f"{name}:{number}"
        for name, text in python_files("tests").items()
        if name != "tests/project/test_files.py"
        for number, line in enumerate(text.splitlines(), 1)
        if lazy.search(line)
    }
    assert found == set()
