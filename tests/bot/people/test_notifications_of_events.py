"""Which deliveries something causes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.people.notifications import Notification, notifications_for
from dialogs.events import (
    ContactChanged,
    CoRequesterJoined,
    CoRequesterRemoved,
    DecisionExplained,
    Event,
    FinalProcessChanged,
    HelpOffered,
    InformationAdded,
    ItemDeleted,
    ItemPosted,
    NoteAdded,
    NoteChanged,
    PickedUp,
    QuestionAsked,
    Reassigned,
    StatusChanged,
    StepDecided,
    Submitted,
    Withdrawn,
)
from dialogs.messages import message_about
from dialogs.model import Person, Request
from dialogs.records import Sponsor, SponsorState
from dialogs.sponsor_events import SponsorFound
from dialogs.statuses import Status
from dialogs.steps import Outcome, RequestCheck, RequestStep, StepState
from tests.bot.people.people_cast import (
    COLLEAGUE,
    GOVERNANCE,
    HOUSING_CHAMPION,
    HOUSING_PARTNER,
    MONDAY_TEN,
    PLACE_CHAMPION,
    PLACE_PARTNER,
    PROCUREMENT,
    REQUESTER,
    SECOND_PLACE_CHAMPION,
    at_once,
    people,
    request,
)

NIGHT = datetime(2026, 11, 23, 23, tzinfo=UTC)
DAILY = {"notifications": "daily"}
QUIET = {"quiet_from": "18:00", "quiet_to": "07:00"}


def caused(
    event: Event,
    asked: Request,
    choices: Mapping[str, Mapping[str, Any]] | None = None,
    now: datetime = MONDAY_TEN,
    *,
    holders: tuple[str, ...] = (),
    number: int = 0,
    by: str = "",
) -> dict[str, Notification]:
    found = notifications_for(
        event, asked, people(), lambda a: (choices or {}).get(a, {}), now, number=number, by=by, holders=holders
    )
    assert len({i.id for i in found}) == len(found)
    return {i.id.removeprefix("DR-0042:"): i for i in found}


def test_a_new_request_reaches_champion_and_partner_at_once() -> None:
    found = caused(Submitted(), request())
    assert set(found) == {f"summary:{HOUSING_PARTNER}", f"summary:{HOUSING_CHAMPION}"}
    assert all(i.at is None and i.references == ("DR-0042",) and not i.update for i in found.values())


def test_late_engagement_reaches_four_people_past_digest_and_quiet_hours() -> None:
    choices = dict.fromkeys((HOUSING_PARTNER, HOUSING_CHAMPION, PROCUREMENT, GOVERNANCE), DAILY | QUIET)
    found = caused(Submitted(), request(alerts=("late_engagement",)), choices, NIGHT)
    assert {i.recipient.aad_id for i in found.values()} == set(choices)
    assert all(i.at is None for i in found.values())


def test_a_champion_with_a_digest_gets_no_card_but_the_partner_who_must_act_does() -> None:
    choices = {HOUSING_PARTNER: DAILY, HOUSING_CHAMPION: DAILY}
    assert set(caused(Submitted(), request(), choices)) == {f"summary:{HOUSING_PARTNER}"}


def test_a_champion_with_a_digest_hears_of_self_service_at_once_because_they_are_the_help() -> None:
    assert set(caused(Submitted(), request(process="self_service"), {HOUSING_CHAMPION: DAILY})) == {
        f"summary:{HOUSING_CHAMPION}"
    }


def test_in_quiet_hours_a_card_waits_for_their_end() -> None:
    found = caused(Submitted(), request(), {HOUSING_PARTNER: QUIET}, NIGHT)
    assert found[f"summary:{HOUSING_PARTNER}"].at == datetime(2026, 11, 24, 7, tzinfo=UTC)
    assert found[f"summary:{HOUSING_CHAMPION}"].at is None


def test_an_update_refreshes_the_cards_that_are_out_and_makes_no_second_one() -> None:
    found = caused(ItemPosted("7"), request(), holders=(HOUSING_CHAMPION,))
    assert set(found) == {f"own_card:{REQUESTER.aad_id}", f"summary:{HOUSING_CHAMPION}"}
    assert all(i.update for i in found.values())


def test_someone_who_left_the_post_keeps_a_card_that_tells_the_truth() -> None:
    former = "00000000-0000-0000-0000-00000000d009"
    assert f"summary:{former}" in caused(ItemPosted("7"), request(), holders=(former,))


def test_a_pick_up_is_told_to_the_requester_and_who_joined_once_each() -> None:
    picked = request(status="With IT business partner", co_requesters=(COLLEAGUE, REQUESTER))
    found = caused(
        PickedUp("Partner"), picked, number=3, by=HOUSING_PARTNER, holders=(HOUSING_PARTNER, HOUSING_CHAMPION)
    )
    told = {name: i.role for name, i in found.items() if i.kind == "status"}
    assert told == {f"status:3:{REQUESTER.aad_id}": "requester", f"status:3:{COLLEAGUE.aad_id}": "co_requester"}
    assert {name for name, i in found.items() if i.kind == "summary"} == {
        f"summary:{HOUSING_PARTNER}",
        f"summary:{HOUSING_CHAMPION}",
    }


def test_who_withdraws_is_not_told_of_it_but_those_who_joined_are() -> None:
    withdrawn = request(status="Withdrawn", co_requesters=(COLLEAGUE,))
    found = caused(Withdrawn(), withdrawn, number=2, by=REQUESTER.aad_id, holders=(HOUSING_PARTNER,))
    assert set(found) == {
        f"own_card:{REQUESTER.aad_id}",
        f"status:2:{COLLEAGUE.aad_id}",
        f"summary:{HOUSING_PARTNER}",
    }


def test_the_same_change_told_twice_is_the_same_message() -> None:
    moved = request(status="Approved")
    assert set(caused(StatusChanged("Approved"), moved, number=4)) == set(
        caused(StatusChanged("Approved"), moved, number=4)
    )
    assert f"status:5:{REQUESTER.aad_id}" not in caused(StatusChanged("Approved"), moved, number=4)


def test_a_status_message_waits_for_the_requesters_quiet_hours_and_ignores_digests() -> None:
    found = caused(
        StatusChanged("Approved"), request(status="Approved"), {REQUESTER.aad_id: DAILY | QUIET}, NIGHT, number=1
    )
    assert found[f"status:1:{REQUESTER.aad_id}"].at == datetime(2026, 11, 24, 7, tzinfo=UTC)


def test_passed_on_to_another_area_its_people_hear_whatever_digest_they_chose() -> None:
    moved = request(area="place")
    found = caused(
        Reassigned("place", "Place"),
        moved,
        {PLACE_CHAMPION: DAILY},
        by=HOUSING_CHAMPION,
        holders=(HOUSING_CHAMPION, HOUSING_PARTNER),
    )
    fresh = {i.recipient.aad_id for i in found.values() if i.kind == "summary" and not i.update}
    assert fresh == {PLACE_PARTNER, PLACE_CHAMPION, SECOND_PLACE_CHAMPION}
    assert f"summary:{HOUSING_CHAMPION}" in found


def test_passed_on_to_nobody_in_particular_the_governance_team_hears() -> None:
    found = caused(Reassigned(), request(), by=HOUSING_CHAMPION, holders=(HOUSING_CHAMPION, HOUSING_PARTNER))
    fresh = [i for i in found.values() if i.kind == "summary" and not i.update]
    assert [(i.recipient.aad_id, i.role) for i in fresh] == [(GOVERNANCE, "governance")]


def test_who_passes_a_request_on_does_not_get_it_back() -> None:
    found = caused(Reassigned("place", "Place"), request(area="place"), by=PLACE_CHAMPION)
    assert f"summary:{PLACE_CHAMPION}" not in found


def test_a_question_reaches_the_requester_as_a_message_and_the_cards_are_refreshed() -> None:
    asked = request(open_question="Which system?")
    found = caused(QuestionAsked("Which system?"), asked, number=7, holders=(HOUSING_PARTNER,))
    message = found[f"message:7:{REQUESTER.aad_id}"]
    assert (message.kind, message.text, message.role) == (
        "message",
        "There is a question for you about DR-0042. Type show DR-0042 to answer it.",
        "requester",
    )
    assert f"summary:{HOUSING_PARTNER}" in found


def test_the_same_event_gives_the_same_deliveries() -> None:
    asked = request()
    first = notifications_for(Submitted(), asked, people(), at_once, MONDAY_TEN)
    again = notifications_for(Submitted(), replace(asked), people(), at_once, MONDAY_TEN)
    assert first == again


def test_passed_on_to_nobody_in_particular_the_areas_other_champions_hear_too() -> None:
    choices = {SECOND_PLACE_CHAMPION: DAILY}
    found = caused(
        Reassigned(),
        request(area="place"),
        choices,
        by=PLACE_CHAMPION,
        holders=(PLACE_CHAMPION, PLACE_PARTNER),
    )
    fresh = {i.recipient.aad_id for i in found.values() if i.kind == "summary" and not i.update}
    assert fresh == {SECOND_PLACE_CHAMPION, GOVERNANCE}


@pytest.mark.parametrize(
    ("event", "whom", "about"),
    [
        (HelpOffered(Person(HOUSING_CHAMPION, "Housing champion")), REQUESTER.aad_id, ""),
        (QuestionAsked("Which system?"), REQUESTER.aad_id, ""),
        (InformationAdded("Forty.", "problem", "It is slow. Forty."), HOUSING_PARTNER, ""),
        (CoRequesterJoined(COLLEAGUE), REQUESTER.aad_id, COLLEAGUE.aad_id),
        (CoRequesterRemoved(COLLEAGUE), COLLEAGUE.aad_id, COLLEAGUE.aad_id),
        (ItemDeleted("7"), GOVERNANCE, ""),
    ],
)
def test_what_is_said_in_words_goes_to_one_person_and_their_card_is_refreshed_beside(
    event: Event, whom: str, about: str
) -> None:
    found = caused(event, request(), number=4, holders=(HOUSING_PARTNER,))
    message = found.pop(f"message:4:{whom}")
    assert (message.about, message.text) == (about, message_about(event, "DR-0042"))
    assert message.text
    assert set(found) == {f"own_card:{REQUESTER.aad_id}", f"summary:{HOUSING_PARTNER}"}


@pytest.mark.parametrize(
    "event",
    [NoteAdded("A note"), FinalProcessChanged("Project"), ContactChanged("Somebody"), ItemPosted("7")],
)
def test_what_only_a_card_shows_is_told_to_nobody(event: Event) -> None:
    assert set(caused(event, request())) == {f"own_card:{REQUESTER.aad_id}"}


@pytest.mark.parametrize(
    ("before", "told"), [("Change request", True), ("explore", True), ("Project", False), ("project", False)]
)
def test_whoever_delivers_it_hears_of_it_when_its_process_became_theirs_and_not_again(
    before: str, *, told: bool
) -> None:
    approved = request(status=Status.APPROVED, final_process="Project")
    found = caused(FinalProcessChanged("Project", before), approved)
    assert (f"summary:{people().owners['pmo'].aad_id}" in found) is told


def test_information_that_was_missing_tells_those_who_joined_that_the_status_went_back() -> None:
    back = InformationAdded("Forty.", "problem", "Forty.", Status.SUBMITTED)
    found = caused(back, request(co_requesters=(COLLEAGUE,)), number=6, by=REQUESTER.aad_id)
    assert {name for name in found if name.startswith("status")} == {f"status:6:{COLLEAGUE.aad_id}"}


def test_the_owner_of_a_check_hears_at_once_only_when_they_chose_so_whatever_alert_it_raises() -> None:
    owner = people().owners["information_governance"].aad_id
    for alerts in ((), ("late_engagement",)):
        checked = request(checks=(RequestCheck("dpia"),), alerts=alerts)
        for choice in ({}, DAILY, {"notifications": "weekly"}, QUIET):
            assert f"summary:{owner}" not in caused(Submitted(), checked, {owner: choice})
        assert f"summary:{owner}" in caused(Submitted(), checked, {owner: {"notifications": "at_once"}})
    quiet = caused(Submitted(), checked, {owner: {"notifications": "at_once", **QUIET}}, NIGHT)
    assert quiet[f"summary:{owner}"].at == datetime(2026, 11, 24, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "fields", "told"),
    [
        (MONDAY_TEN, {}, True), (MONDAY_TEN - timedelta(seconds=1), {}, False), (None, {}, False),
        (MONDAY_TEN - timedelta(days=1), {"checks": (RequestCheck("dpia"),)}, False),
    ],
)  # fmt: skip
def test_who_has_a_card_is_told_that_it_is_their_turn_when_the_step_came_just_now(
    since: datetime | None, fields: dict[str, Any], *, told: bool
) -> None:
    board = tuple(member.aad_id for member in people().bodies["board"])
    owner = people().owners["information_governance"].aad_id
    steps = (RequestStep("board", "board", 1, StepState.CURRENT, since),)
    now_there = request(status="In review", steps=steps, **fields)
    found = caused(StatusChanged("In review"), now_there, holders=(*board, owner))
    turns = {one.recipient.aad_id for one in found.values() if one.kind == "your_turn"}
    assert turns == (set(board) if told else set())


@pytest.mark.parametrize(
    ("event", "status"),
    [(StatusChanged("Approved"), "Approved"), (NoteChanged("So it is."), ""), (DecisionExplained("So it is."), "")],
)
def test_news_names_the_status_that_it_is_about_and_a_note_none(event: Event, status: str) -> None:
    found = caused(event, request(status="Approved"))
    assert [one.status for one in found.values() if one.kind == "status"] == [status]


@pytest.mark.parametrize("sent", [True, False])
def test_a_sponsor_who_has_their_card_has_it_brought_up_to_date_and_gets_no_other(*, sent: bool) -> None:
    sponsor = Sponsor(COLLEAGUE, SponsorState.ASKED, MONDAY_TEN)
    found = caused(SponsorFound(COLLEAGUE, sent=sent), request(sponsor=sponsor))
    assert [one.update for one in found.values() if one.kind == "sponsor"] == [sent]


@pytest.mark.parametrize(
    ("outcome", "moved", "names"),
    [
        (Outcome.GO_ON, False, []),
        (Outcome.DECLINE, True, [StepDecided.name]),
        (Outcome.MORE_INFORMATION, True, [StepDecided.name]),
        (Outcome.MORE_INFORMATION, False, [NoteChanged.name]),
        (Outcome.DEFER, False, [NoteChanged.name]),
    ],
)
def test_what_a_body_says_is_told_where_it_moves_the_request_or_asks_for_something_else(
    outcome: Outcome, names: list[str], *, moved: bool
) -> None:
    event = StepDecided("board", "The board", outcome, "Which?")
    found = notifications_for(event, request(), people(), at_once, MONDAY_TEN, number=3, status_moved=moved)
    assert [one.event for one in found if one.kind == "status"] == names
