"""Installing the Teams app for somebody through Graph, and the chat with the bot that comes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Literal

from bot.sharepoint.graph import Graph
from bot.sharepoint.listing import quoted, rows_on
from bot.sharepoint.permissions import CALLS
from bot.sharepoint.refusals import Conflict, GraphRefused, Missing, NotAllowed, TryLater
from bot.unreachable import Why, why

_INSTALL: Final = CALLS["POST /users/{id}/teamwork/installedApps"].name
_LOOK_UP: Final = CALLS["GET /appCatalogs/teamsApps"].name
_OF_TEAMS: Final = re.compile("settings ?store", re.IGNORECASE)
"""What Graph says, with whatever status, of a fault between the services of Teams that has gone at another try.

It names the store in words, or as the code does. Source: microsoftgraph/microsoft-graph-docs issue 20972.
"""
FOR_EVERYBODY: Final = frozenset({Why.PERMISSION, Why.NOT_OURS, Why.NOT_IN_CATALOGUE})
"""What keeps the app from everybody alike, until somebody mends it."""
_MENDS: Final = {
    Why.NOT_OURS: "upload the package of front-door manifest build",
    Why.NOT_IN_CATALOGUE: "upload the package, or correct TEAMS_APP_ID",
}


class CannotInstall(Exception):
    """The app cannot be installed for somebody, and trying again changes nothing until somebody has mended it."""

    def __init__(self, reason: str, why: Why) -> None:
        super().__init__(reason)
        self.reason = reason
        self.why = why


@dataclass(frozen=True, slots=True)
class TeamsApp:
    """The app of this bot: its external id, which is the application's, and its id in the tenant's catalogue."""

    external_id: str
    catalogue_id: str = ""
    """Of `TEAMS_APP_ID`; empty: looked up by the external id."""


async def find_app(graph: Graph, app: TeamsApp) -> str:
    """The id of the app in the catalogue. Raises `CannotInstall`, or `TryLater`."""
    if app.catalogue_id:
        return app.catalogue_id
    try:
        found = await in_catalogue(graph, "externalId", app.external_id)
    except GraphRefused as refused:
        if refused.status != HTTPStatus.FORBIDDEN:
            raise _later(refused) from None
        raise CannotInstall(
            f"the bot may not look up the app ({answered(refused)}): set TEAMS_APP_ID, or grant {_LOOK_UP}",
            Why.PERMISSION,
        ) from None
    if not found:
        raise CannotInstall(f"{Why.NOT_IN_CATALOGUE}: {_MENDS[Why.NOT_IN_CATALOGUE]}", Why.NOT_IN_CATALOGUE)
    return found


async def find_listed_app(graph: Graph, app: TeamsApp) -> str:
    """As `find_app`, where `TEAMS_APP_ID` is held against the catalogue too, if the app may look there."""
    if not app.catalogue_id:
        return await find_app(graph, app)
    try:
        found = await in_catalogue(graph, "id", app.catalogue_id)
    except TryLater:
        raise
    except GraphRefused:
        return app.catalogue_id
    if not found:
        raise CannotInstall(f"{Why.NOT_IN_CATALOGUE}: {_MENDS[Why.NOT_IN_CATALOGUE]}", Why.NOT_IN_CATALOGUE)
    return found


async def in_catalogue(graph: Graph, key: Literal["id", "externalId"], value: str) -> str:
    """The id of the app in the tenant's catalogue for which this holds; empty when there is none."""
    query = {"$filter": f"{key} eq '{quoted(value)}'"}
    page = await graph.call("GET", lambda c: c.app_catalogs.teams_apps, query=query)
    return next((str(row["id"]) for row in rows_on(page) if row.get("id")), "")


async def install(graph: Graph, catalogue_id: str, aad_id: str) -> bool:
    """Install the app for somebody; False: it was there. Raises `CannotInstall`, or `TryLater`."""
    body = {"teamsApp@odata.bind": f"{graph.access.base_url}/appCatalogs/teamsApps/{catalogue_id}"}
    try:
        await graph.call("POST", lambda c: c.users.by_user_id(aad_id).teamwork.installed_apps, body=body)
    except Conflict:
        return False
    except GraphRefused as refused:
        raise _cannot(refused) from None
    return True


async def installation(graph: Graph, app: TeamsApp, aad_id: str) -> str:
    """The id of somebody's installation of the app; empty when there is none. Raises as `install`."""
    query = {"$expand": "teamsApp", "$filter": f"teamsApp/externalId eq '{quoted(app.external_id)}'"}
    try:
        page = await graph.call("GET", lambda c: c.users.by_user_id(aad_id).teamwork.installed_apps, query=query)
    except GraphRefused as refused:
        raise _cannot(refused) from None
    return next((str(row["id"]) for row in rows_on(page) if row.get("id")), "")


async def chat(graph: Graph, app: TeamsApp, aad_id: str) -> str:
    """The id of somebody's chat with the bot, once they have the app; empty where Graph names none (yet)."""
    try:
        there = await installation(graph, app, aad_id)
        if not there:
            return ""
        one = await graph.call(
            "GET",
            lambda c: (
                c.users.by_user_id(aad_id).teamwork.installed_apps.by_user_scope_teams_app_installation_id(there).chat
            ),
        )
    except (CannotInstall, GraphRefused):
        return ""
    named = one.get("id")
    return named if isinstance(named, str) else ""


def _cannot(refused: GraphRefused) -> CannotInstall | TryLater:
    """What a refusal means for one person; one that says nothing of anybody, such as a failed sign-in, is for later."""
    passes = refused.status in {0, HTTPStatus.UNAUTHORIZED} or _OF_TEAMS.search(refused.said)
    if isinstance(refused, TryLater) or passes:
        return _later(refused)
    found = why(refused.code, refused.said)
    if found is Why.UNKNOWN:
        # Facts, graph.md: 403 without the permission, 404 for who has no Teams; any other is shown as it came.
        found = {NotAllowed: Why.PERMISSION, Missing: Why.GONE}.get(type(refused), found)
    if found is Why.PERMISSION:
        return CannotInstall(f"the bot may not install it: grant {_INSTALL} or ask them to install it", found)
    mend = f": {_MENDS[found]}" if found in _MENDS else ""
    return CannotInstall(f"{found}{mend} ({answered(refused)})", found)


def _later(refused: GraphRefused) -> TryLater:
    return refused if isinstance(refused, TryLater) else TryLater(refused.reason)


def answered(refused: GraphRefused) -> str:
    """What Graph answered, without the advice that goes with it elsewhere."""
    return refused.reason.partition(". ")[0]
