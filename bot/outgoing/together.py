"""What is sent for several people at once: the agenda of a body in its channel, a request that a meeting calls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot import agenda_posts, called_items
from bot.deliveries.ledger import Delivery
from bot.delivery_errors import GiveUp, TooLarge, Unreachable
from bot.host.activity import message
from bot.host.incoming import Reference, Reply
from bot.meetings import meeting_of
from bot.outgoing.teams import TeamsSender, look_again
from bot.register.agenda_channels import Row
from dialogs import heard_card, item_card, no_longer_card
from dialogs.agendas import Meeting, bodies_shown_to, open_items
from dialogs.model import Card, Person

Sent = Mapping[str, object]
_MOOT: Final[Sent] = {"moot": True}


def together_handlers(teams: TeamsSender, *, targeted: bool) -> Mapping[str, Callable[[Delivery], Awaitable[Sent]]]:
    """The kinds of delivery of this file, each with what carries it; ``targeted``: see `CalledSender`."""
    return {"agenda": AgendaSender(teams).agenda, "called": CalledSender(teams, targeted=targeted).called}


class _DeletedAgain(Exception):
    """Somebody has deleted the post a second time: they do not want it."""


@dataclass(frozen=True, slots=True)
class AgendaSender:
    """Keeps the agenda of a body in its channel up to date."""

    teams: TeamsSender

    async def agenda(self, delivery: Delivery) -> Sent:
        """The post of a channel, as a post of its own: made once, then brought up to date where it stands.

        One that is not kept any more says so. Where somebody deleted it, it is posted once more; where it is deleted
        again, or the channel takes nothing, the agenda is kept there no longer.
        """
        teams, rulebook, now = self.teams, self.teams.rulebook(), self.teams.now()
        found = await teams.register.read(lambda c: agenda_posts.shown_by(c, rulebook, delivery.id, now))
        if found is None:
            return await self._no_longer(delivery)
        row, card, words = found
        to = Reference(row.service_url, row.conversation, row.bot or teams.bot, row.tenant)
        try:
            return await self._posted(delivery, to, message(Reply(card, words), to))
        except (Unreachable, _DeletedAgain) as over:
            await self._let_go(row, "deleted" if isinstance(over, _DeletedAgain) else "refused")
            return {"gone": True}
        except GiveUp as missing:
            look_again(missing, delivery)
            await self._let_go(row, "gone")
            raise

    async def _posted(self, delivery: Delivery, to: Reference, post: dict[str, Any]) -> Sent:
        before, times = delivery.result.get("activity"), int(delivery.result.get("deleted", 0))
        if before:
            try:
                await self.teams.connector.update(to, str(before), post)
            except GiveUp as missing:
                look_again(missing, delivery)
                if times and not delivery.payload.get("anew"):
                    raise _DeletedAgain from None
                times += 1
            else:
                return {}
        place = [to.service_url, to.conversation, to.bot, to.tenant]
        return {"activity": await self.teams.connector.send(to, post), "place": place, "deleted": times}

    async def _no_longer(self, delivery: Delivery) -> Sent:
        """Where a post stands, it says that the agenda is not kept there any more."""
        before, place = delivery.result.get("activity"), delivery.result.get("place")
        if not before or not place:
            return {"over": True}
        to = Reference(*place)
        try:
            await self.teams.connector.update(to, str(before), message(Reply(*no_longer_card()), to))
        except GiveUp as missing:
            look_again(missing, delivery)  # otherwise the post is not there any more: nobody reads it
        except Unreachable:
            return {"gone": True}  # the channel takes nothing now: tried again when somebody chooses or stops
        return {"over": True}

    async def _let_go(self, row: Row, why: str) -> None:
        now = self.teams.now()
        await self.teams.register.write(lambda c: agenda_posts.gone(c, row, now, why))


@dataclass(frozen=True, slots=True)
class CalledSender:
    """Carries a request that a meeting calls to one member.

    ``targeted``: into the chat where it was called, for them alone, when they are in it. Otherwise, and wherever Teams
    does not take that, into their own chat.
    """

    teams: TeamsSender
    targeted: bool = False

    async def called(self, delivery: Delivery) -> Sent:
        """The card of the request, brought up to date once it was heard; nothing where it is heard before it comes."""
        said = {**delivery.result, **delivery.payload}
        body, day = str(said.get("body", "")), str(said.get("day", ""))
        person = Person(delivery.recipient, str(said.get("name", "")))
        meeting, reference = await self._meeting(body, day, person), delivery.reference or ""
        if meeting is not None and called_items.moved_on(delivery):
            return _MOOT
        item = meeting.item(reference) if meeting is not None else None
        if meeting is not None and item is not None and meeting.runs and item in open_items(meeting):
            card, words = item_card(self.teams.rulebook(), meeting, item)
        elif delivery.result.get("activity"):
            card, words = heard_card(item, reference)
        else:
            return _MOOT
        return {**await self._sent(delivery, said.get("place"), person, card, words), "body": body, "day": day}

    async def _meeting(self, body: str, day: str, person: Person) -> Meeting | None:
        """The meeting as it is now; None where they may not see the agendas of this body any more."""
        shown = bodies_shown_to(self.teams.rulebook(), self.teams.people(), person)
        known = next((one for one in shown if one.id == body), None)
        if known is None:
            return None
        return await self.teams.register.read(lambda c: meeting_of(c, known, date.fromisoformat(day)))

    async def _sent(self, delivery: Delivery, place: Any, person: Person, card: Card, words: str) -> Sent:
        before = delivery.result
        if before.get("targeted"):
            to = Reference(*before["place"])
            try:
                await self.teams.connector.update(
                    to, str(before["activity"]), message(Reply(card, words), to), targeted=True
                )
            except (GiveUp, Unreachable) as missing:
                if isinstance(missing, GiveUp):
                    look_again(missing, delivery)
                return {**before, "gone": True}  # after a day Teams has no such message any more
            return before
        if self.targeted and place and not before.get("activity"):
            try:
                return await self._into_chat(Reference(*place), person, card, words)
            except (GiveUp, Unreachable, TooLarge):
                pass  # they are not in that chat, or it takes no such message
        return await self.teams.to_person(delivery, card, words)

    async def _into_chat(self, to: Reference, person: Person, card: Card, words: str) -> Sent:
        """Send it into the chat for this member alone. Raises `GiveUp` where they are not in it."""
        member = await self.teams.connector.member(to, person.aad_id)
        teams_id, theirs = member.get("id"), member.get("aadObjectId") or member.get("objectId")
        if not isinstance(teams_id, str) or not teams_id or str(theirs).lower() != person.aad_id.lower():
            raise GiveUp("Teams names somebody else")
        activity = {**message(Reply(card, words), to), "recipient": {"id": teams_id, "name": person.name}}
        sent = await self.teams.connector.send(to, activity, targeted=True)
        place = [to.service_url, to.conversation, to.bot, to.tenant]
        return {"conversation": to.conversation, "activity": sent, "targeted": True, "place": place}
