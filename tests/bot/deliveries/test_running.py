"""Deliveries with the real DBOS, on SQLite and PostgreSQL."""

from __future__ import annotations

from delivery_cases import Outfit


async def test_what_is_intended_is_delivered_once(outfit: Outfit) -> None:
    await outfit.want("DR-0001:list")
    found = await outfit.until_state("DR-0001:list", "done")
    assert outfit.service.ids == ["DR-0001:list"]
    assert found.tries == 1
    assert found.result == {"activity": "a-DR-0001:list"}
    assert found.payload == {}
