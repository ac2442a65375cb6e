"""What a turn leaves in the history though it changes nothing: who read or was refused what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody saw what others had sent, or pressed what they may not. No free text is in it."""

    what: Literal["read", "listed", "refused", "read_system"]
    reference: str = ""
    """Of the one request that it is about; empty when it is about several or none."""
    fields: Mapping[str, str | int] = field(default_factory=dict)
    """The verb, the role in which it was read, how many: our own words and numbers."""


@dataclass(frozen=True, slots=True)
class TitlesShown:
    """Titles of others' requests were shown during an interview: they are counted, and leave a trace."""

    interview: str
    references: tuple[str, ...]
