"""The figures as the chat card takes them (`dialogs.cards.area.figures_card`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.figures.counting import count
from bot.figures.figures import Rules, figures


def chat_figures(connection: Connection, rules: Rules, now: datetime) -> dict[str, Any]:
    """What `Known.figures` holds: counts by id, medians in working days, the share as 0 to 1.

    A figure that nothing is known of yet is None.
    """
    found = figures(count(connection, now, rules.buying, rules.benefit), rules, now)
    return {
        "total": found.total,
        "by_process": dict(found.by_process),
        "by_area": {area: n for area, n in found.by_area.items() if area},
        "by_status": dict(found.by_status),
        "share_met_it_first": found.share_met_it_first,
        "share_contracts_in_time": found.share_contracts_in_time,
        "share_benefits": found.benefits.all.share,
        "median_days_to_first_contact": _plain(found.median_days_to_first_contact),
        "median_days_to_decision": _plain(found.median_days_to_decision),
        "waiting_longest": [{"reference": w.reference, "days": w.days} for w in found.waiting_longest],
        "overruled": found.times_overruled,
    }


def _plain(days: float | None) -> float | int | None:
    """Two days rather than 2.0 days."""
    return int(days) if days is not None and days.is_integer() else days
