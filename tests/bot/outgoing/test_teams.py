"""What is sent to people in Teams is made when it is sent: of the request as it is then, for who may still hear it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, delete, update

from bot.deliveries import ledger, outcomes
from bot.delivery_errors import GiveUp, NotFound, TooLarge, TryLater
from bot.register import requests
from bot.register.register import Register
from bot.register.schema import deliveries
from dialogs.events import NoteChanged, QuestionAsked, StatusChanged
from dialogs.model import Request
from dialogs.tasks import held_of
from tests.bot.deliveries.meeting_cases import MEMBER
from tests.bot.outgoing.chats import SERVICE, STANDS, Chats, delivery, sender
from tests.bot.people.people_cast import GOVERNANCE, HOUSING_PARTNER, PROCUREMENT, people
from tests.bot.register.lodged import ASKER, NOW, change, decision, happens, lodge

MOOT = {"moot": True}
LATER = datetime(2026, 11, 25, 10, tzinfo=UTC)


@pytest.fixture
def chats() -> Chats:
    return Chats()


def sent(to: str) -> dict[str, Any]:
    return {"conversation": f"a:{to}", "activity": "new"}


def words(chats: Chats) -> str:
    """What the notification of the last message shows."""
    return str(chats.said[-1]["summary"])


def with_partner(register: Register) -> Request:
    return lodge(register, decision(steps=("it_business_partner",)))


@pytest.mark.parametrize(("named", "bot"), [("28:other", "28:other"), ("", "28:bot")])
async def test_an_answer_goes_where_it_was_asked_for_from_the_bot_that_was_asked(
    small_register: Register, chats: Chats, named: str, bot: str
) -> None:
    place = [SERVICE, "19:channel", named, "t"]
    chats.refuses["send"] = [TooLarge("too large")] if named else []
    asked = delivery("reply", "", card={"type": "AdaptiveCard"}, summary="In short", text="", place=place, reply_to="7")
    assert await sender(small_register, chats).reply(asked) == {"conversation": "19:channel", "activity": "new"}
    assert (chats.said[0]["from"], chats.said[0]["summary"]) == ({"id": bot}, "In short")
    assert ("attachments" in chats.said[0], chats.said[0].get("text")) == (
        (False, "In short") if named else (True, None)
    )


@pytest.mark.parametrize(
    ("recipient", "before", "gives", "calls"),
    [
        (HOUSING_PARTNER, {}, sent(HOUSING_PARTNER), [("send", f"a:{HOUSING_PARTNER}", "new", False)]),
        (HOUSING_PARTNER, STANDS, STANDS, [("update", "a:before", "card", False)]),
        (PROCUREMENT, {}, MOOT, []), (PROCUREMENT, STANDS, STANDS, [("update", "a:before", "card", False)]),
    ],
)  # fmt: skip
async def test_a_summary_is_made_for_who_looks_after_it_and_brought_up_to_date_for_who_has_one(
    small_register: Register, chats: Chats, recipient: str, before: dict[str, Any], gives: object, calls: object
) -> None:
    request = with_partner(small_register)
    wanted = delivery("summary", recipient, request.reference, before)
    assert await sender(small_register, chats).summary(wanted) == gives
    assert chats.calls == calls


async def test_a_summary_that_was_deleted_is_known_as_gone(small_register: Register, chats: Chats) -> None:
    request = with_partner(small_register)
    chats.refuses["update"] = [GiveUp("deleted")]
    wanted = delivery("summary", HOUSING_PARTNER, request.reference, STANDS)
    assert await sender(small_register, chats).summary(wanted) == {"gone": True, **STANDS}
    chats.refuses["update"] = [NotFound("not now"), NotFound("never")]
    with pytest.raises(NotFound, match="not now"):
        await sender(small_register, chats).summary(wanted)
    assert (await sender(small_register, chats).summary(replace(wanted, tries=5)))["gone"]
    with pytest.raises(GiveUp, match="not in the register"):
        await sender(small_register, chats).summary(delivery("summary", HOUSING_PARTNER, "DR-9999"))


async def test_the_requester_s_own_card_is_kept_up_to_date_where_it_stands(
    small_register: Register, chats: Chats
) -> None:
    request, teams = with_partner(small_register), sender(small_register, chats)
    wanted = delivery("own_card", ASKER.aad_id, request.reference)
    assert await teams.own_card(wanted) == {}
    change(small_register, request.reference, card="shown", card_conversation="a:asker")
    assert await teams.own_card(wanted) == {"conversation": "a:asker", "activity": "shown"}
    assert chats.calls == [("update", "a:asker", "shown", False)]
    chats.refuses["update"] = [GiveUp("deleted")]
    assert await teams.own_card(wanted) == {"gone": True}
    chats.refuses["update"] = [NotFound("not now"), NotFound("never")]
    with pytest.raises(NotFound, match="not now"):
        await teams.own_card(wanted)
    assert await teams.own_card(replace(wanted, tries=5)) == {"gone": True}
    change(small_register, request.reference, aad_id="")
    assert await teams.own_card(wanted) == {}
    assert len(chats.calls) == 1


async def test_after_a_typed_submit_the_own_card_is_the_answer_once_that_was_sent(
    small_register: Register, chats: Chats
) -> None:
    request, teams = with_partner(small_register), sender(small_register, chats)
    wanted = delivery("own_card", ASKER.aad_id, request.reference)
    small_register.write_now(lambda c: requests.shown_on(c, request.reference, "reply:1", "a:asker"))
    about: dict[str, Any] = {"service": "teams", "ordering_key": "k", "recipient": "", "payload": None, "now": NOW}
    small_register.write_now(lambda c: ledger.enqueue(c, id="reply:1", reference=None, kind="reply", **about))
    with pytest.raises(TryLater):
        await teams.own_card(wanted)
    reply = small_register.read_now(lambda c: ledger.find(c, "reply:1"))
    assert reply is not None
    small_register.write_now(lambda c: outcomes.done(c, reply, {"activity": "answer"}, NOW))
    assert await teams.own_card(wanted) == {"conversation": "a:asker", "activity": "answer"}


@pytest.mark.parametrize("ended", ["set_aside", "refused", "done", "removed"])
async def test_where_nobody_knows_the_answer_to_a_typed_submit_no_card_is_waited_for(
    small_register: Register, chats: Chats, ended: str
) -> None:
    request = with_partner(small_register)
    about: dict[str, Any] = {"service": "teams", "ordering_key": "k", "recipient": "", "payload": None, "now": NOW}

    def job(connection: Connection) -> None:
        requests.shown_on(connection, request.reference, "reply:1", "a:asker")
        ledger.enqueue(connection, id="reply:1", reference=request.reference, kind="reply", **about)
        if ended == "removed":
            connection.execute(delete(deliveries).where(deliveries.c.id == "reply:1"))
        else:
            connection.execute(update(deliveries).where(deliveries.c.id == "reply:1").values(state=ended))

    small_register.write_now(job)
    wanted = delivery("own_card", ASKER.aad_id, request.reference)
    assert await sender(small_register, chats).own_card(wanted) == {}


@pytest.mark.parametrize(("shown", "then"), [("d", "new"), ("another", "another")])
def test_a_typed_submit_is_shown_by_its_answer_for_as_long_as_the_request_stands(
    small_register: Register, shown: str, then: str
) -> None:
    """The delivery itself is removed after a while; and a request that another message shows stays there."""
    request = with_partner(small_register)
    small_register.write_now(lambda c: requests.shown_on(c, request.reference, shown, "a:asker"))
    answer = delivery("reply", ASKER.aad_id, request.reference)
    for said in ({}, {"activity": "new"}):
        assert small_register.read_now(lambda c: requests.card_of(c, request.reference)) == (shown, "a:asker")
        small_register.write_now(partial(outcomes.done, delivery=answer, result=said, now=NOW))
    assert small_register.read_now(lambda c: requests.card_of(c, request.reference)) == (then, "a:asker")


async def test_news_tells_of_the_status_that_it_is_about_and_nothing_to_who_may_not_hear_it(
    small_register: Register, chats: Chats
) -> None:
    request, teams = with_partner(small_register), sender(small_register, chats)
    happens(small_register, request, StatusChanged("Approved", "Go."), at=NOW)
    about: dict[str, Any] = {"event": "status", "status": "In review", "entry": 1}
    assert await teams.status(delivery("status", ASKER.aad_id, request.reference, **about)) == sent(ASKER.aad_id)
    assert "In review" in words(chats)
    assert await teams.status(delivery("status", PROCUREMENT, request.reference, **about)) == MOOT


@pytest.mark.parametrize(
    ("recipient", "about", "event", "is_open", "before", "calls"),
    [
        (ASKER.aad_id, "", "asked", True, {}, ["send"]), (ASKER.aad_id, "", "asked", False, {}, []),
        (ASKER.aad_id, "", "asked", False, STANDS, ["update"]), (ASKER.aad_id, "", "answered", False, {}, ["send"]),
        (PROCUREMENT, "", "answered", True, {}, []), (PROCUREMENT, PROCUREMENT, "answered", True, {}, ["send"]),
        (ASKER.aad_id, ASKER.aad_id, "answered", True, {}, ["send"]),
        (PROCUREMENT, ASKER.aad_id, "answered", True, {}, []),
    ],
)  # fmt: skip
async def test_words_of_somebody_go_to_who_may_hear_them_and_a_question_only_while_it_is_open(
    small_register: Register,
    chats: Chats,
    recipient: str,
    about: str,
    event: str,
    *,
    is_open: bool,
    before: dict[str, Any],
    calls: list[str],
) -> None:
    request = with_partner(small_register)
    if is_open:
        happens(small_register, request, QuestionAsked("How many?"))
    wanted = delivery("message", recipient, request.reference, before, text="How many?", about=about, event=event)
    found = await sender(small_register, chats).message(wanted)
    assert [call for call, *_ in chats.calls] == calls
    assert (found == MOOT) is (not calls)


async def test_a_digest_shows_what_is_still_there_and_theirs(small_register: Register, chats: Chats) -> None:
    first, second, teams = with_partner(small_register), with_partner(small_register), sender(small_register, chats)
    theirs = delivery("digest", HOUSING_PARTNER, references=[first.reference, "DR-9999", second.reference])
    assert await teams.digest(theirs) == sent(HOUSING_PARTNER)
    assert {first.reference in str(chats.said), second.reference in str(chats.said)} == {True}
    assert await teams.digest(delivery("digest", PROCUREMENT, references=[first.reference])) == MOOT
    assert await teams.digest(delivery("digest", HOUSING_PARTNER, references=["DR-9999"])) == MOOT


async def test_what_waits_is_reminded_of_while_it_waits_and_to_who_may_hear_it(
    small_register: Register, chats: Chats
) -> None:
    request, teams = lodge(small_register, decision()), sender(small_register, chats, LATER)
    assert request.status == "Submitted"
    assert await teams.reminder(delivery("reminder", PROCUREMENT, request.reference)) == MOOT
    assert await teams.reminder(delivery("reminder", HOUSING_PARTNER, request.reference)) == sent(HOUSING_PARTNER)
    assert "2 working days" in str(chats.said)
    happens(small_register, request, StatusChanged("Approved", ""))
    assert await teams.reminder(delivery("reminder", HOUSING_PARTNER, request.reference)) == MOOT


async def test_a_held_step_is_reminded_of_while_it_is_held_by_them(small_register: Register, chats: Chats) -> None:
    request, teams = lodge(small_register, decision(steps=("board",))), sender(small_register, chats, LATER)
    (held,) = held_of(people(), request)

    async def reminds(recipient: str, task: str) -> object:
        return await teams.reminder(delivery("reminder", recipient, request.reference, task=task))

    assert await reminds(MEMBER.aad_id, held.name) == sent(MEMBER.aad_id)
    assert await reminds(PROCUREMENT, held.name) == MOOT
    assert await reminds(MEMBER.aad_id, "another visit") == MOOT


async def test_the_governance_team_is_asked_why_until_somebody_says_it(small_register: Register, chats: Chats) -> None:
    request, teams = with_partner(small_register), sender(small_register, chats)
    wanted = delivery("note_wanted", GOVERNANCE, request.reference)
    assert await teams.note_wanted(wanted) == MOOT
    happens(small_register, request, StatusChanged("Declined", ""))
    assert await teams.note_wanted(delivery("note_wanted", HOUSING_PARTNER, request.reference)) == MOOT
    assert await teams.note_wanted(wanted) == sent(GOVERNANCE)
    happens(small_register, request, NoteChanged("It is there already."))
    assert await teams.note_wanted(wanted) == MOOT


async def test_whose_turn_it_is_hears_it_while_it_is_theirs(small_register: Register, chats: Chats) -> None:
    request, teams = lodge(small_register, decision(steps=("board",))), sender(small_register, chats)
    assert await teams.your_turn(delivery("your_turn", MEMBER.aad_id, request.reference)) == sent(MEMBER.aad_id)
    assert await teams.your_turn(delivery("your_turn", ASKER.aad_id, request.reference)) == MOOT


async def test_of_a_draft_that_is_gone_nobody_is_told(small_register: Register, chats: Chats) -> None:
    assert await sender(small_register, chats).early(delivery("early", HOUSING_PARTNER, interview="i")) == MOOT
    assert chats.calls == []
