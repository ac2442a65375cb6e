"""Who hears of a request."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.people.recipients import Recipient, needs_act, recipients_for, recipients_of
from dialogs import may_receive
from dialogs.model import People
from dialogs.steps import RequestCheck
from tests.bot.people.people_cast import (
    GOVERNANCE,
    HOUSING_CHAMPION,
    HOUSING_PARTNER,
    PLACE_CHAMPION,
    PLACE_PARTNER,
    PROCUREMENT,
    SECOND_PLACE_CHAMPION,
    people,
    request,
)

PMO = people().owners["pmo"].aad_id


def told(there: People, area: str | None, process: str, alerts: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(h.person.aad_id, h.role) for h in recipients_for(there, area, process, alerts)]


def test_partner_and_every_champion_of_the_area_hear_of_a_request() -> None:
    assert told(people(), "place", "project") == [
        (PLACE_PARTNER, "partner"),
        (PLACE_CHAMPION, "champion"),
        (SECOND_PLACE_CHAMPION, "champion"),
    ]


def test_of_self_service_only_the_champions_hear() -> None:
    assert told(people(), "housing", "self_service") == [(HOUSING_CHAMPION, "champion")]


@pytest.mark.parametrize(
    ("tell", "hears"),
    [
        (("pmo",), [(HOUSING_CHAMPION, "champion"), (PMO, "owner")]),
        (("it_business_partner",), [(HOUSING_PARTNER, "partner"), (HOUSING_CHAMPION, "champion")]),
        (("governance_team", "nobody_here"), [(HOUSING_CHAMPION, "champion"), (GOVERNANCE, "governance")]),
    ],
)
def test_whom_an_alert_is_told_to_stands_in_the_rule_files(tell: tuple[str, ...], hears: list[tuple[str, str]]) -> None:
    there = replace(people(), alert_recipients={"cloud_risk": tell})
    assert told(there, "housing", "self_service", ("cloud_risk",)) == hears
    assert told(there, "housing", "self_service", ("an_alert_of_older_rules",)) == [(HOUSING_CHAMPION, "champion")]


def test_late_engagement_reaches_procurement_and_the_governance_team_too() -> None:
    assert told(people(), "housing", "project", ("late_engagement",)) == [
        (HOUSING_PARTNER, "partner"),
        (HOUSING_CHAMPION, "champion"),
        (GOVERNANCE, "governance"),
        (PROCUREMENT, "owner"),
    ]


def by_rules(**said: Any) -> People:
    return replace(people(), **said)


def test_of_an_alert_of_any_name_everyone_hears_whom_the_rules_name() -> None:
    there = by_rules(alert_recipients={"data_at_risk": ("procurement", "it_business_partner", "requester")})
    assert told(there, "housing", "project", ("data_at_risk",)) == [
        (HOUSING_PARTNER, "partner"),
        (HOUSING_CHAMPION, "champion"),
        (PROCUREMENT, "owner"),
    ]


def test_an_alert_that_names_a_body_reaches_its_members_and_without_any_the_governance_team() -> None:
    there = by_rules(alert_recipients={"data_at_risk": ("board",)})
    heard = told(there, "housing", "project", ("data_at_risk",))
    assert [who for who, role in heard if role == "owner"] == [member.aad_id for member in there.bodies["board"]]
    assert (GOVERNANCE, "governance") not in heard
    alone = replace(there, bodies={})
    assert (GOVERNANCE, "governance") in told(alone, "housing", "project", ("data_at_risk",))


def test_who_an_alert_names_as_a_member_may_be_sent_its_request() -> None:
    there = by_rules(alert_recipients={"data_at_risk": ("board",)})
    for member in there.bodies["board"]:
        assert may_receive(there, request(alerts=("data_at_risk",)), member)
        assert not may_receive(there, request(), member)


def test_of_a_check_hears_its_owner_by_digest_and_without_one_the_governance_team() -> None:
    checked = request(checks=(RequestCheck("dpia"),))
    owner = people().owners["information_governance"]
    heard = {h.person.aad_id: h for h in recipients_of(people(), checked)}
    assert heard[owner.aad_id] == Recipient(owner, "owner", by_digest=True)
    assert GOVERNANCE not in heard
    without_owner = replace(people(), owners={})
    heard = {h.person.aad_id: h for h in recipients_of(without_owner, checked)}
    assert heard[GOVERNANCE] == Recipient(people().governance_team[0], "governance", by_digest=True)
    assert may_receive(people(), checked, owner)


def test_an_alert_that_names_the_partner_reaches_them_where_the_champion_helps_alone() -> None:
    there = by_rules(alert_recipients={"data_at_risk": ("it_business_partner",)})
    assert (HOUSING_PARTNER, "partner") in told(there, "housing", "self_service", ("data_at_risk",))


def test_the_process_in_which_the_champion_helps_alone_has_any_name() -> None:
    there = by_rules(champion_helps=frozenset({"do_it_yourself"}))
    assert told(there, "housing", "do_it_yourself") == [(HOUSING_CHAMPION, "champion")]
    assert (HOUSING_PARTNER, "partner") in told(there, "housing", "self_service")


def without(there: People, **gone: Any) -> People:
    housing = replace(there.areas["housing"], **gone)
    return replace(there, areas={**there.areas, "housing": housing})


def test_without_a_champion_the_governance_team_hears_and_nothing_is_lost() -> None:
    assert told(without(people(), champions=()), "housing", "self_service") == [(GOVERNANCE, "governance")]


def test_without_a_partner_the_governance_team_hears_beside_the_champion() -> None:
    there = without(people(), it_business_partner=None)
    assert told(there, "housing", "project") == [(HOUSING_CHAMPION, "champion"), (GOVERNANCE, "governance")]


def test_who_must_find_somebody_still_must_where_an_alert_names_them_too() -> None:
    there = without(people(), it_business_partner=None)
    found = recipients_for(there, "housing", "project", ("late_engagement",))
    assert [h.stands_in for h in found if h.person.aad_id == GOVERNANCE] == [True]


@pytest.mark.parametrize("area", [None, "an_area_that_is_gone"])
def test_a_request_of_no_known_area_reaches_the_governance_team(area: str | None) -> None:
    assert told(people(), area, "project") == [(GOVERNANCE, "governance")]


def test_somebody_with_two_roles_hears_once_in_the_stronger_one() -> None:
    there = people()
    partner = there.areas["housing"].it_business_partner
    assert partner is not None
    both = replace(without(there, champions=(partner,)), governance_team=(partner,), owners={"procurement": partner})
    assert told(both, "housing", "project", ("late_engagement",)) == [(HOUSING_PARTNER, "partner")]


def test_a_champion_who_asks_in_their_own_area_still_hears() -> None:
    champion = people().areas["housing"].champions[0]
    own = request(requester=champion)
    assert HOUSING_CHAMPION in [h.person.aad_id for h in recipients_of(people(), own)]


@pytest.mark.parametrize(
    ("aad_id", "fields", "waits_for_them"),
    [
        (HOUSING_PARTNER, {}, True),
        (HOUSING_PARTNER, {"status": "With IT business partner"}, False),
        (HOUSING_CHAMPION, {}, False),
        (HOUSING_CHAMPION, {"process": "self_service"}, True),
        (HOUSING_CHAMPION, {"process": "self_service", "helpers": ("Housing champion",)}, False),
        (GOVERNANCE, {"alerts": ("late_engagement",)}, False),
        (GOVERNANCE, {"area": None}, True),
    ],
)
def test_a_request_waits_for_those_who_have_to_act(
    aad_id: str, fields: dict[str, Any], *, waits_for_them: bool
) -> None:
    asked = request(**fields)
    recipient = {h.person.aad_id: h for h in recipients_of(people(), asked)}[aad_id]
    assert isinstance(recipient, Recipient)
    assert needs_act(people(), recipient, asked) is waits_for_them
