"""The council's working days, as a rulebook says them."""

from __future__ import annotations

from dialogs.calendar import Calendar
from governance_rules import Rulebook


def calendar_of(rulebook: Rulebook) -> Calendar:
    """On which days the council works."""
    return Calendar(rulebook.bank_holidays, rulebook.closed_on)
