"""So few titles of others are shown in a day that nobody can gather them by trying words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.register import requests, retention, titles
from bot.register.opening import open_register
from bot.register.register import Register
from bot.register.titles import A_DAY, SEARCHES_A_DAY
from dialogs.model import Person, Similar

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
WHO, OTHER = "00000000-0000-0000-0000-00000000d001", "00000000-0000-0000-0000-00000000d002"


def similar(number: int) -> Similar:
    return Similar(f"DR-{number:04d}", f"Title {number}", "housing", "Submitted")


def search(register: Register, *numbers: int, who: str = WHO, now: datetime = NOW) -> list[str]:
    """What a search that found these shows to this person."""
    found = [similar(number) for number in numbers]
    shown = register.write_now(lambda c: titles.allowed(c, who, found, now))
    references = [one.reference for one in shown]
    register.write_now(lambda c: titles.note(c, who, references, now))
    return references


def test_after_so_many_searches_a_day_nothing_new_is_shown_and_what_was_shown_still_is(register: Register) -> None:
    for number in range(SEARCHES_A_DAY):
        assert search(register, number) == [f"DR-{number:04d}"]
    assert search(register, 100, 101) == []
    assert search(register, 0, 100, 1) == ["DR-0000", "DR-0001"]


def test_the_same_titles_again_are_no_new_search(register: Register) -> None:
    for _ in range(SEARCHES_A_DAY * 3):
        assert search(register, 1, 2) == ["DR-0001", "DR-0002"]
    assert search(register, 3) == ["DR-0003"]


def test_the_limit_is_each_persons_own(register: Register) -> None:
    for number in range(SEARCHES_A_DAY + 1):
        search(register, number)
    assert search(register, 100, who=OTHER) == ["DR-0100"]


def test_the_limit_outlives_a_restart_and_holds_over_several_instances(database_url: str) -> None:
    first, second = open_register(database_url), open_register(database_url)
    for number in range(SEARCHES_A_DAY):
        assert search(first if number % 2 else second, number)
    assert [search(register, 100) for register in (first, second)] == [[], []]
    first.close()
    second.close()
    third = open_register(database_url)
    assert search(third, 101) == []
    third.close()


def test_a_day_later_it_begins_anew_and_what_counted_is_removed(register: Register) -> None:
    for number in range(SEARCHES_A_DAY):
        search(register, number, now=NOW + timedelta(minutes=number))
    almost = NOW + A_DAY - timedelta(minutes=1)
    assert search(register, 100, now=almost) == []
    assert search(register, 100, now=NOW + A_DAY) == ["DR-0100"], "the first of the searches counts no longer"
    assert search(register, 101, now=NOW + A_DAY) == []
    register.write_now(lambda c: retention.tidy(c, NOW + 3 * A_DAY))
    assert register.read_now(lambda c: c.exec_driver_sql("SELECT * FROM titles_shown").all()) == []


def test_who_was_taken_off_a_request_is_not_shown_it_any_more(register: Register) -> None:
    person = Person(WHO, "Member of staff")
    register.write_now(lambda c: requests.join(c, "DR-0001", person, "co_requester", NOW))
    assert search(register, 1, 2) == ["DR-0001", "DR-0002"]
    register.write_now(lambda c: requests.remove(c, "DR-0001", person))
    assert search(register, 1, 2) == ["DR-0002"]
    assert search(register, 1, who=OTHER) == ["DR-0001"]
