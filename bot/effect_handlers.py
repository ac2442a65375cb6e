"""Runs the effects of a turn, inside the transaction of the turn: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot import agenda_posts, called_items, file_offers
from bot.host.incoming import Incoming
from bot.meetings import keep_meeting
from bot.notify import enqueue_item, enqueue_personal, notify
from bot.people.preferences import chosen
from bot.recording import audited, record
from bot.register import audit, early_notices, interviews, requests, search, titles
from bot.register import people as people_rows
from bot.system_index import SystemIndex
from dialogs import confirmation
from dialogs.access_log import TitlesShown
from dialogs.agendas import CallItem, KeepAgenda, StopAgenda
from dialogs.events import By, Record, Submitted
from dialogs.model import (
    PASSING,
    AnswerFile,
    Card,
    Effect,
    Interview,
    KeepMeeting,
    OfferFile,
    People,
    PostPrivately,
    Request,
    SaveDraft,
    SetPreferences,
    SubmitRequest,
    TellEarly,
    Turn,
)
from dialogs.records import RequestSystem
from dialogs.sponsor_events import SponsorNamed
from dialogs.wording import championing, say
from governance_rules import Rulebook
from governance_rules.roles import detail_of, replaces_systems

_LISTED = (
    *("status", "it_contact", "details", "title", "area", "decision_note"),
    *("final_process", "board_timeframe", "steps", "checks", "sponsor", "benefits"),
)
"""What of a request the list shows and a turn can change."""


@dataclass(frozen=True, slots=True)
class EffectContext:
    """What a turn happens in: who, when, by which rules, among whom."""

    who: people_rows.PersonRecord
    rulebook: Rulebook
    people: People
    now: datetime
    new_id: Callable[[], str]
    card: str = ""
    """Activity id of the message whose button was pressed."""
    conversation: str = ""
    held: Mapping[str, Interview] = field(default_factory=dict)
    """The person's interviews that the turn knew, by id: any other that it wants kept is new."""
    systems: SystemIndex = field(default_factory=SystemIndex)
    """The systems that the council has, by which those that a request names are known."""
    incoming: Incoming | None = None
    """What was said or pressed, and in which chat."""


@dataclass(frozen=True, slots=True)
class EffectResult:
    """What came of a turn: the card to answer with, its words, and whether anything is to be delivered."""

    card: Card | None
    summary: str
    submitted: Request | None = None
    delivers: bool = False


def run_effects(connection: Connection, turn: Turn, context: EffectContext) -> EffectResult:
    """Run every effect of the turn, in order."""
    card, summary, submitted, delivers = turn.card, turn.summary, None, False
    for effect in turn.effects:
        match effect:
            case SaveDraft():
                _save_draft(connection, effect, context)
            case SubmitRequest():
                submitted = _submit_request(connection, effect, context)
                card, summary = confirmation(context.rulebook, context.people, submitted)
                delivers = True
            case CallItem() | KeepAgenda() | StopAgenda():
                delivers |= _together(connection, effect, context)
            case _:
                delivers |= _other(connection, effect, context)
    if turn.accesses:
        key = context.who.key
        left = (audit.Entry(key, access.what, access.reference, access.fields) for access in turn.accesses)
        audit.append(connection, context.now, *left)
    return EffectResult(card, summary, submitted, delivers)


def _other(connection: Connection, effect: Effect, context: EffectContext) -> bool:
    """Run an effect that neither saves a draft nor submits a request. Says whether something is to be delivered."""
    who = context.who
    match effect:
        case Record():
            return _record(connection, effect, context)
        case TitlesShown(interview, references):
            titles.note(connection, who.person.aad_id, references, context.now)
            shown = {"references": list(references)}
            audit.append(connection, context.now, audit.Entry(who.key, "titles_shown", interview, shown))
            return False
        case SetPreferences(preferences):
            people_rows.prefer(connection, who.person.aad_id, chosen(who.preferences, preferences, context.now))
            if _lasting(preferences) != _lasting(who.preferences):
                audit.append(connection, context.now, audit.Entry(who.key, "preferences_changed", who.key, {}))
            return False
        case PostPrivately(card, summary):
            enqueue_personal(
                connection, context.new_id(), "personal", who.person, {"card": card, "summary": summary}, context.now
            )
            return True
        case TellEarly():
            return _tell_early(connection, effect, context)
        case OfferFile():
            file_offers.make(connection, context.new_id(), who.person, effect, context.now)
            return True
        case AnswerFile():
            file_offers.answer(connection, who.person, effect, context.now)
            return True
        case KeepMeeting():
            called_items.pressed(connection, effect.meeting, context.card, who.person.aad_id)
            return keep_meeting(connection, effect, who.person.aad_id, who.key, context.now)
    return False


def _together(connection: Connection, effect: CallItem | KeepAgenda | StopAgenda, context: EffectContext) -> bool:
    """Run an effect of what was said in a channel or chat of several people."""
    key, now, incoming = context.who.key, context.now, context.incoming
    if isinstance(effect, StopAgenda):
        return agenda_posts.stop(connection, effect.body, key, now)
    if incoming is None:
        return False
    if isinstance(effect, CallItem):
        return called_items.call(connection, effect, incoming, context.people, key, now)
    return agenda_posts.keep(connection, effect.body, incoming, context.rulebook, key, now, context.new_id())


def _tell_early(connection: Connection, effect: TellEarly, context: EffectContext) -> bool:
    """Tell people of a draft. What they read is made from it when it is sent: erased, it is told to nobody."""
    who = context.who
    if not early_notices.note(connection, who.person.aad_id, effect.interview, context.now):
        return False
    for person in effect.to:
        told = {"interview": effect.interview}
        enqueue_personal(connection, f"{effect.interview}:{person.aad_id}", "early", person, told, context.now)
    fields = {"alerts": list(effect.alerts), "people": len(effect.to)}
    audit.append(connection, context.now, audit.Entry(who.key, "told_early", effect.interview, fields))
    return True


def _lasting(preferences: Mapping[str, Any]) -> dict[str, Any]:
    """A person's choices, without what only waits for their next word."""
    return {key: value for key, value in preferences.items() if key not in PASSING}


def _save_draft(connection: Connection, effect: SaveDraft, context: EffectContext) -> None:
    interview, person = effect.interview, context.who.person
    before = context.held.get(interview.id)
    interviews.keep(connection, person.aad_id, interview, new=before is None)
    # Who was sent elsewhere can go back from there, so that what they said is not lost.
    in_hand = interview.id if interview.state in {"open", "advised"} else None
    if in_hand != context.who.interview:
        people_rows.take_in_hand(connection, person.aad_id, in_hand)
    audit.append(connection, context.now, audit.Entry(context.who.key, *_audited_draft(before, interview)))


def _audited_draft(before: Interview | None, after: Interview) -> tuple[str, str, Mapping[str, Any]]:
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


def _submit_request(connection: Connection, effect: SubmitRequest, context: EffectContext) -> Request:
    person = context.who.person
    known = requests.of_interview(connection, effect.interview.id)
    if known:
        return known
    day = context.rulebook.day.isoformat()
    interviews.keep(connection, person.aad_id, effect.interview, new=effect.interview.id not in context.held)
    request = requests.create(
        connection, effect.interview, effect.decision, effect.area, person, context.now, day,
        title=detail_of(context.rulebook, effect.interview.details, "title"), prefix=context.rulebook.reference_prefix,
        bodies={body.id: body.of for body in context.rulebook.bodies if body.of},
        systems=_systems_of(effect.interview, context),
    )  # fmt: skip
    people_rows.take_in_hand(connection, person.aad_id, None)
    search.index(connection, request.reference, request.title)
    if context.card:
        requests.shown_on(connection, request.reference, context.card, context.conversation)
    decided = {
        "interview": effect.interview.id,
        "process": effect.decision.process,
        "steps": effect.decision.steps,
        "rules": effect.decision.rules_version,
    }
    what, fields = audited(Submitted(), request, request)
    audit.append(
        connection,
        context.now,
        audit.Entry("rules", "decided", request.reference, decided),
        audit.Entry(context.who.key, what, request.reference, fields),
    )
    enqueue_item(connection, request.reference, request.requester.aad_id, context.now)
    notify(connection, Submitted(), request, context.people, context.now)
    if effect.sponsor is None:
        return request
    by = By(person, say(championing.REQUESTER_ROLE))
    named = _whose(connection, effect.sponsor)
    found = record(connection, request.reference, named, by, context.who.key, context.people, context.now)
    return found[1] if found else request


def _whose(connection: Connection, event: SponsorNamed) -> SponsorNamed:
    """The same, with the person to whom the address belongs, where the register knows them."""
    if event.person.aad_id or not event.person.upn:
        return event
    known = people_rows.of_address(connection, event.person.upn)
    if known is None:
        return event
    return replace(event, person=replace(event.person, aad_id=known.aad_id, name=event.person.name or known.name))


def _systems_of(interview: Interview, context: EffectContext) -> list[RequestSystem]:
    """The systems that it names, and whether it replaces them."""
    named = context.systems.named(detail_of(context.rulebook, interview.details, "systems"))
    replaces = replaces_systems(context.rulebook, interview.answers)
    return [replace(system, replaces=replaces) for system in named]


def _record(connection: Connection, effect: Record, context: EffectContext) -> bool:
    who = context.who
    event = _whose(connection, effect.event) if isinstance(effect.event, SponsorNamed) else effect.event
    found = record(connection, effect.reference, event, effect.by, who.key, context.people, context.now)
    if found is None:
        return False
    before, after = found
    if any(getattr(before, name) != getattr(after, name) for name in _LISTED) or after.timeline[-1].note:
        enqueue_item(connection, after.reference, after.requester.aad_id, context.now)
    return True
