"""Asks people what came of requests: made when it is sent, so that nobody is asked what they have said meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.benefit_questions import pass_on
from bot.deliveries.ledger import Delivery
from bot.delivery_errors import GiveUp, Unreachable
from bot.outgoing.teams import TeamsSender
from bot.register import requests
from dialogs import benefits_message
from dialogs.asked_benefit import asked_as, done_on
from dialogs.model import Person, Request

Sent = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class BenefitSender:
    """Carries the questions of one day to one person."""

    teams: TeamsSender

    def handlers(self) -> Mapping[str, Callable[[Delivery], Awaitable[Sent]]]:
        """The kind of delivery that this can carry."""
        return {"benefits": self.benefits}

    async def benefits(self, delivery: Delivery) -> Sent:
        """One card of everything that this person is asked; nothing where nothing is left to ask.

        Where they cannot be reached, whoever comes after them is asked.
        """
        person = Person(delivery.recipient, str(delivery.payload.get("name", "")))
        wanted = [(str(one["reference"]), int(one["after"])) for one in delivery.payload["asked"]]
        found = await self.teams.register.read(
            lambda c: {request.reference: request for request in requests.several(c, [ref for ref, _ in wanted])}
        )
        asked = [
            (found[reference], after)
            for reference, after in wanted
            if reference in found and self._waits(found[reference], person, after)
        ]
        if not asked:
            return {"moot": True}
        card, words = benefits_message(self.teams.rulebook(), self.teams.people(), person, asked)
        try:
            return await self.teams.to_person(delivery, card, words)
        except (Unreachable, GiveUp):
            left = [(request.reference, after) for request, after in asked]
            people, now = self.teams.people(), self.teams.now()
            await self.teams.register.write(lambda c: pass_on(c, people, person, left, now))
            raise

    def _waits(self, request: Request, person: Person, after: int) -> bool:
        """Whether it is still theirs to say, and they have not said it, nor been asked for a later time since."""
        if done_on(request) is None or asked_as(self.teams.people(), request, person) is None:
            return False
        mine = [one for one in request.benefits if one.aad_id == person.aad_id]
        return not any(one.after > after or (one.after == after and one.measured) for one in mine)
