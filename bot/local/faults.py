"""Faults on demand, and the ledger of every call: what a test or an exercise needs to make Graph or Teams misbehave."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Kind = Literal[
    "status",
    "html",
    "hang",
    "drop",
    "drop_after_commit",
    "outage",
    "poison",
    "expire_tokens",
    "error_row",
    "empty",
    "lose_notification",
    "double_notification",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to misbehave.

    ``status``: answer ``status`` (with ``retry_after`` seconds, unless None; as a date with ``dated``) and do nothing.
    ``html``: a proxy's HTML 502. ``hang``: say nothing for ``seconds``. ``drop``: cut the connection before anything
    is done; ``drop_after_commit``: after it was stored; ``empty``: do it, and answer without a body. ``outage``: cut
    every connection. ``poison``: never take an item with this ``title``. ``expire_tokens``: answer the next delta with
    410. ``error_row``: an error in the place of a row of a delta, as Graph was seen to do after a deletion.
    ``lose_notification`` and ``double_notification``: change notifications. ``method`` and ``path`` (a regular
    expression found in the path) choose the calls, empty is every call; ``times``: how often, None for ever. After a
    ``status`` with ``retry_after``, every call within that time is answered the same way when ``holds`` is set.

    The stand-in for Teams knows ``status``, ``hang``, ``drop``, ``drop_after_commit`` and ``outage``.
    """

    kind: Kind
    method: str = ""
    path: str = ""
    times: int | None = 1
    status: int = 429
    retry_after: int | None = None
    dated: bool = False
    seconds: float = 30.0
    title: str = ""
    holds: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One line of the ledger.

    ``at``: seconds since the epoch when the call came; ``status`` 0: the connection was cut.
    """

    at: float
    method: str
    path: str
    status: int


@dataclass(frozen=True, slots=True)
class Sent(Call):
    """A call to the stand-in for Teams: the conversation, empty for one that is to be made, and what was sent."""

    conversation: str = ""
    body: str = ""


@dataclass(slots=True)
class FaultPlan:
    """The faults that are still to come. Mutable: each one is used up as it strikes."""

    waiting: list[Fault] = field(default_factory=list)
    held_until: float = 0.0
    held_status: int = 429

    def strike(self, kinds: tuple[Kind, ...], method: str, path: str, title: str = "") -> Fault | None:
        """The next fault of these kinds that meets the call, used up by one; None when there is none."""
        for place, fault in enumerate(self.waiting):
            if fault.kind not in kinds or (fault.method and fault.method != method) or not re.search(fault.path, path):
                continue
            if fault.kind == "poison" and fault.title != title:
                continue
            if fault.times is not None:
                left = Fault(**{**asdict(fault), "times": fault.times - 1})
                self.waiting[place : place + 1] = [left] if fault.times > 1 else []
            return fault
        return None


def fault_from(body: Mapping[str, Any]) -> Fault:
    """A fault from JSON. Raises `TypeError` for a key that there is not."""
    return Fault(**body)
