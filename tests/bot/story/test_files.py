"""Files by consent, over HTTP: offered in the chat, saved in the person's own OneDrive, or not at all."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.host.files import CONSENT, SHOWN
from bot.local.consents import consent_of, file_of
from bot.local.faults import Fault
from bot.register import schema
from tests.bot.story.erased import OTHER, PARTNER
from tests.bot.story.house import House, Message, Someone, open_house, until
from tests.bot.story.walking import submitted

FILE = "my-area.csv"
CHAMPION = "00000000-0000-0000-0000-00000000c001"


@pytest.fixture
async def house(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with open_house(tmp_path, database_url) as opened:
        yield opened


async def offered(house: House) -> tuple[Someone, Message]:
    """A champion to whom the requests of their area were offered as a file."""
    await submitted(house)
    champion = house.someone(CHAMPION, "Housing champion")
    await champion.press("my_area", filter="all", export=True)
    return champion, await champion.offer(FILE)


async def said_to(person: Someone, words: str) -> Message:
    """Wait for a message with these words."""
    found: Message = await until(
        lambda: next((m for m in person.inbox if words in m.words), None), f"nobody said {words}"
    )
    return found


async def file_for(person: Someone) -> Message:
    """Wait for the card of a saved file."""
    found: Message = await until(lambda: next((m for m in person.inbox if file_of(m.activity)), None), "no file card")
    return found


def rows(house: House, kind: str) -> list[Any]:
    """The deliveries of one kind, oldest first."""
    wanted = select(schema.deliveries).where(schema.deliveries.c.kind == kind).order_by(schema.deliveries.c.number)
    return list(house.front_door.register.read_now(lambda c: c.execute(wanted).all()))


def history(house: House, what: str) -> list[dict[str, Any]]:
    """What the history says of one thing."""
    wanted = select(schema.audit.c.fields).where(schema.audit.c.what == what).order_by(schema.audit.c.number)
    return [json.loads(row) for row in house.front_door.register.read_now(lambda c: c.execute(wanted).scalars().all())]


async def test_a_file_that_was_allowed_is_saved_and_its_card_follows(house: House) -> None:
    champion, offer = await offered(house)
    asked = consent_of(offer.activity)
    assert asked is not None
    assert asked["contentType"] == CONSENT
    assert offer.activity["summary"] == f"A file for you: {FILE}"

    value = await champion.answer_offer(offer, allow=True)
    shown = file_of((await file_for(champion)).activity)

    assert shown == {
        "contentType": SHOWN,
        "contentUrl": value["uploadInfo"]["contentUrl"],
        "name": FILE,
        "content": {"uniqueId": value["uploadInfo"]["uniqueId"], "fileType": "csv"},
    }
    ((name, data),) = house.teams.onedrive.files
    assert (name, len(data)) == (FILE, asked["content"]["sizeInBytes"])
    assert b"DR-0001" in data
    assert [call.token for call in house.teams.onedrive.ledger] == [False]
    assert history(house, "exported") == [{"filter": "all", "requests": 1}]
    await until(lambda: offer.updates, "the offer still has its buttons")
    assert f"You allowed {FILE}" in offer.words
    await until(lambda: rows(house, "upload")[0].state == "done", "it is not done")
    assert value["uploadInfo"]["uploadUrl"] not in str([*rows(house, "upload"), *rows(house, "file_card")])


async def test_of_a_file_that_was_declined_nothing_is_kept_and_that_is_said(house: House) -> None:
    champion, offer = await offered(house)

    await champion.answer_offer(offer, allow=False)

    await said_to(champion, "Nothing was kept")
    await until(lambda: offer.updates, "the offer still has its buttons")
    assert consent_of(offer.activity) is None
    assert house.teams.onedrive.files == []
    assert rows(house, "upload") == []
    assert history(house, "exported") == []


async def test_allowing_twice_saves_one_file(house: House) -> None:
    champion, offer = await offered(house)
    card = Message(offer.id, offer.conversation, dict(offer.activity))

    await champion.answer_offer(card, allow=True, activity="press-1")
    await champion.answer_offer(card, allow=True, activity="press-1")
    await champion.answer_offer(card, allow=True, activity="press-2")
    await champion.answer_offer(card, allow=False, activity="press-3")

    await file_for(champion)
    await until(lambda: sum("answered this already" in m.words for m in champion.inbox) == 2, "not said")
    assert len(house.teams.onedrive.files) == 1
    assert not [m for m in champion.inbox if "Nothing was kept" in m.words]


async def test_an_offer_is_nobody_elses_and_no_other_delivery_is_one(house: House) -> None:
    champion, offer = await offered(house)
    card = Message(offer.id, offer.conversation, dict(offer.activity))
    partner, other = house.someone(PARTNER, "Partner"), house.someone(OTHER, "Other")
    await until(lambda: rows(house, "summary"), "nobody was told")
    forged = [{"offer": row.id} for kind in ("summary", "item") for row in rows(house, kind)]
    forged += [{"offer": "file:none"}, {"offer": ["x"]}, {"offer": "x" * 5000}, {}]

    await partner.answer_offer(card, allow=True)
    await other.answer_offer(card, allow=True)
    for context in forged:
        await champion.answer_offer(card, allow=True, context=context)

    def told(person: Someone) -> int:
        return sum("offer has ended" in message.words for message in person.inbox)

    await until(lambda: (told(partner), told(other), told(champion)) == (1, 1, len(forged)), "not told")
    assert house.teams.onedrive.files == []
    assert house.teams.onedrive.ledger == type(house.teams.onedrive.ledger)()
    assert rows(house, "upload") == []
    assert history(house, "refused").count({"verb": "file"}) == len(forged) + 2
    assert consent_of(offer.activity), "the champion can still have it"


async def test_in_a_group_chat_an_answer_to_an_offer_does_nothing_and_says_nothing(house: House) -> None:
    champion, offer = await offered(house)
    group = {
        "id": "19:group@thread.v2",
        "conversationType": "groupChat",
        "tenantId": "00000000-0000-0000-0000-0000000007e7",
    }
    asked = consent_of(offer.activity)
    assert asked is not None
    value = {"type": "fileUpload", "action": "decline", "context": asked["content"]["declineContext"]}
    await champion.post({"type": "invoke", "name": "fileConsent/invoke", "value": value, "conversation": group})
    await until(lambda: history(house, "refused") == [{"verb": "file"}], "no trace")
    assert house.teams.to(group["id"]) == []
    assert consent_of(offer.activity)


async def test_what_ended_is_offered_again_and_then_saved(house: House) -> None:
    champion, offer = await offered(house)
    before = len(champion.inbox)
    begun = house.teams.onedrive.begin(f"{house.service_url}/onedrive", FILE)
    house.teams.onedrive.expire()
    await champion.answer_offer(offer, allow=True, uploadInfo=begun)

    again = await champion.offer(FILE, after=before)
    asked = consent_of(again.activity)
    assert asked is not None
    assert asked["content"]["description"].startswith("The time to save it had run out")
    assert house.teams.onedrive.files == []

    await champion.answer_offer(again, allow=True)
    await file_for(champion)
    assert len(house.teams.onedrive.files) == 1


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (403, "did not take"),
        (307, "did not take"),
        (409, "in use"),
        (507, "no room"),
    ],
)
async def test_why_it_was_not_saved_is_said_and_it_is_not_tried_again(house: House, status: int, says: str) -> None:
    champion, offer = await offered(house)
    house.teams.onedrive.plan.waiting.append(Fault("status", status=status, times=None))

    await champion.answer_offer(offer, allow=True)

    await said_to(champion, says)
    await until(lambda: rows(house, "upload")[0].state == "done", "it is still tried")
    assert [(call.method, call.status) for call in house.teams.onedrive.ledger] == [("PUT", status)]
    assert house.teams.onedrive.files == []


@pytest.mark.parametrize(
    "fault", [Fault("status", status=500), Fault("status", status=503, retry_after=1), Fault("drop")]
)
async def test_what_fails_for_a_moment_is_tried_again(house: House, fault: Fault) -> None:
    champion, offer = await offered(house)
    house.teams.onedrive.plan.waiting.append(fault)
    await champion.answer_offer(offer, allow=True)
    await file_for(champion)
    assert len(house.teams.onedrive.files) == 1
    assert history(house, "exported") == [{"filter": "all", "requests": 1}], "one copy, however often it was tried"


async def test_a_file_that_arrived_though_nobody_told_us_is_shown_and_not_sent_twice(house: House) -> None:
    champion, offer = await offered(house)
    house.teams.onedrive.plan.waiting.append(Fault("drop_after_commit", method="PUT"))

    await champion.answer_offer(offer, allow=True)

    shown = await file_for(champion)
    assert "If it does not open" in shown.words
    assert len(house.teams.onedrive.files) == 1
    assert [call.method for call in house.teams.onedrive.ledger] == ["PUT", "GET"]


@pytest.mark.parametrize("part", ["uploadUrl", "contentUrl"])
async def test_no_byte_goes_to_an_address_that_is_not_of_onedrive(house: House, part: str) -> None:
    address = "https://contoso.sharepoint.com@evil.example/up"
    champion, offer = await offered(house)
    begun = house.teams.onedrive.begin(f"{house.service_url}/onedrive", FILE)

    await champion.answer_offer(offer, allow=True, uploadInfo={**begun, part: address})

    await said_to(champion, "not in a OneDrive that we know")
    assert house.teams.onedrive.files == []
    assert not house.teams.onedrive.ledger
    assert history(house, "exported") == []
    assert {"verb": "file"} in history(house, "refused")
    assert not [m for m in champion.inbox if address in str(m.activity)]
