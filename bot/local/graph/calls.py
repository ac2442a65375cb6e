"""One call of Graph as the work behind a path sees it, and what came of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.local.graph.refused import Refused, bad
from bot.local.graph.store import Json, Store

ZIP: Final = "application/zip"
"""How an app package is sent."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call as the routes see it. ``base`` is the address up to ``/v1.0``; ``where`` holds the parts of the path."""

    store: Store
    base: str
    path: str
    where: Mapping[str, str]
    options: Mapping[str, str]
    body: Any
    if_match: str
    prefer: str
    raw: bytes = b""
    """The body as it came, where it is no JSON: an app package."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a call did: the answer, and the list that changed, if one did."""

    status: int
    body: dict[str, Any] | None = None
    changed_list: str = ""
    headers: Mapping[str, str] | None = None


Work = Callable[[Call], Done]


def person_row(call: Call, name: str) -> sqlite3.Row:
    """The person with this id or sign-in name. Raises `Refused` 404."""
    row = call.store.db.execute("SELECT * FROM people WHERE id = ? OR upn = ?", (name, name)).fetchone()
    if row is None:
        raise Refused(
            404,
            "Request_ResourceNotFound",
            "The resource does not exist or one of its queried references is not present.",
        )
    return row  # type: ignore[no-any-return]  # sqlite3 and json give Any


def object_of(body: Json) -> dict[str, Any]:
    """The JSON object that was sent. Raises `Refused` 400."""
    if not isinstance(body, dict):
        raise bad("The request body is not a JSON object")
    return body


def json_of(text: str, content_type: str) -> Json:
    """The JSON of a body. Raises `Refused` 415 or 400."""
    if not text:
        return None
    if not content_type.startswith("application/json"):
        raise Refused(415, "invalidRequest", "The content type is not supported")
    try:
        return json.loads(text)
    except ValueError:
        raise bad("Unable to read JSON request payload") from None
