"""The very moment at which something of the ledger is due, over or late, and whom each statement leaves alone."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.deliveries import instances, ledger, outcomes
from bot.deliveries.claims import answers_wait, claim, due
from bot.deliveries.ledger import Delivery, find
from bot.deliveries.listing import counts, listing
from bot.register import throttle
from bot.register.register import Register
from tests.bot.deliveries.delivery_cases import want as want_at
from tests.bot.deliveries.test_ledger import MINUTE, NOW

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
want = partial(want_at, now=NOW)
JUST = timedelta(microseconds=1)
LONGEST = timedelta(seconds=12)


@pytest.fixture
def do(register: Register) -> Any:
    return register.write_now


def begun(do: Any, name: str, now: Any = NOW) -> Delivery:
    known = do(lambda c: find(c, name))
    found = do(lambda c: claim(c, name, known.generation, "one", now))
    assert isinstance(found, Delivery)
    return found


def ids(found: list[Delivery]) -> list[str]:
    return [one.id for one in found]


def later(do: Any, name: str, at: Any, reason: str = "Graph answered 503") -> None:
    known = begun(do, name)
    do(lambda c: outcomes.later(c, known, reason, at))


def test_what_has_a_time_is_due_at_it_and_not_before(do: Any) -> None:
    do(lambda c: want(c, "A:list", at=NOW + MINUTE))
    do(lambda c: want(c, "B:list", at=NOW))
    assert ids(do(lambda c: due(c, "one", NOW))) == ["B:list"]
    assert ids(do(lambda c: due(c, "one", NOW + MINUTE - JUST))) == ["B:list"]
    assert ids(do(lambda c: due(c, "one", NOW + MINUTE))) == ["A:list", "B:list"]
    assert do(lambda c: find(c, "B:list")).next_try == ledger.AT_ONCE, "a clock that is put back delays it no more"


def test_an_update_of_what_is_due_now_is_due_at_once(do: Any) -> None:
    do(lambda c: want(c, "A:champion", at=NOW, now=NOW - MINUTE))
    do(lambda c: want(c, "A:champion", update_only=True))
    assert do(lambda c: find(c, "A:champion")).next_try == ledger.AT_ONCE


def test_what_is_wanted_again_goes_at_once_whatever_time_it_had_and_so_does_an_update_of_what_failed(do: Any) -> None:
    for name, at in (("A:list", NOW + MINUTE), ("B:list", None)):
        do(lambda c, name=name, at=at: want(c, name, at=at))
    later(do, "B:list", NOW + MINUTE)
    do(lambda c: want(c, "A:list"))
    do(lambda c: want(c, "B:list", update_only=True))
    assert ids(do(lambda c: due(c, "one", NOW))) == ["A:list", "B:list"]


def test_what_is_due_at_this_moment_keeps_what_comes_after_it_waiting(do: Any) -> None:
    do(lambda c: want(c, "A:list", ordering_key="x", at=NOW + MINUTE))
    do(lambda c: want(c, "B:list", ordering_key="x"))
    assert ids(do(lambda c: due(c, "one", NOW))) == ["B:list"]
    assert ids(do(lambda c: due(c, "one", NOW + MINUTE))) == ["A:list"]


def test_a_hold_ends_at_its_time(do: Any) -> None:
    do(lambda c: throttle.start(c, "graph", 60.0, NOW))
    do(lambda c: want(c, "A:list"))
    for at, held in ((NOW + MINUTE - JUST, {"graph": NOW + MINUTE}), (NOW + MINUTE, {})):
        assert do(lambda c, at=at: throttle.active(c, at)) == held
        assert ids(do(lambda c, at=at: due(c, "one", at))) == ([] if held else ["A:list"])


def test_an_answer_waits_until_its_first_try(do: Any) -> None:
    do(lambda c: want(c, "A:list"))
    assert not do(answers_wait)
    do(lambda c: want(c, "chat:1", kind="reply"))
    assert do(answers_wait)
    begun(do, "chat:1")
    assert not do(answers_wait)


@pytest.mark.parametrize(
    ("since", "known"), [(LONGEST, True), (LONGEST + JUST, False)], ids=["as long as one may be", "a moment longer"]
)
def test_an_instance_is_silent_when_it_has_said_nothing_for_longer_than_one_may(
    do: Any, since: timedelta, *, known: bool
) -> None:
    do(lambda c: instances.heartbeat(c, "two", NOW))
    assert do(lambda c: instances.silent(c, "one", NOW + since, LONGEST)) == ([] if known else ["two"])
    assert do(lambda c: instances.running(c, NOW + since - JUST, LONGEST)) is known


def test_whoever_signs_off_is_gone_and_nobody_else_is(do: Any) -> None:
    for name in ("one", "two"):
        do(lambda c, name=name: instances.heartbeat(c, name, NOW))
    do(lambda c: want(c, "A:list"))
    begun(do, "A:list")
    assert do(lambda c: instances.sign_off(c, "two")) == 0
    assert do(lambda c: instances.silent(c, "three", NOW + MINUTE, LONGEST)) == ["one"]
    assert do(lambda c: instances.sign_off(c, "one")) == 1
    assert not do(lambda c: instances.running(c, NOW, LONGEST))


def test_only_what_waits_longer_than_one_can_is_hurried(do: Any) -> None:
    for name, at in (("A:list", NOW + LONGEST), ("B:list", NOW + LONGEST + JUST)):
        do(lambda c, name=name: want(c, name))
        later(do, name, at)
    do(lambda c: want(c, "digest:x", at=NOW + timedelta(days=3)))
    do(lambda c: ledger.hurry(c, NOW, LONGEST))
    assert ids(do(lambda c: due(c, "one", NOW))) == ["B:list"]


def test_a_service_that_answers_again_wakes_what_failed_there_and_nothing_else(do: Any) -> None:
    for name in ("A:list", "A:champion"):
        do(lambda c, name=name: want(c, name))
        later(do, name, NOW + MINUTE)
    do(lambda c: want(c, "B:list", at=NOW + MINUTE))
    do(lambda c: ledger.wake(c, "graph"))
    assert ids(do(lambda c: due(c, "one", NOW))) == ["A:list"]


def test_what_an_operator_hurries_after_its_time_is_late_since_that_time(do: Any) -> None:
    do(lambda c: want(c, "digest:x", at=NOW - MINUTE, now=NOW - timedelta(days=30)))
    assert do(lambda c: counts(c, NOW)).oldest["teams"] == 60
    do(lambda c: ledger.retry(c, "digest", NOW))
    assert do(lambda c: counts(c, NOW)).oldest["teams"] == 60


def test_sending_everything_again_leaves_what_was_never_tried_to_its_time(do: Any) -> None:
    for name in ("A:list", "B:list", "C:list", "D:list"):
        do(lambda c, name=name: want(c, name, at=NOW + MINUTE if name == "D:list" else None))
    later(do, "A:list", NOW + MINUTE)
    aside, there = begun(do, "B:list"), begun(do, "C:list")
    do(lambda c: outcomes.set_aside(c, aside, "no"))
    do(lambda c: outcomes.done(c, there, {}, NOW))
    assert do(lambda c: ledger.retry(c, None, NOW)) == ["A:list", "B:list"]


def test_a_card_that_got_through_is_no_sign_that_the_person_takes_cards_again(do: Any) -> None:
    """It was under way when Teams refused the other; only an answer shows that they are back."""
    for name in ("A:card", "B:card"):
        do(lambda c, name=name: want(c, name, recipient="champion"))
    blocked, there = begun(do, "A:card"), begun(do, "B:card")
    do(lambda c: outcomes.refused(c, blocked, "Teams answered 403"))
    do(lambda c: outcomes.done(c, there, {}, NOW))
    assert do(lambda c: find(c, "A:card")).state == "refused"


@pytest.mark.parametrize("recipient", ["", "champion"])
def test_a_refusal_stops_what_waits_for_the_same_person_and_not_their_answers_nor_anybody_elses(
    do: Any, recipient: str
) -> None:
    do(lambda c: want(c, "A:card", recipient=recipient))
    do(lambda c: want(c, "B:card", recipient="champion"))
    do(lambda c: want(c, "C:card", recipient="partner"))
    do(lambda c: want(c, "D:list"))
    do(lambda c: want(c, "chat:1", kind="reply", recipient="champion"))
    blocked = begun(do, "A:card")
    do(lambda c: outcomes.refused(c, blocked, "Teams answered 403"))
    states = [do(lambda c, name=name: find(c, name)).state for name in ("B:card", "C:card", "D:list", "chat:1")]
    assert states == ["refused" if recipient else "waiting", "waiting", "waiting", "waiting"]


def test_what_is_wanted_for_somebody_who_refuses_is_refused_save_an_answer_and_what_is_for_nobody(do: Any) -> None:
    do(lambda c: want(c, "A:card", recipient="champion"))
    blocked = begun(do, "A:card")
    do(lambda c: outcomes.refused(c, blocked, "Teams answered 403"))
    for name, more in (
        ("B:card", {"recipient": "champion"}),
        ("C:card", {"recipient": "partner"}),
        ("chat:1", {"recipient": "champion", "kind": "reply"}),
    ):
        do(lambda c, name=name, more=more: want(c, name, **more))
    found = {name: do(lambda c, name=name: find(c, name)) for name in ("B:card", "C:card", "chat:1")}
    assert [one.state for one in found.values()] == ["refused", "waiting", "waiting"]
    do(lambda c: ledger.reinstalled(c, "partner", NOW))
    assert do(lambda c: find(c, "B:card")).state == "refused"


def test_an_answer_that_is_refused_where_somebody_spoke_says_nothing_of_their_own_chat(do: Any) -> None:
    """A channel of which the bot is no member any more: its own messages go on to whoever spoke there."""
    do(lambda c: want(c, "chat:1", kind="reply", recipient="champion"))
    do(lambda c: want(c, "A:card", recipient="champion"))
    answer = begun(do, "chat:1")
    do(lambda c: outcomes.refused(c, answer, "Teams answered 403"))
    assert do(lambda c: find(c, "chat:1")).state == "refused"
    do(lambda c: want(c, "B:card", recipient="champion"))
    assert [do(lambda c, name=name: find(c, name)).state for name in ("A:card", "B:card")] == ["waiting", "waiting"]


def test_an_outcome_that_comes_after_somebody_decided_otherwise_leaves_the_decision(do: Any) -> None:
    do(lambda c: want(c, "A:list"))
    under_way = begun(do, "A:list")
    do(lambda c: outcomes.set_aside(c, under_way, "an operator said so"))
    do(lambda c: outcomes.later(c, under_way, "Graph answered 503", NOW))
    found = do(lambda c: find(c, "A:list"))
    assert (found.state, found.reason) == ("set_aside", "an operator said so")


def test_what_is_looked_up_is_of_this_request_kind_person_order_and_beginning_alone(do: Any) -> None:
    for name, more in (
        ("A:champion", {}),
        ("A:partner", {"kind": "status"}),
        ("B:champion", {"ordering_key": "key-A:champion"}),
        ("B:helper", {"kind": "status"}),
    ):
        do(lambda c, name=name, more=more: want(c, name, **more))
    assert do(lambda c: ledger.recipients(c, "A", "summary")) == {"person-champion"}
    assert do(lambda c: ledger.recipients(c, "A", "status")) == {"person-partner"}
    assert do(lambda c: ledger.recipients(c, "B", "status")) == {"person-helper"}
    assert ids(do(lambda c: ledger.of_recipient(c, "person-champion", "A"))) == ["A:champion"]
    assert ids(do(lambda c: ledger.in_order(c, "key-A:champion"))) == ["A:champion", "B:champion"]


def test_what_the_next_try_must_know_is_kept_beside_its_delivery_alone(do: Any) -> None:
    for name in ("A:champion", "B:champion"):
        do(lambda c, name=name: want(c, name))
    for told in ({"upload": "1"}, {"part": 2}):
        do(lambda c, told=told: ledger.remember(c, "A:champion", told))
    do(lambda c: ledger.remember(c, "C:champion", {"upload": "1"}))
    found = [do(lambda c, name=name: find(c, name)) for name in ("A:champion", "B:champion", "C:champion")]
    assert [one and one.result for one in found] == [{"upload": "1", "part": 2}, {}, None]


def test_cards_of_these_requests_are_shown_again_and_messages_and_others_are_not(do: Any) -> None:
    for name, more in (
        ("A:champion", {}),
        ("A:partner", {}),
        ("B:champion", {}),
        ("A:status", {"kind": "status"}),
        ("C:champion", {}),
    ):
        do(lambda c, name=name, more=more: want(c, name, **more))
        there = begun(do, name)
        do(lambda c, there=there: outcomes.done(c, there, {}, NOW))
    assert do(lambda c: ledger.show_again(c, ("A",), NOW, recipient="person-champion")) == ["A:champion"]
    assert do(lambda c: ledger.show_again(c, ("A", "B"), NOW)) == ["A:partner", "B:champion"]


def test_only_a_message_that_told_this_person_of_this_event_is_said_again(do: Any) -> None:
    def told(event: str) -> dict[str, Any]:
        return {"payload": {"event": event}, "kind": "message", "recipient": "champion"}

    for name, more in (
        ("A:one", told("sent")),
        ("A:two", told("approved")),
        ("A:three", {**told("sent"), "recipient": "partner"}),
        ("A:four", {**told("sent"), "kind": "status"}),
        ("B:one", told("sent")),
    ):
        do(lambda c, name=name, more=more: want(c, name, **more))
        there = begun(do, name)
        do(lambda c, there=there: outcomes.done(c, there, {}, NOW))
    do(lambda c: want(c, "A:five", **told("sent")))
    assert do(lambda c: ledger.message_again(c, "A", "champion", "sent", NOW)) == ["A:one"]


def test_news_is_held_until_nobody_has_tried_it_and_only_the_named(do: Any) -> None:
    for name in ("A:list", "B:list", "C:list", "D:list"):
        do(lambda c, name=name: want(c, name))
    later(do, "B:list", NOW + MINUTE)
    there = begun(do, "C:list")
    do(lambda c: outcomes.done(c, there, {}, NOW))
    named = ["A:list", "B:list", "C:list"]
    assert do(lambda c: ledger.wait_until(c, named, NOW + 2 * MINUTE, "a meeting")) == ["A:list"]
    assert ids(do(lambda c: due(c, "one", NOW + MINUTE))) == ["B:list", "D:list"]


def test_the_list_leaves_out_what_arrived_a_week_ago_and_finds_a_request_and_a_delivery(do: Any) -> None:
    for name in ("A:list", "B:list", "B:champion"):
        do(lambda c, name=name: want(c, name))
    there = begun(do, "A:list")
    do(lambda c: outcomes.done(c, there, {}, NOW))
    week = NOW + timedelta(days=7)
    for which, at, shown in (
        (None, week - JUST, ["B:champion", "B:list", "A:list"]),
        (None, week, ["B:champion", "B:list"]),
        ("B", NOW, ["B:champion", "B:list"]),
        ("B:list", NOW, ["B:list"]),
    ):
        assert ids(do(lambda c, which=which, at=at: listing(c, at, which))) == shown


@pytest.mark.parametrize(
    ("first", "again", "late"),
    [
        pytest.param({"at": NOW - 2 * MINUTE}, {}, 120, id="it was due by its time"),
        pytest.param({"at": NOW + MINUTE}, {}, 0, id="its time is still to come"),
        pytest.param({}, {"at": NOW + MINUTE}, 300, id="it had no time"),
    ],
)
def test_what_is_wanted_again_before_its_first_try_is_late_since_it_should_have_gone(
    do: Any, first: dict[str, Any], again: dict[str, Any], late: int
) -> None:
    do(lambda c: want(c, "A:list", now=NOW - 5 * MINUTE, **first))
    do(lambda c: want(c, "A:list", **again))
    assert (NOW - do(lambda c: find(c, "A:list")).since).total_seconds() == late


def test_deliveries_for_nobody_keep_none_of_another_order_waiting(do: Any) -> None:
    for number in range(5):
        do(lambda c, number=number: want(c, f"DR-{number}:list", ordering_key=f"requester-{number}"))
    assert len(do(lambda c: due(c, "one", NOW))) == 5
