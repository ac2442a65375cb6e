"""The sponsor of a request on its cards: whoever is asked, and how the requester names one or another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dialogs.cards.benefit import benefit_part
from dialogs.cards.elements import (
    Element,
    button,
    buttons,
    card,
    error,
    free,
    free_heading,
    heading,
    section,
    text,
    text_input,
)
from dialogs.cards.purpose import what_part
from dialogs.cards.request import route_rows, status_rows
from dialogs.cards.work import back_to
from dialogs.model import Card, People, Person, Request
from dialogs.sponsor_events import MAY_ANSWER
from dialogs.sponsors import is_asked
from dialogs.statuses import CHECKED, among
from dialogs.wording import asking, say, say_day
from dialogs.wording import championing as team
from dialogs.wording import sponsoring as w
from governance_rules import Rulebook

NAME_LENGTH = 255
"""Characters of a name with an address: what the list's column takes."""
MANAGER_LENGTH = 60
"""Characters of a manager's name that a button shows."""


def name_manager(manager: Person, verb: str, carried: Mapping[str, Any]) -> Element:
    """The press that names somebody's manager as the sponsor."""
    name = (manager.name or manager.upn)[:MANAGER_LENGTH]
    return button(verb, say(w.NAME_MANAGER, name=name), carried)


def sponsor_card(
    rulebook: Rulebook, people: People, request: Request, person: Person, notices: Sequence[Element] = ()
) -> tuple[Card, str]:
    """A request for whoever was named as its sponsor: what it is about, what that means, and their answer.

    Whoever is not its sponsor, or no longer, reads that and nothing of the request.
    """
    sponsor, reference = request.sponsor, request.reference
    if sponsor is None or not is_asked(request, person):
        title = say(w.REFUSED_TITLE, reference=reference)
        return card([heading(title), *notices], [button("start", say(asking.START))], title), title
    open_yet, waits = sponsor.state in MAY_ANSWER, among(CHECKED, request.status)
    asked = open_yet and waits
    title = say(w.WILL_YOU if asked else w.NO_NEED_TITLE if open_yet else w.YOU_ARE, reference=reference)
    body: list[Element] = [heading(title), free_heading(request.title), *notices]
    if asked:
        name = request.requester.name or say(team.REQUESTER_ROLE)
        body += [free(say(w.NAMED_YOU, name=name)), text(say(w.MEANS)), text(say(w.WAITS_NOT))]
        carried = {"reference": reference}
        yes = button("sponsor", say(w.YES), {**carried, "answer": "confirm"}, style="positive")
        body.append(buttons([yes, button("sponsor", say(w.NOT_ME), {**carried, "answer": "not_me"})]))
        body.append(text(say(w.HINT, reference=reference), subtle=True))
    elif not open_yet and not notices:
        body.append(text(say(w.YOU_SPONSOR, day=say_day(sponsor.at, rulebook.day))))
    body += benefit_part(rulebook, people, request, person)
    status = status_rows(rulebook, people, request, own=False, noted=False)
    body += [
        section(what_part(rulebook, request)),
        section([*status, *route_rows(rulebook, people, request, checks=False)]),
    ]
    return card(body, [button("start", say(asking.START))], title), title


def name_sponsor_card(
    request: Request, words: str = "", problem: str = "", manager: Person | None = None
) -> tuple[Card, str]:
    """Whom the requester names as sponsor, on a card of its own; ``manager``: offered for one press."""
    summary = say(w.WHO, reference=request.reference)
    carried = {"reference": request.reference}
    offered = [buttons([name_manager(manager, "name_sponsor", {**carried, "manager": True})])] if manager else []
    body = [
        heading(summary),
        free_heading(request.title),
        text(say(w.WHO_INTRO)),
        *error(problem),
        text_input("sponsor", say(w.WHO_LABEL), NAME_LENGTH, words),
        *offered,
        text(say(w.WHO_HINT, reference=request.reference), subtle=True),
    ]
    actions = [
        button("answer", say(w.SEND), {"form": "sponsor", **carried}, style="positive"),
        back_to(request),
    ]
    return card(body, actions, summary), summary
