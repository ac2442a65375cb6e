"""One turn on a register, without Teams: what it reads and keeps, whom it asks about, what the history says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import select

from bot.host.incoming import Reply
from bot.people.profiles import KEPT, WhoTheyAre
from bot.people.standing import AGAIN_AFTER
from bot.register import interviews, people, profiles, requests, systems
from bot.register.app_installations import begin, greet, installed
from bot.register.register import NotSaved, Register
from bot.register.schema import deliveries, tenants, turns
from bot.searching import SearchResults
from bot.turn_reading import PERSON, look_up, session_of
from dialogs.extension import DialogSubmitted, FindRequests
from dialogs.model import (
    ChatEvent,
    Interview,
    Needs,
    OfferFile,
    Person,
    Pressed,
    Session,
    TellEarly,
    Typed,
)
from dialogs.records import System
from tests.bot.people.people_cast import GOVERNANCE, HOUSING_CHAMPION, RULES
from tests.bot.register.lodged import ASKER, JUST, NOW, change, decision, lodge
from tests.bot.turn_desk import STRANGER, Beside, Desk, Nothing, draft, heard, run
from tests.dialogs.journeys import ANSWERS, DETAILS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
START, SUBMIT = Typed("start"), Pressed("submit")


@pytest.fixture
def desk(register: Register) -> Desk:
    return Desk(register)


@pytest.mark.parametrize(
    ("act", "person"),
    [
        *((ChatEvent(what), ASKER) for what in ("edited", "deleted", "reaction", "other")),
        (Typed("help"), Person("", "")),
    ],
)
async def test_what_needs_no_answer_asks_nothing_of_the_register(desk: Desk, act: Any, person: Person) -> None:
    turns_ = desk.of(Nothing(AssertionError), None)
    assert await turns_.take(heard(act, person)) == Reply()


@pytest.mark.parametrize(("act", "directly"), [(Typed("help"), 1), (Pressed("drafts"), 0), (FindRequests("x"), 0)])
async def test_what_could_not_be_kept_is_said_past_the_deliveries_where_the_answer_is_a_message(
    desk: Desk, act: Any, directly: int
) -> None:
    answer = await desk.of(Nothing(NotSaved), None).take(heard(act))
    assert not answer.saved
    assert desk.said == [answer] * directly


async def test_a_typed_message_is_answered_through_the_deliveries_and_a_button_where_it_was_pressed(desk: Desk) -> None:
    pressed = await desk.take(Pressed("drafts"))
    assert pressed.card
    assert desk.rows(select(deliveries)) == []
    assert desk.woken == 0
    typed = await desk.take(Typed("drafts"))
    assert typed.card
    assert [row.kind for row in desk.rows(select(deliveries.c.kind))] == ["reply"]
    assert desk.woken == 1


@pytest.mark.parametrize("act", [Typed("start"), ChatEvent("installed")])
async def test_the_same_activity_is_answered_alike_and_done_once(desk: Desk, act: Any) -> None:
    once = heard(act)
    first = await desk.turns.take(once)
    before = (desk.history(), desk.rows(select(deliveries.c.id)), desk.rows(select(turns.c.activity)))
    assert first.card
    again = await desk.turns.take(once)
    assert (again.card, again.summary) == (first.card, first.summary)
    assert (desk.history(), desk.rows(select(deliveries.c.id)), desk.rows(select(turns.c.activity))) == before


async def test_events_without_an_id_are_each_taken_and_kept_under_none(desk: Desk) -> None:
    await desk.take(ChatEvent("installed"), activity_id="")
    await desk.take(ChatEvent("uninstalled"), activity_id="")
    assert desk.rows(select(turns)) == []
    known = desk.known()
    assert known is not None
    assert not known.reachable


async def test_one_installation_is_greeted_once_and_one_that_we_made_not_at_all(desk: Desk) -> None:
    assert (await desk.take(ChatEvent("installed"))).card
    assert (await desk.take(ChatEvent("installed"))) == Reply()
    desk.do(lambda c: begin(c, STRANGER.aad_id, NOW))
    desk.do(lambda c: installed(c, STRANGER.aad_id, NOW))
    desk.do(lambda c: greet(c, STRANGER.aad_id))
    before = desk.woken
    assert (await desk.take(ChatEvent("installed"), STRANGER)) == Reply()
    assert desk.woken == before + 1, "what waited for them goes"


async def test_in_a_channel_an_installation_is_greeted_for_nobody_and_words_are_answered(desk: Desk) -> None:
    there: dict[str, Any] = {"personal_chat": False, "conversation": "19:x", "team": "team"}
    assert await desk.take(ChatEvent("installed"), Person("", ""), **there) == Reply()
    assert (desk.woken, len(desk.rows(select(deliveries)))) == (1, 1)
    assert await desk.take(ChatEvent("installed"), Person("", ""), **there) == Reply()
    assert await desk.take(ChatEvent("uninstalled"), Person("", ""), **there) == Reply()
    assert (desk.woken, desk.known()) == (1, None)
    answer = await desk.take(Typed("help"), **there)
    assert answer.card or answer.text
    known = desk.known()
    assert known is not None
    assert known.place is None


async def test_a_late_word_of_the_end_of_an_old_chat_changes_no_address(desk: Desk) -> None:
    await desk.take(Typed("help"))
    await desk.take(ChatEvent("uninstalled"), conversation="a:old")
    known = desk.known()
    assert known is not None
    assert known.place is not None
    assert (known.place.conversation, known.reachable) == ("a:chat", True)


async def test_where_a_tenant_is_reached_is_noted_when_somebody_or_another_tenant_is_heard_first(desk: Desk) -> None:
    def heard_at() -> dict[str, datetime]:
        return {row.tenant: row.seen for row in desk.rows(select(tenants))}

    await desk.take(Typed("help"))
    assert heard_at() == {"tenant": NOW}
    desk.now = NOW + timedelta(minutes=1)
    await desk.take(Typed("help"))
    assert heard_at() == {"tenant": NOW}
    await desk.take(Typed("help"), STRANGER)
    assert heard_at() == {"tenant": desk.now}
    await desk.take(Typed("help"), tenant="other", personal_chat=False)
    assert heard_at() == {"tenant": desk.now, "other": desk.now}


async def test_a_standing_that_teams_tells_is_kept_when_it_is_new_or_old_enough(desk: Desk) -> None:
    async def told(standing: Any, now: datetime) -> tuple[Any, Any]:
        desk.now = now
        await desk.take(Pressed("drafts"), standing=standing)
        known = desk.known()
        assert known is not None
        return known.standing, known.standing_at

    assert await told(None, NOW) == (None, None)
    assert desk.asked == ["standing"]
    assert await told("guest", NOW) == ("guest", NOW)
    assert await told("member", NOW + JUST) == ("member", NOW + JUST)
    assert await told("member", NOW + AGAIN_AFTER) == ("member", NOW + JUST)
    late = NOW + AGAIN_AFTER + 2 * JUST
    assert desk.asked == ["standing"]
    assert await told(None, late) == ("member", NOW + JUST)
    assert desk.asked == ["standing"] * 2
    assert await told("member", late) == ("member", late)
    assert desk.asked == ["standing"] * 2


async def test_who_somebody_is_is_read_when_they_write_a_draft_and_it_is_not_known(desk: Desk) -> None:
    async def asked(act: Any = START, now: datetime = NOW) -> bool:
        desk.now, before = now, desk.asked.count("profile")
        desk.do(lambda c: people.take_in_hand(c, ASKER.aad_id, None))
        await desk.take(act)
        return desk.asked.count("profile") > before

    assert await asked(), "of somebody new"
    assert await asked(), "nothing was read yet"
    assert not await asked(Typed("my requests"))
    desk.do(lambda c: profiles.keep(c, ASKER.aad_id, WhoTheyAre("graph", ASKER.name, ASKER.upn), NOW))
    assert not await asked(now=NOW + KEPT - JUST)
    assert await asked(now=NOW + KEPT)


@pytest.mark.parametrize(
    ("person", "standing", "sees"),
    [
        (STRANGER, None, False),
        (STRANGER, "guest", False),
        (STRANGER, "member", True),
        (Person(GOVERNANCE, "Team"), None, True),
    ],
)
async def test_titles_of_others_are_for_members_and_for_whom_the_directory_names(
    desk: Desk, person: Person, standing: Any, *, sees: bool
) -> None:
    change(desk.register, lodge(desk.register, decision()).reference, status="Approved")
    beside = Beside(desk.register)
    desk.turns = desk.of(beside, desk.asking)
    await desk.take(Typed("roadmap"), person, standing=standing)
    assert beside.looked == sees
    written = draft("7", route_seen=True, details={"title": "Repairs"})
    desk.do(lambda c: interviews.keep(c, person.aad_id, written, new=True))
    desk.do(lambda c: people.take_in_hand(c, person.aad_id, written.id))
    await desk.take(Typed("Repairs of roofs"), person)
    assert beside.looked == 2 * sees


async def test_outside_the_chat_nothing_is_stored_but_who_saw_more(desk: Desk) -> None:
    reference = lodge(desk.register, decision()).reference
    assert reference.encode() in (await desk.take(FindRequests(""))).body
    refresh = Pressed("refresh", {"reference": reference, "title": "x", "status": "y"}, by_itself=True)
    assert (await desk.take(refresh, STRANGER, personal_chat=False)).card
    assert (desk.history(), desk.known(), desk.known(STRANGER)) == ([], None, None)
    champion = Person(HOUSING_CHAMPION, "Champion")
    assert (await desk.take(refresh, champion, personal_chat=False)).card
    assert [what for what, _ in desk.history()] == ["read"]


async def test_a_dialogue_s_answer_is_the_whole_body(desk: Desk) -> None:
    answer = await desk.take(DialogSubmitted({"dialog": f"{1:032}", "words": "A need"}), personal_chat=False)
    assert answer.body
    assert answer.card is None


ACTS_THAT_READ_DRAFTS = [
    (Typed("x"), True),
    (DialogSubmitted({}), True),
    (Pressed("my_requests"), True),
    (Pressed("no such verb"), True),
    (Pressed("back"), False),
    (Pressed("refresh"), False),
    (ChatEvent("installed"), False),
]


@pytest.mark.parametrize(("act", "reads"), ACTS_THAT_READ_DRAFTS)
def test_other_drafts_are_read_where_a_turn_looks_at_them(desk: Desk, act: Any, *, reads: bool) -> None:
    def session(state: str = "") -> Session:
        which = {"aad_id": ASKER.aad_id, "key": "none"}
        if state:
            desk.do(lambda c: interviews.keep(c, ASKER.aad_id, draft(state=state), new=False))
        return cast("Session", desk.do(lambda c: session_of(c, who, PERSON.one(c, which), heard(act))))

    who = desk.do(lambda c: people.introduce(c, ASKER, NOW, lambda: "key"))
    assert session().current is None
    for count in range(1, 14):
        desk.do(lambda c, n=str(count): interviews.keep(c, ASKER.aad_id, draft(n), new=True))
        if count in {11, 12, 13}:
            found = session()
            assert len(found.drafts) == min(count, 12) * reads
            assert found.drafts_held == (count if count > 11 and reads else None)
    desk.do(lambda c: people.take_in_hand(c, ASKER.aad_id, draft().id))
    assert [bool(session(state).current) for state in ("open", "advised", "cancelled")] == [True, False, False]
    assert [bool(session(state).advised) for state in ("open", "advised", "cancelled")] == [False, True, False]
    assert desk.do(lambda c: session_of(c, who, None, heard(act))).profile is None


def test_each_thing_is_looked_up_where_it_is_wanted(desk: Desk) -> None:
    mine, other = lodge(desk.register, decision()), lodge(desk.register, decision(), person=STRANGER)
    change(desk.register, mine.reference, open_question="How many?", status="More information needed")
    run(desk, OfferFile("a.csv", "export", {}))
    offer = desk.rows(select(deliveries.c.id).where(deliveries.c.kind == "file"))[0].id

    def found(act: Any = SUBMIT, person: Person = ASKER, **wanted: Any) -> Any:
        session = Session(person, None)
        return desk.do(lambda c: look_up(c, Needs(**wanted), session, heard(act), SearchResults(), NOW))

    def of_interview(interview: Any, **more: Any) -> Any:
        request = found(Pressed("submit", {"interview": interview}), lately=True, **more).request
        return request and request.reference

    assert of_interview(mine.interview) == mine.reference
    assert of_interview(mine.interview, reference=other.reference) == other.reference
    assert of_interview(other.interview) is None
    assert of_interview("none") is None
    assert of_interview(7) is None
    assert found(Typed("submit"), lately=True).request is None
    assert found(Pressed("submit", {"interview": mine.interview}), mine=True).request is None
    assert [r.reference for r in found(mine=True).mine] == [mine.reference]
    assert found(mine=True).asked == found(asked=True).mine == ()
    assert [r.reference for r in found(asked=True).asked] == [mine.reference]
    assert found(offer=offer).offer.id == offer
    assert found(mine=True).offer is None
    assert [found(begun_as=one).begun for one in (mine.interview, "none")] == [True, False]
    assert found(reference="DR-9999").request is None
    desk.do(lambda c: systems.store(c, [System("7", "Mosaic")]))
    assert found(contract="7").contract == System("7", "Mosaic")
    run(desk, TellEarly("i" * 32, ("alert",), ()))
    assert (found(told_lately=True).told_lately, found(mine=True).told_lately) == (1, 0)
    assert found(mine=True).contract is None


def whole_draft() -> Interview:
    return draft(
        "9",
        answers=ANSWERS["change_request"],
        details={**DETAILS, "needed_by": "2027-09-30"},
        route_seen=True,
        rules_version=RULES.version,
    )


@pytest.mark.parametrize("typed", [True, False])
async def test_a_request_stands_on_the_card_that_was_pressed_or_on_the_answer_to_what_was_typed(
    desk: Desk, caplog: pytest.LogCaptureFixture, *, typed: bool
) -> None:
    caplog.set_level("INFO", "front-door")
    await desk.take(Typed("help"))
    whole = whole_draft()
    desk.do(lambda c: interviews.keep(c, ASKER.aad_id, whole, new=True))
    desk.do(lambda c: people.take_in_hand(c, ASKER.aad_id, whole.id))
    await desk.take(Typed("submit"))
    shown = desk.do(lambda c: interviews.find(c, whole.id))
    press = Pressed("submit", {"interview": whole.id, "revision": shown.revision})
    await desk.take(Typed("submit") if typed else press, reply_to_id="card 1")
    (reference,) = (
        row.reference for row in desk.rows(select(deliveries.c.reference).where(deliveries.c.kind == "item"))
    )
    card = desk.do(lambda c: requests.card_of(c, reference))
    assert card is not None
    assert (card[0] == "card 1") is not typed
    assert [r.message for r in caplog.records if r.message == "request submitted"] == ["request submitted"]
