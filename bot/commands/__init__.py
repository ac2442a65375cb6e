"""The console command `front-door`: one file a command, loaded only when it is called, so that `serve` starts fast."""

from __future__ import annotations

import click

from bot.commands.lazily import Later, LazyGroup

# Each command's module, and its line in --help: here, so that help loads nothing.
COMMANDS = {
    "serve": Later("bot.commands.serve", "Run the front door (add --local to try it on this machine)."),
    "rules": Later("bot.commands.rules", "Check, decide, draw and replay the rulebook."),
    "list": Later("bot.commands.lists", "Make and check the SharePoint lists."),
    "deliveries": Later("bot.commands.deliveries", "Show what waits to be sent, and send it again."),
    "systems": Later("bot.commands.systems", "Bring the council's systems into the list."),
    "people": Later("bot.commands.people", "Bring the app to the people of the directory."),
    "manifest": Later("bot.commands.manifest", "Build the Teams app package."),
    "tenant": Later("bot.commands.tenant", "Set up the council's tenant: application, permissions, site, app."),
    "doctor": Later("bot.commands.doctor", "Check every setting and permission against the live services."),
    "audit": Later("bot.commands.audit", "Verify the history of who did what when."),
    "retention": Later("bot.commands.retention", "What requests would be anonymised, before it happens."),
    "erase": Later("bot.commands.erase", "Remove one person's data."),
    "backup": Later("bot.commands.backup", "Copy the register into one file while the front door runs."),
    "restore": Later("bot.commands.restore", "Put a copy back."),
    "drill": Later("bot.commands.drill", "Put a copy back where nobody uses it, and try it there."),
    "roadmap": Later("bot.commands.roadmap", "What comes now, next and later, and what moved."),
    "pack": Later("bot.commands.pack", "The papers for a meeting of a body, or its minutes."),
    "figures": Later("bot.commands.figures", "Figures for the governance team."),
}


@click.group(cls=LazyGroup, later=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="front-door")
def main() -> None:
    """One clear way into digital governance, inside Microsoft Teams."""
