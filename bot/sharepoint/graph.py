"""Calls to Microsoft Graph: how long one may take, what its answer means, and when none may leave.

`bot.sharepoint.sdk` carries them. Bodies are plain JSON both ways, because its models turn
titles that look like dates into dates, and take 20 MB. Retries are the delivery's business alone: the SDK would send a
write twice.
"""

from __future__ import annotations

import asyncio
import time
import warnings
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.retry_after import capped
from bot.sharepoint.access import GraphAccess
from bot.sharepoint.refusals import Broken, GiveUp, GraphRefused, TryLater, refusal

if TYPE_CHECKING:
    import httpx
    from kiota_abstractions.base_request_builder import BaseRequestBuilder
    from kiota_abstractions.request_information import RequestInformation

    from bot.sharepoint.sdk import Connection

TOTAL_SECONDS = 30.0
LONGEST_SAID = 500
"""Characters of an error's text that are read for what it means."""

Watch = Callable[[str, str, float], None]
"""Told of every call: the method, the result (``ok``, ``later``, ``refused``, ``unreachable``) and the seconds."""
Sdk = Any
"""The SDK's `GraphServiceClient`.

Not named as a type: a type checker would read its 20,000 generated modules, which takes a minute.
"""
Build = Callable[[Sdk], "BaseRequestBuilder"]


def _unwatched(_method: str, _result: str, _seconds: float) -> None:
    """Nobody counts."""


async def _untold(_seconds: float) -> None:
    """Nobody else calls Graph."""


def the_sdk() -> ModuleType:
    """`bot.sharepoint.sdk`, imported now if nobody did before.

    Run it in a thread at start: it imports over 400 modules and would hold up every turn.
    """
    with warnings.catch_warnings():
        # The SDK warns of a class of its own that nobody here uses.
        warnings.simplefilter("ignore", DeprecationWarning)
        from bot.sharepoint import sdk  # noqa: PLC0415 - half a second and 40 MB: the host must be ready before
    return sdk


@dataclass(slots=True)
class Graph:
    """A connection to Graph for one event loop. Make it with `open_graph`, close it when done.

    Mutable only in ``held_until``: while a ``Retry-After`` runs, no call leaves, whoever makes it.
    """

    access: GraphAccess
    connection: Connection
    request_to: Callable[..., RequestInformation]
    watch: Watch = _unwatched
    clock: Callable[[], float] = time.monotonic
    told_to_wait: Callable[[float], Awaitable[None]] = _untold
    """Told of each ``Retry-After`` in seconds, whichever call met it, for the other workers and instances."""
    held_until: float = field(default=0.0)

    async def call(
        self,
        method: str,
        build: Build,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Make one call and give its JSON (empty for none).

        ``build`` picks the request builder of the SDK; ``query`` goes by OData names such as ``$filter``. Raises
        `TryLater`, `NotAllowed`, `GiveUp`, `Gone`, `Conflict` or `Missing`, and nothing else.
        """
        self.refuse_while_held()
        began = self.clock()
        result, refused = "unreachable", None
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                answer = await self.connection.send(
                    self.request_to(build(self.connection.client), method, query, body, headers)
                )
            if answer.is_success:
                result = "ok"
                return _json(answer)
            refused = self._refusal(answer)
            result = "later" if isinstance(refused, TryLater) else "refused"
        except TimeoutError:
            raise TryLater("Graph did not answer in time") from None
        finally:
            self.watch(method, result, self.clock() - began)
        if isinstance(refused, TryLater) and refused.after:
            self.hold(refused.after)
            await self.told_to_wait(refused.after)
        raise refused

    async def follow(self, link: str) -> dict[str, Any]:
        """Read a nextLink or deltaLink.

        Raises `GiveUp` when it leads to another place: the token goes to Graph's own host only.
        """
        if not self.leads_to_graph(link):
            raise GiveUp("Graph named a link to another place")
        return await self.call("GET", lambda client: client.sites.with_url(link))

    def leads_to_graph(self, link: str) -> bool:
        """Whether a link stays on the host of `GRAPH_BASE_URL`."""
        parts = urlsplit(link)
        return (parts.scheme, parts.netloc.lower()) == self.access.origin

    def hold(self, seconds: float) -> None:
        """Let no call leave for so many seconds, an hour at most: Graph asked for it, here or in another process."""
        self.held_until = max(self.held_until, self.clock() + capped(seconds))

    def refuse_while_held(self) -> None:
        """Raise `TryLater` while a ``Retry-After`` runs."""
        left = self.held_until - self.clock()
        if left > 0:
            raise TryLater("Graph asked us to wait", left)

    async def close(self) -> None:
        """Close every connection."""
        await self.connection.close()

    def _refusal(self, answer: httpx.Response) -> GraphRefused:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        error = _error(answer)
        code = str(error.get("code", ""))[:60]
        refused = refusal(answer.status_code, headers, code, datetime.now(UTC))
        refused.status, refused.code = answer.status_code, code
        refused.said = str(error.get("message", ""))[:LONGEST_SAID]
        inner = error.get("innerError")
        refused.inner = str(inner.get("code", ""))[:60] if isinstance(inner, dict) else ""
        return refused


def open_graph(
    access: GraphAccess,
    watch: Watch = _unwatched,
    clock: Callable[[], float] = time.monotonic,
    told_to_wait: Callable[[float], Awaitable[None]] = _untold,
) -> Graph:
    """Connect to Graph from the running event loop. No call is made yet.

    Call `the_sdk` in a thread first: this imports it. ``clock`` gives seconds that never go back.
    """
    sdk = the_sdk()
    connection = sdk.connect(access)
    graph = Graph(access, connection, sdk.request_to, watch, clock, told_to_wait)
    connection.wire.may_leave = graph.refuse_while_held
    return graph


def _error(answer: httpx.Response) -> dict[str, Any]:
    """What Graph says of its refusal; nothing when the answer is somebody else's, such as a proxy's page."""
    try:
        error = answer.json()["error"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return error if isinstance(error, dict) else {}


def _json(answer: httpx.Response) -> dict[str, Any]:
    if not answer.content:
        return {}
    try:
        body = answer.json()
    except (ValueError, RecursionError):
        raise Broken("Graph's answer could not be read") from None
    if not isinstance(body, dict):
        raise Broken("Graph's answer could not be read")
    return body
