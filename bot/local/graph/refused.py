"""How the stand-in says no: a status, Graph's error code and a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class Refused(Exception):
    """Graph's answer to a call that it does not carry out. Nothing was changed."""

    status: int
    code: str
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)
    inner: Mapping[str, str] = field(default_factory=dict)
    """What the inner error holds beside the date and the ids."""


def bad(message: str) -> Refused:
    """400 ``invalidRequest``: by far the commonest refusal of SharePoint, a duplicate in a unique column included."""
    return Refused(400, "invalidRequest", message)


def missing(what: str) -> Refused:
    """404 ``itemNotFound``."""
    return Refused(404, "itemNotFound", f"{what} was not found")
