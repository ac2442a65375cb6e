"""The ledger of deliveries, on SQLite and PostgreSQL, without anything that runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from bot.deliveries import instances, ledger, outcomes
from bot.deliveries.claims import claim, due
from bot.deliveries.ledger import Delivery, find
from bot.deliveries.listing import NOT_DONE, Waiting, counts, listing
from bot.register import throttle
from bot.register.register import Job, Register
from bot.register.schema import held_deliveries, throttles
from tests.bot.deliveries.delivery_cases import clock
from tests.bot.deliveries.delivery_cases import want as want_at

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
want = partial(want_at, now=NOW)
SHARED = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""A test of several instances: they share a PostgreSQL and nothing else."""
MINUTE = timedelta(minutes=1)


@pytest.fixture
def do(register: Register) -> Any:
    def run(job: Job[Any]) -> Any:
        return register.write_now(job)

    return run


def begun(do: Any, name: str, generation: int = 1, instance: str = "one") -> Delivery:
    found = do(lambda c: claim(c, name, generation, instance, NOW))
    assert isinstance(found, Delivery)
    return found


def test_of_each_lane_only_the_first_is_due_and_lanes_do_not_wait_for_each_other(do: Any) -> None:
    for name, ordering_key in (("A:list", "x"), ("B:list", "x"), ("C:list", "y")):
        do(lambda c, name=name, ordering_key=ordering_key: want(c, name, ordering_key=ordering_key))
    assert [d.id for d in do(lambda c: due(c, "one", NOW))] == ["A:list", "C:list"]
    assert do(lambda c: claim(c, "B:list", 1, "one", NOW)) is None


def test_what_one_instance_has_in_hand_no_other_begins(do: Any) -> None:
    do(lambda c: want(c, "A:list"))
    begun(do, "A:list")
    assert do(lambda c: claim(c, "A:list", 1, "two", NOW)) is None
    assert do(lambda c: due(c, "two", NOW)) == []
    do(lambda c: ledger.release(c, "one"))
    assert begun(do, "A:list", instance="two").tries == 2


def test_a_card_that_is_on_its_way_while_what_it_may_show_changes_is_shown_once_more(do: Any) -> None:
    for name in ("A:champion", "B:champion"):
        do(lambda c, name=name: want(c, name))
    later = NOW + MINUTE
    do(lambda c: want(c, "C:champion", at=later))
    on_its_way = begun(do, "A:champion")
    there = begun(do, "B:champion")
    do(lambda c: outcomes.done(c, there, {"activity": "2"}, NOW))
    do(lambda c: ledger.show_again(c, ("A", "B", "C"), NOW, recipient="person-champion"))
    do(lambda c: outcomes.done(c, on_its_way, {"activity": "1"}, NOW))
    found = [do(lambda c, name=name: find(c, name)) for name in ("A:champion", "B:champion", "C:champion")]
    assert [(one.state, one.generation) for one in found] == [("waiting", 2)] * 3
    assert [one.id for one in do(lambda c: due(c, "one", NOW))] == ["A:champion", "B:champion"], "C waits for its time"


def test_an_old_version_is_not_begun_when_a_newer_one_is_wanted(do: Any) -> None:
    do(lambda c: want(c, "A:list"))
    do(lambda c: want(c, "A:list"))
    assert do(lambda c: claim(c, "A:list", 1, "one", NOW)) is None
    assert begun(do, "A:list", generation=2).generation == 2


def test_a_longer_hold_is_not_shortened(do: Any) -> None:
    do(lambda c: throttle.start(c, "graph", 120.0, NOW))
    do(lambda c: throttle.start(c, "graph", 60.0, NOW))
    do(lambda c: want(c, "A:list"))
    assert do(lambda c: throttle.active(c, NOW)) == {"graph": NOW + 2 * MINUTE}
    assert do(lambda c: claim(c, "A:list", 1, "one", NOW)) is None
    assert do(lambda c: due(c, "one", NOW)) == []
    assert [d.id for d in do(lambda c: due(c, "one", NOW + 3 * MINUTE))] == ["A:list"]


@pytest.mark.parametrize("asked", [86_400.0 * 365, 1e300, float("inf")])
def test_no_hold_is_kept_longer_than_an_hour(do: Any, asked: float) -> None:
    do(lambda c: throttle.start(c, "graph", asked, NOW))
    assert do(lambda c: throttle.active(c, NOW)) == {"graph": NOW + timedelta(hours=1)}


def test_a_hold_of_a_year_that_an_older_version_believed_is_shortened(do: Any) -> None:
    do(lambda c: c.execute(insert(throttles).values(service="graph", until=NOW + timedelta(days=365))))
    do(lambda c: throttle.shorten(c, NOW))
    assert do(lambda c: throttle.active(c, NOW)) == {"graph": NOW + timedelta(hours=1)}


def test_a_result_that_comes_after_a_newer_wish_is_kept_and_the_wish_stays(do: Any) -> None:
    do(lambda c: want(c, "A:champion"))
    first = begun(do, "A:champion")
    do(lambda c: want(c, "A:champion"))
    do(lambda c: outcomes.done(c, first, {"activity": "7"}, NOW))
    found = do(lambda c: find(c, "A:champion"))
    assert (found.state, found.generation, found.result, found.leased_by) == ("waiting", 2, {"activity": "7"}, "")


def test_an_update_of_what_was_never_wanted_is_not_sent(do: Any) -> None:
    do(lambda c: want(c, "A:champion", update_only=True))
    assert do(lambda c: find(c, "A:champion")) is None


def test_an_update_does_not_hurry_what_waits_for_its_time(do: Any) -> None:
    morning = NOW + timedelta(hours=8)
    do(lambda c: want(c, "A:champion", at=morning))
    do(lambda c: want(c, "A:champion", update_only=True))
    assert do(lambda c: find(c, "A:champion")).next_try == morning


def test_an_update_of_what_was_delivered_is_sent(do: Any) -> None:
    do(lambda c: want(c, "A:champion"))
    first = begun(do, "A:champion")
    do(lambda c: outcomes.done(c, first, {"activity": "7"}, NOW))
    do(lambda c: want(c, "A:champion", update_only=True))
    assert begun(do, "A:champion", generation=2).result == {"activity": "7"}


def test_what_is_wanted_again_after_it_was_delivered_goes_behind_what_waits(do: Any) -> None:
    do(lambda c: want(c, "A:list", ordering_key="x"))
    first = begun(do, "A:list")
    do(lambda c: outcomes.done(c, first, {}, NOW))
    do(lambda c: want(c, "B:list", ordering_key="x"))
    do(lambda c: want(c, "A:list", ordering_key="x"))
    assert [d.id for d in do(lambda c: due(c, "one", NOW))] == ["B:list"]


def test_retry_names_one_reference_one_delivery_or_everything(do: Any) -> None:
    for name in ("DR-0001:list", "DR-0001:champion", "DR-0002:list"):
        do(lambda c, name=name: want(c, name))
        failed = begun(do, name)
        do(lambda c, failed=failed: outcomes.set_aside(c, failed, "Graph answered 400"))
    assert do(lambda c: ledger.retry(c, "DR-0001:champion", NOW)) == ["DR-0001:champion"]
    assert do(lambda c: ledger.retry(c, "DR-0001", NOW)) == ["DR-0001:list", "DR-0001:champion"]
    assert do(lambda c: ledger.retry(c, "DR-0009", NOW)) == []
    assert do(lambda c: ledger.retry(c, None, NOW)) == ["DR-0002:list"]
    found = do(lambda c: find(c, "DR-0002:list"))
    assert (found.state, found.generation, found.tries, found.reason) == ("waiting", 2, 0, "")


def test_the_list_shows_what_is_open_first_and_leaves_answers_that_arrived_out(do: Any) -> None:
    for name, kind in (("A:list", "item"), ("chat:1", "reply"), ("B:list", "item"), ("C:list", "item")):
        do(lambda c, name=name, kind=kind: want(c, name, kind=kind))
    for name in ("A:list", "chat:1"):
        sent = begun(do, name)
        do(lambda c, sent=sent: outcomes.done(c, sent, {}, NOW))
    failed = begun(do, "B:list")
    do(lambda c: outcomes.later(c, failed, "Graph answered 503", NOW + MINUTE))
    shown = do(lambda c: listing(c, NOW))
    assert [(d.id, d.state, d.reason) for d in shown] == [
        ("C:list", "waiting", ""),
        ("B:list", "waiting", "Graph answered 503"),
        ("A:list", "done", ""),
    ]
    assert [d.id for d in do(lambda c: listing(c, NOW + timedelta(days=8)))] == ["C:list", "B:list"]


def test_the_figures_say_how_many_wait_and_for_how_long(do: Any) -> None:
    nothing = Waiting(dict.fromkeys(NOT_DONE, 0.0), {"graph": 0.0, "teams": 0.0, "onedrive": 0.0})
    assert do(lambda c: counts(c, NOW)) == nothing
    do(lambda c: want(c, "A:list", now=NOW - 5 * MINUTE))
    do(lambda c: want(c, "digest:x", at=NOW + timedelta(days=3), now=NOW - timedelta(days=30)))
    do(lambda c: want(c, "B:list"))
    failed = begun(do, "B:list")
    do(lambda c: outcomes.set_aside(c, failed, "no"))
    found = do(lambda c: counts(c, NOW))
    assert found.states == {"waiting": 2, "set_aside": 1, "refused": 0}
    assert found.oldest == {"graph": 300, "teams": 0, "onedrive": 0}


def test_what_is_not_due_yet_is_late_from_when_it_should_have_gone(do: Any) -> None:
    """A digest by its time, news by the end of the meeting that held it, what an operator hurries by that word."""
    ago, digest = NOW - timedelta(days=30), NOW - 2 * MINUTE
    for name, at in (("digest:x", digest), ("news:x", NOW + MINUTE), ("hurried:x", NOW + MINUTE)):
        do(lambda c, name=name, at=at: want(c, name, at=at, now=ago))
    assert do(lambda c: counts(c, NOW)).oldest["teams"] == 120
    assert begun(do, "digest:x").since == digest
    do(lambda c: ledger.wait_until(c, ["news:x"], NOW + 5 * MINUTE, "held until the meeting is over"))
    do(lambda c: ledger.retry(c, "hurried", NOW))
    assert begun(do, "hurried:x").since == NOW
    over = NOW + 6 * MINUTE
    assert do(lambda c: claim(c, "news:x", 1, "one", over)).since == NOW + 5 * MINUTE


def test_what_a_meeting_holds_is_found_by_reference_by_its_own_id_or_all_of_it(do: Any) -> None:
    for name in ("DR-0001:a", "DR-0001:b", "DR-0002:a", "DR-0003:a"):
        do(lambda c, name=name: want(c, name))
        if name != "DR-0003:a":
            row = insert(held_deliveries).values(delivery=name, body="board", day="2026-11-23", reference=name[:7])
            do(lambda c, row=row: c.execute(row))
    assert do(lambda c: ledger.held(c, "DR-0001")) == ["DR-0001:a", "DR-0001:b"]
    assert do(lambda c: ledger.held(c, "DR-0001:b")) == ["DR-0001:b"]
    assert do(lambda c: ledger.held(c, None)) == ["DR-0001:a", "DR-0001:b", "DR-0002:a"]


def test_what_is_wanted_again_while_it_waits_is_late_since_the_first_time(do: Any) -> None:
    """While Graph is down a request changes: its item waits since the change that could not be told."""
    do(lambda c: want(c, "A:list", now=NOW - 9 * MINUTE))
    failed = begun(do, "A:list")
    do(lambda c: outcomes.later(c, failed, "Graph answered 503", NOW + MINUTE))
    do(lambda c: want(c, "A:list"))
    assert do(lambda c: counts(c, NOW)).oldest["graph"] == 540
    sent = begun(do, "A:list", generation=2)
    do(lambda c: outcomes.done(c, sent, {}, NOW))
    do(lambda c: want(c, "A:list"))
    assert do(lambda c: find(c, "A:list")).since == NOW


def test_an_instance_is_silent_only_when_it_has_not_said_anything_for_so_long(do: Any) -> None:
    do(lambda c: instances.heartbeat(c, "two", clock()))
    assert do(lambda c: instances.silent(c, "one", clock(), timedelta(seconds=15))) == []
    assert do(lambda c: instances.silent(c, "one", clock(), timedelta(seconds=-1))) == ["two"]
    assert do(lambda c: instances.silent(c, "two", clock(), timedelta(seconds=-1))) == []


def test_a_lease_of_an_instance_that_nobody_knows_is_taken_over(do: Any) -> None:
    for name in ("A:list", "B:list", "C:list"):
        do(lambda c, name=name: want(c, name))
    begun(do, "A:list", instance="taken for dead, and began once more")
    begun(do, "B:list", instance="one")
    begun(do, "C:list", instance="two")
    do(lambda c: instances.heartbeat(c, "two", clock()))
    silent = do(lambda c: instances.silent(c, "one", clock(), timedelta(seconds=15)))
    assert silent == ["taken for dead, and began once more"]


@SHARED
def test_instances_whose_clocks_differ_do_not_take_each_other_for_dead(register: Register) -> None:
    register.write_now(lambda c: instances.heartbeat(c, "six minutes behind", clock() - 6 * MINUTE))
    found = register.read_now(lambda c: instances.silent(c, "one", clock() + 6 * MINUTE, timedelta(seconds=15)))
    assert found == []


def test_many_cards_for_one_person_crowd_out_nobody_and_not_their_own_answer(do: Any) -> None:
    def backlog(connection: Connection) -> None:
        for number in range(300):
            want(connection, f"DR-{number:04}:champion")
        for name, more in (("DR-0001:partner", {}), ("chat:champion", {"kind": "reply"}), ("DR-0001:list", {})):
            want(connection, name, **more)

    do(backlog)
    found = [delivery.id for delivery in do(lambda c: due(c, "one", NOW))]
    assert found == [*(f"DR-{n:04}:champion" for n in range(3)), "DR-0001:partner", "chat:champion", "DR-0001:list"]


def test_one_look_takes_no_more_than_so_many_of_each_service(do: Any) -> None:
    def backlog(connection: Connection) -> None:
        for number in range(30):
            want(connection, f"DR-{number:04}:list")
        want(connection, "DR-0001:champion")

    do(backlog)
    found = [delivery.id for delivery in do(lambda c: due(c, "one", NOW, most=10))]
    assert found == [*(f"DR-{number:04}:list" for number in range(10)), "DR-0001:champion"]
