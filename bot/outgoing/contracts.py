"""The card that says which contracts end: made when it is sent, so that it tells of none that was renewed meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.deliveries.ledger import Delivery
from bot.outgoing.teams import TeamsSender
from bot.people.contracts import is_another, notice_day, who_hears
from bot.register import contract_notices, systems
from dialogs import contracts_card
from dialogs.cards.contracts import Ending
from dialogs.wording import local_day

Sent = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ContractSender:
    """Carries what the radar tells."""

    teams: TeamsSender

    def handlers(self) -> Mapping[str, Callable[[Delivery], Awaitable[Sent]]]:
        """The kind of delivery that this can carry."""
        return {"contracts": self.contracts}

    async def contracts(self, delivery: Delivery) -> Sent:
        """One card of all contracts of which this person hears now; nothing when none of them is theirs any more."""
        told = [_told(one) for one in delivery.payload["contracts"]]
        items = [item for item, *_ in told]
        found, asked = await self.teams.register.read(
            lambda c: (systems.among(c, items), contract_notices.asked(c, items))
        )
        today, people = local_day(self.teams.now()), self.teams.people()
        endings: list[Ending] = []
        for item, since, on, again in told:
            system = found.get(item)
            start, ends = (notice_day(system), system.contract_ends) if system else (None, None)
            if system is None or start is None or ends is None or not start <= today <= ends:
                continue
            if is_another(start, on):
                continue  # of which the radar tells by itself
            if item in asked and asked[item] > since:
                continue  # its renewal has begun meanwhile
            if any(person.aad_id == delivery.recipient for person in who_hears(people, system)):
                endings.append(Ending(system, ends, (ends - today).days, again=again))
        if not endings:
            return {"moot": True}
        card, words = contracts_card(endings)
        return await self.teams.to_person(delivery, card, words)


def _told(one: Mapping[str, Any]) -> tuple[str, datetime, date, bool]:
    """The system's row, when it was told of first, the day of this telling, and whether it is the second.

    The end of its contract is read when the card is made: one that was corrected meanwhile is told as it is now.
    """
    since, on = datetime.fromisoformat(one["since"]), date.fromisoformat(one["on"])
    return str(one["item"]), since, on, bool(one["again"])
