"""How Graph says no, in our own words: the delivery decides by these, never by a status of Microsoft's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from bot.retry_after import retry_after


class GraphRefused(Exception):
    """A call to Graph did not do what it should.

    ``reason`` is plain words for an operator, without anything that a person typed. ``status``, ``code``, ``inner`` and
    ``said`` are Graph's own, empty where it gave none: what it said can quote what was sent, so it is read and never
    shown.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = 0
        self.code = ""
        self.said = ""
        self.inner = ""
        """The code of the inner error, where Graph gave one."""


class TryLater(GraphRefused):
    """It may or may not have been done, or cannot be done now.

    Look first, then try again after so many seconds (None: by your own backoff).
    """

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


class Broken(TryLater):
    """Graph failed at this very call (500, or an answer cut off half-way).

    On one row that costs the row alone, until it is read again.
    """


class GiveUp(GraphRefused):
    """Graph will never take this. Trying again changes nothing: set it aside for an operator."""


class NotAllowed(GraphRefused):
    """The app may not, or what it works on is not there (401, 403, no such list).

    Keep it, try slowly, tell an operator.
    """


class Gone(GraphRefused):
    """The delta token has ended (410): read everything again, from ``location`` when Graph named one."""

    def __init__(self, location: str = "") -> None:
        super().__init__("the list must be read again from its beginning")
        self.location = location


class Conflict(GraphRefused):
    """Someone changed the item first (409, 412). Read it again, then decide."""


class Missing(GraphRefused):
    """There is nothing at this address (404)."""


class NoItem(GraphRefused):
    """The list is there and has no such item (now): SharePoint says so of some that it finds again seconds later."""


_LATER = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.LOCKED,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}


def refusal(status: int, headers: Mapping[str, str], code: str, now: datetime) -> GraphRefused:
    """What an answer with an error status means.

    ``headers`` by lower-case name; ``code`` is Graph's error code or empty.
    """
    said = f"Graph answered {status}" + (f" ({code})" if code else "")
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return NotAllowed(f"{said}. The app may not do this: check its permissions with front-door doctor")
    if status == HTTPStatus.GONE:
        return Gone(headers.get("location", ""))
    if status == HTTPStatus.NOT_FOUND:
        return Missing(said)
    if status in (HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED):
        return Conflict(said)
    if status in _LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR or status < HTTPStatus.BAD_REQUEST:
        after = retry_after(headers.get("retry-after"), now, headers.get("date"))
        return Broken(said) if status == HTTPStatus.INTERNAL_SERVER_ERROR and not after else TryLater(said, after)
    return GiveUp(said)
