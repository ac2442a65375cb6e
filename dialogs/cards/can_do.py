"""What one person can do now, in a few lines: who they are here, what waits for them, what they have begun and sent."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from dialogs.cards.elements import Element, button
from dialogs.cards.progress import owner_name
from dialogs.cards.welcome import area_names, owns
from dialogs.model import People, Person, Request
from dialogs.rights import CHECKS, DELIVERS, Who
from dialogs.statuses import DECIDED
from dialogs.tasks import tasks_of
from dialogs.wording import asking, requesting, say, say_count, working
from dialogs.wording import helping as w
from governance_rules import Rulebook


@dataclass(frozen=True, slots=True)
class Desk:
    """What is somebody's now, as far as it was looked up."""

    person: Person
    drafts: int = 0
    mine: Sequence[Request] = ()
    """The requests that they have sent or joined."""
    work: Sequence[Request] = ()
    """The requests of which something waits for them."""


def can_do(rulebook: Rulebook, people: People, desk: Desk, roles: Collection[Who]) -> Iterator[str]:
    """A line for each thing, at most seven, with the words to type: more would not be read on a phone."""
    if said := list(_roles(rulebook, people, desk.person, roles)):
        yield say(w.YOU_ARE, roles=say(asking.COMMA).join(said))
    if waiting := _waiting(people, desk):
        yield say_count(w.WAITS_FOR_YOU, waiting)
    if desk.drafts:
        yield say_count(w.DRAFTS_WAIT, desk.drafts)
    yield say(w.SAY_A_NEED)
    if desk.mine:
        open_now = sum(request.status not in DECIDED for request in desk.mine)
        yield say(w.REQUESTS_OPEN, requests=say_count(w.REQUESTS_SENT, len(desk.mine)), count=open_now)
    if people.governs(desk.person.aad_id):
        yield say(w.ALL_AREAS_LISTED)
    elif areas := area_names(people, desk.person):
        yield say(w.AREA_LISTED, areas=say(asking.COMMA).join(areas))
    yield say(w.HEAR_LESS)


def _waiting(people: People, desk: Desk) -> int:
    return sum(len(tasks_of(people, desk.person, request)) for request in desk.work)


def _roles(rulebook: Rulebook, people: People, person: Person, roles: Collection[Who]) -> Iterator[str]:
    """What the directory makes of somebody, in a few words each."""
    named = ((w.IS_PARTNER, people.partner_of(person.aad_id)), (w.IS_CHAMPION, people.champion_of(person.aad_id)))
    for words, ids in named:
        if names := [area.name for area in people.areas.values() if area.id in ids]:
            yield say(words, areas=say(asking.COMMA).join(names))
    if people.governs(person.aad_id):
        yield say(w.IS_GOVERNANCE)
    bodies = [body for body in people.bodies if body in people.bodies_of(person.aad_id)]
    if bodies:
        yield say(w.IS_MEMBER, bodies=_named(rulebook, bodies))
    owned = [one for one in owns(people, person) if one not in bodies]
    if owned and not (CHECKS | DELIVERS).isdisjoint(roles):
        yield say(w.IS_OWNER, owned=_named(rulebook, owned))


def _named(rulebook: Rulebook, ids: Sequence[str]) -> str:
    return say(asking.COMMA).join(owner_name(rulebook, one) for one in ids)


def first_to_press(people: People, desk: Desk) -> list[Element]:
    """What to press, the most pressing first: what waits for them, what they have begun, something new."""
    work = button("my_work", say(working.MY_WORK), style="positive")
    resume = button("resume", say(asking.RESUME), style="positive")
    start = button("start", say(asking.START), style="positive")
    mine = button("my_requests", say(requesting.MINE))
    return [*([work] if _waiting(people, desk) else []), *([resume] if desk.drafts else []), start, mine]
