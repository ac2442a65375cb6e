"""Files that somebody is offered: who may have which, what they answer, and what an export of an area holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dialogs.access_log import Access
from dialogs.cards.area import FILTERS, area_file, filtered
from dialogs.cards.elements import card as card_of
from dialogs.cards.elements import heading, safe, text
from dialogs.cards.mine import note_card
from dialogs.cards.summary import role_of
from dialogs.context import TurnContext
from dialogs.model import AnswerFile, Card, FileAnswer, People, Person, Request, Turn
from dialogs.rights import TEAM, roles_anywhere
from dialogs.wording import files as w
from dialogs.wording import say
from governance_rules import Rulebook

WhyNotSaved = Literal["address", "refused", "full", "conflict", "changed"]


@dataclass(frozen=True, slots=True)
class OfferWords:
    """What the card says that asks whether a file may be saved: Teams draws the rest of it."""

    description: str
    summary: str


def may_have(people: People, person: Person, kind: str, fields: Mapping[str, str]) -> bool:
    """Whether this person may have this file today; what nobody makes is for nobody.

    Asked when it is offered, when they take it, and when it is sent.
    """
    match kind:
        case "export":
            return not TEAM.isdisjoint(roles_anywhere(people, person))
        case "paper":
            member = fields.get("body", "") in people.bodies_of(person.aad_id)
            return bool(person.aad_id) and (member or people.governs(person.aad_id))
        case _:
            return False


def file_answered(context: TurnContext, act: FileAnswer) -> Turn:
    """Somebody allowed a file or declined it. What was never offered to them is answered as what there is not.

    What is said comes as a message: Teams shows nothing of what such an invoke is answered with.
    """
    offer, me = context.lookups.offer, context.session.person
    theirs = offer is not None and offer.whom == me.aad_id and context.session.personal_chat
    if offer is None or not theirs:
        return _refused(w.ENDED, w.ENDED_TEXT, talks=context.session.personal_chat)
    if offer.answered:
        return Turn(*note_card(say(w.ANSWERED), say(w.ANSWERED_TEXT)))
    if act.place is None:
        return Turn(*note_card(say(w.DECLINED, name=offer.file), say(w.DECLINED_TEXT)), (AnswerFile(offer, None),))
    if not may_have(context.people, me, offer.kind, offer.fields):
        return _refused(w.NOT_YOURS, w.NOT_YOURS_TEXT, name=offer.file)
    return Turn(None, "", (AnswerFile(offer, act.place),))


def _refused(title: str, words: str, *, name: str = "", talks: bool = True) -> Turn:
    tried = (Access("refused", fields={"verb": "file"}),)
    if not talks:
        return Turn(None, "", accesses=tried)
    card, summary = note_card(say(title), say(words, name=name))
    return Turn(card, summary, accesses=tried)


def offer_words(kind: str, name: str, *, again: bool) -> OfferWords:
    """What the offer of a file says; ``again``: it could not be saved in time before."""
    what = say(w.WHAT.get(kind, w.OTHER))
    return OfferWords(say(w.AGAIN, what=what) if again else what, say(w.OFFERED, name=name))


def answered_card(name: str, *, taken: bool) -> tuple[Card, str]:
    """What stands in the place of an offer that was answered, so that its buttons are gone."""
    title = say(w.ALLOWED if taken else w.DECLINED, name=safe(name))
    words = say(w.ALLOWED_TEXT if taken else w.DECLINED_TEXT)
    return card_of([heading(title), text(words)], [], title, f"{title}. {words}"), title


def saved_words(name: str, *, sure: bool) -> str:
    """What the card of a saved file says; not ``sure``: nobody told us whether it arrived."""
    return say(w.SAVED if sure else w.SAVED_PERHAPS, name=name)


def file_not_theirs(name: str) -> tuple[Card, str]:
    """What is said to somebody who may not have the file any more."""
    return note_card(say(w.NOT_YOURS), say(w.NOT_YOURS_TEXT, name=name))


def file_not_made(name: str) -> tuple[Card, str]:
    """What is said when the file cannot be made."""
    return note_card(say(w.NOT_MADE), say(w.NOT_MADE_TEXT, name=name))


def file_not_saved(name: str, why: WhyNotSaved) -> tuple[Card, str]:
    """What is said when their OneDrive did not take the file."""
    return note_card(say(w.NOT_SAVED), say(w.NOT_SAVED_WHY[why], name=name))


def area_export(
    rulebook: Rulebook,
    people: People,
    person: Person,
    requests: Sequence[Request],
    chosen: str,
    late: Mapping[str, int],
) -> tuple[str, int]:
    """The table of those of these requests that this person looks after, and how many they are.

    ``chosen``: a filter of `FILTERS`; any other is that of the open ones. ``late``: working days by reference.
    """
    theirs = [request for request in requests if role_of(people, person, request)]
    copied = filtered(theirs, chosen if chosen in FILTERS else "open", late)
    return area_file(rulebook, people, copied), len(copied)
