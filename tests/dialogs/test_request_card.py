"""The card of a request and those of an area, part by part: who has it, what is next, and what is listed first."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dialogs.cards.area import area_file, filtered, preferences_card, rights_card
from dialogs.cards.request import (
    asked_now,
    co_requester_card,
    information_form,
    next_step,
    requester_card,
    route_rows,
    status_name,
    status_rows,
    wants_information,
    who_has_it,
)
from dialogs.model import AreaPeople, People, Request
from dialogs.steps import CheckState, RequestCheck, RequestStep, StepState
from dialogs.wording import championing, say
from dialogs.wording import requesting as w
from tests.dialogs.test_long_lists import ONE
from tests.dialogs.walker import CHAMPION, NOW, PARTNER, PEOPLE, RULEBOOK, buttons, inputs, words


def with_area(*, champion: bool = True, partner: bool = True, **more: Any) -> People:
    area = AreaPeople("housing", "Housing", (CHAMPION,) if champion else (), PARTNER if partner else None)
    return replace(PEOPLE, **{"areas": {"housing": area}} | more)


BOARD_HAS_IT = (RequestStep("board", "board", 1, StepState.CURRENT, NOW),)
PARTNER_HAS_IT = (RequestStep("it_business_partner", "it_business_partner", 0, StepState.CURRENT, NOW),)
NO_STEPS = replace(ONE.decision, steps=())


@pytest.mark.parametrize(
    ("changes", "people", "has_it"),
    [
        ({"status": "More information needed", "steps": BOARD_HAS_IT}, PEOPLE, say(w.YOU)),
        ({"status": "In review", "steps": BOARD_HAS_IT}, PEOPLE, RULEBOOK.named("board")),
        ({"status": "In review", "steps": PARTNER_HAS_IT}, PEOPLE, say(w.GOVERNANCE_TEAM)),
        ({"status": "In review"}, PEOPLE, say(w.GOVERNANCE_TEAM)),
        ({"it_contact": "A partner", "steps": PARTNER_HAS_IT}, PEOPLE, "A partner"),
        ({}, PEOPLE, say(w.IT_PARTNER)),
        ({}, with_area(partner=False), say(w.GOVERNANCE_TEAM)),
        ({"decision": NO_STEPS}, PEOPLE, say(w.DIGITAL_CHAMPION)),
        ({"decision": NO_STEPS}, with_area(champion=False), say(w.GOVERNANCE_TEAM)),
        ({"area": None}, PEOPLE, say(w.GOVERNANCE_TEAM)),
        ({"area": None, "decision": NO_STEPS}, PEOPLE, say(w.GOVERNANCE_TEAM)),
    ],
)
def test_whoever_a_request_waits_for_has_it(changes: dict[str, Any], people: People, has_it: str) -> None:
    assert who_has_it(RULEBOOK, people, replace(ONE, **changes)) == has_it


def test_who_joined_reads_of_others_what_whoever_sent_it_reads_of_themselves() -> None:
    more = replace(ONE, status="More information needed")
    assert who_has_it(RULEBOOK, PEOPLE, more, own=False) == say(w.THE_REQUESTER)
    assert who_has_it(RULEBOOK, PEOPLE, ONE, own=False) == say(w.NOBODY_YET)


def labels(rows: list[dict[str, Any]]) -> list[str]:
    return [row["inlines"][0]["text"].removesuffix(": ") for row in rows]


STATUS, HAS_IT, NEXT, FINAL, NOTE = (say(one) for one in (w.STATUS, w.WHO_HAS_IT, w.NEXT, w.FINAL, w.NOTE))


@pytest.mark.parametrize(
    ("changes", "how", "rows"),
    [
        ({}, {}, [STATUS, HAS_IT, NEXT]),
        ({}, {"own": False}, [STATUS, HAS_IT]),
        ({}, {"following": False}, [STATUS, HAS_IT]),
        ({"status": "Ours"}, {}, [STATUS, HAS_IT]),  # of a choice that somebody added nothing more is known
        ({"status": "In review", "steps": BOARD_HAS_IT}, {}, [STATUS, NEXT]),
        ({"status": "More information needed", "steps": BOARD_HAS_IT}, {}, [STATUS, HAS_IT, NEXT]),
        ({"status": "In review", "steps": PARTNER_HAS_IT}, {}, [STATUS, HAS_IT, NEXT]),
        ({"status": "Approved"}, {}, [STATUS, NEXT]),
        ({"final_process": "Project"}, {}, [STATUS, HAS_IT, NEXT, FINAL]),
        ({"decision_note": "Fine."}, {}, [STATUS, HAS_IT, NEXT, NOTE]),
        ({"decision_note": "Fine."}, {"noted": False}, [STATUS, HAS_IT, NEXT]),
    ],
)
def test_the_rows_of_a_status_say_what_is_not_said_already(
    changes: dict[str, Any], how: dict[str, bool], rows: list[str]
) -> None:
    found = status_rows(RULEBOOK, PEOPLE, replace(ONE, **changes), where=False, **how)
    assert labels(found) == rows


CHECK = ONE.decision.checks[0]


@pytest.mark.parametrize(
    ("changes", "how", "rows"),
    [
        ({}, {}, [w.AREA, w.ROUTE, w.STEPS, w.CHECKS]),
        ({"area": None}, {}, [w.ROUTE, w.STEPS, w.CHECKS]),
        ({}, {"checks": False}, [w.AREA, w.ROUTE, w.STEPS]),
        ({"final_process": RULEBOOK.named(ONE.decision.process)}, {}, [w.AREA, w.STEPS, w.CHECKS]),
        ({"decision": ONE.decision}, {}, [w.AREA, w.ROUTE, w.STEPS, w.CHECKS, w.TIMEFRAME]),
        ({"board_timeframe": "now"}, {}, [w.AREA, w.ROUTE, w.STEPS, w.CHECKS, w.TIMEFRAME_SET]),
    ],
)
def test_the_rows_of_a_route_have_what_it_has(changes: dict[str, Any], how: dict[str, bool], rows: list[str]) -> None:
    request = replace(ONE, **{"decision": replace(ONE.decision, timeframe=None)} | changes)
    assert labels(route_rows(RULEBOOK, PEOPLE, request, **how)) == [say(one) for one in rows]


@pytest.mark.parametrize(("state", "said"), [("open", False), ("started", True), ("done", True), (None, False)])
def test_how_far_a_check_is_is_said_once_it_was_begun(state: str | None, *, said: bool) -> None:
    checks = (RequestCheck(CHECK, CheckState(state)),) if state else ()
    one = replace(ONE, checks=checks, decision=replace(ONE.decision, checks=(CHECK,)))
    (row,) = (row for row in route_rows(RULEBOOK, PEOPLE, one) if row["inlines"][0]["text"] == f"{say(w.CHECKS)}: ")
    assert (row["inlines"][1]["text"] != RULEBOOK.named(CHECK)) is said


@pytest.mark.parametrize(
    ("status", "question", "asked", "wanted"),
    [
        ("In review", "Which one?", "Which one?", True),
        ("Approved", "Which one?", "", False),
        ("In review", "", "", False),
        ("More information needed", "", "", True),
    ],
)
def test_a_question_is_asked_until_somebody_decides(status: str, question: str, asked: str, *, wanted: bool) -> None:
    request = replace(ONE, status=status, open_question=question)
    assert asked_now(request) == asked
    assert wants_information(request) is wanted
    assert ("Which one?" in words(information_form(request))) is bool(asked)


@pytest.mark.parametrize(
    ("status", "asking_more", "offered"),
    [
        ("Submitted", False, ["add_information", "my_requests", "start", "withdraw"]),
        ("Submitted", True, ["answer", "my_requests", "start", "withdraw"]),
        ("More information needed", False, ["answer", "my_requests", "start", "withdraw"]),
        ("Approved", False, ["my_requests", "start"]),
        ("Declined", False, ["start_again", "my_requests", "start"]),
    ],
)
def test_the_own_card_offers_what_can_still_be_done(status: str, offered: list[str], *, asking_more: bool) -> None:
    card = requester_card(RULEBOOK, PEOPLE, replace(ONE, status=status), asking_more=asking_more)[0]
    assert [one["verb"] for one in card["actions"]] == offered
    assert ("information" in [one["id"] for one in inputs(card)]) is ("answer" in offered)


@pytest.mark.parametrize(
    ("changes", "fresh"),
    [({}, True), ({"it_contact": "A partner"}, False), ({"status": "In review"}, False)],
)
def test_a_request_that_was_just_sent_says_so_and_who_was_told(changes: dict[str, Any], *, fresh: bool) -> None:
    card = requester_card(RULEBOOK, PEOPLE, replace(ONE, **changes))[0]
    assert (say(w.SENT, reference="DR-0001") in words(card)) is fresh
    assert (say(w.REMINDED) in words(card)) is fresh
    assert (say(w.SENT_ON) in words(card)) is not fresh
    assert buttons(card)


@pytest.mark.parametrize(
    ("people", "changes", "told"),
    [
        (PEOPLE, {}, [w.CHAMPIONS_TOLD, w.PARTNER_TOLD]),
        (with_area(champion=False), {}, [w.PARTNER_TOLD, w.GOVERNANCE_TOLD]),
        (with_area(partner=False), {}, [w.CHAMPIONS_TOLD, w.GOVERNANCE_TOLD]),
        (with_area(partner=False, champion_helps=frozenset({"project"})), {}, [w.CHAMPIONS_TOLD]),
        (PEOPLE, {"decision": NO_STEPS}, [w.CHAMPIONS_TOLD]),
        (PEOPLE, {"area": None}, [w.GOVERNANCE_TOLD]),
        (with_area(champion=False, governance_team=()), {}, [w.PARTNER_TOLD]),
    ],
)
def test_who_was_told_is_whom_the_directory_names_and_else_the_governance_team(
    people: People, changes: dict[str, Any], told: list[str]
) -> None:
    said = words(requester_card(RULEBOOK, people, replace(ONE, **changes))[0])
    known = (w.CHAMPIONS_TOLD, w.PARTNER_TOLD, w.GOVERNANCE_TOLD)
    parts = {line: say(line, names="¤", name="¤").split("¤") for line in known}
    assert [line for line in known if all(part in said for part in parts[line])] == told


@pytest.mark.parametrize(("status", "known"), [("Submitted", True), ("Ours", False)])
def test_a_status_that_somebody_added_is_shown_as_it_is(status: str, *, known: bool) -> None:
    request: Request = replace(ONE, status=status)
    assert (status_name(status) == status) is (not known or status == say(w.STATUSES[status]))
    for own in (True, False):
        assert bool(next_step(status, own=own)) is known
    said = words(co_requester_card(PEOPLE, request)[0])
    assert (say(w.NEXT) in said) is known
    assert "Housing" in said
    assert "Housing" not in words(co_requester_card(PEOPLE, replace(request, area=None, title=""))[0])


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("=1+1", "'=1+1"),
        (" =1+1", "' =1+1"),
        ("\t1", "'\t1"),
        ("@here", "'@here"),
        ("Repairs", "Repairs"),
        ("1 = 1", "1 = 1"),
    ],
)
def test_no_cell_of_a_file_begins_a_formula(title: str, cell: str) -> None:
    sheet = area_file(RULEBOOK, PEOPLE, [replace(ONE, title=title)])
    rows = list(csv.reader(io.StringIO(sheet.removeprefix("\ufeff"))))
    assert rows[1][1] == cell


@pytest.mark.parametrize(
    ("chosen", "team", "checks", "held", "daily"),
    [
        ({}, False, False, "at_once", False),
        ({}, True, False, "at_once", False),
        ({}, False, True, "daily", True),
        ({}, True, True, "at_once", True),
        ({"notifications": "weekly"}, False, True, "weekly", False),
    ],
)
def test_who_owns_checks_alone_hears_of_them_daily_until_they_choose(
    chosen: dict[str, str], held: str, *, team: bool, checks: bool, daily: bool
) -> None:
    card = preferences_card(chosen, team=team, checks=checks)[0]
    assert next(one["value"] for one in inputs(card) if one["id"] == "notifications") == held
    assert (say(championing.CHECKS_DAILY) in words(card)) is daily
    assert ("my_area" in [one["verb"] for one in buttons(card)]) is team


@pytest.mark.parametrize(("name", "said"), [("Housing champion", "Housing champion"), ("", say(championing.SOMEBODY))])
def test_who_has_a_new_right_is_named_as_far_as_they_are_known(name: str, said: str) -> None:
    for role, area in (("champion", "housing"), ("procurement", "")):
        card = rights_card(RULEBOOK, PEOPLE, [(name, role, area)], [])[0]
        (line,) = (one for one in words(card).splitlines() if said in one)
        assert ("Housing" in line.removeprefix(said)) is (role == "champion")


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ("open", ["late", "new", "old"]),
        ("all", ["late", "done", "new", "old"]),
        ("waiting", ["new"]),
        ("late", ["late", "old"]),
    ],
)
def test_a_filter_of_an_area_lists_what_is_late_first(chosen: str, found: list[str]) -> None:
    plain = replace(ONE, decision=replace(ONE.decision, alerts=()))
    known = {
        "old": replace(ONE, status="In review", submitted_at=NOW),
        "new": replace(plain, submitted_at=NOW - timedelta(days=1)),
        "done": replace(ONE, status="Done", submitted_at=NOW - timedelta(days=2)),
        "late": replace(plain, status="In review", submitted_at=NOW + timedelta(days=1)),
    }
    requests = [replace(one, reference=name) for name, one in known.items()]
    assert [one.reference for one in filtered(requests, chosen, {"late": 3})] == found
