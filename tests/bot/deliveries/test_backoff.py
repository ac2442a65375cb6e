"""How long to wait after a failure."""

from __future__ import annotations

import pytest

from bot.deliveries.backoff import Backoff


def test_pauses_double_from_one_second_to_thirty() -> None:
    assert [Backoff().pause(tries) for tries in range(1, 8)] == [1, 2, 4, 8, 16, 30, 30]


def test_after_an_hour_of_failures_pauses_grow_to_five_minutes() -> None:
    quick = [Backoff().pause(tries) for tries in range(1, 121)]
    assert max(quick) == 30
    assert sum(quick) == pytest.approx(3600, rel=0.1)
    assert [Backoff().pause(tries) for tries in range(121, 126)] == [60, 120, 240, 300, 300]


@pytest.mark.parametrize("tries", [1, 5, 6, 50, 120, 122, 200])
def test_chance_moves_a_pause_by_a_quarter_and_never_over_the_limit(tries: int) -> None:
    still, moved = Backoff().pause(tries), Backoff().pause(tries, 1.0)
    assert abs(moved - still) <= still / 4
    assert moved <= (30 if tries <= 120 else 300)


def test_a_pause_that_chance_moves_just_to_the_limit_stays_there() -> None:
    assert Backoff(first=24.0).pause(1, 1.0) == 30
