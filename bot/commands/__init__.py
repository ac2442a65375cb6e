"""The console command `front-door`: one file a command, loaded only when it is called, so that `serve` starts fast."""

from __future__ import annotations

from importlib import import_module

import click

# The command's name, the module that holds it (as `command`), and its line in --help: here, so that help loads nothing.
COMMANDS = {
    "serve": ("bot.commands.serve", "Run the front door (add --local to try it on this machine)."),
    "rules": ("bot.commands.rules", "Check, decide, draw and replay the rulebook."),
    "list": ("bot.commands.lists", "Make and check the SharePoint lists."),
    "deliveries": ("bot.commands.deliveries", "Show what waits to be sent, and send it again."),
    "manifest": ("bot.commands.manifest", "Build the Teams app package."),
    "doctor": ("bot.commands.doctor", "Check every setting and permission against the live services."),
    "audit": ("bot.commands.audit", "Verify the history of who did what when."),
    "erase": ("bot.commands.erase", "Remove one person's data."),
    "figures": ("bot.commands.figures", "Figures for the governance team."),
}


class Lazily(click.Group):
    """A group that imports a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of `COMMANDS`."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command by its name, imported now; None when there is no such command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = import_module(COMMANDS[cmd_name][0]).command
        assert isinstance(command, click.Command)  # noqa: S101 - a wrong module is our mistake, found by the first test
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands and their lines without importing any of them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=Lazily, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="front-door")
def main() -> None:
    """One clear way into digital governance, inside Microsoft Teams."""
