"""The first card that somebody sees, by what they are: staff, champion, IT business partner, governance team, owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from dialogs.cards.elements import Element, button, card, heading, text
from dialogs.cards.progress import owner_name
from dialogs.model import Card, People, Person
from dialogs.rights import Who, roles_anywhere
from dialogs.wording import asking, championing, handling, requesting, say, working
from dialogs.wording import helping as w
from governance_rules import Rulebook

_WORK: Final[frozenset[Who]] = frozenset({"member", "owner", "deliverer"})


def welcome_card(rulebook: Rulebook, people: People, person: Person) -> tuple[Card, str]:
    """What this is, what this person gets here and can do, and the one press to begin with."""
    return _card(rulebook, people, person, say(w.WELCOME))


def hello_card(rulebook: Rulebook, people: People, person: Person) -> tuple[Card, str]:
    """The answer to a greeting: the same ways on, for somebody who was welcomed before."""
    return _card(rulebook, people, person, say(w.HELLO))


def owner_card(rulebook: Rulebook, people: People, person: Person) -> tuple[Card, str]:
    """For an owner who asks what waits for them: nothing does, and when they are told."""
    title = say(handling.NOTHING_WAITS)
    told = say(handling.NOTHING_WAITS_OWNER, owned=_named(rulebook, owns(people, person)))
    words = say(handling.NOTHING_WAITS_WORK) if has_work(people, person) else told
    return card([heading(title), text(words)], _ways_on(people, person), title, f"{title}. {words}"), title


def area_title(people: People, person: Person) -> str:
    """What somebody's requests are called: those of all areas, of their own one, or of several."""
    names = area_names(people, person)
    if people.governs(person.aad_id):
        return say(handling.ALL_AREAS)
    if len(names) == 1:
        return say(handling.ONE_AREA, area=names[0])
    return say(handling.SEVERAL_AREAS, areas=say(handling.AND).join(names)) if names else say(championing.MY_AREA)


def area_names(people: People, person: Person) -> list[str]:
    """The names of the areas that this person looks after, in the order of the directory."""
    theirs = people.partner_of(person.aad_id) | people.champion_of(person.aad_id)
    return [area.name for area in people.areas.values() if area.id in theirs]


def owns(people: People, person: Person) -> list[str]:
    """Ids of what this person owns by the directory."""
    return [owner for owner, one in people.owners.items() if person.aad_id and one.aad_id == person.aad_id]


def has_work(people: People, person: Person) -> bool:
    """Whether steps, checks or deliveries of requests are this person's beside an area."""
    return not _WORK.isdisjoint(roles_anywhere(people, person))


def _named(rulebook: Rulebook, ids: Iterable[str]) -> str:
    return say(handling.AND).join(owner_name(rulebook, one) for one in ids)


def _roles(rulebook: Rulebook, people: People, person: Person) -> Iterator[str]:
    """A paragraph for each thing that this person is."""
    for words, ids in (
        (handling.WELCOME_PARTNER, people.partner_of(person.aad_id)),
        (handling.WELCOME_CHAMPION, people.champion_of(person.aad_id)),
    ):
        names = [area.name for area in people.areas.values() if area.id in ids]
        if names:
            yield say(words, areas=say(handling.AND).join(names))
    if people.governs(person.aad_id):
        yield say(handling.WELCOME_GOVERNANCE)
    yield from _work(rulebook, people, person)


def _work(rulebook: Rulebook, people: People, person: Person) -> Iterator[str]:
    """What comes to members of bodies, and to owners by what the rules make of them."""
    bodies = [body for body in people.bodies if body in people.bodies_of(person.aad_id)]
    if bodies:
        yield say(handling.WELCOME_MEMBER, bodies=_named(rulebook, bodies))
    owned, told = owns(people, person), {one for tell in people.alert_recipients.values() for one in tell}
    theirs = [*owned, *(body for body in bodies if body not in people.owners)]
    found = (
        (handling.WELCOME_CHECKS, people.check_owners.values()),
        (handling.WELCOME_DELIVERER, people.deliverers.values()),
        (handling.WELCOME_ALERTS, told),
    )
    lines = [(words, [one for one in theirs if one in named]) for words, named in found]
    if owned and not any(ids for _, ids in lines):
        yield say(handling.WELCOME_OWNER, owned=_named(rulebook, owned))
    yield from (say(words, owned=_named(rulebook, ids)) for words, ids in lines if ids)


def _card(rulebook: Rulebook, people: People, person: Person, title: str) -> tuple[Card, str]:
    roles = list(_roles(rulebook, people, person)) if person.aad_id else []
    if roles:
        governs, team = people.governs(person.aad_id), in_team(people, person)
        lines = [*roles, say(handling.WELCOME_ALL_WORDS if governs else handling.WELCOME_TEAM_WORDS)] if team else roles
        if has_work(people, person) and not team:
            lines = [*roles, say(handling.WELCOME_WORK_WORDS)]
        body = [heading(title), *[text(line) for line in lines], text(say(handling.WELCOME_OWN_NEED), subtle=True)]
    else:
        lines = [f"{say(w.WELCOME_TEXT)} {say(w.WELCOME_WORDS)}"]
        body = [heading(title), *[text(line) for line in lines]]
        body.append(text(f"{say(w.WELCOME_TIME)} {say(asking.NO_AI)}", subtle=True))
    return card(body, _ways_on(people, person), title, f"{title}. {' '.join(lines)}"), title


def in_team(people: People, person: Person) -> bool:
    """Whether somebody looks after an area, or all of them."""
    return bool(area_names(people, person)) or people.governs(person.aad_id)


def _ways_on(people: People, person: Person) -> list[Element]:
    team = bool(person.aad_id) and in_team(people, person)
    mine = say(handling.ALL_AREAS if people.governs(person.aad_id) else championing.MY_AREA)
    on = [button("my_area", mine, style="positive")] if team else []
    if has_work(people, person):
        on.append(button("my_work", say(working.MY_WORK), style="" if team else "positive"))
    start = button("start", say(asking.START), style="" if on else "positive")
    return [*on, start, button("my_requests", say(requesting.MINE)), button("help", say(asking.HELP))]
