"""The tenant's catalogue of Teams apps in the stand-in: packages that are published, their versions, and reviews.

As odd as the real one where it was seen (each with its source in `tests/shapes/tenant`): an app that was just published
is not listed at once, while a second upload of it is a conflict; a version that is not higher is one too.
"""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile
from typing import Any, Final

from bot.local.graph.calls import Call, Done, Work
from bot.local.graph.refused import Refused, bad
from bot.local.graph.store import Store

READ: Final = "AppCatalog.Read.All"
WRITE: Final = "AppCatalog.ReadWrite.All"
NAME: Final = "Digital front door"
_QUOTED: Final = r"'((?:[^']|'')*)'"
_GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_EXPAND: Final = re.compile(r"appDefinitions(?:\(\$select=[\w,]+\))?")


def _catalogue(call: Call) -> Done:
    _permitted(call, READ)
    expanded = _EXPAND.fullmatch(call.options.get("$expand", "")) is not None
    if set(call.options) - {"$filter", "$expand"} or ("$expand" in call.options and not expanded):
        raise bad("The query option is not supported")
    rows = call.store.db.execute("SELECT * FROM apps ORDER BY id").fetchall()
    for clause in (call.options.get("$filter") or "distributionMethod eq 'organization'").split(" and "):
        found = re.fullmatch(rf"(externalId|id|distributionMethod) eq {_QUOTED}", clause)
        if found is None:
            raise bad("Invalid filter clause")
        key, value = found[1], found[2].replace("''", "'")
        rows = [row for row in rows if app_json(row)[key].casefold() == value.casefold()]
    listed = [row for row in rows if _is_listed(call.store, row["id"])]
    return Done(200, {"value": [_whole(call.store, row) if expanded else app_json(row) for row in listed]})


def _published(call: Call) -> Done:
    _permitted(call, WRITE)
    manifest, store = _manifest(call), call.store
    there = store.db.execute("SELECT * FROM apps WHERE external_id = ?", (manifest["id"],)).fetchone()
    if there is not None:
        said = f"App with same id already exists in the tenant. ExternalId: '{manifest['id']}', state: Installed"
        raise Refused(409, "Conflict", said)
    made = store.new_id()
    with store.changing() as db:
        db.execute("INSERT INTO apps VALUES (?, ?, ?)", (made, manifest["id"], _names_another(manifest)))
        _define(store, db, made, manifest, state=_state(call), unseen=store.lag)
    row = store.db.execute("SELECT * FROM apps WHERE id = ?", (made,)).fetchone()
    where = {"Location": f"{call.base}/appCatalogs/teamsApps/{made}"}
    return Done(
        201, {"@odata.context": f"{call.base}/$metadata#appCatalogs/teamsApps/$entity", **app_json(row)}, headers=where
    )


def _one_app(call: Call) -> Done:
    _permitted(call, READ)
    row = _row(call)
    return Done(200, _whole(call.store, row) if "$expand" in call.options else app_json(row))


def _dropped_app(call: Call) -> Done:
    _permitted(call, WRITE)
    row = _row(call)
    with call.store.changing() as db:
        db.execute("DELETE FROM app_definitions WHERE app = ?", (row["id"],))
        db.execute("DELETE FROM installed_apps WHERE app = ?", (row["id"],))
        db.execute("DELETE FROM apps WHERE id = ?", (row["id"],))
    return Done(204)


def _definitions(call: Call) -> Done:
    _permitted(call, READ)
    return Done(200, {"value": _defined(call.store, _row(call)["id"])})


def _new_definition(call: Call) -> Done:
    _permitted(call, WRITE)
    row, manifest, store = _row(call), _manifest(call), call.store
    if manifest["id"].lower() != row["external_id"].lower():
        raise Refused(400, "BadRequest", "The manifest id does not match the app that is updated.")
    there = _defined(store, row["id"])
    if there and _number(manifest["version"]) <= max(_number(one["version"]) for one in there):
        raise Refused(409, "Conflict", "Conflict", inner={"code": "AppDefinitionAlreadyExists", "message": ""})
    with store.changing() as db:
        _define(store, db, row["id"], manifest, state=_state(call), unseen=0)
    return Done(201, _defined(store, row["id"])[-1])


ROUTES: Final[tuple[tuple[str, str, Work], ...]] = (
    ("GET", "/appCatalogs/teamsApps", _catalogue),
    ("POST", "/appCatalogs/teamsApps", _published),
    ("GET", "/appCatalogs/teamsApps/(?P<app>[^/]+)", _one_app),
    ("DELETE", "/appCatalogs/teamsApps/(?P<app>[^/]+)", _dropped_app),
    ("GET", "/appCatalogs/teamsApps/(?P<app>[^/]+)/appDefinitions", _definitions),
    ("POST", "/appCatalogs/teamsApps/(?P<app>[^/]+)/appDefinitions", _new_definition),
)


def app_json(row: sqlite3.Row) -> dict[str, str]:
    """An app of the catalogue without its versions."""
    return {
        "id": row["id"],
        "externalId": row["external_id"],
        "displayName": NAME,
        "distributionMethod": "organization",
    }


def _whole(store: Store, row: sqlite3.Row) -> dict[str, Any]:
    return {**app_json(row), "appDefinitions": _defined(store, row["id"])}


def _defined(store: Store, app: str) -> list[dict[str, Any]]:
    rows = store.db.execute("SELECT * FROM app_definitions WHERE app = ? ORDER BY number", (app,)).fetchall()
    return [
        {
            "id": row["id"],
            "teamsAppId": app,
            "displayName": NAME,
            "version": row["version"],
            "publishingState": row["state"],
            "shortDescription": None,
            "description": None,
            "lastModifiedDateTime": None,
            "createdBy": None,
        }
        for row in rows
    ]


def _define(
    store: Store, db: sqlite3.Connection, app: str, manifest: dict[str, Any], *, state: str, unseen: int
) -> None:
    db.execute(
        "INSERT INTO app_definitions (app, id, version, state, unseen) VALUES (?, ?, ?, ?, ?)",
        (app, store.new_id().replace("-", ""), manifest["version"], state, unseen),
    )


def _is_listed(store: Store, app: str) -> bool:
    row = store.db.execute("SELECT * FROM app_definitions WHERE app = ? AND unseen > 0", (app,)).fetchone()
    if row is None:
        return True
    with store.changing() as db:
        db.execute("UPDATE app_definitions SET unseen = unseen - 1 WHERE number = ?", (row["number"],))
    return False


def _manifest(call: Call) -> dict[str, Any]:
    """The manifest of the package that was sent. Raises `Refused` 400 as the catalogue does at a package's faults."""
    try:
        with zipfile.ZipFile(io.BytesIO(call.raw)) as package:
            names = set(package.namelist())
            manifest = json.loads(package.read("manifest.json"))
    except (zipfile.BadZipFile, KeyError, ValueError):
        raise Refused(400, "BadRequest", "The app package is invalid.") from None
    faults = [
        f"{name} | Required properties are missing from object: []."
        for name in ("id", "version", "name")
        if name not in manifest
    ]
    if not faults and not _GUID.fullmatch(manifest["id"]):
        faults.append("id | String does not match the format of a GUID.")
    faults += [
        f"icons.{kind} | The file is missing."
        for kind, file in (manifest.get("icons") or {}).items()
        if file not in names
    ]
    if faults:
        inner = {"code": "UnableToParseTeamsAppManifest", "message": "; ".join(faults)}
        raise Refused(400, "BadRequest", "; ".join(faults), inner=inner)
    return dict(manifest)


def _names_another(manifest: dict[str, Any]) -> bool:
    return str((manifest.get("webApplicationInfo") or {}).get("id", "")).lower() != str(manifest["id"]).lower()


def _state(call: Call) -> str:
    return "submitted" if call.options.get("requiresReview", "").lower() == "true" else "published"


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _row(call: Call) -> sqlite3.Row:
    row = call.store.db.execute("SELECT * FROM apps WHERE id = ? COLLATE NOCASE", (call.where["app"],)).fetchone()
    if row is None:
        raise Refused(404, "NotFound", "The requested app was not found in the app catalog of the tenant.")
    return row  # type: ignore[no-any-return]  # sqlite3 gives Any


def _permitted(call: Call, permission: str) -> None:
    if call.store.db.execute("SELECT 1 FROM withheld WHERE permission = ?", (permission,)).fetchone():
        one_of = f"API requires one of '{permission}'. Roles on the request 'Sites.Selected'."
        raise Refused(403, "Forbidden", f"Missing role permissions on the request. {one_of}")
