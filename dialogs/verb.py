"""What one row of the table of verbs says: what does it, who may in which statuses, and what comes with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

from dialogs import requests
from dialogs import statuses as s
from dialogs.context import Command, TurnContext
from dialogs.model import Interview, Request, Turn
from dialogs.rendering import old_card
from dialogs.rights import ANYONE, TeamRole, Who
from dialogs.statuses import Status

Handler = Callable[[TurnContext, Command], Turn]
Lookup = Literal[
    "mine", "similar", "area_requests", "figures", "lately", "told", "work", "meeting", "agenda", "roadmap"
]


@dataclass(frozen=True, slots=True)
class Anytime:
    """Needs nothing beside the scene."""

    run: Handler
    of_a_card: ClassVar = False
    by_reference: ClassVar = False


@dataclass(frozen=True, slots=True)
class OnDraft:
    """Belongs to the card of the draft in hand; an old card, or none, gets ``stale`` instead."""

    run: Callable[[TurnContext, Command, Interview], Turn]
    stale: Handler = old_card
    of_a_card: ClassVar = True
    by_reference: ClassVar = False


@dataclass(frozen=True, slots=True)
class OnRequest:
    """About the request whose reference came with it."""

    run: Callable[[TurnContext, Command, Request], Turn]
    of_a_card: ClassVar = False
    by_reference: ClassVar = True


@dataclass(frozen=True, slots=True)
class AsTeam:
    """About that request too, in the role that its route gives this person."""

    run: Callable[[TurnContext, Command, Request, TeamRole], Turn]
    of_a_card: ClassVar = False
    by_reference: ClassVar = True


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb, or one form of ``answer``: each field is what the table says of it."""

    name: str
    does: Anytime | OnDraft | OnRequest | AsTeam
    form: str = ""
    """Which form of ``answer`` it is, as its button's data says."""
    words: tuple[str, ...] = ()
    """Typed words that always mean it."""
    loose: tuple[str, ...] = ()
    """Typed words that mean it only where no text of the person's own is expected."""
    asked: tuple[str, ...] = ()
    """Typed words that mean it only while a yes or no is awaited."""
    about: tuple[str, ...] = ()
    """Typed words before a reference."""
    telling: str = ""
    """A typed word before a reference and a text, which becomes its input."""
    saying: str = ""
    """A typed word before a reference and words that the verb reads itself."""
    replying: str = ""
    """A typed word before a reference and a yes or no, which becomes its input ``answer``."""
    pressed: bool = True
    """Whether a button can do it; the rest is typed alone."""
    who: frozenset[Who] = ANYONE
    statuses: frozenset[Status] = s.EVERY
    closed: str = ""
    """What is said about a request in another status, on the card that the person may see; empty: it is refused."""
    refused: Handler = requests.not_found
    """What somebody gets who may not: the same for what does not exist."""
    carries: tuple[str, ...] = ()
    """Keys of a button's data that are its own; everything else was filled in."""
    takes: tuple[str, ...] = ()
    """Inputs; those of a plain ``answer`` are the questions and details of its card."""
    looks_up: tuple[Lookup, ...] = ()
    in_place: bool = False
    """Answered where it was pressed, in any chat: who pressed it alone sees the answer, and their talk stays as it is.

    Where a client pressed it by itself, nobody tried anything: being refused leaves no trace then.
    """
    while_held: bool = False
    """Done also while a meeting holds the request's news: it neither tells what was decided nor changes it."""
    other_drafts: bool = True
    """Whether it looks at drafts beside the one in hand; most presses do not, and most turns need not read them."""

    @property
    def about_a_request(self) -> bool:
        """Whether a request has to be looked up by the reference that came with it."""
        return self.does.by_reference

    @property
    def fresh(self) -> bool:
        """Whether the card must be the present one."""
        return self.does.of_a_card
