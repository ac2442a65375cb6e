"""Joining somebody's request, and the requester's no to it: by a button, in words, twice, and by the wrong person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs import said_message
from dialogs.access_log import TitlesShown
from dialogs.events import CoRequesterJoined, CoRequesterRemoved, Event, Record
from dialogs.messages import message_about
from dialogs.model import Person
from dialogs.statuses import JOINABLE
from tests.dialogs.card_lint import faults
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import CHAMPION, OTHER, PLACE_CHAMPION, RULEBOOK, STAFF, Office, Walker, buttons, words

SECOND = Person("00000000-0000-0000-0000-00000000d0aa", "Member of staff (Place)")
SAME_NAME = Person("00000000-0000-0000-0000-00000000d0ab", "Member of staff (Place)")


def joined_by(*people: Person) -> tuple[Office, Walker]:
    """An office with one request that these people have joined, and its requester."""
    office = Office()
    requester = Walker(office=office, person=STAFF)
    requester.send("start")
    requester.fill(ANSWERS["explore"], DETAILS)
    requester.press("submit")
    for person in people:
        walker = Walker(office=office, person=person)
        walker.send("start")
        walker.fill(ANSWERS["explore"], DETAILS)
        walker.press("join", reference="DR-0001")
    return office, requester


def told(walker: Walker) -> tuple[Event, str]:
    """What the last turn says happened, and what somebody is told of it."""
    (effect,) = [e for e in walker.effects if isinstance(e, Record)]
    return effect.event, message_about(effect.event, effect.reference)


def test_the_requester_is_told_by_name_who_joined_and_may_say_no_on_that_message() -> None:
    office = joined_by()[0]
    joiner = Walker(office=office, person=SECOND)
    joiner.send("start")
    joiner.fill(ANSWERS["explore"], DETAILS)
    joiner.press("join", reference="DR-0001")
    event, message = told(joiner)
    assert event == CoRequesterJoined(SECOND)
    assert message.startswith("Member of staff (Place) says they have the same need, and has joined DR-0001")
    card, _ = said_message(RULEBOOK, office.requests["DR-0001"], STAFF, message, SECOND.aad_id)
    (button,) = [b for b in buttons(card) if b["verb"] == "remove"]
    assert button["title"] == "Remove them"
    requester = Walker(office=office, person=STAFF)
    requester.send("remove", button["data"])
    assert office.requests["DR-0001"].co_requesters == ()
    event, message = told(requester)
    assert isinstance(event, CoRequesterRemoved)
    assert event.person.aad_id == SECOND.aad_id
    assert "removed you" in message
    card, _ = said_message(RULEBOOK, office.requests["DR-0001"], SECOND, message, SECOND.aad_id)
    assert DETAILS["title"] not in str(card), "who was removed sees nothing of it any more"
    assert {b["verb"] for b in buttons(card)} == {"start", "my_requests"}


def test_who_was_removed_sees_the_request_no_more_and_cannot_join_again() -> None:
    office, requester = joined_by(SECOND)
    requester.type("remove DR-0001")
    again = Walker(office=office, person=SECOND)
    again.type("show DR-0001")
    assert again.summary == "We cannot find that request"
    again.send("start")
    again.fill(ANSWERS["explore"], DETAILS)
    again.press("join", reference="DR-0001")
    assert not any(isinstance(e, Record) for e in again.effects)
    assert "You cannot join DR-0001" in words(again.card)
    assert office.requests["DR-0001"].co_requesters == ()


@pytest.mark.parametrize("person", [SECOND, OTHER, CHAMPION, PLACE_CHAMPION, Person("", "Nobody")])
def test_nobody_but_the_requester_can_remove_someone(person: Person) -> None:
    office, _ = joined_by(SECOND)
    for _ in range(2):
        walker = Walker(office=office, person=person)
        walker.send("remove", {"reference": "DR-0001", "person": SECOND.aad_id})
        sees = person in {SECOND, CHAMPION}
        said = "Other people do that for DR-0001. Nothing has changed." if sees else "We cannot find that request"
        assert said in words(walker.card)
        walker.type("remove DR-0001")
        assert walker.effects == ()
    assert office.requests["DR-0001"].co_requesters == (SECOND,)


@pytest.mark.parametrize(
    "said", [None, "remove DR-0001 1", "remove DR-0001 Member of staff (Place)", "remove dr-0001: 1."]
)
def test_saying_no_twice_is_saying_it_once(said: str | None) -> None:
    office, requester = joined_by(SECOND, OTHER)
    for number in range(2):
        if said:
            requester.type(said)
        else:
            requester.send("remove", {"reference": "DR-0001", "person": SECOND.aad_id})
        assert office.requests["DR-0001"].co_requesters == (OTHER,)
        assert ("removed from DR-0001 already" in words(requester.card)) == bool(number)
    assert [line.what for line in office.requests["DR-0001"].timeline].count("removed") == 1


def test_with_several_the_bot_asks_whom_and_a_name_that_two_have_needs_the_number() -> None:
    office, requester = joined_by(SECOND, SAME_NAME)
    for said in ("remove DR-0001", "remove DR-0001 member of staff (place)", "remove DR-0001 9", "remove DR-0001 0"):
        requester.type(said)
        assert "Who is to be removed?" in words(requester.card)
        assert office.requests["DR-0001"].co_requesters == (SECOND, SAME_NAME)
    requester.type("remove DR-0001 2")
    assert office.requests["DR-0001"].co_requesters == (SECOND,)


@pytest.mark.parametrize("person", [None, "", 7, "nonsense", STAFF.aad_id, OTHER.aad_id, ["x"], {"a": 1}])
def test_a_forged_button_removes_nobody(person: object) -> None:
    office, requester = joined_by(SECOND)
    requester.send("remove", {"reference": "DR-0001", "person": person})
    assert office.requests["DR-0001"].co_requesters == (SECOND,)
    assert not any(isinstance(e, Record) for e in requester.effects)
    assert not faults(requester.card)


def test_someone_can_still_be_removed_after_the_request_was_withdrawn_and_nobody_joins_it_then() -> None:
    office, requester = joined_by(SECOND)
    late = Walker(office=office, person=OTHER)
    late.send("start")
    late.fill(ANSWERS["explore"], DETAILS)
    requester.type("withdraw DR-0001")
    requester.type("yes")
    late.press("join", reference="DR-0001")
    assert office.requests["DR-0001"].co_requesters == (SECOND,)
    requester.type("remove DR-0001")
    afterwards = office.requests["DR-0001"]
    assert afterwards.co_requesters == ()
    assert afterwards.status == "Withdrawn"


def test_a_name_of_ones_own_making_stays_words_on_the_requesters_cards() -> None:
    evil = Person(SECOND.aad_id, "[Press](https://example.org) <at>all</at> " + "x" * 300)
    office, requester = joined_by(evil)
    requester.type("show DR-0001")
    assert not faults(requester.card)
    requester.type("remove DR-0001")
    assert not faults(requester.card)
    assert office.requests["DR-0001"].co_requesters == ()


def test_each_card_that_shows_titles_of_others_says_so_and_no_other_card_does() -> None:
    office, _ = joined_by()
    walker = Walker(office=office, person=OTHER)
    walker.type("start")
    assert not any(isinstance(e, TitlesShown) for e in walker.effects)
    walker.fill(ANSWERS["explore"], DETAILS)
    assert [e for e in walker.effects if isinstance(e, TitlesShown)] == [TitlesShown("i2", ("DR-0001",))]
    walker.type("help")
    assert not any(isinstance(e, TitlesShown) for e in walker.effects)
    walker.personal_chat = False
    walker.type("resume")
    assert [e for e in walker.effects if isinstance(e, TitlesShown)] == [TitlesShown("i2", ("DR-0001",))], (
        "sent to their own chat"
    )


def shows(status: str) -> tuple[Walker, Office]:
    """Somebody who is about to send what somebody else has sent, which has this status now."""
    office, _ = joined_by()
    office.requests["DR-0001"] = replace(office.requests["DR-0001"], status=status)
    walker = Walker(office=office, person=SECOND)
    walker.send("start")
    walker.fill(ANSWERS["explore"], DETAILS)
    return walker, office


@pytest.mark.parametrize("status", sorted(JOINABLE))
def test_a_request_under_way_is_offered_to_be_joined(status: str) -> None:
    walker, office = shows(status)
    assert "Has someone asked for this already?" in words(walker.card)
    walker.press("join", reference="DR-0001")
    assert [person.aad_id for person in office.requests["DR-0001"].co_requesters] == [SECOND.aad_id]


@pytest.mark.parametrize("status", ["Approved", "Deferred", "In delivery", "Done"])
def test_what_was_agreed_deferred_or_done_is_told_of_and_cannot_be_joined(status: str) -> None:
    walker, office = shows(status)
    said = words(walker.card)
    assert "Has someone asked for this already?" not in said
    assert "You cannot join these any more" in said
    assert f"DR-0001: Housing, {status}" in said
    assert "join" not in {b["verb"] for b in buttons(walker.card)}
    assert not faults(walker.card)
    assert any(isinstance(e, TitlesShown) and e.references == ("DR-0001",) for e in walker.effects), (
        "it counts as shown"
    )
    walker.type("join DR-0001")
    assert "It must be under way" in words(walker.card)
    assert not office.requests["DR-0001"].co_requesters


@pytest.mark.parametrize("status", ["Declined", "Withdrawn"])
def test_what_was_declined_or_withdrawn_is_shown_to_nobody_else(status: str) -> None:
    walker, _ = shows(status)
    assert DETAILS["title"] not in [b["title"] for b in buttons(walker.card)]
    assert "DR-0001" not in words(walker.card)
