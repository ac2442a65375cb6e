"""Roles: the service finds a record by what it is for, whatever a council calls it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from governance_rules import Rulebook
from governance_rules.past_requests import past_request
from governance_rules.roles import (
    answer_with,
    champion_helps,
    check_with,
    detail_key,
    detail_of,
    detail_with,
    options_with,
    question_with,
    renewal_of,
    replaces_systems,
)


@pytest.fixture(scope="module")
def own(shipped: Rulebook) -> Rulebook:
    """The shipped rules, in which every question, detail and check has another id."""
    topics = (replace(t, questions=tuple(replace(q, id=f"own_{q.id}") for q in t.questions)) for t in shipped.topics)
    details = (replace(d, id=f"own_{d.id}") for d in shipped.details)
    checks = (replace(c, id=f"own_{c.id}") for c in shipped.checks)
    return replace(shipped, topics=(*topics,), details=(*details,), checks=(*checks,))


@pytest.fixture(scope="module")
def bare(shipped: Rulebook) -> Rulebook:
    """The shipped rules without a question, detail, check or process."""
    return replace(shipped, topics=(), details=(), checks=(), processes=())


def test_a_question_and_its_answer_are_found_by_role(own: Rulebook, bare: Rulebook) -> None:
    found = question_with(own, "service_area")
    assert found is not None
    assert found.id == "own_service_area"
    assert answer_with(own, {"own_service_area": "housing"}, "service_area") == "housing"
    assert answer_with(own, {"service_area": "housing"}, "service_area") is None
    assert question_with(bare, "service_area") is None
    assert answer_with(bare, {"service_area": "housing"}, "service_area") is None


@pytest.mark.parametrize(
    ("held", "key", "words"),
    [
        ({"own_title": "Repairs"}, "own_title", "Repairs"),
        ({"title": "Repairs"}, "title", "Repairs"),  # sent under other rules
        ({"own_title": "Repairs", "title": "Else"}, "own_title", "Repairs"),
        ({}, "own_title", ""),
    ],
)
def test_what_was_given_for_a_detail_is_found_under_the_id_of_today_or_of_then(
    own: Rulebook, bare: Rulebook, held: dict[str, str], key: str, words: str
) -> None:
    assert detail_with(own, "title") == "own_title"
    assert detail_key(own, held, "title") == key
    assert detail_of(own, held, "title") == words
    assert detail_with(bare, "title") == ""
    assert detail_key(bare, held, "title") == "title"


def test_options_are_found_by_role(own: Rulebook, bare: Rulebook) -> None:
    assert renewal_of(own) == ("own_need", "renew")
    assert renewal_of(bare) is None
    asked = next(q for q in own.questions if any(o.role == "replaces" for o in q.options))
    yes = next(o.id for o in asked.options if o.role == "replaces")
    assert options_with(asked, "replaces") == {yes}
    assert options_with(None, "replaces") == frozenset()
    other = next(o.id for o in asked.options if o.id != yes)
    assert [replaces_systems(own, given) for given in ({asked.id: yes}, {asked.id: other}, {"else": yes}, {})] == [
        True, False, False, False
    ]  # fmt: skip


def test_checks_and_processes_are_found_by_role(own: Rulebook, bare: Rulebook) -> None:
    found = {check.role: check.id for check in own.checks if check.role}
    assert found
    assert {role: check_with(own, role) for role in found} == found
    assert {check_with(bare, role) for role in found} == {""}
    helped = {process.id for process in own.processes if process.role == "champion_helps"}
    assert helped
    assert {process.id for process in own.processes if champion_helps(own, process.id)} == helped
    assert not champion_helps(own, "a process of other rules")


def test_what_is_not_known_of_a_past_request_is_empty() -> None:
    told = {"reference": 1, "answers": {"need": "fix", "themes": ["a", "b"], "left": ""}, "process": "p", "steps": []}
    bare = past_request(told)
    assert (bare.reference, bare.answers) == ("1", {"need": "fix", "themes": ("a", "b")})
    assert (bare.steps, bare.checks, bare.alerts, bare.timeframe) == ((), (), (), None)
    assert (bare.final_process, bare.day) == ("", "")
    more = {"checks": ["c"], "alerts": ["a"], "timeframe": "now", "final_process": "q", "day": "2026-11-30"}
    full = past_request({**told, "steps": ["s"], **more})
    assert (full.steps, full.checks, full.alerts, full.timeframe) == (("s",), ("c",), ("a",), "now")
    assert (full.final_process, full.day) == ("q", "2026-11-30")
