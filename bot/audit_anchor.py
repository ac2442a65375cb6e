"""Anchors the end of the history outside its database, in the log and in a file: beside the turns, never within one."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from bot.logs import Log
from bot.private_files import OUTSIDE
from bot.register.anchor_file import Anchor, Outside, key_in
from bot.register.audit import End
from bot.register.audit_verification import end_differs
from bot.register.register import Register
from bot.settings import Settings

EVERY: Final = timedelta(minutes=1)
Fault = Literal["replaced", "changed", "not anchored"]
"""What can be wrong: it is not the history that was anchored, another hand changed it, an anchor was not kept."""
_log = Log("history")


def outside_of(settings: Settings, data: Path, *, make: bool = True) -> Outside | None:
    """The key (`AUDIT_KEY`, else a file of the data folder, made if need be) and the file of anchors. Raises OSError.

    None when there is no key and none may be made.
    """
    key = settings.audit_key.get_secret_value().encode() or key_in(data, make=make)
    return Outside(key, settings.audit_anchors or data / OUTSIDE[1]) if key else None


class AuditAnchor:
    """Anchors the end of one register's history: at once after what is weighty, else within a minute.

    Without ``outside`` there is nowhere to keep an anchor, and nothing is done.
    """

    def __init__(self, outside: Outside | None, now: Callable[[], datetime]) -> None:
        self._outside = outside
        self._now = now
        self._lock = threading.Lock()
        self._end: End | None = None
        self._weighty = False
        self._kept: int = -1
        self._at: datetime | None = None
        self.anchored_at: datetime | None = None
        """When an anchor was last kept, by this process."""
        self.faults: Counter[Fault] = Counter()
        """What was found wrong since the start: how often."""

    def watch(self, register: Register) -> None:
        """Hear of every group that this register commits, and say now if its history is not the one anchored last."""
        outside = self._outside
        if outside is None:
            return
        register.settled = self.heard
        try:
            if register.read_now(lambda connection: end_differs(connection, outside)):
                self.faults["replaced"] += 1
                _log.error("history is not the one that was anchored")
        except OSError as error:
            self.faults["not anchored"] += 1
            _log.error("anchors cannot be read", error)

    def heard(self, end: End | None) -> None:
        """A group was committed, with this end of the history if it moved. Called by the register's writer."""
        if end is None:
            return
        with self._lock:
            known, self._end = self._end, end
            self._weighty |= end.weighty
        if known and (end.before < known.rows or (end.before == known.rows and end.seal_before != known.seal)):
            # Other instances only ever add. Named at once, though the file would tell it too.
            self.faults["changed"] += 1
            _log.error("history was changed by another hand", rows=end.before, known=known.rows)

    def keep(self, *, last: bool = False) -> None:
        """Anchor the end if it is due; at the ``last`` whatever is not anchored yet. Never raises."""
        with self._lock:
            now, end = self._now(), self._end
            if self._outside is None or end is None or end.rows == self._kept:
                return
            due = self._at is None or not self._at <= now < self._at + EVERY  # a clock may be put back
            if not (last or due or self._weighty):
                return
            self._weighty, self._kept, self._at = False, end.rows, now
        _log.info("history anchored", rows=end.rows, seal=end.seal)
        try:
            self._outside.keep(Anchor(now.astimezone(UTC).isoformat(timespec="seconds"), end.rows, end.seal))
            self.anchored_at = now
        except OSError as error:
            self.faults["not anchored"] += 1
            _log.error("anchor not kept", error, rows=end.rows)
