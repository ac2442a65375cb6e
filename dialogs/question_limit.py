"""How many questions a minute a partner may send about a request: a few, so that nobody is buried in messages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from dialogs.events import QuestionAsked
from dialogs.records import TimelineEntry

MOST: Final = 3
WITHIN: Final = timedelta(minutes=1)


def asked_too_often(timeline: Iterable[TimelineEntry], now: datetime) -> bool:
    """Whether as many questions were sent about a request within the last minute as may be."""
    return sum(one.what == QuestionAsked.name and now - one.when < WITHIN for one in timeline) >= MOST
