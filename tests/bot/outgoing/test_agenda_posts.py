"""The agenda of a body in its channel, on the register: what it shows, when that changes, one post for all hosts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import agenda_posts, called_items
from bot.deliveries import ledger, outcomes
from bot.host.incoming import Incoming
from bot.recording import BY_THE_BOT, record
from bot.register import agenda_channels, retention
from bot.register.opening import open_register
from bot.register.register import Register
from dialogs.agendas import CallItem, KeepMeeting
from dialogs.events import Withdrawn
from dialogs.model import Person, Typed
from dialogs.steps import Outcome
from governance_rules import Rulebook
from tests.bot.deliveries.meeting_cases import (
    BOARD,
    MEETING,
    MEETS,
    MEMBER,
    NEXT,
    SECRETARY,
    asked,
    decide,
    keep,
    known,
    meeting,
    opened,
)
from tests.bot.people.people_cast import RULES, people
from tests.conftest import cleared

CHANNEL = "19:board@thread.tacv2"
WITHOUT_BOARD = replace(RULES, bodies=tuple(body for body in RULES.bodies if body.id != "board"))


def incoming(person: Person = SECRETARY, channel: str = CHANNEL, team: str = "19:team@thread.tacv2") -> Incoming:
    """Words in a thread of a channel."""
    return Incoming(
        act=Typed("agenda here"),
        activity_id="1",
        conversation=f"{channel};messageid=17",
        person=person,
        teams_id="29:x",
        tenant="t",
        service_url="https://smba.trafficmanager.net/uk/",
        personal_chat=False,
        kind="message",
        team=team,
    )


def choose(register: Register, said: Incoming | None = None, *, new_id: str = "n1", now: datetime = MEETING) -> bool:
    return register.write_now(lambda c: agenda_posts.keep(c, "board", said or incoming(), RULES, "k", now, new_id))


def shown(register: Register, rulebook: Rulebook = RULES, now: datetime = MEETING) -> list[str]:
    """The references that the channel of the board shows."""
    body = next(one for one in rulebook.bodies if one.id == "board")
    _, items = register.read_now(lambda c: agenda_posts.agenda_as_told(c, rulebook, body, now))
    return [item.reference for item in items]


def up_to_date(register: Register, rulebook: Rulebook = RULES, now: datetime = MEETING) -> int:
    return register.write_now(lambda c: agenda_posts.bring_up_to_date(c, rulebook, now))


def test_the_post_waits_behind_the_words_and_is_wanted_again_only_when_it_shows_something_else(
    register: Register,
) -> None:
    asked(register)
    assert choose(register)
    (post,) = known(register, kind="agenda")
    assert post.next_try == MEETING + agenda_posts.SAID_FIRST
    assert up_to_date(register) == 0
    for _ in range(20):
        asked(register)
    assert up_to_date(register) == 1, "however much has changed, it is one update"
    assert up_to_date(register) == 0
    (post,) = known(register, kind="agenda")
    assert post.generation == 2


def test_nothing_is_kept_where_the_words_came_from_no_channel_or_the_body_is_none(register: Register) -> None:
    assert not choose(register, incoming(team=""))
    assert not choose(register, replace(incoming(), personal_chat=True))
    assert not register.write_now(
        lambda c: agenda_posts.keep(c, "it_business_partner", incoming(), RULES, "k", MEETING, "n")
    )
    assert register.read_now(agenda_channels.every) == ()
    assert known(register, kind="agenda") == []


def test_a_body_that_the_rules_drop_is_kept_nowhere_and_its_post_says_so(register: Register) -> None:
    choose(register)
    assert up_to_date(register, WITHOUT_BOARD) == 1
    assert register.read_now(agenda_channels.every) == ()
    (post,) = known(register, kind="agenda")
    assert post.generation == 2
    assert register.read_now(lambda c: agenda_posts.shown_by(c, WITHOUT_BOARD, post.id, MEETING)) is None


def test_a_post_shows_its_body_while_the_rules_have_it_and_it_is_kept(register: Register) -> None:
    assert choose(register)

    def post(delivery: str, rulebook: Rulebook = RULES) -> str | None:
        found = register.read_now(lambda c: agenda_posts.shown_by(c, rulebook, delivery, MEETING))
        return found[0].body if found else None

    (kept,) = register.read_now(agenda_channels.every)
    assert [post(kept.delivery), post("another"), post(kept.delivery, WITHOUT_BOARD)] == ["board", None, None]


def test_a_body_for_which_the_rules_name_no_day_shows_what_waits_for_it(register: Register) -> None:
    first, second = asked(register), asked(register)
    without = replace(RULES, bodies=tuple(replace(b, next_dates=()) if b.id == "board" else b for b in RULES.bodies))
    assert shown(register, without) == [first.reference, second.reference]
    body = replace(BOARD, next_dates=())
    card, _ = register.read_now(lambda c: agenda_posts.post_of(c, without, body, MEETING))
    assert "Waiting for Digital, Data and Customer Board" in str(card)


def test_what_a_meeting_holds_stays_where_it_was_until_it_is_told(register: Register) -> None:
    requests = [asked(register) for _ in range(3)]
    references = [one.reference for one in requests]
    opened(register, holds_news=True)
    decide(register, requests[0])
    decide(register, requests[1], Outcome.GO_ON)
    late = asked(register)
    decide(register, late)
    assert shown(register) == [*references, late.reference], "also one that came after the agenda was kept"
    keep(register, KeepMeeting(replace(meeting(register), holds_news=False), ("news_told",)))
    assert references[0] in shown(register), "what was heard stays on the agenda of the meeting"
    assert late.reference not in shown(register)
    keep(register, KeepMeeting(replace(meeting(register), closed_at=MEETING, holds_news=False), ("closed",)))
    assert shown(register) == [references[2]]
    day, _ = register.read_now(lambda c: agenda_posts.agenda_as_told(c, RULES, BOARD, MEETING))
    assert day == NEXT


def test_what_was_withdrawn_goes_also_after_the_papers(register: Register) -> None:
    first, second = asked(register), asked(register)
    opened(register)
    assert register.write_now(lambda c: record(c, first.reference, Withdrawn(), BY_THE_BOT, "k", people(), MEETING))
    assert shown(register) == [second.reference]


def test_a_meeting_that_goes_on_after_midnight_is_shown_until_it_is_closed(register: Register) -> None:
    asked(register)
    opened(register)
    night = MEETING + timedelta(hours=11)
    day, _ = register.read_now(lambda c: agenda_posts.agenda_as_told(c, RULES, BOARD, night))
    assert day == MEETS


def test_who_chose_is_forgotten_with_them_and_the_channel_stays_the_body_s(register: Register) -> None:
    choose(register)
    assert register.write_now(lambda c: agenda_channels.forget(c, MEMBER.aad_id)) == 0
    assert register.write_now(lambda c: agenda_channels.forget(c, SECRETARY.aad_id)) == 1
    (row,) = register.read_now(agenda_channels.every)
    assert (row.aad_id, row.conversation) == (None, CHANNEL)


def test_the_team_that_removes_the_bot_takes_all_its_channels_and_no_other_team_s(register: Register) -> None:
    choose(register)
    elsewhere = replace(
        incoming(channel="19:x@thread.tacv2", team="19:x@thread.tacv2"), conversation="19:x@thread.tacv2"
    )
    register.write_now(lambda c: agenda_posts.left(c, elsewhere, MEETING))
    assert len(register.read_now(agenda_channels.every)) == 1
    general = replace(incoming(), conversation="19:team@thread.tacv2")
    register.write_now(lambda c: agenda_posts.left(c, general, MEETING))
    assert register.read_now(agenda_channels.every) == ()


def call(register: Register, person: Person, reference: str = "DR-0001") -> bool:
    chat = replace(incoming(person, "19:meeting_x@thread.v2", ""), conversation="19:meeting_x@thread.v2")

    def job(connection: Connection) -> bool:
        return called_items.call(connection, CallItem("board", MEETS, reference), chat, people(), "k", MEETING)

    return register.write_now(job)


def test_a_called_request_goes_to_every_member_once_and_to_nobody_else(register: Register) -> None:
    request = asked(register)
    assert call(register, SECRETARY)
    assert not call(register, MEMBER)
    called = known(register, kind="called")
    members = {one.aad_id for one in people().bodies["board"]}
    assert {one.recipient for one in called} == members
    assert len(called) == len(members) > 1
    assert {one.reference for one in called} == {request.reference}


def test_two_hosts_on_one_database_keep_one_post_and_call_a_request_once(postgres_url: str) -> None:
    url = cleared(postgres_url)
    first, second = open_register(url), open_register(url)
    try:
        asked(first)
        with ThreadPoolExecutor(2) as both:
            list(both.map(lambda one: choose(one[0], incoming(one[1]), new_id=one[1].aad_id[-4:]),
                          ((first, SECRETARY), (second, MEMBER))))  # fmt: skip
        (row,) = second.read_now(agenda_channels.every)
        (post,) = known(second, kind="agenda")
        assert post.id == row.delivery
        asked(first)
        with ThreadPoolExecutor(2) as both:
            assert sorted(both.map(up_to_date, (first, second))) == [0, 1]
        with ThreadPoolExecutor(2) as both:
            assert sorted(both.map(call, (first, second), (SECRETARY, MEMBER))) == [False, True]
        assert len(known(first, kind="called")) == len(people().bodies["board"])
    finally:
        first.close()
        second.close()


def sent(register: Register, delivery: str, **result: object) -> None:
    """Its post stands in the channel."""
    found = {"activity": "post", "place": ["s", CHANNEL, "b", "t"], **result}
    done = register.read_now(lambda c: ledger.find(c, delivery))
    assert done is not None
    register.write_now(lambda c: outcomes.done(c, done, found, MEETING))


def wanted_again(register: Register) -> list[str]:
    return [one.id for one in known(register, kind="agenda", state="waiting")]


def test_a_post_left_standing_where_the_bot_was_refused_goes_when_somebody_stops_or_chooses_again(
    register: Register,
) -> None:
    choose(register, new_id="n1")
    sent(register, "agenda:board:n1")
    (row,) = register.read_now(agenda_channels.every)
    register.write_now(lambda c: agenda_posts.gone(c, row, MEETING, "refused"))
    assert wanted_again(register) == []
    assert register.write_now(lambda c: agenda_posts.stop(c, "board", "k", MEETING)), "its titles stand there"
    assert wanted_again(register) == ["agenda:board:n1"]
    sent(register, "agenda:board:n1", gone=True)

    choose(register, new_id="n2")
    assert wanted_again(register) == ["agenda:board:n1", "agenda:board:n2"], "there would be two of them"
    sent(register, "agenda:board:n1", over=True)
    sent(register, "agenda:board:n2")
    assert register.write_now(lambda c: agenda_posts.stop(c, "board", "k", MEETING))
    assert wanted_again(register) == ["agenda:board:n2"], "what says so already is left alone"


def test_a_post_that_nothing_changed_for_a_season_is_still_known(register: Register) -> None:
    choose(register)
    sent(register, "agenda:board:n1")
    later = MEETING + retention.FINISHED + timedelta(days=1)
    register.write_now(lambda c: retention.tidy(c, later))
    (post,) = known(register, kind="agenda")
    assert post.result["activity"] == "post", "the next change would make a second post beside it"
