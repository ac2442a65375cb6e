"""One turn of a conversation: what the person did in, the next card and what should happen out. Pure."""

from __future__ import annotations

from dataclasses import replace

from dialogs import advancing, events, helping, interviewing, navigation, requests
from dialogs.access_log import Access, TitlesShown
from dialogs.agendas import body_named
from dialogs.beside_the_talk import beside_the_talk
from dialogs.by_profile import with_profile
from dialogs.cards.check import shown_on
from dialogs.cards.help import channel_card, channel_reply
from dialogs.cards.request import status_name
from dialogs.cards.summary import role_card
from dialogs.context import Command, TurnContext
from dialogs.in_hand import as_left, taken_up
from dialogs.linking import with_link
from dialogs.model import (
    PASSING,
    PENDING_CONFIRMATION,
    Act,
    Clock,
    Interview,
    Lookups,
    People,
    PostPrivately,
    Pressed,
    Request,
    SaveDraft,
    Session,
    SetPreferences,
    SubmitRequest,
    Turn,
    Typed,
)
from dialogs.planning import names_a_part
from dialogs.position import Position, position_of
from dialogs.question_kinds import kind_of, match_typed
from dialogs.rendering import notice, open_interview, present
from dialogs.rights import ANYONE, is_team, roles_anywhere, roles_in, sees_as, team_roles
from dialogs.statuses import among
from dialogs.understanding import answering
from dialogs.understanding.command_parser import answers_somebody, near, read_pressed, read_typed, unquoted
from dialogs.understanding.first_words import A_SENTENCE
from dialogs.understanding.own_words import understand
from dialogs.understanding.typed_text import kept, plain
from dialogs.verb import Anytime, AsTeam, OnDraft, OnRequest, Verb
from dialogs.verbs import KNOWN_WORDS, verb_of, words_of
from dialogs.wording import asking, say
from dialogs.wording import helping as words_for
from governance_rules import Rulebook


def take_turn(rulebook: Rulebook, people: People, session: Session, lookups: Lookups, act: Act, clock: Clock) -> Turn:
    """Take one turn: a card (or None: say nothing) with its summary, and the effects that the host carries out.

    Nothing that a person sends raises; what makes no sense changes nothing and gets the present card.
    """
    session = as_left(session, act)
    if session.current is not None:
        current = with_profile(rulebook, people, session.profile, session.current)
        session = session if current is session.current else replace(session, current=current)
    context = TurnContext(rulebook, people, session, lookups, clock, typed=isinstance(act, Typed))
    if not isinstance(act, Pressed | Typed):
        return beside_the_talk(context, act)
    if isinstance(act, Pressed):
        command = read_pressed(act)
        verb = verb_of(command.verb, command.carried.get("form"))
        turn = _run(context, verb, command) if verb and verb.pressed else _unknown(context, command)
        if verb is not None and verb.in_place:
            return _in_place(context, act, turn)
        turn = _no_longer_asked(context, turn, command)
    else:
        turn = _typed(context, act)
    turn = taken_up(session, act, _telling_what_it_shows(context, _read(context, turn)))
    return turn if session.personal_chat else _elsewhere(context, turn)


def _in_place(context: TurnContext, act: Pressed, turn: Turn) -> Turn:
    """What is shown to somebody alone, wherever they are: it leaves no more than the trace that they saw it."""
    refused = any(access.what == "refused" for access in turn.accesses)
    return replace(turn, accesses=()) if refused and act.by_itself else _read(context, turn)


def _run(context: TurnContext, verb: Verb, command: Command) -> Turn:
    """Do what the verb does, if this person may, to what it is about as that is now."""
    match verb.does:
        case OnDraft(on_draft, stale):
            interview = open_interview(context)
            if interview is None or not advancing.is_fresh(context, command):
                return stale(context, command)
            return on_draft(context, command, interview)
        case Anytime(run):
            may = verb.who is ANYONE or not verb.who.isdisjoint(roles_anywhere(context.people, context.session.person))
            return run(context, command) if may else _refused(context, verb, command)
        case OnRequest() | AsTeam():
            return _about(context, verb, verb.does, command)


def _about(context: TurnContext, verb: Verb, does: OnRequest | AsTeam, command: Command) -> Turn:
    request = context.lookups.request
    if request is None or request.reference != command.reference:
        return _refused(context, verb, command)
    now = among(verb.statuses, request.status)
    if isinstance(does, AsTeam):
        team = next(
            (role for role in team_roles(context.people, context.session.person, request) if role in verb.who), None
        )
        if team is None:
            return _refused(context, verb, command)
        if context.lookups.held:
            return requests.shown(context, request, say(asking.IN_MEETING, reference=request.reference))
        if now:
            return does.run(context, command, request, team)
        said = (notice(_closed(verb, request)),)
        me = context.session.person
        return Turn(*role_card(context.rulebook, context.people, request, team, said, person=me))
    if verb.who.isdisjoint(roles_in(context, request)) or not (now or verb.closed):
        return _refused(context, verb, command)
    if context.lookups.held and not verb.while_held:
        return requests.shown(context, request, say(asking.IN_MEETING, reference=request.reference))
    return does.run(context, command, request) if now else requests.shown(context, request, _closed(verb, request))


def _refused(context: TurnContext, verb: Verb, command: Command) -> Turn:
    """Nothing of it is done or shown; that it was tried stays in the history."""
    refused = Access("refused", command.reference if verb.about_a_request else "", {"verb": command.verb})
    return replace(verb.refused(context, command), accesses=(refused,))


def _closed(verb: Verb, request: Request) -> str:
    return say(verb.closed, reference=request.reference, status=status_name(request.status))


def _unknown(context: TurnContext, command: Command) -> Turn:
    return present(context, say(asking.FOREIGN if command.verb == "answer" else asking.UNKNOWN_BUTTON))


def _read(context: TurnContext, turn: Turn) -> Turn:
    """Trace that somebody but its requester was shown a request; what they changed in it leaves its own trace."""
    request, me = context.lookups.request, context.session.person
    if request is None or turn.accesses or me.aad_id == request.requester.aad_id:
        return turn
    if any(isinstance(effect, events.Record) for effect in turn.effects):
        return turn
    role = sees_as(context.people, me, request)
    # Nobody's: such as whoever will deliver it, who is shown nothing of it yet.
    return replace(turn, accesses=(Access("read", request.reference, {"role": role}),)) if role else turn


def _telling_what_it_shows(context: TurnContext, turn: Turn) -> Turn:
    """The same turn, which also says whose titles its card shows."""
    interview = context.session.current
    found = [one.reference for one in context.lookups.similar]
    if not found or interview is None:
        return turn
    shown = shown_on(turn.card)
    references = tuple(reference for reference in found if reference in shown)
    return replace(turn, effects=(*turn.effects, TitlesShown(interview.id, references))) if references else turn


def _typed(context: TurnContext, act: Typed) -> Turn:
    words = kept(act.text)
    if not words:
        return helping.files(context, act.attachments) if act.attachments else helping.hello(context, Command("hello"))
    interview = open_interview(context)
    place = position_of(context.rulebook, interview) if interview else None
    waiting = _waiting(context)
    own_text = place is not None and place.kind == "details"  # below a decision "ok" and "next" still go on
    suggested = (
        interview is not None
        and place is not None
        and (place.kind == "understood" or interviewing.suggested_here(interview, place) is not None)
    )
    yes_or_no = bool(waiting) or suggested or (place is not None and place.kind == "decision")
    quotes_keep = place is not None and place.kind in {"details", "decision"}
    command = read_typed(
        words, own_text=own_text, waiting=yes_or_no, quotes_keep=quotes_keep, prefix=context.rulebook.reference_prefix
    )
    if command is None or not _names_one(context, command, place) or _is_rather_an_answer(context, command, place):
        turn = with_link(context, words, interview, place, _in_words)
        command = Command("answer", words=words)
    else:
        turn = _said(context, command, waiting)
    if act.attachments and turn.card is not None:
        turn = replace(turn, card={**turn.card, "body": [notice(say(words_for.FILES)), *turn.card["body"]]})
    return _no_longer_asked(context, turn, command)


def _names_one(context: TurnContext, command: Command, place: Position | None) -> bool:
    """Whether words that begin with "system" ask for one: of who may, and within a draft by its whole name alone.

    Words that begin with "pack" or "next item" ask for a body that they name, and so with "roadmap" and its parts.
    """
    found, said = context.lookups.system, command.carried.get("system")
    if body := command.carried.get("body"):
        return body_named(context.rulebook, str(body)) is not None
    if command.verb != "system":
        return names_a_part(context.rulebook, command)
    if not is_team(context) or (said and found is None):
        return False
    return place is None or (found is not None and plain(found.title) == plain(str(said)))


def _is_rather_an_answer(context: TurnContext, command: Command, place: Position | None) -> bool:
    """Whether words that look like a command answer the present question: "Change a system we have" is a choice."""
    if place is None:
        tells = command.verb == "change" and len(command.words.split()) >= A_SENTENCE
        return tells or (bool(context.lookups.asked) and not _waiting(context) and answers_somebody(command))
    if plain(command.words) in KNOWN_WORDS:
        return False
    if place.kind == "understood" and command.verb in {"yes", "no"}:
        return plain(command.words) not in words_of("asked") and _is_an_option(place, command.words)
    if place.kind == "topic" and place.question is not None and command.verb not in {"yes", "no"}:
        if command.verb == "change" and kind_of(place.question).has_options:
            named = navigation.names_something(context, command)
            return not named and bool(understand(context.rulebook, place.question, command.words).chosen)
        return match_typed(place.question, command.words) is not None
    own = place.detail is not None or place.kind == "understood"
    return command.verb == "change" and own and not navigation.names_something(context, command)


def _is_a_choice(place: Position | None, words: str) -> bool:
    """Whether the words are an option outright: a label may begin like a question."""
    question = place.question if place is not None and place.kind == "topic" else None
    return question is not None and match_typed(question, words) is not None


def _is_an_option(place: Position, words: str) -> bool:
    """Whether words such as "none" are an option of something that the card asks, and no word on the whole of it."""
    return any(match_typed(question, words) is not None for question in place.card)


def _waiting(context: TurnContext) -> str:
    """What waits for a yes: ``cancel``, ``withdraw DR-0001`` or nothing."""
    asked = context.session.preferences.get(PENDING_CONFIRMATION)
    if isinstance(asked, str) and asked:
        return asked
    current = context.session.current
    return (
        "cancel" if current is not None and current.state == "open" and current.memory.get("asked") == "cancel" else ""
    )


def _in_words(context: TurnContext, words: str, interview: Interview | None, place: Position | None) -> Turn:
    """What words mean that are no command: a question, an answer, a need, or nothing that we understand."""
    own = None if _is_a_choice(place, words) else answering.answered(context, words, interview, place)
    turn = own or (_answered(context, interview, place, words) if interview and place else None)
    return turn or helping.not_an_answer(context, words, interview, place, near(words))


def _answered(context: TurnContext, interview: Interview, place: Position, words: str) -> Turn | None:
    own = unquoted(words, context.rulebook.reference_prefix) if place.detail is not None else words
    return interviewing.typed_answer(context, interview, place, own)


def _said(context: TurnContext, command: Command, waiting: str) -> Turn:
    if command.verb == "yes" and waiting.startswith("withdraw "):
        command = Command("withdraw", {"reference": waiting.removeprefix("withdraw ")})
    elif command.verb == "yes" and waiting == "cancel":
        command = replace(command, verb="cancel")
    verb = verb_of(command.verb, command.carried.get("form"))
    return _run(context, verb, command) if verb else _unknown(context, command)


def _no_longer_asked(context: TurnContext, turn: Turn, command: Command) -> Turn:
    """Forget an "are you sure" that was not answered, so that a later yes cannot mean it."""
    effects = list(turn.effects)
    preferences = context.session.preferences
    if not PASSING.isdisjoint(preferences) and not any(isinstance(e, SetPreferences) for e in effects):
        effects.append(SetPreferences({k: v for k, v in preferences.items() if k not in PASSING}))
    current = open_interview(context)
    if (
        current is not None
        and "asked" in current.memory
        and not any(isinstance(e, SaveDraft | SubmitRequest) for e in effects)
    ):
        verb = verb_of(command.verb)
        of_a_card = not context.typed and verb is not None and verb.fresh
        old = of_a_card and not advancing.is_fresh(context, command)
        if not old:
            memory = {k: v for k, v in current.memory.items() if k != "asked"}
            effects.append(SaveDraft(replace(current, memory=memory)))
    return replace(turn, effects=tuple(effects)) if len(effects) != len(turn.effects) else turn


def _elsewhere(context: TurnContext, turn: Turn) -> Turn:
    """In a channel or group chat: one short line without any detail, and the card goes on in the personal chat.

    What a turn says in words alone is for everyone who is there.
    """
    if turn.card is None and turn.text:
        return turn
    if any(isinstance(e, SubmitRequest) for e in turn.effects):
        # A request is sent from the personal chat alone, where its reference may be shown.
        turn = present(context)
    going = (PostPrivately(turn.card, turn.summary),) if turn.card is not None else ()
    card, summary = (None, channel_reply()) if context.typed else channel_card()
    return Turn(card, summary, (*turn.effects, *going), channel_reply() if context.typed else "", turn.accesses)
