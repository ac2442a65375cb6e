"""Parts of a manifest as the checks read them: what has another shape than it should is read as empty, and told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

HOST: Final = re.compile(
    r"(?:\*\.)?(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]"
)
"""A host with a dot in it, perhaps with a wildcard before it; no scheme, port or path."""


def as_map(value: object) -> Mapping[str, Any]:
    """The value where it is an object, else an empty one: the checks go on past a part of the wrong shape."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    """The value where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def as_text(value: object) -> str:
    """The value where it is words, else none."""
    return value if isinstance(value, str) else ""


def as_maps(value: object) -> list[Mapping[str, Any]]:
    """The objects of a list."""
    return [as_map(item) for item in as_list(value)]


def link_hosts(manifest: Mapping[str, Any]) -> list[Any]:
    """The hosts whose links the app is asked about, as they stand there."""
    handlers = (
        handler
        for extension in as_maps(manifest.get("composeExtensions"))
        for handler in as_maps(extension.get("messageHandlers"))
    )
    return [host for handler in handlers for host in as_list(as_map(handler.get("value")).get("domains"))]
