"""A person's share of turns."""

from __future__ import annotations

import pytest

from bot.host.rate_limit import RateLimit
from tests.bot.host.host_cases import RunHost, activity, message

LOCAL = "http://127.0.0.1:9/"


def _taken(rate: RateLimit, who: str, now: float, times: int) -> int:
    return sum(rate.take(who, now).allowed for _ in range(times))


def test_a_minutes_worth_may_be_used_at_once_and_then_so_many_a_minute() -> None:
    rate = RateLimit(20)
    assert _taken(rate, "a", 0.0, 50) == 20
    assert _taken(rate, "a", 60.0, 50) == 20
    assert _taken(rate, "a", 90.0, 50) == 10


def test_each_person_has_a_share_of_their_own() -> None:
    rate = RateLimit(5)
    assert _taken(rate, "a", 0.0, 9) == 5
    assert _taken(rate, "b", 0.0, 9) == 5


def test_the_wait_is_what_a_turn_takes_to_come_back() -> None:
    rate = RateLimit(6)
    _taken(rate, "a", 0.0, 6)
    verdict = rate.take("a", 0.0)
    assert (verdict.allowed, verdict.wait, verdict.first) == (False, 10, True)
    assert not rate.take("a", 1.0).first
    assert rate.take("a", 10.0).allowed


@pytest.mark.parametrize(("per_minute", "who"), [(0, "a"), (5, "")])
def test_no_limit_is_no_limit(per_minute: int, who: str) -> None:
    assert _taken(RateLimit(per_minute), who, 0.0, 500) == 500


def test_a_crowd_takes_bounded_memory() -> None:
    rate = RateLimit(5, people=100)
    for n in range(1000):
        rate.take(f"person {n}", 0.0)
    assert len(rate) == 100


def test_whoever_has_a_full_share_again_takes_no_memory() -> None:
    rate = RateLimit(5)
    for second in range(1000):
        _taken(rate, f"person {second}", float(second), 9)
    assert len(rate) == 60


def test_somebody_else_who_is_forgotten_or_not_changes_nobodys_share() -> None:
    alone, crowded = RateLimit(5), RateLimit(5)
    for now in (0.0, 30.0, 59.0, 89.0, 120.0, 181.0):
        crowded.take(f"somebody else at {now}", now)
        assert [crowded.take("a", now) for _ in range(7)] == [alone.take("a", now) for _ in range(7)]


def test_a_clock_that_goes_back_gives_nobody_anything() -> None:
    rate = RateLimit(5)
    assert _taken(rate, "a", 100.0, 5) == 5
    assert _taken(rate, "a", 40.0, 5) == 0


async def test_someone_too_fast_is_asked_kindly_to_wait(run_host: RunHost) -> None:
    async with run_host(per_minute=3) as host:
        said = [await host.post(activity(serviceUrl=LOCAL, id=f"f:{n}")) for n in range(5)]
    assert [status for status, _ in said] == [200] * 5
    assert said[2][1]["value"]["fallbackText"] == "A card"
    assert said[4][1]["value"]["fallbackText"].startswith("Wait ")
    assert len(host.turns) == 3


async def test_someone_who_types_too_fast_is_told_once(run_host: RunHost) -> None:
    async with run_host(per_minute=2) as host:
        for n in range(6):
            assert (await host.post(message("hi", serviceUrl=LOCAL, id=f"{n}")))[0] == 200
    assert len(host.turns) == 2
    assert len(host.said) == 1


def refreshing(number: int, trigger: str) -> dict[str, object]:
    """A card in a chat that is brought up to date."""
    data = {"reference": "DR-0001", "title": "Repairs booking", "status": "Submitted"}
    action = {"type": "Action.Execute", "verb": "refresh", "data": data}
    return activity(serviceUrl=LOCAL, id=f"{trigger}:{number}", value={"action": action, "trigger": trigger})


async def test_cards_that_refresh_by_themselves_use_up_nobodys_share(run_host: RunHost) -> None:
    async with run_host(per_minute=3) as host:
        shown = [await host.post(refreshing(n, "automatic")) for n in range(6)]
        pressed = await host.post(activity(serviceUrl=LOCAL, id="f:1"))
    assert [status for status, _ in shown] == [200] * 6
    assert pressed[1]["value"]["fallbackText"] == "A card"
    assert len(host.turns) == 4, "they have a share of their own, as large as that for presses"
    for _, body in shown[3:]:
        assert body["value"]["fallbackText"] == "DR-0001: Submitted", "what is too fast leaves the card as it was"


async def test_somebody_too_fast_by_hand_leaves_a_shared_card_as_it_was(run_host: RunHost) -> None:
    async with run_host(per_minute=1) as host:
        said = [await host.post(refreshing(n, "manual")) for n in range(3)]
        later = await host.post(activity(serviceUrl=LOCAL, id="f:1"))
    assert [body["value"]["fallbackText"] for _, body in said[1:]] == ["DR-0001: Submitted"] * 2
    assert later[1]["value"]["fallbackText"].startswith("Wait "), "a press by hand is one like any other"
