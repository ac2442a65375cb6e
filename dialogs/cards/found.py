"""The card of a request that somebody puts into a chat, and what those see on it who may see more.

Everyone in the chat reads its JSON too, so the ids for whom it refreshes itself tell nothing of the request: they are
the same for every request, but for whoever inserts it, and the chat knows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from dialogs.cards.dates import needed_by
from dialogs.cards.elements import Element, button, card, clean, free_heading, heading, row, safe, shortened, text
from dialogs.cards.my_work import asked_words
from dialogs.cards.progress import where_words
from dialogs.cards.request import next_step, status_name, status_row
from dialogs.cards.route import area_of
from dialogs.context import REFERENCE
from dialogs.extension import FoundCard
from dialogs.model import Card, People, Person, Request
from dialogs.rights import Sees
from dialogs.tasks import tasks_of
from dialogs.wording import finding as w
from dialogs.wording import handling, requesting, say, say_day
from governance_rules import Rulebook

MOST_REFRESHED: Final = 60
"""People for whom Teams brings one card up to date by itself."""
TITLE_LENGTH: Final = 120
STATUS_LENGTH: Final = 60
_AAD_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def found_card(people: People, request: Request, me: Person) -> FoundCard:
    """A request as anybody may read it: reference, title and status, to be put into a chat by this person."""
    reference, title, status = request.reference, request.title, status_name(request.status)
    whom = islice(dict.fromkeys(one.lower() for one in _whom(people, me) if _AAD_ID.fullmatch(one)), MOST_REFRESHED)
    shown = base_card(reference, title, status, [f"8:orgid:{one}" for one in whom])[0]
    return FoundCard(shown, f"{reference}. {_cut(title, TITLE_LENGTH)}", _cut(status, STATUS_LENGTH))


def base_card(reference: str, title: str, status: str, whom: list[str] | None = None) -> tuple[Card, str]:
    """The card for everybody, of these words alone, whoever sent them. ``whom``: for whom it refreshes itself."""
    named = reference if REFERENCE.fullmatch(reference) else say(w.A_REQUEST)
    body = [heading(named), free_heading(title), row(say(requesting.STATUS), status, STATUS_LENGTH)]
    summary = say(w.SUMMARY, reference=named, status=safe(status, STATUS_LENGTH))
    return _refreshing(card(body, [], summary), reference, title, status, whom or []), summary


def _refreshing(shown: Card, reference: str, title: str, status: str, whom: list[str]) -> Card:
    """The card with what Teams sends to bring it up to date: whom it names, by itself; everyone, from the menu."""
    carried = {
        "reference": reference if REFERENCE.fullmatch(reference) else "",
        "title": _cut(title, TITLE_LENGTH),
        "status": _cut(status, STATUS_LENGTH),
    }
    return {**shown, "refresh": {"action": button("refresh", say(w.REFRESH), carried), "userIds": whom}}


def _cut(words: str, length: int) -> str:
    return shortened(" ".join(clean(words).split()), length)


def _whom(people: People, me: Person) -> Iterator[str]:
    """Whoever inserts the card, then everyone whom the directory names, in the same order for every request."""
    yield me.aad_id
    yield from (one.aad_id for one in people.governance_team)
    yield from (one.aad_id for body in sorted(people.bodies) for one in people.bodies[body])
    for area in sorted(people.areas):
        partner = people.areas[area].it_business_partner
        yield partner.aad_id if partner else ""
    yield from (one.aad_id for area in sorted(people.areas) for one in people.areas[area].champions)
    yield from (people.owners[owner].aad_id for owner in sorted(people.owners))


def seen_card(rulebook: Rulebook, people: People, request: Request, me: Person, sees: Sees) -> tuple[Card, str]:
    """The same card for somebody who may see more: where it is, and what waits for them; nothing on it changes it."""
    reference, status = request.reference, safe(status_name(request.status), STATUS_LENGTH)
    area = area_of(people, request.area)
    body: list[Element] = [heading(reference), free_heading(request.title), status_row(request, rulebook.day)]
    if area:
        body.append(row(say(requesting.AREA), area.name))
    if sees == "co_requester":
        body += [row(say(requesting.NEXT), words) for words in [next_step(request.status, own=False)] if words]
    else:
        body += [row(say(w.WHERE), words) for words in [where_words(rulebook, request)] if words]
    if sees not in {"co_requester", "sponsor"}:
        body += _waiting(rulebook, people, request, me)
    body.append(text(say(w.ONLY_YOU), subtle=True))
    summary = say(w.SUMMARY, reference=reference, status=status)
    actions = [button("show", say(w.SHOW_PRIVATELY), {"reference": reference})]
    return _refreshing(card(body, actions, summary), reference, request.title, status, []), summary


def _waiting(rulebook: Rulebook, people: People, request: Request, me: Person) -> Iterator[Element]:
    """By when it is needed, and what of it waits for this person since when."""
    if due := needed_by(rulebook, request.answers, request.details):
        yield row(say(w.NEEDED_BY), say_day(due, rulebook.day))
    lines = asked_words(rulebook, people, me, request)
    yield row(say(handling.ASKED_OF_YOU), " ".join(lines) or say(handling.NOTHING_NOW), 600)
    since = [task.since for task in tasks_of(people, me, request) if task.since is not None]
    if since:
        yield row(say(w.WAITS_SINCE), say_day(min(since), rulebook.day))
