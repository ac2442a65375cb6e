"""Who people are in the stand-in: a profile, and perhaps a manager, as Microsoft Entra tells of them through Graph."""

from __future__ import annotations

import re
import sqlite3
from typing import Any, Final

from bot.local.graph.calls import Call, Done, Work, person_row
from bot.local.graph.refused import Refused

READ: Final = "User.Read.All"
_BY_ITSELF: Final = (
    *("businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation"),
    *("preferredLanguage", "surname", "userPrincipalName", "id"),
)
"""What is told of somebody when nothing is asked for by name; everything else comes on ``$select`` alone."""
_MOST: Final = 999
"""People on one page."""
_OF_ADDRESS: Final = re.compile(r"userPrincipalName eq '((?:[^']|'')*)' or mail eq '((?:[^']|'')*)'")


def _person(call: Call) -> Done:
    chosen = _chosen(call)
    row = _named(call)
    return Done(200, {"@odata.context": f"{_context(call, chosen)}/$entity", **_told(row, chosen)})


def _people(call: Call) -> Done:
    """Everybody of whom a filter holds: the one that the front door needs, whose sign-in name or mail it is."""
    _allowed(call, "$select", "$filter", "$top")
    wanted = _OF_ADDRESS.fullmatch(call.options.get("$filter", ""))
    if wanted is None:
        raise Refused(
            400,
            "BadRequest",
            "Invalid filter clause: the stand-in reads userPrincipalName eq '…' or mail eq '…' alone.",
        )
    top = call.options.get("$top", "100")
    if not (top.isdecimal() and 1 <= int(top) <= _MOST):
        raise Refused(400, "BadRequest", "Invalid page size specified: it must be between 1 and 999 inclusive.")
    chosen = _chosen(call)
    upn, mail = (value.replace("''", "'").lower() for value in wanted.groups())
    rows = call.store.db.execute("SELECT * FROM people").fetchall()
    mine = [row for row in rows if row["upn"].lower() == upn or (_mail(row) or "").lower() == mail]
    value = [_told(row, chosen) for row in mine[: int(top)]]
    return Done(200, {"@odata.context": _context(call, chosen), "value": value})


def _manager(call: Call) -> Done:
    chosen = _chosen(call)
    row = _named(call)
    manager = call.store.db.execute("SELECT * FROM people WHERE id = ?", (row["manager"],)).fetchone()
    if manager is None:
        raise _absent("manager")
    told = {"@odata.type": "#microsoft.graph.user", **_told(manager, chosen)}
    return Done(200, {"@odata.context": f"{call.base}/$metadata#directoryObjects/$entity", **told})


ROUTES: Final[tuple[tuple[str, str, Work], ...]] = (
    ("GET", "/users/(?P<user>[^/]+)/manager", _manager),
    ("GET", "/users/(?P<user>[^/]+)", _person),
    ("GET", "/users", _people),
)


def _allowed(call: Call, *options: str) -> None:
    """Refuse who lacks the permission, and after that what is no option of this call."""
    if call.store.db.execute("SELECT 1 FROM withheld WHERE permission = ?", (READ,)).fetchone():
        raise Refused(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
    if other := call.options.keys() - set(options):
        raise Refused(400, "Request_UnsupportedQuery", f"The query option '{min(other)}' is not supported here.")


def _named(call: Call) -> sqlite3.Row:
    _allowed(call, "$select")
    try:
        return person_row(call, call.where["user"])
    except Refused:
        raise _absent(call.where["user"]) from None


def _context(call: Call, chosen: tuple[str, ...]) -> str:
    return f"{call.base}/$metadata#users" + (f"({','.join(chosen)})" if "$select" in call.options else "")


def _chosen(call: Call) -> tuple[str, ...]:
    """The properties that are asked for, which must be properties of a user."""
    if "$select" not in call.options:
        return _BY_ITSELF
    chosen = tuple(name.strip() for name in call.options["$select"].split(","))
    if (unknown := next((name for name in chosen if name not in _known()), None)) is not None:
        said = f"Could not find a property named '{unknown}' on type 'microsoft.graph.user'."
        raise Refused(400, "BadRequest", f"Parsing OData Select and Expand failed: {said}")
    return chosen


def _known() -> frozenset[str]:
    return frozenset({*_BY_ITSELF, "department", "userType", "accountEnabled", "companyName", "employeeId"})


def _mail(row: sqlite3.Row) -> str | None:
    """Their address: the sign-in name where nothing else is known, and for a guest none."""
    return row["mail"] or (None if "#ext#" in row["upn"].lower() else row["upn"])


def _told(row: sqlite3.Row, chosen: tuple[str, ...]) -> dict[str, Any]:
    guest = "#ext#" in row["upn"].lower()
    everything = dict.fromkeys(_known()) | {
        "id": row["id"],
        "displayName": row["name"],
        "userPrincipalName": row["upn"],
        "mail": _mail(row),
        "businessPhones": [],
        "department": row["department"] or None,
        "userType": "Guest" if guest else "Member",
        "accountEnabled": True,
    }
    return {name: everything[name] for name in chosen}


def _absent(what: str) -> Refused:
    said = f"Resource '{what}' does not exist or one of its queried reference-property objects are not present."
    return Refused(404, "Request_ResourceNotFound", said)
