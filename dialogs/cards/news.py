"""Messages about a request that was sent: its status, a note, and words from one person to another."""

from __future__ import annotations

from dialogs.cards.benefit import ask_button
from dialogs.cards.elements import Element, button, card, free, free_heading, heading, row, text
from dialogs.cards.joiners import remove_button
from dialogs.cards.request import answer_button, asked_now, information_form, status_name, status_rows
from dialogs.events import (
    CoRequesterJoined,
    CoRequesterRemoved,
    DecisionExplained,
    HelpOffered,
    InformationAdded,
    ItemDeleted,
    QuestionAsked,
)
from dialogs.model import Card, People, Person, Request
from dialogs.sponsor_events import SponsorAnswered, SponsorNotReached
from dialogs.statuses import RESTARTABLE, Status
from dialogs.wording import asking, say, sponsoring
from dialogs.wording import requesting as w
from governance_rules import Rulebook

_NEWS = {
    "status": w.STATUS_CHANGED,
    "note": w.NOTE_CHANGED,
    DecisionExplained.name: w.DECISION_EXPLAINED,
    "question": w.QUESTION_FOR_YOU,
}
_SAID = {
    HelpOffered.name: w.HELP_FOR_YOU,
    QuestionAsked.name: w.QUESTION_FOR_YOU,
    InformationAdded.name: w.MORE_KNOWN,
    CoRequesterJoined.name: w.SOMEONE_JOINED,
    CoRequesterRemoved.name: w.YOU_WERE_REMOVED,
    ItemDeleted.name: w.ITEM_GONE,
    SponsorAnswered.name: sponsoring.NOT_ME_TITLE,
    SponsorNotReached.name: sponsoring.UNREACHED_TITLE,
}
"""What stands over the words that tell of each event: its heading is its own, whatever else is open."""


def news_card(
    rulebook: Rulebook, people: People, request: Request, what_changed: object, for_person: Person | None
) -> tuple[Card, str]:
    """A new message about a request: reference, status and note, and a box when something is asked of the requester.

    ``what_changed`` is ``status``, ``note`` or ``question``, or a list with one of them. Someone who joined the request
    hears its status alone.
    """
    changed = (
        what_changed
        if isinstance(what_changed, str)
        else next((c for c in what_changed if c in _NEWS), "")
        if isinstance(what_changed, list | tuple)
        else ""
    )
    own = for_person is None or for_person.aad_id == request.requester.aad_id
    summary = say(_NEWS.get(changed, w.STATUS_CHANGED), reference=request.reference, status=status_name(request.status))
    rows = status_rows(rulebook, people, request) if own else [row(say(w.STATUS), status_name(request.status))]
    body: list[Element] = [heading(summary), free_heading(request.title), *rows]
    actions: list[Element] = []
    if own and (request.status == Status.MORE_NEEDED or (changed == "question" and asked_now(request))):
        body += information_form(request)
        actions.append(answer_button(request))
    carried = {"reference": request.reference}
    actions.append(button("show", say(w.SHOW, reference=request.reference), carried))
    if own:
        actions = [*ask_button(rulebook, people, request, request.requester), *actions]
    if own and request.status in RESTARTABLE:
        actions.append(button("start_again", say(w.START_AGAIN, reference=request.reference), carried))
    return card(body, actions, summary), summary


def said_card(request: Request, for_person: Person, words: str, about: str = "", event: str = "") -> tuple[Card, str]:
    """A message from one person to another about a request, such as the partner's question to the requester.

    ``about``: Entra id of whoever has joined the request (the requester may say no) or has been removed from it.
    ``event``: the name of what happened, which its heading says; empty: nobody noted it.
    """
    if about and about == for_person.aad_id:
        return _removed_card(request, words)
    own = for_person.aad_id == request.requester.aad_id
    asked = own and event == QuestionAsked.name and bool(asked_now(request))
    if own and event == QuestionAsked.name and not asked:
        words, event = say(w.NOT_ASKED_NOW), ""
    summary = say(_SAID.get(event, w.UPDATED), reference=request.reference)
    body: list[Element] = [heading(summary), free_heading(request.title), free(words, 1200)]
    actions = [button("show", say(w.SHOW, reference=request.reference), {"reference": request.reference})]
    if asked:
        body += information_form(request)
        actions.insert(0, answer_button(request))
    if own and event in {SponsorAnswered.name, SponsorNotReached.name}:
        another = button("name_sponsor", say(sponsoring.NAME_ANOTHER), {"reference": request.reference})
        actions.insert(0, {**another, "style": "positive"})
    joiner = next((p for p in request.co_requesters if own and about and p.aad_id == about), None)
    if joiner is not None:
        actions.append(remove_button(request, joiner, say(w.REMOVE_THEM)))
    return card(body, actions, summary), summary


def _removed_card(request: Request, words: str) -> tuple[Card, str]:
    """To someone who may not see the request any more: nothing of it but its reference."""
    summary = say(w.YOU_WERE_REMOVED, reference=request.reference)
    actions = [button("start", say(asking.START)), button("my_requests", say(w.MINE))]
    return card([heading(summary), text(words)], actions, summary, f"{summary}. {words}"), summary
