"""`rules check` tells every problem at once, each at its line, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from governance_rules import RulebookProblems
from governance_rules.check import check_rulebook

# file, what stands there, the slip, how many lines below it is told, what is said
SLIPS = [
    ("questions.yaml", "ask: What do you need?", "ask: What: do you need?", 0, "a colon and a space stand inside a text"),
    ("questions.yaml", "label: Several services,", "label: \"Several services,", 0, "a record in braces is not closed"),
    ("questions.yaml", "        ask: What do you need?", "\task: What do you need?", 0, "a tab stands where spaces should"),
    ("questions.yaml", "        short: Deadline\n", "        short: Deadline\n        short: Date\n", 1, "The key short stands twice"),
    ("questions.yaml", "        short: Deadline", "        shrot: Deadline", 0, "shrot is not a key of the question deadline. Did you mean short?"),
    ("questions.yaml", "        several: yes\n        when: {fact: governed}", "        several: perhaps\n        when: {fact: governed}", 0, "several should be yes or no and not perhaps"),
    ("questions.yaml", "ask: Who will it affect?", "ask: Who will {it} affect?", 0, "Nothing fills in {it}"),
    ("questions.yaml", "ask: Who will it affect?", f"ask: Who {'really ' * 30}?", 0, "characters and 150 is the most"),
    ("questions.yaml", "ask: Who will it affect?", "ask:", 0, "ask of the question reach is empty"),
    ("questions.yaml", "label: The whole council,", "label: My team,", 0, 'Two options of reach have the label "My team"'),
    ("questions.yaml", "when: {fact: something_bought}", "when: {fact: something_baught}", 0, "There is no fact something_baught. Did you mean something_bought?"),
    ("questions.yaml", "{question: need, one_of: [improve_process, new_system, idea]}", "{question: ai, is: no}", 0, "corporate_tool is asked before ai, on which it depends"),
    ("questions.yaml", "{question: need, one_of: [improve_process, new_system, idea]}", "{question: corporate_tool, is: no}", 0, "depends on its own answer"),
    ("facts.yaml", "{question: ai, is: no}", "{question: aii, is: no}", 0, "There is no question aii. Did you mean ai?"),
    ("facts.yaml", "{question: ai, is: no}", "{question: ai, is: nope}", 0, "ai has no option nope. Did you mean no?"),
    ("facts.yaml", "{question: ai, is: no}", "{question: ai, has: no}", 0, "ai takes one option, so has does not fit"),
    ("facts.yaml", "{question: ai, is: no}", "{question: ai, is: no, one_of: [no]}", 0, "says two things about it"),
    ("facts.yaml", "{question: ai, is: no}", "{question: ai}", 0, "says nothing about it"),
    ("facts.yaml", "{question: ai, is: no}", "{questin: ai, is: no}", 0, "Did you mean question?"),
    ("facts.yaml", "  - id: needs_user_feedback\n", "  - id: technical\n", 0, "The id technical is taken by line"),
    ("facts.yaml", "{question: reach, one_of: [several_services, whole_council, public]}", "{fact: needs_user_feedback}", 0, "depends on itself. Break the circle"),
    ("routes.yaml", "  - id: change_request\n", "  - id: change_request\n    when: {question: need, is: renew}\n", 0, "A way through ends in no decision"),
    ("routes.yaml", "    when: {question: need, is: idea}\n", "", 8, "The process project can never be reached, as explore above takes everything"),
    ("routes.yaml", "    when: {fact: project_sized}\n", "    when: {fact: service_desk_matter}\n", 0, "The process project can never be reached"),
    ("routes.yaml", "      - {body: technical_review_board, when: {fact: technical}}\n\n  - id: project", "      - {body: technical_bord, when: {fact: technical}}\n\n  - id: project", 0, "There is no body technical_bord. Did you mean"),
    ("routes.yaml", "    because: You are exploring an idea, so we first find out together what is possible before anyone decides.\n", "", -3, "The process explore has no because"),
    ("checks.yaml", "    owner: cyber_security\n", "    owner: cyber_securty\n", 0, "There is no owner cyber_securty. Did you mean cyber_security?"),
    ("checks.yaml", "    name: Measure today's costs\n", "    name: Measure today's costs\n    strategy: Priority 12\n", 6, "The key strategy stands twice"),
    ("checks.yaml", "    because: It replaces an old system, which costs money and carries risk until it is switched off.", "    because: it replaces replaces_legacy", 0, "because is not a full sentence"),
    ("checks.yaml", "[explore, project, change_request]", "[explore, projekt, change_request]", 0, "There is no process projekt. Did you mean project?"),
    ("checks.yaml", "when: {question: replaces_legacy, is: yes}", "when: {all: [{question: replaces_legacy, is: yes}, {question: need, is: fix}]}", 0, "The check legacy can never apply"),
    ("matrix.yaml", "weight: 4", "weight: four", 0, "weight should be a whole number and not four"),
    ("matrix.yaml", "weight: 4", 'weight: "4"', 0, "weight should be a whole number"),
    ("matrix.yaml", "weight: 4", "weight: 40", 0, "The weight 40 is not between 1 and 10"),
    ("matrix.yaml", "months: 1,", "month: 1,", 0, "delivery_effort has no option month. Did you mean months?"),
    ("matrix.yaml", "    - {value: low, achievability: low, timeframe: later}\n", "", -9, "No cell says what low value with low achievability gives"),
    ("matrix.yaml", "from: 35}", "from: 75}", -2, "The bands are out of order"),
    ("matrix.yaml", "timeframe: now\n", "timeframe: soon\n", 0, "There is no timeframe soon"),
    ("figures.yaml", "{from: 2026-01-01, pounds: 207720}", "{from: 2023-01-01, pounds: 207720}", 0, "The dates of threshold are out of order"),
    ("figures.yaml", "{from: 2026-01-01, pounds: 207720}", "{from: 2026-02-30, pounds: 207720}", 0, "2026-02-30 is not a date"),
    ("bodies.yaml", "next_dates: [2026-12-09, 2027-01-13,", "next_dates: [2027-01-13, 2026-12-09,", 0, "The dates of next_dates are out of order"),
    ("details.yaml", "max_length: 120", "max_length: 300", 0, "max_length is 300 and must be from 1 to 255 for line"),
    ("details.yaml", "    kind: date", "    kind: day", 0, "kind cannot be day"),
    ("examples.yaml", "answers: {need: fix}", "answers: {need: fixx}", 0, "need has no option fixx. Did you mean fix?"),
    ("examples.yaml", "expect: {process: service_desk, steps: [], checks: [], alerts: []}", "expect: {process: project}", -2, "expects process project and the rules give service_desk"),
    ("rulebook.yaml", "  version: \"2026.1\"\n", "", -1, "has no version. Add version"),
    ("rulebook.yaml", "timeframes:\n", "timeframe:\n", 0, "timeframe is not a section of a rulebook. Did you mean timeframes?"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "below", "wrong"), SLIPS, ids=[f"{s[0]} {s[4][:40]}" for s in SLIPS])
def test_a_slip_is_told_at_its_line_with_what_to_do(copy, file: str, old: str, new: str, below: int, wrong: str) -> None:  # type: ignore[no-untyped-def]
    line = copy.change(file, old, new) + below
    told = [p for p in copy.check().problems if not p.hint]
    found = [p for p in told if any(w in f"{p.wrong}. {p.mend}" for w in wrong.split("|"))]
    assert found, [str(p) for p in told]
    assert any(str(p).startswith(f"{file}:{line}: ") for p in found), [str(p) for p in found]
    assert all(p.mend for p in told)


def test_the_shipped_rulebook_is_sound_and_every_way_through_is_walked(shipped_findings) -> None:  # type: ignore[no-untyped-def]
    assert shipped_findings.problems == ()
    assert shipped_findings.walked.every
    assert shipped_findings.walked.ways > 100_000


def test_every_problem_is_told_at_once(copy) -> None:  # type: ignore[no-untyped-def]
    copy.change("facts.yaml", "{question: ai, is: no}", "{question: aye, is: no}")
    copy.change("matrix.yaml", "weight: 4", "weight: four")
    copy.change("checks.yaml", "owner: cyber_security", "owner: cyber_securty")
    assert [line.split(":")[0] for line in copy.said()] == ["checks.yaml", "facts.yaml", "matrix.yaml"]


def test_a_yaml_error_hides_only_its_own_file(copy) -> None:  # type: ignore[no-untyped-def]
    copy.change("questions.yaml", "ask: What do you need?", "ask: What: do you need?")
    copy.change("matrix.yaml", "weight: 4", "weight: four")
    copy.change("checks.yaml", "owner: cyber_security", "owner: cyber_securty")
    assert [line.split(":")[0] for line in copy.said()] == ["checks.yaml", "matrix.yaml", "questions.yaml"]


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"\xff\xfe", "A character is not UTF-8"),
        (b"", "The file is empty"),
        (b"- a\n- b\n", "does not start with a key"),
        (b"just words\n", "does not start with a key"),
        (b"a: &x 1\nb: *x\n", "is not a section"),
        (b"topics: !!python/object:os.system {}\n", "is not used in rule files"),
        (b"a: 1\n---\nb: 2\n", "This is not YAML"),
        (b"a: \x07\n", "not allowed in YAML"),
        (b"[" * 2_000, "This is not YAML|too deep"),
    ],
)
def test_a_file_that_is_no_rule_file_is_told_and_hides_no_other(copy, content: bytes, wrong: str) -> None:  # type: ignore[no-untyped-def]
    (copy.folder / "more.yaml").write_bytes(content)
    told = [line for line in copy.said() if line.startswith("more.yaml:")]
    assert any(w in line for line in told for w in wrong.split("|")), told


def test_a_missing_file_is_told_by_its_sections(copy) -> None:  # type: ignore[no-untyped-def]
    (copy.folder / "bodies.yaml").unlink()
    assert any("The rulebook has no section bodies" in line for line in copy.said())


def test_a_folder_that_is_not_there_is_a_problem_and_no_exception(tmp_path: Path, areas: dict[str, str], day) -> None:  # type: ignore[no-untyped-def]
    findings = check_rulebook(tmp_path / "nowhere", areas, day)
    assert [p.wrong for p in findings.problems] == ["The folder cannot be read (No such file or directory)"]


def test_an_unsound_rulebook_does_not_load_and_says_every_reason(copy) -> None:  # type: ignore[no-untyped-def]
    copy.change("facts.yaml", "{question: ai, is: no}", "{question: aye, is: no}")
    copy.change("matrix.yaml", "weight: 4", "weight: four")
    with pytest.raises(RulebookProblems) as caught:
        copy.load()
    assert [p.file for p in caught.value.problems] == ["facts.yaml", "matrix.yaml"]


def test_an_example_that_fails_keeps_the_rulebook_from_loading(copy) -> None:  # type: ignore[no-untyped-def]
    copy.change("matrix.yaml", "weight: 4", "weight: 5")
    with pytest.raises(RulebookProblems, match="expects achievability"):
        copy.load()


def test_options_that_no_rule_tells_apart_are_a_hint_and_no_problem(copy) -> None:  # type: ignore[no-untyped-def]
    copy.change("questions.yaml", "{id: partly, label: Partly}", "{id: partly, label: Partly}\n          - {id: maybe, label: Maybe}")
    findings = copy.check()
    assert findings.sound
    assert [p.wrong for p in findings.problems] == ["No rule tells maybe apart from partly"]


def test_a_fact_that_no_rule_uses_is_a_hint(copy) -> None:  # type: ignore[no-untyped-def]
    copy.change("facts.yaml", "  - id: uses_ai\n", "  - id: lonely\n    about: Nobody.\n    when: {question: ai, is: no}\n\n  - id: uses_ai\n")
    findings = copy.check()
    assert findings.sound
    assert [p.wrong for p in findings.problems] == ["No rule uses the fact lonely"]
