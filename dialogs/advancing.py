"""A changed interview goes on under its next revision, to the card where it is then."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dialogs.context import Command, Feedback, TurnContext
from dialogs.in_hand import LEFT
from dialogs.model import Interview, SaveDraft, Turn
from dialogs.position import Evaluation, position_of
from dialogs.rendering import NOTHING, notice, show
from dialogs.wording import deciding, say


def is_fresh(context: TurnContext, command: Command) -> bool:
    """Whether a button belongs to the present card. Typed words always belong to the present."""
    current = context.session.current
    if context.typed:
        return True
    revision = command.carried.get("revision")
    return (
        current is not None
        and current.state == "open"
        and command.carried.get("interview") == current.id
        and not isinstance(revision, bool)
        and revision == current.revision
    )


def advance(
    context: TurnContext,
    interview: Interview,
    feedback: Feedback = NOTHING,
    ground: Evaluation | None = None,
    **changes: Any,
) -> Turn:
    """Keep a changed interview under its next revision and show where it is now.

    ``ground``: what the rules say, when the answers stay as they were.
    """
    memory = {k: v for k, v in changes.pop("memory", interview.memory).items() if k not in {"asked", LEFT}}
    new = replace(interview, revision=interview.revision + 1, touched=context.clock.now, memory=memory, **changes)
    place = position_of(context.rulebook, new, ground)
    if place.kind == "decision" and new.route_seen and new.looking_at is None:
        new = replace(new, route_seen=False)
        feedback = replace(feedback, notices=(notice(say(deciding.CHANGED)), *feedback.notices))
    if place.kind == "advice":
        new = replace(new, state="advised")
    card, summary = show(context, new, feedback, place)
    return Turn(card, summary, (SaveDraft(new),))
