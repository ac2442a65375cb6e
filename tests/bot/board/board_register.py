"""A register in which a board has requests, made through the register's own functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection

from bot.register import interviews, request_changes, requests, search
from bot.register.register import Register
from dialogs.changes import apply
from dialogs.events import By, CheckUpdated, StepDecided
from dialogs.model import Interview, Person, Request
from dialogs.steps import CheckState, Outcome
from governance_rules import Rulebook, decide
from tests.bot.board.requests_cast import SENT, a_request, answers_of

PARTNER = Person("partner-1", "Partner")


def lodge_with_board(register: Register, rulebook: Rulebook, titles: Sequence[str]) -> tuple[Request, ...]:
    """A request for each title that its IT business partner has passed on: those of a board that have one are there."""
    return register.write_now(lambda connection: _all(connection, rulebook, titles))


def _all(connection: Connection, rulebook: Rulebook, titles: Sequence[str]) -> tuple[Request, ...]:
    return tuple(_one(connection, rulebook, number, title) for number, title in enumerate(titles, 1))


def _one(connection: Connection, rulebook: Rulebook, number: int, title: str) -> Request:
    model = a_request(rulebook, number, title)
    person = Person(f"person-{number}", f"Asker {number}", f"asker.{number}@example.org")
    interview = Interview(
        f"{number:032d}",
        1,
        answers_of(number),
        model.details,
        None,
        route_seen=True,
        rules_version=rulebook.version,
        started=SENT,
        touched=SENT,
    )
    interviews.keep(connection, person.aad_id, interview, new=True)
    decision = decide(rulebook, answers_of(number))
    day = SENT.date().isoformat()
    made = requests.create(connection, interview, decision, "housing", person, SENT, day, title=title)
    search.index(connection, made.reference, title)
    by, at = By(PARTNER, "IT business partner"), SENT + timedelta(days=2)
    said = StepDecided(
        "it_business_partner", "IT business partner", Outcome.GO_ON, "A sound idea, and nothing is bought."
    )
    after = apply(made, said, by, at)
    if after.checks:
        check = CheckUpdated(after.checks[0].id, "The first", CheckState.DONE, "Seen and in order.")
        after = apply(after, check, by, at)
    request_changes.store(connection, made, after, PARTNER.aad_id)
    return after
