"""What is sent for several people: the agenda in its channel, and a request that a meeting calls to its members."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot import agenda_posts
from bot.delivery_errors import GiveUp, NotFound, TooLarge, Unreachable
from bot.outgoing.together import together_handlers
from bot.register import agenda_channels
from bot.register.register import Register
from bot.register.schema import audit
from dialogs.agendas import KeepMeeting
from tests.bot.deliveries.meeting_cases import MEETING, MEETS, MEMBER, asked, decide, keep, known, meeting, opened
from tests.bot.outgoing.chats import SERVICE, STANDS, Chats, delivery, sender
from tests.bot.outgoing.test_agenda_posts import CHANNEL, choose
from tests.bot.people.people_cast import GOVERNANCE, PROCUREMENT

MOOT = {"moot": True}
CHAT = [SERVICE, "19:meeting", "28:bot", "t"]
WHEN = {"body": "board", "day": MEETS.isoformat()}
IN_CHAT = {"conversation": "19:meeting", "activity": "card", "targeted": True, "place": CHAT}


@pytest.fixture
def chats() -> Chats:
    return Chats(member_is={"id": "29:member", "aadObjectId": MEMBER.aad_id.upper()})


async def agenda(register: Register, chats: Chats, result: dict[str, Any], **payload: Any) -> Any:
    (post,) = known(register, kind="agenda")
    wanted = replace(post, result=result, payload={**post.payload, **payload})
    return await together_handlers(sender(register, chats, MEETING), targeted=True)["agenda"](wanted)


def kept(register: Register) -> int:
    return len(register.read_now(agenda_channels.every))


def stopped(register: Register) -> str:
    """What the history says last."""
    newest = select(audit.c.fields).order_by(audit.c.number.desc()).limit(1)
    return str(register.read_now(lambda c: c.execute(newest).scalar_one()))


async def test_an_agenda_is_posted_once_and_then_kept_up_to_date_where_it_stands(
    small_register: Register, chats: Chats
) -> None:
    choose(small_register)
    made = await agenda(small_register, chats, {})
    assert (made["activity"], made["place"][1], made["deleted"]) == ("new", CHANNEL, 0)
    assert chats.said[0]["from"] == {"id": made["place"][2]}
    assert made["place"][2]
    assert await agenda(small_register, chats, made) == {}
    assert chats.calls == [("send", CHANNEL, "new", False), ("update", CHANNEL, "new", False)]


@pytest.mark.parametrize(
    ("deleted", "payload", "again"), [(0, {}, 1), (1, {}, None), (1, {"anew": True}, 2), (0, {"anew": True}, 1)]
)
async def test_a_post_that_was_deleted_comes_once_more_unless_it_is_wanted_anew(
    small_register: Register, chats: Chats, deleted: int, payload: dict[str, Any], again: int | None
) -> None:
    choose(small_register)
    chats.refuses["update"] = [GiveUp("deleted")]
    found = await agenda(small_register, chats, {"activity": "post", "deleted": deleted}, **payload)
    assert found.get("deleted") == again
    assert found.get("gone", False) is (again is None)
    assert kept(small_register) == (again is not None)
    assert again or json.loads(stopped(small_register)) == {"why": "deleted"}


@pytest.mark.parametrize("call", ["update", "send"])
async def test_what_teams_does_not_find_for_a_moment_is_looked_for_again(
    small_register: Register, chats: Chats, call: str
) -> None:
    """Otherwise a second post would stand beside the first, and the channel be given up."""
    choose(small_register)
    chats.refuses[call] = [NotFound("not now")]
    with pytest.raises(NotFound):
        await agenda(small_register, chats, {"activity": "post", "deleted": 1} if call == "update" else {})
    assert (chats.calls, kept(small_register)) == ([], 1)
    small_register.write_now(lambda c: agenda_posts.stop(c, "board", "k", MEETING))
    chats.refuses["update"] = [NotFound("not now")]
    with pytest.raises(NotFound):
        await agenda(small_register, chats, {"activity": "post", "place": CHAT})


@pytest.mark.parametrize("refused", [Unreachable("removed"), GiveUp("no such channel")])
async def test_where_the_channel_takes_nothing_the_agenda_is_kept_no_longer(
    small_register: Register, chats: Chats, refused: Exception
) -> None:
    choose(small_register)
    chats.refuses["send"] = [refused]
    if isinstance(refused, GiveUp):
        with pytest.raises(GiveUp):
            await agenda(small_register, chats, {})
    else:
        assert await agenda(small_register, chats, {}) == {"gone": True}
    assert kept(small_register) == 0
    why = "gone" if isinstance(refused, GiveUp) else "refused"
    assert json.loads(stopped(small_register)) == {"why": why}


@pytest.mark.parametrize(
    ("result", "refused", "gives", "calls"),
    [
        ({}, None, "over", 0), ({"activity": "post"}, None, "over", 0), ({"place": CHAT}, None, "over", 0),
        ({"activity": "post", "place": CHAT}, None, "over", 1),
        ({"activity": "post", "place": CHAT}, GiveUp("deleted"), "over", 0),
        ({"activity": "post", "place": CHAT}, Unreachable("removed"), "gone", 0),
    ],
)  # fmt: skip
async def test_where_it_is_kept_no_longer_the_post_says_so(
    small_register: Register, chats: Chats, result: dict[str, Any], refused: Exception | None, gives: str, calls: int
) -> None:
    choose(small_register)
    small_register.write_now(lambda c: agenda_posts.stop(c, "board", "k", MEETING))
    chats.refuses["update"] = [refused] if refused else []
    assert await agenda(small_register, chats, result) == {gives: True}
    assert len(chats.calls) == calls


async def called(
    register: Register, chats: Chats, *, to: str = MEMBER.aad_id, targeted: bool = True, **more: Any
) -> Any:
    """What is remembered of a call of the first request."""
    wanted = delivery("called", to, "DR-0001", more.get("result"), **WHEN, place=more.get("place", CHAT))
    return await together_handlers(sender(register, chats, MEETING), targeted=targeted)["called"](wanted)


async def test_a_called_request_comes_into_the_chat_for_each_member_alone(
    small_register: Register, chats: Chats
) -> None:
    asked(small_register)
    opened(small_register)
    assert await called(small_register, chats) == {**IN_CHAT, "activity": "new", **WHEN}
    assert chats.calls == [("send", "19:meeting", "new", True)]
    assert chats.said[0]["recipient"]["id"] == "29:member"
    assert await called(small_register, chats, result=IN_CHAT) == {**IN_CHAT, **WHEN}
    assert chats.calls[1:] == [("update", "19:meeting", "card", True)]
    for refused in (GiveUp("after a day"), Unreachable("removed")):
        chats.refuses["update"] = [refused]
        assert (await called(small_register, chats, result=IN_CHAT))["gone"]
    chats.refuses["update"] = [NotFound("not now")]
    with pytest.raises(NotFound):
        await called(small_register, chats, result=IN_CHAT)
    assert len(chats.calls) == 2


@pytest.mark.parametrize(
    ("more", "member", "refuses", "call"),
    [
        ({"targeted": False}, None, {}, "send"), ({"place": None}, None, {}, "send"),
        ({"result": STANDS}, None, {}, "update"), ({}, {}, {}, "send"), ({}, {"id": "29:member"}, {}, "send"),
        ({}, {"id": "", "aadObjectId": MEMBER.aad_id}, {}, "send"),
        ({}, {"id": 29, "aadObjectId": MEMBER.aad_id}, {}, "send"),
        ({}, {"id": "29:other", "objectId": GOVERNANCE}, {}, "send"), ({}, None, {"member": GiveUp("none")}, "send"),
        ({}, None, {"send": TooLarge("large")}, "send"), ({}, None, {"member": Unreachable("removed")}, "send"),
    ],
)  # fmt: skip
async def test_where_the_chat_cannot_have_it_for_them_it_comes_into_their_own(
    small_register: Register,
    chats: Chats,
    more: dict[str, Any],
    member: dict[str, Any] | None,
    refuses: dict[str, Exception],
    call: str,
) -> None:
    asked(small_register)
    opened(small_register)
    chats.member_is = chats.member_is if member is None else member
    chats.refuses = {name: [one] for name, one in refuses.items()}
    assert not (await called(small_register, chats, **more)).get("targeted")
    own = "a:before" if call == "update" else f"a:{MEMBER.aad_id}"
    assert [(done, where) for done, where, *_ in chats.calls] == [(call, own)]


async def test_the_older_name_of_a_member_s_id_in_teams_is_known_too(small_register: Register, chats: Chats) -> None:
    asked(small_register)
    opened(small_register)
    chats.member_is = {"id": "29:member", "objectId": MEMBER.aad_id}
    assert (await called(small_register, chats))["targeted"]


@pytest.mark.parametrize(
    ("meets", "to", "moved_on", "before", "shows"),
    [
        ("runs", MEMBER.aad_id, False, "", "asks"), ("runs", PROCUREMENT, False, "", ""),
        ("runs", PROCUREMENT, False, "card", "heard"), ("runs", MEMBER.aad_id, True, "card", ""),
        ("runs", PROCUREMENT, True, "card", "heard"), ("heard", MEMBER.aad_id, False, "", ""),
        ("heard", MEMBER.aad_id, False, "card", "heard"), ("closed", MEMBER.aad_id, False, "", ""),
        ("closed", MEMBER.aad_id, False, "card", "heard"), ("not yet", MEMBER.aad_id, False, "", ""),
    ],
)  # fmt: skip
async def test_a_card_asks_while_the_meeting_hears_it_and_then_says_that_it_was_heard(
    small_register: Register, chats: Chats, meets: str, to: str, before: str, shows: str, *, moved_on: bool
) -> None:
    request = asked(small_register)
    if meets != "not yet":
        opened(small_register)
    if meets == "heard":
        decide(small_register, request)
    if meets == "closed":
        keep(small_register, KeepMeeting(replace(meeting(small_register), closed_at=MEETING), ("closed",)))
    result = {**(STANDS if before else {}), "moved_on": moved_on}
    found = await called(small_register, chats, to=to, targeted=False, result=result)
    assert (found == MOOT) is (not shows)
    assert [("Input." in str(said)) for said in chats.said] == ([shows == "asks"] if shows else [])
