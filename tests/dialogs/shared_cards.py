"""The cards of a request that stands in a chat of several people, for `every_card`."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs import unchanged_card
from dialogs.cards.found import found_card, seen_card
from dialogs.model import Card, Person, Request
from dialogs.rights import Sees
from tests.dialogs.walker import BOARD, HEAD, OTHER, PARTNER, PEOPLE, RULEBOOK, STAFF

READERS: tuple[tuple[Sees, Person], ...] = (
    ("requester", STAFF),
    ("partner", PARTNER),
    ("member", BOARD),
    ("sponsor", HEAD),
    ("co_requester", OTHER),
)


def shared_cards(full: Request, markup: str) -> Iterator[tuple[str, Card]]:
    """A request as everybody in the chat reads it, and as those do who may see more; each with its name."""
    yield "shared", found_card(PEOPLE, full, PARTNER).card
    yield "shared, as it was", unchanged_card({"reference": "DR-0001", "title": markup, "status": "Submitted"})[0]
    yield "shared, of no words", unchanged_card({})[0]
    for sees, person in READERS:
        yield f"shared, for its {sees}", seen_card(RULEBOOK, PEOPLE, full, person, sees)[0]
