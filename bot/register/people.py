"""People in the register: where each is reached, what they chose, and which interview they have in hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from bot.people.standing import Standing
from bot.register.people_tables import app_installations, profiles
from bot.register.prepared import Prepared
from bot.register.schema import people, tenants
from bot.register.upsert import insert_into
from dialogs.model import Person

_SEEN_AGAIN = timedelta(hours=1)
"""How old `seen` may grow before it is written again: a write a turn would cost more than it tells an operator."""

_FIND = Prepared(select(people).where(people.c.aad_id == bindparam("aad_id")))
_ADD = Prepared(people.insert())


@dataclass(frozen=True, slots=True)
class ChatAddress:
    """Where a conversation is held, as Teams told us: what is needed to write to it later."""

    conversation: str
    service_url: str
    tenant: str
    bot: str


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """What the register knows of one person."""

    person: Person
    key: str
    place: ChatAddress | None
    """Their personal chat, or None when they have never met the bot."""
    reachable: bool
    interview: str | None
    preferences: Mapping[str, Any]
    seen: datetime
    welcomed: str | None = None
    """The personal chat in which this installation of the bot was greeted."""
    standing: Standing | None = None
    standing_at: datetime | None = None


def known_from_row(row: Any) -> PersonRecord:
    """A row of `people` as `Known`."""
    place = None
    if row.conversation:
        place = ChatAddress(row.conversation, row.service_url or "", row.tenant or "", row.bot or "")
    person = Person(row.aad_id, row.name, row.upn)
    choices = row.preferences or {}
    known = PersonRecord(person, row.key, place, row.reachable, row.interview, choices, row.seen, row.welcomed)
    return replace(known, standing=row.standing, standing_at=row.standing_at) if row.standing else known


def find(connection: Connection, aad_id: str) -> PersonRecord | None:
    """The person with this Entra id, or None."""
    row = _FIND.one(connection, {"aad_id": aad_id})
    return known_from_row(row) if row else None


def of_address(connection: Connection, address: str) -> Person | None:
    """The person with this sign-in name, of those who met the bot or whom a profile names; None: not exactly one."""
    wanted = address.lower()
    found: dict[str, Person] = {}
    for table, who, name, upn in (
        (people, people.c.aad_id, people.c.name, people.c.upn),
        (profiles, profiles.c.aad_id, profiles.c.name, profiles.c.upn),
        (profiles, profiles.c.manager_id, profiles.c.manager_name, profiles.c.manager_upn),
    ):
        rows = select(who, name, upn).select_from(table).where(func.lower(upn) == wanted, who.is_not(None))
        found |= {row[0]: Person(*row) for row in connection.execute(rows) if row[0]}
    return next(iter(found.values())) if len(found) == 1 else None


def meet(
    connection: Connection,
    before: PersonRecord | None,
    person: Person,
    place: ChatAddress | None,
    now: datetime,
    new_id: Callable[[], str],
) -> PersonRecord:
    """Note that this person is here: their name and, from a personal chat, where they are. Writes only what is new."""
    if before is None:
        known = _never_met(person, place, now, new_id)
        _ADD.run(connection, _row_of(known))
        return known
    person = Person(person.aad_id, person.name or before.person.name, person.upn or before.person.upn)
    new_place = place or before.place
    if person == before.person and new_place == before.place and before.reachable and now - before.seen < _SEEN_AGAIN:
        return before
    reachable = before.reachable or place is not None
    connection.execute(
        update(people)
        .where(people.c.aad_id == person.aad_id)
        .values(reachable=reachable, **_where(person, new_place, now))
    )
    return replace(before, person=person, place=new_place, reachable=reachable, seen=now)


def forget_unseen(connection: Connection, before: datetime) -> int:
    """Forget everybody who was last seen before this time, and that the app was installed for them. Says how many."""
    gone = connection.execute(delete(people).where(people.c.seen < before)).rowcount
    i = app_installations.c
    # Who is still known keeps it: the app is installed for a person once.
    theirs = (i.at < before, i.aad_id != "", i.aad_id.not_in(select(people.c.aad_id)))
    connection.execute(delete(app_installations).where(*theirs))
    return gone


def _never_met(person: Person, place: ChatAddress | None, now: datetime, new_id: Callable[[], str]) -> PersonRecord:
    return PersonRecord(person, new_id()[:32], place, reachable=True, interview=None, preferences={}, seen=now)


def _row_of(known: PersonRecord) -> dict[str, Any]:
    own = {
        "aad_id": known.person.aad_id,
        "key": known.key,
        "reachable": known.reachable,
        "interview": known.interview,
        "preferences": dict(known.preferences),
    }
    return own | _where(known.person, known.place, known.seen)


def _where(person: Person, place: ChatAddress | None, now: datetime) -> dict[str, Any]:
    return {
        "name": person.name,
        "upn": person.upn,
        "conversation": place.conversation if place else None,
        "service_url": place.service_url if place else None,
        "tenant": place.tenant if place else None,
        "bot": place.bot if place else None,
        "seen": now,
    }


def introduce(connection: Connection, person: Person, now: datetime, new_id: Callable[[], str]) -> PersonRecord:
    """The person as known, entered from the directory when they have never met the bot."""
    return find(connection, person.aad_id) or meet(connection, None, person, None, now, new_id)


def introduce_all(
    connection: Connection, persons: Iterable[Person], now: datetime, new_id: Callable[[], str]
) -> dict[str, PersonRecord]:
    """Several people as known, by their Entra id, each entered as `introduce` does; two statements for all of them."""
    wanted = {person.aad_id: person for person in persons}
    rows = connection.execute(select(people).where(people.c.aad_id.in_(wanted)))
    known = {row.aad_id: known_from_row(row) for row in rows}
    new = {aad_id: _never_met(person, None, now, new_id) for aad_id, person in wanted.items() if aad_id not in known}
    if new:
        connection.execute(people.insert(), [_row_of(record) for record in new.values()])
    return known | new


_IN_HAND = Prepared(update(people).where(people.c.aad_id == bindparam("who")).values(interview=bindparam("in_hand")))


def take_in_hand(connection: Connection, aad_id: str, interview: str | None) -> None:
    """Make this the interview that the person's next words belong to."""
    _IN_HAND.run(connection, {"who": aad_id, "in_hand": interview})


def prefer(connection: Connection, aad_id: str, preferences: Mapping[str, Any]) -> None:
    """Keep the person's choices about notifications."""
    connection.execute(update(people).where(people.c.aad_id == aad_id).values(preferences=dict(preferences)))


def keep_place(connection: Connection, aad_id: str, place: ChatAddress) -> None:
    """Remember the personal chat that was made to reach someone who had never met the bot."""
    connection.execute(
        update(people)
        .where(people.c.aad_id == aad_id)
        .values(
            conversation=place.conversation,
            service_url=place.service_url,
            tenant=place.tenant,
            bot=place.bot,
            reachable=True,
        )
    )


def set_reachable(connection: Connection, aad_id: str, *, reachable: bool) -> None:
    """Note that Teams refused to deliver to this person, or that they are back."""
    # Whoever installs the bot again is greeted again.
    gone: dict[str, Any] = {} if reachable else {"welcomed": None}
    connection.execute(update(people).where(people.c.aad_id == aad_id).values(reachable=reachable, **gone))


def keep_standing(connection: Connection, aad_id: str, standing: Standing, now: datetime) -> None:
    """Note whether this person is a member of the tenant or a guest in it, as Teams has just said."""
    values = {"standing": standing, "standing_at": now}
    connection.execute(update(people).where(people.c.aad_id == aad_id).values(**values))


def greeted(connection: Connection, aad_id: str, conversation: str) -> None:
    """Note that the installation of the bot in this chat has been greeted."""
    connection.execute(update(people).where(people.c.aad_id == aad_id).values(welcomed=conversation))


def preferences_of(connection: Connection, aad_ids: list[str]) -> dict[str, Mapping[str, Any]]:
    """The choices of these people; who chose nothing is left out."""
    rows = connection.execute(select(people.c.aad_id, people.c.preferences).where(people.c.aad_id.in_(aad_ids)))
    return {row.aad_id: row.preferences for row in rows if row.preferences}


def last_service_url(connection: Connection, tenant: str | None) -> ChatAddress | None:
    """Where the tenant was last heard from: the way to someone who has never met the bot. The conversation is empty.

    None: whichever tenant was heard last, since local mode takes any.
    """
    query = select(tenants).order_by(tenants.c.seen.desc()).limit(1)
    row = connection.execute(query if tenant is None else query.where(tenants.c.tenant == tenant)).one_or_none()
    return ChatAddress("", row.service_url, row.tenant, row.bot) if row else None


def heard_from(connection: Connection, place: ChatAddress, now: datetime) -> None:
    """Remember the service URL last seen for the tenant."""
    insert = insert_into(connection, tenants)
    values = {"tenant": place.tenant, "service_url": place.service_url, "bot": place.bot, "seen": now}
    connection.execute(insert.values(**values).on_conflict_do_update(index_elements=["tenant"], set_=values))
