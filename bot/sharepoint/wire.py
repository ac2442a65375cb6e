"""The wire to Graph: the last place where a call can be kept back. Importing this loads httpx."""

from __future__ import annotations

from collections.abc import Callable

import httpx


class Wire(httpx.AsyncHTTPTransport):
    """A connection that asks before each request whether it may leave.

    A call spends milliseconds in the SDK after it was let through: a ``Retry-After`` that another call has read
    meanwhile counts for it too.
    """

    may_leave: Callable[[], None] | None = None
    """Raises what the caller is told instead, such as `TryLater`."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request, unless it may not leave any more."""
        if self.may_leave is not None:
            self.may_leave()
        return await super().handle_async_request(request)
