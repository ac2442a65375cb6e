"""The effects of a turn on a register: what each keeps, what the history says of it, and whom it reaches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.register import interviews, people, requests
from bot.register.register import Register
from bot.register.schema import deliveries
from bot.system_index import SystemIndex
from dialogs.agendas import CallItem, KeepAgenda, StopAgenda
from dialogs.events import By, ContactChanged, HelpOffered, NoteAdded, Record
from dialogs.model import (
    PENDING_CONFIRMATION,
    AnswerFile,
    FileOffer,
    Interview,
    OfferFile,
    Person,
    PostPrivately,
    SaveDraft,
    SetPreferences,
    SubmitRequest,
    TellEarly,
    Typed,
)
from dialogs.records import System
from dialogs.sponsor_events import SponsorNamed
from tests.bot.register.lodged import ASKER, NOW, decision, lodge
from tests.bot.turn_desk import STRANGER, Desk, draft, heard, run

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def desk(register: Register) -> Desk:
    return Desk(register)


def test_of_choices_the_history_tells_what_lasts(desk: Desk) -> None:
    run(desk, SetPreferences({PENDING_CONFIRMATION: "withdraw DR-0001"}))
    assert desk.history() == []
    run(desk, SetPreferences({"notifications": "daily"}))
    assert [what for what, _ in desk.history()] == ["preferences_changed"]
    run(desk, SetPreferences({"notifications": "daily"}), preferences={"notifications": "daily"})
    assert len(desk.history()) == 1


def test_effects_that_reach_somebody_say_so(desk: Desk) -> None:
    offer = FileOffer("file:1", ASKER.aad_id, "a.csv", "export", {})
    early = TellEarly("i" * 32, ("alert",), (STRANGER,))
    for effect in (PostPrivately({}, "x"), OfferFile("a.csv", "export", {}), AnswerFile(offer, None), early):
        assert run(desk, effect).delivers
    assert not run(desk, early).delivers, "once for one draft"
    assert not run(desk, SetPreferences({})).delivers
    assert not run(desk, SaveDraft(draft()), SetPreferences({})).delivers
    assert run(desk, PostPrivately({}, "x"), SetPreferences({})).delivers


def test_a_kept_draft_is_in_hand_while_it_is_open_or_ended_with_advice(desk: Desk) -> None:
    for number, state in enumerate(("open", "advised", "submitted", "cancelled")):
        one = draft(str(number), state=state)
        run(desk, SaveDraft(one))
        known = desk.known()
        assert known is not None
        assert known.interview == (one.id if state in {"open", "advised"} else None)
        desk.do(lambda c, one=one: people.take_in_hand(c, ASKER.aad_id, one.id))
        run(desk, SaveDraft(one), held={one.id: one}, interview=one.id)
        known = desk.known()
        assert known is not None
        assert known.interview == (one.id if state in {"open", "advised"} else None)


def test_the_history_says_what_changed_of_a_draft_by_id_and_nothing_written(desk: Desk) -> None:
    def said(before: Interview | None, after: Interview) -> tuple[str, Any]:
        if before is not None:
            desk.do(lambda c: interviews.keep(c, ASKER.aad_id, before, new=True))
        run(desk, SaveDraft(after), held={before.id: before} if before else {})
        what, fields = desk.history()[-1]
        return what, fields

    first = draft("1", answers={"a": "x"}, details={"title": "Words"})
    assert said(None, first) == (
        "asked", {"revision": 1, "answers": {"a": {"from": None, "to": "x"}}, "details": ["title"]}
    )  # fmt: skip
    assert said(None, draft("2")) == ("asked", {"revision": 1})
    before = draft("3", answers={"a": "x", "b": "y"}, details={"title": "Words", "problem": "P"})
    after = replace(before, answers={"a": "x", "b": "z"}, details={"title": "Other words", "problem": "P"})
    assert said(before, after) == (
        "answered", {"revision": 1, "answers": {"b": {"from": "y", "to": "z"}}, "details": ["title"]}
    )  # fmt: skip
    gone = draft("4", answers={"a": "x"}, details={"title": "Words"})
    assert said(gone, replace(gone, answers={}, state="cancelled")) == (
        "cancelled", {"revision": 1, "answers": {"a": {"from": "x", "to": None}}}
    )  # fmt: skip


def submitted(desk: Desk, name: str = "1", sponsor: SponsorNamed | None = None, **more: Any) -> Any:
    details = {"title": "Repairs", "systems": "Mosaic"}
    return run(
        desk, SubmitRequest(draft(name, details=details), decision(steps=("board",)), "housing", sponsor), **more
    ).submitted


def test_a_draft_is_submitted_once_and_stands_on_the_card_from_which_it_was(desk: Desk) -> None:
    request = submitted(desk, card="card 1", conversation="a:chat")
    assert desk.do(lambda c: requests.card_of(c, request.reference)) == ("card 1", "a:chat")
    assert "item" in {row.kind for row in desk.rows(select(deliveries.c.kind))}
    before = len(desk.history())
    assert [step.body for step in request.steps] == ["board"]
    again = submitted(desk)
    assert (again.reference, len(desk.history())) == (request.reference, before)
    other = submitted(desk, "2").reference
    assert desk.do(lambda c: requests.card_of(c, other)) is None


@pytest.mark.parametrize(
    ("person", "known", "asked"),
    [
        (Person("", "Lead", "lead@example.org"), True, (STRANGER.aad_id, "Lead")),
        (Person("", "", "lead@example.org"), True, (STRANGER.aad_id, STRANGER.name)),
        (Person("", "Lead", "lead@example.org"), False, ("", "Lead")),
        (Person("id", "Lead", "lead@example.org"), True, ("id", "Lead")),
        (Person("", "Lead"), True, None),
    ],
)
def test_a_sponsor_is_whom_the_register_knows_by_the_address(
    desk: Desk, person: Person, asked: Any, *, known: bool
) -> None:
    if known:
        lead = replace(STRANGER, upn="lead@example.org")
        desk.do(lambda c: people.introduce(c, lead, NOW, lambda: "lead"))
    named = SponsorNamed(person, "Lead")
    sponsor = submitted(desk, sponsor=named).sponsor
    assert (sponsor and (sponsor.person.aad_id, sponsor.person.name)) == asked
    other = submitted(desk, "2")
    assert other.sponsor is None
    run(desk, Record(other.reference, named, By(ASKER, "requester")))
    sponsor = desk.do(lambda c: requests.find(c, other.reference)).sponsor
    assert (sponsor and sponsor.person.aad_id) == (asked and asked[0])


def test_an_item_is_made_anew_where_the_list_shows_what_happened(desk: Desk) -> None:
    reference = lodge(desk.register, decision()).reference
    by = By(STRANGER, "Housing champion")

    def renewed(event: Any, which: str = reference) -> tuple[bool, bool]:
        desk.do(lambda c: c.execute(update(deliveries).values(state="done")) and None)
        delivers = run(desk, Record(which, event, by)).delivers
        rows = desk.rows(select(deliveries.c.id).where(deliveries.c.state == "waiting"))
        return delivers, f"{which}:list" in {row.id for row in rows}

    assert renewed(NoteAdded("A note.")) == (True, True)
    assert renewed(NoteAdded("A note."), "DR-9999") == (False, False)
    assert renewed(ContactChanged("IT business partner")) == (True, True)
    assert renewed(HelpOffered(STRANGER)) == (True, False)


async def test_a_word_of_a_chat_of_several_people_does_nothing_where_no_chat_is_known(desk: Desk) -> None:
    item = CallItem("board", NOW.date(), lodge(desk.register, decision()).reference)
    there = heard(Typed("x"), personal_chat=False, conversation="19:x", team="team")
    for effect, known in ((item, ("called",)), (KeepAgenda("board"), ("agenda",))):
        assert not run(desk, effect).delivers
        assert run(desk, effect, incoming=there).delivers
        assert {row.kind for row in desk.rows(select(deliveries.c.kind))} >= set(known)
    assert [what for what, _ in desk.history()] == ["item_called", "agenda_kept"]
    run(desk, StopAgenda("board"))
    assert [what for what, _ in desk.history()][2:] == ["agenda_stopped"]


def test_systems_that_a_request_names_are_known_by_the_index(desk: Desk) -> None:
    index = SystemIndex([System("7", "Mosaic")])
    request = submitted(desk, systems=index)
    assert [(one.item, one.replaces) for one in request.systems] == [("7", False)]
