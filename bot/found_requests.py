"""What somebody looks for outside the chat: the requests that may be meant, read whole, for the turn to decide on."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.people.work import mine_of
from bot.register import finding, requests
from bot.register.finding import Sees
from bot.shared_links import folder_of, listed_row
from dialogs.extension import FindRequests
from dialogs.model import Needs, People, Request
from dialogs.sought import sought


def found_for(connection: Connection, wanted: Needs, people: People, aad_id: str, site: str) -> tuple[Request, ...]:
    """What may be what this person looks for, as it is now, a page of it; what they may see is not decided here."""
    if wanted.linked:
        return linked(connection, wanted.linked, site)
    if wanted.found_by is None or not aad_id:
        return ()
    act, sees = wanted.found_by, sees_of(people, aad_id)
    found = _by_words(connection, sees, act) if act.words else finding.concerning(connection, sees)
    return requests.several(connection, found[act.skip : act.skip + act.most])


def sees_of(people: People, aad_id: str) -> Sees:
    """What the directory of the day may give this person to see."""
    mine = mine_of(people, aad_id)
    return Sees(
        aad_id,
        people.governs(aad_id),
        people.champion_of(aad_id) | people.partner_of(aad_id),
        people.bodies_of(aad_id),
        mine.checks,
        mine.processes,
        people.partner_of(aad_id),
    )


def _by_words(connection: Connection, sees: Sees, act: FindRequests) -> list[str]:
    """The reference that was typed, then by titles the newest first."""
    wanted = sought(act.words)
    named = finding.referring(connection, wanted)
    found = finding.by_words(connection, sees, wanted, act.skip + act.most)
    return [*([named] if named else []), *(one for one in found if one != named)]


def linked(connection: Connection, url: str, site: str) -> tuple[Request, ...]:
    """The request that a link leads to, where it leads to a row of our list that shows one."""
    row = listed_row(url, site)
    if row is None:
        return ()
    found = finding.of_item(connection, row.item)
    if found is None or folder_of(found[1]) != row.folder:
        return ()
    return requests.several(connection, [found[0]])
