"""What must be looked up before a turn: nothing for most turns, so that an answer costs one read."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from dialogs.agendas import MeetingWanted, body_named
from dialogs.context import Command
from dialogs.documents import PASTED
from dialogs.extension import DialogSubmitted, FindRequests, LinkShared
from dialogs.from_message import dialog_of, words_in
from dialogs.in_hand import as_left
from dialogs.model import PENDING_CONFIRMATION, Act, FileAnswer, Interview, Needs, Pressed, Session, Typed
from dialogs.planning import names_a_part
from dialogs.position import evaluate, position_of, unfinished, up_to_date
from dialogs.systems import KNOWN, rows_chosen, searched, system_named
from dialogs.understanding.command_parser import answers_somebody, read_pressed, read_typed
from dialogs.understanding.knowledge import asked_for, asks
from dialogs.understanding.links import without_links
from dialogs.verbs import verb_of
from governance_rules import Rulebook
from governance_rules.roles import detail_with

_NOTHING: Final = Needs()
_SIMILAR: Final = ("similar",)
_SHOWS: Final = frozenset({"show", "refresh", "my_requests"})
"""Verbs that show requests and change none."""
_LONGEST_ROW: Final = 64
"""Characters of the id of a row of a list."""


def needs_of(rulebook: Rulebook, session: Session, act: Act) -> Needs:
    """Say what a turn must look up beside the session. Pure and cheap: what it asks the rules, the turn asks too."""
    if not isinstance(act, Pressed | Typed):
        return _beside_the_talk(rulebook, act)
    session = as_left(session, act)
    open_now = session.current if session.current is not None and session.current.state == "open" else None
    if isinstance(act, Pressed):
        pressed = read_pressed(act)
        if pressed.verb == "system":
            return Needs(system=system_named(pressed.carried))
        return _of(rulebook, session, pressed, None)
    command = read_typed(
        act.text, own_text=bool(open_now and open_now.route_seen), waiting=True, prefix=rulebook.reference_prefix
    )
    if command is not None and not names_a_part(rulebook, command):
        command = None
    if command is not None and command.verb == "system":  # or words of the person's own that begin so
        wanted = replace(_of(rulebook, session, None, act.text), system=system_named(command.carried))
    else:
        wanted = _of(rulebook, session, command, act.text)
    if command is not None and _names_no_body(rulebook, command):
        command, wanted = None, _of(rulebook, session, None, act.text)
    alone = open_now is None and session.personal_chat and answers_somebody(command)
    return replace(wanted, asked=True) if alone else wanted


def _beside_the_talk(rulebook: Rulebook, act: Act) -> Needs:
    match act:
        case FileAnswer(offer):
            return Needs(offer=offer)
        case FindRequests():
            return Needs(found_by=act, as_told=True)
        case LinkShared(url):
            return Needs(linked=url, as_told=True)
        case DialogSubmitted(data) if opened := dialog_of(data):
            words = words_in(rulebook, data)
            return Needs(begun_as=opened, systems_like=searched(rulebook, None, {}, words) if words else None)
        case _:
            return Needs()


def _names_no_body(rulebook: Rulebook, command: Command) -> bool:
    """Whether words that begin as those for a meeting do name no body that meets: then they are a need."""
    return "body" in command.carried and body_named(rulebook, str(command.carried["body"])) is None


def _shows_details(rulebook: Rulebook, interview: Interview, command: Command) -> bool:
    """Whether these answers may be the last, after which the details are asked below the decision.

    Only of a draft that has words already: nothing else could be looked up.
    """
    if command.verb != "answer" or not (interview.details or unfinished(interview)):
        return False
    path = position_of(rulebook, up_to_date(rulebook, interview)).path
    return len(path.topics) == path.about and {q.id for q in path.missing} <= command.inputs.keys()


def _asks_detail(rulebook: Rulebook, interview: Interview) -> bool:
    """Whether typed words that are no command are a detail: perhaps the title itself."""
    if interview.route_seen:
        return True
    here = up_to_date(rulebook, interview)
    # Most turns end with the first half: while a question has no answer there is no decision, wherever somebody looks.
    return evaluate(rulebook, here.answers).brief is not None and position_of(rulebook, here).kind == "decision"


def _meeting(rulebook: Rulebook, looks_up: AbstractSet[str], command: Command) -> MeetingWanted | None:
    """Which meeting is needed: of the body that is named, or of any that the person may see; None where none is."""
    named = command.carried.get("body")
    if looks_up.isdisjoint({"meeting", "agenda"}):
        return None
    body = body_named(rulebook, named) if isinstance(named, str) and named else None
    return None if named and body is None else MeetingWanted(body.id if body else "", ahead="agenda" in looks_up)


def _of(rulebook: Rulebook, session: Session, command: Command | None, words: str | None) -> Needs:
    current = session.current if session.current is not None and session.current.state == "open" else None
    title_id = detail_with(rulebook, "title")
    told = current is not None and (
        _asks_detail(rulebook, current) or (command is not None and _shows_details(rulebook, current, command))
    )
    # The first sentence is a title before anything is asked: others' titles are of use once the route is known.
    title = current.details.get(title_id) if current and told else None
    words = None if words is None else without_links(words)  # an address is like no title, and names no system
    if command is None:
        said = words or ""
        mine = asked_for(said) == "requests" and asks(said)
        # A first sentence, or what is typed as a detail; an answer to a question says nothing of a system.
        begins = current is None or not (current.answers or current.details.keys() - {PASTED})
        like = words if told or begins else None
        wanted = Needs(mine=mine, similar_to=(title or words or None) if told else None)
        return replace(wanted, systems_like=searched(rulebook, current, {}, like)) if like else wanted
    verb = verb_of(command.verb, command.carried.get("form"))
    if verb is None:
        return Needs()
    reference = (command.reference or None) if verb.about_a_request else None
    if verb.name == "yes":
        asked = session.preferences.get(PENDING_CONFIRMATION)
        reference = (
            asked.removeprefix("withdraw ") if isinstance(asked, str) and asked.startswith("withdraw ") else None
        )
    if "lately" in verb.looks_up:
        fresh = current is not None and (words is not None or command.carried.get("interview") == current.id)
        return Needs() if fresh else Needs(lately=True, mine=True)
    # What is being written now may be the title itself.
    written = command.inputs.get(title_id) if verb.name == "answer" else None
    likely = (without_links(written[:400]) if isinstance(written, str) else "") or title
    system = command.carried.get("system") if verb.name == "start" else None
    if isinstance(system, str) and system:
        return Needs(contract=system[:_LONGEST_ROW])
    if verb.looks_up == _SIMILAR:
        wanted = Needs(reference=reference, similar_to=likely) if reference or likely else _NOTHING
        if reference or not told:
            return wanted
        chosen = rows_chosen(command.inputs.get(KNOWN)) if verb.name == "answer" else ()
        like = searched(rulebook, current, command.inputs if verb.name == "answer" else {})
        return replace(wanted, systems_like=like or None, systems_chosen=chosen)
    return Needs(
        meeting=_meeting(rulebook, frozenset(verb.looks_up), command),
        as_told=verb.name in _SHOWS,
        reference=reference,
        similar_to=likely if "similar" in verb.looks_up else None,
        mine="mine" in verb.looks_up,
        area_requests="area_requests" in verb.looks_up,
        figures="figures" in verb.looks_up,
        work="work" in verb.looks_up,
        roadmap="roadmap" in verb.looks_up,
        told_lately="told" in verb.looks_up,
    )
