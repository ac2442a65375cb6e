"""What moves on the roadmap is kept, by whoever and wherever it is said, and read again for a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.register import erasure, identity, people
from bot.register.identity import REMOVED
from bot.register.register import Register
from bot.register.roadmap import entries, finished, moved
from dialogs.events import StatusChanged, StepDecided, TimeframeChanged
from dialogs.model import Person, Request
from dialogs.roadmap import Entry, Finished
from dialogs.statuses import Status
from dialogs.steps import Outcome
from tests.bot.register.lodged import NOW, decision, happens, lodge

SECRETARY = Person("00000000-0000-0000-0000-00000000d101", "Board secretary", "board@example.org")
GOES = Person("00000000-0000-0000-0000-0000ca7a0001", "Marmaduke Canary", "marmaduke.canary@example.org")
BOARD = "Digital, Data and Customer Board"
TEAM = "Governance team"
PROJECT = replace(decision("project", ("board",)), timeframe="next", value=63, achievability=40)
EXPLORE = decision("explore", ("board",))
APPROVED = StatusChanged("Approved")


def go_on(timeframe: str, note: str = "") -> StepDecided:
    return StepDecided("board", BOARD, Outcome.GO_ON, note, timeframe=timeframe, process="Project")


def told(register: Register, since: datetime = NOW, until: datetime | None = None) -> list[tuple[str, ...]]:
    found = register.read_now(lambda c: moved(c, since, until))
    return [(one.reference, one.move.before, one.move.after, one.move.who, one.move.why) for one in found]


def on_it(register: Register, effort: str = "") -> Sequence[Entry]:
    return register.read_now(lambda c: entries(c, effort))


def approved(register: Register) -> Request:
    return happens(register, lodge(register, PROJECT), APPROVED, role=TEAM)


def test_an_outcome_with_another_timeframe_moves_it_in_the_name_of_the_body(register: Register) -> None:
    happens(register, lodge(register, PROJECT), go_on("now", "The law changed."), SECRETARY, BOARD)
    assert told(register) == [("DR-0001", "next", "now", BOARD, "The law changed.")]


def test_an_outcome_that_takes_what_the_rules_suggest_moves_nothing_and_is_the_boards_from_then_on(
    register: Register,
) -> None:
    request = approved(register)
    assert [(e.timeframe, e.by_board) for e in on_it(register)] == [("next", False)]
    happens(register, request, TimeframeChanged("next"), role=TEAM)
    assert told(register) == []
    assert [(e.timeframe, e.by_board) for e in on_it(register)] == [("next", True)]


def test_the_list_moves_it_in_the_name_of_the_governance_team_with_the_note_beside_it(register: Register) -> None:
    happens(register, approved(register), TimeframeChanged("later", "The budget is gone."), role=TEAM)
    assert told(register) == [("DR-0001", "next", "later", TEAM, "The budget is gone.")]


def test_one_that_moves_twice_and_back_is_told_each_time_in_order(register: Register) -> None:
    request = approved(register)
    for days, timeframe in enumerate(("now", "later", "next"), 1):
        happens(register, request, TimeframeChanged(timeframe), role=TEAM, at=NOW + timedelta(days=days))
    ways = [("next", "now"), ("now", "later"), ("later", "next")]
    assert [line[1:3] for line in told(register)] == ways
    assert [line[1:3] for line in told(register, NOW + timedelta(days=2))] == ways[1:]
    assert [line[1:3] for line in told(register, NOW + timedelta(days=2), NOW + timedelta(days=3))] == ways[1:2]
    assert [e.timeframe for e in on_it(register)] == ["next"]


def test_two_moves_at_one_moment_are_both_kept(register: Register) -> None:
    request = approved(register)
    for timeframe in ("now", "later"):
        happens(register, request, TimeframeChanged(timeframe), role=TEAM)
    assert [line[1:3] for line in told(register)] == [("next", "now"), ("now", "later")]


def test_one_without_a_timeframe_is_on_it_and_moves_from_none(register: Register) -> None:
    request = happens(register, lodge(register, EXPLORE), APPROVED, role=TEAM)
    assert on_it(register) == (Entry("DR-0001", "Repairs", "housing", "Approved", ""),)
    happens(register, request, TimeframeChanged("later"), role=TEAM)
    assert [line[1:3] for line in told(register)] == [("", "later")]


@pytest.mark.parametrize("status", [*Status, "Waiting for the budget"])
def test_what_is_in_review_approved_or_in_delivery_is_on_it_and_its_moves_with_it(
    register: Register, status: str
) -> None:
    request = lodge(register, PROJECT)
    happens(register, request, TimeframeChanged("now"), role=TEAM)
    happens(register, request, StatusChanged(status), role=TEAM)
    assert len(on_it(register)) == len(told(register)) == int(status in {"In review", "Approved", "In delivery"})


def test_an_entry_has_its_scores_and_the_answer_that_says_how_much_work_it_is(register: Register) -> None:
    approved(register)
    expected = Entry("DR-0001", "Repairs", "housing", "Approved", "next", value=63, achievability=40)
    assert on_it(register) == (expected,)
    assert on_it(register, "delivery_effort") == (expected,)  # nobody answered it


def forget(register: Register, who: Person) -> None:
    def job(connection: Connection) -> None:
        people.introduce(connection, who, NOW, lambda: "k1")
        found = identity.find(connection, who.aad_id, [who])
        assert found is not None
        erasure.forget(connection, found)

    register.write_now(job)


def test_what_an_erased_person_said_of_a_move_goes_and_the_move_stays(register: Register) -> None:
    request = lodge(register, PROJECT)
    happens(register, request, go_on("now", "I promised it."), GOES, BOARD)
    happens(register, request, TimeframeChanged("later", "Ask Marmaduke Canary."), SECRETARY, TEAM)
    forget(register, GOES)
    (first, second) = told(register)
    assert first == ("DR-0001", "next", "now", BOARD, "")
    assert second[:4] == ("DR-0001", "now", "later", TEAM)
    assert "Marmaduke" not in second[4]


def test_a_request_of_an_erased_person_stays_on_it_without_title_and_notes(register: Register) -> None:
    request = happens(register, lodge(register, PROJECT, person=GOES), APPROVED, role=TEAM)
    happens(register, request, TimeframeChanged("now", "They need it."), SECRETARY, BOARD)
    forget(register, GOES)
    assert [(e.reference, e.title, e.timeframe) for e in on_it(register)] == [("DR-0001", REMOVED, "now")]
    assert told(register) == [("DR-0001", "next", "now", BOARD, "")]


def test_what_was_done_in_a_time_is_found_by_when_it_got_that_status(register: Register) -> None:
    for days in range(4):
        at = NOW + timedelta(days=days)
        happens(register, lodge(register, PROJECT), StatusChanged("Done"), role=TEAM, at=at)
    happens(register, lodge(register, PROJECT), StatusChanged("Declined"), role=TEAM, at=NOW + timedelta(days=1))
    found = register.read_now(lambda c: finished(c, NOW + timedelta(days=1), NOW + timedelta(days=3)))
    assert [one.reference for one in found] == ["DR-0002", "DR-0003"]
    assert found[0] == Finished("DR-0002", "Repairs", "housing", NOW + timedelta(days=1))
