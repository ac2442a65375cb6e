"""A stand-in with one list, and a plain HTTP client that writes down what Graph's contract should check."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.local.graph import LOCAL_SITE, StandIn, start
from tests.contract import kept

COLUMNS = [
    {"name": "Reference", "text": {}, "indexed": True, "enforceUniqueValues": True},
    {
        "name": "Status",
        "choice": {"allowTextEntry": False, "choices": ["Submitted", "Approved"], "displayAs": "dropDownMenu"},
        "indexed": True,
    },
    {"name": "Problem", "text": {"allowMultipleLines": True, "linesForEditing": 8, "textType": "plain"}},
    {"name": "Supplier", "text": {}},
    {"name": "Score", "number": {}},
    {"name": "Active", "boolean": {}},
    {"name": "NeededBy", "dateTime": {"displayAs": "standard", "format": "dateOnly"}},
    {"name": "Requester", "personOrGroup": {}},
    {"name": "Link", "hyperlinkOrPicture": {"isPicture": False}},
]
PERSON = {"id": "00000000-0000-0000-0000-00000000a001", "upn": "governance@example.org", "name": "Governance officer"}
OFFICER = {
    "id": "00000000-0000-0000-0000-0000000000e1",
    "upn": "officer@example.org",
    "name": "Officer",
    "manager": PERSON["id"],
    "department": "Housing operations",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer: status, JSON, headers (by lower-case name)."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> str:
        """Graph's error code."""
        return str(self.body["error"]["code"])


@dataclass(slots=True)
class Graph:
    """A client without an SDK, and the list that it works on.

    Paths are below ``/v1.0``; ``LIST`` stands for the list's.
    """

    stand_in: StandIn
    http: aiohttp.ClientSession
    record: Path
    list_path: str = ""
    headers: dict[str, str] = field(default_factory=lambda: {"Authorization": "Bearer word"})

    async def say(self, method: str, path: str, body: object = None, **headers: str) -> Heard:
        """Make one call."""
        url = path if path.startswith("http") else self.stand_in.url + path.replace("LIST", self.list_path)
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        async with self.http.request(method, url, json=body, headers=sent) as answer:
            text = await answer.text()
            lower = {name.lower(): value for name, value in answer.headers.items()}
            heard = Heard(answer.status, json.loads(text) if text else None, lower)
        exchange = {
            "method": method,
            "url": url,
            "headers": {},
            "body": None if body is None else json.dumps(body),
            "status": heard.status,
            "resp_headers": heard.headers,
            "resp_body": text or None,
            # What was refused may well break the contract; the refusal itself must keep it.
            "request_unknown": heard.status >= 400,
        }
        with self.record.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(exchange) + "\n")
        return heard


@pytest.fixture(scope="session")
def said(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Everything that the tests of this folder said and heard, held against Graph's contract at the end."""
    with kept(tmp_path_factory.mktemp("said")) as record:
        yield record


@pytest.fixture
async def graph(tmp_path: Path, said: Path) -> AsyncIterator[Graph]:
    """A stand-in with one list."""
    stand_in = await start(0, tmp_path / "graph", people=(PERSON, OFFICER))
    async with aiohttp.ClientSession() as http:
        it = Graph(stand_in, http, said)
        site = (await it.say("GET", f"/sites/{LOCAL_SITE}")).body["id"]
        made = await it.say(
            "POST",
            f"/sites/{site}/lists",
            {"displayName": "Requests", "list": {"template": "genericList"}, "columns": COLUMNS},
        )
        it.list_path = f"/sites/{site}/lists/{made.body['id']}"
        yield it
    await stand_in.close()
