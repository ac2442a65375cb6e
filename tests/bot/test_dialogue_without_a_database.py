"""Where nothing can be read or kept, the dialogue of a message says so in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

import pytest

from bot.host.activity import invoke_response
from bot.host.incoming import Incoming
from bot.register.register import NotSaved
from bot.turns import Turns
from dialogs.extension import ChatMessage, DialogSubmitted, MessageChosen
from dialogs.model import Act, Person


class Down:
    """A register whose database does not answer."""

    async def read(self, _job: object) -> Any:
        """Read nothing."""
        raise NotSaved

    write = read


def nothing(*_: object) -> Any:
    raise AssertionError("nothing else is asked for")


@pytest.mark.parametrize("act", [MessageChosen(ChatMessage("A need")), DialogSubmitted({"dialog": "d1", "words": "A"})])
async def test_what_cannot_be_read_or_kept_is_said_in_the_dialogue(act: Act) -> None:
    down: Any = Down()
    turns = Turns(
        down, nothing, nothing, lambda: datetime(2026, 11, 2, tzinfo=UTC), nothing, nothing, nothing, down, nothing, ""
    )
    kind: Literal["invoke"] = "invoke"
    incoming = Incoming(
        act, "a1", "19:x", Person("p", "Somebody"), "29:p", "t", "", personal_chat=False, kind=kind, form="dialog"
    )
    said = invoke_response(await turns.take(incoming), "dialog").decode()
    assert said.startswith('{"task":{"type":"message"')
    assert "Nothing has changed. Please try the same thing again" in said
