"""What a request is after something happened to it, and how its timeline tells it: the only place that says so.

A turn shows the request as it will be, and the register stores it: both by `apply`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from dialogs.benefits import BenefitMeasured, after_answer
from dialogs.events import (
    By,
    ByStaff,
    CheckUpdated,
    ContactChanged,
    CoRequesterJoined,
    CoRequesterRemoved,
    CurrentStepChanged,
    DecisionExplained,
    DeliveryMoved,
    Event,
    FinalProcessChanged,
    HelpOffered,
    InformationAdded,
    ItemDeleted,
    ItemPosted,
    NoteAdded,
    NoteChanged,
    PickedUp,
    QuestionAsked,
    Reassigned,
    Record,
    StatusChanged,
    StepDecided,
    Submitted,
    TimeframeChanged,
    Withdrawn,
    Work,
)
from dialogs.records import Move, Request, TimelineEntry
from dialogs.sponsor_events import Sponsoring, after_sponsoring, line_of
from dialogs.statuses import DECIDED, DELIVERABLE, ENDED, HELD, Status, among
from dialogs.steps import (
    Outcome,
    Steps,
    after_check,
    after_outcome,
    answered,
    come_back,
    holding_step,
    moved_to,
    opened_again,
    released,
    status_after,
    status_of_step,
    without_current,
)
from dialogs.wording import championing, say


def happened(request: Request, event: ByStaff, by: By, now: datetime) -> tuple[Request, Record]:
    """The request as it is afterwards, for the card, and the effect that makes it so."""
    return apply(request, event, by, now), Record(request.reference, event, by)


def apply(request: Request, event: Event, by: By, now: datetime) -> Request:
    """The request after this, its timeline told on."""
    new, line = _changed(request, event, by, now), timeline_entry(event, by, now)
    if new is request and isinstance(event, Work | Sponsoring):
        return request  # somebody else was first
    moved = new.status != request.status
    if request.status in HELD and new.status not in HELD:
        new = replace(new, steps=come_back(new.steps, now))
    timeline = (*request.timeline, line) if line else request.timeline
    moves = (*request.moves, *_moves(request, new, event, by, now))
    return replace(new, status_at=now if moved else request.status_at, timeline=timeline, moves=moves)


def _moves(request: Request, new: Request, event: Event, by: By, now: datetime) -> tuple[Move, ...]:
    """How it moved on the roadmap, and why: nothing where its timeframe is what it was, whoever has set it."""
    if new.timeframe == request.timeframe:
        return ()
    why = event.note if isinstance(event, StepDecided | TimeframeChanged) else ""
    return (Move(now, request.timeframe or "", new.timeframe or "", by.role, why),)


def _informed(request: Request, event: InformationAdded, now: datetime) -> Request:
    told = replace(request, details={**request.details, event.detail: event.text}, changed_at=now)
    if event.status is None and request.status == Status.MORE_NEEDED:
        return told  # a meeting holds the question: nobody has answered what they were not asked
    steps, status = answered(request.steps), event.status or request.status
    note = _note_of(steps, status) or request.decision_note
    return replace(told, status=status, open_question="", asked_by="", steps=steps, decision_note=note)


def _changed(request: Request, event: Event, by: By, now: datetime) -> Request:
    if isinstance(event, Work | Sponsoring):
        return _changed_work(request, event, by, now)
    match event:
        case Submitted() | NoteAdded() | ItemDeleted():
            return request
        case Withdrawn():
            left = without_current(request.steps)
            gone = replace(request, status=Status.WITHDRAWN, open_question="", asked_by="", changed_at=now)
            return replace(gone, steps=left)
        case InformationAdded():
            return _informed(request, event, now)
        case PickedUp(contact):
            whose = by.person.aad_id
            return replace(request, status=Status.WITH_PARTNER, it_contact=contact, it_contact_id=whose, changed_at=now)
        case CoRequesterJoined() | CoRequesterRemoved() | HelpOffered():
            return _changed_people(request, event)
        case Reassigned(area):
            return replace(request, area=area, changed_at=now) if area else request
        case QuestionAsked(words):
            return replace(request, open_question=words, asked_by=by.person.aad_id, changed_at=now)
        case (
            StatusChanged()
            | NoteChanged()
            | DecisionExplained()
            | FinalProcessChanged()
            | ContactChanged()
            | TimeframeChanged()
            | ItemPosted()
        ):
            return _changed_in_list(request, event, now)
        case _:
            assert_never(event)


def _changed_work(request: Request, event: Work | Sponsoring, by: By, now: datetime) -> Request:
    if isinstance(event, Sponsoring):
        return after_sponsoring(request, event, by.role, now)
    match event:
        case StepDecided():
            return _after_outcome(request, event, by, now)
        case CheckUpdated(check, _, state, note):
            checks = after_check(request.checks, check, state, note, by.role, now)
            if checks == request.checks:
                return request  # it is no check of this request
            return replace(request, checks=checks, changed_at=now)
        case DeliveryMoved(status):
            if request.status not in DELIVERABLE or request.status == status:
                return request
            return replace(request, status=status, changed_at=now)
        case CurrentStepChanged(wanted):
            steps = moved_to(request.steps, wanted, by.role, now)
            if steps == request.steps:
                return request
            status = status_of_step(steps, picked_up=bool(request.it_contact))
            return replace(request, steps=steps, status=status, changed_at=now)
        case BenefitMeasured():
            return _after_benefit(request, event, by, now)
        case _:
            assert_never(event)


def _after_benefit(request: Request, event: BenefitMeasured, by: By, now: datetime) -> Request:
    benefits = after_answer(request.benefits, event, by.person.aad_id, now)
    if request.status != Status.DONE or benefits == request.benefits:
        return request
    return replace(request, benefits=benefits, changed_at=now)


def _after_outcome(request: Request, event: StepDecided, by: By, now: datetime) -> Request:
    """The request when a body has spoken: its steps, and the status that goes with them."""
    picked_up = bool(request.it_contact or event.contact)
    steps = after_outcome(request.steps, event.step, event.outcome, event.note, by.role, now)
    if steps == request.steps:
        return request  # somebody else has spoken for it meanwhile
    declined = event.outcome == Outcome.DECLINE
    status = Status.DECLINED if declined else status_after(steps, picked_up=picked_up)
    approved = status == Status.APPROVED
    question = ("", "") if among(DECIDED, status) else (request.open_question, request.asked_by)
    new = replace(
        request,
        steps=steps,
        status=status,
        decision_note=_decision_note(request, event, steps, status),
        final_process=request.final_process or (event.process if approved else ""),
        board_timeframe=event.timeframe or request.board_timeframe,
        open_question=question[0],
        asked_by=question[1],
        changed_at=now,
    )
    return replace(new, it_contact=event.contact, it_contact_id=by.person.aad_id) if event.contact else new


def _decision_note(request: Request, event: StepDecided, steps: Steps, status: Status) -> str:
    """Why the request has this status: what was said with the one before is no reason; each step keeps its own note."""
    if event.outcome == Outcome.GO_ON and status in HELD:  # another body lets it wait, and said why
        return _note_of(steps, status)
    return event.note if event.note or status != request.status else request.decision_note


def _note_of(steps: Steps, status: str) -> str:
    """What the body said that lets the request wait; empty when none does."""
    holding = holding_step(steps)
    return holding.note if holding and status in HELD else ""


def _changed_people(request: Request, event: CoRequesterJoined | CoRequesterRemoved | HelpOffered) -> Request:
    match event:
        case CoRequesterJoined(person):
            joined = (*request.joined, person)
            return replace(request, co_requesters=(*request.co_requesters, person), joined=joined)
        case CoRequesterRemoved(person):
            left = tuple(p for p in request.co_requesters if p.aad_id != person.aad_id)
            return replace(request, co_requesters=left)
        case HelpOffered(helper):
            return replace(request, helpers=(*request.helpers, helper.name))
        case _:
            assert_never(event)


def _changed_in_list(
    request: Request,
    event: StatusChanged
    | NoteChanged
    | DecisionExplained
    | FinalProcessChanged
    | ContactChanged
    | TimeframeChanged
    | ItemPosted,
    now: datetime,
) -> Request:
    match event:
        case StatusChanged(status, note):
            said = request.decision_note if note is None else note
            decided = among(DECIDED, status)
            question, asker = ("", "") if decided else (request.open_question, request.asked_by)
            ended = among(ENDED, status)
            held = request.steps if among(HELD, status) else released(request.steps)
            steps = without_current(request.steps) if ended else opened_again(held, now)
            new = replace(request, status=status, decision_note=said, steps=steps, changed_at=now)
            return replace(new, open_question=question, asked_by=asker)
        case NoteChanged(note) | DecisionExplained(note):
            return replace(request, decision_note=note, changed_at=now)
        case FinalProcessChanged(process):
            return replace(request, final_process=process, changed_at=now)
        case ContactChanged(contact):  # a name that the list gave is nobody's whom we know
            return replace(request, it_contact=contact, it_contact_id="", changed_at=now)
        case TimeframeChanged(timeframe):
            return replace(request, board_timeframe=timeframe, changed_at=now)
        case ItemPosted():
            return replace(request, on_list=True)
        case _:
            assert_never(event)


def timeline_entry(event: Event, by: By, now: datetime) -> TimelineEntry | None:
    """The line that this adds to the request's timeline; None: its requester need not read of it."""
    if isinstance(event, Work):
        return _of_work(event, by, now)
    if isinstance(event, Sponsoring):
        return TimelineEntry(now, line, by.role) if (line := line_of(event)) else None
    match event:
        case FinalProcessChanged() | ContactChanged() | TimeframeChanged() | ItemPosted():
            return None
        case Submitted():
            return TimelineEntry(now, event.name, by.person.name)
        case InformationAdded() | NoteAdded() | QuestionAsked():
            return TimelineEntry(now, event.name, by.role, event.words)
        case Reassigned(area, area_name):
            return TimelineEntry(now, event.name, by.role, say(championing.NOW_WITH, area=area_name) if area else "")
        case StatusChanged() | NoteChanged() | DecisionExplained():
            return TimelineEntry(now, event.name, by.role, event.note or "")
        case Withdrawn() | CoRequesterJoined() | CoRequesterRemoved() | PickedUp() | HelpOffered() | ItemDeleted():
            return TimelineEntry(now, event.name, by.role)
        case _:
            assert_never(event)


def _of_work(event: Work, by: By, now: datetime) -> TimelineEntry:
    match event:
        case StepDecided():
            return TimelineEntry(now, f"step_{event.outcome}", by.role, event.note)
        case CheckUpdated():
            said = f"{event.check_name}: {event.note}" if event.note else event.check_name
            return TimelineEntry(now, f"check_{event.state}", by.role, said)
        case DeliveryMoved():
            return TimelineEntry(now, "done" if event.status == Status.DONE else event.name, by.role)
        case CurrentStepChanged():
            return TimelineEntry(now, event.name, by.role, event.names)
        case BenefitMeasured():
            return TimelineEntry(now, event.told, by.role, event.note)
        case _:
            assert_never(event)
