"""People whom somebody can talk to, each with a link that opens a chat."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from dialogs.cards.elements import Element, buttons, free, row, safe
from dialogs.model import People, Person
from dialogs.wording import answering as w
from dialogs.wording import say
from governance_rules.model import Process

_MOST = 6
_NAME = 60


def chat_link(person: Person | None, words: str = "") -> str:
    """A Teams link that opens a chat with this person, with a first line of ours and no detail; empty without one."""
    if person is None or not person.upn:
        return ""
    first = f"&message={quote(words)}" if words else ""
    return f"https://teams.microsoft.com/l/chat/0/0?users={quote(person.upn)}{first}"


def chat_button(person: Person, number: int = 0) -> list[Element]:
    """A button that opens a chat with somebody in Teams; none when the directory does not say how.

    ``number``: of several people, that of this one, so that no two buttons have the same words.
    """
    url = chat_link(person)
    if not url:
        return []
    title = say(w.CHAT_NUMBER, number=number) if number else say(w.CHAT)
    tip = say(w.CHAT_WITH, name=safe(person.name, _NAME))
    return [buttons([{"type": "Action.OpenUrl", "title": title, "tooltip": tip, "url": url}])]


def people_part(named: Sequence[tuple[str, Person]]) -> list[Element]:
    """Each person with what they are to the reader, and the way to a chat with them."""
    several = len(named) > 1
    parts: list[Element] = []
    for number, (role, person) in enumerate(named[:_MOST], 1):
        said = say(w.PERSON, role=role, name=person.name)
        parts.append(free(f"{number}. {said}" if several else said))
        parts += chat_button(person, number if several else 0)
    return parts


def of_area(people: People, area: object) -> list[tuple[str, Person]]:
    """The champions and the IT business partner of an area, or else the governance team."""
    known = people.areas.get(area) if isinstance(area, str) else None
    named = [(say(w.CHAMPION, area=known.name), p) for p in known.champions] if known else []
    if known and known.it_business_partner:
        named.append((say(w.PARTNER, area=known.name), known.it_business_partner))
    return named or [(say(w.GOVERNANCE), p) for p in people.governance_team]


def partners(people: People) -> list[tuple[str, Person]]:
    """The IT business partner of each area."""
    return [
        (say(w.PARTNER, area=a.name), a.it_business_partner)
        for a in people.areas.values()
        if a.it_business_partner is not None
    ]


def champions(people: People) -> list[tuple[str, Person]]:
    """The champions of each area."""
    return [(say(w.CHAMPION, area=a.name), p) for a in people.areas.values() for p in a.champions]


def reach_part(process: Process) -> list[Element]:
    """How to reach whoever helps instead: a number and a page."""
    parts: list[Element] = [row(say(w.PHONE), process.phone)] if process.phone else []
    if process.link:
        parts.append(buttons([{"type": "Action.OpenUrl", "title": say(w.OPEN_LINK), "url": process.link}]))
    return parts
