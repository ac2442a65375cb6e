"""The moment at which something kept is over, is asked about or may go, and what is not touched by its going."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.deliveries import ledger
from bot.register import (
    anonymising,
    idempotency,
    interviews,
    meetings,
    requests,
    retention,
)
from bot.register.identity import Identity
from bot.register.register import Register
from bot.register.schema import (
    deliveries,
    held_deliveries,
    meeting_items,
    request_checks,
    roadmap_moves,
    schedule,
    timeline,
    turns,
)
from dialogs.agendas import Item, Meeting
from dialogs.model import Interview, TimelineEntry
from tests.bot.deliveries.delivery_cases import want
from tests.bot.register.lodged import ASKER, JUST, NOW, change, column, decision, do, fill, lodge

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PROJECT = decision("project", (), ("dpia",))
DAY = date(2026, 11, 23)


def delivered(register: Register, name: str, at: datetime, state: str = "done", **more: Any) -> None:
    register.write_now(partial(want, name=name, now=at, **more))
    these = update(deliveries).where(deliveries.c.id == name)
    register.write_now(lambda c: c.execute(these.values(state=state, done_at=at if state == "done" else None)) and None)


def test_what_was_delivered_or_reached_nobody_goes_after_ninety_days_and_cards_stay(register: Register) -> None:
    then = NOW - retention.FINISHED
    for name, at, more in (
        ("done:old", then - JUST, {"kind": "status"}),
        ("done:just", then, {"kind": "status"}),
        ("card:old", then - JUST, {}),
        ("post:old", then - JUST, {"kind": "agenda"}),
        ("refused:old", then - JUST, {"kind": "digest", "state": "refused", "reference": None}),
        ("aside:old", then - JUST, {"kind": "digest", "state": "set_aside", "reference": None}),
        ("aside:just", then, {"kind": "digest", "state": "set_aside", "reference": None}),
        ("aside:request", then - JUST, {"kind": "status", "state": "set_aside"}),
        ("waits:old", then - JUST, {"kind": "digest", "state": "waiting", "reference": None}),
        ("post:refused", then - JUST, {"kind": "agenda", "state": "refused", "reference": None}),
    ):
        delivered(register, name, at, **more)
    fill(register, schedule, {"name": "old", "done_at": then - JUST}, {"name": "just", "done_at": then})
    for name, at in (("old", NOW - retention.ANSWERS - JUST), ("just", NOW - retention.ANSWERS)):
        do(register, lambda c, name=name, at=at: idempotency.keep(c, name, b"", at))
    register.write_now(lambda c: retention.tidy(c, NOW))
    kept = ["aside:just", "aside:request", "card:old", "done:just", "post:old", "post:refused", "waits:old"]
    assert column(register, deliveries.c.id) == kept
    assert column(register, schedule.c.name) == ["just"]
    assert column(register, turns.c.activity) == ["just"]


def test_a_draft_goes_after_thirty_days_and_what_became_a_request_stays(register: Register) -> None:
    then = NOW - retention.DRAFTS
    drafts: tuple[tuple[str, Any, datetime], ...] = (
        ("draft", "open", then - JUST),
        ("kept", "open", then),
        ("cancelled", "cancelled", then - JUST),
        ("sent", "submitted", then - JUST),
    )
    for name, state, touched in drafts:
        draft = Interview(
            name, 1, {}, {}, None, route_seen=False, rules_version="1", started=touched, touched=touched, state=state
        )
        do(register, lambda c, draft=draft: interviews.keep(c, "who", draft, new=True))
    assert register.write_now(lambda c: retention.tidy(c, NOW)) == 2
    assert [register.read_now(partial(interviews.find, interview=n)) is None for n in ("draft", "kept", "sent")] == [
        True,
        False,
        False,
    ]
    assert register.read_now(lambda c: interviews.count(c, "who")) == 1
    assert [one.id for one in register.read_now(lambda c: interviews.drafts(c, "who", 9))] == ["kept"]
    assert register.read_now(lambda c: interviews.count(c, "other")) == 0


def test_a_card_of_an_anonymised_request_is_forgotten_once_it_was_brought_up_to_date_long_ago(
    register: Register,
) -> None:
    for number, at in enumerate((NOW - JUST, NOW, None)):
        reference = lodge(register, PROJECT).reference
        change(register, reference, anonymised_at=at)
        delivered(register, f"{reference}:card{number}", NOW)
        if number == 0:
            delivered(register, f"{reference}:waits", NOW, "waiting")
            delivered(register, f"{reference}:status", NOW, kind="status")
    register.write_now(lambda c: anonymising.forget_cards(c, NOW))
    kept = [name.split(":")[1] for name in column(register, deliveries.c.id)]
    assert kept == ["status", "waits", "card1", "card2"]


def test_everything_that_was_written_beside_a_request_is_emptied_and_of_no_other(register: Register) -> None:
    own, other = lodge(register, PROJECT).reference, lodge(register, PROJECT).reference
    for reference in (own, other):
        said = TimelineEntry(NOW, "note", "The board", "in their own words")
        do(register, lambda c, reference=reference, said=said: requests.add_to_timeline(c, reference, said))
        move = {"reference": reference, "number": 1, "at": NOW, "before": "now", "after": "next", "note": "why"}
        fill(register, roadmap_moves, move)
    there = update(request_checks).where(request_checks.c.reference == own)
    register.write_now(lambda c: c.execute(there.values(note="said")) and None)
    emptied = register.write_now(lambda c: anonymising.without_words(c, [own]))
    notes = register.read_now(lambda c: c.execute(select(timeline.c.reference, timeline.c.what, timeline.c.note)).all())
    assert [note for reference, what, note in notes if (reference, what) == (own, "note")] == [""]
    assert [note for reference, what, note in notes if (reference, what) == (other, "note")] == ["in their own words"]
    who = register.read_now(lambda c: c.execute(select(timeline.c.reference, timeline.c.what, timeline.c.who)).all())
    assert {(reference == own, what): said for reference, what, said in who} == {
        (True, "submitted"): "",
        (False, "submitted"): ASKER.name,
        **dict.fromkeys(((True, "note"), (False, "note")), "The board"),
    }
    assert column(register, roadmap_moves.c.note) == ["", "why"]
    assert emptied.references == {own}
    assert emptied.notes == 3


@pytest.mark.parametrize(
    ("values", "over"),
    [
        ({"status": "Done", "status_at": NOW - JUST}, True),
        ({"status": "Done", "status_at": NOW}, False),
        ({"status": "Done", "status_at": None, "changed_at": NOW - JUST}, True),
        ({"status": "Done", "status_at": None, "changed_at": NOW}, False),
        ({"status": "Approved", "status_at": NOW - JUST}, False),
        ({"status": "Approved", "gone": True}, True),
        ({"status": "Done", "status_at": NOW - JUST, "submitted_at": NOW}, False),
        ({"status": "Done", "status_at": NOW - JUST, "anonymised_at": NOW, "changed_at": NOW}, False),
        ({"status": "Done", "status_at": NOW - JUST, "anonymised_at": NOW, "changed_at": NOW + JUST}, True),
    ],
)
def test_a_requests_time_is_over_so_long_after_its_end(
    register: Register, values: dict[str, Any], *, over: bool
) -> None:
    first = lodge(register, PROJECT, at=NOW - timedelta(days=9))
    request = lodge(register, PROJECT, at=NOW - timedelta(days=9))
    for each in (first, request):
        change(register, each.reference, **values)
    number = 2
    found = register.read_now(lambda c: anonymising.overdue(c, NOW, after=number - 1, most=9))
    assert [reference for _, reference in found] == ([request.reference] if over else [])
    rows = register.read_now(lambda c: anonymising.still_over(c, NOW, [request.reference, "DR-9999"]))
    assert len(rows) == (1 if over else 0)


def test_one_whose_item_was_deleted_counts_from_the_last_line_of_its_own_story(register: Register) -> None:
    request, other = (lodge(register, PROJECT, at=NOW - timedelta(days=9)) for _ in range(2))
    change(register, request.reference, gone=True)
    for reference, at, over in (
        (other.reference, NOW, 1),
        (request.reference, NOW - JUST, 1),
        (request.reference, NOW, 0),
    ):
        entry = TimelineEntry(at, "note", "", "")
        do(register, lambda c, reference=reference, entry=entry: requests.add_to_timeline(c, reference, entry))
        assert len(register.read_now(lambda c: anonymising.overdue(c, NOW, after=0, most=9))) == over


def test_a_meeting_runs_from_its_first_call_to_its_end_and_is_its_bodys_alone(register: Register) -> None:
    for body, opened, closed in (("a", NOW, None), ("b", NOW, NOW), ("c", None, None), ("d", NOW, None)):
        meeting = Meeting(body, DAY, opened_at=opened, closed_at=closed)
        do(register, lambda c, meeting=meeting: meetings.keep(c, meeting))
    read = register.read_now
    assert [row.body for row in read(meetings.running)] == ["a", "d"]
    assert [row.body for row in read(lambda c: meetings.running(c, "d"))] == ["d"]
    assert read(lambda c: meetings.find(c, "a", DAY + timedelta(days=1))) is None
    assert read(lambda c: meetings.find(c, "z", DAY)) is None
    register.write_now(lambda c: meetings.close(c, "a", DAY + timedelta(days=1), NOW))
    register.write_now(lambda c: meetings.close(c, "a", DAY, NOW))
    assert [row.body for row in read(meetings.running)] == ["d"]


def test_what_a_meeting_held_goes_when_it_may_and_what_others_hold_stays(register: Register) -> None:
    held = meetings.Row("board", DAY, None, None, None, holds_news=True)
    others = (
        meetings.Row("other", DAY, None, None, None, holds_news=True),
        meetings.Row("board", DAY + timedelta(days=1), None, None, None, holds_news=True),
    )
    for name, meeting, at in (
        ("A:now", held, NOW),
        ("A:later", held, NOW + JUST),
        ("A:any", held, None),
        ("A:tried", held, None),
        ("B:other", others[0], None),
        ("C:other", others[1], None),
    ):
        register.write_now(partial(want, name=name, now=NOW - timedelta(days=1), at=NOW + timedelta(days=1)))
        do(register, lambda c, n=name, m=meeting, at=at: meetings.hold(c, m, n, n[0], at))
    tried = update(deliveries).where(deliveries.c.id == "A:tried").values(tries=1)
    register.write_now(lambda c: c.execute(tried) and None)
    assert register.read_now(lambda c: meetings.held_requests(c, "board", DAY)) == {"A"}
    assert register.write_now(lambda c: meetings.release(c, "board", DAY, NOW)) == 4
    found = register.read_now(lambda c: dict(c.execute(select(deliveries.c.id, deliveries.c.next_try)).all()))
    planned = NOW + timedelta(days=1)
    assert found == {
        "A:now": ledger.AT_ONCE,
        "A:later": NOW + JUST,
        "A:any": ledger.AT_ONCE,
        "A:tried": planned,
        "B:other": planned,
        "C:other": planned,
    }
    assert column(register, held_deliveries.c.delivery) == ["B:other", "C:other"]


def test_what_the_last_meeting_of_the_body_did_not_decide_was_put_off(register: Register) -> None:
    key = {"place": 1, "late": False, "put_off": False}
    for body, day, reference, outcome in (
        ("board", DAY - timedelta(days=7), "A", "go_on"),
        ("board", DAY - timedelta(days=1), "A", "defer"),
        ("board", DAY - timedelta(days=7), "B", ""),
        ("board", DAY - timedelta(days=1), "B", "go_on"),
        ("board", DAY, "C", ""),
        ("other", DAY - timedelta(days=1), "D", ""),
        ("board", DAY - timedelta(days=1), "E", "more_information"),
    ):
        fill(
            register,
            meeting_items,
            {"body": body, "day": day.isoformat(), "reference": reference, "outcome": outcome, **key},
        )
    assert register.read_now(lambda c: meetings.put_off(c, "board", DAY, "ABCDE")) == {"A", "E"}
    assert register.read_now(lambda c: meetings.put_off(c, "board", DAY, "")) == frozenset()


def test_an_agenda_is_kept_with_whoever_said_something_and_calling_says_nothing(register: Register) -> None:
    one, two = lodge(register, PROJECT), lodge(register, PROJECT)
    agenda = (Item(two, 1), Item(one, 2))

    def keep(day: date, items: tuple[Item, ...], who: str = "") -> None:
        register.write_now(lambda c: meetings.keep(c, Meeting("board", day, items), who))

    keep(DAY, agenda)
    keep(DAY + timedelta(days=1), agenda)
    keep(DAY, (Item(two, 1, called_at=NOW), agenda[1]), "caller")
    assert column(register, meeting_items.c.aad_id) == [None] * 4
    keep(DAY, (Item(two, 1, called_at=NOW, note="said"), agenda[1]), "speaker")
    said = select(meeting_items.c.day, meeting_items.c.reference).where(meeting_items.c.aad_id == "speaker")
    assert register.read_now(lambda c: c.execute(said).all()) == [(DAY.isoformat(), two.reference)]
    found = register.read_now(lambda c: meetings.items_of(c, "board", DAY))
    assert [(item.reference, item.note, item.called_at) for item in found] == [
        (two.reference, "said", NOW),
        (one.reference, "", None),
    ]
    register.write_now(lambda c: meetings.heard(c, "board", DAY, one.reference, "go_on", "fine", "member"))
    heard = select(meeting_items.c.day, meeting_items.c.reference).where(meeting_items.c.outcome == "go_on")
    assert register.read_now(lambda c: c.execute(heard).all()) == [(DAY.isoformat(), one.reference)]


def test_what_an_erased_person_said_at_a_meeting_goes_and_others_are_left_but_for_their_name(
    register: Register,
) -> None:
    key = {"body": "board", "day": DAY.isoformat(), "place": 1, "outcome": "go_on"}
    for reference, words in (
        ("A", {"note": "mine", "aad_id": "GOES"}),
        ("B", {"action": "ask Marmaduke Canary", "aad_id": "other"}),
        ("C", {"action_owner": "Marmaduke Canary", "aad_id": None}),
        ("D", {"note": "nothing of them", "aad_id": "other"}),
        ("E", {"aad_id": "goes"}),
        ("F", {"aad_id": None}),
    ):
        fill(register, meeting_items, {**key, "reference": reference, **words})
    held = {"body": "board", "day": DAY.isoformat(), "reference": "A"}
    fill(register, held_deliveries, *({"delivery": f"A:{who}", **held} for who in ("GOES", "other")))
    trace = Identity("goes", frozenset({"Marmaduke Canary"}))
    assert register.write_now(lambda c: meetings.forget(c, trace)) == 4
    assert column(register, held_deliveries.c.delivery) == ["A:other"]
    m = meeting_items.c
    rows = register.read_now(
        lambda c: c.execute(select(m.note, m.action, m.action_owner, m.aad_id).order_by(m.reference)).all()
    )
    gone = "Removed on request"
    assert [tuple(row) for row in rows] == [
        ("", "", "", None),
        ("", f"ask {gone}", "", "other"),
        ("", "", gone, None),
        ("nothing of them", "", "", "other"),
        ("", "", "", None),
        ("", "", "", None),
    ]
    assert register.write_now(lambda c: meetings.empty(c, ["A", "B", "C", "F"])) == 2
    assert column(register, m.note) == ["", "", "", "", "", "nothing of them"]
