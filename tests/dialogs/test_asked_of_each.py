"""What a card asks of whoever reads it: by role and status, and by what else stands with the request."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dialogs.cards.asked import asked_of, lacks_note
from dialogs.model import People, Person, TimelineEntry
from dialogs.statuses import Status
from dialogs.steps import RequestCheck, RequestStep, StepState
from governance_rules.roles import PARTNER as PARTNERS
from tests.dialogs.test_long_lists import ONE
from tests.dialogs.walker import BOARD, CHAMPION, GOVERNANCE, NOW, PARTNER, PEOPLE, PMO, PROCUREMENT, RULEBOOK

WHO = {
    "partner": PARTNER,
    "champion": CHAMPION,
    "governance": GOVERNANCE,
    "owner": PROCUREMENT,
    "member": BOARD,
}
LOOKING = "Nothing now. The people who decide are looking at it."
MORE = "Nothing now. The requester has been asked for more."
LATER = "Nothing now. It waits for a better time."
CLOSED = "Nothing. It is closed."
UNDER_WAY = "Nothing here. The work is under way."
NOTHING = "Nothing now."
SAY_WHY = "Write a note that says why. Type decision note DR-0001 and your words."
SET_IT = "When it is decided, set its status in the list and write a note there."
TALK = "Talk to Housing officer about it, and write down what you agree as a note."
OWNER = "Nothing in this chat. We tell you so that you know. If you can help, talk to Housing officer."
FIND = "Its area has nobody for it. Find somebody, or move it to another area."
MAY_HELP = "Nothing has to be done. You can offer help. The IT business partner picks it up."
PICKS_UP = "Nothing yet. The IT business partner picks it up."
ASKED: dict[str, tuple[str, str, str]] = {
    Status.SUBMITTED: ("Pick it up by Wednesday 4 March, or ask a question first.", MAY_HELP, PICKS_UP),
    Status.WITH_PARTNER: (f"{TALK} Next on its route: Digital, Data and Customer Board.", NOTHING, NOTHING),
    Status.IN_REVIEW: (LOOKING, LOOKING, SET_IT),
    Status.MORE_NEEDED: (MORE, MORE, SAY_WHY),
    Status.APPROVED: ("Plan the work with Housing officer.", NOTHING, SAY_WHY),
    Status.DECLINED: (CLOSED, CLOSED, SAY_WHY),
    Status.DEFERRED: (LATER, LATER, SAY_WHY),
    Status.WITHDRAWN: (CLOSED, CLOSED, CLOSED),
    Status.IN_DELIVERY: (UNDER_WAY, UNDER_WAY, UNDER_WAY),
    Status.DONE: (CLOSED, CLOSED, CLOSED),
    "Waiting for the budget": (NOTHING, NOTHING, SET_IT),
}
"""Of a request without tasks: of the IT business partner, of the champion, of the governance team."""


@pytest.mark.parametrize("status", ASKED)
def test_each_role_reads_what_this_status_asks_of_it(status: str) -> None:
    request = replace(ONE, status=status)
    said = {role: asked_of(RULEBOOK, PEOPLE, request, role, person) for role, person in WHO.items()}
    asked = dict(zip(("partner", "champion", "governance"), ASKED[status], strict=True))
    assert said == {**asked, "owner": OWNER, "member": NOTHING}


HELPING = replace(PEOPLE, champion_helps=frozenset({ONE.decision.process}))
OWNING = replace(PEOPLE, check_owners={"a": "pmo", "b": "pmo"})
CHECKS = {"checks": (RequestCheck("a"), RequestCheck("b"))}
PICKED_UP = {"status": "With IT business partner", "it_contact": "Partner of Housing"}
ALONE = {"decision": replace(ONE.decision, steps=(PARTNERS,))}
HAS_IT = "Nothing yet. Partner of Housing has it."
WITH_PARTNER = RequestStep(PARTNERS, PARTNERS, 0, StepState.CURRENT, NOW)
WITH_BOARD = RequestStep("board", "board", 1, StepState.CURRENT, NOW)
REVIEWED = {"status": "In review", "steps": (WITH_BOARD,)}
HELD = {"steps": (replace(WITH_BOARD, outcome="defer"),)}
HELPS = "Nothing. The digital champion of the area helps with it."
SAY_IT = "Talk to Housing officer about it. Then say below what happens next, by Monday 9 March."
BEGIN = "It is approved. Say here when the work starts, and when it is done."


@pytest.mark.parametrize(
    ("person", "people", "given", "asked"),
    [
        (PARTNER, PEOPLE, {"open_question": "Why?"}, "Nothing now. We tell you when the requester has answered"),
        (PARTNER, PEOPLE, {"status": "With IT business partner", **ALONE}, "and add a note. The governance team then"),
        (PARTNER, PEOPLE, {**PICKED_UP, "steps": (WITH_PARTNER,)}, SAY_IT),
        (PARTNER, PEOPLE, {**PICKED_UP, "steps": (WITH_PARTNER, replace(WITH_BOARD, state=StepState.WAITING))},
         f"{SAY_IT} Next on its route: Digital, Data and Customer Board."),
        (PARTNER, HELPING, {}, HELPS),
        (CHAMPION, PEOPLE, PICKED_UP, HAS_IT),
        (CHAMPION, HELPING, {}, "Help Housing officer with it. Press I can help"),
        (CHAMPION, HELPING, {"helpers": ("Champion",)}, "Nothing more here. Housing officer knows who helps."),
        (GOVERNANCE, PEOPLE, PICKED_UP, HAS_IT),
        (GOVERNANCE, PEOPLE, {"area": "adult_social_care"}, FIND),
        (GOVERNANCE, HELPING, {"area": "adult_social_care"}, FIND),
        (GOVERNANCE, PEOPLE, {"area": None}, FIND),
        (GOVERNANCE, HELPING, {}, HELPS),
        (GOVERNANCE, PEOPLE, REVIEWED, "Nothing yet. It is with Digital, Data and Customer Board."),
        (BOARD, PEOPLE, REVIEWED, "Say below what happens next, for Digital, Data and Customer Board"),
        (BOARD, PEOPLE, {**REVIEWED, "open_question": "Why?"}, NOTHING),
        (BOARD, PEOPLE, {"status": "Deferred", **HELD}, "It was deferred. When its time comes, say that it can go on."),
        (BOARD, PEOPLE, {"status": "More information needed", **HELD}, "The person who asked has been asked for more."),
        (PROCUREMENT, PEOPLE, {"checks": (RequestCheck("procurement"),)}, "There is 1 check for you below."),
        (PMO, OWNING, CHECKS, "There are 2 checks for you below."),
        (PMO, OWNING, {"status": "Approved"}, BEGIN),
        (PMO, OWNING, {"status": "Approved", **CHECKS}, f"{BEGIN} There are 2 checks for you below."),
        (PMO, OWNING, {"status": "In delivery"}, "The work is under way. Say here when it is done."),
        (PMO, OWNING, {"status": "Done"}, NOTHING),
    ],
)  # fmt: skip
def test_what_else_stands_with_it_says_more(person: Person, people: People, given: dict[str, Any], asked: str) -> None:
    role = {one.aad_id: name for name, one in WHO.items()}.get(person.aad_id, "owner")
    assert asked in asked_of(RULEBOOK, people, replace(ONE, **given), role, person)


def told(*lines: str) -> dict[str, Any]:
    """A timeline of these entries, the oldest first; one in capitals has a note."""
    return {"timeline": tuple(TimelineEntry(NOW, one.lower(), "Team", "Why" if one.isupper() else "") for one in lines)}


@pytest.mark.parametrize(
    ("given", "lacks"),
    [
        ({}, True),
        ({"decision_note": "Why"}, False),
        ({"status": "In review"}, False),
        (told("status"), True),
        ({"decision_note": "Of another time", **told("status")}, True),
        (told("STATUS"), False),
        (told("status", "NOTE"), False),
        (told("NOTE", "status"), False),
        (told("EXPLAINED", "status"), False),
        (told("ASKED", "status"), True),
        (told("STATUS", "status"), True),
        (told("NOTE", "status", "status"), True),
        (told("status", "note"), True),
        (told("step_go_on", "status"), False),
    ],
)
def test_a_decision_lacks_its_note_where_nobody_has_said_why_since_the_one_before(
    given: dict[str, Any], *, lacks: bool
) -> None:
    assert lacks_note(replace(ONE, **{"status": "Approved", **given})) is lacks
