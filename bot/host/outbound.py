"""How this machine reaches others: which authorities are trusted, and which proxy stands between."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass_environment  # type: ignore[attr-defined]  # typeshed leaves out both

import orjson
from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, StreamReader, TCPConnector

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
CONNECT_SECONDS: Final = 5.0
TOTAL_SECONDS: Final = 15.0

_made: dict[tuple[str, str], ssl.SSLContext] = {}
"""What is trusted, by the files that the environment names."""


def open_session() -> ClientSession:
    """One pooled client for everything that the host calls. Close it at the end.

    No cookies, and no environment of aiohttp's own: it would send loopback calls through a proxy.
    """
    return ClientSession(
        connector=TCPConnector(limit=100, limit_per_host=40, ttl_dns_cache=60),
        timeout=ClientTimeout(total=TOTAL_SECONDS, sock_connect=CONNECT_SECONDS),
        cookie_jar=DummyCookieJar(),
        trust_env=False,
    )


async def read_to_end(content: StreamReader, most: int) -> bytes:
    """The whole body of an answer, in however many pieces it comes. Raises ValueError when it is over ``most``.

    `StreamReader.read` with a number gives only what has arrived by then, which is all of a body by luck alone.
    """
    body = bytearray()
    async for piece in content.iter_any():
        body += piece
        if len(body) > most:
            raise ValueError(f"an answer of more than {most} bytes")
    return bytes(body)


async def object_of(content: StreamReader, most: int) -> Mapping[str, Any]:
    """The JSON object that an answer holds; an empty one for anything else, and for one of over ``most`` bytes."""
    try:
        said = orjson.loads(await read_to_end(content, most))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def tls_context() -> ssl.SSLContext:
    """What is trusted: the system's authorities, and besides them the files that a council's proxy needs."""
    files = _files()
    if files not in _made:
        _made[files] = _context(*files)
    return _made[files]


async def tls_for(url: str) -> ssl.SSLContext | bool:
    """What is trusted for this address. Made in a thread: reading 150 authorities takes 50 ms and more."""
    if not url.startswith("https://"):
        return True
    known = _made.get(_files())
    return known if known is not None else await asyncio.to_thread(tls_context)


def proxy_for(url: str, environment: Mapping[str, str] | None = None) -> str | None:
    """The proxy for this address by the usual variables (``HTTPS_PROXY``, ``NO_PROXY``), or None; none for loopback."""
    parts = urlsplit(url)
    if not parts.hostname or parts.hostname in LOOPBACK or parts.hostname.startswith("127."):
        return None
    proxies = getproxies_environment() if environment is None else _proxies(environment)
    if proxy_bypass_environment(parts.hostname, proxies):
        return None
    return proxies.get(parts.scheme) or proxies.get("all")


def _files() -> tuple[str, str]:
    return os.environ.get("SSL_CERT_FILE", ""), os.environ.get("REQUESTS_CA_BUNDLE", "")


def _context(*files: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    # That has read SSL_CERT_FILE, when it is set, in place of the system's file: read that too, and nothing twice.
    system = ssl.get_default_verify_paths().openssl_cafile
    known = {Path(files[0] or system).resolve()}
    for path in (Path(name).resolve() for name in (system, *files) if name):
        if path in known:
            continue
        known.add(path)
        if path.is_file():
            context.load_verify_locations(cafile=path)
        elif path.is_dir():
            context.load_verify_locations(capath=path)
    return context


def _proxies(environment: Mapping[str, str]) -> dict[str, str]:
    named = {name.lower(): value for name, value in environment.items() if name.lower().endswith("_proxy") and value}
    return {name.removesuffix("_proxy"): value for name, value in named.items()}
