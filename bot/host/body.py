"""A body as JSON: bounded in depth, without what no database can store, and always an object."""

from __future__ import annotations

import re
from typing import Any, Final

import orjson

DEEPEST: Final = 48
"""Levels of brackets in a body. Teams' own activities have at most ten."""

# An unfinished string is taken to the end, so that no body makes this scan more than once.
_BRACKETS: Final = re.compile(rb'"(?:[^"\\]|\\.?)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)


class Malformed(Exception):
    """The body is no activity that we can read. The sentence names the field and never its value."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


def read_json(body: bytes) -> dict[str, Any]:
    """The body as a JSON object of bounded depth. Raises `Malformed`."""
    # Few brackets cannot nest deeply: most bodies are let through by a count, which costs a microsecond.
    if body.count(b"{") + body.count(b"[") > DEEPEST and _depth(body) > DEEPEST:
        raise Malformed("The body is nested too deeply.")
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Malformed("The body is not JSON.") from None
    if not isinstance(parsed, dict):
        raise Malformed("The body is not a JSON object.")
    if b"\\u0000" in body:  # no text of a person has it, and PostgreSQL cannot store it
        return {key.replace("\0", ""): _without_nul(part) for key, part in parsed.items()}
    return parsed


def _depth(body: bytes) -> int:
    depth = deepest = 0
    for found in _BRACKETS.finditer(body):
        mark = found[0]
        if mark in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in b"]}":
            depth -= 1
    return deepest


def _without_nul(node: Any) -> Any:
    if isinstance(node, str):
        return node.replace("\0", "")
    if isinstance(node, list):
        return [_without_nul(item) for item in node]
    if isinstance(node, dict):
        return {key.replace("\0", ""): _without_nul(item) for key, item in node.items()}
    return node
