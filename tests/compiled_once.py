"""Lets all engines of a test run share what SQLAlchemy compiled: each test opens a database of its own.

Compiling the same statements anew for each of them was a fifth of what a test of the whole house takes. Nothing but the
cache differs from the dialects of SQLAlchemy, by the doors that it has for this: a registry of dialects, a hook for an
engine that was made, and the option `compiled_cache`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

_COMPILED: dict[Any, Any] = {}


class _Shared:
    """Equal to each of its kind: what was compiled for one is found by the next."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Let an engine look where all look."""
        engine.update_execution_options(compiled_cache=_COMPILED)


class SharedSQLite(_Shared, SQLiteDialect_pysqlite):
    """SQLite as SQLAlchemy speaks to it."""

    supports_statement_cache = True


class SharedPostgres(_Shared, PGDialect_psycopg):
    """PostgreSQL as SQLAlchemy speaks to it through psycopg."""

    supports_statement_cache = True


def compile_once() -> None:
    """Take these dialects from here on."""
    registry.register("sqlite", __name__, SharedSQLite.__name__)
    registry.register("postgresql.psycopg", __name__, SharedPostgres.__name__)
