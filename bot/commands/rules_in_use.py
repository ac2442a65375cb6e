"""The rules and the directory in use, for commands that say what is stored in their words."""

from __future__ import annotations

from datetime import date

from bot.commands.options import settings_or_stop, stop
from bot.people.directory import Directory, DirectoryProblems, areas, read_directory
from governance_rules import Rulebook, RulebookProblems, load_rulebook


def rules_in_use_or_stop(day: date) -> tuple[Rulebook, Directory]:
    """The rulebook and the directory that the settings name, as they count on a day; or every problem and the end."""
    settings = settings_or_stop()
    try:
        directory = read_directory(settings.directory)
        return load_rulebook(settings.rulebook, areas(directory), day), directory
    except (DirectoryProblems, RulebookProblems) as wrong:
        stop(*str(wrong).splitlines())
