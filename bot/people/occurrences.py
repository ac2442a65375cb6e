"""Something that comes round once: it has a name, and a name that is in the schedule never comes again."""

from __future__ import annotations

from dataclasses import dataclass

from bot.people.notifications import Notification


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An occurrence that is due now, such as ``digest:<aad id>:2026-11-23``, and what it sends.

    Without notifications there was nothing to say: it still counts as done, so that the next one goes on from here.
    """

    name: str
    notifications: tuple[Notification, ...]
