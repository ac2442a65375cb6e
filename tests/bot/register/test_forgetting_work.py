"""What an erased person said of steps and checks goes, and everything else about them stays."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from bot.register import erasure, identity, people, requests
from bot.register.register import Register
from bot.register.schema import requests as request_rows
from dialogs.events import CheckUpdated, StepDecided
from dialogs.model import Person, Request
from dialogs.steps import CheckState, Outcome
from governance_rules.roles import PARTNER
from tests.bot.register.lodged import ASKER, NOW, decision, happens, lodge

PROJECT = decision("project", (PARTNER, "board"), ("dpia", "sponsor"))
GOES = Person("00000000-0000-0000-0000-0000ca7a0001", "Marmaduke Canary", "marmaduke.canary@example.org")
STAYS = Person("00000000-0000-0000-0000-00000000d101", "Board secretary", "board@example.org")
BOARD = "Digital, Data and Customer Board"


def forget(register: Register, who: Person) -> erasure.Forgotten:
    def job(connection: Any) -> erasure.Forgotten:
        people.introduce(connection, who, NOW, lambda: "k1")
        found = identity.find(connection, who.aad_id, [who])
        assert found is not None
        return erasure.forget(connection, found)

    return register.write_now(job)


def found(register: Register, reference: str) -> Request:
    request = register.read_now(lambda c: requests.find(c, reference))
    assert request is not None
    return request


def test_a_members_notes_go_and_what_their_body_said_stays(register: Register) -> None:
    request = lodge(register, PROJECT)
    happens(
        register,
        request,
        StepDecided(PARTNER, PARTNER, Outcome.GO_ON, "Ask me.", contact="P"),
        GOES,
        "Housing IT business partner",
    )
    happens(register, request, StepDecided("board", "board", Outcome.DEFER, "Ask Marmaduke  Canary."), STAYS, BOARD)
    happens(
        register, request, CheckUpdated("dpia", "dpia", CheckState.DONE, "I did it."), GOES, "Information governance"
    )
    gone = forget(register, GOES)
    assert request.reference in gone.named
    now = found(register, request.reference)
    assert [(s.outcome, s.who) for s in now.steps] == [("go_on", "Housing IT business partner"), ("defer", BOARD)]
    assert now.steps[0].note == ""
    assert "Marmaduke" not in now.steps[1].note
    assert now.steps[1].note.startswith("Ask ")
    assert (now.checks[0].state, now.checks[0].note) == (CheckState.DONE, "")


def test_on_their_own_request_every_note_goes_and_who_said_it_stays_unless_it_was_them(register: Register) -> None:
    request = lodge(register, PROJECT, person=GOES)
    happens(register, request, StepDecided(PARTNER, PARTNER, Outcome.GO_ON, "They need it.", contact="P"), STAYS, BOARD)
    happens(register, request, CheckUpdated("sponsor", "sponsor", CheckState.DONE, "My head."), GOES, GOES.name)
    forget(register, GOES)
    now = found(register, request.reference)
    assert (now.steps[0].note, now.steps[0].who) == ("", BOARD)
    assert now.checks[1].note == ""
    assert GOES.name not in now.checks[1].who


def test_the_lists_columns_of_steps_and_checks_are_written_anew(register: Register) -> None:
    request, other = lodge(register, PROJECT), lodge(register, PROJECT)
    happens(
        register, request, CheckUpdated("dpia", "dpia", CheckState.DONE, "I did it."), GOES, "Information governance"
    )
    cells = {"ChecksDone": "DPIA: done. I did it.", "Status": "Submitted"}
    register.write_now(lambda c: c.execute(update(request_rows).values(list_state={"cells": cells})) and None)
    forget(register, GOES)
    rows = register.read_now(lambda c: c.execute(select(request_rows.c.reference, request_rows.c.list_state)).all())
    states = {row.reference: row.list_state for row in rows}
    assert states[request.reference] == {"cells": {"Status": "Submitted"}, "owed": ["ChecksDone"]}
    assert states[other.reference] == {"cells": cells}


def test_what_others_said_without_naming_them_stays(register: Register) -> None:
    request = lodge(register, PROJECT, person=ASKER)
    happens(register, request, CheckUpdated("dpia", "dpia", CheckState.STARTED, "On its way."), STAYS, BOARD)
    before = found(register, request.reference)
    assert request.reference not in forget(register, GOES).named
    assert found(register, request.reference) == before
