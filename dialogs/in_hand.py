"""Whether the draft that somebody had last is still in their hands: one that they left waits until they come for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dialogs.model import Act, Interview, Pressed, SaveDraft, Session, SubmitRequest, Turn, Typed
from dialogs.understanding.typed_text import bare, plain

LEFT: Final = "left"
"""Key of an interview's memory: the person pressed Save and leave, and has not come back to it."""


def as_left(session: Session, act: Act) -> Session:
    """What the person has open as they see it: nothing that they say is about a draft which they left.

    A button of that draft's own cards is. One that ended with advice is open again for who goes back from there.
    """
    current = session.current
    ended = session.advised
    if current is None and ended is not None and _goes_back(act, ended):
        return replace(session, current=replace(ended, state="open"), advised=None)
    if current is None or not current.memory.get(LEFT) or _of_its_card(act, current):
        return session
    others = tuple(draft for draft in session.drafts if draft.id != current.id)
    return replace(session, current=None, left=current, drafts=(current, *others))


def back_in_hand(interview: Interview) -> Interview:
    """The interview when somebody has come back to it: what they were asked before is no question any more."""
    return replace(interview, memory={k: v for k, v in interview.memory.items() if k not in {"asked", LEFT}})


def taken_up(session: Session, act: Act, turn: Turn) -> Turn:
    """The same turn, after which a left draft is in hand again when a button of its card showed it once more."""
    current = session.current
    if current is None or not current.memory.get(LEFT) or not _of_its_card(act, current):
        return turn
    if any(isinstance(effect, SaveDraft | SubmitRequest) for effect in turn.effects):
        return turn
    return replace(turn, effects=(*turn.effects, SaveDraft(back_in_hand(current))))


def _goes_back(act: Act, ended: Interview) -> bool:
    if isinstance(act, Pressed):
        return act.verb in {"back", "change"} and act.data.get("interview") == ended.id
    return isinstance(act, Typed) and bare(plain(act.text)) in {"back", "go back"}


def _of_its_card(act: Act, interview: Interview) -> bool:
    return isinstance(act, Pressed) and act.verb != "help" and act.data.get("interview") == interview.id
