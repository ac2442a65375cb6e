"""Keeping and removing: drafts go after 30 days, kept answers after ten minutes, a person on request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, select, text, update

from bot.register import audit, interviews, seen
from bot.register.schema import deliveries, joiners, people, requests, schedule, story
from bot.register.schema import interviews as interview_rows

DRAFTS = timedelta(days=30)
ANSWERS = timedelta(minutes=10)
"""Teams sends an activity again within a minute (facts, teams.md); ten are ample, and the busiest ten hold 90 MB."""
FINISHED = timedelta(days=90)
"""How long a delivery that is done stays in the ledger."""


def tidy(connection: Connection, now: datetime) -> int:
    """Remove what has had its time. Returns how many drafts went."""
    seen.forget(connection, now - ANSWERS)
    # A summary's row is how its card is found when the request moves on, however old it is.
    ended = (deliveries.c.state == "done", deliveries.c.done_at < now - FINISHED, deliveries.c.kind != "summary")
    connection.execute(delete(deliveries).where(*ended))
    connection.execute(delete(schedule).where(schedule.c.done_at < now - FINISHED))
    gone = interviews.expire(connection, now - DRAFTS)
    if gone:
        audit.append(connection, now, audit.Entry("retention", "drafts_expired", "drafts", {"count": gone}))
    return gone


@dataclass(frozen=True, slots=True)
class Erased:
    """What was removed for one person, and which requests stay in SharePoint for the governance team to judge."""

    found: bool
    aad_id: str
    drafts: int
    references: tuple[str, ...]


REMOVED = "Removed on request"


def erase(connection: Connection, who: str, now: datetime) -> Erased:
    """Remove a person's data: name, address, drafts, what they wrote in requests, what waits for them.

    ``who``: Entra id or user principal name. Requests keep reference, process and status, so that figures and history
    stay true; the history names the person by a key that now leads nowhere. Call `scrub` afterwards, so that the
    database file forgets too.
    """
    row = connection.execute(select(people).where((people.c.aad_id == who) | (people.c.upn == who))).first()
    own = requests.c.aad_id == (row.aad_id if row else who)
    references = tuple(connection.execute(select(requests.c.reference).where(own | (requests.c.upn == who))).scalars())
    aad_id = row.aad_id if row else who
    drafts = connection.execute(delete(interview_rows).where(interview_rows.c.aad_id == aad_id)).rowcount
    if row is None and not references and not drafts:
        return Erased(found=False, aad_id=aad_id, drafts=0, references=())
    for reference in references:
        connection.execute(
            update(requests)
            .where(requests.c.reference == reference)
            .values(
                aad_id=f"removed:{reference}",
                name=REMOVED,
                upn="",
                title=REMOVED,
                details={},
                list_state={},
                decision_note="",
                open_question="",
                card=None,
                card_conversation=None,
            )
        )
        connection.execute(update(story).where(story.c.reference == reference).values(who="", note=""))
        connection.execute(text("DELETE FROM request_words WHERE reference = :reference"), {"reference": reference})
        connection.execute(
            update(deliveries).where(deliveries.c.reference == reference).values(payload="{}", result={})
        )
    connection.execute(delete(joiners).where(joiners.c.aad_id == aad_id))
    connection.execute(delete(deliveries).where((deliveries.c.recipient == aad_id) | deliveries.c.id.contains(aad_id)))
    connection.execute(update(deliveries).where(deliveries.c.lane.contains(aad_id)).values(lane=deliveries.c.id))
    seen.forget(connection, now + timedelta(days=1))  # kept answers hold cards, which hold what was typed
    connection.execute(delete(people).where(people.c.aad_id == aad_id))
    audit.append(
        connection,
        now,
        audit.Entry("erasure", "person_erased", "person", {"requests": list(references), "drafts": drafts}),
    )
    return Erased(found=True, aad_id=aad_id, drafts=drafts, references=references)


def scrub(engine: Engine) -> None:
    """Make the database file itself forget: rebuild it and empty its log. Nothing else may be writing meanwhile."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM FULL")
        return
    raw = engine.raw_connection()  # SQLite rebuilds a file only outside any transaction, which SQLAlchemy always begins
    try:
        cursor = raw.cursor()
        for statement in (
            "INSERT INTO request_words(request_words) VALUES ('rebuild')",
            "VACUUM",
            "PRAGMA wal_checkpoint(TRUNCATE)",
        ):
            cursor.execute(statement)
        cursor.close()
    finally:
        raw.close()
