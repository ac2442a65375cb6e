"""Which requests and people each question of the register is about, and which stand beside them and are left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.register import (
    agenda_channels,
    audit,
    greeted_chats,
    people,
    request_systems,
    requests,
    rights,
    systems,
    titles,
)
from bot.register.people import ChatAddress, PersonRecord
from bot.register.register import Register
from bot.register.rights import Right, RightsChange
from bot.register.schema import app_installations, audit_head, joiners, profiles, tenants, titles_shown
from bot.register.schema import people as people_rows
from bot.register.seals import taken_over_on
from dialogs.model import Person, Similar
from dialogs.records import RequestSystem, System
from dialogs.statuses import DECIDED, Status
from tests.bot.register.lodged import ASKER, JUST, NOW, change, decision, do, fill, lodge

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PROJECT = decision("project", (), ())
OTHER = Person("00000000-0000-0000-0000-00000000e002", "Planning officer", "officer.planning@example.org")
MINUTE = timedelta(minutes=1)
CHAT = ChatAddress("a:chat", "https://smba.example/", "tenant", "bot")


def of(found: Any) -> list[str]:
    return [one.reference for one in found]


def test_somebodys_requests_are_those_they_sent_and_joined_and_none_that_they_help_with(register: Register) -> None:
    sent, joined, helped, taken_off, others = (
        lodge(register, PROJECT, person=ASKER if n == 0 else OTHER).reference for n in range(5)
    )
    for reference, role in ((joined, "co_requester"), (helped, "helper"), (taken_off, "co_requester")):
        register.write_now(partial(requests.join, reference=reference, person=ASKER, role=role, now=NOW))
    register.write_now(partial(requests.join, reference=others, person=OTHER, role="co_requester", now=NOW))
    register.write_now(partial(requests.remove, reference=taken_off, person=ASKER))
    register.write_now(partial(requests.remove, reference=helped, person=ASKER))
    assert of(register.read_now(lambda c: requests.mine(c, ASKER.aad_id))) == [joined, sent]
    roles = register.read_now(lambda c: dict(c.execute(select(joiners.c.reference, joiners.c.role)).all()))
    assert roles == {joined: "co_requester", helped: "helper", taken_off: "removed", others: "co_requester"}


def test_somebody_was_asked_what_they_can_still_answer(register: Register) -> None:
    question, status, neither, others = (
        lodge(register, PROJECT, person=OTHER if n == 3 else ASKER).reference for n in range(4)
    )
    for reference in (question, others):
        change(register, reference, open_question="How many?")
    change(register, status, status=Status.MORE_NEEDED.value)
    assert neither not in of(register.read_now(lambda c: requests.asked(c, ASKER.aad_id)))
    assert of(register.read_now(lambda c: requests.asked(c, ASKER.aad_id))) == [status, question]
    for decided in DECIDED:
        change(register, question, status=decided.value)
        assert of(register.read_now(lambda c: requests.asked(c, ASKER.aad_id))) == [status]


def test_a_request_is_found_by_its_interview_its_card_and_in_the_order_that_was_asked_for(register: Register) -> None:
    first, second = lodge(register, PROJECT), lodge(register, PROJECT)
    register.write_now(partial(requests.shown_on, reference=first.reference, card="1:m", conversation="a:chat"))
    read = register.read_now
    assert [read(partial(requests.card_of, reference=one.reference)) for one in (first, second)] == [
        ("1:m", "a:chat"),
        None,
    ]
    assert read(partial(requests.card_of, reference="DR-9999")) is None
    assert of([read(partial(requests.of_interview, interview=second.interview))]) == [second.reference]
    wanted = [second.reference, "DR-9999", first.reference]
    assert of(read(partial(requests.several, references=wanted))) == [second.reference, first.reference]
    assert read(partial(requests.several, references=[])) == ()


@pytest.mark.parametrize(
    ("item", "gone", "there"), [("7", False, True), ("7", True, False), (None, False, False), (None, True, False)]
)
def test_a_request_is_on_the_list_while_its_item_is_there(
    register: Register, item: str | None, *, gone: bool, there: bool
) -> None:
    request = lodge(register, PROJECT)
    change(register, request.reference, item=item, gone=gone)
    found = register.read_now(partial(requests.find, reference=request.reference))
    assert found is not None
    assert found.on_list is there


def test_who_joined_who_helps_and_who_was_taken_off_are_told_apart(register: Register) -> None:
    request, beside = lodge(register, PROJECT), lodge(register, PROJECT)
    for n, role in enumerate(("co_requester", "helper", "removed")):
        who = Person(f"id-{n}", role)
        register.write_now(partial(requests.join, reference=request.reference, person=who, role=role, now=NOW))
    found = register.read_now(partial(requests.find, reference=request.reference))
    assert found is not None
    assert [one.name for one in found.co_requesters] == ["co_requester"]
    assert [one.name for one in found.joined] == ["co_requester", "removed"]
    assert found.helpers == ("helper",)
    other = register.read_now(partial(requests.find, reference=beside.reference))
    assert other is not None
    assert (other.co_requesters, other.joined, other.helpers) == ((), (), ())


def test_what_else_is_asked_for_about_a_system_leaves_out_the_request_itself_and_those_about_others(
    register: Register,
) -> None:
    own, row, name, apart = (lodge(register, PROJECT).reference for _ in range(4))
    for reference, about in (
        (own, RequestSystem("Repairs", "7")),
        (row, RequestSystem("Other words", "7", replaces=True)),
        (name, RequestSystem("REPAIRS")),
        (apart, RequestSystem("Payroll", "8")),
    ):
        register.write_now(partial(request_systems.store, reference=reference, systems=[about]))

    def beside(*about: RequestSystem) -> list[tuple[str, bool]]:
        found = register.read_now(lambda c: request_systems.beside(c, own, about))
        return [(one.reference, one.replaces) for one in found]

    assert beside(RequestSystem("Repairs", "7")) == [(row, True)]
    assert beside(RequestSystem("Repairs")) == [(name, False)]
    system = System("7", "Repairs")
    assert register.read_now(lambda c: request_systems.about(c, system)) == [name, row, own]


def test_a_system_whose_row_was_deleted_is_nowhere_and_one_that_ends_on_the_day_is_on_either_side(
    register: Register,
) -> None:
    day = NOW.date()
    kept = [
        System("1", "Before", contract_ends=day - timedelta(days=1)),
        System("2", "On it", contract_ends=day),
        System("3", "After", contract_ends=day + timedelta(days=1)),
        System("4", "Deleted", contract_ends=day),
        System("5", "Without"),
    ]
    register.write_now(lambda c: systems.store(c, kept))
    register.write_now(lambda c: systems.gone(c, ["4"]))
    read = register.read_now
    assert [s.item for s in read(lambda c: systems.ending(c, day))] == ["1", "2"]
    assert [s.item for s in read(lambda c: systems.ending_from(c, day))] == ["2", "3"]
    assert [s.item for s in read(systems.every)] == ["1", "2", "3", "5"]
    assert list(read(lambda c: systems.among(c, ["2", "4", "5"]))) == ["2", "5"]
    assert [do(register, lambda c, item=item: systems.find(c, item)) is None for item in ("2", "4", "9")] == [
        False,
        True,
        True,
    ]


def test_only_the_right_that_was_taken_goes(register: Register) -> None:
    kept = [Right("champion", "housing", "one"), Right("champion", "housing", "two"), Right("champion", "roads", "one")]
    taken = Right("partner", "housing", "one")
    register.write_now(lambda c: rights.keep(c, RightsChange((*kept, taken), ()), NOW))
    register.write_now(lambda c: rights.keep(c, RightsChange((), (taken,)), NOW))
    assert register.read_now(rights.known) == set(kept)
    register.write_now(lambda c: rights.keep(c, RightsChange((), (kept[1], kept[2])), NOW))
    assert register.read_now(rights.known) == {kept[0]}
    assert register.read_now(lambda c: rights.since(c, NOW - JUST)) == {("champion", "one"): NOW}
    assert register.read_now(lambda c: rights.since(c, NOW)) == {}


@pytest.mark.parametrize(
    ("person", "place", "reachable", "after", "writes"),
    [
        pytest.param(ASKER, CHAT, True, MINUTE, False, id="nothing is new"),
        pytest.param(ASKER, None, True, MINUTE, False, id="nothing is new, from a channel"),
        pytest.param(replace(ASKER, name="Officer"), CHAT, True, MINUTE, True, id="another name"),
        pytest.param(replace(ASKER, upn="officer@example.org"), CHAT, True, MINUTE, True, id="another address"),
        pytest.param(ASKER, replace(CHAT, bot="other"), True, MINUTE, True, id="another place"),
        pytest.param(ASKER, CHAT, False, MINUTE, True, id="they could not be reached"),
        pytest.param(ASKER, CHAT, True, timedelta(hours=1) - JUST, False, id="they were here within the hour"),
        pytest.param(ASKER, CHAT, True, timedelta(hours=1), True, id="they were here an hour ago"),
    ],
)
def test_that_somebody_is_here_is_written_when_something_of_it_is_new(
    register: Register, person: Person, place: ChatAddress | None, after: timedelta, *, reachable: bool, writes: bool
) -> None:
    def met(before: PersonRecord | None, who: Person, at: Any, now: Any) -> PersonRecord:
        return register.write_now(lambda c: people.meet(c, before, who, at, now, lambda: "key"))

    met(None, ASKER, CHAT, NOW)
    register.write_now(lambda c: people.set_reachable(c, ASKER.aad_id, reachable=reachable))
    before = register.read_now(lambda c: people.find(c, ASKER.aad_id))
    assert before is not None
    found = met(before, person, place, NOW + after)
    stored = register.read_now(lambda c: people.find(c, ASKER.aad_id))
    assert found == stored
    assert found.seen == (NOW + after if writes else NOW)
    assert (found.person, found.place, found.reachable) == (person, place or CHAT, True)


def test_several_are_introduced_at_once_and_whoever_is_known_stays_as_they_are(register: Register) -> None:
    third = Person("00000000-0000-0000-0000-00000000e003", "Parks officer")
    known = do(register, lambda c: people.meet(c, None, ASKER, CHAT, NOW, lambda: "first"))
    ids = iter(("second", "third"))
    later = NOW + MINUTE
    new = partial(PersonRecord, place=None, reachable=True, interview=None, preferences={}, seen=later)

    def introduced(*persons: Person) -> dict[str, PersonRecord]:
        found: dict[str, PersonRecord] = do(
            register, lambda c: people.introduce_all(c, persons, later, lambda: next(ids))
        )
        return found

    assert introduced() == {}
    found = introduced(OTHER, replace(ASKER, name="Another name"), third, OTHER)
    assert found == {
        ASKER.aad_id: known,
        OTHER.aad_id: new(OTHER, "second"),
        third.aad_id: new(third, "third"),
    }
    assert {one: do(register, lambda c, who=one: people.find(c, who)) for one in found} == found
    assert introduced(OTHER, third) == {one: found[one] for one in (OTHER.aad_id, third.aad_id)}


def test_what_is_noted_of_one_person_is_noted_of_nobody_else(register: Register) -> None:
    for who in (ASKER, OTHER):
        do(register, lambda c, who=who: people.meet(c, None, who, None, NOW, lambda: who.aad_id[::-1]))
    before = register.read_now(lambda c: people.find(c, OTHER.aad_id))
    for job in (
        lambda c: people.keep_place(c, ASKER.aad_id, CHAT),
        lambda c: people.prefer(c, ASKER.aad_id, {"quiet": True}),
        lambda c: people.greeted(c, ASKER.aad_id, "a:chat"),
        lambda c: people.keep_standing(c, ASKER.aad_id, "guest", NOW),
        lambda c: people.take_in_hand(c, ASKER.aad_id, "i"),
    ):
        register.write_now(job)
    found = register.read_now(lambda c: people.find(c, ASKER.aad_id))
    assert found is not None
    assert (found.place, found.preferences, found.welcomed, found.standing) == (
        CHAT,
        {"quiet": True},
        "a:chat",
        "guest",
    )
    assert register.read_now(lambda c: people.find(c, OTHER.aad_id)) == before
    both = [ASKER.aad_id, OTHER.aad_id]
    assert register.read_now(lambda c: people.preferences_of(c, both)) == {ASKER.aad_id: {"quiet": True}}
    register.write_now(lambda c: people.set_reachable(c, ASKER.aad_id, reachable=False))
    gone = register.read_now(lambda c: people.find(c, ASKER.aad_id))
    assert gone is not None
    assert (gone.reachable, gone.welcomed) == (False, None)
    assert register.read_now(lambda c: people.find(c, OTHER.aad_id)) == before


def test_whoever_was_last_seen_too_long_ago_is_forgotten_with_what_was_installed_for_them(register: Register) -> None:
    for who, seen in ((ASKER, NOW - JUST), (OTHER, NOW)):
        do(register, lambda c, who=who, seen=seen: people.meet(c, None, who, None, seen, lambda: who.aad_id[::-1]))
    tried = {"state": "installed", "reason": "", "greeted": True}
    fill(
        register,
        app_installations,
        *({"aad_id": who, "at": NOW - JUST, **tried} for who in (ASKER.aad_id, OTHER.aad_id, "")),
        {"aad_id": "stranger", "at": NOW, **tried},
    )
    assert register.write_now(lambda c: people.forget_unseen(c, NOW)) == 1
    assert register.read_now(lambda c: set(c.execute(select(people_rows.c.aad_id)).scalars())) == {OTHER.aad_id}
    left = register.read_now(lambda c: set(c.execute(select(app_installations.c.aad_id)).scalars()))
    assert left == {OTHER.aad_id, "", "stranger"}


def test_an_address_that_two_have_is_nobodys(register: Register) -> None:
    fill(
        register,
        profiles,
        {"aad_id": "1", "name": "A", "upn": "Shared@example.org", "source": "graph", "read_at": NOW},
        {"aad_id": "2", "name": "B", "upn": "own@example.org", "source": "graph", "read_at": NOW},
    )

    def found(address: str) -> Person | None:
        return register.read_now(lambda c: people.of_address(c, address))

    assert found("shared@EXAMPLE.org") == Person("1", "A", "Shared@example.org")
    assert found("nobody@example.org") is None
    register.write_now(
        lambda c: c.execute(update(profiles).where(profiles.c.aad_id == "2").values(upn="shared@example.org")) and None
    )
    assert found("shared@example.org") is None


def test_the_tenant_that_was_asked_for_is_the_way_and_else_the_one_last_heard(register: Register) -> None:
    for tenant, seen in (("old", NOW), ("new", NOW + MINUTE)):
        place = ChatAddress("a:chat", f"https://{tenant}.example/", tenant, "bot")
        do(register, lambda c, place=place, seen=seen: people.heard_from(c, place, seen))

    def way(tenant: str | None) -> str | None:
        found = register.read_now(lambda c: people.last_service_url(c, tenant))
        return found.tenant if found else None

    assert [way(tenant) for tenant in (None, "old", "none")] == ["new", "old", None]
    assert register.read_now(lambda c: len(c.execute(select(tenants)).all())) == 2


def test_the_channel_of_an_agenda_is_found_by_body_delivery_channel_and_team(register: Register) -> None:
    def row(body: str, team: str) -> agenda_channels.Row:
        return agenda_channels.Row(
            body, f"19:{body}", team, "https://smba.example/", "tenant", "bot", f"agenda:{body}", "", NOW, f"Who-{body}"
        )

    one, two, three = row("one", "team"), row("two", "team"), row("three", "other")
    for each in (one, two, three):
        do(register, lambda c, each=each: agenda_channels.keep(c, each))
    read = register.read_now
    assert read(lambda c: agenda_channels.find(c, "two")) == two
    assert read(lambda c: agenda_channels.of_delivery(c, "agenda:two")) == two
    for asked, found in (
        (("19:one", ""), (one,)),
        (("19:none", "team"), (one, two)),
        (("19:three", "team"), (one, three, two)),
    ):
        assert do(register, lambda c, asked=asked: agenda_channels.of_team(c, *asked)) == found
    register.write_now(lambda c: agenda_channels.note_shown(c, "two", "hash"))
    assert register.write_now(lambda c: agenda_channels.forget(c, "who-TWO")) == 1
    register.write_now(lambda c: agenda_channels.remove(c, "one"))
    assert read(agenda_channels.every) == (three, replace(two, shown="hash", aad_id=None))


def test_a_channel_is_greeted_once_until_the_bot_was_removed_from_it(register: Register) -> None:
    def first(channel: str) -> bool:
        return register.write_now(lambda c: greeted_chats.first(c, channel, NOW))

    assert [first(one) for one in ("19:a", "19:b", "19:a")] == [True, True, False]
    register.write_now(lambda c: greeted_chats.forget(c, "19:a"))
    assert [first(one) for one in ("19:a", "19:b")] == [True, False]


def test_a_title_counts_for_a_day_and_five_searches_are_a_days(register: Register) -> None:
    def shown(count: int, at: Any) -> list[str]:
        found = [Similar(f"DR-{n:04}", "Title", "", "Submitted") for n in range(count)]
        return of(register.read_now(lambda c: titles.allowed(c, ASKER.aad_id, found, at)))

    for n in range(5):
        assert len(shown(9, NOW)) == 9
        do(register, lambda c, n=n: titles.note(c, ASKER.aad_id, [f"DR-{n:04}"], NOW))
    assert shown(9, NOW + titles.A_DAY - JUST) == [f"DR-{n:04}" for n in range(5)]
    assert len(shown(9, NOW + titles.A_DAY)) == 9
    register.write_now(lambda c: titles.forget(c, NOW - JUST))
    assert register.read_now(lambda c: len(c.execute(select(titles_shown)).all())) == 5
    register.write_now(lambda c: titles.forget(c, NOW))
    assert register.read_now(lambda c: c.execute(select(titles_shown)).all()) == []


def test_a_system_that_the_list_shows_again_is_as_it_is_there_now(register: Register) -> None:
    do(register, lambda c: systems.store(c, [System("1", "Repairs"), System("2", "Payroll")]))
    do(register, lambda c: systems.gone(c, ["1"]))
    now = System("1", "Housing repairs", owner="Housing")
    do(register, lambda c: systems.store(c, [now]))
    assert do(register, systems.every) == (now, System("2", "Payroll"))


def test_a_history_is_sealed_once_its_head_has_a_mark_and_was_taken_over_from_that_day_back(register: Register) -> None:
    fill(register, audit_head, {"name": "head", "number": 0, "hash": audit.FIRST, "mark": ""})
    assert not do(register, audit.sealed)
    do(register, lambda c: c.execute(update(audit_head).values(mark="m")) and None)
    assert do(register, audit.sealed)
    day = NOW.date()
    do(register, lambda c: audit.append(c, NOW, audit.Entry("operator", "submitted", "DR-0001", {})))
    assert not do(register, lambda c: taken_over_on(c, day))
    do(register, lambda c: audit.append(c, NOW, audit.Entry("operator", "history_accepted", "history", {})))
    days = [day + timedelta(days=n) for n in (-1, 0, 1)]
    assert [do(register, lambda c, one=one: taken_over_on(c, one)) for one in days] == [True, True, False]
