"""What members do with the meetings of their body: see the agenda, call one request after the other, decide.

The register writes one turn after the other, so that of two members who press at once the second finds what the first
has done: nothing is said twice, and nothing is skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from dialogs.access_log import Access
from dialogs.agendas import (
    CallItem,
    Happening,
    KeepMeeting,
    Meeting,
    bodies_shown_to,
    body_named,
    is_gone,
    next_of,
    step_at,
    with_item,
)
from dialogs.cards.elements import clean
from dialogs.cards.meetings import (
    ACTION_LENGTH,
    OWNER_LENGTH,
    agenda_card,
    agenda_refused_card,
    closed_meeting_card,
    item_card,
    no_meeting_card,
    nothing_card,
    which_body_card,
)
from dialogs.cards.mine import note_card
from dialogs.cards.work import Given
from dialogs.context import Command, TurnContext
from dialogs.model import Effect, OfferFile, Turn
from dialogs.wording import meetings as w
from dialogs.wording import say
from dialogs.wording import working as work
from dialogs.working import OUTCOME_INPUTS, decided, outcome_problems

_LONGEST: Final = {"action": ACTION_LENGTH, "owner": OWNER_LENGTH}
"""Characters of what is filled in beside the outcome."""


def not_yours(context: TurnContext, command: Command) -> Turn:
    """To whom no agenda is shown."""
    del context, command
    return Turn(*agenda_refused_card())


def pack(context: TurnContext, command: Command) -> Turn:
    """The agenda of the next meeting of a body."""
    wrong = not_theirs(context, command)
    if wrong is not None:
        return wrong
    meetings = context.lookups.meetings
    if not meetings:
        bodies = bodies_shown_to(context.rulebook, context.people, context.session.person)
        return Turn(*no_meeting_card(bodies, context.today))
    if len(meetings) > 1:
        return Turn(*which_body_card(context.rulebook, meetings, "pack"))
    (meeting,) = meetings
    card, summary = agenda_card(context.rulebook, meeting)
    listed = Access("listed", "", {"verb": "pack", "count": len(meeting.items)})
    return Turn(card, summary, _paper(meeting) if meeting.items else (), accesses=(listed,))


def _paper(meeting: Meeting) -> tuple[OfferFile]:
    """The paper of a meeting as a file; it is made when somebody takes it."""
    fields = {"body": meeting.body, "meeting": meeting.day.isoformat()}
    return (OfferFile(say(w.PAPER_NAME, body=meeting.body.replace("_", "-"), day=meeting.day), "paper", fields),)


def next_item(context: TurnContext, command: Command) -> Turn:
    """Call the next request of today's meeting: the first begins it, and behind the last it is over."""
    meeting = _meeting(context, command)
    if isinstance(meeting, Turn):
        return meeting
    after = command.carried.get("after")
    behind = after if isinstance(after, str) and meeting.item(after) else ""
    passed = meeting.item(behind) if behind and not meeting.closed_at else None
    words: list[str] = []
    if passed is not None and is_gone(meeting, passed):
        words = [say(w.ELSEWHERE, reference=behind, body=context.rulebook.named(meeting.body))]
    elif passed is not None and not passed.outcome:
        words = [say(w.PASSED, reference=behind)]
    return _go_on(context, meeting, behind, words)


def item_outcome(context: TurnContext, command: Command) -> Turn:
    """The meeting has said what becomes of a request; the next one follows."""
    meeting = _meeting(context, command)
    if isinstance(meeting, Turn):
        return meeting
    reference = command.reference
    item = meeting.item(reference)
    if item is None:
        wrong = [say(w.NOT_ON_AGENDA, reference=reference)] if reference else []
        return _go_on(context, meeting, "", wrong)
    if item.outcome:
        return _go_on(context, meeting, reference, [say(w.SAID_ALREADY, reference=reference)])
    step = step_at(item.request, meeting.body)
    if step is None or command.carried.get("step") not in {None, step.id}:
        body = context.rulebook.named(meeting.body)
        return _go_on(context, meeting, reference, [say(w.ELSEWHERE, reference=reference, body=body)])
    said = {name: value for name, value in command.inputs.items() if name not in _LONGEST}
    beside = {name: _words(command.inputs.get(name)) for name in _LONGEST}
    problems = outcome_problems(context, item.request, step, said) | _too_long(beside)
    if problems:
        held = {name: value for name, value in command.inputs.items() if name in OUTCOME_INPUTS | {*_LONGEST}}
        return Turn(*item_card(context.rulebook, meeting, item, given=Given(held, problems)))
    new, effect = decided(context, item.request, step, said)
    outcome, now = str(said["outcome"]), context.clock.now
    heard = replace(item, request=new, outcome=outcome, note=_words(said.get("note")), called_at=item.called_at or now)
    heard = replace(heard, action=beside["action"], owner=beside["owner"])
    after = with_item(replace(meeting, held=meeting.held + meeting.holds_news), heard)
    words = say(w.SAVED, reference=reference, outcome=say(work.OUTCOMES[outcome]))
    return _go_on(context, after, reference, [words], effect)


def hold_news(context: TurnContext, command: Command) -> Turn:
    """People are told of what is decided from now on when the meeting is over."""
    meeting = _running(context, command)
    if isinstance(meeting, Turn):
        return meeting
    if meeting.holds_news:
        return _shown(context, meeting, [say(w.HELD_ALREADY)])
    held = replace(meeting, holds_news=True)
    return _with(_shown(context, held, [say(w.HOLDING)]), KeepMeeting(held, ("news_held",)))


def tell_now(context: TurnContext, command: Command) -> Turn:
    """People are told now of what was held, and of what comes at once."""
    meeting = _running(context, command)
    if isinstance(meeting, Turn):
        return meeting
    if not meeting.holds_news:
        return _shown(context, meeting, [say(w.TOLD_ALREADY)])
    told = replace(meeting, holds_news=False, held=0)
    return _with(_shown(context, told, [say(w.TOLD_NOW)]), KeepMeeting(told, ("news_told",)))


def close_meeting(context: TurnContext, command: Command) -> Turn:
    """End the meeting: what was not heard comes back to the next, and what was held is told."""
    meeting = _running(context, command)
    return meeting if isinstance(meeting, Turn) else _closed(context, meeting, [], [])


def _running(context: TurnContext, command: Command) -> Meeting | Turn:
    """Today's meeting while it runs; one that is over is shown, and one that has not begun is said so."""
    meeting = _meeting(context, command)
    if isinstance(meeting, Turn) or meeting.runs:
        return meeting
    if meeting.closed_at is not None:
        return Turn(*closed_meeting_card(context.rulebook, meeting))
    return Turn(*note_card(say(w.NO_MEETING), say(w.NOT_RUNNING)))


def _meeting(context: TurnContext, command: Command) -> Meeting | Turn:
    """The meeting that is meant, today's or one that runs past midnight, or the card that says why there is none."""
    wrong, today = not_theirs(context, command), context.today
    if wrong is not None:
        return wrong
    meetings = [one for one in context.lookups.meetings if one.day <= today]
    day, days = command.carried.get("day"), [one.day.isoformat() for one in meetings] or [today.isoformat()]
    if day is not None and day not in days:
        return Turn(*note_card(say(w.NO_MEETING), say(w.OVER)))
    if not meetings:
        bodies = bodies_shown_to(context.rulebook, context.people, context.session.person)
        return Turn(*no_meeting_card(bodies, today))
    if len(meetings) > 1:
        return Turn(*which_body_card(context.rulebook, meetings, command.verb))
    return meetings[0]


def not_theirs(context: TurnContext, command: Command) -> Turn | None:
    """The refusal of somebody who is no member of the body that they name, or of none that meets; None: they may."""
    person, named = context.session.person, command.carried.get("body")
    bodies = bodies_shown_to(context.rulebook, context.people, person)
    wanted = body_named(context.rulebook, named) if isinstance(named, str) and named else None
    if bodies and (not named or wanted in bodies):
        return None
    problem = say(w.UNKNOWN_BODY) if bodies else ""
    return Turn(*agenda_refused_card(problem), accesses=(Access("refused", "", {"verb": command.verb}),))


def _go_on(context: TurnContext, meeting: Meeting, after: str, words: Sequence[str], *effects: Effect) -> Turn:
    """Call what comes next, and say what has just come of the one before; behind the last the meeting is over."""
    now, happened = context.clock.now, list[Happening](["said"] if effects else [])
    if not meeting.items:
        return Turn(*nothing_card(context.rulebook, meeting))
    item = next_of(meeting, after)
    if meeting.closed_at is not None and (after or item is None):
        kept = (*effects, KeepMeeting(meeting, tuple(happened))) if effects else ()
        return Turn(*closed_meeting_card(context.rulebook, meeting, words), kept)
    if not meeting.runs:
        happened.append("opened_again" if meeting.closed_at else "opened")
        meeting = replace(meeting, opened_at=meeting.opened_at or now, closed_at=None)
    if item is None:
        return _closed(context, meeting, words, happened, *effects)
    called = with_item(meeting, replace(item, called_at=now))
    together = context.typed and not context.session.personal_chat
    turn = _together(called, item.reference) if together else _shown(context, called, words, item.reference)
    return _with(turn, *effects, KeepMeeting(called, tuple(happened)))


def _together(meeting: Meeting, reference: str) -> Turn:
    """In a chat of several people the request goes to the members alone, each in their own chat."""
    return Turn(None, say(w.IN_OWN_CHATS), (CallItem(meeting.body, meeting.day, reference),), say(w.IN_OWN_CHATS))


def _closed(
    context: TurnContext, meeting: Meeting, words: Sequence[str], happened: Sequence[Happening], *effects: Effect
) -> Turn:
    told = meeting.held if meeting.holds_news else 0
    over = replace(meeting, closed_at=context.clock.now, held=0)
    turn = Turn(*closed_meeting_card(context.rulebook, over, words, told))
    return _with(turn, *effects, KeepMeeting(over, (*happened, "closed")))


def _shown(context: TurnContext, meeting: Meeting, words: Sequence[str], reference: str = "") -> Turn:
    """The card of the request that is heard now."""
    item = meeting.item(reference) if reference else next_of(meeting)
    if item is None:
        return Turn(*agenda_card(context.rulebook, meeting))
    member = meeting.body in context.people.bodies_of(context.session.person.aad_id)
    read = Access("read", item.reference, {"role": "member" if member else "governance"})
    return Turn(*item_card(context.rulebook, meeting, item, words), accesses=(read,))


def _with(turn: Turn, *effects: Effect) -> Turn:
    return replace(turn, effects=(*effects, *turn.effects))


def _too_long(beside: dict[str, str]) -> dict[str, str]:
    return {
        name: say(w.PROBLEM_LONG, limit=_LONGEST[name]) for name, words in beside.items() if len(words) > _LONGEST[name]
    }


def _words(raw: Any) -> str:
    return clean(raw).strip() if isinstance(raw, str) else ""
