"""PostgreSQL lets a managed identity in by a token that is renewed under way, with no password anywhere."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from aiohttp import web
from click.testing import CliRunner, Result
from psycopg import sql
from sqlalchemy import Connection, text

from bot.access import bot_token
from bot.commands import main
from bot.host.outbound import open_session
from bot.managed_identity import NoToken, managed_token
from bot.register.entra_sign_in import AGAIN, EARLY, SCOPE, YOUNG, EntraSignIn, with_token
from bot.register.opening import CannotOpen, open_register
from bot.register.register import NotSaved, Register, explained
from bot.settings import Settings

WHO = "00000000-0000-0000-0000-00000000a11d"
WORD = "canary-token"
HOUR = 3600.0


@dataclass
class Identity:
    """A machine's identity on which tests set what it gives next, and a clock."""

    now: float = 0.0
    word: str = f"{WORD}-1"
    holds: float = HOUR
    asked: int = 0
    fails: bool = False

    def fetch(self) -> tuple[str, float]:
        """A token and the seconds for which it holds."""
        self.asked += 1
        if self.fails:
            raise NoToken("the managed identity gave no token (on purpose)")
        return self.word, self.holds

    def sign_in(self) -> EntraSignIn:
        """What the register is given."""
        return EntraSignIn(self.fetch, lambda: self.now)


def test_a_token_is_kept_renewed_before_its_end_and_used_on_while_no_other_is_to_be_had() -> None:
    identity = Identity()
    sign_in = identity.sign_in()
    assert [sign_in.password() for _ in range(3)] == [f"{WORD}-1"] * 3
    assert identity.asked == 1
    identity.word, identity.now = f"{WORD}-2", HOUR - EARLY
    assert sign_in.password() == f"{WORD}-2"
    identity.fails, identity.now = True, identity.now + HOUR - 1  # a second before its end
    assert [sign_in.password() for _ in range(3)] == [f"{WORD}-2"] * 3
    assert identity.asked == 3  # a failure is not asked about again at once
    identity.now += AGAIN
    with pytest.raises(NoToken, match="on purpose"):
        sign_in.password()
    assert WORD not in repr(sign_in)


def test_a_token_that_the_server_refused_is_asked_for_anew_once_it_is_no_longer_fresh() -> None:
    identity = Identity()
    sign_in = identity.sign_in()
    sign_in.password()
    sign_in.refused()  # a server that is down must not make every try ask for a token
    sign_in.password()
    assert identity.asked == 1
    identity.now = YOUNG
    sign_in.refused()
    sign_in.password()
    assert identity.asked == 2


def test_a_token_that_was_refused_serves_on_while_no_other_is_to_be_had() -> None:
    identity = Identity()
    sign_in = identity.sign_in()
    sign_in.password()
    identity.now, identity.fails = YOUNG, True
    sign_in.refused()  # the database was away for a moment, and so is the identity's endpoint
    assert [sign_in.password() for _ in range(2)] == [f"{WORD}-1"] * 2
    assert identity.asked == 2
    identity.word, identity.fails, identity.now = f"{WORD}-2", False, YOUNG + AGAIN
    assert sign_in.password() == f"{WORD}-2"


def test_nobody_waits_for_an_endpoint_that_hangs_while_the_token_at_hand_holds() -> None:
    identity = Identity()
    asked, goes_on = threading.Event(), threading.Event()

    def slowly() -> tuple[str, float]:
        if identity.asked:
            asked.set()
            goes_on.wait(60)
        return identity.fetch()

    sign_in = EntraSignIn(slowly, lambda: identity.now)
    sign_in.password()
    identity.now = HOUR - EARLY
    with ThreadPoolExecutor(2) as threads:
        renewed = threads.submit(sign_in.password)
        asked.wait(60)
        assert threads.submit(sign_in.password).result(60) == f"{WORD}-1"
        assert not renewed.done()
        goes_on.set()
        renewed.result(60)
    assert identity.asked == 2


def test_a_failure_is_told_to_all_who_waited_for_it() -> None:
    identity = Identity(fails=True)

    def slowly() -> tuple[str, float]:
        identity.now += AGAIN  # as long as it takes to give up
        return identity.fetch()

    sign_in = EntraSignIn(slowly, lambda: identity.now)
    for _ in range(3):
        with pytest.raises(NoToken, match="on purpose"):
            sign_in.password()
    assert identity.asked == 1


def test_a_token_that_has_ended_when_it_comes_is_not_used() -> None:
    with pytest.raises(NoToken, match="clock"):
        Identity(holds=-1.0).sign_in().password()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('FATAL:  password authentication failed for user "x"', "the managed identity was not let in"),
        ('FATAL:  role "x" does not exist', "the managed identity was not let in"),
        ('FATAL:  too many connections for role "x"', "the database did not store it"),
        ('FATAL:  database "x" does not exist', "the database did not store it"),
        ('root certificate file "/x/root.crt" does not exist', "the server's certificate is not trusted"),
        ("SSL error: certificate verify failed", "the server's certificate is not trusted"),
        ("Connection refused\n\tIs the server running on that host", "the database did not store it"),
    ],
)
def test_what_keeps_postgresql_from_letting_it_in_is_told_apart(said: str, told: str) -> None:
    def connect(**_: object) -> None:
        raise psycopg.OperationalError(f'connection to server at "db", port 5432 failed: {said}')

    dialect = SimpleNamespace(loaded_dbapi=psycopg, connect=connect)
    with pytest.raises(psycopg.OperationalError) as wrong:
        with_token(Identity().sign_in())(dialect, None, [], {})
    assert told in str(explained(wrong.value))


@dataclass
class Role:
    """A role of PostgreSQL whose password is the token, in a database of its own."""

    server: str
    url: str

    def takes(self, word: str, until: str = "infinity") -> None:
        """From now on PostgreSQL takes this token of the role and no other."""
        alter = sql.SQL("ALTER ROLE by_token PASSWORD {} VALID UNTIL {}").format(sql.Literal(word), sql.Literal(until))
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(alter)

    def everybody_out(self) -> None:
        """Every connection of the role ends, as at a failover."""
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'by_token'"
            )


@pytest.fixture
def role(postgres_url: str) -> Iterator[Role]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        (rules,) = connection.execute("SHOW hba_file").fetchone() or ("",)
        before = Path(rules).read_text()
        Path(rules).write_text(f"local all by_token scram-sha-256\n{before}")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CREATE ROLE by_token LOGIN")
        connection.execute("CREATE DATABASE by_token OWNER by_token")
        made = Role(postgres_url, postgres_url.replace("postgres:@/postgres", "by_token@/by_token"))
        made.takes(f"{WORD}-1")
        yield made
        connection.execute("DROP DATABASE by_token WITH (FORCE)")
        connection.execute("DROP ROLE by_token")
        Path(rules).write_text(before)
        connection.execute("SELECT pg_reload_conf()")


def _put(name: str, register: Register) -> None:
    statement = text("INSERT INTO instances (id, beat, started) VALUES (:id, :t, :t)")

    def job(connection: Connection) -> None:
        connection.execute(statement, {"id": name, "t": "2026-01-01"})

    register.write_now(job)


def _names(register: Register) -> set[str]:
    return set(register.read_now(lambda c: c.execute(text("SELECT id FROM instances")).scalars().all()))


def test_the_register_is_made_written_and_read_by_tokens_that_change_under_way(
    role: Role, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    identity = Identity()
    register = open_register(role.url, sign_in=identity.sign_in())  # every table is made by the role of the token
    try:
        _put("one", register)
        role.takes(f"{WORD}-2")
        identity.word, identity.now = f"{WORD}-2", 2 * HOUR
        _put("two", register)  # a connection outlives the token with which it began
        assert identity.asked == 1
        role.everybody_out()
        with pytest.raises(NotSaved):
            _put("lost", register)  # the writer finds its connection gone, and begins the next group with a fresh one
        _put("three", register)
        assert _names(register) == {"one", "two", "three"}
        assert identity.asked == 2
        role.takes(f"{WORD}-2", until="2020-01-01")  # PostgreSQL refuses what has ended
        role.everybody_out()
        register.engine.dispose()
        with pytest.raises(NotSaved, match="not let in by PostgreSQL") as refused:
            _names(register)
    finally:
        register.close()
    assert WORD not in caplog.text + str(refused.value) + repr(register.engine.url)


def test_a_database_that_refuses_or_an_identity_that_gives_nothing_stops_the_start_in_a_sentence(role: Role) -> None:
    with pytest.raises(CannotOpen, match="the managed identity was not let in by PostgreSQL") as refused:
        open_register(role.url, sign_in=Identity(word=f"{WORD}-of-another").sign_in())
    assert WORD not in str(refused.value)
    with pytest.raises(CannotOpen, match="the managed identity gave no token"):
        open_register(role.url, sign_in=Identity(fails=True).sign_in())


@dataclass
class Endpoint:
    """The identity endpoint of a container app on this machine, which gives the token to the right asker alone."""

    url: str = ""
    word: str = f"{WORD}-1"
    asked: list[str] = field(default_factory=list)
    instead: tuple[int, str] | None = None
    """The status and the body that it gives to everybody."""

    async def answer(self, request: web.Request) -> web.Response:
        """As learn.microsoft.com/azure/container-apps/managed-identity has it ("REST endpoint reference")."""
        asked = request.query
        if self.instead is not None:
            self.asked.append(asked["resource"])
            status, body = self.instead
            return web.Response(status=status, text=body, headers={"Retry-After": "3600"})
        if (request.headers.get("X-IDENTITY-HEADER"), asked["client_id"]) != ("the-header", WHO):
            return web.json_response({"statusCode": 400, "message": "no such identity"}, status=400)
        self.asked.append(asked["resource"])
        return web.json_response(
            {
                "access_token": self.word,
                "expires_on": str(int(time.time()) + 86400),
                "resource": asked["resource"],
                "token_type": "Bearer",
                "client_id": WHO,
            }
        )


@pytest.fixture
async def endpoint(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Endpoint]:
    made = Endpoint()
    app = web.Application()
    app.router.add_get("/msi/token", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/msi/token"
    monkeypatch.setenv("IDENTITY_ENDPOINT", made.url)
    monkeypatch.setenv("IDENTITY_HEADER", "the-header")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield made
    await runner.cleanup()


async def command(role: Role, folder: Path, *words: str, **more: str) -> Result:
    env = {
        "DATABASE_URL": role.url,
        "DATABASE_SIGN_IN": "entra",
        "MicrosoftAppType": "UserAssignedMSI",
        "MicrosoftAppId": WHO,
        "OPENID_METADATA_URL": "http://127.0.0.1:9/",
        **more,
    }
    return await asyncio.to_thread(CliRunner().invoke, main, [*words, "--data", str(folder)], env=env)


async def test_commands_sign_in_by_the_machines_identity_and_the_doctor_tells_of_it(
    endpoint: Endpoint, role: Role, tmp_path: Path
) -> None:
    done = await command(role, tmp_path, "deliveries", "list")
    assert done.exit_code == 0, done.output
    assert endpoint.asked == ["https://ossrdbms-aad.database.windows.net"]
    well = await command(role, tmp_path, "doctor")
    assert "ok    Database sign-in: the managed identity gives a token, which holds for 1440 minutes" in well.output
    assert "ok    Database: PostgreSQL answers" in well.output
    assert len(endpoint.asked) == 2  # once for the whole visit
    endpoint.word = f"{WORD}-of-another"
    refused = await command(role, tmp_path, "doctor")
    assert "MEND  Database: the managed identity was not let in by PostgreSQL" in refused.output
    nobody = await command(role, tmp_path, "doctor", MicrosoftAppId="00000000-0000-0000-0000-00000000dead")
    assert "MEND  Database sign-in: the managed identity gave no token" in nobody.output
    assert "client id 00000000-0000-0000-0000-00000000dead" in nobody.output
    assert WORD not in done.output + well.output + refused.output + nobody.output


@pytest.mark.parametrize(
    "instead",
    [
        (429, "{}"),
        (500, "x"),
        (200, ""),
        (200, "null"),
        (200, "<html>"),
        (200, '{"access_token": "canary-token", "expires_on": "11/30/2026 10:00:00 AM"}'),
    ],
)
async def test_whatever_else_the_endpoint_answers_is_no_token_at_once(
    endpoint: Endpoint, instead: tuple[int, str]
) -> None:
    endpoint.instead = instead
    with pytest.raises(NoToken) as wrong:
        await asyncio.to_thread(managed_token, WHO, SCOPE, time.time)
    assert WORD not in str(wrong.value)
    assert len(endpoint.asked) == 1  # an hour's Retry-After is slept through by nobody


async def test_the_bot_signs_in_by_the_same_identity(endpoint: Endpoint) -> None:
    settings = Settings(MicrosoftAppType="UserAssignedMSI", MicrosoftAppId=WHO, _env_file=None)
    async with open_session() as session:
        header = await bot_token(settings, session, time.time, local=False).header()
    assert header == {"Authorization": f"Bearer {endpoint.word}"}
    assert endpoint.asked == ["https://api.botframework.com"]


@pytest.mark.parametrize(
    ("url", "more", "wrong"),
    [
        ("", {}, "names no PostgreSQL"),
        ("sqlite:///x", {}, "names no PostgreSQL"),
        ("postgresql://[::1/door", {}, "names no PostgreSQL"),
        ("postgresql://who:canary@db/door?sslmode=verify-full", {}, "has a password"),
        ("postgresql://who@db/door?sslmode=verify-full&password=canary", {}, "has a password"),
        ("postgresql://db/door?sslmode=verify-full", {}, "names no user"),
        ("postgresql://who@db/door?sslmode=require", {}, "lacks sslmode=verify-full"),
        ("postgresql://who@/door?host=db", {}, "lacks sslmode=verify-full"),
        ("postgresql://who@localhost/door?host=db", {}, "lacks sslmode=verify-full"),
        ("postgresql://who@localhost/door?hostaddr=10.0.0.4", {}, "lacks sslmode=verify-full"),
        ("postgresql://who@/door?host=/tmp,db", {}, "lacks sslmode=verify-full"),
        ("postgresql://who@/door", {}, "lacks sslmode=verify-full"),  # PGHOST or a service file may name any
        ("postgresql://who@db/door?sslmode=disable&sslmode=verify-full", {}, "lacks sslmode=verify-full"),
        ("postgresql://who@db/door?sslmode=verify-full", {"MicrosoftAppType": "SingleTenant"}, "no managed identity"),
    ],
)
async def test_an_address_to_which_no_token_may_go_is_refused_by_name(
    url: str, more: dict[str, str], wrong: str, tmp_path: Path
) -> None:
    done = await command(Role("", url), tmp_path, "serve", "--port", "0", **more)
    assert done.exit_code == 1
    assert f"DATABASE_SIGN_IN is entra, and {'DATABASE_URL ' if 'identity' not in wrong else ''}{wrong}" in done.output
    assert "canary" not in done.output
