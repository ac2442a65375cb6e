"""Keeping and removing: drafts go after 30 days, deliveries after 90, profiles after 7, answers after ten minutes.

Requests have a time of their own: see `bot.anonymising`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete

from bot.people.profiles import KEPT
from bot.register import anonymising, audit, idempotency, interviews, profiles, titles
from bot.register.schema import deliveries, schedule

DRAFTS = timedelta(days=30)
ANSWERS = timedelta(minutes=10)
"""Teams sends an activity again within a minute (facts, teams.md); ten are ample, and the busiest ten hold 90 MB."""
FINISHED = timedelta(days=90)
"""How long a delivery that is done stays in the ledger."""


def tidy(connection: Connection, now: datetime) -> int:
    """Remove what has had its time. Returns how many drafts went."""
    idempotency.forget(connection, now - ANSWERS)
    # By these rows a card or post is found again when something moves on, however old it is.
    passing = deliveries.c.kind.not_in(("summary", "agenda"))
    ended = (deliveries.c.state == "done", deliveries.c.done_at < now - FINISHED, passing)
    connection.execute(delete(deliveries).where(*ended))
    # What reached nobody and belongs to a request goes with it; the rest would stand for ever, with whom it was for.
    stuck = (deliveries.c.state.in_(("refused", "set_aside")), deliveries.c.since < now - FINISHED)
    connection.execute(delete(deliveries).where(*stuck, deliveries.c.reference.is_(None), passing))
    anonymising.forget_cards(connection, now - FINISHED)
    connection.execute(delete(schedule).where(schedule.c.done_at < now - FINISHED))
    titles.forget(connection, now - titles.A_DAY)
    profiles.forget(connection, now - KEPT)
    gone = interviews.expire(connection, now - DRAFTS)
    if gone:
        audit.append(connection, now, audit.Entry("retention", "drafts_expired", "drafts", {"count": gone}))
    return gone
