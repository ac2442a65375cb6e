"""What is kept beside requests: who is asked about them, contracts, the roadmap, the list; each at its very moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from bot.deliveries import ledger, outcomes
from bot.deliveries.claims import claim
from bot.people.contracts import Notice
from bot.register import (
    audit,
    benefits,
    contract_notices,
    early_notices,
    interviews,
    list_items,
    meetings,
    people,
    request_work,
    requests,
    roadmap,
)
from bot.register.audit_verification import end_differs
from bot.register.register import Register
from bot.register.schema import audit as audit_rows
from bot.register.schema import benefits as benefit_rows
from bot.register.schema import (
    meeting_items,
    request_checks,
    request_steps,
    request_systems,
    roadmap_moves,
    systems,
    timeline,
)
from dialogs.agendas import Item, Meeting
from dialogs.benefits import Benefit
from dialogs.events import StatusChanged
from dialogs.model import Interview, Person
from dialogs.statuses import Status
from dialogs.steps import CheckState, RequestCheck, RequestStep, StepState
from tests.bot.deliveries.delivery_cases import want
from tests.bot.register.lodged import ASKER, JUST, NOW, change, column, decision, do, fill, happens, lodge

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PROJECT = decision("project", (), ("dpia",))
DAY = date(2026, 11, 23)
SOMEBODY = Person("00000000-0000-0000-0000-00000000e002", "Planning officer")


def asked(
    register: Register, reference: str, after: int, who: str, *, at: datetime | None, when: datetime = NOW
) -> None:
    fill(
        register,
        benefit_rows,
        {"reference": reference, "after": after, "aad_id": who, "role": "requester", "asked_at": when, "at": at},
    )


def test_what_was_done_in_a_time_is_asked_about_unless_somebody_was_asked_so_late_or_later(register: Register) -> None:
    made = [lodge(register, PROJECT).reference for _ in range(9)]
    end = NOW + timedelta(days=1)
    for place, reference in enumerate(made):
        change(register, reference, status=Status.DONE.value, status_at=NOW + timedelta(minutes=place))
    change(register, made[1], status_at=NOW - JUST)
    change(register, made[2], status_at=end)
    change(register, made[3], status=Status.APPROVED.value)
    change(register, made[4], gone=True)
    asked(register, made[5], 3, "a", at=None)
    asked(register, made[6], 6, "a", at=NOW + JUST)
    asked(register, made[7], 0, "a", at=None)
    asked(register, made[8], 3, "a", at=NOW)
    found = register.read_now(lambda c: benefits.not_asked(c, NOW, end, 3))
    assert found == (made[0], made[7], made[8])
    assert register.read_now(lambda c: benefits.asked_since(c, NOW + JUST)) == frozenset()
    assert register.read_now(lambda c: benefits.asked_since(c, NOW)) == {"a"}


def test_somebody_is_asked_once_and_what_they_said_by_themselves_counts_as_asked(register: Register) -> None:
    later = NOW + timedelta(days=1)

    def ask(reference: str, after: int, who: str) -> bool:
        return register.write_now(lambda c: benefits.ask(c, reference, after, who, "requester", later))

    for reference, after, who in (("A", 0, "a"), ("B", 0, "a"), ("A", 3, "a"), ("A", 0, "b")):
        asked(register, reference, after, who, at=NOW)
    asked(register, "C", 0, "a", at=NOW + JUST)
    assert [ask("A", 0, "a"), ask("C", 0, "a"), ask("D", 0, "a")] == [False, False, True]
    b = benefit_rows.c
    when = select(b.reference, b.after, b.aad_id).where(b.asked_at == later).order_by(b.reference)
    assert register.read_now(lambda c: [tuple(row) for row in c.execute(when)]) == [("A", 0, "a"), ("D", 0, "a")]
    said = Benefit(0, "a", "requester", later, "more", "well", later)
    register.write_now(lambda c: benefits.store(c, "D", (), (said,)))
    assert register.read_now(lambda c: benefits.of(c, ["D"])) == {"D": (said,)}
    assert register.read_now(lambda c: benefits.of(c, [])) == {}


def notice(item: str, told: datetime, half: date, *, moved: bool = False) -> Notice:
    return Notice(item, half + timedelta(days=90), told, half, moved=moved)


@pytest.mark.parametrize(
    ("kept", "sent", "state", "counted"),
    [
        pytest.param(notice("7", NOW, DAY + timedelta(days=1)), None, {}, (0, 0), id="its half is to come"),
        pytest.param(notice("7", NOW - timedelta(days=9), DAY), None, {}, (0, 0), id="its half is today"),
        pytest.param(notice("7", NOW - timedelta(days=9), DAY - timedelta(days=1)), None, {}, (0, 1), id="over"),
        pytest.param(notice("7", NOW - timedelta(days=9), DAY), NOW, {}, (1, 1), id="sent on the day"),
        pytest.param(
            notice("7", NOW - timedelta(days=9), DAY - timedelta(days=1)), NOW, {}, (0, 1), id="sent a day late"
        ),
        pytest.param(notice("7", NOW - timedelta(days=9), DAY - timedelta(days=9)), NOW, {}, (0, 0), id="known late"),
        pytest.param(
            notice("7", NOW - timedelta(days=9), DAY - timedelta(days=1)), None, {"gone": True}, (0, 0), id="gone"
        ),
        pytest.param(
            notice("7", NOW - timedelta(days=9), DAY - timedelta(days=1)),
            None,
            {"state": "Retired"},
            (0, 0),
            id="retired",
        ),
        pytest.param(
            notice("7", NOW - timedelta(days=9), DAY), NOW, {"gone": True}, (1, 1), id="gone after a request in time"
        ),
        pytest.param(
            notice("7", NOW - timedelta(days=9), DAY - timedelta(days=1), moved=True), None, {}, (0, 0), id="moved"
        ),
        pytest.param(notice("8", NOW - timedelta(days=9), DAY), NOW, {}, (0, 0), id="sent about another"),
        pytest.param(notice("7", NOW, DAY + timedelta(days=1)), NOW, {}, (0, 0), id="sent as it was told"),
    ],
)
def test_a_contract_was_met_in_time_by_half_of_its_notice(
    register: Register, kept: Notice, sent: datetime | None, state: dict[str, Any], counted: tuple[int, int]
) -> None:
    row = {"item": "7", "title": "Repairs", "notice_months": 6, "state": "", "gone": False}
    fill(register, systems, {**row, **state}, {**row, "item": "8"})
    if sent:
        reference = lodge(register, PROJECT, at=sent).reference
        fill(register, request_systems, {"reference": reference, "place": 0, "item": "7", "title": "Repairs"})
    register.write_now(lambda c: contract_notices.keep(c, [kept]))
    assert register.read_now(lambda c: contract_notices.met_in_time(c, NOW)) == counted


def test_a_notice_that_is_kept_again_is_as_it_is_now(register: Register) -> None:
    first = notice("7", NOW, DAY)
    again = replace(first, told_again_at=NOW, moved=True)
    for one in (first, again):
        do(register, lambda c, one=one: contract_notices.keep(c, [one]))
    assert do(register, lambda c: contract_notices.told(c, ["7", "8"])) == {"7": (again,)}


def test_a_renewal_has_begun_by_the_last_request_that_is_neither_withdrawn_nor_declined(register: Register) -> None:
    for at, item, status in (
        (NOW, "7", "Approved"),
        (NOW - timedelta(days=1), "7", "Submitted"),
        (NOW + timedelta(days=1), "7", "Withdrawn"),
        (NOW + timedelta(days=2), "7", "Declined"),
        (NOW + timedelta(days=3), "8", "Submitted"),
    ):
        reference = lodge(register, PROJECT, at=at).reference
        change(register, reference, status=status)
        fill(register, request_systems, {"reference": reference, "place": 0, "item": item, "title": "Repairs"})
    assert register.read_now(lambda c: contract_notices.asked(c, ["7", "9"])) == {"7": NOW}


def test_what_moved_or_was_done_counts_from_the_first_moment_to_before_the_last(register: Register) -> None:
    until = NOW + timedelta(days=1)
    times = (NOW - JUST, NOW, until - JUST, until)
    made = [lodge(register, PROJECT).reference for _ in times]
    for reference, at in zip(made, times, strict=True):
        change(register, reference, status="Approved", status_at=at)
        move = {"reference": reference, "number": 1, "at": at, "before": "now", "after": "next"}
        fill(register, roadmap_moves, move)
    read = register.read_now
    assert [one.reference for one in read(lambda c: roadmap.moved(c, NOW, until))] == made[1:3]
    assert [one.reference for one in read(lambda c: roadmap.moved(c, NOW))] == made[1:]
    assert read(lambda c: roadmap.finished(c, NOW, until)) == ()
    for reference in made:
        change(register, reference, status="Done")
    assert [one.reference for one in read(lambda c: roadmap.finished(c, NOW, until))] == made[1:3]
    assert read(lambda c: roadmap.moved(c, NOW)) == ()


def test_a_draft_of_which_people_were_told_counts_for_a_day(register: Register) -> None:
    for who, draft in (("a", "1"), ("a", "2"), ("b", "1")):
        assert do(register, lambda c, who=who, draft=draft: early_notices.note(c, who, draft, NOW))
    assert not register.write_now(lambda c: early_notices.note(c, "a", "1", NOW))
    for at, count in ((NOW, 2), (NOW + early_notices.A_DAY - JUST, 2), (NOW + early_notices.A_DAY, 0)):
        assert do(register, lambda c, at=at: early_notices.count(c, "a", at)) == count


def item_of(register: Register, reference: str) -> list_items.ListItem:
    found = register.read_now(lambda c: list_items.find(c, reference))
    assert found is not None
    return found


def test_what_the_list_shows_is_known_of_each_request_apart(register: Register) -> None:
    one, two, three = (lodge(register, PROJECT).reference for _ in range(3))
    note = partial(list_items.note, url="", version=1)
    register.write_now(lambda c: note(c, one, item="7", cells={"Title": "x", "Status": "y"}, owed=["B", "A"]))
    register.write_now(lambda c: note(c, two, item="8", cells={"Status": "y"}, sending={"Title": ["t"], "Status": []}))
    assert item_of(register, one).owed == ("A", "B")
    assert item_of(register, two).sending == {"Title": ("t",)}
    read = register.read_now
    assert list(read(list_items.everything)) == [one, two]
    assert set(read(lambda c: list_items.among(c, ["8"], [three]))) == {two, three}
    register.write_now(lambda c: list_items.forget_cells(c, ["Title"]))
    assert [item_of(register, each).cells for each in (one, two)] == [{"Status": "y"}, {"Status": "y"}]
    for value in ("a", "b", "a"):
        do(register, lambda c, value=value: list_items.about_to_write(c, three, {"Status": value}))
    register.write_now(lambda c: list_items.about_to_write(c, "DR-9999", {"Status": "x"}))
    assert item_of(register, three).sending == {"Status": ("b", "a")}
    assert item_of(register, two).sending == {"Title": ("t",)}


def test_a_request_is_under_way_while_it_is_on_the_list_and_something_may_become_of_it(register: Register) -> None:
    made = [lodge(register, PROJECT).reference for _ in range(6)]
    several: tuple[dict[str, Any], ...] = (
        {"item": "1"},
        {"item": None},
        {"item": "3", "gone": True},
        {"item": "4", "status": "Done"},
        {"item": "5", "status": "Withdrawn"},
        {"item": "6", "status": "Approved"},
    )
    for reference, values in zip(made, several, strict=True):
        change(register, reference, **values)
    assert [reference for reference, _ in register.read_now(list_items.under_way)] == [made[0], made[5]]


@pytest.mark.parametrize(
    ("after", "by", "taken"),
    [
        (timedelta(0), "two", False),
        (timedelta(seconds=60) - JUST, "two", False),
        (timedelta(seconds=60), "two", True),
        (timedelta(0), "one", True),
        (-JUST, "two", True),
    ],
)
def test_a_lease_holds_to_its_end_and_one_from_the_future_does_not(
    register: Register, after: timedelta, by: str, *, taken: bool
) -> None:
    length = timedelta(seconds=60)
    assert register.write_now(lambda c: list_items.take_lease(c, "sync", "one", NOW, length))
    assert register.write_now(lambda c: list_items.take_lease(c, "sync", by, NOW + after, length)) is taken


def test_the_end_of_the_history_is_not_the_anchors_until_a_copy_that_was_put_back_explains_it(
    register: Register,
) -> None:
    def outside(*anchors: tuple[int, str]) -> Any:
        known = [SimpleNamespace(rows=rows, seal=seal, at=NOW.isoformat()) for rows, seal in anchors]
        return SimpleNamespace(last=lambda: known[-1] if known else None)

    def differs(*anchors: tuple[int, str]) -> bool:
        return register.read_now(lambda c: end_differs(c, outside(*anchors)))

    entry = audit.Entry("operator", "submitted", "DR-0001", {})
    register.write_now(lambda c: audit.append(c, NOW, entry, entry))
    first, second = register.read_now(
        lambda c: c.execute(select(audit_rows.c.hash).order_by(audit_rows.c.number)).scalars().all()
    )
    assert not differs()
    assert not differs((1, "another"), (2, second))
    assert differs((2, second), (2, first))
    assert differs((3, second))
    restored = audit.Entry("operator", "restored", "history", {"copy": ""})
    register.write_now(lambda c: audit.append(c, datetime(2026, 12, 1, tzinfo=UTC), restored))
    assert not differs((3, second))
    assert differs((2, first)), "that row is the copy's"


def test_an_outcome_of_a_try_that_was_taken_over_frees_the_delivery(register: Register) -> None:
    register.write_now(partial(want, name="A:list", now=NOW))
    begun = register.write_now(lambda c: claim(c, "A:list", 1, "one", NOW))
    assert begun is not None
    register.write_now(partial(want, name="A:list", now=NOW))
    register.write_now(lambda c: outcomes.later(c, begun, "Graph answered 503", NOW + timedelta(hours=1)))
    found = register.read_now(lambda c: ledger.find(c, "A:list"))
    assert found is not None
    assert (found.leased_by, found.next_try, found.generation) == ("", ledger.AT_ONCE, 2)


def test_what_is_sent_to_the_list_is_remembered_of_a_request_that_there_is_and_its_last_eight_words(
    register: Register,
) -> None:
    reference = lodge(register, PROJECT).reference
    for number in range(10):
        do(register, lambda c, number=number: list_items.about_to_write(c, reference, {"Status": str(number)}))
    assert item_of(register, reference).sending == {"Status": tuple(str(number) for number in range(2, 10))}


def test_a_draft_and_whose_it_is_are_found_while_both_are_there(register: Register) -> None:
    for name, whose in (("one", ASKER), ("two", SOMEBODY)):
        draft = Interview(name, 1, {}, {}, None, route_seen=False, rules_version="1", started=NOW, touched=NOW)
        do(register, lambda c, draft=draft, whose=whose: interviews.keep(c, whose.aad_id, draft, new=True))
    do(register, lambda c: people.meet(c, None, ASKER, None, NOW, lambda: "key"))

    def found(name: str) -> Any:
        held = do(register, lambda c: early_notices.find(c, name))
        return held and (held[0].id, held[1])

    assert [found(name) for name in ("one", "two", "three")] == [("one", ASKER), None, None]


@pytest.mark.parametrize(("by", "kept"), [("id", "id"), ("", None)])
def test_what_somebody_did_is_kept_with_their_id_and_what_was_done_in_the_list_with_none(
    register: Register, by: str, kept: str | None
) -> None:
    request = lodge(register, PROJECT)
    happens(register, request, StatusChanged("Approved"), Person(by, ""))
    line = select(timeline.c.aad_id).where(timeline.c.what != "submitted").order_by(timeline.c.number.desc())
    assert do(register, lambda c: c.execute(line.limit(1)).scalar_one()) == kept


def test_a_meeting_at_which_nobody_known_spoke_keeps_nobodys_id(register: Register) -> None:
    request = lodge(register, PROJECT)
    do(register, lambda c: meetings.keep(c, Meeting("board", DAY, (Item(request, 1),))))
    for who, kept in (("member", "member"), ("", None)):
        heard = ("board", DAY, request.reference, "go_on", "fine", who)
        do(register, lambda c, heard=heard: meetings.heard(c, *heard))
        assert column(register, meeting_items.c.aad_id) == [kept]


def test_several_choices_are_a_list_in_the_register_and_a_tuple_for_the_rules(register: Register) -> None:
    reference = lodge(register, PROJECT).reference
    change(register, reference, answers={"one": "yes", "many": ["a", "b"]})
    found = do(register, lambda c: requests.find(c, reference))
    assert found.answers == {"one": "yes", "many": ("a", "b")}


SPOKE = RequestStep("board", "board", 0, StepState.CURRENT, NOW, "defer", "later", "The board", NOW)
AGAIN = NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("before", "after", "by", "kept"),
    [
        pytest.param((), replace(SPOKE, at=None), "new", None, id="nobody spoke"),
        pytest.param((), SPOKE, "new", "new", id="somebody spoke"),
        pytest.param((), SPOKE, "", None, id="it was said in the list"),
        pytest.param((SPOKE,), replace(SPOKE, at=AGAIN), "new", "new", id="somebody spoke again"),
        pytest.param((SPOKE,), replace(SPOKE, state=StepState.OVER), "new", "old", id="it went on without a word"),
        pytest.param((SPOKE,), replace(SPOKE, at=None, note=""), "new", None, id="it began anew"),
        pytest.param((SPOKE,), SPOKE, "new", "old", id="nothing is new"),
    ],
)
def test_a_step_keeps_the_id_of_whoever_spoke_there_last(
    register: Register, before: tuple[RequestStep, ...], after: RequestStep, by: str, kept: str | None
) -> None:
    do(register, lambda c: request_work.store_steps(c, "DR-0009", (), before, "old"))
    do(register, lambda c: request_work.store_steps(c, "DR-0009", before, (after,), by))
    do(register, lambda c: request_work.store_steps(c, "DR-0008", (), (SPOKE,), "other"))
    assert column(register, request_steps.c.aad_id) == sorted([kept, "other"], key=str)
    assert do(register, lambda c: request_work.steps_of(c, ["DR-0009"])) == {"DR-0009": (after,)}


def test_a_check_keeps_the_id_of_whoever_spoke_of_it_last_and_matters_until_its_request_ended(
    register: Register,
) -> None:
    said = RequestCheck("dpia", CheckState.DONE, "done", "Somebody", NOW)
    unsaid = RequestCheck("dpia", CheckState.OPEN, "", "", None)
    for reference, check, by, kept in (("A", unsaid, "x", None), ("B", said, "x", "x"), ("C", said, "", None)):
        stored = (reference, (), (check,), by)
        do(register, lambda c, stored=stored: request_work.store_checks(c, *stored))
        rows = select(request_checks.c.aad_id).where(request_checks.c.reference == reference)
        assert column(register, rows.subquery().c.aad_id) == [kept]
    live = select(request_checks.c.reference).where(request_checks.c.live.is_(True))
    for before, after, still in (("Submitted", "Declined", ["B", "C"]), ("Declined", "Submitted", ["A", "B", "C"])):
        do(register, lambda c, b=before, a=after: request_work.keep_checks_live(c, "A", b, a))
        assert column(register, live.subquery().c.reference) == still
