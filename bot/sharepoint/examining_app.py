"""What the doctor finds out about reaching people: whether the app is in the catalogue, and may be installed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.sharepoint.examination import Finding
from bot.sharepoint.graph import Graph
from bot.sharepoint.installing import CannotInstall, TeamsApp, answered, in_catalogue, installation
from bot.sharepoint.permissions import CATALOGUE, INSTALL
from bot.sharepoint.refusals import GraphRefused, NotAllowed
from bot.unreachable import Why

LOST: Final = "who has not the app hears nothing until they install it, or an administrator does"
_ASKED: Final = 3
"""How many people are looked at, until one is found who has an account."""


async def examine_app(graph: Graph, app: TeamsApp, people: Sequence[str]) -> list[Finding]:
    """Look whether the app could be installed for somebody, by looking whether it is. ``people``: Entra ids."""
    allowed = await _installing(graph, app, people)
    return [await _catalogue(graph, app, allowed=allowed.state == "ok"), allowed]


async def _catalogue(graph: Graph, app: TeamsApp, *, allowed: bool) -> Finding:
    what, named = "App catalogue", bool(app.catalogue_id)
    try:
        found = await (
            in_catalogue(graph, "id", app.catalogue_id) if named else in_catalogue(graph, "externalId", app.external_id)
        )
    except NotAllowed as refused:
        if named or not allowed:
            return Finding(what, "left out", f"not looked at: that needs {CATALOGUE.name} ({answered(refused)})")
        return Finding(what, "mend", f"the app cannot be found in it. Set TEAMS_APP_ID, or grant {CATALOGUE.name}")
    except GraphRefused as refused:
        return Finding(what, "mend", f"it cannot be read: {refused.reason}")
    if found:
        return Finding(what, "ok", "the app is in it")
    if named:
        return Finding(what, "mend", "TEAMS_APP_ID names no app of it. Correct it, or leave it empty")
    return Finding(
        what, "left out", "it has no app of this application: upload the package of front-door manifest build"
    )


async def _installing(graph: Graph, app: TeamsApp, people: Sequence[str]) -> Finding:
    what = "Installing the app"
    for aad_id in people[:_ASKED]:
        try:
            await installation(graph, app, aad_id)
        except CannotInstall as no:
            if no.why is Why.PERMISSION:
                return Finding(what, "left out", f"{INSTALL.name} is not granted: {LOST}")
            continue
        except GraphRefused as refused:
            return Finding(what, "mend", f"it cannot be tried: {refused.reason}")
        return Finding(what, "ok", "the bot may do it for who has it not; front-door people install does it for all")
    return Finding(what, "left out", "nobody of the governance team was found in Teams to try it on")
