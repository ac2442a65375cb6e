"""A replay tells what would move and why; the diagram and the schema are fresh and hold."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from governance_rules import SHIPPED, Rulebook, clean_answers, decide
from governance_rules.diagram import diagram, routes_page
from governance_rules.nodes import Items, Node, Table, read_nodes
from governance_rules.past_requests import UnreadableRequests, past_request, requests_of_file
from governance_rules.replay import PastRequest, replay
from governance_rules.replay_report import report
from governance_rules.schema import schema, schema_text
from tests.governance_rules.rulebooks import Copy
from tests.rules_reading import load_rulebook

Make = Callable[..., dict[str, Any]]


def past(rulebook: Rulebook, answers: dict[str, object], reference: str, final: str = "") -> PastRequest:
    cleaned = clean_answers(rulebook, answers)
    d = decide(rulebook, cleaned, explain=False)
    return PastRequest(reference, cleaned, d.process, d.steps, d.checks, d.alerts, d.timeframe, final)


@pytest.fixture
def requests(shipped: Rulebook, any_answers: Make) -> list[PastRequest]:
    """Two hundred past requests, each third decided as a project by the governance team."""
    return [past(shipped, any_answers(n), f"DR-{n:04d}", "Project" if n % 3 == 0 else "") for n in range(200)]


def test_the_same_rules_move_nothing(shipped: Rulebook, requests: list[PastRequest]) -> None:
    found = replay(requests, shipped)
    assert found.requests == 200
    assert found.moved == []
    assert found.before == found.after
    assert not found.gained
    assert not found.lost
    assert not found.other_timeframe


def test_another_timeframe_is_counted_and_moves_nothing(shipped: Rulebook, requests: list[PastRequest]) -> None:
    found = replay([replace(request, timeframe="before") for request in requests], shipped)
    assert found.moved == []
    assert found.other_timeframe == Counter(("before", request.timeframe) for request in requests)


def test_a_wider_rule_moves_requests_and_says_why(copy: Copy, shipped: Rulebook, requests: list[PastRequest]) -> None:
    copy.change(
        "facts.yaml", "{question: delivery_effort, is: months}", "{question: delivery_effort, one_of: [months, weeks]}"
    )
    found = replay(requests, copy.load())
    moved = [
        r.reference
        for r in requests
        if r.process == "change_request"
        and r.answers["delivery_effort"] == "weeks"
        and r.answers["reach"] in ("several_services", "whole_council", "public")
    ]
    assert [m.reference for m in found.moved] == moved
    assert moved
    assert all(m.after[0] == "project" and "Length of the work: Weeks" in m.why for m in found.moved)
    assert found.gained["project"] == found.lost["change_request"] == len(moved)
    assert found.gained["benefits"] == len(moved)
    lines = list(report(found, shipped))
    assert lines[0].startswith(f"{moved[0]}: Change request")
    assert "→ Project" in lines[0]


def test_a_step_that_goes_is_told_as_gone(copy: Copy, requests: list[PastRequest]) -> None:
    copy.change("facts.yaml", "        - {question: technical_impact, has_any_but: [none]}\n", "")
    copy.change(
        "examples.yaml",
        "[it_business_partner, technical_review_board]\n      checks: [data_team, user_research]",
        "[it_business_partner]",
    )
    found = replay(requests, copy.load())
    assert found.moved
    assert all("No rule puts Technical Review Board on the route." in m.why for m in found.moved)


def test_overruled_decisions_are_counted(shipped: Rulebook, requests: list[PastRequest]) -> None:
    found = replay(requests, shipped)
    reviewed = [r for r in requests if r.final_process]
    assert found.reviewed == len(reviewed)
    assert found.overruled.total() == sum(r.process != "project" for r in reviewed) == found.overruled_after


def test_requests_that_new_rules_cannot_decide_are_counted_by_question(copy: Copy, requests: list[PastRequest]) -> None:
    copy.change("questions.yaml", "- {id: days, label: Days}", "- {id: short, label: Days}")
    copy.change("matrix.yaml", "days: 3", "short: 3")
    copy.change("words.yaml", "{option: days,", "{option: short,")
    text = (copy.folder / "examples.yaml").read_text().replace("delivery_effort: days", "delivery_effort: short")
    (copy.folder / "examples.yaml").write_text(text)
    found = replay(requests, copy.load())
    assert found.undecided == {
        "delivery_effort": sum(r.answers["delivery_effort"] == "days" and bool(r.timeframe) for r in requests)
    }


def test_progress_is_told_on_long_work(shipped: Rulebook, requests: list[PastRequest]) -> None:
    told: list[int] = []
    replay(requests * 55, shipped, told.append)
    assert told == [5_000, 10_000]


def test_past_requests_are_read_from_json_lines_and_a_bad_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "past.jsonl"
    good = {
        "reference": "DR-0001",
        "answers": {"need": "fix", "strategy_fit": ["none"], "data": None},
        "process": "service_desk",
        "steps": [],
    }
    file.write_text(json.dumps(good) + "\n")
    assert list(requests_of_file(file)) == [past_request(good)]
    assert past_request(good).answers == {"need": "fix", "strategy_fit": ("none",)}
    file.write_text(json.dumps(good) + "\n[]\n")
    with pytest.raises(UnreadableRequests, match=r"past\.jsonl:2: This line is not a past request"):
        list(requests_of_file(file))
    with pytest.raises(UnreadableRequests, match=r"cannot be read \(No such file"):
        list(requests_of_file(tmp_path / "none"))
    file.write_bytes(b"\xff\n")
    with pytest.raises(UnreadableRequests, match=r"cannot be read \(it is not UTF-8\)"):
        list(requests_of_file(file))


def test_the_diagram_names_every_process_and_step(shipped: Rulebook) -> None:
    drawn = diagram(shipped).replace("<br/>", " ")
    assert drawn.startswith("flowchart TD\n")
    for name in (*(p.name for p in shipped.processes), *(b.name for b in shipped.bodies)):
        assert name in drawn
    assert drawn.count("|yes|") == drawn.count("|no|") == 4


def test_signs_of_mermaid_in_a_name_stay_out_of_the_diagram(copy: Copy) -> None:
    copy.change("routes.yaml", "    name: Explore\n", '    name: "Explore [x]; <b>y</b> | z"\n')
    box = next(line for line in diagram(copy.load()).splitlines() if "Explore" in line)
    assert "[x]" not in box
    assert "| z" not in box


def test_the_routes_page_of_the_documentation_is_fresh(shipped: Rulebook) -> None:
    page = SHIPPED.parents[1] / "docs" / "routes.md"
    assert page.read_text(encoding="utf-8") == routes_page(shipped), "Run front-door rules diagram --out docs/routes.md"


def test_the_schema_of_the_rule_files_is_fresh() -> None:
    file = SHIPPED.parent / "rulebook.schema.json"
    assert file.read_text(encoding="utf-8") == schema_text(), (
        "Run front-door rules schema --out governance_rules/rulebook.schema.json"
    )


def as_an_editor_reads_it(node: Node) -> object:
    if isinstance(node, Table):
        return {k: as_an_editor_reads_it(v) for k, v in node.entries.items()}
    if isinstance(node, Items):
        return [as_an_editor_reads_it(v) for v in node.items]
    return int(node.value) if node.value.isdigit() and not node.quoted else node.value


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.yaml")), ids=lambda p: p.name)
def test_the_schema_takes_every_shipped_file_and_refuses_a_slip(file: Path, jsonschema: Any) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../rulebook.schema.json\n")
    node = read_nodes(text, file.name, [])
    assert node is not None
    document = as_an_editor_reads_it(node)
    validator = jsonschema.Draft7Validator(schema())
    assert [e.message for e in validator.iter_errors(document)] == []
    assert isinstance(document, dict)
    assert not validator.is_valid({**document, "topcis": []})


def test_dates_do_not_change_what_a_replay_decides(requests: list[PastRequest], areas: dict[str, str]) -> None:
    assert replay(requests, load_rulebook(None, areas, date(2024, 6, 1))).moved == []
