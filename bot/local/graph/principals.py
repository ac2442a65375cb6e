"""Service principals in the stand-in, Microsoft Graph's own among them, and the app roles that are assigned.

Refusals are worded as Microsoft Entra was seen to word them; each stands with its source in `tests/shapes/tenant`.
"""

from __future__ import annotations

from typing import Any, Final

from bot.local.graph import objects
from bot.local.graph.applications import WRITE
from bot.local.graph.calls import Call, Done, Work, object_of
from bot.local.graph.objects import bad_request, duplicate
from bot.local.graph.store import Store

CONSENT: Final = "AppRoleAssignment.ReadWrite.All"
GRAPH_APP: Final = "00000003-0000-0000-c000-000000000000"
TENANT: Final = "00000000-0000-0000-0000-0000000007e7"
"""Whose application a service principal is, unless it is Microsoft's."""
_MICROSOFT: Final = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
APP_ROLES: Final = {
    "Sites.Selected": "883ea226-0bf2-4a8f-9f9d-92c9162a727d",
    "Sites.Manage.All": "0c0bf378-bf22-4481-8f81-9e89a9b4960a",
    "Sites.FullControl.All": "a82116e5-55eb-4c41-a434-62fe8a61c773",
    "User.Read.All": "df021288-bdef-4463-88db-98f22de89214",
    "TeamsAppInstallation.ReadWriteSelfForUser.All": "908de74d-f8b2-4d6b-a9ed-2a17b3b78179",
    "AppCatalog.Read.All": "e12dae10-5a57-4817-b79d-dfbec5348930",
    "Application.ReadWrite.All": "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
}
"""Some of Graph's app roles, with the ids of https://learn.microsoft.com/graph/permissions-reference."""


def keep_graph(store: Store) -> None:
    """Make sure that the tenant has the service principal of Microsoft Graph."""
    if any(one["appId"] == GRAPH_APP for one in objects.everything(store, "principal")):
        return
    roles = [
        {
            "id": role,
            "value": value,
            "displayName": value,
            "description": value,
            "isEnabled": True,
            "origin": "Application",
            "allowedMemberTypes": ["Application"],
        }
        for value, role in APP_ROLES.items()
    ]
    made = _principal(store, GRAPH_APP, "Microsoft Graph", owner=_MICROSOFT, roles=roles)
    objects.keep(store, "principal", made, seen=True)


def keep_principal(store: Store, app_id: str, name: str, kind: str = "ManagedIdentity", owner: str = "") -> str:
    """Put a service principal without a registration here: a managed identity, or an app of another tenant."""
    made = _principal(store, app_id, name, kind, owner=owner or TENANT)
    return str(objects.keep(store, "principal", made, seen=True)["id"])


def _principals(call: Call) -> Done:
    return Done(200, objects.page(call, "principal"))


def _new_principal(call: Call) -> Done:
    objects.allowed(call, WRITE)
    body, app_id = object_of(call.body), str(object_of(call.body).get("appId", ""))
    objects.known(body, "appId", "tags", "notes", "appRoleAssignmentRequired")
    if any(one["appId"] == app_id for one in objects.everything(call.store, "principal")):
        said = "The service principal cannot be created, updated, or restored because the service principal name"
        raise duplicate(f"{said} {app_id} is already in use.")
    found = objects.look(call.store, "application", lambda one: bool(one["appId"] == app_id))
    if not found:
        said = f"The appId '{app_id}' of the service principal does not reference a valid application object."
        raise bad_request(said)
    made = _principal(call.store, app_id, found[0]["displayName"], "Application", tags=body.get("tags", []))
    objects.keep(call.store, "principal", made)
    return Done(201, {"@odata.context": f"{call.base}/$metadata#servicePrincipals/$entity", **made})


def _one_principal(call: Call) -> Done:
    return Done(200, objects.one(call, _named(call)))


def _dropped_principal(call: Call) -> Done:
    objects.allowed(call, WRITE)
    objects.drop(call.store, _named(call)["id"])
    return Done(204)


def _assignments(call: Call) -> Done:
    return Done(200, objects.page(call, "assignment", _named(call)["id"]))


def _assigned_to(call: Call) -> Done:
    resource = _named(call)["id"]
    body = objects.page(call, "assignment")
    return Done(200, {"value": [one for one in body["value"] if one["resourceId"] == resource]})


def _new_assignment(call: Call) -> Done:
    objects.allowed(call, CONSENT)
    body = object_of(call.body)
    objects.known(body, "principalId", "resourceId", "appRoleId")
    meant = objects.look(call.store, "principal", lambda one: bool(one["id"] == body.get("principalId")))
    principal = meant[0] if meant else None
    resource = next(
        (one for one in objects.everything(call.store, "principal") if one["id"] == body.get("resourceId")), None
    )
    if principal is None or resource is None or call.where["principal"] not in {principal["id"], resource["id"]}:
        raise bad_request("Not a valid reference update.")
    if body.get("appRoleId") not in {role["id"] for role in resource["appRoles"]}:
        raise bad_request("Permission being assigned was not found on application")
    for one in objects.everything(call.store, "assignment", principal["id"]):
        if (one["resourceId"], one["appRoleId"]) == (resource["id"], body["appRoleId"]):
            raise bad_request("Permission being assigned already exists on the object")
    made = {
        "id": call.store.new_id().replace("-", ""),
        "appRoleId": body["appRoleId"],
        "createdDateTime": call.store.now(),
        "deletedDateTime": None,
        "principalDisplayName": principal["displayName"],
        "principalId": principal["id"],
        "principalType": "ServicePrincipal",
        "resourceDisplayName": resource["displayName"],
        "resourceId": resource["id"],
    }
    return Done(201, objects.keep(call.store, "assignment", made, principal["id"]))


def _dropped_assignment(call: Call) -> Done:
    objects.allowed(call, CONSENT)
    objects.named(call.store, "assignment", call.where["assignment"])
    objects.drop(call.store, call.where["assignment"])
    return Done(204)


def _named(call: Call) -> objects.Json:
    return objects.named(call.store, "principal", call.where["principal"])


def _principal(
    store: Store,
    app_id: str,
    name: str,
    kind: str = "Application",
    *,
    owner: str = TENANT,
    roles: list[dict[str, Any]] | None = None,
    tags: list[str] | None = None,
) -> objects.Json:
    return {
        "id": store.new_id(),
        "appId": app_id,
        "displayName": name,
        "appDisplayName": name,
        "appOwnerOrganizationId": owner,
        "servicePrincipalType": kind,
        "accountEnabled": True,
        "tags": tags or [],
        "appRoles": roles or [],
    }


_ONE: Final = "/servicePrincipals/(?P<principal>[^/]+)"
ROUTES: Final[tuple[tuple[str, str, Work], ...]] = (
    ("GET", "/servicePrincipals", _principals),
    ("POST", "/servicePrincipals", _new_principal),
    ("GET", _ONE, _one_principal),
    ("DELETE", _ONE, _dropped_principal),
    ("GET", f"{_ONE}/appRoleAssignments", _assignments),
    ("POST", f"{_ONE}/appRoleAssignments", _new_assignment),
    ("DELETE", f"{_ONE}/appRoleAssignments/(?P<assignment>[^/]+)", _dropped_assignment),
    ("GET", f"{_ONE}/appRoleAssignedTo", _assigned_to),
    ("POST", f"{_ONE}/appRoleAssignedTo", _new_assignment),
    ("DELETE", f"{_ONE}/appRoleAssignedTo/(?P<assignment>[^/]+)", _dropped_assignment),
)
