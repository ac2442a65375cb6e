"""How long to wait after a failure, and how fast Teams may be spoken to."""

from __future__ import annotations

import pytest

from bot.deliveries.backoff import Backoff, Limit, TeamsRateLimit


def test_pauses_double_from_one_second_to_thirty() -> None:
    assert [Backoff().pause(tries) for tries in range(1, 8)] == [1, 2, 4, 8, 16, 30, 30]


def test_after_an_hour_of_failures_pauses_grow_to_five_minutes() -> None:
    quick = [Backoff().pause(tries) for tries in range(1, 121)]
    assert max(quick) == 30
    assert sum(quick) == pytest.approx(3600, rel=0.1)
    assert [Backoff().pause(tries) for tries in range(121, 126)] == [60, 120, 240, 300, 300]


@pytest.mark.parametrize("tries", [1, 5, 6, 50, 122, 200])
def test_chance_moves_a_pause_by_a_quarter_and_never_over_the_limit(tries: int) -> None:
    still, moved = Backoff().pause(tries), Backoff().pause(tries, 1.0)
    assert abs(moved - still) <= still / 4
    assert moved <= (30 if tries <= 120 else 300)


def test_teams_takes_seven_messages_a_second_in_one_conversation() -> None:
    teams = TeamsRateLimit()
    assert [teams.take("a", 0.0, answer=True) for _ in range(7)] == [0.0] * 7
    assert teams.take("a", 0.25, answer=True) == pytest.approx(0.75)
    assert teams.take("a", 1.0, answer=True) == 0.0


def test_teams_takes_sixty_messages_in_thirty_seconds_in_one_conversation() -> None:
    teams, now = TeamsRateLimit(), 0.0
    sent: list[float] = []
    while len(sent) < 61:
        wait = teams.take("a", now, answer=True)
        if wait:
            now += wait
        else:
            sent.append(now)
    assert sent[59] < 10
    assert sent[60] == pytest.approx(30.0)


def test_one_conversation_at_its_limit_holds_up_no_other() -> None:
    teams = TeamsRateLimit()
    for _ in range(7):
        teams.take("a", 0.0)
    assert teams.take("a", 0.0) > 0
    assert teams.take("b", 0.0) == 0.0


def test_the_whole_app_sends_fifty_messages_a_second() -> None:
    teams = TeamsRateLimit()
    taken = [teams.take(f"conversation {number}", 0.5, answer=True) for number in range(51)]
    assert taken[:50] == [0.0] * 50
    assert taken[50] == pytest.approx(1.0)


def test_cards_and_news_leave_room_for_the_answers_that_people_wait_for() -> None:
    teams = TeamsRateLimit()
    cards = [teams.take(f"champion {number}", 0.5) for number in range(31)]
    assert cards[:30] == [0.0] * 30
    assert cards[30] == pytest.approx(1.0)
    assert [teams.take("somebody", 0.5, answer=True) for _ in range(7)] == [0.0] * 7


def test_somebody_who_gets_many_cards_is_still_answered() -> None:
    teams = TeamsRateLimit()
    while not teams.take("champion", 0.0):
        pass
    assert teams.take("champion", 0.0, answer=True) == 0.0


def test_conversations_that_have_fallen_silent_are_forgotten() -> None:
    teams = TeamsRateLimit(app=(Limit(10**6, 1.0),))
    for number in range(20_001):
        teams.take(f"conversation {number}", float(number))
    assert teams.remembered < 4000
