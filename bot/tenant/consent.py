"""The application's permissions of Graph, with the consent of an administrator: app roles, assigned one by one."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from bot.sharepoint.listing import every_page
from bot.sharepoint.refusals import GiveUp, GraphRefused, Missing
from bot.tenant.patience import NotYet
from bot.tenant.scopes import CONSENT
from bot.tenant.work import Json, Look, Step, Tenant, names

THERE_ALREADY: Final = "already exists on the object"
TOO_EARLY: Final = "Not a valid reference update"
"""Of a service principal that is not known everywhere yet
(https://github.com/microsoftgraph/msgraph-bicep-types/issues/193)."""


async def look_for_consent(t: Tenant) -> Look:
    """What the application may do already, and what it lacks."""
    wanted = [one.name for one in t.wish.grants]
    if t.principal is None:
        return Look("none yet", f"consent to {names(wanted)} for the application")
    there = await _assigned(t)
    lacking = [name for name in wanted if t.roles[name] not in {one["appRoleId"] for one in there}]
    held = [name for name in wanted if name not in lacking]
    by_id = {role: name for name, role in t.roles.items()}
    all_held = {by_id.get(str(one["appRoleId"]), str(one["appRoleId"])) for one in there}
    more = sorted(all_held - set(wanted))
    beside = f". It may also do what was not asked for here: {names(more)}" if more else ""
    found = f"it has {names(held)}{beside}" if held else f"none of them yet{beside}"
    return Look(found, f"consent to {names(lacking)} for the application" if lacking else "")


async def consent(t: Tenant) -> str:
    """Assign what is lacking, and read back that it is there."""
    there = {one["appRoleId"] for one in await _assigned(t)}
    lacking = [one.name for one in t.wish.grants if t.roles[one.name] not in there]
    for name in lacking:
        await _assign(t, name)
    wanted = {t.roles[one.name] for one in t.wish.grants}

    async def all_seen() -> bool:
        return wanted <= {one["appRoleId"] for one in await _assigned(t)}

    if not await t.patience.until_found("the permissions", all_seen):
        raise NotYet("Microsoft Entra does not show the permissions yet")
    return f"consented to {names(lacking)}"


async def still_consent(t: Tenant) -> Look:
    """Which permissions are there to take away: those that were given here, or all of an application of ours."""
    if t.principal is None:
        return Look("there is none", state="none")
    there = await _assigned(t)
    mine = [one for one in there if _is_ours(t, one)]
    names_of = {role: name for name, role in t.roles.items()}
    if not mine:
        told = "none were given by these commands" if there else "there are none"
        return Look(told, state="stays" if there else "none")
    what = names(sorted(names_of.get(str(one["appRoleId"]), str(one["appRoleId"])) for one in mine))
    return Look(f"it has {what}", f"take away {what}")


async def take_away(t: Tenant) -> str:
    """Take those permissions away."""
    mine = [one for one in await _assigned(t) if _is_ours(t, one)]
    for one in mine:
        with suppress(Missing):
            await _take_one(t, str(one["resourceId"]), str(one["id"]))
    t.note(assignments=[])
    return f"took away {len(mine)}"


PERMISSIONS: Final = Step("Permissions", CONSENT, look_for_consent, consent, still_consent, take_away)


async def _assigned(t: Tenant) -> list[Json]:
    """The app roles of Graph that the application has now; none while its service principal is too new to be seen."""
    principal = t.principal
    assert principal is not None
    page = await t.patience.until_seen(
        "the service principal",
        lambda: t.graph.call(
            "GET", lambda c: c.service_principals.by_service_principal_id(principal["id"]).app_role_assignments
        ),
        lambda refused: isinstance(refused, Missing),
    )
    return [one for one in await every_page(t.graph, page) if one.get("resourceId") == t.graph_principal]


async def _assign(t: Tenant, name: str) -> None:
    principal = t.principal
    assert principal is not None
    body = {"principalId": principal["id"], "resourceId": t.graph_principal, "appRoleId": t.roles[name]}

    def is_late(refused: GraphRefused) -> bool:
        return isinstance(refused, Missing) or TOO_EARLY in refused.said

    try:
        made = await t.patience.until_seen(
            "the service principal",
            lambda: t.graph.call(
                "POST",
                lambda c: c.service_principals.by_service_principal_id(t.graph_principal).app_role_assigned_to,
                body=body,
            ),
            is_late,
        )
    except GiveUp as refused:
        if THERE_ALREADY not in refused.said:
            raise
        return
    if made.get("id"):
        t.note(assignments=[*t.kept.assignments, str(made["id"])])


async def _take_one(t: Tenant, resource: str, assignment: str) -> None:
    await t.graph.call(
        "DELETE",
        lambda c: c.service_principals.by_service_principal_id(resource).app_role_assigned_to.by_app_role_assignment_id(
            assignment
        ),
    )


def _is_ours(t: Tenant, assignment: Json) -> bool:
    return not t.kept.named or assignment["id"] in t.kept.assignments
