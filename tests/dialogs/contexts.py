"""What a part of the dialogue is given where it is called by itself, beside a whole turn."""

from __future__ import annotations

from typing import Any

from dialogs.context import TurnContext
from dialogs.model import Clock, Lookups, People, Person, Session
from governance_rules import Rulebook
from tests.dialogs.walker import NOW, PEOPLE, RULEBOOK


def context_of(
    who: Session | Person, *, rulebook: Rulebook = RULEBOOK, people: People = PEOPLE, typed: bool = False, **known: Any
) -> TurnContext:
    """The turn of somebody, alone or with what they have in hand; ``known``: what was looked up for it."""
    session = who if isinstance(who, Session) else Session(who, None)
    return TurnContext(rulebook, people, session, Lookups(**known), Clock(NOW, lambda: "new"), typed=typed)
