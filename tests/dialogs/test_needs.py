"""What a turn looks up, asked of it alone: as much as its answer needs, and nothing where nothing could be found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from dialogs import needs_of
from dialogs.cards.from_message import BOX, OPENED
from dialogs.documents import PASTED
from dialogs.extension import DialogSubmitted
from dialogs.model import PENDING_CONFIRMATION, Interview, MeetingWanted, Needs, Pressed, Session, Typed
from dialogs.position import UNFINISHED
from dialogs.systems import KNOWN
from tests.dialogs.journeys import ANSWERS
from tests.dialogs.test_long_lists import DRAFT
from tests.dialogs.walker import RULEBOOK, STAFF

NEW = replace(DRAFT, details={}, memory={}, rules_version=RULEBOOK.version)
BEGUN = replace(NEW, answers={"need": "renew"}, details={"title": "Repairs"})
BARE = replace(NEW, answers=ANSWERS["project"])
"""Every question is answered, and nothing was told yet."""
DECIDED = replace(BARE, details={"title": "Repairs"})
SEEN = replace(DECIDED, route_seen=True)
CLOSED = replace(SEEN, state="cancelled")


def wanted(draft: Interview | None, said: str, **session: Any) -> Needs:
    return needs_of(RULEBOOK, Session(STAFF, draft, **session), Typed(said))


def pressed(draft: Interview | None, verb: str, data: Mapping[str, Any], inputs: Mapping[str, Any]) -> Needs:
    return needs_of(RULEBOOK, Session(STAFF, draft), Pressed(verb, data, inputs))


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        (None, Needs(systems_like="permits", asked=True)),  # perhaps an answer to whoever asked them something
        (CLOSED, Needs(systems_like="permits", asked=True)),
        (NEW, Needs(systems_like="permits")),
        (replace(NEW, details={PASTED: "A letter."}), Needs(systems_like="permits")),
        (replace(NEW, details={"title": "Repairs"}), Needs()),
        (replace(NEW, answers={"need": "renew"}), Needs()),
        (BEGUN, Needs()),  # an answer to a question says nothing of a system
        (BARE, Needs(similar_to="permits", systems_like="permits")),
        (DECIDED, Needs(similar_to="Repairs", systems_like="permits\nRepairs")),
        (SEEN, Needs(similar_to="Repairs", systems_like="permits\nRepairs")),
        (replace(BEGUN, route_seen=True), Needs(similar_to="Repairs", systems_like="permits\nRepairs")),
    ],
)
def test_words_are_looked_up_where_they_can_name_a_system_or_a_request(draft: Interview | None, needs: Needs) -> None:
    assert wanted(draft, "permits") == needs


@pytest.mark.parametrize(
    ("draft", "needs"),
    [(None, Needs(asked=True)), (NEW, Needs()), (BARE, Needs()), (DECIDED, Needs(similar_to="Repairs"))],
)
def test_an_address_is_looked_up_as_nothing(draft: Interview | None, needs: Needs) -> None:
    assert wanted(draft, "https://example.org/permits") == needs


@pytest.mark.parametrize(
    ("said", "needs"),
    [
        ("my requests", Needs(mine=True, as_told=True)),
        ("show DR-0007", Needs(reference="DR-0007", as_told=True)),
        ("withdraw DR-0007", Needs(reference="DR-0007")),
        ("join DR-0007", Needs(reference="DR-0007", similar_to="Repairs")),
        ("my area", Needs(area_requests=True, work=True)),
        ("my work", Needs(work=True)),
        ("figures", Needs(figures=True)),
        ("roadmap", Needs(roadmap=True)),
        ("roadmap housing", Needs(roadmap=True)),
        ("help", Needs(mine=True, work=True)),
        ("pack", Needs(meeting=MeetingWanted("", ahead=True))),
        ("pack for board", Needs(meeting=MeetingWanted("board", ahead=True))),
        ("next item", Needs(meeting=MeetingWanted("", ahead=False))),
        ("next item for board", Needs(meeting=MeetingWanted("board", ahead=False))),
        ("submit", Needs()),  # it can only be the draft in hand
        ("no", Needs()),
        ("back", Needs(similar_to="Repairs", systems_like="Repairs")),
        ("continue", Needs(similar_to="Repairs", systems_like="Repairs")),
        ("yes", Needs(similar_to="Repairs", systems_like="Repairs")),
        ("where is my request?", Needs(mine=True, similar_to="Repairs", systems_like="where is my request?\nRepairs")),
        ("roadmap permits", Needs(similar_to="Repairs", systems_like="roadmap permits\nRepairs")),
        ("pack for permits", Needs(similar_to="Repairs", systems_like="pack for permits\nRepairs")),
        ("system permits", Needs(similar_to="Repairs", systems_like="system permits\nRepairs", system="permits")),
    ],
)
def test_a_command_looks_up_what_its_card_shows_and_words_that_only_begin_like_one_are_words(
    said: str, needs: Needs
) -> None:
    assert wanted(DECIDED, said) == needs


@pytest.mark.parametrize(
    ("said", "mine"),
    [
        ("where is my request", True),
        ("the status of my request", False),  # it asks nothing
        ("who can help?", False),
        ("permits", False),
    ],
)
def test_own_requests_are_looked_up_for_who_asks_about_them(said: str, *, mine: bool) -> None:
    assert wanted(None, said).mine is mine


@pytest.mark.parametrize(
    ("draft", "said", "asked"),
    [
        (None, "yes", True),
        (None, "back", False),
        (None, "go back", True),
        (None, "ok", True),
        (None, "continue", False),
        (None, "help", False),
        (None, "roadmap", False),
        (None, "pack for permits", True),
        (NEW, "yes", False),
        (CLOSED, "yes", True),
    ],
)
def test_where_no_draft_is_open_words_may_answer_whoever_asked_in_the_own_chat_alone(
    draft: Interview | None, said: str, *, asked: bool
) -> None:
    assert wanted(draft, said).asked is asked
    assert not wanted(draft, said, personal_chat=False).asked


@pytest.mark.parametrize(
    ("waits", "reference"), [("withdraw DR-0009", "DR-0009"), ("cancel", None), (7, None), (None, None)]
)
def test_a_yes_is_about_the_request_whose_withdrawal_was_asked_about(waits: object, reference: str | None) -> None:
    assert wanted(None, "yes", preferences={PENDING_CONFIRMATION: waits}).reference == reference
    assert wanted(None, "show DR-0001", preferences={PENDING_CONFIRMATION: waits}).reference == "DR-0001"


LAST = {name: held if isinstance(held, str) else ",".join(held) for name, held in ANSWERS["project"].items()}


def before_the_last(**more: Any) -> Interview:
    """A draft of which only the question about research is not answered."""
    answers = {name: held for name, held in ANSWERS["project"].items() if name != "user_research"}
    return replace(NEW, **{"answers": answers, "details": {"title": "Repairs"}} | more)


@pytest.mark.parametrize(
    ("draft", "verb", "inputs", "looked_up"),
    [
        (before_the_last(), "answer", {"user_research": "none"}, True),
        (before_the_last(), "answer", {}, False),
        (before_the_last(), "answer", {"need": "renew"}, False),
        (before_the_last(), "back", {}, False),
        (before_the_last(details={}), "answer", {"user_research": "none"}, False),
        (before_the_last(details={}, memory={UNFINISHED: {"title": "Repairs"}}), "answer", {"user_research": "none"},
         True),
        (BEGUN, "answer", {"service_area": "housing"}, False),
        (DECIDED, "answer", {}, True),
    ],
)  # fmt: skip
def test_with_the_last_answer_the_card_of_the_details_is_looked_up_for(
    draft: Interview, verb: str, inputs: dict[str, str], *, looked_up: bool
) -> None:
    needs = pressed(draft, verb, {"interview": draft.id}, inputs)
    assert (needs.systems_like == "Repairs") is looked_up
    assert needs.similar_to == ("Repairs" if looked_up and draft.details else None)


@pytest.mark.parametrize(
    ("verb", "inputs", "similar_to", "like", "chosen"),
    [
        ("answer", {"title": "Permits"}, "Permits", "Permits", ()),
        ("answer", {"title": "x" * 401}, "x" * 400, "x" * 401, ()),
        ("answer", {"title": ["Permits"]}, "Repairs", "Repairs", ()),
        ("answer", {"title": "https://example.org"}, "Repairs", "https://example.org", ()),
        ("answer", {KNOWN: "7,8"}, "Repairs", "Repairs", ("7", "8")),
        ("back", {"title": "Permits", KNOWN: "7"}, "Repairs", "Repairs", ()),
    ],
)
def test_what_is_being_written_is_looked_up_where_it_is_sent_with_the_details(
    verb: str, inputs: dict[str, Any], similar_to: str, like: str, chosen: tuple[str, ...]
) -> None:
    needs = pressed(SEEN, verb, {"interview": SEEN.id}, inputs)
    assert needs == Needs(similar_to=similar_to, systems_like=like, systems_chosen=chosen)


@pytest.mark.parametrize(
    ("verb", "data", "needs"),
    [
        ("start", {"system": "7"}, Needs(contract="7")),
        ("start", {"system": "7" * 65}, Needs(contract="7" * 64)),
        ("start", {"system": ""}, Needs()),
        ("start", {"system": 7}, Needs()),
        ("start", {}, Needs()),
        ("resume", {"system": "7"}, Needs()),
        ("system", {"system": "Repairs"}, Needs(system="Repairs")),
        ("no such verb", {}, Needs()),
        ("answer", {"form": "no such form"}, Needs()),
        ("show", {}, Needs(as_told=True)),
        ("show", {"reference": "DR-0007"}, Needs(reference="DR-0007", as_told=True)),
        ("refresh", {"reference": "DR-0007"}, Needs(reference="DR-0007", as_told=True)),
        ("my_area", {"reference": "DR-0007"}, Needs(area_requests=True, work=True)),
        ("tell_it", {}, Needs(told_lately=True)),
        ("next_item", {"body": "board"}, Needs(meeting=MeetingWanted("board"))),
        ("next_item", {"body": "wombats"}, Needs()),
        ("next_item", {"body": ""}, Needs(meeting=MeetingWanted(""))),
        ("next_item", {"body": 7}, Needs()),
        ("show", {"body": "board"}, Needs(as_told=True)),
    ],
)
def test_a_press_looks_up_what_its_button_carries(verb: str, data: dict[str, Any], needs: Needs) -> None:
    assert pressed(None, verb, data, {}) == needs


@pytest.mark.parametrize(
    ("data", "needs"),
    [
        ({OPENED: "a1", BOX: "We need permits."}, Needs(begun_as="a1", systems_like="We need permits.")),
        ({OPENED: "a1", BOX: ""}, Needs(begun_as="a1")),
        ({OPENED: "", BOX: "We need permits."}, Needs()),
    ],
)
def test_what_a_dialogue_sends_is_looked_up_where_it_begins_a_draft(data: dict[str, str], needs: Needs) -> None:
    assert needs_of(RULEBOOK, Session(STAFF, None), DialogSubmitted(data)) == needs
