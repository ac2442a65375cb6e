"""The app in the catalogue of the council's Teams: published, brought up to date, or sent to be reviewed."""

from __future__ import annotations

import re
from typing import Final

from bot.sharepoint.listing import every_page, quoted
from bot.sharepoint.refusals import Conflict, GiveUp, Missing
from bot.tenant.patience import NotYet
from bot.tenant.scopes import CATALOGUE
from bot.tenant.work import Blocked, Json, Look, Step, Tenant

APPROVE: Final = "approve it in the Teams admin centre under Teams apps, Manage apps"
_MAKING: Final = "catalogue"


async def look_in_catalogue(t: Tenant) -> Look:
    """Which version of the app the catalogue has."""
    version = t.wish.version
    how = " for review" if t.wish.review else ""
    if not t.app_id:
        return Look("it is not in the catalogue", f"publish version {version}{how}")
    app = await _find(t)
    if app is None:
        return Look("it is not in the catalogue", f"publish version {version}{how}")
    t.catalogue = str(app["id"])
    if t.found(_MAKING):
        t.note(catalogue=t.catalogue)
    versions = [one for one in app.get("appDefinitions") or [] if isinstance(one, dict) and one.get("version")]
    newest = max(versions, key=lambda one: _number(one["version"]), default={})
    told, waits = str(newest.get("version") or "unknown"), newest.get("publishingState") == "submitted"
    waiting = f", and waits for review: {APPROVE}" if waits else ""
    if newest and _number(version) > _number(told):
        if waits:
            raise Blocked(f"version {told} waits for review. First {APPROVE}, or reject it there; then run this again")
        return Look(f"version {told} is in the catalogue", f"publish version {version}{how} over it")
    return Look(f"version {told} is in the catalogue{waiting}")


async def publish(t: Tenant) -> str:
    """Publish it, or its new version."""
    try:
        package = t.wish.package(t.app_id)
    except ValueError as faults:
        raise Blocked(f"the package was not built: {faults}") from None
    app = await _find(t)
    # The SDK's builders know no such option, and leave it out.
    end = "?requiresReview=true" if t.wish.review else ""
    base = f"{t.graph.access.base_url}/appCatalogs/teamsApps"
    try:
        if app is None:
            with t.making(_MAKING):
                made = await t.graph.call(
                    "POST", lambda c: c.app_catalogs.teams_apps.with_url(f"{base}{end}"), body=package
                )
            if made.get("error"):
                t.kept.done(_MAKING)
            _check(made)
        else:
            _check(
                await t.graph.call(
                    "POST",
                    lambda c: c.app_catalogs.teams_apps.by_teams_app_id(app["id"]).app_definitions.with_url(
                        f"{base}/{app['id']}/appDefinitions{end}"
                    ),
                    body=package,
                )
            )
    except Conflict as refused:
        if refused.inner or app is not None:
            raise
    # A new app is not listed at once, and a second upload meanwhile would be a conflict.
    there = await t.patience.until_found("the app in the catalogue", lambda: _find(t))
    if there is None:
        raise NotYet("the catalogue has the app and does not list it yet")
    t.catalogue = str(there["id"])
    if app is None:
        t.note(catalogue=t.catalogue)
        t.kept.done(_MAKING)
    version = t.wish.version
    return f"sent version {version} for review: {APPROVE}" if t.wish.review else f"published version {version}"


async def still_in_catalogue(t: Tenant) -> Look:
    """Whether the app is there to remove."""
    app = await _find(t) if t.app_id else None
    if app is None:
        return Look("it is not in the catalogue", state="none")
    if t.kept.named and app["id"] != t.kept.catalogue:
        return Look("it stays in the catalogue: it was not put there by these commands", state="stays")
    t.catalogue = str(app["id"])
    return Look("it is in the catalogue", "remove the app from the catalogue, and from everybody who has it")


async def withdraw(t: Tenant) -> str:
    """Remove it."""
    try:
        await t.graph.call("DELETE", lambda c: c.app_catalogs.teams_apps.by_teams_app_id(t.catalogue))
    except Missing:
        return "it was gone"
    except GiveUp as refused:
        raise Blocked(f"{refused.reason}. Delete it in the Teams admin centre under Teams apps, Manage apps") from None
    t.note(catalogue="")
    return "removed it from the catalogue"


PUBLISHING: Final = Step("App in Teams", CATALOGUE, look_in_catalogue, publish, still_in_catalogue, withdraw)


async def _find(t: Tenant) -> Json | None:
    query = {"$filter": f"externalId eq '{quoted(t.app_id)}'", "$expand": "appDefinitions"}
    if _MAKING in t.kept.making and t.planning:
        return await t.patience.until_found("the app in the catalogue", lambda: _listed(t, query))
    return await _listed(t, query)


async def _listed(t: Tenant, query: dict[str, str]) -> Json | None:
    found = await every_page(t.graph, await t.graph.call("GET", lambda c: c.app_catalogs.teams_apps, query=query))
    return found[0] if found else None


def _check(answer: Json) -> None:
    """Refuse an answer of 200 that holds an error, which the catalogue gives to a manifest with faults.

    (https://learn.microsoft.com/graph/api/teamsapp-publish, example 4)
    """
    error = answer.get("error")
    if not isinstance(error, dict):
        return
    details = ((error.get("innerError") or {}).get("details")) or []
    where = ", ".join(str(one.get("target")) for one in details[:5] if isinstance(one, dict) and one.get("target"))
    raise Blocked(
        f"the catalogue does not take the manifest{f': it names {where}' if where else ''}. Mend "
        "manifest/template.json, and see what front-door manifest build says of it"
    )


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])
