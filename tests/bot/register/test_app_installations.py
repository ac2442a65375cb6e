"""One try for each person, and one welcome, whoever is first to know of an installation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.register import app_installations as them
from bot.register import erasure, identity, people
from bot.register.app_installations import EVERYBODY, Attempt
from bot.register.register import Register
from dialogs.model import Person

WHEN = datetime(2026, 11, 23, 9, tzinfo=UTC)
WHO, OTHER = "00000000-0000-0000-0000-00000000b001", "00000000-0000-0000-0000-00000000c001"


def begin(register: Register, later: timedelta = timedelta(0), who: str = WHO) -> Attempt | None:
    return register.write_now(lambda c: them.begin(c, who, WHEN + later))


def test_of_two_who_begin_one_goes_on_until_it_is_given_up(register: Register) -> None:
    assert begin(register) is None
    waits = begin(register, timedelta(seconds=119))
    assert waits is not None
    assert waits.state == "trying"
    assert begin(register, who=OTHER) is None
    assert begin(register, timedelta(minutes=2)) is None


@pytest.mark.parametrize(("whom", "lasts"), [(WHO, timedelta(days=1)), (EVERYBODY, timedelta(hours=1))])
def test_what_was_refused_stays_so_for_a_while(register: Register, whom: str, lasts: timedelta) -> None:
    register.write_now(lambda c: them.refused(c, whom, "no", WHEN))
    before = begin(register, lasts - timedelta(seconds=1))
    assert before is not None
    assert before.reason == "no"
    assert begin(register, lasts) is None


def test_a_clock_that_was_put_back_keeps_nobody_out(register: Register) -> None:
    register.write_now(lambda c: them.refused(c, WHO, "no", WHEN + timedelta(days=400)))
    assert begin(register) is None


def test_who_got_it_once_does_not_get_it_again(register: Register) -> None:
    begin(register)
    register.write_now(lambda c: them.installed(c, WHO, WHEN))
    before = begin(register, timedelta(days=400))
    assert before is not None
    assert before.state == "installed"
    register.write_now(them.forget)
    assert begin(register, timedelta(days=400)) is not None


@pytest.mark.parametrize("ended", [True, False])
def test_where_teams_tells_first_nobody_else_says_the_welcome(register: Register, ended: bool) -> None:  # noqa: FBT001 - a case
    begin(register)
    if ended:
        register.write_now(lambda c: them.installed(c, WHO, WHEN))
    assert not register.write_now(lambda c: them.heard(c, WHO))
    register.write_now(lambda c: them.installed(c, WHO, WHEN))
    assert not register.write_now(lambda c: them.greet(c, WHO))


def test_where_we_are_first_teams_tells_of_what_was_greeted_once(register: Register) -> None:
    begin(register)
    register.write_now(lambda c: them.installed(c, WHO, WHEN))
    assert [register.write_now(lambda c: them.greet(c, WHO)) for _ in range(2)] == [True, False]
    register.write_now(lambda c: them.not_greeted(c, WHO))
    assert register.write_now(lambda c: them.greet(c, WHO))
    assert [register.write_now(lambda c: them.heard(c, WHO)) for _ in range(2)] == [True, False]


def test_who_removes_it_and_installs_it_themselves_is_greeted_as_anybody(register: Register) -> None:
    begin(register)
    register.write_now(lambda c: them.installed(c, WHO, WHEN))
    register.write_now(lambda c: them.greet(c, WHO))
    register.write_now(lambda c: them.removed(c, WHO))
    assert not register.write_now(lambda c: them.heard(c, WHO))


def test_who_installs_what_we_could_not_may_be_tried_again(register: Register) -> None:
    register.write_now(lambda c: them.refused(c, WHO, "no", WHEN))
    assert not register.write_now(lambda c: them.heard(c, WHO))
    assert begin(register) is None


def test_somebody_of_whom_nothing_is_known_is_greeted(register: Register) -> None:
    assert register.write_now(lambda c: them.greet(c, WHO))
    assert not register.write_now(lambda c: them.heard(c, WHO))


def test_what_was_tried_for_a_person_goes_with_them(register: Register) -> None:
    begin(register)
    begin(register, who=OTHER)
    person = Person(WHO, "Partner", "partner@example.org")

    def erase(connection: Connection) -> int:
        people.introduce(connection, person, WHEN, lambda: "key")
        found = identity.find(connection, WHO, [person])
        assert found is not None
        return erasure.forget(connection, found).counts["installations"]

    assert register.write_now(erase) == 1
    assert register.read_now(lambda c: [them.find(c, one) is None for one in (WHO, OTHER)]) == [True, False]
