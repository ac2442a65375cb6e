"""One tenant being set up: what is wished for, what is known so far, and what a step is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Literal

from bot.sharepoint.columns import WantedList
from bot.sharepoint.graph import Graph
from bot.sharepoint.permissions import Permission
from bot.sharepoint.refusals import GraphRefused, TryLater
from bot.tenant.kept import Kept
from bot.tenant.patience import Patience
from bot.tenant.scopes import Scope

Json = dict[str, Any]


class Blocked(Exception):
    """A step cannot be done until somebody has done something else. The sentence says what."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the administrator asks for."""

    tenant: str
    site: str
    name: str
    """What the application is called in Microsoft Entra."""
    grants: tuple[Permission, ...]
    lists: tuple[WantedList, ...]
    version: str
    """Of the app package."""
    package: Callable[[str], bytes]
    """The app package for the application with this id. Raises ValueError, a line for each fault."""
    app: str = ""
    """An application or managed identity that is there already, by its application id."""
    password_to: Path | None = None
    password_days: int = 365
    federated: tuple[str, str] | None = None
    """Issuer and subject of tokens that are taken in place of a password."""
    review: bool = False
    with_lists: bool = False
    """When everything is removed: the lists too."""


@dataclass(slots=True)
class Tenant:
    """What the steps share. Mutable: a step that looks leaves here what it found for those after it."""

    graph: Graph
    wish: Wish
    kept: Kept
    patience: Patience
    now: Callable[[], datetime]
    planning: bool = True
    """While this is so nothing is changed: not in the tenant, and not on this machine."""
    application: Json | None = None
    """The registration, where there is one: a managed identity has none."""
    principal: Json | None = None
    app_id: str = ""
    roles: dict[str, str] = field(default_factory=dict)
    """Graph's app roles: name to id."""
    graph_principal: str = ""
    catalogue: str = ""

    def note(self, **values: str | list[str] | bool) -> None:
        """Keep what was found or made, unless this is a plan."""
        for name, value in values.items():
            setattr(self.kept, name, value)
        if not self.planning:
            self.kept.save()

    @contextmanager
    def making(self, what: str) -> Iterator[None]:
        """Note what is about to be made, for its answer may be lost; and that it was not made, when Graph says so.

        Who made it notes that it is there, with `Kept.done`.
        """
        self.kept.begin(what, self.now().isoformat(timespec="seconds"))
        try:
            yield
        except GraphRefused as refused:
            if not isinstance(refused, TryLater) or refused.status == HTTPStatus.TOO_MANY_REQUESTS:
                self.kept.done(what)
            raise

    def found(self, what: str) -> bool:
        """Whether what is there was being made here when its answer was lost; noted as made, unless this is a plan."""
        was_making = what in self.kept.making
        if was_making and not self.planning:
            self.kept.done(what)
        return was_making

    @property
    def is_managed(self) -> bool:
        """Whether the application is a managed identity of Azure."""
        return (self.principal or {}).get("servicePrincipalType") == "ManagedIdentity"


State = Literal["to do", "done", "was there", "not asked", "refused", "not tried", "stays", "none"]
"""How a step is: the last two where everything is removed."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a step found, and what it will do about it; nothing to do where ``will`` is empty."""

    found: str
    will: str = ""
    state: State = "was there"
    """How it is told where there is nothing to do."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing of the tenant: how it is looked at, made, and taken away again."""

    name: str
    scope: Scope
    look: Callable[[Tenant], Awaitable[Look]]
    do: Callable[[Tenant], Awaitable[str]]
    """Makes it, and gives a sentence of what was done. Only called when the look found something to do."""
    still: Callable[[Tenant], Awaitable[Look]]
    """As ``look`` for taking it away: what is still there, and what will be removed."""
    undo: Callable[[Tenant], Awaitable[str]]
    needs_app: bool = True


def names(words: Sequence[str]) -> str:
    """Names in a sentence: a, b and c."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""
