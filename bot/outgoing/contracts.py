"""The card that says which contracts end: made when it is sent, so that it tells of none that was renewed meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.deliveries.ledger import Delivery
from bot.outgoing.teams import TeamsSender
from bot.people.contracts import notice_day, who_hears
from bot.people.working_days import local_day
from bot.register import contract_notices, systems
from dialogs import contracts_card
from dialogs.cards.contracts import Ending

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
        for item, ends, since, again in told:
            system = found.get(item)
            if system is None or system.contract_ends != ends or notice_day(system) is None or ends < today:
                continue
            if item in asked and asked[item] > since:
                continue  # its renewal has begun meanwhile
            if any(person.aad_id == delivery.recipient for person in who_hears(people, system)):
                endings.append(Ending(system, ends, (ends - today).days, again=again))
        if not endings:
            return {"moot": True}
        card, words = contracts_card(endings)
        return await self.teams.to_person(delivery, card, words)


def _told(one: Mapping[str, Any]) -> tuple[str, date, datetime, bool]:
    """The system's row, the end of its contract, when it was told of first, and whether this is the second time."""
    return str(one["item"]), date.fromisoformat(one["ends"]), datetime.fromisoformat(one["since"]), bool(one["again"])
