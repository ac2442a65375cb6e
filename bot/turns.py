"""One turn, carried out: load what it needs, take it, store it with its answer, and only then answer.

A turn is one job of the register, so that all of it is on disk before the answer leaves, or nothing of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, select

from bot.carrying_out import Setting, carry_out
from bot.coming_and_going import greeted_already, note_in_chat, note_in_person, place_of
from bot.figures.chat import chat_figures
from bot.figures.rules import rules_of
from bot.host.incoming import Answer, Incoming
from bot.logs import Log
from bot.outgoing.answers import intend_reply
from bot.people.standing import is_due, may_see_titles
from bot.register import interviews, requests, search, seen, titles
from bot.register import people as people_rows
from bot.register.register import NotSaved, Register
from bot.register.schema import interviews as interview_table
from bot.register.schema import people as people_table
from bot.register.schema import turns as turn_table
from dialogs import not_saved_card, take_turn, wants
from dialogs.seams import (
    Desk,
    Happened,
    Interview,
    Known,
    Moment,
    People,
    Person,
    Pressed,
    Request,
    Similar,
    Typed,
    Wants,
)
from dialogs.verbs import verb_of
from governance_rules import Rulebook

_NEWEST = 12
"""How many drafts are read: two more than a card lists."""
_COMING_AND_GOING = frozenset({"installed", "uninstalled"})
"""Events that change something. Edited, deleted and liked messages need no answer and leave no trace."""
_NOTHING, _KNOWS_NOTHING = Wants(), Known()

_COLUMNS = [c.label(f"i_{c.name}") for c in interview_table.c]
_PERSON = (
    select(*people_table.c, *_COLUMNS, turn_table.c.answer)
    .select_from(
        people_table.outerjoin(interview_table, interview_table.c.id == people_table.c.interview).outerjoin(
            turn_table, turn_table.c.activity == bindparam("key")
        )
    )
    .where(people_table.c.aad_id == bindparam("aad_id"))
)
"""Who it is, what they have in hand, and whether this activity was answered already: one round trip for all three."""


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
class Found:
    """What a search beside the writer gave: it may take milliseconds, for which no other turn should wait."""

    similar: tuple[Similar, ...] = ()
    area_requests: tuple[Request, ...] = ()
    figures: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn left behind: the answer, and what the rest of the host must hear of it."""

    answer: Answer
    delivers: bool = False
    reference: str | None = None
    looks_for: Wants | None = None
    """Nothing was done yet: this has to be found first."""
    unknown: bool = False
    """Whether the person is a guest is to be asked."""


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
        ask_standing: Callable[[Incoming], None],
    ) -> None:
        self._register = register
        self._rulebook = rulebook
        self._people = people
        self._now = now
        self._new_id = new_id
        self._nudge = nudge
        self._say_now = say_now
        self._ask_standing = ask_standing
        self._last_tenant: str | None = None
        """Local mode takes any tenant, and reaches new people through the one last heard from."""
        self._log = Log("turns")

    async def take(self, incoming: Incoming) -> Answer:
        """Take one turn and return what to answer. When nothing could be stored the person is told so."""
        act = incoming.act
        if isinstance(act, Happened) and act.what not in _COMING_AND_GOING:
            return Answer()
        in_chat = isinstance(act, Happened) and not incoming.personal_chat
        if not incoming.person.aad_id and not in_chat:
            return Answer()
        job = self._chat_job if in_chat else self._first_job
        try:
            outcome = await self._register.write(lambda connection: job(connection, incoming))
            if outcome.looks_for is not None:
                found = await self._look(outcome.looks_for, incoming.person.aad_id)
                outcome = await self._register.write(lambda connection: self._job(connection, incoming, found))
        except NotSaved as failure:
            self._log.error("turn not saved", failure, activity=incoming.activity_id[:40])
            answer = Answer(*not_saved_card())
            if incoming.kind == "message":  # a button's answer goes back by itself
                await self._say_now(incoming, answer)
            return answer
        self._last_tenant = incoming.tenant
        if outcome.delivers:
            self._nudge()
        if outcome.unknown:
            self._ask_standing(incoming)
        if outcome.reference:
            self._log.info("request submitted", reference=outcome.reference)
        return outcome.answer

    async def _look(self, wanted: Wants, aad_id: str) -> Found:
        """Find what takes long, beside the writer: nobody else's turn waits for it. If it fails, nothing stops."""
        try:
            return await self._register.read(
                lambda connection: _search(
                    connection, wanted, _areas_of(self._people(), aad_id), self._rulebook(), self._now()
                )
            )
        except NotSaved as failure:
            self._log.warning("search failed", why=str(failure))
            return Found()

    def _first_job(self, connection: Connection, incoming: Incoming) -> Outcome:
        return self._job(connection, incoming, None)

    def _job(self, connection: Connection, incoming: Incoming, found: Found | None) -> Outcome:
        now = self._now()
        key = seen.key_of(incoming.conversation, incoming.activity_id)
        row = connection.execute(_PERSON, {"aad_id": incoming.person.aad_id, "key": key}).one_or_none()
        if row is not None and row.answer is not None:
            return Outcome(_answer_again(bytes(row.answer)))
        before = people_rows.known_from_row(row) if row else None
        if greeted_already(before, incoming):
            return Outcome(Answer())
        who = self._who(connection, incoming, before, now)
        desk = _desk(connection, who, row, incoming)
        rulebook, people = self._rulebook(), self._people()
        wanted = wants(rulebook, desk, incoming.act)
        if wanted.similar_to and not may_see_titles(who.standing, people, who.person.aad_id):
            wanted = replace(wanted, similar_to=None)
        if found is None and (wanted.similar_to or wanted.figures or wanted.area_requests):
            return Outcome(Answer(), looks_for=wanted)
        known = _look_up(connection, wanted, desk, incoming, found or Found(), now)
        turn = take_turn(rulebook, people, desk, known, incoming.act, Moment(now, self._new_id))
        card_of = incoming.reply_to_id if isinstance(incoming.act, Pressed) else ""
        held = {i.id: i for i in (*desk.drafts, *((desk.current,) if desk.current else ()))}
        setting = Setting(who, rulebook, people, now, self._new_id, card_of, incoming.conversation, held)
        carried = carry_out(connection, turn, setting)
        written = orjson.dumps(carried.card)
        answer = Answer(carried.card, carried.summary, turn.text, card_json=written)
        lodged = carried.lodged.reference if carried.lodged else None
        delivers = carried.delivers | note_in_person(connection, before, incoming, now)
        if not incoming.is_invoke and (answer.card or answer.text):
            delivery = intend_reply(connection, incoming, answer, lodged, now)
            if lodged:
                requests.shown_on(connection, lodged, delivery, incoming.conversation)
            delivers = True
        if incoming.activity_id:
            seen.keep(connection, key, b"%b\n%b" % (written, orjson.dumps([answer.summary, answer.text])), now)
        return Outcome(answer, delivers, lodged, unknown=is_due(who.standing_at, now))

    def _who(
        self, connection: Connection, incoming: Incoming, before: people_rows.Known | None, now: datetime
    ) -> people_rows.Known:
        place = place_of(incoming)
        leaves = isinstance(incoming.act, Happened) and incoming.act.what == "uninstalled"
        personal = place if incoming.personal_chat and not leaves else None
        who = people_rows.meet(connection, before, incoming.person, personal, now, self._new_id)
        if who is not before or incoming.tenant != self._last_tenant:
            people_rows.heard_from(connection, place, now)
        if incoming.standing and (incoming.standing != who.standing or is_due(who.standing_at, now)):
            people_rows.keep_standing(connection, who.person.aad_id, incoming.standing, now)
            who = replace(who, standing=incoming.standing, standing_at=now)
        return who

    def _chat_job(self, connection: Connection, incoming: Incoming) -> Outcome:
        """The bot came into a channel or group chat, or left it: a welcome the first time, and nobody is entered."""
        now = self._now()
        if not note_in_chat(connection, incoming, now):
            return Outcome(Answer())
        desk = Desk(Person("", ""), None, personal_chat=False)
        moment = Moment(now, self._new_id)
        turn = take_turn(self._rulebook(), self._people(), desk, _KNOWS_NOTHING, incoming.act, moment)
        nobody = replace(incoming, person=desk.person)
        intend_reply(connection, nobody, Answer(turn.card, turn.summary), None, now)
        return Outcome(Answer(), delivers=True)


def _desk(connection: Connection, who: people_rows.Known, row: Any, incoming: Incoming) -> Desk:
    """What the person has open. Most presses never look at the other drafts, so most turns do not read them."""
    act = incoming.act
    interview = _interview(row) if row is not None and row.i_id else None
    verb = verb_of(act.verb, act.data.get("form")) if isinstance(act, Pressed) else None
    wide = isinstance(act, Typed) or (isinstance(act, Pressed) and (verb is None or verb.other_drafts))
    drafts = interviews.drafts(connection, who.person.aad_id, _NEWEST) if wide else ()
    held = None if len(drafts) < _NEWEST else interviews.count(connection, who.person.aad_id)
    return Desk(
        person=who.person,
        current=interview if interview and interview.state == "open" else None,
        drafts=drafts,
        drafts_held=held,
        personal_chat=incoming.personal_chat,
        preferences=who.preferences,
    )


def _interview(row: Any) -> Interview:
    return interviews.from_row(_Row(row.i_id, row.i_revision, row.i_state, row.i_body, row.i_reference, row.i_touched))


def _answer_again(stored: bytes) -> Answer:
    written, words = stored.split(b"\n", 1)
    summary, text = orjson.loads(words)
    return Answer(orjson.loads(written), summary, text, card_json=written)


def _look_up(
    connection: Connection, wanted: Wants, desk: Desk, incoming: Incoming, found: Found, now: datetime
) -> Known:
    """Find what the turn asked for; each thing costs a read only when it was asked for."""
    if wanted == _NOTHING:
        return _KNOWS_NOTHING
    aad_id = desk.person.aad_id
    request = requests.find(connection, wanted.reference) if wanted.reference else None
    if wanted.lately and request is None and isinstance(incoming.act, Pressed):
        interview = incoming.act.data.get("interview")
        lodged = requests.of_interview(connection, interview) if isinstance(interview, str) else None
        request = lodged if lodged and lodged.requester.aad_id == aad_id else None
    return Known(
        request=request,
        mine=requests.mine(connection, aad_id) if wanted.mine else (),
        similar=titles.allowed(connection, aad_id, found.similar, now),
        area_requests=found.area_requests,
        figures=found.figures,
    )


def _areas_of(people: People, aad_id: str) -> frozenset[str]:
    """The areas that someone looks after: all of them for the governance team."""
    if people.governs(aad_id):
        return frozenset(people.areas)
    return people.champion_of(aad_id) | people.partner_of(aad_id)


def _search(connection: Connection, wanted: Wants, areas: frozenset[str], rulebook: Rulebook, now: datetime) -> Found:
    similar = search.similar(connection, wanted.similar_to) if wanted.similar_to else ()
    area_requests = requests.of_areas(connection, areas) if wanted.area_requests else ()
    if not wanted.figures:
        return Found(similar, area_requests)
    return Found(similar, area_requests, chat_figures(connection, rules_of(rulebook), now))
