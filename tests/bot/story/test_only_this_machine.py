"""In local mode nobody signs in, so the bot itself answers no page of another site."""

from __future__ import annotations

import pytest

from tests.bot.story.house import House


@pytest.mark.parametrize("foreign", [{"Host": "attacker.example"}, {"Origin": "https://attacker.example"}])
@pytest.mark.parametrize("path", ["/api/messages", "/metrics", "/"])
async def test_a_foreign_page_gets_nothing_in_local_mode(house: House, path: str, foreign: dict[str, str]) -> None:
    async with house.http.post(f"{house.url}{path}", json={"type": "message"}, headers=foreign) as answer:
        assert answer.status == 403
