"""The fields of what Teams sends: each has the type that it must have, or all is refused, with the field named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.host.body import Malformed

_LONGEST: Final = 1024
"""Characters of a text that is no message."""


def text_of(part: Mapping[str, Any], key: str, name: str = "", longest: int | None = _LONGEST) -> str:
    """The text of a field, empty where it is not there. ``name``: as an error names it. Raises `Malformed`."""
    value = part.get(key)
    if value is None:
        return ""
    if value.__class__ is not str or (longest is not None and len(value) > longest):
        raise missing(name or key)
    return value


def id_of(part: Mapping[str, Any], key: str, name: str = "") -> str:
    """A text that is an id: visible ASCII, so that it can be logged, stored and put into an address as it is."""
    value = text_of(part, key, name)
    if not (value.isascii() and value.isprintable()):
        raise missing(name or key)
    return value


def mapping_of(part: Mapping[str, Any], key: str, name: str = "") -> Mapping[str, Any]:
    """The object of a field, empty where it is not there."""
    value = part.get(key)
    if value is None:
        return {}
    if value.__class__ is not dict:
        raise missing(name or key)
    return value


def list_of(part: Mapping[str, Any], key: str) -> list[Any]:
    """The list of a field, empty where it is not there."""
    value = part.get(key)
    if value is None:
        return []
    if value.__class__ is not list:
        raise missing(key)
    return value


def missing(field: str) -> Malformed:
    """The error of a field that is not there or of another type."""
    return Malformed(f"{field} is missing or malformed.")
