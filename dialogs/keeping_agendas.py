"""What members of a body do in a channel: they have its agenda kept there, or taken away."""

from __future__ import annotations

from dialogs.agendas import KeepAgenda, StopAgenda, bodies_shown_to, body_named
from dialogs.cards.channels import typed_name
from dialogs.cards.mine import note_card
from dialogs.context import Command, TurnContext
from dialogs.meetings import not_theirs
from dialogs.model import Turn
from dialogs.wording import channels as w
from dialogs.wording import say
from governance_rules.model import Body


def agenda_here(context: TurnContext, command: Command) -> Turn:
    """Keep the agenda of a body in this channel: what everyone reads says who will be able to read it."""
    wrong = not_theirs(context, command)
    if wrong is not None:
        return wrong
    if context.session.personal_chat:
        return Turn(*note_card(say(w.FOR_CHANNELS_HEADING), say(w.FOR_CHANNELS_TEXT)))
    if not context.session.in_channel:
        return _said(say(w.FOR_CHANNELS))
    body = _meant(context, command)
    if body is None:
        return _said(_which(context, w.HERE))
    return _said(say(w.KEPT, body=body.name, named=typed_name(body.id)), KeepAgenda(body.id))


def stop_agenda(context: TurnContext, command: Command) -> Turn:
    """Keep the agenda of a body in no channel any more, wherever this is typed."""
    wrong = not_theirs(context, command)
    if wrong is not None:
        return wrong
    body = _meant(context, command)
    own = context.session.personal_chat
    if body is None:
        words = _which(context, w.STOP)
        return Turn(*note_card(say(w.WHICH_HEADING), words)) if own else _said(words)
    words = say(w.STOPPED, body=body.name)
    if own:
        return Turn(*note_card(say(w.STOPPED_HEADING), words), (StopAgenda(body.id),))
    return _said(words, StopAgenda(body.id))


def _meant(context: TurnContext, command: Command) -> Body | None:
    """The body that is named, or the only one of this person's; None: they have to name one."""
    named = command.carried.get("body")
    if isinstance(named, str) and named:
        return body_named(context.rulebook, named)
    bodies = bodies_shown_to(context.rulebook, context.people, context.session.person)
    return bodies[0] if len(bodies) == 1 else None


def _which(context: TurnContext, words: str) -> str:
    bodies = bodies_shown_to(context.rulebook, context.people, context.session.person)
    return say(w.WHICH, words=say(words), named=typed_name(bodies[0].id))


def _said(words: str, *effects: KeepAgenda | StopAgenda) -> Turn:
    """One line that everyone in the channel or chat may read."""
    return Turn(None, words, effects, words)
