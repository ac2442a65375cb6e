"""The application's service principal: what permissions are given to in this tenant."""

from __future__ import annotations

from typing import Final

from bot.sharepoint.listing import every_page, quoted
from bot.sharepoint.refusals import Conflict, Missing
from bot.tenant.patience import NotYet
from bot.tenant.scopes import APPLICATIONS
from bot.tenant.work import Json, Look, Step, Tenant

IN_LISTS: Final = "WindowsAzureActiveDirectoryIntegratedApp"
"""The tag without which the admin centre does not list a service principal among the enterprise applications."""


async def look_for_principal(t: Tenant) -> Look:
    """Find the service principal: what permissions are given to."""
    if not t.app_id:
        return Look("none yet", "make the application's service principal")
    t.principal = t.principal or await find_principal(t, t.app_id)
    if t.principal is None:
        return Look("none yet", "make the application's service principal")
    t.note(principal=str(t.principal["id"]))
    return Look(f"there is one for {t.app_id}")


async def make_principal(t: Tenant) -> str:
    """Make it, as soon as Microsoft Entra knows of the application everywhere."""
    body = {"appId": t.app_id, "tags": [IN_LISTS]}
    try:
        t.principal = await t.patience.until_seen(
            "the new application",
            lambda: t.graph.call("POST", lambda c: c.service_principals, body=body),
            lambda refused: isinstance(refused, Missing) or "valid application object" in refused.said,
        )
    except Conflict:
        t.principal = await t.patience.until_found("the service principal", lambda: find_principal(t, t.app_id))
    made = (t.principal or {}).get("id")
    if not made:
        raise NotYet("Graph does not show the service principal yet")
    t.note(principal=str(made))
    return f"made it for {t.app_id}"


async def still_principal(t: Tenant) -> Look:
    """Whether a service principal of ours is there to remove."""
    t.principal = await find_principal(t, t.app_id) if t.app_id else None
    if t.principal is None:
        return Look("there is none", state="none")
    if t.application is None or t.kept.named:
        return Look(f"that of {t.app_id} stays: it was not made by these commands", state="stays")
    return Look(f"there is one for {t.app_id}", f"delete the service principal of {t.app_id}")


async def drop_principal(t: Tenant) -> str:
    """Delete it."""
    there = t.principal
    assert there is not None
    try:
        await t.graph.call("DELETE", lambda c: c.service_principals.by_service_principal_id(there["id"]))
    except Missing:
        return "it was gone"
    t.note(principal="")
    return "deleted it"


async def find_principal(t: Tenant, app_id: str) -> Json | None:
    """The service principal of an application, or None."""
    query = {"$filter": f"appId eq '{quoted(app_id)}'"}
    found = await every_page(t.graph, await t.graph.call("GET", lambda c: c.service_principals, query=query))
    return found[0] if found else None


PRINCIPAL: Final = Step(
    "Service principal", APPLICATIONS, look_for_principal, make_principal, still_principal, drop_principal
)
