"""`front-door rules` does from the outside what the contracts say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.commands.rules import command
from governance_rules import SHIPPED, Rulebook, clean_answers, decide, decision_to_json
from tests.governance_rules.rulebooks import Copy

KEYS = [
    "process", "steps", "checks", "alerts", "timeframe", "value", "achievability", "breakdown", "reasons",
    "what_would_change", "rules_version",
]  # fmt: skip

Make = Callable[..., dict[str, Any]]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(a) for a in arguments], env={"RULEBOOK": "", "DIRECTORY": ""})


def decided(tmp_path: Path, lines: bytes, *more: object) -> Result:
    file = tmp_path / "answers.jsonl"
    file.write_bytes(lines)
    return run("decide", "--answers", file, *more)


def test_a_decision_a_line_in_the_order_of_the_page(tmp_path: Path, shipped: Rulebook, any_answers: Make) -> None:
    given = [any_answers(n) for n in range(20)]
    result = decided(tmp_path, "".join(json.dumps(a) + "\n" for a in given).encode())
    assert result.exit_code == 0
    documents = [json.loads(line) for line in result.stdout.splitlines()]
    assert documents == [decision_to_json(decide(shipped, clean_answers(shipped, a))) for a in given]
    assert all(list(d) == KEYS for d in documents)


def test_errors_stand_in_their_line_and_the_others_still_come(tmp_path: Path) -> None:
    lines = [
        b'{"need":"fix"}', b"[]", b"", b"not json", b"\xff",
        b'{"need":"fix","nope":"x","data":"y"}', b'{"need":"idea"}',
        b'{"need":"fix","data":"y"}', b'{"\\ud800":1}', b'{"need":"standard_item","title":5}', b"[" * 5_000,
    ]  # fmt: skip
    result = decided(tmp_path, b"\n".join(lines) + b"\n")
    assert result.exit_code == 1
    found = [json.loads(line) for line in result.stdout.splitlines()]
    questions = [d.get("question", d.get("process")) for d in found]
    assert questions == [
        "service_desk",
        None,
        None,
        None,
        None,
        "nope",
        "service_area",
        "data",
        "\ud800",
        "service_desk",
        None,
    ]
    assert all(set(d) == {"error", "question"} or list(d) == KEYS for d in found)


def test_an_empty_file_gives_nothing(tmp_path: Path) -> None:
    result = decided(tmp_path, b"")
    assert (result.exit_code, result.stdout) == (0, "")


def test_a_file_that_is_not_there_is_one_line_with_what_to_do(tmp_path: Path) -> None:
    result = run("decide", "--answers", tmp_path / "none.jsonl")
    assert result.exit_code == 1
    assert "cannot be read" in result.stderr
    assert result.stderr.count("\n") == 1


def test_decide_takes_another_rulebook_and_a_day(copy: Copy, tmp_path: Path) -> None:
    copy.change("routes.yaml", "so you do not need a decision from governance.", "so no decision is needed.")
    result = decided(
        tmp_path, b'{"need":"fix"}\n', "--rulebook", copy.folder, "--day", "2024-06-01", "--data", tmp_path
    )
    assert result.exit_code == 0
    assert "so no decision is needed." in result.stdout


def test_an_unsound_rulebook_is_refused_with_every_problem(copy: Copy, tmp_path: Path) -> None:
    copy.change("matrix.yaml", "weight: 4", "weight: four")
    copy.change("facts.yaml", "{question: ai, is: no}", "{question: ai, is: nope}")
    result = decided(tmp_path, b'{"need":"fix"}\n', "--rulebook", copy.folder)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["facts.yaml", "matrix.yaml"]


def test_check_is_silent_about_the_shipped_rulebook(tmp_path: Path) -> None:
    result = run("check", "--data", tmp_path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Walked every way through" in result.stderr


def test_check_prints_problems_relative_to_the_folder_and_ends_with_one(copy: Copy) -> None:
    line = copy.change("matrix.yaml", "weight: 4", "weight: four")
    result = run("check", copy.folder)
    assert result.exit_code == 1
    assert (
        result.stdout
        == f"matrix.yaml:{line}: weight should be a whole number and not four. Write digits only, such as 3\n"
    )
    assert "walked when these problems are mended" in result.stderr


def test_hints_do_not_fail_a_check(copy: Copy) -> None:
    copy.change(
        "questions.yaml",
        "{id: partly, label: Partly}",
        "{id: partly, label: Partly}\n          - {id: maybe, label: Maybe}",
    )
    result = run("check", copy.folder)
    assert result.exit_code == 0
    assert ": hint: " in result.stdout


def test_replay_reads_requests_from_a_file(copy: Copy, tmp_path: Path) -> None:
    file = tmp_path / "past.jsonl"
    file.write_text(
        json.dumps({"reference": "DR-0001", "answers": {"need": "fix"}, "process": "explore", "steps": []}) + "\n"
    )
    result = run("replay", copy.folder, "--requests", file)
    assert result.exit_code == 0
    assert result.stdout.startswith("DR-0001: Explore → Service desk. The service desk mends")
    assert "1 would take another route, 0 the same." in result.stdout


def test_diagram_and_schema_print_or_write(tmp_path: Path) -> None:
    assert run("diagram").stdout.startswith("flowchart TD")
    assert json.loads(run("schema").stdout)["type"] == "object"
    page = tmp_path / "routes.md"
    assert run("diagram", "--out", page).exit_code == 0
    assert "```mermaid" in page.read_text()
    assert run("schema", "--out", tmp_path / "none" / "x.json").exit_code == 1


@pytest.mark.parametrize("name", ["check", "decide", "diagram", "replay", "schema"])
def test_every_command_has_help(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage:")


def test_the_same_answers_give_the_same_bytes_in_another_process(tmp_path: Path, any_answers: Make) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text("".join(json.dumps(any_answers(n)) + "\n" for n in range(5)))
    arguments = [
        sys.executable,
        "-c",
        "from bot.commands import main; main()",
        "rules",
        "decide",
        "--answers",
        str(file),
    ]
    found = [
        subprocess.run(
            arguments,
            capture_output=True,
            check=True,
            cwd=SHIPPED.parents[1],
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert found[0] == found[1] != b""


def test_what_sentences_suggest_a_line_each_in_order(tmp_path: Path) -> None:
    file = tmp_path / "sentences.jsonl"
    file.write_text(
        '{"said":"renew the contract, a tender is out","means":{}}\n{"said":"hello"}\n'
        '{"said":"integrate it and migrate the data"}\n{"said":"a phone, £300k"}\n',
        encoding="utf-8",
    )
    plain, explained = run("suggest", "--sentences", file), run("suggest", "--sentences", file, "--explain")
    assert plain.exit_code == explained.exit_code == 0
    assert [json.loads(line) for line in plain.stdout.splitlines()] == [
        {"need": "renew", "procurement": "quotes_or_tender"},
        {},
        {"need": "change_system", "technical_impact": ["new_integration", "data_migration"]},
        {"whole_life_cost": "above_threshold"},
    ]
    first = json.loads(explained.stdout.splitlines()[0])
    assert first["because"] == {"need": ["renew the contract"], "procurement": ["tender is out"]}


def test_a_line_without_a_sentence_suggests_nothing_and_is_told_by_the_exit(tmp_path: Path) -> None:
    file = tmp_path / "sentences.jsonl"
    file.write_bytes(b'[]\n\xff\n{"said":5}\n{"said":"renew it"}\n')
    result = run("suggest", "--sentences", file)
    assert result.exit_code == 1
    assert [json.loads(line) for line in result.stdout.splitlines()] == [{}, {}, {}, {"need": "renew"}]
