"""What a requester does with requests that were sent: list, show, withdraw, add information, start again."""

from __future__ import annotations

from datetime import datetime

from dialogs.cards.elements import Element, clean
from dialogs.cards.mine import my_requests_card, not_found_card, withdraw_sure_card
from dialogs.cards.request import INFORMATION_LENGTH, co_requester_card, information_card, requester_card
from dialogs.cards.sponsor import sponsor_card
from dialogs.cards.summary import closed_card, role_card
from dialogs.changes import happened
from dialogs.context import Command, TurnContext
from dialogs.documents import pasted
from dialogs.drafts import begin
from dialogs.events import By, InformationAdded, QuestionAsked, Withdrawn
from dialogs.model import PENDING_CONFIRMATION, Request, SetPreferences, Turn
from dialogs.rendering import drafts_of, notice, open_interview
from dialogs.rights import WHO_IS_ON_IT, roles_in, sees_as
from dialogs.statuses import Status
from dialogs.steps import answered, current_steps, status_after
from dialogs.wording import championing, say, say_day
from dialogs.wording import requesting as w
from governance_rules.roles import detail_key

MOST_PROBLEM = 20_000
"""Characters that a request's problem may grow to with added information; the list column takes 63,999."""


def not_found(context: TurnContext, command: Command) -> Turn:
    """The same answer for what does not exist and for what is somebody else's; who may see it sees it again."""
    request = context.lookups.request
    seen = request is not None and request.reference == command.reference
    if request is not None and seen and not WHO_IS_ON_IT.isdisjoint(roles_in(context, request)):
        return shown(context, request, say(w.NOT_FOR_YOU, reference=request.reference))
    return Turn(*not_found_card(command.reference))


def my_requests(context: TurnContext, command: Command) -> Turn:
    """List what this person has sent or joined."""
    del command
    me = context.session.person.aad_id
    own = [
        r
        for r in context.lookups.mine
        if me and (r.requester.aad_id == me or any(p.aad_id == me for p in r.co_requesters))
    ]
    drafts = open_interview(context) is not None or bool(drafts_of(context))
    card, summary = my_requests_card(context.rulebook, context.people, context.session.person, own, drafts=drafts)
    return Turn(card, summary)


def show_request(context: TurnContext, command: Command, request: Request) -> Turn:
    """Show one request in the role that this person has in it."""
    del command
    return shown(context, request)


def shown(context: TurnContext, request: Request, *words: str) -> Turn:
    """The request in the role that this person has in it, with sentences above it."""
    me = context.session.person
    notices = tuple(notice(line) for line in words)
    match sees_as(context.people, me, request):
        case "requester":
            return Turn(*requester_card(context.rulebook, context.people, request, notices))
        case "sponsor":
            return Turn(*sponsor_card(context.rulebook, context.people, request, me, notices))
        case "co_requester":
            return Turn(*co_requester_card(context.people, request, notices))
        case None:
            return Turn(*closed_card(request))
        case role:
            return Turn(*role_card(context.rulebook, context.people, request, role, notices, person=me))


def withdraw(context: TurnContext, command: Command, request: Request) -> Turn:
    """Ask once, and withdraw when it is said again."""
    reference = request.reference
    if (
        command.carried.get("sure") is not True
        and context.session.preferences.get(PENDING_CONFIRMATION) != f"withdraw {reference}"
    ):
        card, summary = withdraw_sure_card(request)
        return Turn(
            card,
            summary,
            (SetPreferences({**context.session.preferences, PENDING_CONFIRMATION: f"withdraw {reference}"}),),
        )
    gone, effect = happened(request, Withdrawn(), requester(context), context.clock.now)
    done = (notice(say(w.WITHDRAWN, reference=reference)),)
    return Turn(*requester_card(context.rulebook, context.people, gone, done), (effect,))


def requester(context: TurnContext) -> By:
    """Whoever sent a request, as its timeline names them."""
    return By(context.session.person, say(championing.REQUESTER_ROLE))


def add_information(context: TurnContext, command: Command, request: Request) -> Turn:
    """Show the request with a box for more information."""
    del command
    return Turn(*requester_card(context.rulebook, context.people, request, asking_more=True))


def take_information(context: TurnContext, command: Command, request: Request) -> Turn:
    """Add the requester's words; an open question is then answered and a waiting request goes back to the list."""
    raw = command.inputs.get("information")
    words = clean(raw).strip() if isinstance(raw, str) else ""
    if set(command.inputs) - {"information"}:
        return _no_information(request, words)
    return _informed(context, request, words)


def _informed(context: TurnContext, request: Request, words: str, *notices: Element) -> Turn:
    """Add the words to the request, as far as they can be."""
    if not words or len(words) > INFORMATION_LENGTH:
        return _no_information(request, words)
    stamped = say(w.MORE_INFORMATION, day=say_day(context.clock.now), words=words)
    place = detail_key(context.rulebook, request.details, "problem")
    problem = f"{request.details.get(place, '')}\n\n{stamped}".strip()
    if len(problem) > MOST_PROBLEM:
        return shown(context, request, say(w.INFORMATION_TOO_LONG))
    status = None
    if request.status == Status.MORE_NEEDED:
        steps, picked_up = answered(request.steps), bool(request.it_contact)
        back = Status.WITH_PARTNER if picked_up else Status.SUBMITTED
        status = status_after(steps, picked_up=picked_up) if current_steps(steps) else back
    new, effect = happened(
        request, InformationAdded(words, place, problem, status), requester(context), context.clock.now
    )
    done = (notice(say(w.INFORMATION_ADDED, reference=request.reference)), *notices)
    return Turn(*requester_card(context.rulebook, context.people, new, done), (effect,))


def answer_to_whoever_asked(context: TurnContext, words: str) -> Turn | None:
    """Take words as the answer to what this person was asked about a request; None: nobody asked them anything.

    Where several requests wait for an answer, the one that was asked about last is shown with the words in its box.
    """
    asked = context.lookups.asked
    if not asked or context.session.preferences.get(PENDING_CONFIRMATION):
        return None
    last = max(asked, key=_asked_at)
    if len(asked) > 1:
        references = ", ".join(request.reference for request in asked)
        other = next(request.reference for request in asked if request is not last)
        which = say(w.WHICH_ASKED, references=references, reference=other)
        return Turn(*information_card(last, words, "", (notice(which),)))
    taken = notice(say(w.TAKEN_AS_ANSWER, reference=last.reference))
    return _informed(context, last, clean(words).strip(), taken)


def _asked_at(request: Request) -> datetime:
    when = [entry.when for entry in request.timeline if entry.what == QuestionAsked.name]
    return max([*when, request.since] if request.status == Status.MORE_NEEDED or not when else when)


def _no_information(request: Request, words: str) -> Turn:
    if len(words) > INFORMATION_LENGTH:
        trouble = say(championing.TEXT_TOO_LONG, length=f"{len(words):,}", limit=f"{INFORMATION_LENGTH:,}")
    else:
        trouble = say(w.INFORMATION_ERROR)
    return Turn(*information_card(request, words, trouble))


def start_again(context: TurnContext, command: Command, request: Request) -> Turn:
    """Copy a closed request into a new draft."""
    del command
    reference = request.reference
    known = {d.id for d in context.rulebook.details}
    details = {k: v for k, v in request.details.items() if k in known} | pasted(request.details)
    return begin(
        context, (say(w.STARTED_AGAIN, reference=reference),), request.answers, details, {"skipped": sorted(known)}
    )
