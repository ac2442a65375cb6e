"""On which days the council works, as the rules say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Calendar:
    """On which days the council works: Monday to Friday without the bank holidays of ``bank_holidays``.

    ``closed_on`` are further days on which nobody works.
    """

    bank_holidays: str = "england"
    closed_on: tuple[date, ...] = ()


ENGLAND = Calendar()
"""What holds where the rules say nothing."""
