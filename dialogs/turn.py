"""One turn of a conversation: what the person did in, the next card and what should happen out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from dialogs import champions, drafts, helping, interviewing, joining, looking_back, requests
from dialogs.acts import KNOWN_WORDS, read_pressed, read_typed
from dialogs.answering import match_typed
from dialogs.cards.check import shown_on
from dialogs.cards.help import channel_card, channel_reply
from dialogs.cards.summary import role_of
from dialogs.position import Place, place_of
from dialogs.scene import Command, Scene
from dialogs.seams import (
    PASSING,
    Act,
    Change,
    Desk,
    GoPersonal,
    Happened,
    Keep,
    Known,
    Lodge,
    Moment,
    People,
    Prefer,
    Pressed,
    Turn,
    Typed,
)
from dialogs.showing import notice, open_interview, present
from dialogs.trace import Showed, Trace
from dialogs.typed import kept, plain
from dialogs.wording import asking, say
from dialogs.wording import helping as words_for
from governance_rules import Rulebook

Verb = Callable[[Scene, Command], Turn]

_FORMS: Mapping[str, Verb] = {
    "note": champions.written,
    "ask": champions.written,
    "pass_on": champions.passed_on,
    "information": requests.take_information,
    "preferences": champions.prefer,
}


def _answer(scene: Scene, command: Command) -> Turn:
    form = command.carried.get("form")
    if form is None:
        return interviewing.answer(scene, command)
    if isinstance(form, str) and form in _FORMS:
        return _FORMS[form](scene, command)
    return present(scene, say(asking.FOREIGN))


_VERBS: Mapping[str, Verb] = {
    "start": drafts.start,
    "answer": _answer,
    "back": looking_back.back,
    "change": looking_back.change,
    "submit": drafts.submit,
    "cancel": drafts.cancel,
    "resume": drafts.resume,
    "drafts": drafts.list_drafts,
    "leave": drafts.leave,
    "my_requests": requests.my_requests,
    "show": requests.show_request,
    "withdraw": requests.withdraw,
    "add_information": requests.add_information,
    "join": joining.join,
    "remove": joining.remove,
    "start_again": requests.start_again,
    "help": helping.give_help,
    "pick_up": champions.pick_up,
    "can_help": champions.can_help,
    "pass_on": champions.pass_on,
    "add_note": champions.write,
    "ask": champions.write,
    "my_area": champions.my_area,
    "figures": champions.figures,
    "preferences": champions.preferences,
}
_TYPED_ONLY: Mapping[str, Verb] = {
    "skip": interviewing.skip,
    "hello": helping.hello,
    "tell_it": helping.tell_it,
    "why": helping.why,
}
_OF_A_CARD = frozenset({"answer", "back", "change", "submit", "cancel", "leave"})


def take_turn(rulebook: Rulebook, people: People, desk: Desk, known: Known, act: Act, at: Moment) -> Turn:
    """Take one turn.

    ``known`` holds what `wants` asked for. The answer is a card (or None: say nothing) with its summary, and the
    effects that the host carries out. Nothing that a person sends raises; what makes no sense changes nothing and
    gets the present card.
    """
    scene = Scene(rulebook, people, desk, known, at, typed=isinstance(act, Typed))
    if isinstance(act, Happened):
        return helping.welcome(scene) if act.what == "installed" else Turn(None, "")
    if isinstance(act, Pressed):
        command = read_pressed(act)
        verb = _VERBS.get(command.verb)
        turn = verb(scene, command) if verb else present(scene, say(asking.UNKNOWN_BUTTON))
        turn = _no_longer_asked(scene, turn, command)
    else:
        turn = _typed(scene, act)
    turn = _telling_what_it_shows(scene, _read(scene, turn))
    return turn if desk.personal_chat else _elsewhere(scene, turn)


def _read(scene: Scene, turn: Turn) -> Turn:
    """Trace that somebody but its requester was shown a request; what they changed in it leaves its own trace."""
    request, me = scene.known.request, scene.desk.person
    if request is None or turn.traces or me.aad_id == request.requester.aad_id:
        return turn
    if any(isinstance(effect, Change) for effect in turn.effects):
        return turn
    role = role_of(scene.people, me, request) or "co_requester"
    return replace(turn, traces=(Trace("read", request.reference, {"role": role}),))


def _telling_what_it_shows(scene: Scene, turn: Turn) -> Turn:
    """The same turn, which also says whose titles its card shows."""
    interview = scene.desk.current
    found = [one.reference for one in scene.known.similar]
    if not found or turn.card is None or interview is None:
        return turn
    shown = shown_on(turn.card)
    references = tuple(reference for reference in found if reference in shown)
    return replace(turn, effects=(*turn.effects, Showed(interview.id, references))) if references else turn


def _typed(scene: Scene, act: Typed) -> Turn:
    words = kept(act.text)
    if not words:
        return helping.files(scene, act.attachments) if act.attachments else helping.hello(scene, Command("hello"))
    interview = open_interview(scene)
    place = place_of(scene.rulebook, interview) if interview else None
    waiting = _waiting(scene)
    own_text = place is not None and place.kind == "details"  # below a decision "ok" and "next" still go on
    suggested = (
        interview is not None and place is not None and interviewing.suggested_here(interview, place) is not None
    )
    yes_or_no = bool(waiting) or suggested or (place is not None and place.kind == "decision")
    quotes_keep = place is not None and place.kind in {"details", "decision"}
    command = read_typed(
        words, own_text=own_text, waiting=yes_or_no, quotes_keep=quotes_keep, prefix=scene.rulebook.reference_prefix
    )
    if command is None or _is_rather_an_answer(scene, command, place):
        asks = helping.asks_below_a_decision(scene.rulebook, words, place)
        answered = (
            interviewing.typed_answer(scene, interview, place, words) if interview and place and not asks else None
        )
        turn = answered or helping.not_an_answer(scene, words, interview, place)
        command = Command("answer", words=words)
    else:
        turn = _said(scene, command, waiting)
    if act.attachments and turn.card is not None:
        turn = replace(turn, card={**turn.card, "body": [notice(say(words_for.FILES)), *turn.card["body"]]})
    return _no_longer_asked(scene, turn, command)


def _is_rather_an_answer(scene: Scene, command: Command, place: Place | None) -> bool:
    """Whether words that look like a command answer the present question: "Change a system we have" is a choice."""
    if place is None or plain(command.words) in KNOWN_WORDS:
        return False
    if place.kind == "topic" and place.question is not None and command.verb not in {"yes", "no"}:
        return match_typed(place.question, command.words) is not None
    return command.verb == "change" and place.detail is not None and not looking_back.names_something(scene, command)


def _waiting(scene: Scene) -> str:
    """What waits for a yes: ``cancel``, ``withdraw DR-0001`` or nothing."""
    asked = scene.desk.preferences.get(PASSING)
    if isinstance(asked, str) and asked:
        return asked
    current = scene.desk.current
    return (
        "cancel" if current is not None and current.state == "open" and current.memory.get("asked") == "cancel" else ""
    )


def _said(scene: Scene, command: Command, waiting: str) -> Turn:
    if command.verb == "yes" and waiting.startswith("withdraw "):
        return requests.withdraw(scene, Command("withdraw", {"reference": waiting.removeprefix("withdraw ")}))
    if command.verb == "yes" and waiting == "cancel":
        return drafts.cancel(scene, command)
    if command.verb in {"yes", "continue"}:
        return _go_on(scene)
    if command.verb == "no":
        return present(scene)
    verb = _VERBS.get(command.verb) or _TYPED_ONLY[command.verb]
    return verb(scene, command)


def _go_on(scene: Scene) -> Turn:
    interview = open_interview(scene)
    if interview is None:
        return drafts.resume(scene, Command("resume"))
    place = place_of(scene.rulebook, interview)
    if place.kind == "decision":
        return interviewing.see_route(scene, interview, place)
    if interviewing.suggested_here(interview, place) is not None:
        return interviewing.take_suggestion(scene, interview, place)
    if interview.looking_at is not None:
        return interviewing.advance(scene, interview, looking_at=None)
    return present(scene)


def _no_longer_asked(scene: Scene, turn: Turn, command: Command) -> Turn:
    """Forget an "are you sure" that was not answered, so that a later yes cannot mean it."""
    effects = list(turn.effects)
    preferences = scene.desk.preferences
    if PASSING in preferences and not any(isinstance(e, Prefer) for e in effects):
        effects.append(Prefer({k: v for k, v in preferences.items() if k != PASSING}))
    current = open_interview(scene)
    if current is not None and "asked" in current.memory and not any(isinstance(e, Keep | Lodge) for e in effects):
        old = not scene.typed and command.verb in _OF_A_CARD and not interviewing.is_fresh(scene, command)
        if not old:
            memory = {k: v for k, v in current.memory.items() if k != "asked"}
            effects.append(Keep(replace(current, memory=memory)))
    return replace(turn, effects=tuple(effects)) if len(effects) != len(turn.effects) else turn


def _elsewhere(scene: Scene, turn: Turn) -> Turn:
    """In a channel or group chat: one short line without any detail, and the card goes on in the personal chat."""
    if any(isinstance(e, Lodge) for e in turn.effects):
        # A request is sent from the personal chat alone, where its reference may be shown.
        turn = present(scene)
    going = (GoPersonal(turn.card, turn.summary),) if turn.card is not None else ()
    card, summary = (None, channel_reply()) if scene.typed else channel_card()
    return Turn(card, summary, (*turn.effects, *going), channel_reply() if scene.typed else "", turn.traces)
