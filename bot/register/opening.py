"""Opening the register: a fresh database is made whole, an older one is brought up to date, a newer one is refused."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from bot.logs import Log
from bot.private_files import keep_file_to_ourselves
from bot.register import audit, search
from bot.register.anchor_file import Outside
from bot.register.entra_sign_in import EntraSignIn
from bot.register.one_writer import lock
from bot.register.postgres_address import LETTERS, encoding, wrong_encoding
from bot.register.register import NoSpace, NotSaved, Register, explained, open_engine
from bot.register.schema import metadata

VERSION = "0014"
"""The newest migration in `migrations/versions`."""
MIGRATIONS = Path(__file__).with_name("migrations")
_NEWER = "Install the newer front door."
_log = Log("history")


class CannotOpen(Exception):
    """The database cannot be used. The sentence says what to do."""


def open_register(
    database_url: str,
    *,
    patience: float = 5.0,
    outside: Outside | None = None,
    sign_in: EntraSignIn | None = None,
    migrates: bool = True,
) -> Register:
    """Open the register at this address, ready to use.

    ``sign_in``: lets PostgreSQL know a managed identity, where no password stands in the address.
    ``outside``: the key of its history and the anchors. A register that is opened without (to try something, never by
    the front door itself) adds rows which a verification with the key will name. ``migrates`` False: for who only
    reads, and adds to the history; it must be there, and stays of its version.

    Raises `CannotOpen` when the database cannot be reached, is locked, is damaged, or belongs to a newer front door.
    """
    if _in_memory(database_url):
        raise CannotOpen("DATABASE_URL names a database that is gone at the end. Name a file, or leave it out.")
    if database_url.startswith("sqlite:///"):
        file = Path(database_url.removeprefix("sqlite:///"))
        try:
            keep_file_to_ourselves(file)
        except OSError as error:
            msg = f"The data folder {file.parent} cannot be used ({error.strerror}). Choose another with --data."
            raise CannotOpen(msg) from None
    try:
        options = {audit.KEY: outside.key} if outside else {}
        engine = open_engine(database_url, patience=patience, options=options, sign_in=sign_in)
        _ready(engine, outside, migrates=migrates)
    except DBAPIError as error:
        raise unusable(explained(error), "Check DATABASE_URL or --data, and that nothing else holds it.") from None
    except NotSaved as error:
        raise unusable(error) from None
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError):
        msg = "DATABASE_URL is not an address that can be used. Write postgresql://user@host/name or leave it out."
        raise CannotOpen(msg) from None
    return Register(engine, audit.settle)


def _ready(engine: Engine, outside: Outside | None, *, migrates: bool) -> None:
    """Make it ready to use; what was opened for it is closed where it cannot be."""
    try:
        if migrates:
            bring_up_to_date(engine)
        else:
            _must_be_known(engine)
        if outside and migrates:
            _begin_history(engine, outside)
    except BaseException:
        engine.dispose()
        raise


def unusable(why: NotSaved, todo: str = "Check DATABASE_URL or --data.") -> CannotOpen:
    """That the database cannot be used, and why; ``todo``: what to do, where it is not for want of space."""
    return CannotOpen(
        f"The database cannot be used: {why}. "
        + ("Make space there, and start again." if isinstance(why, NoSpace) else todo)
    )


def alive(connection: Connection) -> bool:
    """Whether the database answers."""
    return bool(connection.exec_driver_sql("SELECT 1").scalar_one())


def _in_memory(database_url: str) -> bool:
    """Whether this is SQLite without a file of its own: what was promised to people would be lost with the process."""
    if not database_url.startswith("sqlite:"):
        return False
    file, _, query = database_url.removeprefix("sqlite://").removeprefix("/").partition("?")
    return not file or file.startswith((":", "file:")) or bool(query)


def _begin_history(engine: Engine, outside: Outside) -> None:
    """From here on the history is sealed with the key, what is there already as it was sealed."""
    try:
        known = outside.last() is not None
    except OSError:
        known = True  # it is there and cannot be read: nothing is taken for new
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        lock(connection)
        if not audit.begin(connection, known=known):
            _log.error("history was sealed with another key")


def bring_up_to_date(engine: Engine) -> None:
    """Make the tables, or migrate them from an older version; nothing happens when they are as they should be."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(4711)"))  # two instances that start together
        found = version_of(connection)
        if found == VERSION:
            return
        if found is None:
            _must_take_every_letter(connection)
            make_tables(connection)
            return
        migrate(connection, found)


def _must_take_every_letter(connection: Connection) -> None:
    """A database that is in use already goes on, and the doctor tells of it."""
    if connection.dialect.name == "postgresql" and (found := encoding(connection)) != LETTERS:
        raise CannotOpen(wrong_encoding(found))


def _must_be_known(engine: Engine) -> None:
    with engine.connect() as connection:
        found = version_of(connection)
    if found is None:
        raise CannotOpen("There is no register in this database. Check DATABASE_URL or --data.")
    if found > VERSION:
        raise CannotOpen(f"The database is of version {found}, which is newer than this front door. {_NEWER}")


def version_of(connection: Connection) -> str | None:
    """The version of the tables in this database; None: there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def make_tables(connection: Connection) -> None:
    """A fresh database is made at once from the tables as they are now: a test holds that migrating gives the same."""
    metadata.create_all(connection, checkfirst=False)
    for statement in search.POSTGRES_TABLES if connection.dialect.name == "postgresql" else search.SQLITE_TABLES:
        connection.execute(text(statement))
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": VERSION})


def tables_of(connection: Connection, version: str) -> None:
    """Make the tables, empty, as this version had them: the rows of its copies fit there."""
    make_tables(connection)
    if version != VERSION:
        _upgrading().empty_tables_of(connection, MIGRATIONS, version)


def migrate(connection: Connection, found: str) -> None:
    """Bring tables of this version to those of today. Raises `CannotOpen` where it is newer."""
    if found != VERSION and not _upgrading().upgrade(connection, MIGRATIONS, found):
        msg = f"The database is of version {found}, which is newer than this front door. {_NEWER}"
        raise CannotOpen(msg)


def _upgrading() -> ModuleType:
    return import_module("bot.register.upgrading")  # alembic takes 0.2 s, and only an upgrade needs it
