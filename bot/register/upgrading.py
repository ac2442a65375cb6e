"""Bringing the tables of an older front door up to date, and making those of an older one. Importing loads alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def upgrade(connection: Connection, migrations: Path, found: str) -> bool:
    """Run what came after the version that was found. False, and nothing is changed, when that one is not known."""
    config = _config(connection, migrations)
    if found not in {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}:
        return False
    command.upgrade(config, "head")
    return True


def empty_tables_of(connection: Connection, migrations: Path, version: str) -> None:
    """Take empty tables of today back to what an older version had: there the rows of its copies fit."""
    command.downgrade(_config(connection, migrations), version)


def _config(connection: Connection, migrations: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["connection"] = connection
    return config
