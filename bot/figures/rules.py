"""What the figures need of a rulebook."""

from __future__ import annotations

from bot.figures.figures import Rules
from dialogs.calendar import calendar_of
from governance_rules import Rulebook
from governance_rules.roles import options_with, question_with


def rules_of(rulebook: Rulebook) -> Rules:
    """The names of the processes, the question of buying, and the council's working days."""
    buying = question_with(rulebook, "buying")
    return Rules(
        {process.id: process.name for process in rulebook.processes},
        buying.id if buying else "",
        options_with(buying, "in_time"),
        options_with(buying, "late"),
        calendar_of(rulebook),
    )
