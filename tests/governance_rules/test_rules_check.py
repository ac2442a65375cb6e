"""`rules check` tells every problem at once, each at its line, with what to do."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from governance_rules import Rulebook, RulebookProblems
from governance_rules.check import Findings
from governance_rules.program import program
from governance_rules.walks import SAMPLE
from governance_rules.ways import count_ways, representatives
from tests.governance_rules.rulebooks import Copy, write_large
from tests.rules_reading import check_rulebook

SLIPS = yaml.load(Path(__file__).with_name("slips.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)


@pytest.mark.parametrize("slip", SLIPS, ids=[f"{s['file']} {s['says'][:40]}" for s in SLIPS])
def test_a_slip_is_told_at_its_line_with_what_to_do(copy: Copy, slip: dict[str, Any]) -> None:
    line = copy.change(slip["file"], slip["old"], slip["new"]) + slip["below"]
    told = [p for p in copy.check().problems if not p.hint]
    found = [str(p) for p in told if slip["says"] in f"{p.wrong}. {p.mend}"]
    assert any(f.startswith(f"{slip['file']}:{line}: ") for f in found), [str(p) for p in told]
    assert all(p.mend for p in told)


def test_the_shipped_rulebook_is_sound_and_every_way_through_is_walked(shipped_findings: Findings) -> None:
    assert shipped_findings.problems == ()
    assert shipped_findings.walked is not None
    assert shipped_findings.walked.every
    assert shipped_findings.walked.ways > 100_000


@pytest.mark.parametrize("most", [1, 2])
def test_ways_are_counted_as_many_as_there_are(shipped: Rulebook, most: int) -> None:
    ready = program(shipped)
    choices = [representatives(shipped, ready, ask.question)[-most:] for ask in ready.asks]
    ways = [0]
    for ask, options in zip(ready.asks, choices, strict=True):
        ways = [a | bit for a in ways for bit in (options if ask.always or ask.test(a) else [0])]
    assert count_ways(shipped, ready, choices) == len(ways)


def test_what_one_way_in_thousands_meets_is_found(copy: Copy) -> None:
    copy.change(
        "checks.yaml",
        "{question: technical_impact, has: [new_hosting, sign_in_or_security, not_sure]}",
        "{all: [{question: need, is: new_system}, {question: data, is: special_category}, {question: ai, is: decides},"
        " {question: deadline, is: law}, {question: yearly_benefit, is: over_50k}, {question: sponsor, is: named},"
        " {question: delivery_effort, is: days}, {question: user_research, is: done}]}",
    )
    findings = copy.check()
    assert [p for p in findings.problems if "can never apply" in p.wrong] == []
    assert findings.walked is not None
    assert findings.walked.every


def test_every_problem_is_told_at_once(copy: Copy) -> None:
    copy.change("facts.yaml", "{question: ai, is: no}", "{question: aye, is: no}")
    copy.change("matrix.yaml", "weight: 4", "weight: four")
    copy.change("checks.yaml", "owner: cyber_security", "owner: cyber_securty")
    assert [line.split(":")[0] for line in copy.said()] == ["checks.yaml", "facts.yaml", "matrix.yaml"]


def test_the_texts_of_a_topic_fit_on_its_card_together(copy: Copy) -> None:
    more = "".join(
        f"          - {{id: more_{n}, like: fix, label: Choice {n}, hint: {'word ' * 24}, words: [unheard of {n}]}}\n"
        for n in range(120)
    )
    copy.change("questions.yaml", "          - id: standard_item\n", f"{more}          - id: standard_item\n")
    (told,) = [p for p in copy.check().problems if "12000 is the most" in p.wrong]
    assert told.wrong.startswith("The card of the topic your_need has 1")
    assert told.file == "questions.yaml"


def test_a_yaml_error_hides_only_its_own_file(copy: Copy) -> None:
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
        (b"[" * 600, "This is not YAML|too deep"),
        (b"a: " + b"{b: " * 600 + b"x" + b"}" * 600, "The file is too deep"),
        (b"a: " + b"[" * 600 + b"x" + b"]" * 600, "The file is too deep"),
        (b"\n".join(b" " * n + b"a:" for n in range(200)) + b" x\n", "The file is too deep"),
    ],
)
def test_a_file_that_is_no_rule_file_is_told_and_hides_no_other(copy: Copy, content: bytes, wrong: str) -> None:
    (copy.folder / "more.yaml").write_bytes(content)
    told = [line for line in copy.said() if line.startswith("more.yaml:")]
    assert any(w in line for line in told for w in wrong.split("|")), told


def test_a_missing_file_is_told_by_its_sections(copy: Copy) -> None:
    (copy.folder / "bodies.yaml").unlink()
    assert any(line.startswith("checks.yaml:1: The rulebook has no section bodies") for line in copy.said())


def test_a_folder_that_is_not_there_is_a_problem_and_no_exception(
    tmp_path: Path, areas: dict[str, str], day: date
) -> None:
    findings = check_rulebook(tmp_path / "nowhere", areas, day)
    told = [(p.file, p.wrong) for p in findings.problems]
    assert told == [("nowhere", "The folder cannot be read (No such file or directory)")]


def test_a_folder_without_rule_files_is_named(tmp_path: Path, areas: dict[str, str], day: date) -> None:
    folder = tmp_path / "our-rules"
    folder.mkdir()
    for name in (".hidden.yaml", "notes.txt"):
        (folder / name).write_text("processes: []")
    findings = check_rulebook(folder, areas, day)
    assert [(p.file, p.wrong) for p in findings.problems] == [("our-rules", "The folder holds no rule files")]


def test_an_unsound_rulebook_does_not_load_and_says_every_reason(copy: Copy) -> None:
    copy.change("facts.yaml", "{question: ai, is: no}", "{question: aye, is: no}")
    copy.change("matrix.yaml", "weight: 4", "weight: four")
    with pytest.raises(RulebookProblems) as caught:
        copy.load()
    assert [p.file for p in caught.value.problems] == ["facts.yaml", "matrix.yaml"]


def test_an_example_that_fails_keeps_the_rulebook_from_loading(copy: Copy) -> None:
    copy.change("matrix.yaml", "weight: 4", "weight: 5")
    with pytest.raises(RulebookProblems, match="expects achievability"):
        copy.load()


def test_a_rulebook_with_a_way_to_no_decision_does_not_load(copy: Copy) -> None:
    copy.change(
        "routes.yaml", "  - id: change_request\n", "  - id: change_request\n    when: {question: data, is: staff}\n"
    )
    (copy.folder / "examples.yaml").unlink()
    with pytest.raises(RulebookProblems, match="A way through ends in no decision"):
        copy.load()


def test_options_that_no_rule_tells_apart_are_a_hint_and_no_problem(copy: Copy) -> None:
    copy.change(
        "questions.yaml",
        "{id: partly, label: Partly}",
        "{id: partly, label: Partly}\n          - {id: maybe, label: Maybe}",
    )
    findings = copy.check()
    assert findings.sound
    assert [p.wrong for p in findings.problems] == ["No rule tells maybe apart from partly"]


def test_a_fact_that_no_rule_uses_is_a_hint(copy: Copy) -> None:
    copy.change(
        "facts.yaml",
        "  - id: uses_ai\n",
        "  - id: lonely\n    about: Nobody.\n    when: {question: ai, is: no}\n\n  - id: uses_ai\n",
    )
    findings = copy.check()
    assert findings.sound
    assert [p.wrong for p in findings.problems] == ["No rule uses the fact lonely"]


def test_a_rulebook_of_two_hundred_questions_is_sampled_and_nothing_is_missed(
    tmp_path: Path, areas: dict[str, str], day: date
) -> None:
    folder = tmp_path / "large"
    write_large(folder, 200)
    findings = check_rulebook(folder, areas, day)
    assert findings.problems == ()
    assert findings.walked is not None
    assert not findings.walked.every
    assert findings.walked.ways == SAMPLE
    text = (folder / "questions.yaml").read_text(encoding="utf-8")
    slipped = text.replace(
        "{question: more_180_q, is: yes}", "{all: [{question: more_180_q, is: yes}, {question: need, is: idea}]}"
    )
    assert slipped != text
    (folder / "questions.yaml").write_text(slipped, encoding="utf-8")
    wrong = [p.wrong for p in check_rulebook(folder, areas, day).problems if not p.hint]
    assert wrong == ["The check check_181 can never apply", "The question more_181_q can never be asked"]


def test_a_check_that_no_sample_meets_is_looked_for_by_what_it_asks(
    tmp_path: Path, areas: dict[str, str], day: date
) -> None:
    folder = tmp_path / "large"
    write_large(folder, 100)
    text = (folder / "checks.yaml").read_text(encoding="utf-8")
    first = next(line for line in text.split("\n") if line.startswith("checks:"))
    rare = (
        "  - id: rare\n    name: Rare\n    owner: pmo\n    because: It is rare.\n    do: Nothing.\n    strategy: none\n"
        "    when:\n      all:\n        - {question: need, is: renew}\n        - {question: reach, is: public}\n"
        "        - {question: data, is: staff}\n        - {question: ai, is: decides}\n"
        "        - {question: procurement, is: signed}\n        - {question: whole_life_cost, is: tender}\n"
    )
    (folder / "checks.yaml").write_text(text.replace(first, f"{first}\n{rare}", 1), encoding="utf-8")
    assert [p.wrong for p in check_rulebook(folder, areas, day).problems] == []


def test_a_way_without_end_is_found_in_a_sample_too(tmp_path: Path, areas: dict[str, str], day: date) -> None:
    folder = tmp_path / "large"
    write_large(folder, 100)
    routes = folder / "routes.yaml"
    routes.write_text(
        routes.read_text(encoding="utf-8").replace(
            "  - id: change_request\n",
            "  - id: change_request\n    when:\n      not:\n        all:\n          - {question: data, is: staff}\n"
            "          - {question: sponsor, is: named}\n          - {question: need, is: renew}\n",
        ),
        encoding="utf-8",
    )
    wrong = [p.wrong for p in check_rulebook(folder, areas, day).problems if not p.hint]
    assert len(wrong) == 1
    assert wrong[0].startswith("A way through ends in no decision (need: renew; ")


def test_the_shortest_length_of_a_detail_is_one(copy: Copy) -> None:
    copy.change("details.yaml", "max_length: 120", "max_length: 1")
    assert not [p for p in copy.check().problems if "max_length" in p.wrong]


def test_a_step_serves_what_it_says_and_else_what_its_body_serves(shipped: Rulebook) -> None:
    bodies = {body.id: body for body in shipped.bodies}
    explore = next(p for p in shipped.processes if p.id == "explore")
    partner, board, review = explore.steps
    assert (partner.strategy, bodies["it_business_partner"].strategy) == ("Priority 7", "Priority 6")
    assert (board.strategy, review.strategy) == (bodies["board"].strategy, bodies["technical_review_board"].strategy)
