"""What an application may do in the stand-in when it signs in as itself: what was consented to, and on which site."""

from __future__ import annotations

import re
from typing import Final

from bot.local.graph import objects
from bot.local.graph.principals import APP_ROLES
from bot.local.graph.refused import Refused
from bot.local.graph.site_permissions import roles_of
from bot.local.graph.store import Store, site_row

_NEEDS: Final = (
    ("POST", r"/sites/[^/]+/lists", "Sites.Manage.All"),
    ("POST|PATCH|DELETE", r"/sites/[^/]+/lists/[^/]+/columns.*", "Sites.Manage.All"),
    ("DELETE", r"/sites/[^/]+/lists/[^/]+", "Sites.Manage.All"),
    (".*", r"/sites/[^/]+/permissions.*", "Sites.FullControl.All"),
    (".*", r"/sites/.*", "Sites.Selected"),
    (".*", r"/subscriptions.*", "Sites.Selected"),
    (".*", r"/users/[^/]+/teamwork/.*", "TeamsAppInstallation.ReadWriteSelfForUser.All"),
    ("GET", r"/users.*", "User.Read.All"),
    ("GET", r"/appCatalogs/.*", "AppCatalog.Read.All"),
    (".*", r"/applications.*|/servicePrincipals.*", "Application.ReadWrite.All"),
)
_SITE: Final = re.compile(r"/sites/([^/:]+(?::/[^:]+?)?)(?::?/(?:lists|permissions).*|:?)")


def hold(store: Store, app_id: str, method: str, path: str) -> None:
    """Refuse what this application may not do."""
    granted = _granted(store, app_id)
    needed = next((what for how, where, what in _NEEDS if re.fullmatch(how, method) and re.fullmatch(where, path)), "")
    if not needed or needed not in granted:
        code = "accessDenied" if path.startswith("/sites") else "Authorization_RequestDenied"
        code = "Forbidden" if "/teamwork/" in path or path.startswith("/appCatalogs") else code
        raise Refused(403, code, f"Missing role permissions on the request. API requires one of '{needed}'.")
    if needed == "Sites.Selected" and (found := _SITE.fullmatch(path)):
        roles = roles_of(store, site_row(store, found[1])["id"], app_id)
        if not roles or (method != "GET" and roles == {"read"}):
            raise Refused(403, "accessDenied", "Access denied")


def _granted(store: Store, app_id: str) -> set[str]:
    mine = {one["id"] for one in objects.everything(store, "principal") if one["appId"].lower() == app_id.lower()}
    roles = {one["appRoleId"] for one in objects.everything(store, "assignment") if one["principalId"] in mine}
    return {value for value, role in APP_ROLES.items() if role in roles}
