"""A row of the history that says: here a copy was put back, and what came after the copy is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

import orjson

RESTORED: Final = "restored"
"""What such a row says happened. It is sealed like any other: who has no key cannot write one."""


@dataclass(frozen=True, slots=True)
class Restored:
    """One putting back."""

    number: int
    """The row that says so. Those before it are the copy's."""
    at: datetime
    copy: str
    """When the copy was made, ISO in UTC."""

    @classmethod
    def of(cls, row: Any) -> Self | None:
        """What this row of the history says of it; None: it says something else."""
        if row.what != RESTORED:
            return None
        try:
            return cls(row.number, datetime.fromisoformat(row.at), str(orjson.loads(row.fields).get("copy", "")))
        except (ValueError, AttributeError):
            return None

    def explains(self, rows: int, at: str) -> bool:
        """Whether rows up to this number, of which something told at that time, went with what came after the copy."""
        try:
            return rows >= self.number and datetime.fromisoformat(at) <= self.at
        except (ValueError, TypeError):
            return False
