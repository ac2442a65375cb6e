"""A table of what was worked out has a bound, and only its oldest entry makes room."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from governance_rules.keeping import keep


def test_the_oldest_makes_room_and_everything_else_stays() -> None:
    table: dict[int, str] = {}
    for number in range(5):
        assert keep(table, number, str(number), 3) == str(number)
    assert table == {2: "2", 3: "3", 4: "4"}


def test_the_same_once_more_costs_nobody_their_place() -> None:
    table = {1: "a", 2: "b"}
    keep(table, 1, "c", 2)
    assert table == {1: "c", 2: "b"}


def test_a_table_that_several_turns_fill_side_by_side_stays_near_its_bound() -> None:
    table: dict[int, int] = {}

    def fill(first: int) -> None:
        for number in range(first, first + 20_000):
            keep(table, number, number, 10)

    with ThreadPoolExecutor(4) as turns:
        list(turns.map(fill, range(0, 80_000, 20_000)))
    assert len(table) <= 14
