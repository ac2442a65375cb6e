"""The exercise in which two front doors behind a proxy are rolled from the last version to this one (goal R18)."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import itertools
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import aiohttp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from benchmarks.faults.kills import postgres
from benchmarks.faults.town import Town, town
from benchmarks.finding import Asked, Finding
from benchmarks.served import LOOPBACK, Host, free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PROXY = ROOT / "infra" / "proxy" / "haproxy.cfg"
MIGRATIONS = "bot/register/migrations/versions"
KEY = "the same on every front door, for an exercise"
STAFF, EVERY = 16, 1.0
"""People who send requests through the proxy, and seconds from one request to the next: some seven turns a second."""
BEFORE = AFTER = 8.0
"""Seconds of load before the first front door is rolled and after the last."""
CLOSED = {
    **{("POST", path): 404 for path in ("/", "/metrics", "/readyz", "/healthz", "/api/messages/", "/api//messages")},
    **{(method, "/api/messages"): 405 for method in ("GET", "PUT", "OPTIONS")},
}
"""What the proxy answers itself, before anything is rolled."""
SETTLE = 90.0
"""Seconds within which everything acknowledged is in the list, on a busy machine."""


class CannotRoll(Exception):
    """Something that the exercise needs is not here. The sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Rolled:
    """What one roll of both front doors came to, as staff and the list have it."""

    requests: int
    lost: int
    doubled: int
    errors: int
    """Answers other than a card or 200: refused, cut off, apologies, "not saved"."""
    slowest: float
    """Seconds of the slowest turn."""
    took: float
    """Seconds from the first SIGTERM until the proxy took both for well again."""


async def rolled(asked: Asked) -> Finding:
    """R18: two front doors behind a proxy that ends TLS are rolled from the last version to this one under load."""
    if not shutil.which("haproxy"):
        raise CannotRoll("haproxy is not here. On Debian: apt-get install haproxy")
    last, rolls = last_version(), list[Rolled]()
    with checked_out(last) as tree:
        for number in range(asked.count(10, 1)):
            with contextlib.ExitStack() as open_until:
                shared = {"DATABASE_URL": postgres(open_until), "AUDIT_KEY": KEY}
                async with town(hosts=2, seed=asked.seed + number, **shared) as here:
                    rolls.append(await _roll(here, tree))
            print(f"  {number + 1}: {rolls[-1]}", flush=True)
    requests, lost, doubled, errors = (
        sum(getattr(one, what) for one in rolls) for what in ("requests", "lost", "doubled", "errors")
    )
    words = (
        f"{len(rolls)} times both from {last} to this version, {requests} requests: {lost} lost, {doubled} doubled, "
        f"{errors} errors seen by staff, {max(one.slowest for one in rolls):.1f} s for a turn at most"
    )
    measured: dict[str, object] = {"from": last, "rolls": [asdict(one) for one in rolls]}
    return Finding("R18", words, requests > 0 and lost == doubled == errors == 0, measured)


async def _roll(here: Town, tree: Path) -> Rolled:
    """Serve the last version, then put this one in the place of each front door in turn, while staff go on."""
    for host in here.hosts:
        host.command, host.env = _of_tree, {**host.env, "PYTHONPATH": str(tree)}
        await host.start()
    async with proxied(here) as proxy:
        first = time.time()
        moments = (first + EVERY * number for number in itertools.count())
        async with here.busy(STAFF, moments):
            await asyncio.sleep(BEFORE)
            began = time.monotonic()
            for host in here.hosts:
                await host.stop()
                host.command, host.env = None, {name: value for name, value in host.env.items() if name != "PYTHONPATH"}
                await host.start()
                await proxy.sees(here.hosts.index(host) + 1)
            took = time.monotonic() - began
            await asyncio.sleep(AFTER)
            await here.stop_sending()
        await here.until(lambda: here.lost() == 0, SETTLE)
        await here.no_item_waits(SETTLE)
        await asyncio.sleep(3)  # whatever would come twice comes now
    errors = sum(count for how, count in here.heard.items() if how != "well")
    slowest = round(max(proxy.seconds, default=0.0), 2)
    return Rolled(len(here.lodged()), here.lost(), here.doubled(), errors, slowest, round(took, 1))


def _of_tree(host: Host) -> list[str]:
    """The last version is run from its sources, which PYTHONPATH puts before the installed ones."""
    serve = ["serve", "--local", "--port", str(host.port), "--data", str(host.data)]
    return [sys.executable, "-m", "bot.commands", *serve]


@dataclass(slots=True)
class Proxy:
    """The proxy, and how long each turn through it took, in seconds."""

    http: aiohttp.ClientSession
    inside: str
    seconds: list[float] = field(default_factory=list)

    async def sees(self, number: int) -> None:
        """Wait until it takes the front door of that number for well: whoever rolls asks this before the next one."""
        wanted = f'haproxy_server_status{{proxy="front_doors",server="front-door-{number}",state="UP"}} 1'
        async with asyncio.timeout(60):
            while True:
                async with self.http.get(f"{self.inside}/metrics") as answer:
                    if wanted in await answer.text():
                        return
                await asyncio.sleep(0.1)

    async def timed(self, _session: object, context: SimpleNamespace, _told: object) -> None:
        """Note when a turn begins, and how long it took when it has ended."""
        now = time.monotonic()
        if not hasattr(context, "began"):
            context.began = now
        else:
            self.seconds.append(now - context.began)


@asynccontextmanager
async def proxied(here: Town) -> AsyncIterator[Proxy]:
    """Put HAProxy, configured as compose.yaml has it, before the front doors; staff use it and trust its authority."""
    port, inside = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="front-door-proxy-") as name:
        authority, both = certificate(Path(name), datetime.now(UTC))
        doors = {f"FRONT_DOOR_{number}": f"{LOOPBACK}:{host.port}" for number, host in enumerate(here.hosts, 1)}
        env = {
            "PROXY_BIND": f"{LOOPBACK}:{port}",
            "PROXY_INSIDE_BIND": f"{LOOPBACK}:{inside}",
            "PROXY_RESOLVE": "libc,none",
        }
        with (Path(name) / "log").open("wb") as log:
            running = await asyncio.create_subprocess_exec(
                *("haproxy", "-W", "-db", "-f", str(PROXY)),
                env={**os.environ, **env, **doors, "PROXY_CERTIFICATE": str(both), "PROXY_RESOLVE": "libc,none"},
                stdout=log,
                stderr=log,
            )
        trace = aiohttp.TraceConfig()
        context = ssl.create_default_context(cafile=str(authority))
        connector = aiohttp.TCPConnector(ssl=context, limit=0)
        direct = here.http
        proxy = Proxy(direct, f"http://{LOOPBACK}:{inside}")
        trace.on_request_start.append(proxy.timed)
        trace.on_request_end.append(proxy.timed)
        try:
            async with aiohttp.ClientSession(connector=connector, trace_configs=[trace]) as secure:
                here.http, here.proxy = secure, f"https://{LOOPBACK}:{port}"
                await _listens(running, Path(name) / "log", inside)
                for number in range(1, len(here.hosts) + 1):
                    await proxy.sees(number)
                for (method, path), wanted in CLOSED.items():
                    async with secure.request(method, f"{here.proxy}{path}") as answer:
                        if answer.status != wanted:
                            raise CannotRoll(f"the proxy answered {method} {path} with {answer.status}, not {wanted}")
                proxy.seconds.clear()
                yield proxy
        finally:
            here.http, here.proxy = direct, ""
            running.terminate()
            await running.wait()


async def _listens(running: asyncio.subprocess.Process, log: Path, port: int) -> None:
    async with asyncio.timeout(20):
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection(LOOPBACK, port)
                writer.close()
                return
            if running.returncode is not None:
                said = await asyncio.to_thread(log.read_text)
                raise CannotRoll(f"the proxy ended: {said[-1000:]}")
            await asyncio.sleep(0.05)


def certificate(folder: Path, now: datetime) -> tuple[Path, Path]:
    """A certificate for this machine that is its own authority, and the file with its key that the proxy reads."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "front door trial")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(LOOPBACK))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "authority.pem").write_bytes(made)
    (folder / "proxy.pem").write_bytes(made + private)
    return folder / "authority.pem", folder / "proxy.pem"


def last_version() -> str:
    """The last commit before this version's tables: the parent of the one that brought the newest migration."""
    newest = max(path.name for path in (ROOT / MIGRATIONS).glob("[0-9]*.py"))
    brought = _git("log", "--diff-filter=A", "--format=%h", "-1", "--", f"{MIGRATIONS}/{newest}")
    if not brought:
        raise CannotRoll(f"git knows no commit that brought {newest}: the exercise takes a clone with its history")
    return _git("rev-parse", "--short", f"{brought}^")


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """The sources of a commit, in a folder of their own."""
    with tempfile.TemporaryDirectory(prefix="front-door-last-", ignore_cleanup_errors=True) as name:
        tree = Path(name) / "tree"
        _git("worktree", "add", "--detach", str(tree), commit)
        try:
            yield tree
        finally:
            _git("worktree", "remove", "--force", str(tree))


def _git(*words: str) -> str:
    done = subprocess.run([shutil.which("git") or "git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotRoll(f"git {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout.strip()
