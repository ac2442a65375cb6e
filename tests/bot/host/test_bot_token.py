"""The bot's own token: when it is renewed, to the second, and what is counted of it."""

from __future__ import annotations

import asyncio
from typing import NoReturn, cast

import pytest
from aiohttp import ClientError, ClientSession

from bot.access import bot_token
from bot.delivery_errors import TryLater
from bot.host.entra import BotToken, Token
from bot.settings import Settings
from tests.bot.host.host_cases import let_run


@pytest.mark.parametrize(
    ("after", "word", "asked"),
    [(3299.0, "word 1", 1), (3300.0, "word 1", 2), (3599.0, "word 1", 2), (3600.0, "word 2", 2)],
)
async def test_a_token_is_renewed_five_minutes_before_its_end_and_serves_until_then(
    after: float, word: str, asked: int
) -> None:
    clock, tries = [0.0], []

    async def fetch() -> tuple[str, float]:
        tries.append(clock[0])
        return f"word {len(tries)}", 3600.0

    token = BotToken(fetch, lambda: clock[0])
    await token.header()
    clock[0] = after
    assert await token.header() == {"Authorization": f"Bearer {word}"}
    await let_run()
    assert len(tries) == asked


@pytest.mark.parametrize(
    ("named", "asked"),
    [
        ("", "https://login.microsoftonline.com/council.example.org/oauth2/v2.0/token"),
        ("https://stand-in.example.org/token", "https://stand-in.example.org/token"),
    ],
)
async def test_the_token_is_asked_for_at_the_address_of_the_tenant_or_of_the_settings(named: str, asked: str) -> None:
    class Session:
        """Nobody answers there."""

        def __init__(self) -> None:
            self.urls: list[str] = []

        def post(self, url: str, **_: object) -> NoReturn:
            self.urls.append(url)
            raise ClientError

    settings = Settings(
        _env_file=None, MicrosoftAppId="app", MicrosoftAppTenantId="council.example.org", bot_token_url=named
    )
    session = Session()
    with pytest.raises(TryLater, match="could not be reached"):
        await bot_token(settings, cast("ClientSession", session), lambda: 0.0, local=False).header()
    assert session.urls == [asked]
    assert await bot_token(settings, cast("ClientSession", session), lambda: 0.0, local=True).header() == {}
    assert session.urls == [asked], "in local mode none is asked for"


async def test_each_try_is_counted_once_and_one_that_was_stopped_is_no_failure() -> None:
    called: list[tuple[str, str]] = []
    errors: list[object] = []
    answers: list[tuple[str, float] | None] = [("word", 3600.0), None]
    asyncio.get_running_loop().set_exception_handler(lambda _, context: errors.append(context))

    async def fetch() -> tuple[str, float]:
        if not answers:
            await asyncio.Event().wait()
        if (said := answers.pop(0)) is None:
            raise TryLater("Entra gave no token")
        return said

    token = BotToken(fetch, lambda: 0.0, lambda *one: called.append(one))
    await token.header()
    assert called == [("entra", "ok")]
    token.forget()
    with pytest.raises(TryLater):
        await token.header()
    waiting = asyncio.create_task(token.header())
    await let_run()
    (renewal,) = (task for task in asyncio.all_tasks() if task.get_name() == "bot token")
    renewal.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert called == [("entra", "ok"), ("entra", "failed")]
    assert errors == []


def test_a_token_does_not_show_its_word() -> None:
    assert "secret" not in repr(Token("secret", 5.0))
