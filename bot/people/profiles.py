"""Who somebody is, as Microsoft says: read beside the turns, kept for a week, and never relied on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from dialogs.model import Person

Source = Literal["graph", "partly", "teams"]
"""Who said it: Graph all of it, Graph without the manager (it failed there), or Teams, which knows no department."""

KEPT: Final = timedelta(days=7)
"""How long what Graph said counts before it is read again when it is next needed."""
KEPT_IN_PART: Final = timedelta(days=1)
"""How long what is not all counts: Graph may answer tomorrow, or the permission be there."""
_LONGEST: Final = 256
"""Characters of one value: longer than Microsoft Entra takes any of them."""


@dataclass(frozen=True, slots=True)
class WhoTheyAre:
    """What Microsoft says of one person; any of it may be empty."""

    source: Source
    name: str = ""
    upn: str = ""
    department: str = ""
    manager: Person | None = None


def is_due(read_at: datetime | None, source: str | None, now: datetime) -> bool:
    """Whether to read who somebody is: nobody has said so, or not for long. What was said last counts meanwhile."""
    return read_at is None or not timedelta(0) <= now - read_at < (KEPT if source == "graph" else KEPT_IN_PART)


def of_member(member: Mapping[str, Any]) -> WhoTheyAre | None:
    """What Teams says of a member of a conversation, or None when it is nothing."""
    name, upn = word_of(member, "name"), word_of(member, "userPrincipalName") or word_of(member, "email")
    return WhoTheyAre("teams", name, upn) if name or upn else None


def word_of(body: Mapping[str, Any], key: str) -> str:
    """A value of one line as Microsoft sends it; empty when it is none."""
    value = body.get(key)
    return " ".join(value.split())[:_LONGEST] if isinstance(value, str) else ""
