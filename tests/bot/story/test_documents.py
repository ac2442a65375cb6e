"""A link that somebody types goes with the request to everyone who may see it, and nothing of ours ever follows it."""

from __future__ import annotations

import io
import logging
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import pytest

from bot.board.agenda import AgendaItem
from bot.board.page import page_of
from bot.board.paper_request import request_sections
from bot.board.word import document_of
from bot.local.cards import Card
from bot.logs import start_logs
from bot.register import requests
from dialogs.model import People
from tests.bot.board.papers import paper, read
from tests.bot.board.requests_cast import AREAS, DAY
from tests.bot.story.house import House, Someone, inputs_of, parts_of, until, verbs_of, words_of
from tests.bot.story.walking import DETAILS, PROJECT, met, partner_of
from tests.rules_reading import load_rulebook

PASTED = "https://quotes.canary.example/a/Quote%20for%20repairs.pdf"
IN_A_BOX = "http://maps.canary.example/process"
ADDED = "https://later.canary.example/plan.docx"
LINKS = (PASTED, IN_A_BOX, ADDED)

_LOOKED_UP: list[str] = []
"""Every host that this process has asked for or called: nothing can keep that from the interpreter."""


def _listen(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.getaddrinfo":
        _LOOKED_UP.append(str(arguments[0]))
    elif event == "socket.connect":
        _LOOKED_UP.append(str(arguments[1]))


sys.addaudithook(_listen)


@pytest.fixture
def called() -> Iterator[list[str]]:
    """What is called while the test runs. That a call would be seen is tried first."""
    _LOOKED_UP.clear()
    with suppress(OSError):  # as no number it is looked up nowhere
        socket.getaddrinfo("seen.canary.example", 443, flags=socket.AI_NUMERICHOST)
    assert _LOOKED_UP == ["seen.canary.example"]
    _LOOKED_UP.clear()
    yield _LOOKED_UP
    _LOOKED_UP.clear()


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Every line of the log while the test runs."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    written = io.StringIO()
    start_logs(written)
    yield written
    root.handlers[:] = before
    root.setLevel(level)


def linked(card: Card) -> list[str]:
    """The links on a card, as Markdown."""
    said = [str(part.get("text", "")) for part in parts_of(card)]
    return [line for line in said if "](" in line]


async def _sent(person: Someone) -> None:
    """Send a request with a link that was pasted at a question and one in a box."""
    await person.type("start")
    await met(person)
    asked = list(inputs_of(person.card))
    await person.type(f"here is the quote {PASTED}")
    assert "We have kept this link with your request." in words_of(person.card)
    assert list(inputs_of(person.card)) == asked
    await person.press("resume") if "resume" in verbs_of(person.card) else None
    details = {**DETAILS, "problem": f"As drawn here: {IN_A_BOX}. Tenants wait on the phone."}
    while "submit" not in verbs_of(person.card):
        given = {name: {**PROJECT, **details}.get(name, "") for name in inputs_of(person.card)}
        await person.press("answer", given)
    assert linked(person.card) == [
        f"[maps.canary.example/process]({IN_A_BOX})",
        f"[quotes.canary.example/Quote for repairs.pdf]({PASTED})",
    ]
    await person.press("submit")


async def test_links_go_to_all_who_may_see_them_and_nobody_calls_them(
    house: House, called: list[str], lines: io.StringIO
) -> None:
    person = house.someone()
    await person.type(PASTED)
    assert "no request is open" in words_of(person.card)
    await _sent(person)
    await until(house.rows, "no item in the list")
    await person.type(f"add DR-0001: and the plan {ADDED}")
    await until(lambda: ADDED in str(house.rows()[0].get("Answers")), "the list does not have what was added")
    assert all(f"Documents: {link}" in house.rows()[0]["Answers"].splitlines() for link in LINKS)

    partner = house.someone(partner_of("housing"), "IT business partner (Housing)")
    await partner.type("show DR-0001")
    assert [line.partition("](")[2].rstrip(")") for line in linked(partner.card)] == [IN_A_BOX, ADDED, PASTED]
    stranger = house.someone("00000000-0000-0000-0000-00000000d009", "Member of staff (Place)")
    await stranger.type("show DR-0001")
    assert "canary" not in str(stranger.card)

    await partner.type("outcome DR-0001 go on")
    request = house.front_door.register.read_now(lambda connection: requests.find(connection, "DR-0001"))
    assert request is not None
    part_of = request_sections(
        load_rulebook(None, AREAS, DAY), People({}, {}, ()), AgendaItem(request, 1), (), frozenset()
    )
    written = replace(paper(), sections=tuple(part_of))
    outside = [one for one in read(document_of(written)).part.rels.values() if one.is_external]
    assert [one.target_ref for one in outside] == [IN_A_BOX, ADDED, PASTED]
    assert all(f'href="{link}"'.encode() in page_of(written) for link in LINKS)

    assert called, "the front door and its stand-ins have spoken with each other"
    assert not [place for place in called if "canary" in place]
    assert "canary" not in lines.getvalue()


async def test_a_link_that_starts_a_request_is_in_its_problem_and_not_in_its_title(house: House) -> None:
    person = house.someone()
    await person.type(f"We need a new system to book repairs, here is the quote {PASTED}")
    while not {"title", "problem"} <= {*inputs_of(person.card)}:
        given = {name: PROJECT.get(name, "") for name in inputs_of(person.card)}
        await person.press("answer", given)
    boxes = inputs_of(person.card)
    assert "canary" not in boxes["title"]["value"]
    assert PASTED in boxes["problem"]["value"]
