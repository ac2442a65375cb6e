"""Reads who somebody is from Graph: their name, address and department, their manager; and whose an address is."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from bot.people.profiles import WhoTheyAre, word_of
from bot.sharepoint.graph import Graph
from bot.sharepoint.listing import quoted, rows_on
from bot.sharepoint.refusals import GiveUp, GraphRefused, Missing, NotAllowed
from dialogs.model import Person

_WHO = {"$select": "displayName,userPrincipalName,department"}
_NAMED = {"$select": "id,displayName,userPrincipalName"}


async def read_person(graph: Graph, aad_id: str) -> WhoTheyAre:
    """What Graph says of the person with this Entra id.

    Raises as `Graph.call`: `NotAllowed` without `User.Read.All`, `Missing` for somebody whom the tenant does not have.
    Where the app may not see the manager there is none; when Graph fails at the manager alone the rest still counts.
    """
    said = await graph.call("GET", lambda client: client.users.by_user_id(aad_id), query=_WHO)
    who = WhoTheyAre(
        "graph", word_of(said, "displayName"), word_of(said, "userPrincipalName"), word_of(said, "department")
    )
    try:
        return replace(who, manager=await read_manager(graph, aad_id))
    except NotAllowed:
        return who
    except GraphRefused:
        return replace(who, source="partly")


async def read_manager(graph: Graph, aad_id: str) -> Person | None:
    """The manager of the person with this Entra id, or None: Graph says 404 where there is none.

    Raises as `Graph.call`, but `Missing`.
    """
    try:
        found = await graph.call("GET", lambda client: client.users.by_user_id(aad_id).manager, query=_NAMED)
    except Missing:
        return None
    manager = Person(word_of(found, "id"), word_of(found, "displayName"), word_of(found, "userPrincipalName"))
    # It can be a contact of another organisation, who has no sign-in name, and where the app may see nothing more Graph
    # names the id alone: neither can be asked anything.
    return manager if manager.aad_id and manager.upn and manager.aad_id != aad_id else None


async def person_of_address(graph: Graph, address: str) -> Person | None:
    """The person who signs in with this address, or else the only one whose mail it is: people type what they mail to.

    None: nobody of the tenant has it, or the app may not read people (`User.Read.All`). Raises `TryLater`, and
    `NotAllowed` while the app cannot sign in, which says nothing of anybody.
    """
    known = quoted(address)
    query = {**_NAMED, "$filter": f"userPrincipalName eq '{known}' or mail eq '{known}'", "$top": "3"}
    try:
        found = rows_on(await graph.call("GET", lambda client: client.users, query=query))
    except (Missing, GiveUp):
        return None
    except NotAllowed as refused:
        if refused.status != HTTPStatus.FORBIDDEN:
            raise
        return None
    signing_in = [said for said in found if word_of(said, "userPrincipalName").lower() == address.lower()]
    mine = signing_in or found
    aad_id = word_of(mine[0], "id") if len(mine) == 1 else ""
    return Person(aad_id, word_of(mine[0], "displayName"), address) if aad_id else None
