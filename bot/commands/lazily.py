"""A group of commands of which each is imported only when it is called, or its own help is asked for."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import click


class Later(NamedTuple):
    """A command that is not imported yet: its module, which holds it as ``command``, and its line in the help."""

    module: str
    line: str


class LazyGroup(click.Group):
    """A group that lists the commands of ``later`` without importing any of them.

    A module can therefore import at its top whatever its command needs: no other command waits for it.
    """

    def __init__(self, *args: Any, later: Mapping[str, Later], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.later = later

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of ``later``; with commands of its own among them by name, as click lists any group."""
        return sorted([*self.later, *super().list_commands(ctx)]) if self.commands else list(self.later)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command by its name, imported now; None when there is no such command."""
        if cmd_name in self.later:
            return _imported(self.later[cmd_name].module)
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands and their lines."""
        names = self.list_commands(ctx)
        room = formatter.width - 6 - max(map(len, names))
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._line(name, room)) for name in names])

    def _line(self, name: str, room: int) -> str:
        later = self.later.get(name)
        command = click.Command(name, help=later.line) if later else self.commands[name]
        return command.get_short_help_str(room)


def _imported(module: str) -> click.Command:
    """The command of a module, which every module of a command has."""
    watched = gc.isenabled()
    # What is imported stays: looking through it for garbage again and again took an eighth of the start.
    gc.disable()
    try:
        command: click.Command = import_module(module).command
    finally:
        if watched:
            gc.enable()
    return command
