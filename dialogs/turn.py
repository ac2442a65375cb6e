"""One turn of a conversation: what the person did in, the next card and what should happen out. Pure."""

from __future__ import annotations

from dataclasses import replace

from dialogs import events, helping, interviewing, looking_back, requests
from dialogs.acts import near, read_pressed, read_typed, unquoted
from dialogs.answering import match_typed
from dialogs.cards.check import shown_on
from dialogs.cards.help import channel_card, channel_reply
from dialogs.cards.request import status_name
from dialogs.cards.summary import role_card, role_of
from dialogs.position import Place, place_of
from dialogs.rights import ANYONE, roles_anywhere, roles_in, team_roles
from dialogs.scene import Command, Scene
from dialogs.seams import (
    PASSING,
    Act,
    Desk,
    GoPersonal,
    Happened,
    Interview,
    Keep,
    Known,
    Lodge,
    Moment,
    People,
    Prefer,
    Pressed,
    Request,
    Turn,
    Typed,
)
from dialogs.showing import notice, open_interview, present
from dialogs.statuses import among
from dialogs.trace import Showed, Trace
from dialogs.typed import kept, plain
from dialogs.verbs import KNOWN_WORDS, Anytime, AsTeam, OnDraft, OnRequest, Verb, verb_of
from dialogs.wording import asking, say
from dialogs.wording import helping as words_for
from governance_rules import Rulebook


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
        verb = verb_of(command.verb, command.carried.get("form"))
        turn = _run(scene, verb, command) if verb and verb.pressed else _unknown(scene, command)
        turn = _no_longer_asked(scene, turn, command)
    else:
        turn = _typed(scene, act)
    turn = _telling_what_it_shows(scene, _read(scene, turn))
    return turn if desk.personal_chat else _elsewhere(scene, turn)


def _run(scene: Scene, verb: Verb, command: Command) -> Turn:
    """Do what the verb does, if this person may, to what it is about as that is now."""
    match verb.does:
        case OnDraft(on_draft, stale):
            interview = open_interview(scene)
            if interview is None or not interviewing.is_fresh(scene, command):
                return stale(scene, command)
            return on_draft(scene, command, interview)
        case Anytime(run):
            may = verb.who is ANYONE or not verb.who.isdisjoint(roles_anywhere(scene.people, scene.desk.person))
            return run(scene, command) if may else _refused(scene, verb, command)
        case OnRequest() | AsTeam():
            return _about(scene, verb, verb.does, command)


def _about(scene: Scene, verb: Verb, does: OnRequest | AsTeam, command: Command) -> Turn:
    request = scene.known.request
    if request is None or request.reference != command.reference:
        return _refused(scene, verb, command)
    now = among(verb.statuses, request.status)
    if isinstance(does, AsTeam):
        team = next((role for role in team_roles(scene.people, scene.desk.person, request) if role in verb.who), None)
        if team is None:
            return _refused(scene, verb, command)
        if now:
            return does.run(scene, command, request, team)
        return Turn(*role_card(scene.rulebook, scene.people, request, team, (notice(_closed(verb, request)),)))
    if verb.who.isdisjoint(roles_in(scene, request)) or not (now or verb.closed):
        return _refused(scene, verb, command)
    return does.run(scene, command, request) if now else requests.shown(scene, request, _closed(verb, request))


def _refused(scene: Scene, verb: Verb, command: Command) -> Turn:
    """Nothing of it is done or shown; that it was tried stays in the history."""
    refused = Trace("refused", command.reference if verb.about_a_request else "", {"verb": command.verb})
    return replace(verb.refused(scene, command), traces=(refused,))


def _closed(verb: Verb, request: Request) -> str:
    return say(verb.closed, reference=request.reference, status=status_name(request.status))


def _unknown(scene: Scene, command: Command) -> Turn:
    return present(scene, say(asking.FOREIGN if command.verb == "answer" else asking.UNKNOWN_BUTTON))


def _read(scene: Scene, turn: Turn) -> Turn:
    """Trace that somebody but its requester was shown a request; what they changed in it leaves its own trace."""
    request, me = scene.known.request, scene.desk.person
    if request is None or turn.traces or me.aad_id == request.requester.aad_id:
        return turn
    if any(isinstance(effect, events.Record) for effect in turn.effects):
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
        answered = _answered(scene, interview, place, words) if interview and place and not asks else None
        turn = answered or helping.not_an_answer(scene, words, interview, place, near(words))
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


def _answered(scene: Scene, interview: Interview, place: Place, words: str) -> Turn | None:
    own = unquoted(words, scene.rulebook.reference_prefix) if place.detail is not None else words
    return interviewing.typed_answer(scene, interview, place, own)


def _said(scene: Scene, command: Command, waiting: str) -> Turn:
    if command.verb == "yes" and waiting.startswith("withdraw "):
        command = Command("withdraw", {"reference": waiting.removeprefix("withdraw ")})
    elif command.verb == "yes" and waiting == "cancel":
        command = replace(command, verb="cancel")
    verb = verb_of(command.verb, command.carried.get("form"))
    return _run(scene, verb, command) if verb else _unknown(scene, command)


def _no_longer_asked(scene: Scene, turn: Turn, command: Command) -> Turn:
    """Forget an "are you sure" that was not answered, so that a later yes cannot mean it."""
    effects = list(turn.effects)
    preferences = scene.desk.preferences
    if PASSING in preferences and not any(isinstance(e, Prefer) for e in effects):
        effects.append(Prefer({k: v for k, v in preferences.items() if k != PASSING}))
    current = open_interview(scene)
    if current is not None and "asked" in current.memory and not any(isinstance(e, Keep | Lodge) for e in effects):
        verb = verb_of(command.verb)
        of_a_card = not scene.typed and verb is not None and verb.fresh
        old = of_a_card and not interviewing.is_fresh(scene, command)
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
