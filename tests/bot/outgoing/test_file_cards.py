"""The card that offers a file, what stands there once it was answered, and the card of a file that was saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.deliveries.ledger import Delivery
from bot.outgoing.file_makers import CannotBeMade, Made
from bot.outgoing.files import FileSender
from bot.register.register import Register
from dialogs.model import Person
from tests.bot.outgoing.chats import STANDS, Chats, delivery, sender
from tests.bot.people.people_cast import HOUSING_CHAMPION, PROCUREMENT

OFFER = {"file": "my-area.csv", "of": "export", "fields": {}}


class _Maker:
    """Makes ten bytes, or cannot where the filter is ``none``."""

    async def size(self, person: Person, fields: Mapping[str, str]) -> int:
        """Ten."""
        return len((await self.make(person, fields)).data)

    async def make(self, person: Person, fields: Mapping[str, str]) -> Made:
        """Ten bytes."""
        del person
        if fields.get("filter") == "none":
            raise CannotBeMade("no")
        return Made(b"x" * 10)


async def card(register: Register, wanted: Delivery, kind: str = "file") -> tuple[Mapping[str, object], Chats]:
    chats = Chats()
    return await FileSender(sender(register, chats), {"export": _Maker()}).handlers()[kind](wanted), chats


@pytest.mark.parametrize(
    ("to", "more", "before", "call", "says"),
    [
        (HOUSING_CHAMPION, {}, {}, "send", "my-area.csv"), (HOUSING_CHAMPION, {}, STANDS, "", ""),
        (HOUSING_CHAMPION, {"answered": "taken"}, STANDS, "update", "You allowed"),
        (HOUSING_CHAMPION, {"answered": "declined"}, STANDS, "update", "You did not want"),
        (HOUSING_CHAMPION, {"answered": "taken"}, {}, "", ""), (PROCUREMENT, {}, {}, "send", "not for you any more"),
        (HOUSING_CHAMPION, {"fields": {"filter": "none"}}, {}, "send", "We cannot make"),
    ],
)  # fmt: skip
async def test_an_offer_stands_until_it_is_answered_and_then_says_what_was_said(
    small_register: Register, to: str, more: dict[str, Any], before: dict[str, Any], call: str, says: str
) -> None:
    result, chats = await card(small_register, delivery("file", to, None, before, **{**OFFER, **more}))
    assert [one for one, *_ in chats.calls] == ([call] if call else [])
    assert [says in said["summary"] for said in chats.said] == ([True] if call else [])
    assert (result.get("moot", False)) is (bool(more.get("answered")) and not before)


@pytest.mark.parametrize(
    ("name", "sure", "named"), [("my-area 1.csv", True, "my-area 1.csv"), ("", False, "asked.csv")]
)
async def test_the_card_of_a_saved_file_has_its_name_and_words_where_nobody_is_sure(
    small_register: Register, name: str, named: str, *, sure: bool
) -> None:
    place = {"upload_url": "", "content_url": "https://a", "unique_id": "u", "file_type": "csv", "name": name}
    saved = delivery("file_card", HOUSING_CHAMPION, None, None, place=place, file="asked.csv", sure=sure)
    _, chats = await card(small_register, saved, "file_card")
    assert named in chats.said[0]["summary"]
    assert ("text" in chats.said[0]) is not sure
