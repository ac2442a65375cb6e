"""The cards of the roadmap: empty, short and very long, whole and in parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dialogs import take_turn
from dialogs.model import Clock, Lookups, Pressed, Session
from dialogs.roadmap import Entry
from tests.dialogs.walker import NOW, PEOPLE, RULEBOOK, STAFF


def roadmap_cards(title: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Nothing, a few and very many on the roadmap, as a whole and by its parts; and for who is not staff."""
    few = (Entry("DR-0001", title, "housing", "Approved", "now"), Entry("DR-0002", "", "", "In review", ""))
    many = tuple(Entry(f"DR-{n:04}", "\U0001f3d7" * 120, "place", "Approved", "now") for n in range(5000))
    for entries in ((), few, (*few, *many), None):
        for data in (
            {},
            {"part": "now"},
            {"part": "now", "page": 2},
            {"part": "place", "page": 9999},
            {"part": "later"},
        ):
            act, session = Pressed("roadmap", data), Session(STAFF, None)
            turn = take_turn(RULEBOOK, PEOPLE, session, Lookups(roadmap=entries), act, Clock(NOW, lambda: "x"))
            assert turn.card is not None
            yield "roadmap", turn.card
