"""Everything that one turn may look at, and the notices and errors that a card carries back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from dialogs.cards.elements import Element
from dialogs.model import Clock, Interview, Lookups, People, Session
from dialogs.wording import local_day
from governance_rules import Rulebook

REFERENCE: Final = re.compile(r"[A-Z]{2,6}-\d{4,12}")
"""A reference as a button carries it, whatever it starts with: a council may have changed that."""


@dataclass(frozen=True, slots=True)
class TurnContext:
    """What one turn may look at. ``typed``: the person typed, so a question comes alone with its options as text."""

    rulebook: Rulebook
    people: People
    session: Session
    lookups: Lookups
    clock: Clock
    typed: bool = False

    @property
    def today(self) -> date:
        """The day on the council's clock."""
        return local_day(self.clock.now)


@dataclass(frozen=True, slots=True)
class Command:
    """What the person wants: a verb, the data that the card or the words carried, and what was filled in."""

    verb: str
    carried: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""
    """The typed words as they came, empty for a button."""

    @property
    def reference(self) -> str:
        """The reference that it is about, in capitals; empty when it carries none that could be one."""
        raw = self.carried.get("reference")
        found = raw.strip().upper() if isinstance(raw, str) else ""
        return found if REFERENCE.fullmatch(found) else ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a card says beside its question: notices above it, and errors at its inputs."""

    notices: tuple[Element, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    talk: bool = False
    """Whether the notices say whom in IT to talk to: the card does not offer it a second time."""


def stamp(interview: Interview, **more: object) -> dict[str, Any]:
    """What each button of an interview's card carries. It says which card this is and gives no right."""
    return {"interview": interview.id, "revision": interview.revision, **more}
