"""The one site that the application may use, and the lists on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.sharepoint.listing import every_page, find_listing, find_site
from bot.sharepoint.provision import ListPlan, carry_out
from bot.sharepoint.provision import plan as plan_lists
from bot.sharepoint.refusals import GraphRefused, Missing, NotAllowed, TryLater
from bot.tenant.patience import NotYet
from bot.tenant.scopes import LISTS, SITE
from bot.tenant.work import Blocked, Json, Look, Step, Tenant, names

_MAKING: Final = "site permission"
ENOUGH: Final = frozenset({"write", "owner", "manage", "fullcontrol"})


async def look_for_permission(t: Tenant) -> Look:
    """Whether the application may write on the site."""
    site = await _site_id(t)
    opened = f"let the application write on {t.wish.site}, and on no other site"
    if not t.app_id:
        return Look("the application may not use the site", opened)
    there = await _permission(t, site)
    if there is None:
        return Look("the application may not use the site", opened)
    roles = [str(role) for role in there.get("roles") or []]
    if t.found(_MAKING):
        t.note(site_permission=str(there["id"]))
    if not ENOUGH & set(roles):
        return Look(f"the application may {names(roles)} on the site", opened)
    more = " It is more than it needs: take it back to write in SharePoint" if set(roles) - {"read", "write"} else ""
    return Look(f"the application may {names(roles)} on {t.wish.site}.{more}".rstrip("."))


async def open_site(t: Tenant) -> str:
    """Let it, and read back that it may."""
    site = await _site_id(t)
    there = await _permission(t, site)
    if there is not None:
        await t.graph.call(
            "PATCH",
            lambda c: c.sites.by_site_id(site).permissions.by_permission_id(there["id"]),
            body={"roles": ["write"]},
        )
    else:
        who = {"application": {"id": t.app_id, "displayName": t.wish.name}}
        body = {"roles": ["write"], "grantedToIdentities": [who]}
        with t.making(_MAKING):
            await t.graph.call("POST", lambda c: c.sites.by_site_id(site).permissions, body=body)
    back = await t.patience.until_found("the permission", lambda: _permission(t, site))
    if back is None or not ENOUGH & set(back.get("roles") or []):
        raise NotYet("SharePoint does not show the permission yet")
    if t.found(_MAKING):
        t.note(site_permission=str(back["id"]))
    return f"the application may write on {t.wish.site}, and on no other site (read back)"


async def still_permission(t: Tenant) -> Look:
    """Whether the application may use the site still."""
    there = await _permission(t, await _site_id(t)) if t.app_id else None
    if there is None:
        return Look("the application may not use the site", state="none")
    if t.kept.named and there["id"] != t.kept.site_permission:
        told = "the application may use the site; that was not given by these commands, and stays"
        return Look(told, state="stays")
    return Look("the application may use the site", f"close {t.wish.site} to the application")


async def close_site(t: Tenant) -> str:
    """Take that permission back."""
    site = await _site_id(t)
    there = await _permission(t, site)
    if there is None:
        return "it was closed"
    await t.graph.call("DELETE", lambda c: c.sites.by_site_id(site).permissions.by_permission_id(there["id"]))
    t.note(site_permission="")
    return f"the application may use {t.wish.site} no longer"


async def is_open_to(t: Tenant, app_id: str) -> bool:
    """Whether somebody who may has let this application write on the site; not, where the caller may not ask."""
    try:
        there = await _permission(t, await _site_id(t), app_id)
    except NotAllowed:
        return False
    return there is not None and bool(ENOUGH & set(there.get("roles") or []))


async def look_at_lists(t: Tenant) -> Look:
    """What `list provision` would do."""
    plans = await plan_lists(t.graph, t.wish.lists)
    doing = [line for one in plans if one.listing is None or _mendable(one) for line in one.lines]
    left = [d for one in plans if one.listing is not None for d in one.differences if not d.mendable]
    found = f"{sum(one.listing is not None for one in plans)} of {len(plans)} lists are there"
    if not doing and left:
        raise Blocked(f"{left[0]}{f' (and {len(left) - 1} more: front-door list check)' if len(left) > 1 else ''}")
    return Look(found, "; ".join(doing))


async def make_lists(t: Tenant) -> str:
    """Do it."""
    plans = await plan_lists(t.graph, t.wish.lists)
    made = [one.wanted.name for one in plans if one.listing is None]
    before = t.kept.lists
    t.note(lists=sorted({*before, *made}))
    try:
        result = await carry_out(t.graph, plans)
    except GraphRefused as refused:
        if not isinstance(refused, TryLater):
            # Whoever makes the others now, it was not made here.
            t.note(lists=[*before, *await _there(t, made)])
        raise
    if result.left:
        raise Blocked(f"{result.left[0]}. front-door list check names all that is left")
    return f"{len(result.done)} things done: {'; '.join(result.done[:4])}" if result.done else "nothing was needed"


async def still_lists(t: Tenant) -> Look:
    """The lists: the council's data, which stays unless it was asked for by name."""
    # Those too that were made here under other settings, such as another SHAREPOINT_LIST.
    there = await _there(t, [*dict.fromkeys([*(one.name for one in t.wish.lists), *t.kept.lists])])
    mine = [name for name in there if name in t.kept.lists]
    if not there:
        return Look("there are none", state="none")
    if not t.wish.with_lists:
        return Look(f"{names(there)} stay, with everything in them (--with-lists removes them)", state="stays")
    if not mine:
        told = f"{names(there)} stay: they were not made by these commands here. Remove them in SharePoint"
        return Look(told, state="stays")
    return Look(f"{names(there)} are there", f"remove {names(mine)} with everything in them")


async def drop_lists(t: Tenant) -> str:
    """Remove those that were made here."""
    site, gone = await _site_id(t), []
    for name in [*t.kept.lists]:
        listing = await find_listing(t.graph, site, name)
        if listing is not None:
            await _drop(t, site, listing.list_id)
            gone.append(name)
    t.note(lists=[])
    return f"removed {names(gone)}"


OPENING: Final = Step("Site", SITE, look_for_permission, open_site, still_permission, close_site)
LISTS_STEP: Final = Step("Lists", LISTS, look_at_lists, make_lists, still_lists, drop_lists, needs_app=False)


async def _drop(t: Tenant, site: str, list_id: str) -> None:
    try:
        await t.graph.call("DELETE", lambda c: c.sites.by_site_id(site).lists.by_list_id(list_id))
    except Missing:
        return


async def _there(t: Tenant, wanted: Sequence[str]) -> list[str]:
    site = await _site_id(t)
    return [name for name in wanted if await find_listing(t.graph, site, name)]


async def _site_id(t: Tenant) -> str:
    return str((await find_site(t.graph))["id"])


async def _permission(t: Tenant, site: str, app_id: str = "") -> Json | None:
    """The application's permission with its roles, which the list of permissions does not tell."""
    page = await t.graph.call("GET", lambda c: c.sites.by_site_id(site).permissions)
    mine = [one for one in await every_page(t.graph, page) if _is_of(one, app_id or t.app_id)]
    found = None
    for one in mine:
        whole = await _whole(t, site, str(one["id"]))
        if found is None or ENOUGH & set(whole.get("roles") or []):
            found = whole
    return found


async def _whole(t: Tenant, site: str, permission: str) -> Json:
    return await t.graph.call("GET", lambda c: c.sites.by_site_id(site).permissions.by_permission_id(permission))


def _mendable(plan: ListPlan) -> bool:
    return any(difference.mendable for difference in plan.differences)


def _is_of(permission: Json, app_id: str) -> bool:
    granted = [*(permission.get("grantedToIdentitiesV2") or []), *(permission.get("grantedToIdentities") or [])]
    there = {str(((one or {}).get("application") or {}).get("id", "")).casefold() for one in granted}
    return app_id.casefold() in there
