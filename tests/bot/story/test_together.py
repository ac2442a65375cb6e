"""In channels and meeting chats, over HTTP: an agenda in its one channel, a request that members alone are shown."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import func, select, update

from bot.local.cards import actions_of
from bot.local.faults import Fault
from bot.local.in_memory import TeamsInMemory
from bot.register import agenda_channels
from bot.register.board_tables import agenda_channels as channels_table
from bot.register.opening import open_register
from bot.register.schema import audit, deliveries
from dialogs import channel_reply
from dialogs.wording import channels as w
from dialogs.wording import meetings, say
from tests.bot.story.house import BOT_ACCOUNT, TENANT, Clock, House, Message, Someone, open_house, until, verbs_of
from tests.bot.story.test_meetings import BOARD, BOARD_MEMBER, before_the_board
from tests.bot.story.walking import DETAILS, PROJECT, partner_of, walk

TEAM: Final = "19:team@thread.tacv2"
CHANNEL: Final = "19:board@thread.tacv2"
OTHER: Final = "19:other@thread.tacv2"
MEETING_CHAT: Final = "19:meeting_MDAwMQ@thread.v2"
OFFICER: Final = ("00000000-0000-0000-0000-00000000a001", "Governance officer")


@pytest.fixture
def clock() -> Clock:
    """Two in the afternoon, on the day of the meeting."""
    return Clock(datetime(2026, 12, 9, 14, tzinfo=UTC))


@pytest.fixture
async def house(tmp_path: Path, database_url: str, clock: Clock) -> AsyncIterator[House]:
    """Everything that runs, on a day on which the board meets."""
    async with open_house(tmp_path, database_url, clock=clock) as opened:
        yield opened


class Days:
    """Moves the clock of a house on, so that what waits for its time goes."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._shows = clock, datetime(2026, 12, 9, 14, tzinfo=UTC)

    def on(self, by: timedelta = timedelta(seconds=40)) -> bool:
        """Let some time pass, and say so."""
        self._shows += by
        self._clock.put(self._shows)
        return True


def said(text: str, conversation: str = f"{CHANNEL};messageid=1767000000000", **more: Any) -> dict[str, Any]:
    """What Teams sends when somebody mentions the bot in a channel, or in the chat of a meeting."""
    channel = "tacv2" in conversation
    team = {"team": {"id": TEAM}, "channel": {"id": conversation.partition(";")[0]}} if channel else {}
    kind = "channel" if channel else "groupChat"
    return {
        "type": "message",
        "text": f"<at>Front door</at> {text}",
        "entities": [{"type": "mention", "text": "<at>Front door</at>", "mentioned": {"id": BOT_ACCOUNT}}],
        "conversation": {"id": conversation, "conversationType": kind, "isGroup": True, "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}, **team, **more},
    }


async def line(person: Someone, text: str, conversation: str = f"{CHANNEL};messageid=1767000000000") -> str:
    """Say something there, and give the one line that comes back: a card for one member alone may come before it."""
    posted = await person.answered(said(text, conversation), f"no answer to {text!r}")
    assert not posted.card, "only words are said to everyone"
    return str(posted.activity["text"])


def posts(house: House, channel: str = CHANNEL) -> list[Message]:
    """The posts of the bot in a channel itself, not in a thread of it."""
    return house.teams.to(channel)


async def post_with(house: House, days: Days, words: str, channel: str = CHANNEL) -> Message:
    """Wait until the agenda's post says this."""

    def there() -> Message | None:
        days.on(timedelta(seconds=15))
        return next((m for m in posts(house, channel) if words in m.words), None)

    message: Message = await until(there, f"the channel never reads {words!r}")
    return message


async def one_more(house: House, title: str, reference: str) -> None:
    """One more request comes to the board."""
    person = house.someone("00000000-0000-0000-0000-00000000e003", "Member of staff 3")
    await walk(person, PROJECT, {**DETAILS, "title": title})
    await person.press("submit")
    await house.someone(partner_of("housing"), "IT business partner (Housing)").type(f"outcome {reference} go on")


def chosen(house: House) -> list[tuple[str, str]]:
    """Which body's agenda is kept where."""
    return [(one.body, one.conversation) for one in house.front_door.register.read_now(agenda_channels.every)]


def entries(house: House, what: str) -> int:
    """How often this stands in the history."""
    counted = select(func.count()).where(audit.c.what == what)
    return int(house.front_door.register.read_now(lambda c: c.execute(counted).scalar_one()))


async def test_an_agenda_lives_in_its_channel_with_references_and_titles_and_follows_what_happens(
    house: House, clock: Clock
) -> None:
    days = Days(clock)
    person = await before_the_board(house, "Book repairs", "Pay rent")
    board = house.someone(*BOARD)
    told = await line(board, "agenda here")
    assert "Everyone who can read this channel can read them, guests" in told, "who will read it is said first"
    post = await post_with(house, days, "1. DR-0001: Book repairs")
    assert "Agenda for Digital, Data and Customer Board, Wednesday 9 December" in post.words
    assert "2. DR-0002: Pay rent" in post.words
    assert "replyToId" not in post.activity
    for hidden in (DETAILS["problem"], "Housing", "In review", "value", person.name, "sharepoint", "http://adaptive"):
        assert hidden not in post.words, hidden
    assert actions_of(post.card) == []

    await one_more(house, "Bins that tell", "DR-0003")
    await post_with(house, days, "3. DR-0003: Bins that tell")
    await person.type("withdraw DR-0002")
    await person.press("withdraw")
    await until(lambda: days.on() and "DR-0002" not in post.words, "what was withdrawn stays")
    assert [m.id for m in posts(house)] == [post.id], "one post, brought up to date where it stands"
    assert post.updates >= 2
    assert entries(house, "agenda_kept") == 1


async def test_what_a_meeting_holds_shows_in_no_channel_until_it_is_told(house: House, clock: Clock) -> None:
    days = Days(clock)
    await before_the_board(house, "Book repairs", "Pay rent")
    board, officer = house.someone(*BOARD), house.someone(*OFFICER)
    await line(board, "agenda here")
    await line(officer, "agenda here technical review board", f"{OTHER};messageid=1")
    post = await post_with(house, days, "1. DR-0001: Book repairs")
    theirs = await post_with(house, days, "Technical Review Board", OTHER)
    assert "Nothing is on the agenda yet." in theirs.words
    await board.type("next item")
    await board.press("hold_news")
    await board.press("item_outcome", {"outcome": "go_on", "note": "", "timeframe": "now"})
    await board.type("outcome DR-0002 decline: We have it.")
    await one_more(house, "Bins that tell", "DR-0003")
    await post_with(house, days, "3. DR-0003: Bins that tell")
    for kept in ("1. DR-0001: Book repairs", "2. DR-0002: Pay rent"):
        assert kept in post.words, "what was decided does not show by its going"
    assert "DR-0001" not in theirs.words, "nor by its coming elsewhere"

    await board.type("close meeting")
    await post_with(house, days, "DR-0001: Book repairs", OTHER)
    await post_with(house, days, "13 January 2027")
    assert "DR-0001" not in post.words
    assert "1. DR-0003: Bins that tell" in post.words


async def test_another_channel_takes_the_agenda_over_and_stopping_takes_its_titles_away(
    house: House, clock: Clock
) -> None:
    days = Days(clock)
    await before_the_board(house, "Book repairs")
    board, member = house.someone(*BOARD), house.someone(*BOARD_MEMBER)
    await line(board, "agenda here")
    first = await post_with(house, days, "DR-0001: Book repairs")
    assert "I keep the agenda" in await line(member, "agenda here")
    days.on()
    await line(member, "agenda here for the board", f"{OTHER};messageid=7")
    second = await post_with(house, days, "DR-0001: Book repairs", OTHER)
    await until(lambda: say(w.NO_LONGER) in first.words, "the old post does not say so")
    assert "DR-0001" not in first.words
    assert chosen(house) == [("board", OTHER)]
    await board.type("stop agenda")
    await until(lambda: "DR-0001" not in second.words, "the titles stay")
    assert chosen(house) == []
    assert [len(posts(house, one)) for one in (CHANNEL, OTHER)] == [1, 1]
    assert say(w.FOR_CHANNELS) == await line(board, "agenda here", MEETING_CHAT)
    await board.type("agenda here")
    assert board.card["speak"] == say(w.FOR_CHANNELS_HEADING)
    assert chosen(house) == []


async def test_who_may_not_gets_a_neutral_line_and_nothing_is_kept(house: House) -> None:
    staff, officer = house.someone(), house.someone(*OFFICER)
    assert await line(staff, "agenda here") == channel_reply()
    assert await line(staff, "stop agenda board") == channel_reply()
    assert await line(house.someone(*BOARD), "agenda here technical review board") == channel_reply()
    asked = await line(officer, "agenda here")
    assert asked.startswith("Please name the body too.")
    assert chosen(house) == []
    assert entries(house, "refused") == 3
    assert posts(house) == []


async def test_a_deleted_post_is_made_once_more_and_a_channel_that_takes_nothing_is_forgotten(
    house: House, clock: Clock
) -> None:
    days = Days(clock)
    await before_the_board(house, "Book repairs")
    await line(house.someone(*BOARD), "agenda here")
    first = await post_with(house, days, "DR-0001: Book repairs")
    house.teams.remove(CHANNEL, first.id)
    await one_more(house, "Pay rent", "DR-0002")
    second = await post_with(house, days, "DR-0002: Pay rent")
    assert second.id != first.id
    house.teams.remove(CHANNEL, second.id)
    await one_more(house, "Bins that tell", "DR-0003")
    await until(lambda: days.on(timedelta(seconds=5)) and not chosen(house), "it is posted again and again")
    assert len(posts(house)) == 2

    await line(house.someone(*BOARD), "agenda here")
    await post_with(house, days, "DR-0003: Bins that tell")
    house.teams.misbehave(Fault("status", path="board%40thread|board@thread", status=403, times=2))
    await one_more(house, "Book a room", "DR-0004")
    await until(lambda: days.on(timedelta(seconds=5)) and not chosen(house), "it goes on without the bot")


async def test_where_the_bot_is_removed_from_the_team_the_channel_has_to_be_chosen_again(
    house: House, clock: Clock
) -> None:
    days = Days(clock)
    await before_the_board(house, "Book repairs")
    board = house.someone(*BOARD)
    await line(board, "agenda here")
    post = await post_with(house, days, "DR-0001: Book repairs")
    removed = said("", TEAM) | {"type": "conversationUpdate", "membersRemoved": [{"id": BOT_ACCOUNT}]}
    await board.post({key: value for key, value in removed.items() if key not in {"text", "entities"}})
    await until(lambda: not chosen(house), "it is kept where the bot is not")
    await one_more(house, "Pay rent", "DR-0002")
    days.on()
    await line(board, "agenda here")
    again = await post_with(house, days, "DR-0002: Pay rent")
    assert again.id != post.id
    assert "DR-0002" not in post.words


def called(someone: Someone, reference: str) -> list[Message]:
    """The cards of a called request that came to somebody and can still be answered."""
    return [m for m in someone.inbox if reference in m.words and "item_outcome" in verbs_of(m.card)]


async def test_next_item_in_a_meeting_chat_shows_the_request_to_the_members_alone_and_once(house: House) -> None:
    await before_the_board(house, "Book repairs", "Pay rent")
    board, member = house.someone(*BOARD), house.someone(*BOARD_MEMBER)
    guests = [house.someone(), house.someone("00000000-0000-0000-0000-00000000d301", "Technical Review Board")]
    words = await line(board, "next item", MEETING_CHAT)
    assert words == say(meetings.IN_OWN_CHATS)
    assert await line(member, "next item", MEETING_CHAT) == words
    for someone in (board, member):
        (card,) = await until(partial(called, someone, "DR-0001"), "a member was shown nothing")
        assert "Book repairs" in card.words
    assert [called(one, "DR-0001") for one in guests] == [[], []]
    chat = " ".join(m.words for m in house.teams.to(MEETING_CHAT))
    assert "DR-0001" not in chat
    assert "Book repairs" not in chat

    (mine,), (theirs,) = called(board, "DR-0001"), called(member, "DR-0001")
    await member.press("item_outcome", {"outcome": "decline", "note": "We have it."}, on=theirs.card)
    await until(lambda: not called(board, "DR-0001"), "the others can still answer what was heard")
    assert "DR-0001: it does not go ahead" in mine.words
    await line(board, "next item", MEETING_CHAT)
    for someone in (board, member):
        await until(partial(called, someone, "DR-0002"), "a member was shown nothing")
    assert await line(guests[0], "next item", MEETING_CHAT) == channel_reply()
    assert entries(house, "item_called") == 2


async def test_what_was_chosen_survives_a_stop_between_the_words_and_the_post(
    tmp_path: Path, database_url: str, clock: Clock
) -> None:
    async with open_house(tmp_path, database_url, clock=clock) as house:
        await before_the_board(house, "Book repairs")
        await line(house.someone(*BOARD), "agenda here")

    def moved(_teams: TeamsInMemory, _graph: str, service: str) -> None:
        """This Teams has another port than the one before."""
        register = open_register(database_url)
        register.write_now(lambda c: c.execute(update(channels_table).values(service_url=service)))
        register.close()

    async with open_house(tmp_path, database_url, clock=clock, prepare=moved) as house:
        await post_with(house, Days(clock), "DR-0001: Book repairs")
        made = select(func.count()).where(deliveries.c.kind == "agenda")
        assert house.front_door.register.read_now(lambda c: c.execute(made).scalar_one()) == 1
        assert len(posts(house)) == 1


@pytest.fixture
async def targeting(tmp_path: Path, clock: Clock) -> AsyncIterator[House]:
    """A house whose tenant takes targeted messages; in the chat of the meeting are the secretary and a guest of it."""
    async with open_house(tmp_path, clock=clock, more={"targeted_messages": True}) as opened:
        opened.teams.rosters[MEETING_CHAT] = {BOARD[0], opened.someone().aad_id}
        yield opened


async def test_where_teams_takes_targeted_messages_a_member_in_the_chat_sees_the_request_there_alone(
    targeting: House,
) -> None:
    house = targeting
    await before_the_board(house, "Book repairs", "Pay rent")
    board, member, guest = house.someone(*BOARD), house.someone(*BOARD_MEMBER), house.someone()
    await line(board, "next item", MEETING_CHAT)
    (theirs,) = await until(lambda: called(member, "DR-0001"), "who is not in the chat was shown nothing")

    def seen(by: Someone) -> list[str]:
        return [m.words for m in house.teams.seen_by(by.aad_id, MEETING_CHAT) if "DR-0001" in m.words]

    await until(lambda: seen(board), "the member in the chat was shown nothing")
    assert seen(guest) == []
    assert called(board, "DR-0001") == [], "not in both places"
    await member.press("item_outcome", {"outcome": "decline", "note": "We have it."}, on=theirs.card)
    await until(lambda: "DR-0001: it does not go ahead" in seen(board)[0], "it is not brought up to date")
    assert seen(guest) == []


async def test_a_press_on_a_targeted_card_says_nothing_in_the_chat_and_goes_on_in_the_members_own(
    targeting: House,
) -> None:
    house = targeting
    await before_the_board(house, "Book repairs", "Pay rent")
    board = house.someone(*BOARD)
    await line(board, "next item", MEETING_CHAT)

    def cards() -> list[Message]:
        return [m for m in house.teams.seen_by(board.aad_id, MEETING_CHAT) if "item_outcome" in verbs_of(m.card)]

    (card,) = await until(cards, "the member in the chat was shown nothing")
    pressed = next(a for a in actions_of(card.card) if a["verb"] == "item_outcome")
    action = {"type": "Action.Execute", "verb": "item_outcome"}
    data = {**pressed["data"], "outcome": "decline", "note": "We have it."}
    invoke = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": {**action, "data": data}}}
    answer = await board.post(said("", MEETING_CHAT) | invoke)
    assert "DR-000" not in str(answer)
    await until(lambda: called(board, "DR-0002"), "the next one does not come")


async def test_where_teams_refuses_a_targeted_message_the_member_has_the_request_in_their_own_chat(
    targeting: House,
) -> None:
    house = targeting
    await before_the_board(house, "Book repairs")
    board = house.someone(*BOARD)
    house.teams.misbehave(Fault("status", method="POST", path="meeting_", status=400, times=None))
    await board.post(said("next item", MEETING_CHAT))
    await until(lambda: called(board, "DR-0001"), "the member was shown nothing")
    assert house.teams.to(MEETING_CHAT) == []
