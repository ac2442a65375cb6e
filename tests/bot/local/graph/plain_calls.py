"""The stand-in's calls without a server: the work behind a path, on a store of its own."""

from __future__ import annotations

import io
import itertools
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.local.graph.apps import Apps
from bot.local.graph.calls import Call
from bot.local.graph.principals import keep_graph
from bot.local.graph.refused import Refused
from bot.local.graph.routes import find_route
from bot.local.graph.store import Store, keep_site, open_store
from bot.local.graph.tenant import Tenant

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
SITE = "council.sharepoint.com:/sites/digital"


@dataclass(frozen=True, slots=True)
class Plain:
    """A tenant with one site, and calls of it."""

    store: Store

    @property
    def apps(self) -> Apps:
        """The catalogue of Teams apps."""
        return Apps(self.store)

    @property
    def tenant(self) -> Tenant:
        """The directory."""
        return Tenant(self.store, {})

    def ask(self, method: str, path: str, body: object = None, **options: str) -> tuple[int, Any]:
        """One call: its status, and what came, or the message of a refusal.

        ``body``: JSON, or the bytes of a package. ``options`` are named without the ``$``.
        """
        work, where = find_route(method, path)
        asked = {name if name == "requiresReview" else f"${name}": value for name, value in options.items()}
        raw = body if isinstance(body, bytes) else b""
        try:
            done = work(Call(self.store, "https://graph/v1.0", path, where, asked, None if raw else body, "", "", raw))
        except Refused as refused:
            return refused.status, refused.message
        return done.status, done.body

    def values(self, path: str, **options: str) -> list[Any]:
        """The page that a call gives."""
        status, body = self.ask("GET", path, **options)
        assert status == 200, body
        return list(body["value"])


@contextmanager
def tenant(folder: Path, lag: int = 0) -> Iterator[Plain]:
    """A tenant whose clock stands still; ``lag``: how many looks do not find what is new."""
    numbers = itertools.count(1)
    store = open_store(folder, lambda: NOW, lambda: f"00000000-0000-0000-0000-{next(numbers):012d}", lag=lag)
    keep_site(store, SITE)
    keep_graph(store)
    yield Plain(store)
    store.db.close()


def package(manifest: object, *files: str) -> bytes:
    """An app package with this manifest and these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as one:
        if manifest is not None:
            one.writestr("manifest.json", manifest if isinstance(manifest, str) else json.dumps(manifest))
        for name in files:
            one.writestr(name, b"x")
    return made.getvalue()
