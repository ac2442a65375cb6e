"""One turn, carried out: load what it needs, take it, store it with its answer, and only then answer.

A turn is one job of the register, so that all of it is on disk before the answer leaves, or nothing of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, select

from bot.carrying_out import Setting, carry_out
from bot.deliveries import ledger
from bot.host.incoming import Answer, Incoming
from bot.logs import Log
from bot.outgoing.answers import intend_reply
from bot.register import interviews, requests, search, seen
from bot.register import people as people_rows
from bot.register.register import NotSaved, Register
from bot.register.schema import interviews as interview_table
from bot.register.schema import people as people_table
from dialogs import not_saved_card, take_turn, wants
from dialogs.seams import Desk, Happened, Interview, Known, Moment, People, Pressed, Typed, Wants
from governance_rules import Rulebook

_ONE_INTERVIEW = frozenset({"answer", "back", "change", "submit", "pick_up"})
"""Verbs that never look at the other drafts, so that most turns need not read them."""

_COLUMNS = [c.label(f"i_{c.name}") for c in interview_table.c]
_PERSON = (
    select(*people_table.c, *_COLUMNS)
    .select_from(people_table.outerjoin(interview_table, interview_table.c.id == people_table.c.interview))
    .where(people_table.c.aad_id == bindparam("aad_id"))
)


@dataclass(frozen=True, slots=True)
class _Row:
    """The interview's columns of a joined row, by their own names."""

    id: str
    revision: int
    state: str
    body: str
    reference: str | None
    touched: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn left behind: the answer, and what the rest of the host must hear of it."""

    answer: Answer
    delivers: bool = False
    reference: str | None = None
    back: bool = False
    """The person installed the bot again: what Teams refused before may be sent now."""


class Turns:
    """Takes turns. `rulebook` and `people` give what is in force at the moment; `nudge` wakes the deliveries."""

    def __init__(
        self,
        register: Register,
        rulebook: Callable[[], Rulebook],
        people: Callable[[], People],
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        nudge: Callable[[], None],
        say_now: Callable[[Incoming, Answer], Awaitable[None]],
    ) -> None:
        self._register = register
        self._rulebook = rulebook
        self._people = people
        self._now = now
        self._new_id = new_id
        self._nudge = nudge
        self._say_now = say_now
        self._log = Log("turns")

    async def take(self, incoming: Incoming) -> Answer:
        """Take one turn and return what to answer. When nothing could be stored the person is told so."""
        if not incoming.person.aad_id:
            return Answer()
        try:
            outcome = await self._register.write(lambda connection: self._job(connection, incoming))
        except NotSaved as failure:
            self._log.error("turn not saved", failure, activity=incoming.activity_id[:40])
            answer = Answer(*not_saved_card())
            if incoming.kind == "message":  # a button's answer goes back by itself
                await self._say_now(incoming, answer)
            return answer
        if outcome.delivers:
            self._nudge()
        if outcome.reference:
            self._log.info("request submitted", reference=outcome.reference)
        return outcome.answer

    def _job(self, connection: Connection, incoming: Incoming) -> Outcome:
        now = self._now()
        key = seen.key_of(incoming.conversation, incoming.activity_id) if incoming.activity_id else None
        if key:
            before = seen.find(connection, key)
            if before is not None:
                return Outcome(_answer_again(before))
        who, interview = self._who(connection, incoming, now)
        drafts = _needs_drafts(incoming)
        desk = Desk(
            person=who.person,
            current=interview if interview and interview.state == "open" else None,
            drafts=interviews.drafts(connection, who.person.aad_id) if drafts else (),
            personal_chat=incoming.personal_chat,
            preferences=who.preferences,
        )
        rulebook, people = self._rulebook(), self._people()
        wanted = wants(rulebook, desk, incoming.act)
        known = _look_up(connection, wanted, desk, people, incoming, rulebook, now)
        turn = take_turn(rulebook, people, desk, known, incoming.act, Moment(now, self._new_id))
        card_of = incoming.reply_to_id if isinstance(incoming.act, Pressed) else ""
        setting = Setting(who, rulebook, people, now, self._new_id, card_of, incoming.conversation, desk.current)
        carried = carry_out(connection, turn, setting)
        answer = Answer(carried.card, carried.summary, turn.text)
        delivers = carried.delivers | self._come_and_go(connection, incoming, now)
        if not incoming.is_invoke and (answer.card or answer.text):
            lodged = carried.lodged.reference if carried.lodged else None
            delivery = intend_reply(connection, incoming, answer, lodged, now)
            if lodged:
                requests.shown_on(connection, lodged, delivery, incoming.conversation)
            delivers = True
        if key:
            seen.keep(connection, key, orjson.dumps([answer.card, answer.summary, answer.text]), now)
        return Outcome(answer, delivers, carried.lodged.reference if carried.lodged else None)

    def _who(
        self, connection: Connection, incoming: Incoming, now: datetime
    ) -> tuple[people_rows.Known, Interview | None]:
        row = connection.execute(_PERSON, {"aad_id": incoming.person.aad_id}).one_or_none()
        before = people_rows.known_from_row(row) if row else None
        place = people_rows.Place(incoming.conversation, incoming.service_url, incoming.tenant, incoming.bot_account)
        who = people_rows.meet(
            connection, before, incoming.person, place if incoming.personal_chat else None, now, self._new_id
        )
        if before is None or who is not before:
            people_rows.heard_from(connection, place, now)
        return who, _interview(row) if row is not None and row.i_id else None

    def _come_and_go(self, connection: Connection, incoming: Incoming, now: datetime) -> bool:
        """Note that the person installed or removed the bot. Says whether refused deliveries wait again."""
        if not isinstance(incoming.act, Happened) or not incoming.personal_chat:
            return False
        if incoming.act.what == "uninstalled":
            people_rows.set_reachable(connection, incoming.person.aad_id, reachable=False)
        if incoming.act.what != "installed":
            return False
        people_rows.set_reachable(connection, incoming.person.aad_id, reachable=True)
        ledger.reinstalled(connection, incoming.person.aad_id, now)
        return True


def _needs_drafts(incoming: Incoming) -> bool:
    act = incoming.act
    return isinstance(act, Typed) or (isinstance(act, Pressed) and act.verb not in _ONE_INTERVIEW)


def _interview(row: Any) -> Interview:  # noqa: ANN401 - SQLAlchemy gives its rows no better type
    return interviews.from_row(_Row(row.i_id, row.i_revision, row.i_state, row.i_body, row.i_reference, row.i_touched))


def _answer_again(stored: bytes) -> Answer:
    card, summary, text = orjson.loads(stored)
    return Answer(card, summary, text)


def _look_up(
    connection: Connection,
    wanted: Wants,
    desk: Desk,
    people: People,
    incoming: Incoming,
    rulebook: Rulebook,
    now: datetime,
) -> Known:
    """Find what the turn asked for; each thing costs a read only when it was asked for."""
    aad_id = desk.person.aad_id
    request = requests.find(connection, wanted.reference) if wanted.reference else None
    if wanted.lately and request is None and isinstance(incoming.act, Pressed):
        interview = incoming.act.data.get("interview")
        found = requests.of_interview(connection, interview) if isinstance(interview, str) else None
        request = found if found and found.requester.aad_id == aad_id else None
    areas = people.champion_of(aad_id) | people.partner_of(aad_id)
    if people.governs(aad_id):
        areas = frozenset(people.areas)
    figures = None
    if wanted.figures:
        from bot.figures.chat import chat_figures  # noqa: PLC0415 - one turn in thousands asks for them

        figures = chat_figures(connection, rulebook.names, now)
    return Known(
        request=request,
        mine=requests.mine(connection, aad_id) if wanted.mine else (),
        similar=search.similar(connection, wanted.similar_to) if wanted.similar_to else (),
        area_requests=requests.of_areas(connection, areas) if wanted.area_requests else (),
        figures=figures,
    )
