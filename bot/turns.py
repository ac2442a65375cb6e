"""One turn, from end to end: load what it needs, take it, store it with its answer, and only then answer.

A turn is one job of the register, so that all of it is on disk before the answer leaves, or nothing of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

import orjson
from sqlalchemy import Connection

from bot.asked_outside import body_of, reply_of, turn_outside
from bot.effect_handlers import EffectContext, run_effects
from bot.host.incoming import Incoming, Reply, is_refresh, unchanged
from bot.installations import address_of, greeted_already, greeted_by_us, note_in_chat, note_in_person
from bot.kept_answers import packed, unpacked
from bot.logs import Log
from bot.meetings import with_meetings
from bot.outgoing.replies import enqueue_reply
from bot.people.asking import Asking
from bot.people.profiles import is_due as profile_is_due
from bot.people.standing import is_due, may_see_titles
from bot.register import idempotency, requests
from bot.register import people as people_rows
from bot.register.register import NotSaved, Register
from bot.searching import SearchResults, search_beside, takes_long
from bot.system_index import SystemIndex
from bot.turn_reading import PERSON, look_up, session_of
from dialogs import needs_of, not_saved_card, take_turn
from dialogs.model import (
    ChatEvent,
    Clock,
    FindRequests,
    LinkShared,
    Lookups,
    MessageChosen,
    Needs,
    People,
    Person,
    Pressed,
    SaveDraft,
    Session,
    SubmitRequest,
)
from governance_rules import Rulebook

_COMING_AND_GOING = frozenset({"installed", "uninstalled"})
"""Events that change something. Edited, deleted and liked messages need no answer and leave no trace."""
_KNOWS_NOTHING = Lookups()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn left behind: the answer, and what the rest of the host must hear of it."""

    answer: Reply
    delivers: bool = False
    reference: str | None = None
    looks_for: Needs | None = None
    """Nothing was done yet: this has to be found first."""
    unknown: bool = False
    """Whether the person is a guest is to be asked."""
    unread: bool = False
    """Who the person is is to be read."""


class Turns:
    """Takes turns. `rulebook` and `people` give what is in force at the moment; `nudge` wakes the deliveries."""

    def __init__(
        self,
        register: Register,
        rulebook: Callable[[], Rulebook],
        people: Callable[[], People],
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        wake: Callable[[], None],
        say_now: Callable[[Incoming, Reply], Awaitable[None]],
        asking: Asking,
        systems: Callable[[], SystemIndex],
        site: str,
    ) -> None:
        self._register = register
        self._rulebook = rulebook
        self._people = people
        self._now = now
        self._new_id = new_id
        self._wake = wake
        self._say_now = say_now
        self._asking = asking
        self._systems = systems
        self._site = site
        self._last_tenant: str | None = None
        """Local mode takes any tenant, and reaches new people through the one last heard from."""
        self._log = Log("turns")

    async def take(self, incoming: Incoming) -> Reply:
        """Take one turn and return what to answer. When nothing could be stored the person is told so."""
        act = incoming.act
        if isinstance(act, ChatEvent) and act.what not in _COMING_AND_GOING:
            return Reply()
        in_chat = isinstance(act, ChatEvent) and not incoming.personal_chat
        if not incoming.person.aad_id and not in_chat:
            return Reply()
        if isinstance(act, FindRequests | LinkShared | MessageChosen) or is_refresh(act):
            answer = await self._outside(incoming)
            if answer is not None:
                return answer
        job = self._chat_job if in_chat else self._job
        try:
            outcome = await self._register.write(lambda connection: job(connection, incoming))
            if outcome.looks_for is not None:
                found = await self._look(outcome.looks_for, incoming.person.aad_id)
                outcome = await self._register.write(lambda connection: self._job(connection, incoming, found))
        except NotSaved as failure:
            self._log.error("turn not saved", failure, activity=incoming.activity_id[:40])
            answer = _not_saved(incoming)
            if incoming.kind == "message":  # a button's answer goes back by itself
                await self._say_now(incoming, answer)
            return answer
        self._afterwards(outcome, incoming)
        return outcome.answer

    def _afterwards(self, outcome: Outcome, incoming: Incoming) -> None:
        """Set going what a stored turn asks for."""
        self._last_tenant = incoming.tenant
        if outcome.delivers:
            self._wake()
        if outcome.unknown:
            self._asking.standing.ask(incoming)
        if outcome.unread:
            self._asking.profile.ask(incoming)
        if outcome.reference:
            self._log.info("request submitted", reference=outcome.reference)

    async def _outside(self, incoming: Incoming) -> Reply | None:
        """Answer what was asked outside the chat: nothing is stored of it, so the writer has no part in it.

        None: it leaves a trace, so it is a turn like any other.
        """
        clock = Clock(self._now(), self._new_id)
        try:
            turn = await self._register.read(
                lambda connection: turn_outside(
                    connection, incoming, self._rulebook(), self._people(), clock, self._site
                )
            )
        except NotSaved as failure:
            self._log.error("nothing read outside the chat", failure, activity=incoming.activity_id[:40])
            return _not_saved(incoming)
        return None if turn.accesses else reply_of(turn)

    async def _look(self, wanted: Needs, aad_id: str) -> SearchResults:
        """Find what takes long, beside the writer: nobody else's turn waits for it. If it fails, nothing stops."""
        try:
            return await self._register.read(
                lambda connection: search_beside(
                    connection, wanted, self._people(), aad_id, self._rulebook(), self._systems(), self._now()
                )
            )
        except NotSaved as failure:
            self._log.warning("search failed", why=str(failure))
            return SearchResults()

    def _job(self, connection: Connection, incoming: Incoming, found: SearchResults | None = None) -> Outcome:
        now = self._now()
        key = idempotency.key_of(incoming.conversation, incoming.activity_id)
        row = PERSON.one(connection, {"aad_id": incoming.person.aad_id, "key": key})
        if row is not None and row.answer is not None:
            return Outcome(unpacked(bytes(row.answer)))
        before = people_rows.known_from_row(row) if row else None
        if greeted_already(before, incoming):
            return Outcome(Reply())
        who = self._who(connection, incoming, before, now)
        if greeted_by_us(connection, incoming):
            return Outcome(Reply(), delivers=note_in_person(connection, before, incoming, now))
        session = session_of(connection, who, row, incoming)
        rulebook, people = self._rulebook(), self._people()
        wanted = needs_of(rulebook, session, incoming.act)
        if (wanted.similar_to or wanted.roadmap) and not may_see_titles(who.standing, people, who.person.aad_id):
            wanted = replace(wanted, similar_to=None, roadmap=False)
        systems = self._systems()
        if found is None and takes_long(wanted, systems):
            return Outcome(Reply(), looks_for=wanted)
        lookups = look_up(connection, wanted, session, incoming, found or SearchResults(), now)
        lookups = with_meetings(connection, wanted, lookups, rulebook, people, session.person, now)
        turn = take_turn(rulebook, people, session, lookups, incoming.act, Clock(now, self._new_id))
        card_of = incoming.reply_to_id if isinstance(incoming.act, Pressed) else ""
        held = {i.id: i for i in (*session.drafts, session.advised, session.current) if i is not None}
        context = EffectContext(
            who, rulebook, people, now, self._new_id, card_of, incoming.conversation, held, systems, incoming
        )
        result = run_effects(connection, turn, context)
        if turn.answer is not None:
            answer = Reply(body=body_of(turn.answer))
        else:
            answer = Reply(result.card, result.summary, turn.text, card_json=orjson.dumps(result.card))
        submitted = result.submitted.reference if result.submitted else None
        delivers = result.delivers | note_in_person(connection, before, incoming, now)
        if not incoming.is_invoke and (answer.card or answer.text):
            delivery = enqueue_reply(connection, incoming, answer, submitted, now)
            if submitted:
                requests.shown_on(connection, submitted, delivery, incoming.conversation)
            delivers = True
        if incoming.activity_id:
            idempotency.keep(connection, key, packed(answer), now)
        asks = any(isinstance(effect, SaveDraft | SubmitRequest) for effect in turn.effects)
        unread = asks and (row is None or profile_is_due(row.profile_read_at, row.source, now))
        return Outcome(answer, delivers, submitted, unknown=is_due(who.standing_at, now), unread=unread)

    def _who(
        self, connection: Connection, incoming: Incoming, before: people_rows.PersonRecord | None, now: datetime
    ) -> people_rows.PersonRecord:
        place = address_of(incoming)
        leaves = isinstance(incoming.act, ChatEvent) and incoming.act.what == "uninstalled"
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
            return Outcome(Reply())
        session = Session(Person("", ""), None, personal_chat=False)
        moment = Clock(now, self._new_id)
        turn = take_turn(self._rulebook(), self._people(), session, _KNOWS_NOTHING, incoming.act, moment)
        nobody = replace(incoming, person=session.person)
        enqueue_reply(connection, nobody, Reply(turn.card, turn.summary), None, now)
        return Outcome(Reply(), delivers=True)


def _not_saved(incoming: Incoming) -> Reply:
    """What is said when nothing could be kept; it counts as a turn that went wrong."""
    return replace(unchanged(incoming) or Reply(*not_saved_card()), saved=False)
