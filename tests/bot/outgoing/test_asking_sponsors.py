"""Who a sponsor's address belongs to, by Graph; and what the requester reads while nobody can be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from bot.deliveries import claims, ledger, outcomes
from bot.deliveries.ledger import Delivery
from bot.delivery_errors import TryLater, Unreachable
from bot.outgoing.sharepoint import NotAllowedYet
from bot.outgoing.sponsors import SponsorSender
from bot.outgoing.teams import TeamsSender
from bot.recording import record
from bot.register import requests
from bot.register.register import Register
from bot.sharepoint import refusals
from bot.sharepoint.graph import Graph
from dialogs.events import By, StatusChanged
from dialogs.model import Card, Person, Request
from dialogs.records import SponsorState
from dialogs.sponsor_events import SponsorAnswered, SponsorNamed
from tests.bot.people.people_cast import people
from tests.bot.register.lodged import ASKER, NOW, decision, lodge
from tests.dialogs.walker import RULEBOOK

HEAD: Final = Person("00000000-0000-0000-0000-0000000000e7", "Head of Housing", "head.housing@example.org")


UNKNOWN: Final = Person("", "", HEAD.upn)


@dataclass(frozen=True, slots=True)
class Told(TeamsSender):
    """A sender that keeps what it would send, and may find nobody there."""

    said: list[str] = field(default_factory=list)
    away: list[bool] = field(default_factory=list)

    async def to_person(self, delivery: Delivery, card: Card, words: str) -> Mapping[str, object]:
        """Keep the words, unless nobody is there."""
        del card, delivery
        if self.away:
            raise Unreachable("the app is not installed")
        self.said.append(words)
        return {"conversation": "c", "activity": "a"}


@dataclass
class Answer:
    """A Graph that gives one answer to every call."""

    says: Mapping[str, Any] | Exception
    paths: list[str] = field(default_factory=list)

    async def call(self, method: str, build: object, **query: object) -> Mapping[str, Any]:
        """The answer."""
        del build
        self.paths.append(f"{method} {query}")
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


def sender(register: Register, says: Mapping[str, Any] | Exception) -> tuple[SponsorSender, Told]:
    nothing: Any = None
    teams = Told(register, nothing, lambda: RULEBOOK, people, lambda: NOW, "28:bot", nothing)
    answer: Any = Answer(says)

    async def graph() -> Graph:
        return answer  # type: ignore[no-any-return]  # it answers as one

    return SponsorSender(teams, graph), teams


def named(register: Register, person: Person = UNKNOWN) -> Request:
    """A request whose requester has just named this sponsor."""
    request = lodge(register, decision("project", (), ("sponsor",)))
    event = SponsorNamed(person, HEAD.upn, "sponsor_name")
    by = By(ASKER, "Requester")
    register.write_now(lambda c: record(c, request.reference, event, by, "k1", people(), NOW))
    return kept(register, request)


def kept(register: Register, request: Request) -> Request:
    found = register.read_now(lambda c: requests.find(c, request.reference))
    assert found is not None
    return found


def state(register: Register, request: Request) -> SponsorState | None:
    sponsor = kept(register, request).sponsor
    return sponsor.state if sponsor else None


def waiting(register: Register, kind: str) -> list[Delivery]:
    ids = register.read_now(
        lambda c: [row[0] for row in c.exec_driver_sql("SELECT id FROM deliveries ORDER BY number")]
    )
    found = [register.read_now(lambda c, one=one: ledger.find(c, one)) for one in ids]  # type: ignore[misc]
    return [one for one in found if one is not None and one.kind == kind]


async def test_an_address_is_looked_up_and_its_person_asked_by_name(register: Register) -> None:
    request = named(register)
    asking, teams = sender(register, {"value": [{"id": HEAD.aad_id, "displayName": HEAD.name}]})
    (search,) = waiting(register, "find_sponsor")
    assert waiting(register, "sponsor") == [], "nobody knows yet whom to ask"
    assert waiting(register, "item") == []
    assert await asking.find_sponsor(search) == {"found": True}
    assert await asking.find_sponsor(search) == {"moot": True}, "once"
    assert len(waiting(register, "item")) == 1, "the list shows who it is"
    (card,) = waiting(register, "sponsor")
    assert (card.recipient, card.payload["name"]) == (HEAD.aad_id, HEAD.name)
    assert await asking.sponsor(card)
    assert teams.said == ["Will you sponsor DR-0001?"]
    assert state(register, request) == SponsorState.ASKED


def forbidden(status: int) -> refusals.NotAllowed:
    refused = refusals.NotAllowed("no")
    refused.status = status
    return refused


@pytest.mark.parametrize(
    "says",
    [refusals.Missing("no"), forbidden(403), refusals.GiveUp("no"), {"value": []}, {"value": [{"id": ASKER.aad_id}]}],
)
async def test_whom_graph_does_not_name_the_requester_hears_of(register: Register, says: Any) -> None:
    request = named(register)
    asking, _ = sender(register, says)
    (search,) = waiting(register, "find_sponsor")
    assert await asking.find_sponsor(search) == {"found": False}
    assert state(register, request) == SponsorState.UNREACHED
    (message,) = waiting(register, "message")
    assert message.recipient == ASKER.aad_id
    assert "could not reach the sponsor" in message.payload["text"]


@pytest.mark.parametrize("status", [0, 401])
async def test_while_the_app_cannot_sign_in_nobody_is_said_to_be_out_of_reach(register: Register, status: int) -> None:
    request = named(register)
    asking, _ = sender(register, forbidden(status))
    (search,) = waiting(register, "find_sponsor")
    with pytest.raises(NotAllowedYet):
        await asking.find_sponsor(search)
    assert (state(register, request), waiting(register, "message")) == (SponsorState.ASKED, [])


@pytest.mark.parametrize("status", ["Withdrawn", "Approved"])
async def test_the_card_of_a_sponsor_follows_the_request(register: Register, status: str) -> None:
    request = named(register, HEAD)
    (card,) = waiting(register, "sponsor")
    register.write_now(lambda c: claims.claim(c, card.id, card.generation, "one", NOW))
    register.write_now(lambda c: outcomes.done(c, card, {"conversation": "c", "activity": "a"}, NOW))
    assert waiting(register, "sponsor")[0].state == "done"
    by = By(ASKER, "Requester")
    register.write_now(lambda c: record(c, request.reference, StatusChanged(status, None), by, "k1", people(), NOW))
    (again,) = waiting(register, "sponsor")
    assert again.state == "waiting"


async def test_while_graph_is_away_the_search_waits(register: Register) -> None:
    request = named(register)
    asking, _ = sender(register, refusals.TryLater("away", 7))
    (search,) = waiting(register, "find_sponsor")
    with pytest.raises(TryLater) as held:
        await asking.find_sponsor(search)
    assert held.value.after == 7
    assert state(register, request) == SponsorState.ASKED


async def test_who_has_not_the_app_is_told_of_once_and_asked_when_they_have_it(register: Register) -> None:
    request = named(register, HEAD)
    asking, teams = sender(register, {})
    (card,) = waiting(register, "sponsor")
    teams.away.append(True)
    for _ in range(2):
        with pytest.raises(Unreachable):
            await asking.sponsor(card)
    assert state(register, request) == SponsorState.UNREACHED
    assert len(waiting(register, "message")) == 1
    teams.away.clear()
    await asking.sponsor(card)
    assert state(register, request) == SponsorState.ASKED
    assert len(waiting(register, "sponsor")) == 1


async def test_whoever_said_no_or_is_not_asked_any_more_gets_no_card(register: Register) -> None:
    request = named(register, HEAD)
    asking, teams = sender(register, {})
    (card,) = waiting(register, "sponsor")
    by = By(HEAD, "Sponsor")
    event = SponsorAnswered(confirmed=False)
    register.write_now(lambda c: record(c, request.reference, event, by, "k2", people(), NOW))
    assert await asking.sponsor(card) == {"moot": True}
    assert teams.said == []
