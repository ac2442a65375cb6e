"""Bringing the tables of an older front door up to date. Importing this loads alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def upgrade(connection: Connection, migrations: Path, found: str) -> bool:
    """Run what came after the version that was found. False, and nothing is changed, when that one is not known."""
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["connection"] = connection
    if found not in {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}:
        return False
    command.upgrade(config, "head")
    return True
