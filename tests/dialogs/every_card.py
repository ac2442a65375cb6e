"""Every kind of card that a walk can produce, by name: for our lint here and for the browser tests."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

from dialogs import (
    apology_card,
    confirmation,
    contracts_card,
    digest_card,
    early_message,
    not_saved_card,
    reminder_card,
    said_message,
    sponsor_message,
    status_message,
    summary_card,
    take_turn,
    wait_card,
    welcome_card,
    work_reminder_card,
)
from dialogs.cards.contracts import Ending
from dialogs.drafts import MOST_DRAFTS
from dialogs.messages import message_about
from dialogs.model import Card, Clock, Interview, Lookups, Person, Profile, Request, Session, TimelineEntry, Typed
from dialogs.records import Sponsor, SponsorState, System
from dialogs.sponsor_events import SponsorAnswered, SponsorNotReached
from dialogs.tasks import Held
from dialogs.wording.requesting import STATUSES
from tests.dialogs.answer_cards import answer_cards
from tests.dialogs.benefit_cards import benefit_cards
from tests.dialogs.document_cards import document_cards
from tests.dialogs.from_message_cards import from_message_cards
from tests.dialogs.journeys import ANSWERS, DETAILS, random_answers, random_details
from tests.dialogs.meeting_cards import meeting_cards
from tests.dialogs.roadmap_cards import roadmap_cards
from tests.dialogs.shared_cards import shared_cards
from tests.dialogs.understood_cards import understood_cards
from tests.dialogs.walker import (
    BOARD,
    CHAMPION,
    GOVERNANCE,
    HEAD,
    NOW,
    OTHER,
    PARTNER,
    PEOPLE,
    PMO,
    PROCUREMENT,
    RULEBOOK,
    STAFF,
    Office,
    Walker,
)

LONG = "A long word here. " * 215
MARKUP = "**bold** <at>Everyone</at> [link](https://example.org) {{DATE(2026-01-01T00:00:00Z,SHORT)}} ${title} <script>"


@cache
def every_card() -> tuple[tuple[str, dict[str, Any]], ...]:
    """Each card once, with a name that says what it is and is unique. Made when first asked for: it takes a second."""
    cards = [*_all()]
    return tuple((f"{c[0]} ({[n for n, _ in cards[:at]].count(c[0]) + 1})", c[1]) for at, c in enumerate(cards))


def _all() -> Iterator[tuple[str, dict[str, Any]]]:
    for person in (STAFF, CHAMPION, PARTNER, GOVERNANCE, PROCUREMENT):
        yield "welcome", welcome_card(RULEBOOK, PEOPLE, person)[0]
    trouble = {"not saved": not_saved_card(), "wait a moment": wait_card(12), "apology": apology_card("3f2a")}
    yield from ((name, card[0]) for name, card in trouble.items())
    for part in (_suggested, _journeys, _trouble, _afterwards, _team, _sponsors, _contracts):
        yield from part()
    yield from (*roadmap_cards(MARKUP), *benefit_cards(MARKUP, LONG))
    yield from (*from_message_cards(MARKUP, LONG), *answer_cards(MARKUP))


def _suggested() -> Iterator[tuple[str, dict[str, Any]]]:
    """The service area as a department suggests it, by button and typed."""
    office = Office(people=replace(PEOPLE, departments={"housing operations": "housing"}))
    for typed in (False, True):
        walker = Walker(office, profile=Profile("Housing operations"))
        walker.send("start")
        walker.send("answer", {"interview": _in_hand(walker).id, "revision": 1}, {"need": "new_system"})
        if typed:
            walker.type("resume")
        yield f"service area by department{' typed' if typed else ''}", walker.card
    yield from understood_cards(office, MARKUP)


def _in_hand(walker: Walker) -> Interview:
    assert walker.current is not None
    return walker.current


def _journeys() -> Iterator[tuple[str, dict[str, Any]]]:
    for process, answers in ANSWERS.items():
        for typed in (False, True):
            walker = Walker()
            walker.send("start")
            if typed:
                walker.type("resume")
                walker.fill_typed(answers, DETAILS)
                walker.type("submit")
            else:
                walker.fill(answers, DETAILS)
                walker.send(
                    "submit", {"interview": "i1", "revision": walker.current.revision} if walker.current else {}
                )
            yield from (
                (f"{process} {'typed' if typed else 'pressed'}: {name}", card) for name, card in walker.office.cards
            )


def _trouble() -> Iterator[tuple[str, dict[str, Any]]]:
    office = Office()
    first = Walker(office=office, person=OTHER)
    first.send("start")
    first.fill(ANSWERS["project"], {**DETAILS, "title": MARKUP, "problem": LONG, "outcome": "y" + "😀" * 3999})
    first.press("submit")
    walker = Walker(office=office)
    walker.type("we want to renew the contract for the parking system")
    walker.press("answer", {"need": ""})
    walker.type("gibberish words")
    walker.type("what is the technical review board?")
    walker.type("6")
    for words in (
        "back",
        "back",
        "skip",
        "cancel",
        "no",
        "tell it",
        "help",
        "hello",
        "drafts",
        "nonsense",
        "change need",
    ):
        walker.type(words)
    walker.send("leave")
    walker.press("cancel") if "cancel" in str(walker.card) else None
    walker.type("resume")
    walker.fill(
        {**ANSWERS["project"], "need": "renew"}, {**DETAILS, "title": f"bold {MARKUP}", "problem": "", "outcome": "x"}
    )
    office.cards.append(("details with a problem", walker.card))
    yield from ((f"trouble: {name}", card) for name, card in office.cards)
    for kinds in (("image/png",), ("audio/mp3",), ("application/pdf",)):
        session = Session(STAFF, None)
        turn = take_turn(RULEBOOK, PEOPLE, session, Lookups(), Typed("", kinds), Clock(NOW, lambda: "x"))
        assert turn.card is not None
        yield f"a file of kind {kinds[0]}", turn.card


def _long_details() -> Iterator[tuple[str, dict[str, Any]]]:
    walker = Walker()
    walker.send("start")
    walker.fill(ANSWERS["project"], {**DETAILS, "problem": "字" * 4000, "outcome": "y" + "😀" * 3999})
    walker.press("change", question="title")
    yield "details with long text", walker.card


def _afterwards() -> Iterator[tuple[str, dict[str, Any]]]:
    yield from _long_details()
    chance = random.Random(7)
    office = Office()
    walker = Walker(office=office)
    for _ in range(12):
        answers = random_answers(RULEBOOK, chance)
        walker.send("start")
        walker.fill(answers, random_details(RULEBOOK, answers, chance))
        if walker.current is not None:
            walker.send("submit", {"interview": walker.current.id, "revision": walker.current.revision})
    for words in (
        "my requests",
        "show DR-0001",
        "withdraw DR-0001",
        "yes",
        "show DR-9999",
        "withdraw DR-0001",
        "show",
        "join DR-0002",
    ):
        walker.type(words)
    walker.type("start again DR-0001")
    walker.type("my requests")
    walker.send("add_information", {"reference": "DR-0002"})
    walker.send("answer", {"form": "information", "reference": "DR-0002"}, {"information": ""})
    for preference in (
        "notifications",
        "notifications daily",
        "notifications quiet 18:00 to 08:00",
        "notifications quiet off",
    ):
        walker.type(preference)
    yield from ((f"afterwards: {name}", card) for name, card in office.cards)


def _reminded(full: Request) -> Iterator[tuple[str, Card]]:
    for reader in (PROCUREMENT, GOVERNANCE):
        yield "digest of checks", digest_card(RULEBOOK, PEOPLE, reader, (full,), NOW)[0]
    for held, reader, stage in (
        (Held("step", NOW, "board", "board"), BOARD, 1),
        (Held("step", NOW, "board", "board"), GOVERNANCE, 2),
        (Held("step", NOW, "ict_improvement_group", "ict_improvement_group"), GOVERNANCE, 1),
        (Held("checks", NOW), PROCUREMENT, 1),
        (Held("checks", NOW), STAFF, 1),
        (Held("delivery", NOW), PMO, 1),
    ):
        yield "reminder of work", work_reminder_card(RULEBOOK, PEOPLE, full, reader, held, stage)[0]


def _team() -> Iterator[tuple[str, dict[str, Any]]]:
    office = Office()
    requester = Walker(office=office)
    requester.send("start")
    requester.fill(ANSWERS["project"], {**DETAILS, "problem": LONG, "title": MARKUP, "outcome": LONG})
    requester.press("submit")
    request = office.requests["DR-0001"]
    timeline = tuple(
        TimelineEntry(NOW + timedelta(days=n), what, "Housing champion", LONG)
        for n, what in enumerate(("picked_up", "noted", "asked"))
    )
    full = replace(
        request,
        timeline=timeline,
        helpers=("Housing champion",),
        co_requesters=(OTHER, Person("00000000-0000-0000-0000-00000000d0ff", MARKUP)),
        joined=(OTHER, CHAMPION, Person("00000000-0000-0000-0000-00000000d0ff", MARKUP)),
        open_question=MARKUP,
        list_url="https://example.org/list",
        decision_note=LONG,
    )
    for status in STATUSES:
        moved = replace(full, status=status, it_contact="IT business partner (Housing)", final_process="Project")
        yield f"own request {status}", confirmation(RULEBOOK, PEOPLE, moved)[0]
        yield f"news {status}", status_message(RULEBOOK, PEOPLE, moved, "status")[0]
        for role, person in (
            ("champion", CHAMPION),
            ("partner", PARTNER),
            ("governance", GOVERNANCE),
            ("owner", PROCUREMENT),
            ("member", BOARD),
            ("deliverer", PMO),
            ("co_requester", OTHER),
        ):
            yield f"{role} {status}", summary_card(RULEBOOK, PEOPLE, moved, person, role)[0]
    yield "not yet on the list", confirmation(RULEBOOK, PEOPLE, replace(request, on_list=False))[0]
    yield "news note", status_message(RULEBOOK, PEOPLE, full, ["note"])[0]
    yield "news for someone who joined", status_message(RULEBOOK, PEOPLE, full, "status", OTHER)[0]
    yield "a question", said_message(RULEBOOK, full, STAFF, "There is a question for you.", event="asked")[0]
    yield "someone joined", said_message(RULEBOOK, full, STAFF, "They have joined.", OTHER.aad_id, "joined")[0]
    early = Walker(person=Person(STAFF.aad_id, MARKUP, STAFF.upn))
    early.to_route(ANSWERS["project"])
    early.press("tell_it")
    yield "buying has started, and people were told", early.card
    early.type("tell it")
    for reader in (PARTNER, PROCUREMENT):
        assert early.current is not None
        told = early_message(RULEBOOK, PEOPLE, early.current, early.person, reader)
        assert told is not None
        yield "told early", told[0]
    yield "removed", said_message(RULEBOOK, full, OTHER, "The person has removed you.", OTHER.aad_id, "removed")[0]
    word = "The requester added information."
    yield "a word", said_message(RULEBOOK, request, PARTNER, word, event="added_information")[0]
    yield (
        "digest",
        digest_card(RULEBOOK, PEOPLE, CHAMPION, (full, replace(request, reference="DR-0002")), NOW + timedelta(days=3))[
            0
        ],
    )
    yield "reminder", reminder_card(RULEBOOK, PEOPLE, request, PARTNER, 1, 2)[0]
    yield "second reminder", reminder_card(RULEBOOK, PEOPLE, full, GOVERNANCE, 2, 4)[0]
    yield from _reminded(full)
    before = len(office.cards)
    for person in (CHAMPION, PARTNER, GOVERNANCE, OTHER):
        walker = Walker(office=office, person=person)
        for words in (
            "my area",
            "my area all",
            "my area waiting",
            "my area late",
            "my area export",
            "figures",
            "help",
            "show DR-0001",
        ):
            walker.type(words)
        walker.type("my work")
        if person in (PARTNER, GOVERNANCE):
            walker.send("outcome", {"reference": "DR-0001"})
            walker.send("step_outcome", {"reference": "DR-0001"}, {"outcome": "decline", "note": ""})
            walker.send("step_outcome", {"reference": "DR-0001"}, {"note": LONG})
        for verb in ("add_note", "can_help", "can_help", "pass_on", "ask", "pick_up", "pick_up"):
            walker.send(verb, {"reference": "DR-0001"})
        walker.send("answer", {"form": "pass_on", "reference": "DR-0001"}, {"area": ""})
        for form in ("note", "ask"):
            walker.send("answer", {"form": form, "reference": "DR-0001"}, {form: ""})
            walker.send("answer", {"form": form, "reference": "DR-0001"}, {form: MARKUP})
    yield from ((f"team: {name}", card) for name, card in office.cards[before:])
    yield from (*meeting_cards(full, MARKUP), *document_cards(full), *shared_cards(full, MARKUP))
    yield from _working(office)
    yield from _many(office)


def _working(office: Office) -> Iterator[tuple[str, dict[str, Any]]]:
    """A request through every step with its checks, and all that can be wrong on the way."""
    before = len(office.cards)
    for person, verb, data, given in (
        (PMO, "check", {"check": "benefits"}, {}),
        (PMO, "check_update", {"check": "benefits"}, {"state": "not_needed", "note": ""}),
        (PMO, "check_update", {"check": "benefits"}, {"state": "started", "note": MARKUP}),
        (PMO, "check_update", {"check": "dpia"}, {"state": "done"}),
        (PARTNER, "step_outcome", {}, {"outcome": "go_on", "note": MARKUP}),
        (PARTNER, "step_outcome", {}, {"outcome": "go_on"}),
        (BOARD, "step_outcome", {}, {"outcome": "defer", "note": LONG[:1500], "timeframe": "later"}),
        (BOARD, "show", {}, {}),
        (BOARD, "step_outcome", {}, {"outcome": "go_on"}),
        (GOVERNANCE, "step_outcome", {}, {"outcome": "go_on"}),
        (
            GOVERNANCE,
            "step_outcome",
            {"step": "ict_improvement_group"},
            {"outcome": "more_information", "note": LONG[:900]},
        ),
        (GOVERNANCE, "step_outcome", {"step": "ict_improvement_group"}, {"outcome": "go_on"}),
        (GOVERNANCE, "step_outcome", {"step": "technical_review_board"}, {"outcome": "go_on"}),
        (PMO, "my_work", {}, {}),
        (PMO, "show", {}, {}),
        (PMO, "deliver", {"state": "in_delivery"}, {}),
        (PMO, "deliver", {"state": "never"}, {}),
        (PMO, "deliver", {"state": "done"}, {}),
    ):
        Walker(office=office, person=person).send(verb, {"reference": "DR-0001", **data}, given)
    Walker(office=office, person=BOARD).type("outcome DR-0001 go on")
    for person, role in ((BOARD, "member"), (PMO, "owner"), (GOVERNANCE, "governance"), (PARTNER, "partner")):
        yield f"{role} at the end", summary_card(RULEBOOK, PEOPLE, office.requests["DR-0001"], person, role)[0]
    yield from ((f"working: {name}", card) for name, card in office.cards[before:])


def _many(office: Office) -> Iterator[tuple[str, dict[str, Any]]]:
    first = office.requests["DR-0001"]
    for n in range(2, 40):
        office.requests[f"DR-{n:04}"] = replace(
            first, reference=f"DR-{n:04}", interview=f"x{n}", status=list(STATUSES)[n % 10]
        )
    before = len(office.cards)
    Walker(office=office).type("my requests")
    for person in (CHAMPION, GOVERNANCE):
        Walker(office=office, person=person).type("my area all")
    drafts = {str(n): _draft(str(n)) for n in range(MOST_DRAFTS)}
    full = Walker(office=office, drafts=drafts)
    full.type("drafts")
    full.type("start")
    yield from ((f"many: {name}", card) for name, card in office.cards[before:])


def _draft(name: str) -> Interview:
    return Interview(name, 1, {"need": "renew"}, {"title": MARKUP}, None, False, RULEBOOK.version, NOW, NOW)  # noqa: FBT003 - the seam's own order


def _sponsors() -> Iterator[tuple[str, dict[str, Any]]]:
    """The sponsor of a request as they are asked, and as the requester names one and another."""
    office = Office()
    requester = Walker(office=office, profile=Profile("Housing", HEAD))
    requester.to_route(ANSWERS["project"] | {"sponsor": "named"})
    yield "details with a manager", requester.card
    requester.press("answer", form="manager")
    requester.fill({}, {name: words for name, words in DETAILS.items() if name != "sponsor_name"})
    requester.press("submit")
    sponsor = Walker(office=office, person=HEAD)
    for say in ("show DR-0001", "sponsor DR-0001 confirm", "sponsor DR-0001 yes"):
        sponsor.type(say)
    for state in SponsorState:
        named = replace(office.requests["DR-0001"], sponsor=Sponsor(HEAD, state, NOW))
        for person in (STAFF, BOARD):
            yield f"sponsor {state}", summary_card(RULEBOOK, PEOPLE, named, person, "requester")[0]
        yield f"asked to sponsor: {state}", sponsor_message(RULEBOOK, PEOPLE, named, HEAD)[0]
        office.requests["DR-0001"] = named
        for say in ("sponsor DR-0001", "sponsor DR-0001 Head of Place"):
            requester.type(say)
    for event in (SponsorNotReached(), SponsorAnswered(confirmed=False)):
        yield "sponsor news", said_message(RULEBOOK, named, STAFF, message_about(event, "DR-0001"), "", event.name)[0]
    yield from ((f"sponsors: {name}", card) for name, card in office.cards)


def _contracts() -> Iterator[tuple[str, dict[str, Any]]]:
    """One contract that ends, told of first and again, and more than a card lists."""
    system = System("7", f"Repairs {MARKUP}", "A supplier", "Housing", contract_ends=NOW.date(), yearly_cost=48_000.0)
    for again in (False, True):
        yield "a contract ends", contracts_card([Ending(system, NOW.date(), 120, again=again)])[0]
    yield "contracts end", contracts_card([Ending(system, NOW.date(), n) for n in range(60)])[0]
