"""Who sponsors a request: a name and an address as people write them, whose address it is, and how far that is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dialogs.model import People, Person, Profile, Request, Session
from dialogs.records import SponsorState
from dialogs.sponsor_events import MAY_ANSWER, SponsorNamed
from dialogs.understanding.typed_text import plain
from dialogs.wording import say, say_day
from dialogs.wording import sponsoring as w
from governance_rules import Rulebook
from governance_rules.roles import check_with, detail_key, detail_of, detail_with

_ADDRESS: Final = re.compile(
    r"(?<![\w.`{}=?])"  # from its first letter: what is left of a name without it is somebody else's address
    r"\w(?:[\w.!#$%&+^~'\u2019-]*[\w#+^~-])?"
    r"@(?:\w(?:[\w-]*\w)?\.)+[^\W\d_](?:[\w-]*\w)?"
)
_AROUND: Final = re.compile(rf"[<(\[\s]*(?:mailto:)?{_ADDRESS.pattern}[>)\]\s.]*", re.IGNORECASE)
_BETWEEN: Final = " ,;:\"'|-*/\\!?<>\u2018\u2019\u201c\u201d\u2026"
_NAME_LENGTH: Final = 120
"""Characters of a name beside an address: Microsoft Entra takes 256 of a name and 113 of an address."""
_MANAGER: Final = frozenset({"my manager", "my line manager", "manager", "line manager", "my boss"})
"""What people type for their manager."""


@dataclass(frozen=True, slots=True)
class Named:
    """What somebody wrote of a sponsor: either part may be empty. ``several``: there are more addresses than one."""

    name: str
    address: str
    several: bool = False


def read_named(words: str) -> Named:
    """Read a name with an address, in whichever order and between whichever marks; of several the first."""
    found = [one.group().replace("\u2019", "'") for one in _ADDRESS.finditer(words)]
    if not found:
        return Named(words.strip(), "")
    several = len({one.casefold() for one in found}) > 1
    # Of several people the first name goes with the first address.
    about = _ADDRESS.split(words, maxsplit=1)[0] if several else _AROUND.sub(" ", words)
    name = " ".join(about.split()).strip(_BETWEEN)
    return Named(name, found[0], several)


def is_manager(words: str) -> bool:
    """Whether words mean somebody's manager, whoever that is."""
    return plain(words) in _MANAGER


def written(person: Person) -> str:
    """A person as the detail holds them: name, cut so that there is room for all of the address, and address."""
    return ", ".join(part for part in (person.name[:_NAME_LENGTH].rstrip(), person.upn) if part)


def manager_of(session: Session) -> Person | None:
    """The person's manager, where Microsoft names one who can be asked."""
    manager = session.profile.manager if session.profile else None
    return manager if manager is not None and manager.upn else None


def with_manager(rulebook: Rulebook, session: Session, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Details as they were filled in, where "my manager" means a person whom we know."""
    detail, manager = detail_with(rulebook, "sponsor_name"), manager_of(session)
    if manager is None or not isinstance(said := raw.get(detail), str) or not is_manager(said):
        return dict(raw)
    return {**raw, detail: written(manager)}


def naming(
    rulebook: Rulebook, people: People, session: Session, details: Mapping[str, str], words: str = ""
) -> SponsorNamed | None:
    """What is recorded when these details name a sponsor, or these ``words`` do; None: nobody is to be asked.

    Whoever names themselves is not asked: a sponsor is somebody else.
    """
    given = words or detail_of(rulebook, details, "sponsor_name")
    read = read_named(given)
    if not words and (not read.address or read.address.casefold() == session.person.upn.casefold()):
        return None
    key = detail_key(rulebook, details, "sponsor_name") if detail_with(rulebook, "sponsor_name") else ""
    known = whose(people, session.profile, read.address) if read.address else None
    name = read.name or (known.name if known else "")
    person = Person(known.aad_id if known else "", name, read.address)
    one = name and not read.several
    return SponsorNamed(
        person, written(Person("", name, read.address)) if one else given, key, check_with(rulebook, "sponsor")
    )


def whose(people: People, profile: Profile | None, address: str) -> Person | None:
    """Whose address it is, by the manager's profile and the directory; None: neither says."""
    wanted = address.casefold()
    return next((one for one in _known(people, profile) if one.aad_id and one.upn.casefold() == wanted), None)


def _known(people: People, profile: Profile | None) -> Iterator[Person]:
    if profile is not None and profile.manager is not None:
        yield profile.manager
    for area in people.areas.values():
        yield from area.champions
        if area.it_business_partner:
            yield area.it_business_partner
    yield from people.owners.values()
    yield from people.governance_team
    for members in people.bodies.values():
        yield from members


def is_asked(request: Request, person: Person) -> bool:
    """Whether this person was named as sponsor and has not said that they are not."""
    sponsor = request.sponsor
    theirs = sponsor is not None and bool(person.aad_id) and sponsor.person.aad_id == person.aad_id
    return theirs and sponsor is not None and sponsor.state in MAY_ANSWER | {SponsorState.CONFIRMED}


def sponsor_name(rulebook: Rulebook, request: Request) -> str:
    """The sponsor as people know them: the name that was given, or the address; empty: nobody was named."""
    given = read_named(detail_of(rulebook, request.details, "sponsor_name"))
    return given.name or given.address or (request.sponsor.person.upn if request.sponsor else "")


def sponsor_words(rulebook: Rulebook, request: Request) -> str:
    """The sponsor and what they have said; empty: nobody was named."""
    name, sponsor = sponsor_name(rulebook, request), request.sponsor
    if sponsor is None or not name:
        return name
    return say(w.HOW_FAR[sponsor.state], name=name, day=say_day(sponsor.at))
