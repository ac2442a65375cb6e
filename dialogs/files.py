"""Files that somebody is offered: who may have which, and what an export of an area holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dialogs.cards.area import FILTERS, area_file, filtered
from dialogs.cards.mine import note_card
from dialogs.cards.summary import role_of
from dialogs.model import Card, FileKind, People, Person, Request
from dialogs.rights import TEAM, roles_anywhere
from dialogs.wording import files as w
from dialogs.wording import say
from governance_rules import Rulebook


def may_have(people: People, person: Person, kind: FileKind | str, fields: Mapping[str, str]) -> bool:
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


def file_not_theirs(name: str) -> tuple[Card, str]:
    """What is said to somebody who may not have the file any more."""
    return note_card(say(w.NOT_YOURS), say(w.NOT_YOURS_TEXT, name=name))


def file_not_made(name: str) -> tuple[Card, str]:
    """What is said when the file cannot be made."""
    return note_card(say(w.NOT_MADE), say(w.NOT_MADE_TEXT, name=name))
