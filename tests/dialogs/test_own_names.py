"""A rulebook with ids, prefix and axes of its own works as the shipped one does: nothing is lost for a name."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from dialogs import needs_of, summary_card
from dialogs.model import Pressed, SubmitRequest
from governance_rules import SHIPPED, Rulebook
from governance_rules.roles import detail_of
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import AREAS, NOW, PARTNER, Office, Walker, words
from tests.rules_reading import load_rulebook

RENAMED = {
    "title": "heading_of_it",
    "problem": "story",
    "outcome": "hope",
    "needed_by": "by_when",
    "sponsor_name": "backer",
    "service_area": "directorate",
    "procurement": "spending",
}
ANSWERS_HERE = {RENAMED.get(q, q): a for q, a in ANSWERS["project"].items()}
DETAILS_HERE = {RENAMED.get(d, d): v for d, v in DETAILS.items()}


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    """The shipped rules under other ids, with another prefix and other axes."""
    folder: Path = tmp_path_factory.mktemp("rules") / "rulebook"
    shutil.copytree(SHIPPED, folder)
    (folder / "examples.yaml").unlink()
    own = {
        "owner: spending": "owner: procurement",
        "reference_prefix: DR": "reference_prefix: GLA",
        "name: How easy to do": "name: Ease",
        "name: Value\n": "name: Impact\n",
    }
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8")
        for old, new in RENAMED.items():
            if file.name in {"questions.yaml", "details.yaml"}:
                text = re.sub(rf"- id: {old}\b", f"- id: {new}", text)
            text = re.sub(rf"question: {old}\b", f"question: {new}", text)
        for old, new in own.items():
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")
    return load_rulebook(folder, AREAS, NOW.date())


@pytest.fixture
def sent(rules: Rulebook) -> Walker:
    """Someone who has sent a request under these rules."""
    walker = Walker(office=Office(rulebook=rules))
    walker.send("start")
    walker.fill(ANSWERS_HERE, DETAILS_HERE)
    return walker


def test_the_area_goes_with_the_request_so_that_its_people_hear(sent: Walker) -> None:
    sent.press("submit")
    (lodged,) = [e for e in sent.effects if isinstance(e, SubmitRequest)]
    assert lodged.area == "housing"
    assert detail_of(sent.office.rulebook, lodged.interview.details, "title") == DETAILS["title"]
    assert detail_of(sent.office.rulebook, lodged.interview.details, "needed_by") == DETAILS["needed_by"]


def test_the_route_names_the_partner_of_the_area_and_the_axes_of_the_council(sent: Walker) -> None:
    seen = [words(card) for _, card in sent.office.cards]
    assert any(PARTNER.name in said for said in seen)
    assert any("Impact: " in said and "Ease: " in said for said in seen)
    assert not any("How easy to do" in said for said in seen)


def test_similar_requests_are_looked_for_by_the_title_whatever_its_id(rules: Rulebook, sent: Walker) -> None:
    act = Pressed("answer", {"interview": "i", "revision": 1}, {"heading_of_it": "Repairs"})
    assert needs_of(rules, sent.session(), act).similar_to == "Repairs"


def test_the_partner_reads_where_buying_stands_and_added_words_join_the_problem(rules: Rulebook, sent: Walker) -> None:
    sent.press("submit")
    (request,) = sent.office.requests.values()
    card, _ = summary_card(rules, sent.office.people, request, PARTNER, "partner")
    assert "Where buying stands" in words(card)
    sent.type(f"add {request.reference} We found more.")
    (after,) = sent.office.requests.values()
    assert "We found more." in after.details["story"]
    assert "problem" not in after.details


def test_help_and_lists_show_references_as_the_council_gives_them(rules: Rulebook) -> None:
    walker = Walker(office=Office(rulebook=rules))
    said = words(walker.type("help"))
    assert "show GLA-0001" in said
    assert "DR-0001" not in said
    assert "{reference}" not in said


def test_details_of_a_request_of_other_rules_are_still_found(rules: Rulebook) -> None:
    assert detail_of(rules, {"title": "Old title"}, "title") == "Old title"
    assert detail_of(rules, {"heading_of_it": "New"}, "title") == "New"
    assert detail_of(rules, {}, "title") == ""
