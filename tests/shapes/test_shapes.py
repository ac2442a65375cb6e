"""Every activity that Teams and its clients send, played against the whole front door, one file each in `activities/`.

A file says where the shape was read (``source``), which shapes come first in the same chat (``before``), the activity,
and what must come of it: the HTTP status, what an invoke gets back (``returns``: of a card; ``answers``: of the whole
body; ``shows`` and ``hides``: what stands in it and what must not), what the bot posts into the chat in all
(``messages``), and whether the person is ``stored``, with how many ``drafts``. What is not stored may stand nowhere in
the database.
"""

from __future__ import annotations

import itertools
import json
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.register import interviews
from bot.register.schema import metadata, people
from dialogs import stranger_reply
from dialogs.cards.help import channel_reply
from dialogs.wording import say
from dialogs.wording.helping import WELCOME as WELCOME_TITLE
from tests.bot.story.house import BOT_ACCOUNT, TENANT, House, Message, open_house, until, verbs_of, words_of

FOLDER = Path(__file__).parent / "activities"
SHAPES = sorted(path.stem for path in FOLDER.glob("*.json"))
WELCOME = say(WELCOME_TITLE)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """One front door for all shapes: each has its own person and chat."""
    async with open_house(tmp_path_factory.mktemp("shapes"), poll_seconds=30) as opened:
        yield opened


@dataclass(frozen=True, slots=True)
class Playing:
    """One shape with a person and chats of its own."""

    house: House
    words: Mapping[str, str]

    def read(self, name: str) -> dict[str, Any]:
        """A shape with these words in it."""
        found: dict[str, Any] = json.loads(Template((FOLDER / f"{name}.json").read_text()).substitute(self.words))
        return found

    async def play(self, name: str) -> tuple[int, Any]:
        """Send what comes before and then the activity; give the last status and body."""
        shape = self.read(name)
        for earlier in shape.get("before", ()):
            await self.play(earlier)
        return await self.post(shape["activity"])

    async def post(self, activity: Mapping[str, Any]) -> tuple[int, Any]:
        """Send one activity."""
        async with self.house.http.post(f"{self.house.url}/api/messages", json=activity) as answer:
            return answer.status, await answer.json() if activity["type"] == "invoke" else await answer.text()

    async def posted(self, conversation: Mapping[str, Any]) -> list[Message]:
        """What was posted into a chat in all: whatever comes before the answer to somebody's last word there."""
        last = f"last-{uuid.uuid4().hex}"
        somebody = {"id": "29:somebody", "name": "Somebody", "aadObjectId": self.words["somebody"]}
        word = {"type": "message", "text": "help", "id": last, "channelId": "msteams"}
        where = {"serviceUrl": self.words["service"], "recipient": {"id": BOT_ACCOUNT}, "conversation": conversation}
        assert (await self.post({**word, **where, "from": somebody}))[0] == 200

        def messages() -> list[Message]:
            return self.house.teams.to(str(conversation["id"]))

        await until(lambda: any(m.activity.get("replyToId") == last for m in messages()), "no last word")
        earlier = itertools.takewhile(lambda m: m.activity.get("replyToId") != last, messages())
        return list(earlier)

    def kept(self) -> dict[str, Any] | None:
        """The row of this person, or None."""
        with self.house.front_door.register.engine.connect() as connection:
            row = connection.execute(select(people).where(people.c.aad_id == self.words["key"])).one_or_none()
        return dict(row._mapping) if row else None  # noqa: SLF001 - SQLAlchemy's documented name for a row as a mapping

    def drafts(self) -> int:
        """How many drafts this person has."""
        return self.house.front_door.register.read_now(lambda c: interviews.count(c, self.words["key"]))

    def traces(self) -> list[str]:
        """The tables in which the person stands anywhere."""
        with self.house.front_door.register.engine.connect() as connection:
            rows = {table.name: str(connection.execute(select(table)).all()) for table in metadata.sorted_tables}
        return [name for name, held in rows.items() if self.words["key"] in held]


def playing(house: House, name: str) -> Playing:
    """A person and chats for one shape."""
    whats = ("key", "act", "chat", "other", "somebody")
    ids = {what: str(uuid.uuid5(uuid.NAMESPACE_URL, f"{name} {what}")) for what in whats}
    ids["draft"] = uuid.uuid5(uuid.NAMESPACE_URL, f"{name} draft").hex
    return Playing(house, {**ids, "tenant": TENANT, "service": house.service_url, "bot": BOT_ACCOUNT})


def check(message: Message, wanted: str | Mapping[str, str]) -> None:
    """Hold what was posted against what was expected of it."""
    match wanted:
        case "welcome":
            assert message.activity["summary"] == WELCOME
        case "guest":
            assert message.activity["text"] == stranger_reply()
        case "elsewhere":
            assert message.activity["text"] == channel_reply()
            assert not message.card
        case _:
            assert isinstance(wanted, Mapping)
            holds(message.card, wanted, message.words)


def holds(card: dict[str, Any], wanted: Mapping[str, str], words: str) -> None:
    """Hold a card against the verb and the words that it must and must not have."""
    assert wanted.get("verb") is None or wanted["verb"] in verbs_of(card), words
    assert wanted.get("says", "") in words
    assert wanted.get("not") is None or wanted["not"] not in words


def among(wanted: Any, held: Any) -> bool:
    """Whether a body holds at least what is wanted of it; an empty object stands for anything."""
    if isinstance(wanted, Mapping):
        keys = wanted.items()
        return not keys or (isinstance(held, Mapping) and all(k in held and among(v, held[k]) for k, v in keys))
    return bool(wanted == held)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", SHAPES)
async def test_of_every_shape_comes_what_its_file_says(house: House, name: str) -> None:
    one = playing(house, name)
    shape = one.read(name)
    expected = shape["expect"]

    status, body = await one.play(name)

    assert status == expected["status"], body
    if "returns" in expected:
        holds(body["value"], expected["returns"], words_of(body["value"]))
    if "answers" in expected:
        assert among(expected["answers"], body)
    written = json.dumps(body, ensure_ascii=False)
    assert [part for part in expected.get("shows", ()) if part not in written] == []
    assert [part for part in expected.get("hides", ()) if part in written] == []
    chat = {**shape["activity"]["conversation"]}
    posted = await one.posted(chat)
    assert len(posted) == len(expected["messages"]), [(m.activity.get("replyToId"), m.words) for m in posted]
    for message, wanted in zip(posted, expected["messages"], strict=True):
        check(message, wanted)
    kept = one.kept()
    if expected["stored"]:
        assert kept is not None
        assert one.drafts() == expected.get("drafts", one.drafts())
        assert not expected.get("reachable") or (kept["reachable"], kept["conversation"]) == (True, one.words["other"])
    else:
        assert (kept, one.traces()) == (None, [])


def test_every_shape_names_its_source_and_the_kinds_that_microsoft_names_are_there() -> None:
    shapes = [json.loads((FOLDER / f"{name}.json").read_text()) for name in SHAPES]
    assert [s for s in shapes if not s["source"]] == []
    kinds = {"message", "messageUpdate", "messageDelete", "messageReaction", "conversationUpdate", "installationUpdate"}
    rest = {"event", "typing", "endOfConversation", "handoff", "invoke", "contactRelationUpdate"}
    assert {s["activity"]["type"] for s in shapes} >= kinds | rest
    platforms = {e["platform"] for s in shapes for e in s["activity"].get("entities", ()) if "platform" in e}
    assert platforms == {"Windows", "Mac", "Web", "iOS", "Android"}
