"""A board on the register, for the tests of its papers and its meetings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select

from bot import papers
from bot.deliveries import ledger
from bot.deliveries.ledger import Delivery
from bot.meetings import keep_meeting, meeting_of
from bot.outgoing.papers import PapersSender
from bot.people.working_days import opening
from bot.recording import record
from bot.register.register import Register
from bot.register.schema import deliveries
from dialogs.agendas import KeepMeeting, Meeting
from dialogs.events import By, StepDecided
from dialogs.model import Person, Request
from dialogs.steps import Outcome
from tests.bot.outgoing.test_asking_sponsors import Told
from tests.bot.people.people_cast import RULES, people
from tests.bot.register.lodged import decision, lodge

MEETS: Final = date(2026, 12, 9)
"""A Wednesday; the papers come a week before."""
PAPERS: Final = opening(date(2026, 12, 2))
MEETING: Final = datetime(2026, 12, 9, 14, tzinfo=UTC)
AFTER: Final = opening(date(2026, 12, 10))
NEXT: Final = date(2027, 1, 13)
BOARD: Final = next(body for body in RULES.bodies if body.id == "board")
SECRETARY: Final = Person("00000000-0000-0000-0000-00000000d101", "Board secretary")
MEMBER: Final = Person("00000000-0000-0000-0000-00000000d102", "Board member")


def asked(register: Register, at: datetime = PAPERS - timedelta(days=3)) -> Request:
    """A request that is with the board."""
    return lodge(register, decision(steps=("board",)), at=at)


def send(register: Register, now: datetime = PAPERS) -> int:
    return register.write_now(lambda c: papers.send_papers(c, RULES, people(), now))


def known(register: Register, **which: str) -> list[Delivery]:
    """Deliveries by what their columns are, in order."""

    def look(connection: Connection) -> list[Delivery]:
        wanted = [deliveries.c[name] == value for name, value in which.items()]
        return [ledger.read(row) for row in connection.execute(select(deliveries).where(*wanted).order_by("number"))]

    return register.read_now(look)


def for_board(register: Register) -> list[Delivery]:
    return [one for one in known(register, kind="papers") if one.payload["body"] == "board"]


def meeting(register: Register, day: date = MEETS) -> Meeting:
    return register.read_now(lambda c: meeting_of(c, BOARD, day))


def keep(register: Register, effect: KeepMeeting, now: datetime = MEETING) -> bool:
    return register.write_now(lambda c: keep_meeting(c, effect, SECRETARY.aad_id, "k", now))


def opened(register: Register, **more: Any) -> Meeting:
    """The meeting under way, as its first turn keeps it."""
    under_way = replace(meeting(register), opened_at=MEETING, **more)
    keep(register, KeepMeeting(under_way, ("opened",)))
    return under_way


def decide(register: Register, request: Request, outcome: Outcome = Outcome.DECLINE, now: datetime = MEETING) -> None:
    event = StepDecided("board", BOARD.name, outcome, "We have it.")
    by = By(SECRETARY, BOARD.name)
    assert register.write_now(lambda c: record(c, request.reference, event, by, "k", people(), now))


def sender(register: Register, now: datetime) -> tuple[PapersSender, Told]:
    nothing: Any = None
    teams = Told(register, nothing, lambda: RULES, people, lambda: now, "28:bot", nothing)
    return PapersSender(teams), teams


def told_now(register: Register, now: datetime) -> set[str]:
    """Who has news or a card that may go at this moment."""
    return {one.recipient for one in known(register, state="waiting") if one.next_try <= now and one.recipient}
