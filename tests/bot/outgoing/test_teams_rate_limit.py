"""How fast Teams may be spoken to."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.outgoing.teams_rate_limit import Limit, TeamsRateLimit
from tests.bot.outgoing.chats import delivery


def test_teams_takes_seven_messages_a_second_in_one_conversation() -> None:
    teams = TeamsRateLimit()
    assert [teams.take("a", 0.0, answer=True) for _ in range(7)] == [0.0] * 7
    assert teams.take("a", 0.25, answer=True) == pytest.approx(0.75)
    assert teams.take("a", 1.0, answer=True) == 0.0


async def test_what_goes_to_one_person_counts_together_and_what_goes_to_nobody_by_its_order() -> None:
    teams = TeamsRateLimit()
    for recipient in ("somebody", ""):
        for key in ("one", "two"):
            await teams.turn(replace(delivery("personal", recipient), ordering_key=key))
    assert teams.remembered == 3


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


def test_a_morning_of_short_talks_is_remembered_for_ten_minutes() -> None:
    teams = TeamsRateLimit(app=(Limit(10**6, 1.0),))
    for number in range(20_000):
        for _ in range(3):
            teams.take(f"conversation {number}", number / 10)
    assert teams.remembered == 6000


def test_a_conversation_of_many_messages_is_remembered_for_an_hour_and_then_forgotten() -> None:
    teams, now = TeamsRateLimit(), 0.0
    for _ in range(22):
        assert teams.take("busy", now, answer=True) == 0.0
        now += 1.0
    teams.take("somebody", now + 3000.0)
    assert teams.remembered == 2
    teams.take("somebody", now + 3600.0)
    assert teams.remembered == 1


@pytest.mark.parametrize(("rest", "few"), [(0.0, 0), (601.0, 20), (601.0, 21), (1801.0, 20)])
def test_no_conversation_gets_more_than_1800_messages_in_any_hour_though_it_rests_and_is_forgotten(
    rest: float, few: int
) -> None:
    teams, now = TeamsRateLimit(), 0.0
    sent: list[float] = []
    while now < 3 * 3600.0:
        if rest and now < 3300.0:  # some messages and a rest, again and again, and then as many as it may
            for _ in range(few):
                assert teams.take("a", now, answer=True) == 0.0
                sent.append(now)
                now += 0.5
            now += rest
        elif wait := teams.take("a", now, answer=True):
            now += wait + 1e-6
        else:
            sent.append(now)
    first = 0
    for last, moment in enumerate(sent):
        while sent[first] <= moment - 3600.0:
            first += 1
        assert last - first < 1800
    assert len(sent) > 2 * 1680


@pytest.mark.parametrize(
    ("few", "after", "remembered"), [(20, 600.0, 1), (21, 600.0, 2), (21, 3599.0, 2), (21, 3600.0, 1)]
)
def test_few_messages_are_forgotten_after_their_rest_and_many_after_the_hour(
    few: int, after: float, remembered: int
) -> None:
    teams, now = TeamsRateLimit(), 0.0
    for number in range(few):
        now = float(number)
        assert teams.take("busy", now, answer=True) == 0.0
    teams.take("somebody", now + after)
    assert teams.remembered == remembered


def test_what_was_sent_a_whole_limit_ago_counts_no_more() -> None:
    teams = TeamsRateLimit(app=(Limit(1, 10.0),), conversation=(Limit(2, 5.0),))
    assert [teams.take("a", 0.0, answer=True), teams.take("b", 9.0, answer=True)] == [0.0, 1.0]
    assert teams.take("b", 10.0, answer=True) == 0.0


async def test_who_waits_for_an_answer_has_their_turn_while_cards_wait() -> None:
    teams = TeamsRateLimit(app=(Limit(5, 10_000.0),))
    async with asyncio.timeout(5):
        for _ in range(3):
            await teams.turn(delivery("summary", "champion"))
        for _ in range(2):
            await teams.turn(delivery("reply", "somebody"))
    one_too_many = asyncio.ensure_future(teams.turn(delivery("reply", "somebody")))
    await asyncio.sleep(0)  # it begins
    assert not one_too_many.done()
    one_too_many.cancel()
    await asyncio.wait([one_too_many])
