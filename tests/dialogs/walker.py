"""A person at the front door, played by plain calls: what `bot/` does with a turn, held in memory."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dialogs import area_export, confirmation, model, needs_of, take_turn
from dialogs.agendas import bodies_shown_to, filled, meeting_day, step_at
from dialogs.cards.request import wants_information
from dialogs.changes import apply
from dialogs.events import By, Record
from dialogs.model import (
    Act,
    AreaPeople,
    Clock,
    Interview,
    KeepMeeting,
    Lookups,
    Meeting,
    MeetingWanted,
    Needs,
    OfferFile,
    People,
    Person,
    Pressed,
    Profile,
    Request,
    SaveDraft,
    Session,
    SetPreferences,
    Similar,
    SubmitRequest,
    System,
    Turn,
    Typed,
)
from dialogs.records import RequestSystem
from dialogs.roadmap import Entry
from dialogs.steps import checks_of, steps_of
from dialogs.tasks import tasks_of
from dialogs.wording import local_day
from governance_rules.roles import replaces_systems
from tests.rules_reading import load_rulebook

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AREAS = {
    "children_and_learning": "Children and learning",
    "adult_social_care": "Adult social care",
    "housing": "Housing",
    "place": "Place",
}
RULEBOOK = load_rulebook(None, AREAS, date(2026, 3, 2))

STAFF = Person("00000000-0000-0000-0000-000000000001", "Housing officer", "officer@example.org")
OTHER = Person("00000000-0000-0000-0000-000000000002", "Parking officer", "parking@example.org")
CHAMPION = Person("00000000-0000-0000-0000-00000000c001", "Housing champion", "champion.housing@example.org")
PARTNER = Person("00000000-0000-0000-0000-00000000b001", "IT business partner (Housing)", "itbp.housing@example.org")
PLACE_CHAMPION = Person("00000000-0000-0000-0000-00000000c002", "Place champion", "champion.place@example.org")
PLACE_PARTNER = Person("00000000-0000-0000-0000-00000000b002", "IT business partner (Place)", "itbp.place@example.org")
GOVERNANCE = Person("00000000-0000-0000-0000-00000000a001", "Governance officer", "governance@example.org")
BOARD = Person("00000000-0000-0000-0000-00000000d101", "Board secretary", "board@example.org")
BOARD_MEMBER = Person("00000000-0000-0000-0000-00000000d102", "Board member", "board.member@example.org")
REVIEWER = Person("00000000-0000-0000-0000-00000000d301", "Technical Review Board secretary", "review@example.org")
PMO = Person("00000000-0000-0000-0000-00000000f008", "Project management office", "pmo@example.org")
DATA_TEAM = Person("00000000-0000-0000-0000-00000000f004", "Data team", "data.team@example.org")
PROCUREMENT = Person("00000000-0000-0000-0000-00000000f001", "Procurement", "procurement@example.org")
HEAD = Person("00000000-0000-0000-0000-00000000e001", "Head of Housing", "head.housing@example.org")
"""A senior leader, of whom the directory does not know."""

PEOPLE = People(
    areas={
        "children_and_learning": AreaPeople("children_and_learning", "Children and learning", (), None),
        "adult_social_care": AreaPeople("adult_social_care", "Adult social care", (), None),
        "housing": AreaPeople("housing", "Housing", (CHAMPION,), PARTNER),
        "place": AreaPeople("place", "Place", (PLACE_CHAMPION,), PLACE_PARTNER),
    },
    owners={"procurement": PROCUREMENT, "pmo": PMO, "data_team": DATA_TEAM},
    governance_team=(GOVERNANCE,),
    alert_recipients={alert.id: alert.tell for alert in RULEBOOK.alerts},
    bodies={"board": (BOARD, BOARD_MEMBER), "technical_review_board": (REVIEWER,)},
    check_owners={check.id: check.owner for check in RULEBOOK.checks},
    deliverers={key: p.delivered_by for p in RULEBOOK.processes if p.delivered_by for key in (p.id, p.name)},
)
"""Nobody speaks for the ICT Improvement Group, and most checks have nobody: the governance team does."""


@dataclass
class Office:
    """The register and clock that several people share."""

    requests: dict[str, Request] = field(default_factory=dict)
    now: datetime = NOW
    rulebook: Any = RULEBOOK
    people: People = PEOPLE
    ids: Any = field(default_factory=lambda: itertools.count(1))
    on_list: bool = True
    systems: tuple[System, ...] = ()
    """Those of the council: one whose name's first word is said is meant."""
    meetings: dict[tuple[str, date], Meeting] = field(default_factory=dict)
    """Those of which something was kept."""
    put_off: frozenset[str] = frozenset()
    """References that an earlier meeting did not decide."""
    """Every card that anybody saw, with a name."""
    cards: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def lodge(self, effect: SubmitRequest, person: Person) -> Request:
        """What the register does with a SubmitRequest: a reference, once an interview."""
        before = next((r for r in self.requests.values() if r.interview == effect.interview.id), None)
        if before:
            return before
        reference = f"DR-{len(self.requests) + 1:04}"
        request = Request(
            reference=reference,
            interview=effect.interview.id,
            requester=person,
            area=effect.area,
            title=effect.interview.details.get("title", ""),
            details=effect.interview.details,
            answers=effect.interview.answers,
            decision=effect.decision,
            status="Submitted",
            submitted_at=self.now,
            changed_at=self.now,
            on_list=self.on_list,
            steps=steps_of(effect.decision, {}, self.now),
            checks=checks_of(effect.decision),
            systems=self.named(effect),
        )
        self.requests[reference] = request
        if effect.sponsor is not None:
            self.record(Record(reference, effect.sponsor, By(person, "Requester")))
        return self.requests[reference]

    def named(self, effect: SubmitRequest) -> tuple[RequestSystem, ...]:
        """Which systems a new request is about."""
        said = effect.interview.details.get("systems", "")
        replaces = replaces_systems(self.rulebook, effect.interview.answers)
        return tuple(RequestSystem(s.title, s.item, replaces) for s in self.systems if s.title in said)

    def record(self, effect: Record) -> None:
        """What the register does with an event."""
        before = self.requests[effect.reference]
        self.requests[effect.reference] = apply(before, effect.event, effect.by, self.now)


@dataclass
class Walker:
    """One person with their desk. Each step gives the card that they see."""

    office: Office = field(default_factory=Office)
    person: Person = STAFF
    current: Interview | None = None
    drafts: dict[str, Interview] = field(default_factory=dict)
    preferences: Mapping[str, Any] = field(default_factory=dict)
    personal_chat: bool = True
    card: dict[str, Any] = field(default_factory=dict)
    summary: str = ""
    effects: tuple[Any, ...] = ()
    seen: int = 0
    last: Turn | None = None
    wanted: Needs = field(default_factory=Needs)
    advised: Interview | None = None
    profile: Profile | None = None
    in_channel: bool = False

    def session(self) -> Session:
        """The desk as the register gives it to a turn."""
        drafts = tuple(reversed([d for d in self.drafts.values() if d.state == "open"]))
        desk = Session(self.person, self.current, drafts, self.personal_chat, self.preferences)
        return replace(desk, advised=self.advised, profile=self.profile, in_channel=self.in_channel)

    def act(self, act: Act) -> dict[str, Any]:
        """Do something, carry out what should happen, and give the card that comes back."""
        self.office.now += timedelta(seconds=20)
        session, office = self.session(), self.office
        self.wanted = needs_of(office.rulebook, session, act)
        lookups = self.look_up(self.wanted, act)
        clock = Clock(office.now, lambda: f"i{next(office.ids)}")
        turn = take_turn(office.rulebook, office.people, session, lookups, act, clock)
        self.last, self.effects = turn, turn.effects
        card, summary = turn.card, turn.summary
        for effect in turn.effects:
            if isinstance(effect, SaveDraft):
                self.drafts[effect.interview.id] = effect.interview
                self.current = effect.interview if effect.interview.state == "open" else None
                self.advised = effect.interview if effect.interview.state == "advised" else None
            elif isinstance(effect, SubmitRequest):
                request = office.lodge(effect, self.person)
                self.drafts[effect.interview.id] = effect.interview
                self.current = self.advised = None
                card, summary = confirmation(office.rulebook, office.people, request)
            elif isinstance(effect, Record):
                office.record(effect)
            elif isinstance(effect, KeepMeeting):
                office.meetings[effect.meeting.body, effect.meeting.day] = effect.meeting
            elif isinstance(effect, SetPreferences):
                self.preferences = effect.preferences
        if card is not None:
            self.card, self.summary = card, summary
            self.seen += 1
            office.cards.append((summary, card))
        return self.card

    def look_up(self, wanted: Needs, act: Act) -> Lookups:
        """What the register finds for a turn."""
        office, me = self.office, self.person.aad_id
        request = office.requests.get(wanted.reference) if wanted.reference else None
        mine = tuple(
            r
            for r in office.requests.values()
            if r.requester.aad_id == me or any(p.aad_id == me for p in r.co_requesters)
        )
        if wanted.lately and isinstance(act, Pressed):
            request = next((r for r in mine if r.interview == act.data.get("interview")), None)
        similar: tuple[Similar, ...] = ()
        if wanted.similar_to:
            words = set(wanted.similar_to.casefold().split())
            similar = tuple(
                Similar(r.reference, r.title, r.area or "", r.status)
                for r in office.requests.values()
                if words & set(r.title.casefold().split()) and r.requester.aad_id != me
            )
        like, rows = (wanted.systems_like or "").casefold(), wanted.systems_chosen
        chosen = [s for s in office.systems if s.item in rows]
        chosen += [s for s in office.systems if s.title.split()[0].casefold() in like and s not in chosen]
        system = next((s for s in office.systems if s.title.casefold() == (wanted.system or "").casefold()), None)
        about = [r for r in office.requests.values() if system and any(s.item == system.item for s in r.systems)]
        return Lookups(
            request=request,
            systems=tuple(chosen),
            system=system,
            about_system=tuple(about),
            mine=mine if wanted.mine else (),
            asked=tuple(r for r in mine if wanted.asked and r.requester.aad_id == me and wants_information(r)),
            similar=similar,
            area_requests=tuple(office.requests.values()) if wanted.area_requests else (),
            work=tuple(r for r in office.requests.values() if wanted.work and tasks_of(office.people, self.person, r)),
            figures={"total": len(office.requests)} if wanted.figures else None,
            meetings=self.meetings(wanted.meeting) if wanted.meeting else (),
            roadmap=tuple(map(planned, office.requests.values())) if wanted.roadmap else None,
        )

    def meetings(self, wanted: MeetingWanted) -> tuple[Meeting, ...]:
        """The meetings of this person's bodies: today's, what runs past midnight, or the next; one has its agenda."""
        office, today = self.office, local_day(self.office.now)
        shown = bodies_shown_to(office.rulebook, office.people, self.person)
        bodies = [body for body in shown if wanted.body in {"", body.id}]
        days = [(body, day) for body in bodies if (day := meeting_day(body, today)) and (wanted.ahead or day == today)]
        if not (wanted.ahead or days):
            running = [key for key, meeting in office.meetings.items() if meeting.runs]
            days = [(body, day) for body in bodies for named, day in running if named == body.id]
        if len(days) != 1:
            return tuple(Meeting(body.id, day, read=False) for body, day in days)
        (body, day) = days[0]
        kept = office.meetings.get((body.id, day), Meeting(body.id, day))
        items = tuple(replace(item, request=office.requests[item.reference]) for item in kept.items)
        found = [request for request in office.requests.values() if step_at(request, body.id)]
        return (filled(replace(kept, items=items), found, office.put_off, body.items_at_most),)

    def export(self) -> str:
        """The content of the export that the last turn offered, as it would be made now."""
        offer = next(effect for effect in self.effects if isinstance(effect, OfferFile))
        held, chosen = tuple(self.office.requests.values()), offer.fields["filter"]
        return area_export(self.office.rulebook, self.office.people, self.person, held, chosen, {})[0]

    def type(self, words: str) -> dict[str, Any]:
        """Type a message."""
        return self.act(Typed(words))

    def press(self, verb: str, inputs: Mapping[str, Any] | None = None, **carried: object) -> dict[str, Any]:
        """Press the button of the present card with this verb (and this static data)."""
        button = next(
            b
            for b in buttons(self.card)
            if b.get("verb") == verb and all(b["data"].get(k) == v for k, v in carried.items())
        )
        return self.act(Pressed(verb, button["data"], inputs or {}))

    def send(
        self, verb: str, data: Mapping[str, Any] | None = None, inputs: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Send a press that no card need have offered."""
        return self.act(Pressed(verb, data or {}, inputs or {}))

    def install(self) -> dict[str, Any]:
        """Install the bot."""
        return self.act(model.ChatEvent("installed"))

    def fill(self, answers: Mapping[str, Any], details: Mapping[str, str], most: int = 40) -> None:
        """Walk by cards from where the person is to the check-answers card, or until nothing moves any more."""
        before = None
        for _ in range(most):
            verbs = {b.get("verb") for b in buttons(self.card)}
            if "answer" not in verbs:
                return
            given = {}
            for one in inputs(self.card):
                held = answers.get(one["id"], details.get(one["id"], one.get("value", "")))
                given[one["id"]] = ",".join(held) if isinstance(held, tuple | list) else held
            self.press("answer", given)
            if self.card == before:
                return
            before = self.card
        raise AssertionError("the walk does not end")

    def to_route(self, answers: Mapping[str, Any]) -> None:
        """Start, and walk by cards to the card of the route with its details."""
        self.send("start")
        while (shown := inputs(self.card)) and all(one["id"] in answers for one in shown):
            held = {one["id"]: answers[one["id"]] for one in shown}
            self.press("answer", {i: a if isinstance(a, str) else ",".join(a) for i, a in held.items()})

    def fill_typed(
        self,
        answers: Mapping[str, Any],
        details: Mapping[str, str],
        say: Callable[[Mapping[str, Any], list[str]], str] | None = None,
    ) -> None:
        """Walk by typed words to the check-answers card, or until nothing moves any more. ``say`` words an answer."""
        before = None
        for _ in range(80):
            if self.card == before:
                return
            before = self.card
            shown = inputs(self.card)
            verbs = {b.get("verb") for b in buttons(self.card)}
            if "answer" not in verbs:
                return
            if not shown:
                self.type("continue")
                continue
            assert len(shown) == 1, [i["id"] for i in shown]
            one = shown[0]
            if one["id"] in answers:
                held = answers[one["id"]]
                chosen = [held] if isinstance(held, str) else list(held)
                self.type(say(one, chosen) if say else numbers(one, chosen))
            else:
                self.type(details.get(one["id"], "") or "skip")
        raise AssertionError("the walk does not end")


def planned(request: Request) -> Entry:
    """A request as the roadmap has it."""
    return Entry(request.reference, request.title, request.area or "", request.status, request.timeframe or "")


def numbers(one: Mapping[str, Any], chosen: list[str]) -> str:
    """Answers as a person types them: ``1, 3``."""
    ids = [c["value"] for c in one["choices"]]
    return ", ".join(str(ids.index(c) + 1) for c in chosen)


def elements(card: object) -> list[dict[str, Any]]:
    """Every object of a card that has a type, in reading order."""
    found: list[dict[str, Any]] = []
    _gather(card, found)
    return found


def _gather(part: object, found: list[dict[str, Any]]) -> None:
    """Put every object with a type into one list: it is asked of each card some ten times."""
    if isinstance(part, dict):
        if "type" in part:
            found.append(part)
        for value in part.values():
            if isinstance(value, (dict, list)):
                _gather(value, found)
    elif isinstance(part, list):
        for value in part:
            _gather(value, found)


def inputs(card: object) -> list[dict[str, Any]]:
    """Every input of a card."""
    return [e for e in elements(card) if e["type"].startswith("Input.")]


def buttons(card: object) -> list[dict[str, Any]]:
    """Every button of a card that calls the bot."""
    return [e for e in elements(card) if e["type"] == "Action.Execute"]


def verbs(card: object) -> set[str]:
    """The verbs that a card offers."""
    return {b["verb"] for b in buttons(card)}


def words(card: object) -> str:
    """Everything that a card says, as one text."""
    said = []
    for e in elements(card):
        said += [str(e[k]) for k in ("text", "title", "label", "errorMessage", "value") if isinstance(e.get(k), str)]
    return "\n".join(said)
