"""The card that brings a member the papers of a meeting: made when it is sent, so that it tells of nothing gone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.deliveries.ledger import Delivery
from bot.meetings import meeting_of
from bot.outgoing.teams import TeamsSender
from bot.papers import readers_of
from dialogs import papers_card
from dialogs.agendas import bodies_that_meet
from dialogs.wording import local_day

Sent = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PapersSender:
    """Carries what `bot/papers.py` tells."""

    teams: TeamsSender

    def handlers(self) -> Mapping[str, Callable[[Delivery], Awaitable[Sent]]]:
        """The kind of delivery that this can carry."""
        return {"papers": self.papers}

    async def papers(self, delivery: Delivery) -> Sent:
        """The agenda of a meeting; nothing once it is past or cancelled, nor to who is no member any more."""
        teams, rulebook = self.teams, self.teams.rulebook()
        day = date.fromisoformat(str(delivery.payload["day"]))
        wanted = str(delivery.payload["body"])
        body = next((one for one in bodies_that_meet(rulebook) if one.id == wanted), None)
        if body is None or day not in body.next_dates or day < local_day(teams.now()):
            return {"moot": True}
        if delivery.recipient not in {one.aad_id for one in readers_of(teams.people(), body.id)}:
            return {"moot": True}
        meeting = await teams.register.read(lambda c: meeting_of(c, body, day, ahead=True))
        return await teams.to_person(delivery, *papers_card(rulebook, meeting))
