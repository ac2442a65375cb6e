"""What an event leaves beside the request: what the history says, whose cards change, what waits in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import orjson
import pytest
from sqlalchemy import select, update

from bot.list_edits import events_of, known_row, still_sending, strange_in, without_owed
from bot.notify import enqueue, enqueue_item, notify
from bot.people.notifications import Notification
from bot.people.sponsor_cards import sponsor_card_of
from bot.recording import audited, record
from bot.register import requests
from bot.register.list_items import ListItem
from bot.register.register import Register
from bot.register.schema import deliveries
from bot.sharepoint.polling import Changed
from bot.sharepoint.reading import Row
from dialogs import events
from dialogs.events import By, Event
from dialogs.model import Person, Request
from dialogs.records import Sponsor, SponsorState
from dialogs.sponsor_events import SponsorAnswered, SponsorFound, SponsorNamed, SponsorNotReached
from dialogs.statuses import Status
from dialogs.steps import CheckState, Outcome, RequestCheck, RequestStep, StepState
from tests.bot.deliveries.delivery_cases import want
from tests.bot.people.people_cast import RULES, people, request
from tests.bot.register.lodged import ASKER, NOW, decision, lodge

LEAD = Person("00000000-0000-0000-0000-0000000000e7", "Lead", "lead@example.org")
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TEAM = By(Person("", ""), "Governance team")


BEFORE = request(checks=(RequestCheck("dpia", CheckState.STARTED), RequestCheck("other", CheckState.DONE)))
HISTORY: list[tuple[Event, Request, tuple[str, Mapping[str, Any]]]] = [
    (events.StatusChanged("Approved"), BEFORE, ("changed_in_list", {"columns": ["status"], "status": "Approved"})),
    (
        events.StatusChanged("Approved", ""),
        BEFORE,
        ("changed_in_list", {"columns": ["note", "status"], "status": "Approved"}),
    ),
    (
        events.CheckUpdated("dpia", "DPIA", CheckState.DONE),
        BEFORE,
        ("check_updated", {"check": "dpia", "state": {"from": "started", "to": "done"}}),
    ),
    (
        events.CheckUpdated("none", "None", CheckState.DONE),
        BEFORE,
        ("check_updated", {"check": "none", "state": {"from": "", "to": "done"}}),
    ),
    (
        events.Reassigned("place"),
        replace(BEFORE, area="place"),
        ("passed_on", {"area": {"from": "housing", "to": "place"}}),
    ),
    (
        events.DeliveryMoved(Status.DONE),
        replace(BEFORE, status="Done"),
        ("delivery", {"status": {"from": "Submitted", "to": "Done"}}),
    ),
    (events.Withdrawn(), BEFORE, ("withdrawn", {})),
    (events.NoteAdded("Words."), replace(BEFORE, status="Done"), ("noted", {})),
    (SponsorAnswered(confirmed=True, check="dpia"), BEFORE, ("sponsor_answered", {"confirmed": True, "check": "dpia"})),
    (SponsorAnswered(confirmed=True), BEFORE, ("sponsor_answered", {"confirmed": True})),
    (SponsorAnswered(confirmed=False, check="dpia"), BEFORE, ("sponsor_answered", {"confirmed": False})),
    (SponsorNamed(LEAD, "Lead"), BEFORE, ("sponsor_named", {"with_address": True})),
    (SponsorNotReached(), BEFORE, ("sponsor_not_reached", {})),
]


@pytest.mark.parametrize(("event", "after", "said"), HISTORY)
def test_the_history_says_what_happened_in_our_own_words(
    event: Event, after: Request, said: tuple[str, Mapping[str, Any]]
) -> None:
    what, fields = audited(event, BEFORE, after)
    assert (what, dict(fields)) == (said[0], said[1])


def waiting(register: Register) -> set[str]:
    """Deliveries that wait; all are sent then."""
    chosen = select(deliveries.c.id).where(deliveries.c.state == "waiting")
    found = set(register.read_now(lambda c: c.execute(chosen).scalars().all()))
    sent = update(deliveries).values(state="done", result={"activity": "1"})
    register.write_now(lambda c: c.execute(sent) and None)
    return found


def happens(register: Register, event: Event, by: By = TEAM) -> Any:
    return register.write_now(lambda c: record(c, "DR-0001", event, by, "k", people(), NOW))


@SQLITE
def test_the_sponsor_s_card_follows_what_moves_the_request_and_who_is_asked(register: Register) -> None:
    lodge(register, decision(steps=("board",)))
    assert happens(register, SponsorNotReached()) is None, "nobody was named"
    other = Person("00000000-0000-0000-0000-0000000000e8", "Other lead", "other@example.org")
    _, after = happens(register, SponsorNamed(LEAD, "Lead"))
    card = sponsor_card_of(after)
    assert card in waiting(register)
    happens(register, events.NoteAdded("A note."))
    assert card not in waiting(register)
    happens(register, events.StatusChanged("In review"))
    assert card in waiting(register)
    assert happens(register, SponsorFound(replace(LEAD, name=""))) is None, "they are asked already"
    happens(register, SponsorNamed(other, "Other lead"))
    assert card in waiting(register), "somebody else is asked"
    found = register.read_now(lambda c: requests.find(c, "DR-0001"))
    assert found is not None
    happens(register, SponsorAnswered(confirmed=False), By(other, "Sponsor"))
    assert {card, sponsor_card_of(found)} & waiting(register) == {sponsor_card_of(found)}
    third = replace(other, aad_id="00000000-0000-0000-0000-0000000000e9", upn="third@example.org")
    register.write_now(lambda c: want(c, "to the third", recipient=third.aad_id))
    refused = update(deliveries).where(deliveries.c.id == "to the third").values(state="refused", reason="403")
    register.write_now(lambda c: c.execute(refused) and None)
    happens(register, SponsorNamed(third, "Third lead"))
    found = register.read_now(lambda c: requests.find(c, "DR-0001"))
    assert found is not None
    assert found.sponsor is not None
    assert found.sponsor.state == SponsorState.UNREACHED, "Teams takes nothing for them"


@SQLITE
def test_a_question_s_message_follows_once_it_is_answered_and_not_before(register: Register) -> None:
    lodge(register, decision())
    happens(register, events.QuestionAsked("How many?"))
    waiting(register)
    asked = {"kind": "message", "recipient": ASKER.aad_id, "reference": "DR-0001", "service": "teams"}
    register.write_now(lambda c: want(c, "question", payload={"event": events.QuestionAsked.name}, **asked))
    waiting(register)
    happens(register, events.NoteAdded("A note."))
    assert "question" not in waiting(register)
    happens(register, events.InformationAdded("Ten.", "problem", "Ten."), By(ASKER, "requester"))
    assert "question" in waiting(register)
    happens(register, events.NoteAdded("A note."))
    assert "question" not in waiting(register)


@SQLITE
def test_the_cards_of_a_request_that_was_called_change_once_the_meeting_has_said_something(register: Register) -> None:
    lodge(register, decision(steps=("board",)))
    called = {"kind": "called", "recipient": LEAD.aad_id, "reference": "DR-0001"}
    register.write_now(lambda c: want(c, "called", **called))
    waiting(register)
    happens(register, events.NoteAdded("A note."))
    assert "called" not in waiting(register)
    happens(register, events.StepDecided("board", "Board", Outcome.DEFER, "Not now."))
    assert "called" in waiting(register)


@SQLITE
def test_a_notification_waits_in_the_order_of_its_request_or_its_reader_and_carries_what_it_needs(
    register: Register,
) -> None:
    plain = Notification("plain", "summary", LEAD, "partner")
    full = replace(
        plain, id="full", kind="digest", references=("DR-0001", "DR-0002"), text="Words.", about="id", event="noted",
        status="Done", entry=3, stage=2, task="check:dpia",
    )  # fmt: skip
    status = replace(plain, id="status", kind="status", references=("DR-0001",))
    own = replace(plain, id="own", kind="own_card", references=("DR-0001",), update=True)

    def known(name: str) -> Any:
        row = deliveries.c.id == name
        return register.read_now(lambda c: c.execute(select(deliveries).where(row)).one())

    gone = replace(status, id="gone", kind="summary", update=True)
    for one in (plain, full, status, own, gone):
        register.write_now(partial(enqueue, notification=one, now=NOW))
    said = {"role": "partner", "name": "Lead"}
    assert [known(name).reference for name in ("plain", "full", "status")] == [None, "DR-0001", "DR-0001"]
    assert {"own", "gone"} & waiting(register) == {"own"}, "what is only brought up to date has to be there"
    assert _payload(known("plain")) == said
    assert _payload(known("full")) == said | {
        "text": "Words.", "about": "id", "event": "noted", "status": "Done", "entry": 3,
        "references": ["DR-0001", "DR-0002"], "stage": 2, "task": "check:dpia",
    }  # fmt: skip
    register.write_now(lambda c: enqueue_item(c, "DR-0001", ASKER.aad_id, NOW))
    register.write_now(lambda c: enqueue_item(c, "DR-0002", "", NOW))
    assert (ASKER.aad_id in known("DR-0001:list").ordering_key) is True
    assert ("DR-0002" in known("DR-0002:list").ordering_key) is True


def _payload(row: Any) -> Any:
    return orjson.loads(row.payload)


@SQLITE
@pytest.mark.parametrize(
    ("event", "who", "searched"),
    [
        (SponsorNamed(LEAD, "Lead"), replace(LEAD, aad_id=""), True),
        (SponsorNamed(LEAD, "Lead"), LEAD, False),
        (SponsorNamed(LEAD, "Lead"), None, False),
        (events.NoteAdded("A note."), replace(LEAD, aad_id=""), False),
    ],
)
def test_whose_address_a_sponsor_s_is_is_looked_for_once_they_are_named(
    register: Register, event: Event, who: Person | None, *, searched: bool
) -> None:
    named = request(sponsor=Sponsor(who, SponsorState.ASKED, NOW) if who is not None else None)
    register.write_now(lambda c: notify(c, event, named, people(), NOW))
    assert any("find_sponsor" in name for name in waiting(register)) is searched


BOARD = RequestStep("board", "board", 0, StepState.CURRENT, since=NOW)
WITH_BOARD = request(steps=(BOARD,), decision_note="Known.", status="In review", board_timeframe="next")
EDITS: list[tuple[dict[str, str], list[Event]]] = [
    ({}, []),
    ({"note": "Known."}, []),
    ({"note": "New."}, [events.NoteChanged("New.")]),
    ({"note": ""}, [events.NoteChanged("")]),
    ({"status": "In review"}, []),
    ({"status": "In review", "note": "New."}, [events.NoteChanged("New.")]),
    ({"status": "Approved", "note": "New."}, [events.StatusChanged("Approved", "New.")]),
    ({"it_contact": ""}, [events.ContactChanged("")]),
    ({"final_process": "Project"}, [events.FinalProcessChanged("Project", "change_request")]),
    ({"current_step": ""}, []),
    ({"current_step": "Digital, Data and Customer Board"}, []),
    ({"timeframe": ""}, []),
    ({"timeframe": "Next"}, []),
    ({"timeframe": "Now", "note": "Known."}, [events.TimeframeChanged("now", "Known.")]),
]


@pytest.mark.parametrize(("theirs", "found"), EDITS)
def test_what_an_edit_means(theirs: dict[str, str], found: list[Event]) -> None:
    assert list(events_of(theirs, WITH_BOARD, RULES)) == found


def test_names_that_decide_nothing_are_told_by_their_column() -> None:
    assert list(strange_in({}, WITH_BOARD, RULES)) == []
    assert list(strange_in({"timeframe": "", "current_step": ""}, WITH_BOARD, RULES)) == []
    assert [one.names for one in strange_in({"timeframe": "some day"}, WITH_BOARD, RULES)] == [1]
    assert [one.names for one in strange_in({"current_step": "No such body"}, WITH_BOARD, RULES)] == [1]


def item(**more: Any) -> ListItem:
    given: dict[str, Any] = {"reference": "DR-0001", "item": "7", "cells": {"Status": "Approved"}, "version": 3}
    return ListItem(
        **(given | {"gone": False, "status": "Done", "it_contact": "IT", "note": "N", "requester": "id"} | more)
    )


def test_what_an_erasure_still_has_to_change_does_not_come_back() -> None:
    rows = [Row("7", {"Title": "Old", "Status": "Done"}), Row("8", {"Title": "Other"}), Row("7", None, deleted=True)]
    owing = item(owed=("Title",), cells={"Title": "Ours"})
    assert without_owed(rows, {"DR-0001": owing, "DR-0002": item(item="8")}) == [
        Row("7", {"Title": "Ours", "Status": "Done"}), *rows[1:],
    ]  # fmt: skip


def test_what_the_list_last_said_is_compared_with_what_we_send() -> None:
    known = known_row(item(sending={"Status": ("In review",)}))
    assert (known.item_id, known.status, known.note, known.deleted) == ("7", "Approved", "", False)
    assert known.sending["status"] == {"In review", "Done"}
    assert known.sending["note"] == {"N"}
    assert known.sending["final_process"] == set()
    none = known_row(item(item=None, cells={}, gone=True))
    assert (none.item_id, none.status, none.deleted) == ("", "Submitted", True)


@pytest.mark.parametrize(
    ("shown", "ours", "left"),
    [
        ("B", (), ("C",)),
        ("A", (), ("B", "C")),
        ("X", (), ()),
        ("X", ("status",), ("A", "B", "C")),
        (None, (), ("A", "B", "C")),
    ],
)
def test_what_is_still_on_its_way_goes_by_what_the_list_shows(
    shown: str | None, ours: tuple[str, ...], left: tuple[str, ...]
) -> None:
    change = Changed("DR-0001", "7", status=shown, ours=frozenset(ours))
    assert still_sending({"Status": ("A", "B", "C")}, change)["Status"] == left
