"""The cards of what a first sentence told: whole, with something missing, and with one part that is changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dialogs.model import Profile
from tests.dialogs.walker import Office, Walker

SAID = "we have a quote of £48k to renew the parking permit contract, which ends in six weeks"


def understood_cards(office: Office, markup: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each with its name, for somebody with a department and for somebody without, and of words with ``markup``."""
    for said in (SAID, f"we want to renew the contract {markup}"):
        for profile in (None, Profile("Housing operations")):
            walker = Walker(office, profile=profile)
            walker.type(said)
            yield "understood", walker.card
            walker.press("answer")
            yield "understood, and something is missing", walker.card
            walker.press("change", question="need")
            yield "understood, and one part is changed", walker.card
