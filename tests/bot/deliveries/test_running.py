"""Deliveries that run, on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, create_engine, select, text, update

from bot.deliveries import claims, ledger, outcomes
from bot.deliveries.ledger import AT_ONCE
from bot.delivery_errors import GiveUp, TryLater, Unreachable
from bot.register import schema, throttle
from bot.register.register import Locked
from bot.register.schema import deliveries
from tests.bot.deliveries.delivery_cases import SLOW, Outfit, clock, make, until, want, want_all


async def test_what_is_intended_is_delivered_once(outfit: Outfit) -> None:
    await outfit.want("DR-0001:list")
    found = await outfit.until_state("DR-0001:list", "done")
    assert outfit.service.ids == ["DR-0001:list"]
    assert found.tries == 1
    assert found.result == {"activity": "a-DR-0001:list"}


async def test_what_was_said_leaves_the_ledger_when_it_was_delivered(outfit: Outfit) -> None:
    await outfit.want("DR-0001:champion")
    found = await outfit.until_state("DR-0001:champion", "done")
    assert found.payload == {"role": "champion"}


async def test_a_failed_delivery_is_tried_again_until_it_is_taken(outfit: Outfit) -> None:
    outfit.service.answers["DR-0001:list"] = [
        TryLater("Graph answered 503"),
        TryLater("Graph answered 502"),
        {"item": "7"},
    ]
    await outfit.want("DR-0001:list")
    found = await outfit.until_state("DR-0001:list", "done")
    assert (found.tries, found.result, found.reason) == (3, {"item": "7"}, "")


async def test_what_the_service_will_never_take_is_set_aside_and_the_others_go_on(outfit: Outfit) -> None:
    outfit.service.answers["DR-0001:list"] = [GiveUp("Graph answered 400 (invalidRequest)")]
    await outfit.want("DR-0001:list", ordering_key="requester")
    await outfit.want("DR-0002:list", ordering_key="requester")
    await outfit.until_state("DR-0002:list", "done")
    found = await outfit.one("DR-0001:list")
    assert (found.state, found.tries, found.reason) == ("set_aside", 1, "Graph answered 400 (invalidRequest)")


async def test_a_fault_of_our_own_is_set_aside_after_five_tries(outfit: Outfit) -> None:
    outfit.service.answers["DR-0001:list"] = [KeyError("x")] * 9
    await outfit.want("DR-0001:list")
    found = await outfit.until_state("DR-0001:list", "set_aside")
    assert found.tries == 5
    assert found.reason == "a fault in the front door (KeyError): see the log"


async def test_a_kind_that_another_version_stored_is_set_aside_at_the_first_try(outfit: Outfit) -> None:
    await outfit.want("DR-0001:pigeon", kind="pigeon")
    found = await outfit.until_state("DR-0001:pigeon", "set_aside")
    assert (found.tries, found.reason) == (1, "this version of the front door sends nothing of the kind pigeon")


async def test_a_retry_after_holds_back_everything_for_that_service_and_nothing_else(outfit: Outfit) -> None:
    outfit.service.answers["DR-0001:list"] = [TryLater("Graph answered 429", 600.0)]
    await outfit.want("DR-0001:list")
    await until(lambda: _held(outfit, "graph"))
    for number in range(2, 8):
        await outfit.want(f"DR-000{number}:list")
    await outfit.want("DR-0001:champion")
    await outfit.until_state("DR-0001:champion", "done")
    assert outfit.service.ids == ["DR-0001:list", "DR-0001:champion"]
    await _let_go(outfit)
    await outfit.register.write(lambda c: ledger.retry(c, "DR-0001:list", clock()) and None)
    await outfit.started_anew()  # whoever was told to wait keeps to it without asking the database
    await outfit.until_state("DR-0007:list", "done")


async def test_a_retry_after_outlives_a_restart(outfit: Outfit) -> None:
    outfit.service.answers["DR-0001:list"] = [TryLater("Graph answered 429", 2.0)]
    await outfit.want("DR-0001:list")
    await until(lambda: outfit.register.read(lambda c: c.execute(select(schema.throttles.c.until)).first()))
    told = outfit.service.calls[0][1]
    await outfit.started_anew()
    await outfit.until_state("DR-0001:list", "done")
    assert outfit.service.calls[1][1] - told >= 2.0


async def test_a_hold_of_somebody_else_keeps_everything_for_that_service_waiting(outfit: Outfit) -> None:
    await outfit.register.write(lambda c: throttle.start(c, "graph", 600.0, clock()))
    await outfit.want("DR-0001:list")
    await outfit.want("DR-0001:champion")
    await outfit.until_state("DR-0001:champion", "done")
    assert outfit.service.ids == ["DR-0001:champion"]
    await _let_go(outfit)
    await outfit.until_state("DR-0001:list", "done")


async def _let_go(outfit: Outfit) -> None:
    """End every hold, as its time does."""
    await outfit.register.write(lambda c: c.execute(schema.throttles.delete()) and None)
    outfit.deliveries.wake()


async def test_a_year_of_retry_after_is_believed_for_an_hour(outfit: Outfit) -> None:
    outfit.service.answers["DR-0001:list"] = [TryLater("Graph answered 429", 86_400.0 * 365)]
    await outfit.want("DR-0001:list")
    await until(lambda: _held(outfit, "graph"))
    latest = clock() + timedelta(hours=1)
    assert (await _held(outfit, "graph"))["graph"] <= latest
    assert (await outfit.one("DR-0001:list")).next_try <= latest


async def _held(outfit: Outfit, service: str) -> Mapping[str, datetime]:
    running = await outfit.register.read(lambda c: throttle.active(c, clock()))
    return {name: until_then for name, until_then in running.items() if name == service}


async def test_someone_whom_teams_refused_gets_nothing_more_until_they_install_the_app(outfit: Outfit) -> None:
    outfit.service.answers["DR-0001:a"] = [Unreachable("Teams answered 403 MessageWritesBlocked")]
    await outfit.want("DR-0001:a", recipient="champion")
    await outfit.until_state("DR-0001:a", "refused")
    await outfit.want("DR-0002:a", recipient="champion")
    assert (await outfit.one("DR-0002:a")).reason == "Teams answered 403 MessageWritesBlocked"
    assert outfit.service.ids == ["DR-0001:a"]
    await outfit.register.write(lambda c: ledger.reinstalled(c, "champion", clock()))
    outfit.deliveries.wake()
    await outfit.until_state("DR-0001:a", "done")
    await outfit.until_state("DR-0002:a", "done")


async def test_a_refusal_stops_what_waits_for_the_same_person(outfit: Outfit) -> None:
    outfit.service.answers["DR-0002:a"] = [TryLater("Teams answered 502")] * 1000
    await outfit.want("DR-0002:a", recipient="champion")
    await until(lambda: outfit.service.ids)
    outfit.service.answers["DR-0001:a"] = [Unreachable("Teams answered 403")]
    await outfit.want("DR-0001:a", recipient="champion")
    await outfit.until_state("DR-0002:a", "refused")


async def test_an_answer_that_gets_through_shows_that_someone_is_back(outfit: Outfit) -> None:
    outfit.service.answers["DR-0001:a"] = [Unreachable("Teams answered 403")]
    await outfit.want("DR-0001:a", recipient="champion")
    await outfit.until_state("DR-0001:a", "refused")
    await outfit.want("chat:answer", kind="reply", recipient="champion")
    await outfit.until_state("DR-0001:a", "done")


async def test_one_lane_keeps_its_order_whatever_fails(outfit: Outfit) -> None:
    outfit.service.answers["DR-0001:list"] = [TryLater("Graph answered 503")] * 3
    outfit.service.answers["DR-0003:list"] = [TryLater("Graph answered 503")] * 2
    for number in range(1, 6):
        await outfit.want(f"DR-000{number}:list", ordering_key="requester")
    await outfit.until_state("DR-0005:list", "done")
    assert list(dict.fromkeys(outfit.service.ids)) == [f"DR-000{number}:list" for number in range(1, 6)]


async def test_what_is_wanted_again_while_it_is_sent_is_sent_again_with_the_first_result(outfit: Outfit) -> None:
    outfit.service.gate = asyncio.Event()
    await outfit.want("DR-0001:champion")
    await until(lambda: outfit.service.ids)
    await outfit.want("DR-0001:champion", payload={"text": "newer"})
    outfit.service.gate.set()
    found = await outfit.until_state("DR-0001:champion", "done")
    assert (found.generation, len(outfit.service.calls)) == (2, 2)
    assert outfit.service.seen[1].payload == {"text": "newer"}
    assert outfit.service.seen[1].result == {"activity": "a-DR-0001:champion"}


async def test_an_operator_sends_again_from_another_process_with_effect_at_the_next_look(outfit: Outfit) -> None:
    await outfit.started_anew(SLOW)
    outfit.service.answers["DR-0001:list"] = [TryLater("Graph answered 503")]
    outfit.service.answers["DR-0002:list"] = [GiveUp("Graph answered 400")]
    await outfit.want("DR-0001:list")
    await outfit.want("DR-0002:list")
    await outfit.until_state("DR-0002:list", "set_aside")
    await until(lambda: len(outfit.service.ids) == 2)
    again = outfit.register.write_now(lambda c: ledger.retry(c, None, clock()))  # nobody nudges
    assert again == ["DR-0001:list", "DR-0002:list"]
    await outfit.until_state("DR-0001:list", "done")
    await outfit.until_state("DR-0002:list", "done")


async def test_whatever_waits_is_tried_at_once_after_a_restart(outfit: Outfit) -> None:
    await outfit.started_anew(SLOW)
    outfit.service.answers["DR-0001:list"] = [TryLater("Graph answered 503")]
    await outfit.want("DR-0001:list")
    await until(lambda: outfit.service.ids)
    await outfit.started_anew(SLOW)
    await outfit.until_state("DR-0001:list", "done")


async def test_what_a_killed_process_had_in_hand_is_begun_at_once_by_the_next_of_its_name(outfit: Outfit) -> None:
    await outfit.deliveries.stop()
    now = clock()

    def killed(connection: Connection) -> None:
        want(connection, "DR-0001:list")
        begun = claims.claim(connection, "DR-0001:list", 1, "one", now)
        assert begun is not None
        outcomes.later(connection, begun, "Graph answered 503", now + timedelta(minutes=4))

    await outfit.register.write(killed)
    outfit.deliveries = make(outfit.register, outfit.service, backoff=SLOW)
    await outfit.deliveries.start()
    await outfit.until_state("DR-0001:list", "done")


async def test_when_a_service_answers_again_everything_that_waits_for_it_goes(outfit: Outfit) -> None:
    await outfit.started_anew(SLOW)
    outfit.service.down["graph"] = TryLater("Graph cannot be reached")
    for number in range(1, 4):
        await outfit.want(f"DR-000{number}:list")
    await until(lambda: len(outfit.service.ids) == 3)
    outfit.service.down.clear()
    await outfit.want("DR-0004:list")
    for number in range(1, 5):
        await outfit.until_state(f"DR-000{number}:list", "done")


async def test_what_is_planned_for_later_waits_for_its_time_and_holds_nobody_up(outfit: Outfit) -> None:
    await outfit.want("digest:a", ordering_key="person", at=clock() + timedelta(hours=8))
    await outfit.want("digest:b", ordering_key="person", at=clock() + timedelta(hours=9))
    await outfit.want("DR-0001:champion", ordering_key="person")
    await outfit.until_state("DR-0001:champion", "done")
    assert outfit.service.ids == ["DR-0001:champion"]
    soon = clock() + timedelta(seconds=1)
    await outfit.want("digest:b", ordering_key="person", at=soon)
    await outfit.until_state("digest:b", "done")
    assert clock() >= soon
    assert (await outfit.one("digest:a")).state == "waiting"


async def _planned_again(outfit: Outfit) -> datetime:
    """Wait until the first try of the item is stored as failed; gives when the next one is."""
    async with asyncio.timeout(120):
        while (planned := (await outfit.one("DR-0001:list")).next_try) == AT_ONCE:
            await outfit.register.read(lambda _: None)
    return planned


async def test_a_clock_that_was_put_back_an_hour_keeps_nothing_waiting(outfit: Outfit) -> None:
    await outfit.started_anew(SLOW)
    outfit.service.answers["DR-0001:list"] = [TryLater("Graph answered 503")]
    await outfit.want("DR-0001:list")
    await until(lambda: outfit.service.ids)
    await _planned_again(outfit)
    later = clock() + timedelta(hours=1)
    await outfit.register.write(lambda c: _postpone(c, later))
    await outfit.until_state("DR-0001:list", "done")


async def test_a_clock_that_was_put_back_two_minutes_keeps_nothing_waiting(outfit: Outfit) -> None:
    back = [timedelta(0)]
    await outfit.deliveries.stop()
    outfit.deliveries = make(outfit.register, outfit.service, backoff=SLOW, time=lambda: clock() - back[0])
    await outfit.deliveries.start()
    outfit.service.answers["DR-0001:list"] = [TryLater("Graph answered 503")]
    await outfit.want("DR-0001:list")
    await _planned_again(outfit)
    back[0] = timedelta(minutes=2)
    await outfit.until_state("DR-0001:list", "done")


async def test_while_the_clock_goes_on_a_pause_is_kept(outfit: Outfit) -> None:
    await outfit.started_anew(SLOW)
    outfit.service.answers["DR-0001:list"] = [TryLater("Graph answered 503")]
    await outfit.want("DR-0001:list")
    await until(lambda: outfit.service.ids)
    planned = await _planned_again(outfit)
    beats = set()

    async def watched() -> bool:
        """Each sign of life looks for pauses that are too long, in its own transaction."""
        beats.add(await outfit.register.read(lambda c: c.execute(select(schema.instances.c.heartbeat)).scalar()))
        return len(beats) > 2

    await until(watched)
    assert (await outfit.one("DR-0001:list")).next_try == planned


def _postpone(connection: object, until_then: object) -> None:
    assert isinstance(connection, Connection)
    connection.execute(update(deliveries).values(next_try=until_then))


async def test_answers_in_one_conversation_keep_their_order(outfit: Outfit) -> None:
    names = [f"chat:{number:02}" for number in range(20)]
    for name in names:
        await outfit.want(name, kind="reply", ordering_key="conversation")
    await outfit.until_state(names[-1], "done")
    assert outfit.service.ids == names


async def test_an_answer_that_fails_is_tried_again(outfit: Outfit) -> None:
    outfit.service.answers["chat:1"] = [TryLater("Teams answered 502"), TryLater("Teams answered 412")]
    await outfit.want("chat:1", kind="reply")
    assert (await outfit.until_state("chat:1", "done")).tries == 3


async def test_answers_that_were_accepted_are_sent_before_the_end(outfit: Outfit) -> None:
    names = [f"chat:{number:02}" for number in range(30)]
    await outfit.register.write(lambda c: want_all(c, names, kind="reply", ordering_key="conversation"))
    outfit.deliveries.wake()
    await outfit.deliveries.stop(patience=120.0)
    assert outfit.service.ids == names
    assert (await outfit.one(names[-1])).state == "done"


async def test_a_call_under_way_at_the_end_is_given_up_and_made_again_at_the_next_start(outfit: Outfit) -> None:
    outfit.service.gate = asyncio.Event()
    await outfit.want("DR-0001:list")
    await until(lambda: outfit.service.ids)
    await outfit.deliveries.stop(patience=0.1)
    outfit.service.gate.set()
    await outfit.started_anew()
    await outfit.until_state("DR-0001:list", "done")
    assert outfit.service.ids == ["DR-0001:list", "DR-0001:list"]


async def test_two_hundred_deliveries_at_once_all_arrive(outfit: Outfit) -> None:
    names = [f"DR-{number:04}:list" for number in range(200)]
    await outfit.register.write(lambda c: want_all(c, names))
    outfit.deliveries.wake()
    for name in names:
        await outfit.until_state(name, "done")
    assert len(outfit.service.ids) == 200


async def test_what_was_delivered_while_the_database_could_not_write_is_not_delivered_again(outfit: Outfit) -> None:
    outfit.service.gate = asyncio.Event()
    await outfit.want("DR-0001:list")
    await until(lambda: outfit.service.ids)
    other = create_engine(outfit.register.engine.url)
    with other.connect() as connection:
        hold = "LOCK TABLE deliveries IN ACCESS EXCLUSIVE MODE" if outfit.register.on_postgres else "DELETE FROM holds"
        connection.execute(text(hold))
        outfit.service.gate.set()
        with pytest.raises(Locked):  # so long has the database refused
            await outfit.register.write(lambda c: want(c, "DR-0002:list"))
        connection.rollback()
    other.dispose()
    await outfit.until_state("DR-0001:list", "done")
    assert outfit.service.ids == ["DR-0001:list"]
