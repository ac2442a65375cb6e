"""An offer as the ledger keeps it: while its card waits, after it was sent, and as the version before wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.deliveries.ledger import Delivery
from bot.file_offers import KEPT, offer_of, written
from dialogs.model import FileOffer

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
OFFER = FileOffer("file:1", "somebody", "board.docx", "paper", {"body": "board", "meeting": "2026-12-09"})


def delivery(payload: Mapping[str, Any], result: Mapping[str, Any]) -> Delivery:
    """The row of this offer."""
    return Delivery(
        "file:1", None, "file", "teams", "lane", "somebody", payload, 1, "waiting", 0, "", NOW, NOW, None, result, 1, ""
    )


def test_an_offer_is_the_same_while_it_waits_and_after_its_words_were_let_go() -> None:
    assert offer_of(delivery(written(OFFER), {})) == OFFER
    assert offer_of(delivery({"name": "Somebody"}, {KEPT: written(OFFER)})) == OFFER


def test_what_was_answered_counts_before_its_card_says_so() -> None:
    taken = replace(OFFER, answered="taken")
    assert offer_of(delivery(written(taken), {KEPT: written(OFFER)})) == taken


def test_an_export_that_waited_through_an_upgrade_is_offered() -> None:
    before = {"name": "my-area.csv", "content_type": "text/csv", "text": "old", "areas": ["housing"]}
    assert offer_of(delivery(before, {})) == FileOffer("file:1", "somebody", "my-area.csv", "export", {})
