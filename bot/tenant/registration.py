"""The application: found by what was kept, by marker or by name, and made once.

An application without our marker is somebody else's, whatever it is called: it is only used when it is named, and never
deleted. The marker proves nothing by itself: whoever may register an application, which everybody may unless the tenant
forbids it, can write it, and the password of what is consented to would be theirs. It counts with what only an
administrator can have given: the way into the site.
"""

from __future__ import annotations

from typing import Final

from bot.sharepoint.listing import every_page, quoted
from bot.sharepoint.refusals import GiveUp, Missing, TryLater
from bot.tenant.principal import find_principal
from bot.tenant.scopes import APPLICATIONS
from bot.tenant.site import is_open_to
from bot.tenant.work import Blocked, Json, Look, Step, Tenant, names

GRAPH_APP: Final = "00000003-0000-0000-c000-000000000000"
"""Microsoft Graph's own application id, the same in every tenant
(https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in)."""
_MAKING: Final = "application"
_GOES_WITH_IT: Final = ("application", "principal", "password", "federated")
"""What is kept of an application and is gone when it is deleted."""
_WANTED: Final = "id,appId,displayName,tags,signInAudience,requiredResourceAccess,passwordCredentials"


def marker(site: str) -> str:
    """The tag by which an application of ours is known again: each site has a front door of its own."""
    return f"front-door:{site.casefold()}"


async def look_for_application(t: Tenant) -> Look:
    """Find the application, or say that it will be registered. Raises `Blocked` where it would be a stranger's."""
    _refuse_another(t)
    await _know_graph(t)
    found = await (_named(t) if t.wish.app else _ours(t))
    if found is not None:
        await _refuse_unproven(t, found)
        _refuse_open_to_others(found)
    elif not t.is_managed:
        await _refuse_strangers(t)
    return _found(t, found)


def _found(t: Tenant, found: Json | None) -> Look:
    t.application = found
    if found is None and t.is_managed:
        t.note(app_id=t.app_id, named=True)
        return Look(f"the managed identity {t.app_id} is used")
    if found is None:
        return Look(
            "there is none of this front door",
            f"register “{t.wish.name}” for this tenant alone, marked {marker(t.wish.site)}",
        )
    t.app_id = str(found["appId"])
    t.found(_MAKING)
    named = bool(t.wish.app) and not _is_marked(t, found)
    t.note(application="" if named else str(found["id"]), app_id=t.app_id, named=named)
    there = f"“{found.get('displayName')}” is registered, application id {t.app_id}"
    lacking = _undeclared(t, found)
    if lacking and not t.kept.named:
        return Look(there, f"list {names(lacking)} among the permissions of “{found.get('displayName')}”")
    return Look(there)


async def make_application(t: Tenant) -> str:
    """Register it, or bring its list of permissions up to date."""
    found = t.application
    if found is not None:
        there = found.get("requiredResourceAccess") or []
        others = [one for one in there if one.get("resourceAppId") != GRAPH_APP]
        mine = [access for one in there if one.get("resourceAppId") == GRAPH_APP for access in one["resourceAccess"]]
        added = [{"id": t.roles[name], "type": "Role"} for name in _undeclared(t, found)]
        body: Json = {
            "requiredResourceAccess": [*others, {"resourceAppId": GRAPH_APP, "resourceAccess": [*mine, *added]}]
        }
        await t.graph.call("PATCH", lambda c: c.applications.by_application_id(found["id"]), body=body)
        return f"the permissions of “{found.get('displayName')}” are up to date"
    access = [{"id": t.roles[one.name], "type": "Role"} for one in t.wish.grants]
    body = {
        "displayName": t.wish.name,
        "signInAudience": "AzureADMyOrg",
        "tags": [marker(t.wish.site)],
        "notes": f"Made by front-door tenant apply for {t.wish.site}. front-door tenant remove takes it away.",
        "requiredResourceAccess": [{"resourceAppId": GRAPH_APP, "resourceAccess": access}],
    }
    # The answer may be lost, and the new application is not found at once: a second run must not make a second one.
    with t.making(_MAKING):
        made = await t.graph.call("POST", lambda c: c.applications, body=body)
    if not (made.get("id") and made.get("appId")):
        raise TryLater("Graph's answer names no application")
    t.application, t.app_id = made, str(made["appId"])
    t.note(application=str(made["id"]), app_id=t.app_id, named=False)
    t.kept.done(_MAKING)
    return f"registered “{t.wish.name}”, application id {t.app_id}"


async def still_application(t: Tenant) -> Look:
    """Whether an application of ours is there to remove."""
    _refuse_another(t)
    await _know_graph(t)
    found = await (_named(t, removing=True) if t.wish.app else _ours(t))
    if found is not None:
        await _refuse_unproven(t, found)
    _found(t, found)
    if t.application is None:
        if t.is_managed:
            return Look(f"the managed identity {t.app_id} stays: Azure has it", state="stays")
        # Somebody deleted it in Microsoft Entra: what was made for it elsewhere is there still.
        t.app_id = t.kept.app_id
        t.note(**dict.fromkeys(_GOES_WITH_IT, ""))
        return Look("there is none", state="none")
    what = f"“{t.application.get('displayName')}”, application id {t.app_id}"
    if t.kept.named:
        return Look(f"{what} stays: it was not made by these commands", state="stays")
    return Look(f"{what} is there", f"delete the application {what}. It can be brought back for 30 days")


async def drop_application(t: Tenant) -> str:
    """Delete it. Microsoft Entra keeps it among the deleted applications for 30 days."""
    there = t.application
    assert there is not None
    await _gone(t, there["id"])
    t.note(**dict.fromkeys(_GOES_WITH_IT, ""))
    return f"deleted “{there.get('displayName')}”; for 30 days it stands under App registrations, Deleted applications"


APPLICATION: Final = Step(
    "Application",
    APPLICATIONS,
    look_for_application,
    make_application,
    still_application,
    drop_application,
    needs_app=False,
)


async def _know_graph(t: Tenant) -> None:
    """Learn the ids of Graph's permissions in this tenant."""
    if t.roles:
        return
    found = await find_principal(t, GRAPH_APP)
    if found is None:
        raise Blocked("Microsoft Graph is not known in this tenant. Check MicrosoftAppTenantId or --tenant")
    t.graph_principal = str(found["id"])
    roles = {
        str(role["value"]): str(role["id"])
        for role in found.get("appRoles") or []
        if "Application" in (role.get("allowedMemberTypes") or []) and role.get("isEnabled")
    }
    if lacking := [one.name for one in t.wish.grants if one.name not in roles]:
        raise Blocked(f"Microsoft Graph has no permission {names(lacking)} in this tenant. Leave it out of --grant")
    t.roles = roles


async def _ours(t: Tenant) -> Json | None:
    """The application that these commands made for this site, whatever it is called now."""
    if t.kept.application and (found := await _kept(t)):
        return found
    if _MAKING in t.kept.making:
        found = await t.patience.until_found("the application that was being made", lambda: _marked(t))
    else:
        found = await _marked(t)
    return found


def _refuse_another(t: Tenant) -> None:
    """Refuse an application beside the one that this folder is about, of which no trace would be kept."""
    if t.wish.app and t.kept.is_left_of_another(t.wish.app):
        raise Blocked(
            f"{t.kept.file} is about what was made for the application {t.kept.app_id}. Take that away first "
            "(front-door tenant remove, without --app), or name another folder with --data"
        )


async def _refuse_strangers(t: Tenant) -> None:
    """Refuse a name that somebody else's application has: two of one name would be mistaken for each other."""
    query = {"$filter": f"displayName eq '{quoted(t.wish.name)}'", "$select": _WANTED}
    if strangers := await every_page(t.graph, await t.graph.call("GET", lambda c: c.applications, query=query)):
        ids = names([str(one["appId"]) for one in strangers])
        raise Blocked(
            f"“{t.wish.name}” is there already, application id {ids}, and these commands did not make it for this "
            "site. Use it with --app and that id, or choose another name with --name"
        )


async def _kept(t: Tenant) -> Json | None:
    """The application that was kept by its id; it may be too new to be seen everywhere."""
    try:
        return await t.patience.until_seen(
            "the application",
            lambda: t.graph.call(
                "GET", lambda c: c.applications.by_application_id(t.kept.application), query={"$select": _WANTED}
            ),
            lambda refused: isinstance(refused, Missing),
            few=True,
        )
    except Missing:
        return None


async def _marked(t: Tenant) -> Json | None:
    query = {"$filter": f"tags/any(t:t eq '{quoted(marker(t.wish.site))}')", "$select": _WANTED}
    found = await every_page(t.graph, await t.graph.call("GET", lambda c: c.applications, query=query))
    if len(found) > 1:
        ids = names([str(one["appId"]) for one in found])
        raise Blocked(
            f"{len(found)} applications bear the marker of this site: {ids}. Name the right one with --app, and delete "
            "the others in Microsoft Entra"
        )
    return found[0] if found else None


async def _refuse_unproven(t: Tenant, found: Json) -> None:
    """Refuse an application that bears the marker and nothing else: neither use it nor delete it."""
    app_id = str(found["appId"])
    is_known = t.wish.app or found["id"] == t.kept.application or _MAKING in t.kept.making
    if not is_known and not await is_open_to(t, app_id):
        raise Blocked(
            f"“{found.get('displayName')}”, application id {app_id}, bears the marker of this site, which anybody can "
            f"write, and may not use the site. If a run of yours or of a colleague's printed this id, give --app "
            f"{app_id}; else find out who made it (Microsoft Entra, App registrations, Owners) and have it deleted"
        )


def _refuse_open_to_others(found: Json) -> None:
    """Refuse an application that other tenants' people can use."""
    if found.get("signInAudience") != "AzureADMyOrg":
        raise Blocked(
            f"the application {found['appId']} takes people of other tenants too. Set “Supported account types” to "
            "this directory only (App registrations, Authentication)"
        )


async def _named(t: Tenant, *, removing: bool = False) -> Json | None:
    """The application that was named; None for a managed identity, and when removing for one that is gone.

    Raises `Blocked` for one that is not of this tenant.
    """
    query = {"$filter": f"appId eq '{quoted(t.wish.app)}'", "$select": _WANTED}
    found = await every_page(t.graph, await t.graph.call("GET", lambda c: c.applications, query=query))
    if found:
        return found[0]
    t.principal = await find_principal(t, t.wish.app)
    if t.principal is None:
        if removing and t.kept.app_id.casefold() == t.wish.app.casefold():
            return None
        raise Blocked(f"there is no application or managed identity {t.wish.app} in this tenant. Correct --app")
    if not t.is_managed:
        t.principal = None
        raise Blocked(f"the application {t.wish.app} belongs to another tenant. Leave --app out, or name one of yours")
    t.app_id = t.wish.app
    return None


async def _gone(t: Tenant, application: str) -> None:
    try:
        await t.graph.call("DELETE", lambda c: c.applications.by_application_id(application))
    except Missing:
        return
    except GiveUp as refused:
        raise Blocked(f"{refused.reason}. Delete it in Microsoft Entra, App registrations") from None


def _is_marked(t: Tenant, application: Json) -> bool:
    return marker(t.wish.site) in (application.get("tags") or [])


def _undeclared(t: Tenant, application: Json) -> list[str]:
    """Permissions that are wished for and not in the registration's own list."""
    there = {
        access.get("id")
        for one in application.get("requiredResourceAccess") or []
        if one.get("resourceAppId") == GRAPH_APP
        for access in one.get("resourceAccess") or []
    }
    return [one.name for one in t.wish.grants if t.roles[one.name] not in there]
