"""Which applications may use a site (``Sites.Selected``) in the stand-in.

As odd as the real one: the list of permissions tells no roles, only each permission by itself does
(https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/8902), and ``owner`` is no role that can be given
(https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/8945).
"""

from __future__ import annotations

from typing import Final

from bot.local.graph import objects
from bot.local.graph.calls import Call, Done, Work, object_of
from bot.local.graph.refused import Refused, bad, missing
from bot.local.graph.store import Store, site_row

CONTROL: Final = "Sites.FullControl.All"
_GIVEN: Final = frozenset({"read", "write"})
_CHANGED: Final = frozenset({"read", "write", "manage", "fullcontrol"})


def roles_of(store: Store, site_id: str, app_id: str) -> frozenset[str]:
    """What an application may do on a site."""
    there = objects.everything(store, "site permission", site_id)
    return frozenset(role for one in there for role in one["roles"] if _app(one) == app_id.lower())


def _permissions(call: Call) -> Done:
    there = objects.everything(call.store, "site permission", _site(call))
    return Done(200, {"value": [{name: value for name, value in one.items() if name != "roles"} for one in there]})


def _new_permission(call: Call) -> Done:
    site, body = _site(call), object_of(call.body)
    granted, roles = body.get("grantedToIdentities"), body.get("roles")
    if set(body) - {"roles", "grantedToIdentities"} or not isinstance(granted, list) or not granted:
        raise bad("Invalid request")
    if not isinstance(roles, list) or not roles or not set(roles) <= _GIVEN:
        raise bad("Provided role is invalid")
    identities = [
        {"application": {"id": one["application"]["id"], "displayName": one["application"]["displayName"]}}
        for one in granted
    ]
    made = {
        "id": call.store.new_id().replace("-", ""),
        "@deprecated.GrantedToIdentities": "GrantedToIdentities has been deprecated. Refer to GrantedToIdentitiesV2",
        "roles": roles,
        "grantedToIdentities": identities,
        "grantedToIdentitiesV2": identities,
    }
    return Done(201, objects.keep(call.store, "site permission", made, site, seen=True))


def _one_permission(call: Call) -> Done:
    return Done(200, _named(call))


def _changed_permission(call: Call) -> Done:
    there, body = _named(call), object_of(call.body)
    if set(body) != {"roles"} or not set(body["roles"]) <= _CHANGED:
        raise bad("Provided role is invalid")
    objects.change(call.store, "site permission", {**there, "roles": body["roles"]})
    return Done(200, _named(call))


def _dropped_permission(call: Call) -> Done:
    objects.drop(call.store, _named(call)["id"])
    return Done(204)


def _site(call: Call) -> str:
    if call.store.db.execute("SELECT 1 FROM withheld WHERE permission = ?", (CONTROL,)).fetchone():
        raise Refused(403, "accessDenied", "Access denied")
    return str(site_row(call.store, call.where["site"])["id"])


def _named(call: Call) -> objects.Json:
    for one in objects.everything(call.store, "site permission", _site(call)):
        if one["id"] == call.where["permission"]:
            return one
    raise missing("The permission")


def _app(permission: objects.Json) -> str:
    return str(permission["grantedToIdentitiesV2"][0]["application"]["id"]).lower()


_ALL: Final = "/sites/(?P<site>[^/]+)/permissions"
ROUTES: Final[tuple[tuple[str, str, Work], ...]] = (
    ("GET", _ALL, _permissions),
    ("POST", _ALL, _new_permission),
    ("GET", f"{_ALL}/(?P<permission>[^/]+)", _one_permission),
    ("PATCH", f"{_ALL}/(?P<permission>[^/]+)", _changed_permission),
    ("DELETE", f"{_ALL}/(?P<permission>[^/]+)", _dropped_permission),
)
