"""In channels and chats of several people: what everybody reads there, and what goes to members alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dialogs import channel_reply, no_longer_card
from dialogs.agendas import CallItem, Item, KeepAgenda, StopAgenda
from dialogs.cards.channels import channel_agenda_card
from dialogs.cards.meetings import MOST_LISTED, heard_card
from dialogs.model import KeepMeeting, Person, PostPrivately, Pressed
from dialogs.understanding.command_parser import read_typed
from dialogs.wording import channels as w
from dialogs.wording import meetings, say
from tests.dialogs.before_the_board import DAY, RULES, office_of, scored
from tests.dialogs.walker import BOARD, GOVERNANCE, REVIEWER, STAFF, Office, Walker, buttons, words


@pytest.fixture(name="office")
def two_before_the_board() -> Office:
    return office_of([scored(1, 40), scored(2, 90)])


def in_channel(office: Office, person: Person = BOARD) -> Walker:
    return Walker(office=office, person=person, personal_chat=False, in_channel=True)


def in_chat(office: Office, person: Person = BOARD) -> Walker:
    return Walker(office=office, person=person, personal_chat=False)


def said(walker: Walker) -> str:
    assert walker.last is not None
    assert walker.last.card is None
    return walker.last.text


def effects(walker: Walker) -> list[Any]:
    return list(walker.effects)


@pytest.mark.parametrize("text", ["agenda here", "Agenda here.", "agenda here board", "agenda here for the board"])
def test_a_member_keeps_the_agenda_in_a_channel_and_everyone_reads_who_will_see_it(office: Office, text: str) -> None:
    walker = in_channel(office)
    walker.type(text)
    assert effects(walker) == [KeepAgenda("board")]
    assert "Everyone who can read this channel can read them, guests and people of other organisations too." in said(
        walker
    )
    assert said(walker).endswith("type: stop agenda board")


def test_whose_bodies_are_several_names_one(office: Office) -> None:
    walker = in_channel(office, GOVERNANCE)
    walker.type("agenda here")
    assert said(walker).startswith("Please name the body too. For example, type: agenda here ")
    assert effects(walker) == []
    walker.type("agenda here technical review board")
    assert effects(walker) == [KeepAgenda("technical_review_board")]
    walker.type("stop agenda")
    assert effects(walker) == []
    walker.type("stop agenda board")
    assert effects(walker) == [StopAgenda("board")]


@pytest.mark.parametrize("text", ["agenda here", "agenda here board", "stop agenda", "stop agenda board"])
@pytest.mark.parametrize("person", [STAFF, REVIEWER])
def test_nobody_else_s_agenda_is_kept_or_stopped(office: Office, person: Person, text: str) -> None:
    if person == REVIEWER and "board" not in text:
        return  # their own body's
    walker = in_channel(office, person)
    walker.type(text)
    assert said(walker) == channel_reply()
    assert [type(effect) for effect in walker.effects] == [PostPrivately]
    assert walker.last is not None
    assert [one.what for one in walker.last.accesses] == ["refused"]


def test_an_agenda_is_for_a_channel_alone_and_words_that_name_no_body_are_a_need(office: Office) -> None:
    group = in_chat(office)
    group.type("agenda here")
    assert (said(group), effects(group)) == (say(w.FOR_CHANNELS), [])
    own = Walker(office=office, person=BOARD)
    own.type("agenda here")
    assert own.card["speak"] == say(w.FOR_CHANNELS_HEADING)
    assert effects(own) == []
    own.type("stop agenda")
    assert effects(own) == [StopAgenda("board")]
    member_of_none = Walker(office=office, person=STAFF)
    member_of_none.type("agenda here and there, we want to renew a contract for the parking system")
    assert "Agendas are for members" not in words(member_of_none.card)


def test_nobody_keeps_an_agenda_by_a_press(office: Office) -> None:
    for verb in ("agenda_here", "stop_agenda"):
        walker = in_channel(office)
        walker.act(Pressed(verb, {"body": "board"}))
        assert not any(isinstance(effect, KeepAgenda | StopAgenda) for effect in walker.effects)
    for text in ("agenda here", "stop agenda"):
        found = read_typed(text, own_text=True)
        assert found is not None
        assert found.verb in {"agenda_here", "stop_agenda"}
    pack = read_typed("agenda board")
    assert pack is not None
    assert (pack.verb, pack.carried) == ("pack", {"body": "board"})


def test_the_post_of_a_channel_holds_references_and_titles_and_nothing_else() -> None:
    items = tuple(Item(scored(number, 50), number, late=True) for number in (1, 2))
    card, summary = channel_agenda_card(RULES, "board", DAY, items)
    request = items[0].request
    assert summary == "Agenda for Digital, Data and Customer Board, Wednesday 9 December"
    assert "1. DR-0001: Request 1" in words(card)
    assert buttons(card) == []
    for hidden in (request.requester.name, request.status, *request.details.values(), "came after", "50"):
        assert hidden not in words(card).replace("Request 1", "")
    assert say(w.NOTHING_YET) in words(channel_agenda_card(RULES, "board", DAY, ())[0])
    assert "Waiting for Digital, Data and Customer Board" in words(channel_agenda_card(RULES, "board", None, items)[0])
    assert words(no_longer_card()[0]).strip() == say(w.NO_LONGER)


@pytest.mark.parametrize("title", ["<at>everyone</at> ${x} {{y}}", "\u202e" * 400, "😀" * 400, "[a](http://b)", " "])
def test_whatever_a_title_is_the_post_stays_small_and_dead(title: str) -> None:
    one = replace(scored(1, 50), title=title)
    card, _ = channel_agenda_card(RULES, "board", date(2027, 1, 13), tuple(Item(one, n) for n in range(1, 200)))
    written = json.dumps(card, ensure_ascii=False)
    assert len(written.encode()) < 25_000
    assert "<at>" not in written
    assert "${" not in written
    assert f"And {199 - MOST_LISTED} more requests" in words(card)


def test_next_item_in_a_chat_of_several_calls_the_request_for_the_members_and_says_nothing_of_it(
    office: Office,
) -> None:
    walker = in_chat(office)
    walker.type("next item")
    assert said(walker) == say(meetings.IN_OWN_CHATS)
    kept, called = walker.effects
    assert isinstance(kept, KeepMeeting)
    assert kept.happened == ("opened",)
    assert called == CallItem("board", DAY, "DR-0002")
    own = Walker(office=office, person=BOARD)
    own.type("next item")
    assert "DR-0002" in words(own.card)
    assert not any(isinstance(effect, CallItem) for effect in own.effects)


def test_a_button_in_a_chat_of_several_calls_nothing_and_its_card_goes_to_whoever_pressed(office: Office) -> None:
    walker = in_chat(office)
    walker.act(Pressed("next_item", {"body": "board", "day": DAY.isoformat()}))
    assert "DR-0002" not in json.dumps(walker.card)
    assert [type(effect) for effect in walker.effects] == [KeepMeeting, PostPrivately]


@pytest.mark.parametrize("person", [STAFF, REVIEWER])
def test_who_is_no_member_calls_nothing_in_a_chat(office: Office, person: Person) -> None:
    walker = in_chat(office, person)
    walker.type("next item")
    assert said(walker) == channel_reply()
    assert not any(isinstance(effect, CallItem) for effect in walker.effects)


def test_the_card_of_a_heard_request_says_what_was_said_and_has_no_form() -> None:
    item = Item(scored(1, 50), 1, outcome="decline")
    for card, summary in (heard_card(item, "DR-0001"), heard_card(None, "DR-0001")):
        assert buttons(card) == []
        assert "DR-0001" in summary
    assert heard_card(item, "DR-0001")[1] == "DR-0001: it does not go ahead"
