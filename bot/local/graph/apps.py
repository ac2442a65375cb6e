"""Teams apps in the stand-in: for whom an app is installed (`catalogue` has what is published).

As odd as the real one where it was seen (each with its source in `tests/shapes/reach`): 201 without a body, 409 for who
has it, and one code, ``Forbidden``, for a missing permission, an app of somebody else, a policy and a missing licence.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from typing import Any, Final, Literal

from bot.local.graph.calls import Call, Done, Work, object_of, person_row
from bot.local.graph.catalogue import app_json
from bot.local.graph.refused import Refused, bad
from bot.local.graph.store import Store

SELF: Final = "TeamsAppInstallation.ReadWriteSelfForUser.All"
Treats = Literal["no_licence", "no_mailbox", "policy", "guest", "no_teams"]
"""What is wrong with somebody's account, so that no app can be installed for them."""

_SAID: Final[dict[Treats, tuple[int, str, str]]] = {
    "no_licence": (
        403,
        "Forbidden",
        "Failed to get license information for the user. Ensure user has a valid Office365 license assigned to them.",
    ),
    "no_mailbox": (
        404,
        "MailboxNotEnabledForRESTAPI",
        "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
    ),
    "policy": (403, "Forbidden", "App is blocked by app permission policy. TenantId: 1, UserObjectId: 2, AppId: 3"),
    "guest": (403, "Forbidden", "Teams apps cannot be installed for a guest user."),
    "no_teams": (404, "NotFound", "No user found for the given id."),
}
_BIND = re.compile(r"https?://[^/]+/v1\.0/appCatalogs/teamsApps(?:/([^/()']+)|\('([^/()']+)'\))")
_QUOTED = r"'((?:[^']|'')*)'"


@dataclass(frozen=True, slots=True)
class Apps:
    """The apps of the tenant, as its administrators and its people have them."""

    store: Store

    def publish(self, external_id: str, *, others: bool = False) -> str:
        """Put an app into the catalogue, unless it is there; gives its id there.

        ``others``: its manifest names another application in ``webApplicationInfo`` than the one that calls.
        """
        made = self.store.new_id()
        with self.store.changing() as db:
            db.execute("INSERT OR IGNORE INTO apps VALUES (?, ?, ?)", (made, external_id, others))
        return str(_app(self.store, "external_id", external_id)["id"])

    def treat(self, aad_id: str, treats: Treats | None) -> None:
        """Let an account be as named; None: as any other."""
        with self.store.changing() as db:
            db.execute("DELETE FROM accounts WHERE person = ?", (aad_id,))
            if treats:
                db.execute("INSERT INTO accounts VALUES (?, ?)", (aad_id, treats))

    def withhold(self, *permissions: str) -> None:
        """Take permissions from the application that calls; without any it has them all again."""
        with self.store.changing() as db:
            db.execute("DELETE FROM withheld")
            db.executemany("INSERT INTO withheld VALUES (?)", [(one,) for one in permissions])

    def has(self, aad_id: str) -> bool:
        """Whether some app is installed for this person."""
        found = self.store.db.execute("SELECT 1 FROM installed_apps WHERE person = ?", (aad_id,))
        return found.fetchone() is not None

    def add(self, aad_id: str, external_id: str) -> None:
        """The person, or an administrator, installs the app themselves."""
        with self.store.changing():
            _install(self.store, aad_id, _app(self.store, "external_id", external_id)["id"])

    def remove(self, aad_id: str) -> None:
        """The person removes every app."""
        with self.store.changing() as db:
            db.execute("DELETE FROM installed_apps WHERE person = ?", (aad_id,))


def _installed(call: Call) -> Done:
    person = _reachable(call)
    expand = call.options.get("$expand", "").split(",")
    if set(call.options) - {"$expand", "$filter"} or not {*filter(None, expand)} <= {"teamsApp"}:
        raise bad("The query option is not supported")
    rows = call.store.db.execute(_WITH_APP + "WHERE i.person = ?", (person["id"],)).fetchall()
    if wanted := call.options.get("$filter"):
        found = re.fullmatch(rf"teamsApp/(externalId|id) eq {_QUOTED}", wanted)
        if found is None or "teamsApp" not in expand:
            raise bad("Invalid filter clause")
        rows = [row for row in rows if app_json(row)[found[1]].casefold() == found[2].casefold()]
    return Done(200, {"value": [_installation(row, whole="teamsApp" in expand) for row in rows]})


def _new_installation(call: Call) -> Done:
    person, body = _reachable(call), object_of(call.body)
    found = _BIND.fullmatch(str(body.get("teamsApp@odata.bind", "")))
    if set(body) != {"teamsApp@odata.bind"} or found is None:
        raise bad("Invalid bind property name in request")
    app = _app(call.store, "id", found[1] or found[2])
    if app["others"]:
        raise Refused(403, "Forbidden", "AAD App Id 'x' is not allowed to manage the Teams App 'y'")
    with call.store.changing():
        _install(call.store, person["id"], app["id"])
    return Done(201)


def _chat(call: Call) -> Done:
    person = _reachable(call)
    asked = (person["id"], call.where["installation"])
    row = call.store.db.execute(_WITH_APP + "WHERE i.person = ? AND i.id = ?", asked).fetchone()
    if row is None:
        raise Refused(404, "NotFound", "The app is not installed for this user.")
    chat = {"id": row["chat"], "chatType": "oneOnOne", "topic": None, "createdDateTime": row["at"]}
    return Done(200, {"@odata.context": f"{call.base}/$metadata#chats/$entity", **chat})


_WITH_APP = (
    "SELECT i.id AS installation, i.chat, i.at, a.id, a.external_id FROM installed_apps i JOIN apps a ON a.id = i.app "
)
ROUTES: Final[tuple[tuple[str, str, Work], ...]] = (
    ("GET", "/users/(?P<user>[^/]+)/teamwork/installedApps", _installed),
    ("POST", "/users/(?P<user>[^/]+)/teamwork/installedApps", _new_installation),
    ("GET", "/users/(?P<user>[^/]+)/teamwork/installedApps/(?P<installation>[^/]+)/chat", _chat),
)


def _permitted(call: Call, permission: str) -> None:
    if call.store.db.execute("SELECT 1 FROM withheld WHERE permission = ?", (permission,)).fetchone():
        one_of = f"API requires one of '{permission}'. Roles on the request 'Sites.Selected'."
        raise Refused(403, "Forbidden", f"Missing role permissions on the request. {one_of}")


def _reachable(call: Call) -> sqlite3.Row:
    """The person of a call, when the app may look and they have Teams."""
    _permitted(call, SELF)
    person = person_row(call, call.where["user"])
    found = call.store.db.execute("SELECT treats FROM accounts WHERE person = ?", (person["id"],)).fetchone()
    if found is not None:
        raise Refused(*_SAID[found["treats"]])
    return person


def _app(store: Store, column: Literal["id", "external_id"], value: str) -> sqlite3.Row:
    row = store.db.execute(f"SELECT * FROM apps WHERE {column} = ? COLLATE NOCASE", (value,)).fetchone()  # noqa: S608 - one of two names
    if row is None:
        raise Refused(404, "NotFound", "The requested app was not found in the app catalog of the tenant.")
    return row  # type: ignore[no-any-return]  # sqlite3 gives Any


def _install(store: Store, aad_id: str, app: str) -> None:
    made = (store.new_id(), aad_id, app, f"19:{aad_id.lower()}_{store.new_id()}@unq.gbl.spaces", store.now())
    try:
        store.db.execute("INSERT INTO installed_apps VALUES (?, ?, ?, ?, ?)", made)
    except sqlite3.IntegrityError:
        raise Refused(409, "Conflict", "Teams app is already installed for this user.") from None


def _installation(row: sqlite3.Row, *, whole: bool) -> dict[str, Any]:
    return {"id": row["installation"], **({"teamsApp": app_json(row)} if whole else {})}
