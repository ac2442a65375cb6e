"""Files in the chats of the local page: offered, allowed or declined as in Teams, kept, and opened."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from bot.local.faults import Fault
from bot.local.onedrive import UNIT
from bot.local.teams import SORRY
from tests.bot.local.local_cases import STAFF, InMemory, Open, Place

CONSENT = "application/vnd.microsoft.teams.card.file.consent"
SHOWN = "application/vnd.microsoft.teams.card.file.info"
ASKED: dict[str, Any] = {
    "description": "The requests of your area.",
    "sizeInBytes": 12,
    "acceptContext": {"offer": "file:1"},
    "declineContext": {"offer": "file:1"},
}


def asking(**content: object) -> dict[str, Any]:
    """A consent card as a bot sends it."""
    return {"contentType": CONSENT, "name": "my-area.csv", "content": {**ASKED, **content}}


async def allowed(place: Place) -> dict[str, Any]:
    """What the bot was sent when somebody allowed a file."""
    message = await place.post(STAFF, attachments=[asking()])
    assert (await place.ask("POST", f"/local/people/{STAFF}/consent", {"message": message, "allow": True}))[0] == 200
    heard: dict[str, Any] = place.bot.of_type("invoke")[-1]
    assert (heard["name"], heard["replyToId"]) == ("fileConsent/invoke", message)
    return heard


async def test_an_offer_shows_its_name_its_words_and_its_size(place: Place) -> None:
    await place.post(STAFF, attachments=[asking()])
    (shown,) = await place.chat(STAFF)
    assert shown["offer"] == {"name": "my-area.csv", "description": ASKED["description"], "size": 12}
    assert shown["file"] is None


async def test_what_was_allowed_has_a_place_and_what_was_sent_there_opens_after_a_restart_too(
    open_place: Open, tmp_path: Path
) -> None:
    place = await open_place()
    value = (await allowed(place))["value"]
    assert (value["type"], value["action"], value["context"]) == ("fileUpload", "accept", {"offer": "file:1"})
    info = value["uploadInfo"]
    headers = {"Content-Range": "bytes 0-11/12"}
    async with place.client.put(info["uploadUrl"], data=b"DR-0001,Hi\r\n", headers=headers) as answer:
        assert (answer.status, (await answer.json())["size"]) == (201, 12)
    shown = {"uniqueId": info["uniqueId"], "fileType": info["fileType"]}
    file = {"contentType": SHOWN, "contentUrl": info["contentUrl"], "name": info["name"], "content": shown}
    await place.post(STAFF, attachments=[file])
    *_, last = await place.chat(STAFF)
    assert last["file"] == {"name": "my-area.csv", "url": info["contentUrl"]}
    path = info["contentUrl"].removeprefix(place.url)
    again = await open_place()
    async with again.client.get(f"{again.url}{path}") as answer:
        assert await answer.read() == b"DR-0001,Hi\r\n"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    (kept,) = (p for p in (tmp_path / "local-onedrive").rglob("*") if p.is_file())
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


async def test_who_declines_tells_so_and_gives_no_place(place: Place) -> None:
    message = await place.post(STAFF, attachments=[asking()])
    await place.ask("POST", f"/local/people/{STAFF}/consent", {"message": message, "allow": False})
    (heard,) = place.bot.of_type("invoke")
    assert heard["value"] == {"type": "fileUpload", "action": "decline", "context": {"offer": "file:1"}}


async def test_an_offer_that_is_gone_says_so(place: Place) -> None:
    message = await place.post(STAFF, text="no file")
    for one in (message, "none"):
        _, answer = await place.ask("POST", f"/local/people/{STAFF}/consent", {"message": one, "allow": True})
        assert answer["notice"] == "This offer is gone. Ask for the file again."
    assert place.bot.heard == []


WRONG: list[dict[str, Any]] = [
    {**asking(), "name": ""},
    {k: v for k, v in asking().items() if k != "name"},
    asking(sizeInBytes=0),
    asking(sizeInBytes="12"),
    asking(description=None),
    asking(acceptContext=None),
    {"contentType": SHOWN, "name": "x.csv", "content": {"uniqueId": "1"}},
    {"contentType": SHOWN, "name": "x.csv", "content": {"uniqueId": "1", "fileType": "csv"}},
]


@pytest.mark.parametrize("attachment", WRONG)
async def test_teams_refuses_what_it_would_not_draw(service: Place, attachment: dict[str, Any]) -> None:
    path = f"/local/teams/v3/conversations/{await service.conversation(STAFF)}/activities"
    status, answer = await service.ask("POST", path, {"type": "message", "attachments": [attachment]})
    assert (status, answer["error"]["code"]) == (400, "BadSyntax")


@pytest.mark.parametrize(("status", "told"), [(200, False), (202, True), (500, True)])
async def test_an_answer_to_an_offer_that_the_bot_does_not_take_is_told(
    place: Place, status: int, *, told: bool
) -> None:
    message = await place.post(STAFF, attachments=[asking()])
    place.bot.status = status
    _, answer = await place.ask("POST", f"/local/people/{STAFF}/consent", {"message": message, "allow": False})
    assert answer["notice"] == (SORRY if told else None)


async def test_a_session_is_as_strict_as_onedrives(place: Place) -> None:
    info = (await allowed(place))["value"]["uploadInfo"]
    total = 2 * UNIT

    async def put(size: int, span: str, **headers: str) -> int:
        sent = {"Content-Range": f"bytes {span}", **headers} if span else headers
        async with place.client.put(info["uploadUrl"], data=b"x" * size, headers=sent) as answer:
            return answer.status

    assert await put(UNIT, "") == 400
    assert await put(UNIT, f"0-{UNIT - 1}/{total}", Authorization="Bearer x") == 401
    assert await put(100, f"0-99/{total}") == 400, "no whole unit"
    assert await put(UNIT - 1, f"0-{UNIT - 1}/{total}") == 400, "not as long as it says"
    assert await put(UNIT, f"0-{UNIT - 1}/{total}") == 202
    assert await put(UNIT, f"0-{UNIT - 1}/{total}") == 416
    assert await put(UNIT, f"{UNIT}-{total - 1}/{total + 1}") == 400, "another size"
    async with place.client.get(info["uploadUrl"]) as answer:
        assert (await answer.json())["nextExpectedRanges"] == [f"{UNIT}-"]
    assert await put(UNIT, f"{UNIT}-{total - 1}/{total}") == 201
    assert await put(UNIT, f"{UNIT}-{total - 1}/{total}") == 404


async def test_another_site_gets_no_file_and_brings_none(place: Place) -> None:
    info = (await allowed(place))["value"]["uploadInfo"]
    foreign = {"Origin": "https://evil.example", "Content-Range": "bytes 0-0/1"}
    for method, url in (("PUT", info["uploadUrl"]), ("GET", info["contentUrl"])):
        async with place.client.request(method, url, data=b"x" if method == "PUT" else None, headers=foreign) as answer:
            assert answer.status == 403


@pytest.mark.parametrize(
    ("status", "after", "elsewhere"), [(299, None, False), (300, 7, True), (399, 0, True), (400, 7, False)]
)
async def test_a_fault_may_send_a_file_elsewhere_or_name_a_time(
    in_memory: InMemory, status: int, after: int | None, *, elsewhere: bool
) -> None:
    drive = in_memory.teams.onedrive
    drive.plan.waiting.append(Fault("status", status=status, retry_after=after))
    info = drive.begin(f"{in_memory.url}/local/teams/onedrive", "a.csv")
    async with in_memory.client.put(info["uploadUrl"], data=b"x", allow_redirects=False) as answer:
        assert (answer.status, "Location" in answer.headers) == (status, elsewhere)
        assert answer.headers.get("Retry-After") == (None if after is None else str(after))
    assert [(call.status, call.token) for call in drive.ledger] == [(status, False)]
    assert drive.file(info["uniqueId"]) is None
    async with in_memory.client.put(info["uploadUrl"], data=b"x", headers={"Content-Range": "bytes 0-0/1"}) as answer:
        assert answer.status == 201
    assert drive.file(info["uniqueId"]) == ("a.csv", b"x")
    async with in_memory.client.get(info["contentUrl"]) as answer:
        assert (answer.status, await answer.read()) == (200, b"x")
    async with in_memory.client.get(info["contentUrl"].replace(info["uniqueId"], "none")) as answer:
        assert answer.status == 404
