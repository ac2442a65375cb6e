"""The site script is what SharePoint takes, and fits the list, the rulebook and the states as they are."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.sharepoint.columns import STATUSES
from bot.sharepoint.provision import BEYOND_GRAPH, SITE_SCRIPT
from dialogs.statuses import CHECKED, Status
from tests.bot.sharepoint.sharepoint_cases import NAME, rulebook, wanted
from tests.xml_reading import read_xml

ROOT = Path(__file__).parents[3]
SCRIPT: dict[str, Any] = json.loads((ROOT / SITE_SCRIPT / "requests.json").read_text())
SCHEMA: dict[str, Any] = json.loads(Path(__file__).with_name("site-script.schema.json").read_text())
(LIST,) = SCRIPT["actions"]
VIEWS = [one for one in LIST["subactions"] if one["verb"] == "addSPView"]
FORMATS = [one for one in LIST["subactions"] if one["verb"] == "setSPFieldCustomFormatter"]
# SharePoint's own columns that a view may show.
BUILT_IN = {"LinkTitle"}
MOST_ACTIONS = 30
"""What SharePoint applies at once; longer scripts run later and unseen (its page on limits)."""


def test_the_script_keeps_the_schema(jsonschema: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert [error.message for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(SCRIPT)] == []
    rows = {**SCHEMA, "$ref": "#/$defs/rowFormatting"}
    for name in ("type", "required", "additionalProperties", "properties"):
        del rows[name]
    for view in VIEWS:
        if "formatterJSON" in view:
            keeps = jsonschema.Draft202012Validator(rows).iter_errors(json.loads(view["formatterJSON"]))
            assert [error.message for error in keeps] == []


def test_the_script_stays_within_what_sharepoint_applies_at_once() -> None:
    assert 1 + len(LIST["subactions"]) <= MOST_ACTIONS
    assert len(json.dumps(SCRIPT)) < 100_000


def test_the_script_is_for_the_list_that_provision_makes() -> None:
    assert LIST["listName"] == NAME
    assert sum(view["makeDefault"] for view in VIEWS) == 1
    assert len({view["name"] for view in VIEWS}) == len(VIEWS)
    assert "docs/site-script/README.md" in BEYOND_GRAPH
    assert "Invoke-PnPSiteScript -Script" in (ROOT / SITE_SCRIPT / "README.md").read_text()


@pytest.mark.parametrize("view", VIEWS, ids=[view["name"] for view in VIEWS])
def test_a_view_shows_and_asks_only_for_what_is_there(view: dict[str, Any]) -> None:
    requests, *_ = wanted()
    columns = {column.name for column in requests.columns} | BUILT_IN
    assert set(view["viewFields"]) <= columns
    query = read_xml(f"<Query>{view['query']}</Query>")
    assert {ref.attrib["Name"] for ref in query.iter("FieldRef")} <= columns
    for tested in query.iter("In"):
        assert {value.text for value in tested.iter("Value")} <= set(STATUSES)
    if (where := query.find("Where")) is not None:
        first = next(where.iter("FieldRef")).attrib["Name"]
        # A list beyond 5,000 rows answers only when an indexed column narrows it first.
        assert requests.column(first).indexed
    if "formatterJSON" in view:
        assert set(re.findall(r"\[\$(\w+)\]", view["formatterJSON"])) <= set(view["viewFields"])


def test_every_body_on_a_route_has_a_view_by_its_name() -> None:
    queries = " ".join(view["query"] for view in VIEWS)
    for body in rulebook().bodies:
        if body.id in {"it_business_partner", "board", "ict_improvement_group", "technical_review_board"}:
            assert f'<Value Type="Note">{body.name}</Value>' in queries
    (late,) = (alert for alert in rulebook().alerts if alert.id == "late_engagement")
    assert f'<Value Type="Note">{late.name}</Value>' in queries
    assert any(late.name in view.get("formatterJSON", "") for view in VIEWS)


def test_every_body_on_a_route_has_a_view_of_what_is_with_it_now() -> None:
    on_a_route = {step.id for process in rulebook().processes for step in process.steps}
    having = {view["name"]: view for view in VIEWS if '<FieldRef Name="CurrentStep" />' in view["query"]}
    named = [body.name for body in rulebook().bodies if body.id in on_a_route]
    assert len(having) == len(named) == 4
    for name in named:
        (view,) = (v for v in having.values() if f'<Value Type="Text">{name}</Value>' in v["query"])
        assert view["name"].removeprefix("With the ") == name.removesuffix(" for the service area")
        # What was deferred is with its body still.
        assert "Deferred" in view["query"]
        assert "ChecksOpen" in view["viewFields"]


def test_checks_that_are_open_have_a_view_wherever_they_are_still_worth_doing() -> None:
    (view,) = (view for view in VIEWS if view["name"] == "Checks that are open")
    query = read_xml(f"<Query>{view['query']}</Query>")
    assert [ref.attrib["Name"] for test in query.iter("IsNotNull") for ref in test] == ["ChecksOpen"]
    assert {value.text for value in query.iter("Value")} == CHECKED - {Status.DONE}


def test_the_page_names_every_view() -> None:
    page = (ROOT / SITE_SCRIPT / "README.md").read_text()
    assert [view["name"] for view in VIEWS if f"| {view['name']} |" not in page] == []


def test_formatting_is_by_headings_and_choices_that_are_there() -> None:
    requests, *_ = wanted()
    shown = {column.shown: column for column in requests.columns}
    for one in FORMATS:
        column = shown[one["fieldDisplayName"]]
        tested = {text for text in re.findall(r"@currentField == '([^']*)'", json.dumps(one["formatterJSON"])) if text}
        assert tested <= set(column.choices)
        # Colour alone tells nothing to some people: the words stay.
        assert '"txtContent": "@currentField"' in json.dumps(one["formatterJSON"])
