"""Requests whose time is over: which they are, in what portions they are anonymised, and what must not change by it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Connection, insert, select, update

from bot.anonymising import AT_ONCE, WATCHED, Anonymiser, anonymise_some, begins, long_ago, outlook
from bot.commands import main
from bot.erasure import SCRUB
from bot.figures.as_json import as_json
from bot.figures.counting import count
from bot.figures.figures import figures
from bot.figures.rules import rules_of
from bot.figures.text import Names
from bot.figures.work_counting import count_work
from bot.live_config import LiveConfig
from bot.register import audit_verification, list_items, people, requests, retention
from bot.register.anonymising import overdue
from bot.register.board_tables import benefits
from bot.register.opening import open_register
from bot.register.people_tables import app_installations
from bot.register.register import Register
from bot.register.roadmap import entries, finished
from bot.register.schema import audit, deliveries, joiners
from bot.register.schema import people as people_table
from bot.register.schema import requests as rows
from bot.settings import Settings, WrongSettings, read_settings
from dialogs.events import ItemDeleted, NoteChanged, StatusChanged
from dialogs.model import Person, Request
from dialogs.statuses import Status
from dialogs.wording import local_day
from tests.bot.figures import fifty
from tests.bot.register.lodged import ASKER, NOW, decision, happens, lodge
from tests.rules_reading import load_rulebook

LIVE = LiveConfig(None, None, lambda: NOW, load_rulebook)
RULED: Any = {"rulebook": LIVE.rulebook(), "people": LIVE.people()}
LATER = NOW + timedelta(days=3000)
CHAMPION = "00000000-0000-0000-0000-00000000c001"
ENDED = (Status.DONE, Status.DECLINED, Status.WITHDRAWN)


def ended(register: Register, status: Status = Status.DONE, *, at: datetime = NOW, **more: Any) -> Request:
    """A request that came to its end."""
    return happens(register, lodge(register, decision(), at=at, **more), StatusChanged(status.value, "Because."), at=at)


def found(register: Register, reference: str) -> Request:
    request = register.read_now(lambda c: requests.find(c, reference))
    assert request is not None
    return request


def anonymise_all(register: Register, now: datetime, before: datetime) -> list[str]:
    """Everything that is due, as one day does it."""
    due = [one for _, one in register.read_now(lambda c: overdue(c, before, after=0, most=100))]
    job = partial(anonymise_some, references=due, before=before, now=now)
    return list(register.write_now(partial(job, rulebook=LIVE.rulebook(), people=LIVE.people())))


def anonymiser(register: Register, years: int = 7) -> Anonymiser:
    """One that has run for a week with this setting."""
    register.write_now(lambda c: begins(c, local_day(LATER - WATCHED), years))
    return Anonymiser(register, LIVE, years, lambda: None)


def brought_up_to_date(register: Register, now: datetime) -> None:
    """The list and the chats have taken everything that waited."""
    register.write_now(lambda c: c.execute(update(deliveries).values(state="done", done_at=now)) and None)


async def whole_day(one: Anonymiser, now: datetime) -> None:
    """Call it as the scheduler does, until the day has no more."""
    while await one.once(now):
        brought_up_to_date(one.register, now)


def test_seven_years_count_from_the_end_and_what_has_not_ended_is_never_anonymised(register: Register) -> None:
    a_day = timedelta(days=1)
    due = [ended(register, status).reference for status in ENDED]
    late = ended(register, at=NOW + a_day).reference
    never = {
        status: happens(register, lodge(register, decision()), StatusChanged(status.value, None)).reference
        for status in Status
        if status not in ENDED
    }
    assert anonymise_all(register, LATER, NOW + timedelta(hours=1)) == due
    assert anonymise_all(register, LATER, NOW + timedelta(hours=1)) == [], "once is enough"
    assert anonymise_all(register, LATER, LATER) == [late]
    assert {found(register, one).title for one in never.values()} == {"Repairs"}
    shown = register.read_now(lambda c: outlook(c, LATER, 7))
    assert (shown.ended, set(shown.open)) == ({}, set(never.values()))


def test_one_whose_item_was_deleted_counts_from_then_since_nobody_can_end_it_in_the_list(register: Register) -> None:
    reference, at = lodge(register, decision()).reference, NOW + timedelta(days=9)
    register.write_now(lambda c: c.execute(update(rows).values(gone=True)) and None)
    happens(register, found(register, reference), ItemDeleted("1"), at=at)
    assert register.read_now(lambda c: outlook(c, LATER, 7)).open == ()
    assert anonymise_all(register, LATER, at) == []
    assert anonymise_all(register, LATER, at + timedelta(hours=1)) == [reference]
    assert found(register, reference).title == "Project, Housing"
    assert not register.read_now(lambda c: c.execute(select(deliveries)).all()), "it is not made again"


def test_an_answer_or_a_note_on_its_way_that_comes_later_goes_too(register: Register) -> None:
    reference = ended(register).reference

    def more(who: str) -> None:
        asked = {"reference": reference, "after": 0, "role": "requester", "asked_at": NOW}
        register.write_now(lambda c: c.execute(insert(benefits).values(**asked, aad_id=who)) and None)
        state = {"cells": {}, "sending": {"DecisionNote": ["Ask me."], "Status": ["Done"]}}
        moved = update(rows).values(list_state=state, changed_at=LATER + timedelta(hours=1))
        register.write_now(lambda c: c.execute(moved) and None)

    for who in (ASKER.aad_id, CHAMPION):
        more(who)
        assert anonymise_all(register, LATER, LATER) == [reference]
    kept = register.read_now(lambda c: c.execute(select(rows.c.list_state)).scalar_one())
    assert kept["sending"] == {"Status": ["Done"]}
    assert [one.aad_id for one in found(register, reference).benefits] == ["anonymised:0", "anonymised:1"]


def test_of_29_february_the_day_before_counts_where_there_is_none() -> None:
    leap = datetime(2032, 2, 29, 9, tzinfo=UTC)
    assert long_ago(leap, 7) == datetime(2025, 2, 28, 9, tzinfo=UTC)
    assert long_ago(leap, 4) == datetime(2028, 2, 29, 9, tzinfo=UTC)


def test_what_is_counted_is_the_same_afterwards(register: Register) -> None:
    register.write_now(fifty.fill)

    def counted(connection: Connection) -> tuple[Any, ...]:
        rules = rules_of(LIVE.rulebook())
        tally = count(connection, NOW, rules.buying, rules.benefit)
        made = figures(tally, rules, NOW, count_work(connection, rules.processes, rules.benefit))
        names = Names(rules.processes, {}, rules.bodies, rules.checks, rules.questions)
        plan = entries(connection), len(finished(connection, NOW - timedelta(days=3000), LATER))
        return as_json(made, names), plan

    before = register.read_now(counted)
    gone = anonymise_all(register, LATER, LATER)
    assert len(gone) > 25
    assert register.read_now(counted) == before
    one = found(register, gone[0])
    assert (one.requester, one.title) == (Person("", "No longer kept"), "Self-service, Place")
    assert one.benefits
    assert {b.aad_id[:11] for b in one.benefits} == {"anonymised:"}


def test_one_that_cannot_be_anonymised_costs_itself_alone(register: Register) -> None:
    first, broken, last = (ended(register).reference for _ in range(3))
    spoilt = update(rows).where(rows.c.reference == broken).values(list_state=["no", "object"])
    register.write_now(lambda c: c.execute(spoilt) and None)
    assert anonymise_all(register, LATER, LATER) == [first, last]
    title = register.read_now(lambda c: c.execute(select(rows.c.title).where(rows.c.reference == broken)).scalar_one())
    assert title == "Repairs", "nothing of it is half done"
    entry = register.read_now(lambda c: c.execute(select(audit).where(audit.c.what == "requests_anonymised")).one())
    assert json.loads(entry.fields) == {"count": 2, "requests": [first, last]}
    assert register.read_now(lambda c: audit_verification.verify(c, None))[1] == ()


def test_what_somebody_writes_into_the_list_afterwards_goes_the_next_day(register: Register) -> None:
    reference = ended(register).reference
    anonymise_all(register, LATER, LATER)
    happens(register, found(register, reference), NoteChanged("Ask me."), at=LATER + timedelta(hours=1))
    # A note moves no end.
    assert anonymise_all(register, LATER + timedelta(days=1), LATER) == [reference]
    assert found(register, reference).decision_note == ""


async def test_a_day_takes_portions_and_waits_for_the_list(register: Register) -> None:
    for _ in range(AT_ONCE + 1):
        ended(register)
    one = anonymiser(register)

    def left() -> int:
        kept = select(rows.c.reference).where(rows.c.anonymised_at.is_(None))
        return len(register.read_now(lambda c: c.execute(kept).all()))

    await one.once(LATER)
    assert left() == 1
    await one.once(LATER)
    assert left() == 1, "as many items wait to be brought up to date"
    brought_up_to_date(register, LATER)
    await whole_day(one, LATER)
    assert left() == 0
    ended(register)
    await one.once(LATER)
    assert left() == 1, "a day is done when it is done"
    await one.once(LATER + timedelta(days=1))
    assert left() == 0
    if register.on_postgres:
        assert register.read_now(lambda c: list_items.value(c, SCRUB)) is True


async def test_with_no_years_nothing_is_anonymised(register: Register) -> None:
    reference = ended(register).reference
    await anonymiser(register, 0).once(LATER)
    assert found(register, reference).requester == ASKER


async def test_a_slip_of_the_clock_or_the_setting_takes_nothing_at_once(register: Register) -> None:
    reference, a_day = ended(register).reference, timedelta(days=1)

    async def gone_after(one: Anonymiser, *days: datetime) -> bool:
        for day in days:
            await whole_day(one, day)
        return found(register, reference).requester != ASKER

    sound, ahead = anonymiser(register), anonymiser(register)
    register.write_now(lambda c: begins(c, local_day(NOW), 7))
    assert not await gone_after(ahead, LATER, LATER + a_day), "the clock went ten years on"
    assert not await gone_after(sound, NOW + a_day), "and was put right"
    shorter, other = (Anonymiser(register, LIVE, years, lambda: None) for years in (2, 7))
    week = [LATER + n * a_day for n in range(1, 10)]
    for day in week:
        assert not await gone_after(shorter, day), "another host says otherwise"
        assert not await gone_after(other, day)
    after = [week[-1] + n * a_day for n in range(1, 9)]
    assert not await gone_after(shorter, *after[:-1])
    assert await gone_after(shorter, after[-1]), "nothing has changed for a week"


async def test_who_was_not_seen_in_all_that_time_is_forgotten(register: Register) -> None:
    here, away = Person(CHAMPION, "Housing champion"), ASKER

    def meet(connection: Connection) -> None:
        for person, at in ((away, NOW), (here, LATER - timedelta(days=30))):
            people.introduce(connection, person, at, partial(str, person.aad_id[-12:]))
            row = {"aad_id": person.aad_id, "state": "installed", "greeted": True, "at": NOW}
            connection.execute(insert(app_installations).values(**row))

    register.write_now(meet)
    await whole_day(anonymiser(register), LATER)

    def known(connection: Connection) -> list[list[str]]:
        columns = (people_table.c.aad_id, app_installations.c.aad_id)
        return [list(connection.execute(select(column)).scalars()) for column in columns]

    assert register.read_now(known) == [[CHAMPION], [CHAMPION]]


def test_who_had_a_card_is_forgotten_once_the_cards_are_brought_up_to_date(register: Register) -> None:
    reference = ended(register).reference

    def told(connection: Connection) -> None:
        for kind, state in (("summary", "done"), ("message", "done"), ("status", "refused"), ("sponsor", "refused")):
            row = {"id": f"{reference}:{kind}", "reference": reference, "kind": kind, "recipient": CHAMPION}
            common = {"service": "teams", "ordering_key": kind, "payload": "", "generation": 1, "tries": 1, "number": 1}
            at = {"since": NOW, "next_try": NOW, "done_at": NOW, "state": state, "result": {}, "leased_by": ""}
            connection.execute(insert(deliveries).values(**row, **common, **at))
        connection.execute(
            insert(joiners).values(reference=reference, aad_id=CHAMPION, name="A name", role="helper", at=NOW)
        )

    def kept() -> set[tuple[str, str]]:
        chosen = select(deliveries.c.kind, deliveries.c.state)
        return {(row.kind, row.state) for row in register.read_now(lambda c: c.execute(chosen).all())}

    register.write_now(told)
    anonymise_all(register, LATER, LATER)
    assert kept() == {("summary", "waiting"), ("sponsor", "refused"), ("item", "waiting")}
    assert found(register, reference).helpers == ()
    brought_up_to_date(register, LATER)
    register.write_now(lambda c: retention.tidy(c, LATER + timedelta(days=89)) and None)
    assert kept() == {("summary", "done"), ("sponsor", "done"), ("item", "done")}
    register.write_now(lambda c: retention.tidy(c, LATER + timedelta(days=91)) and None)
    assert kept() == set()


def test_what_reached_nobody_does_not_stand_for_ever(register: Register) -> None:
    def told(connection: Connection) -> None:
        for kind, reference in (("personal", None), ("agenda", None), ("status", "DR-0001"), ("item", "DR-0001")):
            row = {"id": kind, "reference": reference, "kind": kind, "recipient": CHAMPION, "ordering_key": kind}
            common = {"service": "teams", "payload": "", "generation": 1, "tries": 1, "number": 1, "leased_by": ""}
            at = {"since": NOW, "next_try": NOW, "state": "refused", "result": {}}
            connection.execute(insert(deliveries).values(**row, **common, **at))

    def kept(after: int) -> set[str]:
        register.write_now(lambda c: retention.tidy(c, NOW + timedelta(days=after)) and None)
        return set(register.read_now(lambda c: c.execute(select(deliveries.c.kind)).scalars().all()))

    register.write_now(told)
    assert kept(89) == {"personal", "agenda", "status", "item"}
    assert kept(91) == {"agenda", "status", "item"}, "what is about a request goes with it"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("days", "years", "stands"), [(0, 7, True), (31, 7, True), (32, 7, False), (-1, 7, False), (1, 6, False)]
)
def test_years_and_clock_have_to_stand_still(register: Register, days: int, years: int, *, stands: bool) -> None:
    first, then = local_day(LATER), local_day(LATER) + timedelta(days=days)
    assert register.write_now(lambda c: begins(c, first, 7)) == first + WATCHED
    assert register.read_now(lambda c: outlook(c, LATER, 7)).begins == first + WATCHED
    assert register.read_now(lambda c: outlook(c, LATER, 6)).begins is None
    assert register.write_now(lambda c: begins(c, then, years)) == (first if stands else then) + WATCHED
    again = [register.write_now(lambda c: begins(c, then, years)) for _ in range(2)]
    assert again == [(first if stands else then) + WATCHED] * 2, "looked at again on the same day"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_day_says_what_it_did_and_wakes_the_deliveries_where_something_went(
    register: Register, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "front-door")
    woken = list[str]()

    async def said(one: Anonymiser, now: datetime) -> list[str]:
        caplog.clear()
        one.wake = lambda: woken.append("")
        await whole_day(one, now)
        return [r.message for r in caplog.records if r.name.startswith("front-door")]

    reference, sound = ended(register).reference, anonymiser(register)
    assert await said(sound, LATER) == ["requests anonymised"]
    assert (len(woken), found(register, reference).title) == (1, "Project, Housing")
    assert await said(sound, LATER + timedelta(days=1)) == []
    register.write_now(lambda c: people.introduce(c, ASKER, NOW, lambda: "key") and None)
    assert await said(sound, LATER + timedelta(days=2)) == ["requests anonymised"], "of people too"
    history = register.read_now(lambda c: list(c.execute(select(audit.c.what)).scalars()))
    assert [what for what in history if what != "submitted"] == ["requests_anonymised", "people_forgotten"]
    for years, told in ((0, []), (3, ["no request is anonymised yet"])):
        assert await said(Anonymiser(register, LIVE, years, lambda: None), LATER) == told
    assert (len(woken), register.read_now(lambda c: list_items.value(c, SCRUB))) == (1, None)
    assert register.write_now(partial(anonymise_some, references=["DR-0001"], before=NOW, now=LATER, **RULED)) == ()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_broken_is_named_and_what_changed_at_the_very_time_is_not_old(
    register: Register, caplog: pytest.LogCaptureFixture
) -> None:
    lodge(register, decision(), at=long_ago(LATER, 7))
    assert register.read_now(lambda c: outlook(c, LATER, 7)).open == ()
    assert register.read_now(lambda c: outlook(c, LATER + timedelta(seconds=1), 7)).open == ("DR-0001",)
    first, second = (ended(register).reference for _ in range(2))
    spoilt = update(rows).where(rows.c.reference == first).values(list_state=["no", "object"])
    register.write_now(lambda c: c.execute(spoilt) and None)
    assert anonymise_all(register, LATER, LATER) == [second]
    assert [r.message for r in caplog.records if r.levelname == "ERROR"] == ["a request cannot be anonymised"]


def command(database_url: str, folder: Path, *words: str, years: str = "") -> Result:
    env = {"DATABASE_URL": database_url, "REQUESTS_KEPT_YEARS": years}
    return CliRunner().invoke(main, ["retention", "--data", str(folder), *words], env=env)


def test_a_council_sees_what_would_go_before_it_goes(database_url: str, tmp_path: Path) -> None:
    register = open_register(database_url)
    old = datetime(2011, 5, 6, 9, tzinfo=UTC)
    ended(register, at=old)
    ended(register, Status.DECLINED, at=old.replace(year=2013))
    lodge(register, decision(), at=old)
    before = register.read_now(lambda c: c.execute(select(rows)).all())
    shown = command(database_url, tmp_path)
    assert shown.exit_code == 0, shown.output
    assert "to be anonymised: 2\n  ended in 2011: 1\n  ended in 2013: 1\n" in shown.output
    assert "1 (DR-0003)" in shown.output
    assert "first week" in shown.output
    for words, years, said in (
        ((), "0", "Add --years 7"),
        (("--years", "7"), "0", "stay as long as it does"),
        (("--rebuild-files",), "0", "are rebuilt"),
    ):
        done = command(database_url, tmp_path, *words, years=years)
        assert (done.exit_code, said in done.output) == (0, True), done.output
    assert register.read_now(lambda c: c.execute(select(rows)).all()) == before
    register.close()


@pytest.mark.parametrize(("given", "what"), [("1", "people are asked"), ("-1", "greater"), ("seven", "integer")])
def test_years_that_cannot_be_meant_are_refused(given: str, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_KEPT_YEARS", given)
    with pytest.raises(WrongSettings, match=f"REQUESTS_KEPT_YEARS cannot be read: .*{what}"):
        read_settings()
    monkeypatch.setenv("REQUESTS_KEPT_YEARS", "")
    assert Settings().requests_kept_years == 7
