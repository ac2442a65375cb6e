"""What comes with a request beside its route: checks with their owners, and alerts of which people hear at once."""

from __future__ import annotations

from dataclasses import dataclass

from governance_rules.condition import Condition


@dataclass(frozen=True, slots=True)
class Advice:
    """A sentence that is added to what a check asks for, when its condition holds."""

    when: Condition
    do: str


@dataclass(frozen=True, slots=True)
class Check:
    """An obligation beside the route: who owns it, why it applies, what to do; ``role``: see `roles`."""

    id: str
    name: str
    owner: str
    when: Condition
    because: str
    do: str
    strategy: str | None
    advice: tuple[Advice, ...] = ()
    role: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that people must hear of at once."""

    id: str
    name: str
    when: Condition
    because: str
    do: str
    strategy: str | None
    tell: tuple[str, ...] = ()
    """Who is told: ids of owners or bodies, ``governance_team`` or ``it_business_partner``."""
