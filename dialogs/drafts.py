"""A person's drafts: start one, carry on with one, leave it, cancel it, send it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dialogs.advancing import advance
from dialogs.cards.mine import cancel_sure_card, drafts_card, note_card
from dialogs.cards.request import requester_card
from dialogs.context import Command, Feedback, TurnContext, stamp
from dialogs.documents import pasted
from dialogs.in_hand import LEFT, back_in_hand
from dialogs.interviewing import go_to_missing, see_route, suggested_here
from dialogs.model import Interview, Request, SaveDraft, SubmitRequest, System, Turn
from dialogs.position import UNFINISHED, Position, position_of, unfinished, up_to_date
from dialogs.rendering import drafts_of, notice, old_card, open_interview, present, show
from dialogs.renewing import begun_already, filled_in
from dialogs.sponsors import naming
from dialogs.suggestions import BECAUSE
from dialogs.understanding.suggesting import take_suggestion
from dialogs.unfinished_input import keep
from dialogs.wording import asking as w
from dialogs.wording import contracts, say
from governance_rules import Answer, decide
from governance_rules.roles import answer_with

MOST_DRAFTS = 1000
"""Drafts that one person may hold; enough for anybody, and no way to fill the database."""


def begin(
    context: TurnContext,
    notices: tuple[str, ...] = (),
    answers: Mapping[str, Answer] | None = None,
    details: Mapping[str, str] | None = None,
    memory: Mapping[str, Any] | None = None,
    as_id: str = "",
) -> Turn:
    """Open a new interview; the one in hand stays as a draft. ``as_id``: the id that it gets; empty: a new one."""
    current = open_interview(context)
    held = [*([current] if current else []), *drafts_of(context)]
    many = len(held) if context.session.drafts_held is None else context.session.drafts_held
    if many >= MOST_DRAFTS:
        card, summary = drafts_card(context.rulebook, held, (notice(say(w.MANY_DRAFTS, count=many)),))
        return Turn(card, summary)
    new = Interview(
        id=as_id or context.clock.new_id(),
        revision=1,
        answers=dict(answers or {}),
        details=dict(details or {}),
        looking_at=None,
        route_seen=False,
        rules_version=context.rulebook.version,
        started=context.clock.now,
        touched=context.clock.now,
        memory=dict(memory or {}),
    )
    new = replace(up_to_date(context.rulebook, replace(new, rules_version="")), id=new.id) if answers else new
    words = (*notices, say(w.OTHER_DRAFT)) if held else notices
    card, summary = show(context, new, Feedback(tuple(notice(line) for line in words)))
    return Turn(card, summary, (SaveDraft(new),))


def start(context: TurnContext, command: Command) -> Turn:
    """Start a request. A draft that holds nothing yet is the new one already."""
    if context.lookups.contract is not None:
        return _renew(context, context.lookups.contract)
    lost = (say(contracts.LOST),) if command.carried.get("system") else ()
    current = open_interview(context)
    if current is not None and not (current.answers or current.details or unfinished(current) or _suggested(current)):
        return present(context, *lost)
    return begin(context, lost)


def _renew(context: TurnContext, system: System) -> Turn:
    """Start the renewal of a contract, or go on with the draft that is one."""
    if (draft := begun_already(context, system)) is not None:
        card, summary = show(context, up_to_date(context.rulebook, draft))
        return Turn(card, summary, (SaveDraft(replace(back_in_hand(draft), touched=context.clock.now)),))
    return begin(context, (say(contracts.RENEWING),), memory=filled_in(context, system))


def _suggested(interview: Interview) -> bool:
    return bool(interview.memory.get("suggested"))


def resume(context: TurnContext, command: Command) -> Turn:
    """Show the present card, or bring a draft back; several drafts are listed when none is in hand."""
    current = open_interview(context)
    wanted = command.carried.get("interview")
    drafts = drafts_of(context)
    number = command.carried.get("draft")
    listed = [*([current] if current else []), *drafts]
    if isinstance(number, int) and 0 < number <= len(listed):
        wanted = listed[number - 1].id
    if current is not None and (wanted is None or wanted == current.id):
        return present(context)
    chosen = next((d for d in drafts if d.id == wanted), None)
    if chosen is None and current is None:
        chosen = context.session.left or (drafts[0] if len(drafts) == 1 else None)
    if chosen is not None:
        card, summary = show(context, up_to_date(context.rulebook, chosen))
        return Turn(card, summary, (SaveDraft(replace(back_in_hand(chosen), touched=context.clock.now)),))
    if current is None and drafts:
        return list_drafts(context, command)
    return present(context)


def go_on(context: TurnContext, command: Command) -> Turn:
    """Go on from where the person is: past the route, with what their own words suggested, or back to the front."""
    interview = open_interview(context)
    if interview is None:
        return resume(context, command)
    place = position_of(context.rulebook, interview)
    if place.kind == "decision":
        return see_route(context, interview, place)
    if place.kind == "understood" or suggested_here(interview, place) is not None:
        return take_suggestion(context, interview, place)
    if interview.looking_at is not None:
        return advance(context, interview, looking_at=None)
    return present(context)


def list_drafts(context: TurnContext, command: Command) -> Turn:
    """Every draft with a way to carry on with it."""
    del command
    current = open_interview(context)
    held = [*([current] if current else []), *drafts_of(context)]
    if not held:
        return present(context)
    card, summary = drafts_card(context.rulebook, held)
    return Turn(card, summary)


def leave(context: TurnContext, command: Command, interview: Interview) -> Turn:
    """Keep everything as it stands, and say so: what is said next is no answer to it."""
    kept = keep(interview, position_of(context.rulebook, interview), command.inputs)
    memory = {**{k: v for k, v in kept.memory.items() if k != "asked"}, LEFT: True}
    card, summary = note_card(say(w.SAVED), say(w.SAVED_TEXT), resume=True, draft=interview.id)
    return Turn(card, summary, (SaveDraft(replace(kept, touched=context.clock.now, memory=memory)),))


def cancel(context: TurnContext, command: Command, interview: Interview) -> Turn:
    """Ask once, and cancel when it is said again."""
    del command
    if interview.memory.get("asked") == "cancel":
        return cancel_now(context, interview)
    memory = {**interview.memory, "asked": "cancel"}
    asked = replace(interview, revision=interview.revision + 1, touched=context.clock.now, memory=memory)
    card, summary = cancel_sure_card(stamp(asked))
    return Turn(card, summary, (SaveDraft(asked),))


def cancel_now(context: TurnContext, interview: Interview) -> Turn:
    """Cancel a draft: its answers go, and nothing was ever sent."""
    gone = replace(
        interview,
        revision=interview.revision + 1,
        touched=context.clock.now,
        state="cancelled",
        answers={},
        details={},
        memory={},
    )
    card, summary = note_card(say(w.CANCELLED), say(w.CANCELLED_TEXT), resume=bool(drafts_of(context)))
    return Turn(card, summary, (SaveDraft(gone),))


def submit(context: TurnContext, command: Command, interview: Interview) -> Turn:
    """Send the request."""
    del command
    place = position_of(context.rulebook, interview)
    if not place.complete:
        return go_to_missing(context, interview, place)
    return _submitted(context, interview, place)


def _submitted(context: TurnContext, interview: Interview, place: Position) -> Turn:
    """Make a request of a complete interview: only what was asked goes into it."""
    answers = {q.id: interview.answers[q.id] for q in place.path.asked}
    details = {d.id: interview.details[d.id] for d in place.details if d.id in interview.details}
    details |= pasted(interview.details)
    memory = {k: v for k, v in interview.memory.items() if k not in {"asked", "suggested", BECAUSE, UNFINISHED, LEFT}}
    sent = replace(
        interview,
        revision=interview.revision + 1,
        touched=context.clock.now,
        answers=answers,
        details=details,
        looking_at=None,
        state="submitted",
        memory=memory,
    )
    area = answer_with(context.rulebook, answers, "service_area")
    decision = decide(context.rulebook, answers)
    sponsor = naming(context.rulebook, context.people, context.session, details)
    effect = SubmitRequest(sent, decision, area if isinstance(area, str) else None, sponsor)
    return Turn(None, "", (effect,))


def sent_already(context: TurnContext, command: Command) -> Turn:
    """Submit was pressed again: the same reference, however often; a card of anything else is an old one."""
    sent = _sent_already(context, command)
    if sent is None:
        return old_card(context, command)
    return Turn(*requester_card(context.rulebook, context.people, sent))


def _sent_already(context: TurnContext, command: Command) -> Request | None:
    """The request that this very interview became; typed words mean the newest one."""
    wanted = command.carried.get("interview")
    found = [
        r
        for r in (context.lookups.request, *context.lookups.mine)
        if r is not None and r.requester.aad_id == context.session.person.aad_id
    ]
    if not found or not context.session.person.aad_id:
        return None
    if context.typed:
        return max(found, key=lambda r: r.submitted_at)
    return next((r for r in found if r.interview == wanted), None)
