"""What the front door may ask of Graph, and the permission that each call needs: no more is asked of a council."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Permission:
    """An application permission of Graph, as `docs/deploy.md` asks for it. A test holds that page against these."""

    name: str
    what_for: str
    who: str


SELECTED: Final = Permission(
    "Sites.Selected", "read and write the lists of the one site that you allow in step 5", "the front door"
)
MANAGE: Final = Permission(
    "Sites.Manage.All", "make the lists and their columns in step 7", "an administrator, for that one command"
)
PEOPLE: Final = Permission(
    "User.Read.All",
    "read department, address and manager of who makes a request, to suggest service area and sponsor",
    "the front door, if you like",
)
INSTALL: Final = Permission(
    "TeamsAppInstallation.ReadWriteSelfForUser.All",
    "install this app, and no other, for who should hear and has it not; without it they hear nothing until they do it",
    "the front door, if you like",
)
CATALOGUE: Final = Permission(
    "AppCatalog.Read.All",
    "find that app in the catalogue; not needed with `TEAMS_APP_ID`",
    "the front door, if you like",
)
GIVEN: Final = (SELECTED, PEOPLE, INSTALL, CATALOGUE)
"""What the application itself may be given; the first always, the others when they are asked for."""
PERMISSIONS: Final = (SELECTED, MANAGE, PEOPLE, INSTALL, CATALOGUE)

_LIST: Final = "/sites/{id}/lists/{id}"
_APPS: Final = "/users/{id}/teamwork/installedApps"
CALLS: Final[Mapping[str, Permission]] = MappingProxyType(
    {
        "GET /sites": SELECTED,  # the site itself, and the links that Graph gives to further pages
        "GET /sites/{id}/lists": SELECTED,
        f"GET {_LIST}": SELECTED,
        f"GET {_LIST}/columns": SELECTED,
        f"GET {_LIST}/items": SELECTED,
        f"GET {_LIST}/items/delta": SELECTED,
        f"GET {_LIST}/items/{{id}}": SELECTED,
        f"GET {_LIST}/items/{{id}}/versions": SELECTED,
        f"POST {_LIST}/items": SELECTED,
        f"PATCH {_LIST}/items/{{id}}/fields": SELECTED,
        f"DELETE {_LIST}/items/{{id}}": SELECTED,
        "POST /subscriptions": SELECTED,
        "PATCH /subscriptions/{id}": SELECTED,
        "DELETE /subscriptions/{id}": SELECTED,
        "POST /sites/{id}/lists": MANAGE,
        f"POST {_LIST}/columns": MANAGE,
        f"PATCH {_LIST}/columns/{{id}}": MANAGE,
        "GET /users": PEOPLE,
        "GET /users/{id}": PEOPLE,
        "GET /users/{id}/manager": PEOPLE,
        f"GET {_APPS}": INSTALL,
        f"POST {_APPS}": INSTALL,
        f"GET {_APPS}/{{id}}/chat": INSTALL,
        "GET /appCatalogs/teamsApps": CATALOGUE,
    }
)
"""Every call that the code can make. A test reads them out of the source, so that none is missing or left over."""
