"""Keeping and removing: drafts go after 30 days, kept answers after ten minutes, a person on request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, select, text, update

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


class Nobody(ValueError):
    """Say whom to erase: an Entra object id or a user principal name. A blank one would match whoever has none."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def holdings(connection: Connection, who: str) -> Erased:
    """What `erase` would remove for this person, changing nothing. Raises `Nobody` for a blank value."""
    who = who.strip()
    if not who:
        raise Nobody
    row = connection.execute(select(people).where(_is(people.c.aad_id, people.c.upn, who))).first()
    aad_id: str = row.aad_id if row else who
    own = (requests.c.aad_id == aad_id) | _is(requests.c.aad_id, requests.c.upn, who)
    references = tuple(
        connection.execute(select(requests.c.reference).where(own).order_by(requests.c.number)).scalars()
    )
    of_theirs = select(func.count()).select_from(interview_rows).where(interview_rows.c.aad_id == aad_id)
    drafts: int = connection.execute(of_theirs).scalar_one()
    found = row is not None or bool(references) or drafts > 0
    return Erased(found=found, aad_id=aad_id, drafts=drafts, references=references)


def _is(aad_id: ColumnElement[str], upn: ColumnElement[str], who: str) -> ColumnElement[bool]:
    """Whether a row is this person's. Entra's names and ids mean the same in either case of letter."""
    return (aad_id == who) | ((upn != "") & (func.lower(upn) == who.lower()))


def erase(connection: Connection, who: str, now: datetime) -> Erased:
    """Remove a person's data: name, address, drafts, what they wrote in requests, what waits for them.

    ``who``: Entra id or user principal name; raises `Nobody` for a blank one. Requests keep reference, process and
    status, so that figures and history stay true; the history names the person by a key that now leads nowhere. Call
    `scrub` afterwards, so that the database file forgets too.
    """
    going = holdings(connection, who)
    if not going.found:
        return going
    aad_id, references = going.aad_id, going.references
    connection.execute(delete(interview_rows).where(interview_rows.c.aad_id == aad_id))
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
        audit.Entry("erasure", "person_erased", "person", {"requests": list(references), "drafts": going.drafts}),
    )
    return going


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
