"""What people do on the local page is taken to the edge of what Teams takes, and what says nothing is refused."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot.local.in_pieces import PIECES, sent_in_pieces
from tests.bot.local.local_cases import GOVERNANCE, STAFF, Place

MOST_TYPED = 20_000
CARD = {"type": "AdaptiveCard", "version": "1.5", "body": []}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": " hello "}, 200),
        ({"text": "x" * MOST_TYPED}, 200),
        ({"text": "x" * (MOST_TYPED + 1)}, 400),
        ({"text": " \n"}, 400),
        ({}, 400),
        ([], 400),
    ],
    ids=range(6),
)
async def test_a_message_says_something_and_is_no_longer_than_anybody_types(
    place: Place, body: Any, status: int
) -> None:
    assert (await place.ask("POST", f"/local/people/{STAFF}/say", body))[0] == status
    assert [m["text"] for m in place.bot.heard] == ([body["text"].strip()] if status == 200 else [])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "x" * MOST_TYPED}, 200),
        ({"text": "x" * (MOST_TYPED + 1)}, 400),
        ({"text": "x" * (MOST_TYPED + 1), "card": CARD}, 400),
        ({"text": "hello", "card": CARD}, 200),
        ({"text": "", "card": CARD}, 200),
        ({"text": "hello", "card": "odd"}, 200),
        ({"text": "", "card": "odd"}, 400),
        ({"text": ""}, 400),
    ],
    ids=range(8),
)
async def test_in_a_room_a_card_may_stand_without_words(place: Place, body: dict[str, Any], status: int) -> None:
    room = f"/local/people/{STAFF}/rooms/bins"
    _, before = await place.ask("GET", f"{room}/chat")
    assert (await place.ask("POST", f"{room}/say", body))[0] == status
    _, after = await place.ask("GET", f"{room}/chat")
    more = after["messages"][len(before["messages"]) :]
    cards = [body["card"]] if isinstance(body.get("card"), dict) else []
    assert [(m["text"], m["cards"]) for m in more] == ([(body["text"], cards)] if status == 200 else [])


@pytest.mark.parametrize("action", [None, "show", ["show"]])
@pytest.mark.parametrize("room", ["", "/rooms/bins"])
async def test_a_press_is_of_a_button(place: Place, room: str, action: object) -> None:
    body = {"message": "1", "action": action}
    assert (await place.ask("POST", f"/local/people/{STAFF}{room}/press", body))[0] == 400


async def test_the_app_is_added_and_removed_once_and_as_nothing_else(place: Place) -> None:
    told = []
    for wanted in ("new", "added", "added", "odd", "removed", "removed", "added"):
        _, answer = await place.ask("POST", f"/local/people/{STAFF}/app", {"app": wanted})
        told.append((answer["app"], len(place.bot.heard)))
    assert told == [
        ("new", 0), ("added", 2), ("added", 2), ("added", 2), ("removed", 3), ("removed", 3), ("added", 5),
    ]  # fmt: skip


async def test_the_page_knows_who_governs(place: Place) -> None:
    _, state = await place.ask("GET", "/local/state")
    assert [person["key"] for person in state["people"] if person["governs"]] == [GOVERNANCE]


@pytest.mark.parametrize("fields", [{}, {"Reference": "DR-0002"}, ["Status"], None])
async def test_an_edit_of_the_list_that_changes_nothing_is_refused(place: Place, fields: object) -> None:
    body = {"as": GOVERNANCE, "etag": "", "fields": fields}
    assert (await place.ask("PATCH", "/local/list/1", body))[0] == 400


@pytest.mark.parametrize("more", [-1, 0, 1])
async def test_what_is_long_enough_leaves_in_pieces_and_what_is_shorter_as_it_is(more: int) -> None:
    request, answer = make_mocked_request("GET", "/"), web.Response(body=b"x" * (PIECES + more))
    sent = await sent_in_pieces(request, answer)
    assert (sent is answer) is (more < 0)
    assert sent.prepared is (more >= 0)


async def test_what_is_sent_already_is_not_sent_again() -> None:
    request, answer = make_mocked_request("GET", "/"), web.Response(body=b"x" * PIECES)
    await answer.prepare(request)
    assert await sent_in_pieces(request, answer) is answer
