"""The table of the verbs: every verb as everybody, in every status, and every button by its row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pytest

from dialogs import take_turn
from dialogs.cards.elements import STAYS
from dialogs.events import Record
from dialogs.model import Clock, Lookups, OfferFile, Person, Pressed, Request, Session, Similar, Turn, Typed
from dialogs.records import Sponsor, SponsorState
from dialogs.rights import Who
from dialogs.statuses import EVERY, Status
from dialogs.steps import moved_to
from dialogs.understanding.command_parser import read_typed
from dialogs.verb import OnDraft, Verb
from dialogs.verbs import ADDED_BY_CLIENTS, EVERY_VERB, verb_of
from dialogs.verbs_page import page_with
from governance_rules.soundness import CARRIED
from tests.dialogs.card_lint import faults
from tests.dialogs.every_card import every_card
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import (
    CHAMPION,
    GOVERNANCE,
    NOW,
    OTHER,
    PARTNER,
    PEOPLE,
    PLACE_CHAMPION,
    PLACE_PARTNER,
    PMO,
    PROCUREMENT,
    REVIEWER,
    RULEBOOK,
    STAFF,
    Office,
    Walker,
    buttons,
)

JOINED = Person("00000000-0000-0000-0000-0000000000d1", "Parking clerk")
SPONSOR = Person("00000000-0000-0000-0000-0000000000d2", "Head of Housing", "head.housing@example.org")
NOBODY = Person("", "Nobody")
AS: Final[dict[str, tuple[Person, frozenset[Who]]]] = {
    "its requester": (STAFF, frozenset({"requester", "owner", "asked"})),
    "its partner": (PARTNER, frozenset({"partner", "owner"})),
    "its champion": (CHAMPION, frozenset({"champion"})),
    "the governance team": (GOVERNANCE, frozenset({"governance", "owner"})),
    "a member of the body that has it": (REVIEWER, frozenset({"member", "owner"})),
    "who delivers it": (PMO, frozenset({"deliverer", "owner"})),
    "its sponsor": (SPONSOR, frozenset({"sponsor"})),
    "who joined it": (JOINED, frozenset({"co_requester"})),
    "whom it is shown to": (OTHER, frozenset({"shown"})),
    "a champion of another area": (PLACE_CHAMPION, frozenset()),
    "a partner of another area": (PLACE_PARTNER, frozenset()),
    "an owner": (PROCUREMENT, frozenset({"owner"})),
    "other staff": (OTHER, frozenset()),
    "somebody without an id": (NOBODY, frozenset()),
}
"""Everybody by what they are, and what they are to the request."""
OWN_CHECK: Final = {STAFF: "sponsor", PARTNER: "automation_first", PMO: "benefits", REVIEWER: "legacy"}
"""A check of the request that is theirs; procurement's for everybody else."""
ANYWHERE: Final[dict[Person, Who]] = {
    REVIEWER: "member",
    PMO: "deliverer",
    PROCUREMENT: "owner",
    PARTNER: "partner",
    PLACE_PARTNER: "partner",
    CHAMPION: "champion",
    PLACE_CHAMPION: "champion",
    GOVERNANCE: "governance",
}
FILLED_IN: Final = {
    "information": "Forty people.",
    "note": "Talk to the repairs team",
    "ask": "How many?",
    "decision_note": "We have this already.",
    "area": "place",
    "notifications": "daily",
    "outcome": "go_on",
    "state": "done",
    "sponsor": "Head of Place, head.place@example.org",
    "answer": "confirm",
    "measured": "as_expected",
}
ONLY_SHOW: Final = {
    "show",
    "refresh",
    "add_information",
    "start_again",
    "add_note",
    "ask",
    "outcome",
    "check",
    "name_sponsor",
}
"""What a press of them gives is a card; the press on that card changes something."""
ABOUT_A_REQUEST = [verb for verb in EVERY_VERB if verb.about_a_request]
OTHERS = [verb for verb in EVERY_VERB if not verb.about_a_request]


def named(verb: Verb) -> str:
    return f"{verb.name} {verb.form}".strip()


@pytest.fixture(scope="module")
def request_of_staff() -> Request:
    office = Office()
    walker = Walker(office=office)
    walker.send("start")
    walker.fill(ANSWERS["project"], DETAILS)
    walker.press("submit")
    sponsor = Sponsor(SPONSOR, SponsorState.ASKED, NOW)
    return replace(office.requests["DR-0001"], co_requesters=(JOINED,), joined=(JOINED,), sponsor=sponsor)


def tried(
    verb: Verb,
    request: Request,
    person: Person,
    *,
    shown: bool = False,
    typed: bool = False,
    forged: Mapping[str, object] = MappingProxyType({}),
) -> Turn:
    """The verb as this person does it, with everything that its button would bring; ``forged``: what it never would."""
    similar = (Similar(request.reference, request.title, "housing", request.status),) if shown else ()
    known = Lookups(request, similar=similar, area_requests=(request,), figures={"total": 1}, roadmap=())
    if person == REVIEWER:
        request = replace(request, steps=moved_to(request.steps, {"technical_review_board"}, "", NOW))
        known = replace(known, request=request)
    data = {"reference": request.reference, "form": verb.form, "person": JOINED.aad_id, "sure": True}
    data |= {"check": OWN_CHECK.get(person, "procurement")}
    data = {key: value for key, value in data.items() if key in verb.carries}
    inputs = {key: FILLED_IN.get(key, "") for key in verb.takes} | dict(forged)
    act = Typed((verb.words + verb.loose + verb.asked)[0]) if typed else Pressed(verb.name, data, inputs)
    return take_turn(RULEBOOK, PEOPLE, Session(person, None), known, act, Clock(NOW, lambda: "new"))


@pytest.mark.parametrize("verb", EVERY_VERB, ids=named)
def test_no_verb_fails_whatever_a_forged_card_fills_in(verb: Verb, request_of_staff: Request) -> None:
    may = {person for person, roles in AS.values() if roles & verb.who} or {STAFF, GOVERNANCE}
    forged: tuple[object, ...] = ([], {"x": []}, None, 7, "x" * 9000)
    for person, key, odd in product(may, verb.takes, forged):
        turn = tried(verb, request_of_staff, person, shown=True, forged={key: odd})
        assert turn.card is None or not faults(turn.card), (person, key, odd)


def was_refused(turn: Turn) -> bool:
    return [trace.what for trace in turn.accesses] == ["refused"]


@pytest.mark.parametrize("who", AS)
@pytest.mark.parametrize("verb", ABOUT_A_REQUEST, ids=named)
def test_a_verb_about_a_request_does_what_its_row_allows_in_every_status(
    verb: Verb, who: str, request_of_staff: Request
) -> None:
    person, roles = AS[who]
    for status in Status:
        request = replace(request_of_staff, status=status)
        turn = tried(verb, request, person, shown="shown" in roles)
        changed = any(isinstance(effect, Record) for effect in turn.effects)
        if not roles & verb.who or (status not in verb.statuses and not verb.closed):
            assert [(t.what, t.reference, t.fields) for t in turn.accesses] == [
                ("refused", "DR-0001", {"verb": verb.name})
            ], status
            assert turn.effects == (), status
            assert DETAILS["problem"] not in str(turn.card), status
        elif status not in verb.statuses:
            assert not was_refused(turn), status
            assert not changed, status
            assert "DR-0001" in str(turn.card), status
        else:
            assert not was_refused(turn), status
            assert changed or named(verb) in ONLY_SHOW, status


def test_a_status_of_the_councils_own_counts_as_not_decided(request_of_staff: Request) -> None:
    request = replace(request_of_staff, status="Waiting for the budget")
    for verb in ABOUT_A_REQUEST:
        who = next(iter(verb.who & {"requester", "partner", "champion", "sponsor", "shown", "asked"}), "governance")
        named_as = {"sponsor": SPONSOR, "requester": STAFF, "partner": PARTNER, "champion": CHAMPION, "shown": OTHER}
        named_as["asked"] = STAFF
        person = named_as.get(who, GOVERNANCE)
        turn = tried(verb, request, person, shown=who == "shown")
        assert not was_refused(turn), named(verb)
        may = named(verb) not in {"pick_up", "start_again", "answer decision_note", "deliver", "benefit"}
        changed = any(isinstance(effect, Record) for effect in turn.effects)
        assert changed is (may and named(verb) not in ONLY_SHOW), named(verb)


@pytest.mark.parametrize("who", AS)
@pytest.mark.parametrize("verb", OTHERS, ids=named)
def test_a_verb_about_no_request_is_done_for_whom_its_row_names(
    verb: Verb, who: str, request_of_staff: Request
) -> None:
    person, _ = AS[who]
    anywhere = {"anyone"} | ({ANYWHERE[person]} if person in ANYWHERE else set())
    turn = tried(verb, request_of_staff, person, typed=not verb.pressed)
    assert was_refused(turn) is verb.who.isdisjoint(anywhere)
    assert not any(isinstance(effect, Record) for effect in turn.effects)
    if was_refused(turn):
        assert not any(isinstance(effect, OfferFile) for effect in turn.effects)
        assert "DR-0001" not in str(turn.card)


@pytest.mark.parametrize("verb", [verb for verb in EVERY_VERB if isinstance(verb.does, OnDraft)], ids=named)
def test_what_belongs_to_a_card_does_nothing_from_an_old_one(verb: Verb) -> None:
    walker = Walker()
    walker.send("start")
    before = walker.current
    assert before is not None
    walker.send(verb.name, {"interview": before.id, "revision": before.revision - 1})
    assert walker.current == before
    assert walker.effects == ()


def test_a_row_is_the_only_one_of_its_verb_and_its_words_mean_one_thing() -> None:
    assert len({(verb.name, verb.form) for verb in EVERY_VERB}) == len(EVERY_VERB)
    for words in (
        [word for verb in EVERY_VERB for word in (*verb.words, *verb.loose)],
        [word for verb in EVERY_VERB for word in verb.about],
        [word for verb in EVERY_VERB for word in (verb.telling, verb.saying) if word],
    ):
        assert len(set(words)) == len(words)
    assert all(verb.statuses <= EVERY for verb in EVERY_VERB)


@pytest.mark.parametrize("verb", EVERY_VERB, ids=named)
def test_the_words_of_a_row_lead_to_it(verb: Verb) -> None:
    said = [*verb.words, *verb.loose, *(f"{word} DR-0001" for word in verb.about)]
    said += [f"{word} DR-0001 Some words" for word in (verb.telling, verb.saying) if word]
    for words in said:
        command = read_typed(words)
        assert command is not None, words
        assert verb_of(command.verb, command.carried.get("form")) is verb, words


def test_every_button_of_every_card_has_a_row_that_names_what_it_carries() -> None:
    seen: dict[str, set[str]] = {}
    for _, card in every_card():
        for button in buttons(card):
            verb = verb_of(button["verb"], button["data"].get("form"))
            assert verb is not None, button
            assert verb.pressed, button
            seen.setdefault(named(verb), set()).update(button["data"])
    odd = {
        name: keys - set(verb.carries)
        for verb in EVERY_VERB
        if (keys := seen.get(name := named(verb), set())) - set(verb.carries)
    }
    assert odd == {}


def test_no_question_or_detail_may_have_a_name_that_a_button_carries_beside_what_was_filled_in() -> None:
    sending = [verb for verb in EVERY_VERB if verb.name in STAYS and verb.fresh]
    carried = {key for verb in sending for key in verb.carries}
    assert carried | {*ADDED_BY_CLIENTS} <= CARRIED


def test_the_page_about_threats_shows_the_table_as_it_is() -> None:
    path = Path(__file__).parents[2] / "docs" / "threat-model.md"
    page = path.read_text(encoding="utf-8")
    assert page_with(page) == page, "run: python -m dialogs.verbs_page docs/threat-model.md"
