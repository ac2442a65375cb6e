"""Looks at the list and the deliveries while a page is open, and tells the page what is new."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from bot.local.page import Panes, list_for_page

_LOOK_SECONDS = 1.0
"""How often this host looks, on this machine only. The page itself never asks; nobody looks when no page is open."""


async def watch(panes: Panes) -> None:
    """Run until cancelled. What cannot be read is shown by its own sentence and looked at again."""
    feed = panes.teams.feed
    told: dict[str, str] = {}
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        if not feed.lines:
            told.clear()
            continue
        news: dict[str, Any] = {
            "list": await list_for_page(panes),
            "deliveries": {"rows": await panes.deliveries()},
        }
        for what, content in news.items():
            now = json.dumps(content, sort_keys=True, ensure_ascii=False)
            if told.get(what) != now:
                told[what] = now
                feed.tell(what, content)
