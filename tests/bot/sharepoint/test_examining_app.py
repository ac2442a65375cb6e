"""The doctor says whether the app can be brought to people, and mends only what is wrong."""

from __future__ import annotations

import pytest

from bot.local.graph.apps import SELF
from bot.local.graph.catalogue import READ as CATALOGUE
from bot.local.graph.store import keep_person
from bot.sharepoint.examining_app import examine_app
from bot.sharepoint.installing import TeamsApp
from tests.bot.sharepoint.sharepoint_cases import Desk

GOVERNANCE = {
    "id": "00000000-0000-0000-0000-00000000a001",
    "upn": "governance@example.org",
    "name": "Governance officer",
}
LOST = "who has not the app hears nothing until they install it, or an administrator does"


@pytest.mark.parametrize(
    ("withheld", "named", "there", "marks"),
    [
        ((SELF, CATALOGUE), "", "app", {"App catalogue": "--", "Installing the app": "--"}),
        ((), "", "app", {"App catalogue": "ok", "Installing the app": "ok"}),
        ((), "", "another", {"App catalogue": "--", "Installing the app": "ok"}),
        ((), "no such app", "app", {"App catalogue": "MEND", "Installing the app": "ok"}),
        ((CATALOGUE,), "", "app", {"App catalogue": "MEND", "Installing the app": "ok"}),
        ((CATALOGUE,), "some app", "app", {"App catalogue": "--", "Installing the app": "ok"}),
        ((SELF,), "", "app", {"App catalogue": "ok", "Installing the app": "--"}),
    ],
)
async def test_what_keeps_the_app_from_people_is_said_and_a_mend_only_where_something_is_wrong(
    desk: Desk, withheld: tuple[str, ...], named: str, there: str, marks: dict[str, str]
) -> None:
    keep_person(desk.stand_in.door.store, GOVERNANCE)
    desk.stand_in.apps.publish(there)
    desk.stand_in.apps.withhold(*withheld)
    found = await examine_app(desk.graph, TeamsApp("app", named), ["nobody", GOVERNANCE["id"]])
    words = {"ok": "ok", "left out": "--", "mend": "MEND"}
    assert {finding.what: words[finding.state] for finding in found} == marks
    if SELF in withheld:
        assert found[1].sentence == f"{SELF} is not granted: {LOST}"
