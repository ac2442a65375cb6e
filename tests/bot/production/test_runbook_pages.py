"""Alerts, their pages and their unit tests belong together, one each."""

from __future__ import annotations

import yaml

from tests.bot.production.alarms import ROOT, rules
from tests.bot.production.runbook import PAGES, steps

ALERTS = {rule["alert"]: rule for rule in rules() if "alert" in rule}


def test_each_alert_has_its_page_and_each_page_its_alert() -> None:
    assert {f"docs/runbook/{page.name}" for page in PAGES.glob("*.md")} == {
        rule["annotations"]["runbook_url"] for rule in ALERTS.values()
    }
    assert [
        name for name, rule in ALERTS.items() if not rule["annotations"]["runbook_url"].endswith(f"/{name}.md")
    ] == []
    assert [name for name in ALERTS if not list(steps(name))] == []


def test_each_alert_has_a_unit_test_of_its_rule_that_comes_and_one_that_does_not() -> None:
    asked = [
        question
        for file in (ROOT / "infra" / "watching" / "tests").glob("*.yml")
        for test in yaml.safe_load(file.read_text())["tests"]
        for question in test["promql_expr_test"]
    ]
    for name in ALERTS:
        of_it = [bool(q["exp_samples"]) for q in asked if f'alertname="{name}"' in q["expr"]]
        assert set(of_it) == {True, False}, name
