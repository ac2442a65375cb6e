"""What Alembic runs: the migrations, on the connection that the caller already holds."""

from __future__ import annotations

from alembic import context

from bot.register.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
