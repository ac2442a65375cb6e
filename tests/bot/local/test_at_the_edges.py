"""Edges of the local page's Teams that a talk seldom meets: pieces of a file, big messages, what a press brought."""

from __future__ import annotations

from typing import Any

import pytest

from bot.local.connector import MOST_BYTES
from bot.local.envelope import CARD
from bot.local.onedrive import UNIT
from bot.local.teams import SORRY, pressed_answer
from tests.bot.local.local_cases import STAFF, Place
from tests.bot.local.test_files import allowed

WORDS = "application/vnd.microsoft.activity.message"


@pytest.mark.parametrize(
    ("status", "answer", "card", "words"),
    [
        (200, {"type": CARD, "value": {"a": 1}}, {"a": 1}, None),
        (200, {"statusCode": 200, "type": CARD, "value": {"a": 1}}, {"a": 1}, None),
        (200, {"statusCode": 200, "type": WORDS, "value": "Done"}, None, "Done"),
        (200, {"statusCode": 400, "type": CARD, "value": {"a": 1}}, None, SORRY),
        (500, {"type": CARD, "value": {"a": 1}}, None, SORRY),
        (200, {"type": CARD, "value": "odd"}, None, SORRY),
        (200, {"type": "other", "value": "x"}, None, SORRY),
        (200, {"statusCode": 400, "type": "error", "value": {"message": "No"}}, None, "No"),
        (200, {"statusCode": 400, "type": "error", "value": {"message": ""}}, None, SORRY),
        (504, {}, None, SORRY),
    ],
)
def test_a_press_brings_a_card_or_words(status: int, answer: dict[str, Any], card: Any, words: str | None) -> None:
    assert pressed_answer(status, answer) == (card, words)


async def put(place: Place, url: str, piece: bytes, said: str, **headers: str) -> int:
    """Send one piece; gives the status."""
    async with place.client.put(url, data=piece, headers={"Content-Range": said, **headers}) as answer:
        return answer.status


async def test_a_file_comes_in_pieces_in_their_order_each_as_long_as_it_says(place: Place) -> None:
    info = (await allowed(place))["value"]["uploadInfo"]
    url, half, total = info["uploadUrl"], b"x" * UNIT, UNIT + 2
    assert await put(place, url, b"", "bytes 0--1/0") == 400
    assert await put(place, url, b"", "bytes 1-0/2") == 400, "a piece holds something"
    assert await put(place, url, b"x", "bytes 0-1/2") == 400
    assert await put(place, url, b"xx", "bytes 0-1/1") == 400
    assert await put(place, url, b"xx", "bytes 0-1/9") == 400, "not the last one, and of no whole units"
    assert await put(place, url, half, f"bytes 1-{UNIT}/{total}") == 416
    assert await put(place, url, half, f"bytes 0-{UNIT - 1}/{total}", Authorization="Bearer x") == 401
    assert await put(place, url, half, f"bytes 0-{UNIT - 1}/{total}") == 202
    async with place.client.get(url) as answer:
        assert (await answer.json())["nextExpectedRanges"] == [f"{UNIT}-"]
    assert await put(place, url, b"yy", f"bytes {UNIT}-{UNIT + 1}/{total + 1}") == 400, "of another size than before"
    assert await put(place, url, b"yy", f"bytes {UNIT}-{UNIT + 1}/{total}") == 201
    async with place.client.get(info["contentUrl"]) as answer:
        assert await answer.read() == half + b"yy"
    assert await put(place, url, b"yy", "bytes 0-1/2") == 404, "it is whole"
    other = (await allowed(place))["value"]["uploadInfo"]["uploadUrl"]
    for status in (204, 404):
        async with place.client.delete(other) as answer:
            assert answer.status == status
    async with place.client.get(other) as answer:
        assert answer.status == 404


async def test_a_message_may_have_a_hundred_kilobytes_and_no_more(place: Place) -> None:
    url = f"{place.url}/local/teams/v3/conversations/{await place.conversation(STAFF)}/activities"
    headers = {"Content-Type": "application/json"}
    for more, status in ((0, 201), (1, 413)):
        body = '{"type": "message", "text": "%s"}'
        filled = body % ("x" * (MOST_BYTES - len(body % "") + more))
        async with place.client.post(url, data=filled, headers=headers) as answer:
            assert answer.status == status
    for odd in ("[]", "{"):
        async with place.client.post(url, data=odd, headers=headers) as answer:
            assert answer.status == 400


async def test_a_conversation_is_made_with_one_person_of_the_tenant(place: Place) -> None:
    url = f"{place.url}/local/teams/v3/conversations"
    one = {"id": STAFF}
    for body, status in (
        ({"members": [one]}, 201),
        ({"members": [one], "isGroup": False, "activity": {"type": "message", "text": "Hello"}}, 201),
        ({"members": [one], "isGroup": True}, 400),
        ({"members": [one, one]}, 400),
        ({"members": ["odd"]}, 400),
        ({}, 400),
        ({"members": [{"id": "nobody"}]}, 403),
    ):
        async with place.client.post(url, json=body) as answer:
            assert answer.status == status, body
            made = await answer.json()
        assert ("activityId" in made) is ("activity" in body)
    *_, last = await place.chat(STAFF)
    assert last["text"] == "Hello"
