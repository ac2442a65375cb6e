"""Messages to people in Teams: answers, summaries, the requester's own card, news, digests and reminders.

A message that shows a request is made from the register when it is sent, so that it is never older than what it shows.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from bot.deliveries import ledger
from bot.deliveries.ledger import Delivery
from bot.delivery_errors import GiveUp, NotFound, TooLarge, TryLater
from bot.held_news import told_to
from bot.host.activity import message
from bot.host.connector import Connector
from bot.host.incoming import Reference, Reply
from bot.outgoing.places import Places
from bot.outgoing.teams_rate_limit import TeamsRateLimit
from bot.people.work_reminders import still_waits
from bot.people.working_days import working_days_between
from bot.register import early_notices, requests
from bot.register.register import Register
from dialogs import (
    as_told,
    confirmation,
    digest_card,
    early_message,
    lacks_note,
    may_receive,
    note_wanted_card,
    reminder_card,
    said_message,
    status_message,
    summary_card,
    work_reminder_card,
    your_turn_card,
)
from dialogs.events import QuestionAsked
from dialogs.model import Card, People, Person, Request
from dialogs.statuses import Status
from dialogs.wording import local_day
from governance_rules import Rulebook

Sent = Mapping[str, object]
_MOOT: Final[Sent] = {"moot": True}
"""Nothing was sent, for there was no longer anything to say to this person."""


@dataclass(frozen=True, slots=True)
class TeamsSender:
    """Sends to people in Teams. Each public method carries one kind of delivery and gives what the ledger remembers."""

    register: Register
    connector: Connector
    rulebook: Callable[[], Rulebook]
    people: Callable[[], People]
    now: Callable[[], datetime]
    bot: str
    places: Places
    limit: TeamsRateLimit = field(default_factory=TeamsRateLimit)

    def handlers(self) -> Mapping[str, Callable[[Delivery], Awaitable[Sent]]]:
        """The kinds of delivery that this can carry."""
        return {
            "reply": self.reply,
            "summary": self.summary,
            "own_card": self.own_card,
            "status": self.status,
            "message": self.message,
            "personal": self.personal,
            "digest": self.digest,
            "reminder": self.reminder,
            "early": self.early,
            "note_wanted": self.note_wanted,
            "your_turn": self.your_turn,
        }

    async def reply(self, delivery: Delivery) -> Sent:
        """The answer to something typed, into the conversation where it was typed."""
        payload = delivery.payload
        service_url, conversation, bot, tenant = payload["place"]
        to = Reference(service_url, conversation, bot or self.bot, tenant)
        activity = message(Reply(payload["card"], payload["summary"], payload["text"]), to)
        activity["replyToId"] = payload.get("reply_to", "")
        return {"conversation": conversation, "activity": await self._send(to, activity)}

    async def summary(self, delivery: Delivery) -> Sent:
        """A request's summary for someone who looks after it: sent once, then brought up to date in place.

        Who no longer looks after it sees that on the card, and nothing of the request; no first card goes to them.
        """
        request = await self._request(delivery)
        if not delivery.result.get("activity") and not self._may_hear(request, delivery):
            return _MOOT
        person, role = self._recipient(delivery), delivery.payload.get("role", "owner")
        card, words = summary_card(self.rulebook(), self.people(), request, person, role)
        return await self.to_person(delivery, card, words)

    async def own_card(self, delivery: Delivery) -> Sent:
        """The card on which the requester sees their request, brought up to date where it stands."""
        shown = await self.register.read(lambda c: _shown(c, delivery.reference or ""))
        if shown is None:
            return {}  # it was submitted where no card could be kept, so there is none to bring up to date
        activity_id, conversation = shown
        request = await self._request(delivery)
        if not request.requester.aad_id:
            return {}  # the requester was erased: there is no chat to write into
        card, words = confirmation(self.rulebook(), self.people(), request)
        try:
            await self._update(request.requester, conversation, activity_id, Reply(card, words))
        except GiveUp as missing:
            look_again(missing, delivery)
            return {"gone": True}  # the requester deleted the message: nothing to keep up to date any more
        return {"conversation": conversation, "activity": activity_id}

    async def status(self, delivery: Delivery) -> Sent:
        """News of a request's status or note, as a new message."""
        request = await self._request(delivery)
        if not self._may_hear(request, delivery):
            return _MOOT
        changed = str(delivery.payload.get("event", ""))
        request = as_told(request, str(delivery.payload.get("status", "")), int(delivery.payload.get("entry", 0)))
        card, words = status_message(self.rulebook(), self.people(), request, changed, self._recipient(delivery))
        return await self._once(delivery, card, words)

    async def message(self, delivery: Delivery) -> Sent:
        """Words from one person to another about a request: a question of the partner, the answer to it."""
        request = await self._request(delivery)
        said, about, event = (str(delivery.payload.get(key, "")) for key in ("text", "about", "event"))
        # Whoever was taken off a request hears that, and nothing after it.
        if about != delivery.recipient and not self._may_hear(request, delivery):
            return _MOOT
        if event == QuestionAsked.name and not request.open_question and not delivery.result.get("activity"):
            return _MOOT  # it was answered, or is no longer open, before it could be sent
        card, words = said_message(self.rulebook(), request, self._recipient(delivery), said, about, event)
        return await self.to_person(delivery, card, words)

    async def personal(self, delivery: Delivery) -> Sent:
        """A card that belongs into the personal chat because the turn came from a channel or group chat."""
        return await self._once(delivery, delivery.payload["card"], str(delivery.payload["summary"]))

    async def digest(self, delivery: Delivery) -> Sent:
        """What a person chose to hear once a day or once a week."""
        shown = [request for request in await self._several(delivery) if self._may_hear(request, delivery)]
        if not shown:
            return _MOOT
        card, words = digest_card(self.rulebook(), self.people(), self._recipient(delivery), shown, self.now())
        return await self._once(delivery, card, words)

    async def reminder(self, delivery: Delivery) -> Sent:
        """What waits for somebody longer than it should; nothing is sent when it does not any more."""
        request = await self._request(delivery)
        if task := str(delivery.payload.get("task", "")):
            return await self._work_reminder(delivery, request, task)
        if request.status != Status.SUBMITTED or not self._may_hear(request, delivery):
            return _MOOT
        stage = int(delivery.payload.get("stage", 1))
        person = self._recipient(delivery)
        days = working_days_between(local_day(request.submitted_at), local_day(self.now()), self.people().calendar)
        card, words = reminder_card(self.rulebook(), self.people(), request, person, stage, days)
        return await self._once(delivery, card, words)

    async def _work_reminder(self, delivery: Delivery, request: Request, task: str) -> Sent:
        person, stage = self._recipient(delivery), int(delivery.payload.get("stage", 1))
        held = still_waits(self.people(), request, person, task, stage)
        if held is None or not self._may_hear(request, delivery):
            return _MOOT
        card, words = work_reminder_card(self.rulebook(), self.people(), request, person, held, stage)
        return await self._once(delivery, card, words)

    async def early(self, delivery: Delivery) -> Sent:
        """What somebody asked us to tell of a draft; nothing once the draft is gone, or is for others now."""
        wanted = str(delivery.payload.get("interview", ""))
        found = await self.register.read(lambda c: early_notices.find(c, wanted))
        made = found and early_message(self.rulebook(), self.people(), *found, self._recipient(delivery))
        return await self._once(delivery, *made) if made else _MOOT

    async def note_wanted(self, delivery: Delivery) -> Sent:
        """Asks the governance team why a request was decided so; nothing is sent when somebody has said it since."""
        request = await self._request(delivery)
        if not lacks_note(request) or not self.people().governs(delivery.recipient):
            return _MOOT
        card, words = note_wanted_card(request)
        return await self._once(delivery, card, words)

    async def your_turn(self, delivery: Delivery) -> Sent:
        """Tells somebody who has a card of it already that the request waits for them now; nothing once it does not."""
        request, person = await self._request(delivery), self._recipient(delivery)
        made = your_turn_card(self.rulebook(), self.people(), request, person)
        return await self._once(delivery, *made) if made else _MOOT

    async def _several(self, delivery: Delivery) -> tuple[Request, ...]:
        wanted = delivery.payload.get("references", [])
        return await self.register.read(
            lambda c: tuple(r for ref in wanted if (r := self.as_told(c, ref, delivery.recipient)) is not None)
        )

    async def _request(self, delivery: Delivery) -> Request:
        wanted = delivery.reference or ""
        request = await self.register.read(lambda c: self.as_told(c, wanted, delivery.recipient))
        if request is None:
            raise GiveUp("the request is not in the register any more")
        return request

    def as_told(self, connection: Connection, reference: str, aad_id: str) -> Request | None:
        """A request as this person may know it at this moment, or None where there is none."""
        found = requests.find(connection, reference)
        return told_to(connection, found, self.rulebook(), self.people(), aad_id, self.now()) if found else None

    def _may_hear(self, request: Request, delivery: Delivery) -> bool:
        """Whether the recipient may be told of it at this moment: rights may have ended while the delivery waited."""
        return may_receive(self.people(), request, self._recipient(delivery))

    def _recipient(self, delivery: Delivery) -> Person:
        return Person(delivery.recipient, str(delivery.payload.get("name", "")))

    async def to_person(self, delivery: Delivery, card: Card, words: str) -> Sent:
        """Send a card, or replace the one that was sent before."""
        before = delivery.result
        if before.get("activity"):
            where = str(before["conversation"]), str(before["activity"])
            try:
                await self._update(self._recipient(delivery), *where, Reply(card, words))
            except GiveUp as missing:
                look_again(missing, delivery)
                return {"gone": True, **before}
            return before
        return await self._once(delivery, card, words)

    async def _once(self, delivery: Delivery, card: Card, words: str) -> Sent:
        return await self.say(self._recipient(delivery), Reply(card, words))

    async def say(self, person: Person, said: Reply) -> Sent:
        """Send a new message to somebody."""

        async def act(to: Reference) -> Sent:
            return {"conversation": to.conversation, "activity": await self._send(to, message(said, to))}

        return await self.places.send(person, act)

    async def _update(self, person: Person, conversation: str, activity: str, said: Reply) -> None:
        """Put something else in the place of a message that somebody has, in the chat where it stands."""

        async def act(to: Reference) -> None:
            to = Reference(to.service_url, conversation, to.bot, to.tenant)
            await self.connector.update(to, activity, message(said, to))

        await self.places.send(person, act)

    async def _send(self, to: Reference, activity: dict[str, Any]) -> str:
        try:
            return await self.connector.send(to, activity)
        except TooLarge:
            # Rather the words of a card than nothing at all.
            said = {"type": "message", "from": activity["from"], "conversation": activity["conversation"]}
            words = activity.get("summary") or ""
            return await self.connector.send(to, {**said, "summary": words, "text": words})


def look_again(missing: GiveUp, delivery: Delivery) -> None:
    """Raise it once more where Teams may find again what it does not find now."""
    if isinstance(missing, NotFound) and missing.may_come_back(delivery.tries):
        raise missing


def _shown(connection: Connection, reference: str) -> tuple[str, str] | None:
    """The message on which the requester sees the request, or None.

    Until the answer to a typed submit was sent, its delivery stands there. Where that went otherwise, or nobody knows
    any more how it went, there is no message to bring up to date.
    """
    card = requests.card_of(connection, reference)
    if card is None:
        return None
    activity, conversation = card
    if not activity.startswith("reply:"):
        return activity, conversation
    sent = ledger.find(connection, activity)
    if sent is not None and sent.state == "waiting":
        raise TryLater("the answer to the requester has not been sent yet")
    shown = sent.result.get("activity") if sent is not None else None
    return (str(shown), conversation) if shown else None
