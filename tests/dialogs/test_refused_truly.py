"""Who is refused reads what is so: that others do it, that a request is closed, or that there is none for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs.model import Person
from dialogs.statuses import Status
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import CHAMPION, GOVERNANCE, OTHER, PARTNER, STAFF, Office, Walker, words

NONE = "There is no request DR-0001 that you can see or change here."
OTHERS = "Other people do that for DR-0001. Nothing has changed."


def office(status: str = Status.SUBMITTED, *joined: Person) -> Office:
    """One request of the member of staff, with this status."""
    made = Office()
    walker = Walker(made)
    walker.to_route(ANSWERS["change_request"])
    walker.fill({}, DETAILS)
    walker.press("submit")
    request = made.requests["DR-0001"]
    made.requests["DR-0001"] = replace(request, status=status, co_requesters=joined, joined=joined)
    return made


@pytest.mark.parametrize(
    ("person", "typed"),
    [
        (STAFF, "decision note DR-0001: because"),
        (STAFF, "pick up DR-0001"),
        (PARTNER, "decision note DR-0001: because"),
        (PARTNER, "withdraw DR-0001"),
        (CHAMPION, "pick up DR-0001"),
        (GOVERNANCE, "add DR-0001 more words"),
        (OTHER, "add DR-0001 more words"),
    ],
)
def test_who_may_see_a_request_is_told_that_others_do_that_and_not_that_there_is_none(
    person: Person, typed: str
) -> None:
    made = office(Status.SUBMITTED, OTHER)
    before = made.requests["DR-0001"]
    walker = Walker(made, person)
    walker.type(typed)
    assert OTHERS in words(walker.card)
    assert NONE not in words(walker.card)
    assert made.requests["DR-0001"] == before
    assert [a.what for a in walker.last.accesses] == ["refused"] if walker.last else False


@pytest.mark.parametrize(
    "typed", ["decision note DR-0001: because", "show DR-0001", "withdraw DR-0001", "ask DR-0001 x"]
)
def test_who_may_not_see_it_learns_nothing_of_it(typed: str) -> None:
    walker = Walker(office(), OTHER)
    walker.type(typed)
    assert NONE in words(walker.card)
    assert DETAILS["title"] not in words(walker.card)


@pytest.mark.parametrize("status", [Status.APPROVED, Status.IN_DELIVERY, Status.DONE])
def test_who_may_not_start_again_is_not_told_that_they_can(status: Status) -> None:
    walker = Walker(office(status))
    walker.type("add DR-0001 more words")
    assert "nothing can be added" in words(walker.card)
    assert "start again" not in words(walker.card).casefold()


@pytest.mark.parametrize("person", [PARTNER, CHAMPION, STAFF])
def test_figures_are_refused_as_the_governance_teams_and_not_as_the_partners_too(person: Person) -> None:
    walker = Walker(Office(), person)
    walker.type("figures")
    assert "Only the governance team can see the figures." in words(walker.card)
    assert "IT business partners" not in words(walker.card)
