"""What is said about the sponsor of a request: the requester names one, and whoever is named says whether they are."""

from __future__ import annotations

from dataclasses import replace

from dialogs.advancing import advance
from dialogs.cards.elements import clean
from dialogs.cards.sponsor import NAME_LENGTH, name_sponsor_card, sponsor_card
from dialogs.changes import happened
from dialogs.context import Command, TurnContext
from dialogs.events import By
from dialogs.model import Interview, Person, Request, Turn
from dialogs.position import position_of
from dialogs.records import SponsorState
from dialogs.rendering import notice, present
from dialogs.requests import not_found, requester, shown
from dialogs.sponsor_events import SponsorAnswered
from dialogs.sponsors import is_asked, is_manager, manager_of, naming, read_named, with_manager, written
from dialogs.statuses import CHECKED, among
from dialogs.unfinished_input import keep
from dialogs.wording import asking, say
from dialogs.wording import sponsoring as w
from governance_rules.roles import check_with, detail_with


def take_manager(context: TurnContext, command: Command, interview: Interview) -> Turn:
    """Name the person's manager in the draft in hand, and keep whatever else its card holds as it stands."""
    manager, place = manager_of(context.session), position_of(context.rulebook, interview)
    detail = next((d for d in place.details if d.role == "sponsor_name"), None)
    if manager is None or detail is None or place.kind not in {"details", "decision"}:
        return present(context, say(asking.FOREIGN))
    others = {name: value for name, value in command.inputs.items() if name != detail.id}
    kept = keep(interview, place, others)
    details = {**interview.details, detail.id: written(manager)[: detail.max_length]}
    skipped = [one for one in interview.memory.get("skipped", ()) if one != detail.id]
    memory = {**kept.memory, "skipped": skipped}
    here = None if command.carried.get("only") else interview.looking_at or detail.id
    return advance(context, replace(kept, memory=memory), ground=place.ground, details=details, looking_at=here)


def name_sponsor(context: TurnContext, command: Command, request: Request) -> Turn:
    """Show the form in which the requester names a sponsor; or name their manager, where that was pressed."""
    manager = manager_of(context.session)
    if command.carried.get("manager") is True and manager is not None:
        return _named(context, request, written(manager))
    return Turn(*name_sponsor_card(request, manager=manager))


def take_sponsor(context: TurnContext, command: Command, request: Request) -> Turn:
    """Take the sponsor whom the requester names after sending; pressed or typed."""
    detail = detail_with(context.rulebook, "sponsor_name")
    raw = command.inputs.get("sponsor")
    words = " ".join(clean(raw).split()) if isinstance(raw, str) else ""
    if detail:
        words = str(with_manager(context.rulebook, context.session, {detail: words})[detail])
    foreign = set(command.inputs) - {"sponsor"}
    problem = say(asking.FOREIGN) if foreign else _problem(context, words)
    if problem:
        return Turn(*name_sponsor_card(request, words, problem, manager_of(context.session)))
    return _named(context, request, words)


def _problem(context: TurnContext, words: str) -> str:
    if not words:
        return say(w.WHO_ERROR)
    if len(words) > NAME_LENGTH:
        return say(w.WHO_LONG, limit=NAME_LENGTH)
    if is_manager(words):
        return say(w.WHO_MANAGER)
    read = read_named(words)
    if read.several:
        return say(w.WHO_ONE)
    me = context.session.person.upn
    own = bool(me) and read.address.casefold() == me.casefold()
    return say(w.WHO_OWN) if own else ""


def _named(context: TurnContext, request: Request, words: str) -> Turn:
    event = naming(context.rulebook, context.people, context.session, request.details, words)
    if event is None:
        return Turn(*name_sponsor_card(request, words, say(w.WHO_ERROR), manager_of(context.session)))
    if event.person.aad_id and event.person.aad_id == request.requester.aad_id:
        return Turn(*name_sponsor_card(request, words, say(w.WHO_OWN), manager_of(context.session)))
    new, effect = happened(request, event, requester(context), context.clock.now)
    if not event.person.upn:
        said = say(w.SAVED_NAME)
    else:
        said = say(w.ASKED_ALREADY if new is request else w.ASKING, reference=request.reference)
    if new is request:
        return shown(context, request, said)
    turn = shown(context, new, said)
    return replace(turn, effects=(effect, *turn.effects))


def answer(context: TurnContext, command: Command, request: Request) -> Turn:
    """Whoever was named says whether they sponsor it; the first answer stands."""
    me, reference = context.session.person, request.reference
    inputs, sponsor = dict(command.inputs), request.sponsor
    said = inputs.pop("answer", command.carried.get("answer"))
    if said not in {"confirm", "not_me"} or inputs:
        return _for_sponsor(context, request, me, say(w.ANSWER_ERROR, reference=reference))
    if sponsor is not None and sponsor.state == SponsorState.CONFIRMED:
        return _for_sponsor(context, request, me, say(w.CONFIRMED_ALREADY, reference=reference))
    event = SponsorAnswered(said == "confirm", check_with(context.rulebook, "sponsor"))
    new, effect = happened(request, event, By(me, say(w.SPONSOR_ROLE)), context.clock.now)
    turn = _for_sponsor(context, new, me, say(w.CONFIRMED if event.confirmed else w.REFUSED_IT, reference=reference))
    return replace(turn, effects=(effect,))


def not_theirs_to_name(context: TurnContext, command: Command) -> Turn:
    """Whoever may name nobody: who is asked themselves has typed an answer that we do not read."""
    request, me = context.lookups.request, context.session.person
    if request is None or not is_asked(request, me):
        return not_found(context, command)
    wanted = among(CHECKED, request.status)
    return _for_sponsor(context, request, me, say(w.ANSWER_ERROR, reference=request.reference) if wanted else "")


def _for_sponsor(context: TurnContext, request: Request, person: Person, words: str) -> Turn:
    return Turn(*sponsor_card(context.rulebook, context.people, request, person, (notice(words),) if words else ()))
