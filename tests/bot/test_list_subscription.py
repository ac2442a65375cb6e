"""The subscription for change notifications: by which words they are known, and how often Graph is asked for it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.list_subscription import AGAIN, ListSubscription
from bot.register import list_items
from bot.register.register import Register
from bot.sharepoint.listing import Listing
from bot.sharepoint.refusals import GiveUp
from tests.bot.register.lodged import JUST, NOW

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("held", ["", "the word of the subscription"])
@pytest.mark.parametrize("pending", ["", "the word of one that is being made"])
async def test_notifications_are_known_by_the_word_of_the_subscription_and_of_one_that_is_being_made(
    register: Register, held: str, pending: str
) -> None:
    def stored(c: Any) -> None:
        kept = {"id": "1", "client_state": held, "url": "https://bot.example.org/", "ends": NOW.isoformat()}
        list_items.keep_value(c, list_items.SUBSCRIPTION, kept if held else None)
        list_items.keep_value(c, "subscription_word", pending or None)

    register.write_now(stored)
    subscription = ListSubscription(register, "", lambda: NOW, lambda: "id")
    await subscription.learn()
    assert subscription.words == {word for word in (held, pending) if word}


async def test_what_graph_refuses_to_tell_of_is_asked_for_again_after_a_while(
    register: Register, caplog: pytest.LogCaptureFixture
) -> None:
    clock = [NOW]
    asked: list[str] = []

    class Refusing:
        """Graph, before the address answers."""

        access = SimpleNamespace(base_url="https://graph.example", site="site")

        async def call(self, method: str, *_: object, **__: object) -> Any:
            asked.append(method)
            raise GiveUp("Graph answered 400")

    listing = Listing(cast("Any", Refusing()), "site", "r1", "Requests")
    subscription = ListSubscription(register, "https://bot.example.org", lambda: clock[0], lambda: "word")
    tries = []
    for after in (timedelta(0), JUST, AGAIN - JUST, AGAIN, AGAIN - JUST):  # at last the clock was put back
        clock[0] = NOW + after
        before = len(asked)
        await subscription.keep(listing)
        tries.append(len(asked) > before)
    assert tries == [True, False, False, True, True]
    assert [r.message for r in caplog.records].count("no change notifications; polling goes on") == 3
    await subscription.learn()
    assert subscription.words == {"word"}
