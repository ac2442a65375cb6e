"""The stand-in takes targeted messages as Microsoft describes them: one person of a chat of several sees them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.local.in_memory import TeamsInMemory

CHAT = "19:meeting_MDAwMQ@thread.v2"
ONE, OTHER, OUTSIDE = "a1", "a2", "a3"


@pytest.fixture(name="teams")
def with_a_chat_of_two() -> TeamsInMemory:
    return TeamsInMemory(rosters={CHAT: {ONE, OTHER}})


@pytest.fixture
async def client(teams: TeamsInMemory) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    """What a bot calls."""
    app = web.Application()
    app.add_routes(teams.routes("/teams"))
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def ask(
    client: TestClient[web.Request, web.Application],
    method: str,
    body: dict[str, Any],
    message: str = "",
    *,
    conversation: str = CHAT,
    targeted: str = "?isTargetedActivity=true",
) -> tuple[int, dict[str, Any]]:
    """One call about a message."""
    one = f"/{message}" if message else ""
    path = f"/teams/v3/conversations/{quote(conversation, safe='')}/activities{one}{targeted}"
    async with client.request(method, path, json=body) as answer:
        said = await answer.json() if answer.content_type == "application/json" else {}
        return answer.status, said


def to(member: str, words: str = "For you") -> dict[str, Any]:
    return {"type": "message", "text": words, "recipient": {"id": f"29:{member}", "name": "Somebody"}}


async def test_only_its_recipient_sees_a_targeted_message(
    teams: TeamsInMemory, client: TestClient[web.Request, web.Application]
) -> None:
    status, _ = await ask(client, "POST", to(ONE))
    await ask(client, "POST", to(ONE, "For all"), targeted="")
    assert status == 201
    assert [m.activity["text"] for m in teams.seen_by(ONE, CHAT)] == ["For you", "For all"]
    assert [m.activity["text"] for m in teams.seen_by(OTHER, CHAT)] == ["For all"]


@pytest.mark.parametrize(
    ("body", "conversation"),
    [
        (to(OUTSIDE), CHAT),
        ({"type": "message", "text": "x"}, CHAT),
        ({"type": "message", "text": "x", "recipient": {"id": ""}}, CHAT),
        ({"type": "message", "text": "x", "recipient": "29:a1"}, CHAT),
        (to(ONE), f"a:{ONE}"),
    ],
)
async def test_without_a_member_as_its_recipient_or_in_a_chat_of_one_it_is_refused(
    teams: TeamsInMemory,
    client: TestClient[web.Request, web.Application],
    body: dict[str, Any],
    conversation: str,
) -> None:
    status, said = await ask(client, "POST", body, conversation=conversation)
    assert (status, said["error"]["code"]) == (400, "BadArgument")
    assert teams.messages == []


async def test_it_is_brought_up_to_date_in_the_same_way_and_never_shown_to_others(
    teams: TeamsInMemory, client: TestClient[web.Request, web.Application]
) -> None:
    _, made = await ask(client, "POST", to(ONE))
    _, seen_by_all = await ask(client, "POST", {"type": "message", "text": "For all"}, targeted="")
    new = {"type": "message", "text": "Changed"}
    assert (await ask(client, "PUT", new, made["id"], targeted=""))[0] == 400
    assert (await ask(client, "PUT", new, seen_by_all["id"]))[0] == 400
    assert (await ask(client, "PUT", to(OTHER), made["id"]))[0] == 400
    assert (await ask(client, "PUT", new, made["id"]))[0] == 200
    assert [m.activity["text"] for m in teams.seen_by(ONE, CHAT)] == ["Changed", "For all"]
    assert [m.activity["text"] for m in teams.seen_by(OTHER, CHAT)] == ["For all"]


@pytest.mark.parametrize("recipient", [None, "29:a1", {}, {"id": None}, {"id": ""}, {"id": 7}, {"id": ["29:a1"]}])
async def test_a_targeted_message_names_its_recipient(
    teams: TeamsInMemory, client: TestClient[web.Request, web.Application], recipient: object
) -> None:
    status, answer = await ask(client, "POST", {**to(ONE), "recipient": recipient})
    assert (status, answer["error"]["message"]) == (400, "A targeted message names its recipient.")
    assert teams.to(CHAT) == []
