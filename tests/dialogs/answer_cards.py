"""The cards that answer a question, show a system, and tell of changed rights."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from dialogs import rights_card, summary_card
from dialogs.cards.area import figures_card
from dialogs.cards.systems import system_card
from dialogs.cards.welcome import hello_card, owner_card
from dialogs.cards.work import Given, which_step_card
from dialogs.model import Request
from dialogs.records import Beside, RequestSystem, System
from dialogs.wording.requesting import STATUSES
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import (
    BOARD,
    CHAMPION,
    GOVERNANCE,
    NOW,
    PARTNER,
    PEOPLE,
    PLACE_CHAMPION,
    PROCUREMENT,
    RULEBOOK,
    STAFF,
    Office,
    Walker,
)

QUESTIONS = (
    "who is my champion?",
    "who is the champion for housing?",
    "who is the business partner for place?",
    "who is the business partner for adult social care?",
    "who is in the governance team?",
    "who is procurement?",
    "can i talk to a person",
    "when does the board meet?",
    "when is the technical review board?",
    "where is my request?",
    "how long does it take?",
    "what happens next?",
    "what is an idea?",
    "what is the technical review board?",
)
TODAY = date(2026, 11, 24)
REPAIRS = System(
    "7", "Housing repairs", "A supplier", "Housing", contract_ends=date(2027, 3, 31), link="https://x.example"
)
PAY = System("8", "Council Pay, online", state="Retired", contract_ends=date(2026, 1, 31), yearly_cost=48_250.0)


def answer_cards(markup: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each with its name."""
    yield from _questions()
    yield from _not_understood()
    yield from _systems(markup)
    yield from _told(markup)


def _sent(office: Office, journey: str = "project") -> Request:
    walker = Walker(office=office)
    walker.send("start")
    walker.fill(ANSWERS[journey], DETAILS)
    walker.press("submit")
    return next(reversed(office.requests.values()))


def _questions() -> Iterator[tuple[str, dict[str, Any]]]:
    """Asked by somebody who has nothing in hand, who has sent a request, and who is at a question or at the route."""
    bare, sent, begun, routed = Walker(), Walker(), Walker(), Walker()
    for _ in range(4):
        _sent(sent.office)
    begun.send("start")
    routed.to_route(ANSWERS["project"])
    for where, walker, asked in (
        ("nowhere", bare, QUESTIONS),
        ("sent", sent, ("where is my request?",)),
        ("at a question", begun, ("can i talk to a person", "what is an idea?", "what happens next?")),
        ("at the route", routed, ("can i talk to a person", "how long does it take?", "what happens next?")),
    ):
        yield from ((f"{where}: {words}", walker.type(words)) for words in asked)


def _not_understood() -> Iterator[tuple[str, dict[str, Any]]]:
    for begin in (False, True):
        walker = Walker()
        if begin:
            walker.send("start")
        yield from ((f"not understood, {n} times", walker.type("wombat zebra quux")) for n in range(1, 4))


def _systems(markup: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Offered while somebody writes, by press and typed, and shown with what is about them."""
    office = Office(systems=(REPAIRS, PAY))
    walker = Walker(office=office)
    walker.type("we need something better for housing repairs because jobs get lost")
    yield "a system that is there", walker.card
    for typed in (False, True):
        walker = Walker(office=office)
        walker.to_route(ANSWERS["change_request"])
        if typed:
            walker.type("title Housing repairs are slow")
        else:
            walker.press("answer")
            walker.press("answer", {"title": "Housing repairs are slow"})
        yield "systems to choose from", walker.card
        walker.fill(ANSWERS["change_request"], {**DETAILS, "systems": "", "title": "Housing repairs are slow"})
        yield "systems on the check", walker.card
        if typed:
            walker.type("change systems")
            yield "systems to choose from, typed", walker.card
    request = _sent(office, "change_request")
    about = [
        replace(
            request,
            reference=f"DR-{n:04}",
            status=status,
            area=("housing", "gone", None)[n % 3],
            title=f"{n} {markup}",
            systems=(RequestSystem(PAY.title, "" if n % 2 else PAY.item, n % 4 < 2),),
        )
        for n, status in enumerate(itertools.islice(itertools.cycle(STATUSES), 12), 1)
    ]
    for system, found in ((REPAIRS, []), (PAY, about), (replace(REPAIRS, notice_months=1, link="http://x"), about[:1])):
        yield "a system", system_card(PEOPLE, system, found, TODAY)[0]
    beside = tuple(
        Beside(f"DR-{n:04}", ("housing", "place")[n % 2], status, n % 2 == 0)
        for n, status in enumerate(itertools.islice(STATUSES, 7), 1)
    )
    one, two = RequestSystem(REPAIRS.title, REPAIRS.item, replaces=True), RequestSystem(PAY.title, PAY.item)
    for person, role in ((CHAMPION, "champion"), (PARTNER, "partner")):
        for systems, others in (((one,), beside), ((two, one), beside[:2]), ((two,), beside[:1])):
            held = replace(request, systems=systems, beside=others)
            yield f"beside others, {role}", summary_card(RULEBOOK, PEOPLE, held, person, role)[0]
    yield "beside others, owner", summary_card(RULEBOOK, PEOPLE, held, PROCUREMENT, "owner")[0]
    given = Given({"outcome": "go_on", "note": markup}, {})
    yield "which step", which_step_card(RULEBOOK, request, request.steps, given)[0]


def _told(markup: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Rights that changed, figures, and what people are greeted with who look after several areas or own checks."""
    roles = ("champion", "it_business_partner", "governance_team", "procurement", "gone")
    given = [(f"{markup} {n}" if n else "", role, "housing") for n, role in zip(range(30), itertools.cycle(roles))]
    yield "rights", rights_card(RULEBOOK, PEOPLE, given, given[:2])[0]
    yield "rights taken", rights_card(RULEBOOK, PEOPLE, (), given[:1])[0]
    waiting = [{"reference": f"DR-{n:04}", "days": n} for n in range(30)]
    shares = {"share_met_it_first": 0.125, "share_contracts_in_time": 1.0, "share_benefits": 0}
    counts = {"by_area": {"housing": 2, "gone": 1}, "by_process": {"project": 3}, "by_status": {"Submitted": 1}}
    for figures in ({}, {"total": 3, **shares, **counts, "waiting_longest": waiting}):
        yield "figures", figures_card(RULEBOOK, PEOPLE, figures)[0]
    both = replace(PEOPLE, areas={**PEOPLE.areas, "place": replace(PEOPLE.areas["place"], champions=(CHAMPION,))})
    for person in (CHAMPION, PLACE_CHAMPION, PROCUREMENT, BOARD, STAFF):
        yield "hello", hello_card(RULEBOOK, both, person)[0]
        if person in (PROCUREMENT, BOARD):
            yield "nothing waits for an owner", owner_card(RULEBOOK, both, person)[0]
    office = Office(people=both, now=NOW + timedelta(days=1))
    _sent(office)
    for person, asked in ((CHAMPION, ("my area",)), (GOVERNANCE, ("my area", "my work", "figures"))):
        walker = Walker(office=office, person=person)
        for words in asked:
            yield f"{words} of several", walker.type(words)
