"""What an administrator is asked to consent to for the commands of the tenant, and the call that needs each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.sharepoint.access import SCOPE


@dataclass(frozen=True, slots=True)
class Scope:
    """A delegated permission of Graph, as `docs/tenant.md` asks for it. A test holds that page against these."""

    name: str
    what_for: str
    role: str
    """The role of Microsoft Entra that an administrator needs beside it."""


APPLICATIONS: Final = Scope(
    "Application.ReadWrite.All",
    "register the application, give it its service principal and the credential that you ask for",
    "Application Administrator or Cloud Application Administrator",
)
CONSENT: Final = Scope(
    "AppRoleAssignment.ReadWrite.All", "consent to the application's permissions", "Privileged Role Administrator"
)
SITE: Final = Scope(
    "Sites.FullControl.All",
    "open the one site to the application, and make its lists",
    "SharePoint Administrator, and owner of the site",
)
CATALOGUE: Final = Scope(
    "AppCatalog.ReadWrite.All", "put the app into the catalogue of your Teams", "Teams Administrator"
)
SCOPES: Final = (APPLICATIONS, CONSENT, SITE, CATALOGUE)

_APPLICATION: Final = "/applications/{id}"
_PRINCIPAL: Final = "/servicePrincipals/{id}"
_PERMISSIONS: Final = "/sites/{id}/permissions"
_APPS: Final = "/appCatalogs/teamsApps"
CALLS: Final[Mapping[str, Scope]] = MappingProxyType(
    {
        "GET /applications": APPLICATIONS,
        "POST /applications": APPLICATIONS,
        f"GET {_APPLICATION}": APPLICATIONS,
        f"PATCH {_APPLICATION}": APPLICATIONS,
        f"DELETE {_APPLICATION}": APPLICATIONS,
        f"POST {_APPLICATION}/addPassword": APPLICATIONS,
        f"POST {_APPLICATION}/removePassword": APPLICATIONS,
        f"GET {_APPLICATION}/federatedIdentityCredentials": APPLICATIONS,
        f"POST {_APPLICATION}/federatedIdentityCredentials": APPLICATIONS,
        "GET /servicePrincipals": APPLICATIONS,
        "POST /servicePrincipals": APPLICATIONS,
        f"DELETE {_PRINCIPAL}": APPLICATIONS,
        f"GET {_PRINCIPAL}/appRoleAssignments": APPLICATIONS,
        f"POST {_PRINCIPAL}/appRoleAssignedTo": CONSENT,
        f"DELETE {_PRINCIPAL}/appRoleAssignedTo/{{id}}": CONSENT,
        f"GET {_PERMISSIONS}": SITE,
        f"POST {_PERMISSIONS}": SITE,
        f"GET {_PERMISSIONS}/{{id}}": SITE,
        f"PATCH {_PERMISSIONS}/{{id}}": SITE,
        f"DELETE {_PERMISSIONS}/{{id}}": SITE,
        "DELETE /sites/{id}/lists/{id}": SITE,
        f"GET {_APPS}": CATALOGUE,
        f"POST {_APPS}": CATALOGUE,
        f"DELETE {_APPS}/{{id}}": CATALOGUE,
        f"POST {_APPS}/{{id}}/appDefinitions": CATALOGUE,
    }
)
"""Every call of `bot/tenant`. A test reads them out of the source, so that none is missing or left over."""
LISTS: Final = SITE
"""What `bot.sharepoint.provision` needs when an administrator makes the lists: it does what `list provision` does."""

GRAPH: Final = SCOPE.removesuffix(".default")


def asked_for() -> tuple[str, ...]:
    """The scopes as a sign-in asks for them."""
    return tuple(f"{GRAPH}{scope.name}" for scope in SCOPES)
