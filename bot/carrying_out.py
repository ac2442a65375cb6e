"""Carries out what a turn wants to happen, inside the transaction of the turn: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.deliveries import ledger
from bot.deliveries.kinds import KINDS
from bot.people.effects import Lodged, Moved, PassedOn, Said, Updated, What
from bot.people.notifications import chosen
from bot.register import audit, interviews, requests, search, titles
from bot.register import people as people_rows
from bot.telling import tell, wish
from dialogs import confirmation
from dialogs.seams import (
    PASSING,
    Card,
    Change,
    Effect,
    GoPersonal,
    Interview,
    Keep,
    Lodge,
    People,
    Person,
    Prefer,
    Request,
    SendFile,
    Turn,
)
from dialogs.trace import Showed
from governance_rules import Rulebook
from governance_rules.roles import detail_of

_ITEM = KINDS["item"]
_LISTED = frozenset({"status", "it_contact", "details", "title", "area"})
"""Columns of a request that the list shows and the bot writes."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a turn happens in: who, when, by which rules, among whom."""

    who: people_rows.Known
    rulebook: Rulebook
    people: People
    now: datetime
    new_id: Callable[[], str]
    card: str = ""
    """Activity id of the message whose button was pressed."""
    conversation: str = ""
    held: Mapping[str, Interview] = field(default_factory=dict)
    """The person's interviews that the turn knew, by id: any other that it wants kept is new."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of a turn: the card to answer with, its words, and whether anything is to be delivered."""

    card: Card | None
    summary: str
    lodged: Request | None = None
    delivers: bool = False


def carry_out(connection: Connection, turn: Turn, setting: Setting) -> Carried:
    """Carry out every effect of the turn, in order."""
    card, summary, lodged, delivers = turn.card, turn.summary, None, False
    for effect in turn.effects:
        match effect:
            case Keep():
                _keep(connection, effect, setting)
            case Lodge():
                lodged = _lodge(connection, effect, setting)
                card, summary = confirmation(setting.rulebook, setting.people, lodged)
                delivers = True
            case _:
                delivers |= _other(connection, effect, setting)
    if turn.traces:
        key = setting.who.key
        left = (audit.Entry(key, trace.what, trace.reference, trace.fields) for trace in turn.traces)
        audit.append(connection, setting.now, *left)
    return Carried(card, summary, lodged, delivers)


def _other(connection: Connection, effect: Effect, setting: Setting) -> bool:
    """Carry out an effect that is neither kept nor lodged. Says whether something is to be delivered."""
    who = setting.who
    match effect:
        case Change():
            return _change(connection, effect, setting)
        case Showed(interview, references):
            titles.note(connection, who.person.aad_id, references, setting.now)
            shown = {"references": list(references)}
            audit.append(connection, setting.now, audit.Entry(who.key, "titles_shown", interview, shown))
            return False
        case Prefer(preferences):
            people_rows.prefer(connection, who.person.aad_id, chosen(who.preferences, preferences, setting.now))
            if _lasting(preferences) != _lasting(who.preferences):
                audit.append(connection, setting.now, audit.Entry(who.key, "preferences_changed", who.key, {}))
            return False
        case GoPersonal(card, summary):
            wish(connection, setting.new_id(), "personal", who.person, {"card": card, "summary": summary}, setting.now)
            return True
        case SendFile(name, content_type, text):
            payload = {"name": name, "content_type": content_type, "text": text}
            wish(connection, setting.new_id(), "file", who.person, payload, setting.now)
            return True
    return False


def _lasting(preferences: Mapping[str, Any]) -> dict[str, Any]:
    """A person's choices, without what only waits for their next word."""
    return {key: value for key, value in preferences.items() if key != PASSING}


def _keep(connection: Connection, effect: Keep, setting: Setting) -> None:
    interview, person = effect.interview, setting.who.person
    before = setting.held.get(interview.id)
    interviews.keep(connection, person.aad_id, interview, new=before is None)
    in_hand = interview.id if interview.state == "open" else None
    if in_hand != setting.who.interview:
        people_rows.take_in_hand(connection, person.aad_id, in_hand)
    audit.append(connection, setting.now, audit.Entry(setting.who.key, *_told(before, interview)))


def _told(before: Interview | None, after: Interview) -> tuple[str, str, Mapping[str, Any]]:
    """What the history says of a kept interview: answers by id, details by name only, because they are free text."""
    was: Mapping[str, Any] = before.answers if before else {}
    changed = {
        question: {"from": was.get(question), "to": after.answers.get(question)}
        for question in sorted({*was, *after.answers})
        if was.get(question) != after.answers.get(question)
    }
    written = [d for d in after.details if not before or before.details.get(d) != after.details[d]]
    fields: dict[str, Any] = {"revision": after.revision}
    if changed:
        fields["answers"] = changed
    if written:
        fields["details"] = sorted(written)
    state = after.state if after.state != "open" else "asked" if before is None else "answered"
    return state, after.id, fields


def _lodge(connection: Connection, effect: Lodge, setting: Setting) -> Request:
    person = setting.who.person
    known = requests.of_interview(connection, effect.interview.id)
    if known:
        return known
    day = setting.rulebook.day.isoformat()
    interviews.keep(connection, person.aad_id, effect.interview, new=effect.interview.id not in setting.held)
    request = requests.lodge(
        connection, effect.interview, effect.decision, effect.area, person, setting.now, day,
        title=detail_of(setting.rulebook, effect.interview.details, "title"), prefix=setting.rulebook.reference_prefix,
    )  # fmt: skip
    people_rows.take_in_hand(connection, person.aad_id, None)
    search.index(connection, request.reference, request.title)
    if setting.card:
        requests.shown_on(connection, request.reference, setting.card, setting.conversation)
    decided = {
        "interview": effect.interview.id,
        "process": effect.decision.process,
        "steps": effect.decision.steps,
        "rules": effect.decision.rules_version,
    }
    audit.append(
        connection,
        setting.now,
        audit.Entry("rules", "decided", request.reference, decided),
        audit.Entry(setting.who.key, "submitted", request.reference, {"interview": effect.interview.id}),
    )
    post(connection, request, setting.now)
    tell(connection, Lodged(), request, setting.people, setting.now)
    return request


def _change(connection: Connection, effect: Change, setting: Setting) -> bool:
    now, who = setting.now, setting.who
    before = requests.find(connection, effect.reference)
    if before is None:
        return False
    if effect.fields:
        requests.change(connection, effect.reference, {**effect.fields, **_by(effect.fields, who.person)}, now)
    if effect.add_co_requester:
        requests.join(connection, effect.reference, effect.add_co_requester, "co_requester", now)
    if effect.remove_co_requester:
        requests.remove(connection, effect.reference, effect.remove_co_requester)
    if effect.add_helper:
        requests.join(connection, effect.reference, effect.add_helper, "helper", now)
    number = requests.add_to_story(connection, effect.reference, effect.happening, who.person.aad_id)
    after = requests.find(connection, effect.reference)
    assert after is not None  # noqa: S101 - it was there two statements ago, in this transaction
    moved = {
        k: {"from": getattr(before, k, None), "to": v} for k, v in effect.fields.items() if k in ("status", "area")
    }
    audit.append(connection, now, audit.Entry(who.key, effect.happening.what, effect.reference, moved))
    if _LISTED & set(effect.fields) or effect.happening.note:
        post(connection, after, now)
    for what in _whats(effect, number, after, who.person):
        tell(connection, what, after, setting.people, now)
    return True


def _by(fields: Mapping[str, Any], person: Person) -> dict[str, str | None]:
    """Whose doing the columns are that hold somebody's name or words: erasing a person finds them by it."""
    by: dict[str, str | None] = {}
    if "it_contact" in fields:
        by["it_contact_id"] = person.aad_id
    if "open_question" in fields:
        by["asked_by"] = person.aad_id if fields["open_question"] else None
    return by


def _whats(effect: Change, number: int, request: Request, by: Person) -> list[What]:
    """What a change is to the people around it."""
    whats: list[What] = []
    if effect.happening.what == "passed_on":
        area = effect.fields.get("area")
        whats.append(PassedOn(by.aad_id, area if isinstance(area, str) else None))
    if "status" in effect.fields:
        whats.append(Moved(number, by.aad_id))
    if effect.tell and effect.message:
        known = {p.aad_id: p for p in (request.requester, *request.joined)}
        about = effect.add_co_requester or effect.remove_co_requester
        to = tuple(known.get(a, Person(a, "")) for a in effect.tell)
        whats.append(Said(number, to, effect.message, about.aad_id if about else ""))
    return whats or [Updated()]


def post(connection: Connection, request: Request, now: datetime) -> None:
    """Intend to bring the request's list item up to date: made when it is not there, changed when it is."""
    ledger.intend(
        connection,
        id=f"{request.reference}:list",
        reference=request.reference,
        kind=_ITEM.name,
        service=_ITEM.service,
        lane=_ITEM.lane(requester=request.requester.aad_id or request.reference),
        recipient="",
        payload={},
        now=now,
    )
