"""Carries out what a turn wants to happen, inside the transaction of the turn: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.deliveries import ledger
from bot.deliveries.kinds import KINDS
from bot.people.notifications import chosen
from bot.recording import audited, record
from bot.register import audit, interviews, requests, search, titles
from bot.register import people as people_rows
from bot.telling import tell, wish
from dialogs import confirmation
from dialogs.events import Record, Submitted
from dialogs.seams import (
    PASSING,
    Card,
    Effect,
    GoPersonal,
    Interview,
    Keep,
    Lodge,
    People,
    Prefer,
    Request,
    SendFile,
    Turn,
)
from dialogs.trace import Showed
from governance_rules import Rulebook
from governance_rules.roles import detail_of

_ITEM = KINDS["item"]
_LISTED = ("status", "it_contact", "details", "title", "area")
"""What of a request the list shows and a turn can change."""


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
        case Record():
            return _happened(connection, effect, setting)
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
        case SendFile(name, content_type, text, areas):
            file = {"name": name, "content_type": content_type, "text": text, "areas": list(areas)}
            wish(connection, setting.new_id(), "file", who.person, file, setting.now)
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
    what, fields = audited(Submitted(), request, request)
    audit.append(
        connection,
        setting.now,
        audit.Entry("rules", "decided", request.reference, decided),
        audit.Entry(setting.who.key, what, request.reference, fields),
    )
    post(connection, request, setting.now)
    tell(connection, Submitted(), request, setting.people, setting.now)
    return request


def _happened(connection: Connection, effect: Record, setting: Setting) -> bool:
    who = setting.who
    found = record(connection, effect.reference, effect.event, effect.by, who.key, setting.people, setting.now)
    if found is None:
        return False
    before, after = found
    if any(getattr(before, name) != getattr(after, name) for name in _LISTED) or after.story[-1].note:
        post(connection, after, setting.now)
    return True


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
