"""Who is to be forgotten: everything that names one person in the register, and how it is taken out of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, func, select

from bot.register.people_tables import profiles
from bot.register.schema import deliveries, interviews, joiners, people, requests, timeline, titles_shown
from dialogs.model import Person

REMOVED = "Removed on request"
IDS: tuple[Column[Any], ...] = (
    people.c.aad_id,
    requests.c.aad_id,
    requests.c.it_contact_id,
    requests.c.asked_by,
    requests.c.sponsor_id,
    joiners.c.aad_id,
    interviews.c.aad_id,
    timeline.c.aad_id,
    deliveries.c.recipient,
    titles_shown.c.aad_id,
    profiles.c.aad_id,
    profiles.c.manager_id,
)
"""Every column that holds an Entra id."""
_NAMED: tuple[Table, ...] = (people, requests, joiners, profiles)
"""Tables whose rows say what the person of that row is called."""
_ADDRESSED: tuple[Table, ...] = (people, requests, profiles)
"""Tables whose rows say their address."""


class Nobody(ValueError):
    """Say whom to erase: an Entra object id or a sign-in name. A blank one would match whoever has none."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class Several(ValueError):
    """More than one person has had this sign-in name. Give the Entra object id of the one who is to be erased."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True)
class Identity:
    """One person as the register knows them. ``names`` and ``upns`` are looked for in what others wrote too."""

    aad_id: str
    names: frozenset[str] = frozenset()
    upns: frozenset[str] = frozenset()
    shared: frozenset[str] = field(default=frozenset())
    """Names that somebody else has too: in what others wrote they may mean the other, so they stay there."""

    def cleared(self, text: str) -> str:
        """The text without this person. A name of one word counts only where it is the whole text."""
        whole = " ".join(text.split()).casefold()
        if whole and _plain(whole) in {_plain(name.casefold()) for name in self.names}:
            return REMOVED
        return self._said.sub(REMOVED, text)

    def cleared_json(self, value: Any) -> Any:
        """The same for every text of a JSON value. Keys are ours and stay."""
        if isinstance(value, str):
            return self.cleared(value)
        if isinstance(value, dict):
            return {key: self.cleared_json(part) for key, part in value.items()}
        if isinstance(value, list):
            return [self.cleared_json(part) for part in value]
        return value

    @cached_property
    def _said(self) -> re.Pattern[str]:
        words = [self.aad_id, *self.upns, *(name for name in self.names if " " in name)]
        said = "|".join(r"\s+".join(map(_either, word.split())) for word in sorted(words, key=len, reverse=True))
        return re.compile(rf"(?<!\w)(?:{said})(?!\w)", re.IGNORECASE)


def _plain(word: str) -> str:
    return word.replace("\u2019", "'")


def _either(word: str) -> str:
    """A pattern of a word, whose apostrophes may be those that Word and phones make of them."""
    return re.escape(_plain(word)).replace("'", "['\u2019]")


def find(connection: Connection, who: str, named: Iterable[Person] = ()) -> Identity | None:
    """The person with this Entra id or user principal name, or None when nothing in the register knows them.

    ``named``: the people of the directory, who may be known here by their Entra id alone. Raises `Nobody` for a blank
    value and `Several` when it fits more than one person.
    """
    who, named = " ".join(who.split()), tuple(named)
    if not who:
        raise Nobody
    aad_id = _aad_id(connection, who, named)
    # An address that was named as a sponsor's and never found is all that the register knows of some people.
    columns = (*IDS, requests.c.sponsor_upn)
    if aad_id is None or not any(connection.execute(select(c).where(is_(c, aad_id)).limit(1)).first() for c in columns):
        return None
    theirs = [p for p in named if p.aad_id.lower() == aad_id]
    upns = {who, *(p.upn for p in theirs)} if "@" in who else {p.upn for p in theirs}
    names = {p.name for p in theirs}
    for table in _NAMED:
        names.update(connection.execute(select(table.c.name).where(is_(table.c.aad_id, aad_id))).scalars())
    contact = select(requests.c.it_contact).where(is_(requests.c.it_contact_id, aad_id))
    names.update(connection.execute(contact).scalars())
    for table in _ADDRESSED:
        upns.update(connection.execute(select(table.c.upn).where(is_(table.c.aad_id, aad_id))).scalars())
    as_manager = select(profiles.c.manager_name, profiles.c.manager_upn).where(is_(profiles.c.manager_id, aad_id))
    for row in connection.execute(as_manager):
        names.add(row.manager_name)
        upns.add(row.manager_upn)
    named_as = select(requests.c.sponsor_upn).where(is_(requests.c.sponsor_id, aad_id))
    upns.update(connection.execute(named_as).scalars())
    known = {" ".join(name.split()) for name in names} - {"", REMOVED}
    shared = _shared(connection, known, aad_id, named)
    return Identity(aad_id, frozenset(known - shared), frozenset(upns - {""}), shared)


def is_(column: Column[Any], aad_id: str) -> ColumnElement[bool]:
    """Whether this column holds the Entra id. Entra means the same in either case of letter."""
    return func.lower(column) == aad_id.lower()


def _aad_id(connection: Connection, who: str, named: Iterable[Person]) -> str | None:
    """The Entra id, in small letters."""
    wanted = who.lower()
    found = {p.aad_id.lower() for p in named if wanted in (p.aad_id.lower(), p.upn.lower())}
    for table in _ADDRESSED:
        fits = (func.lower(table.c.upn) == wanted) & (table.c.aad_id != "")
        found.update(aad_id.lower() for aad_id in connection.execute(select(table.c.aad_id).where(fits)).scalars())
    sponsor = (func.lower(requests.c.sponsor_upn) == wanted) & requests.c.sponsor_id.is_not(None)
    found.update(one.lower() for one in connection.execute(select(requests.c.sponsor_id).where(sponsor)).scalars())
    found.discard("")
    if len(found) > 1 and wanted not in found:
        raise Several
    if found and wanted not in found:
        return next(iter(found))
    return wanted


def _shared(connection: Connection, names: set[str], aad_id: str, named: Iterable[Person]) -> frozenset[str]:
    """Which of these names somebody else has too."""
    others = {p.name.casefold() for p in named if p.aad_id.lower() != aad_id}
    for table in _NAMED:
        elsewhere = select(table.c.name).where(func.lower(table.c.aad_id) != aad_id).distinct()
        others.update(" ".join(name.split()).casefold() for name in connection.execute(elsewhere).scalars())
    return frozenset(name for name in names if name.casefold() in others)
