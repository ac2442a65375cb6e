"""Application registrations in the stand-in, with their passwords and federated credentials.

Refusals are worded as Microsoft Entra was seen to word them; each stands with its source in `tests/shapes/tenant`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.local.graph import objects
from bot.local.graph.calls import Call, Done, Work, object_of
from bot.local.graph.objects import bad_request, duplicate
from bot.local.graph.refused import Refused

WRITE: Final = "Application.ReadWrite.All"
PASSWORDS: Final = "passwords"
"""Withheld: the tenant's policy lets no application have a password."""
_AUDIENCES: Final = (
    "AzureADMyOrg",
    "AzureADMultipleOrgs",
    "AzureADandPersonalMicrosoftAccount",
    "PersonalMicrosoftAccount",
)
_SETTABLE: Final = ("displayName", "signInAudience", "tags", "notes", "description", "requiredResourceAccess", "web")
_LONGEST_NAME: Final = 256
_LIFETIME: Final = timedelta(days=730)
"""Of a password when nobody says until when."""


def _applications(call: Call) -> Done:
    return Done(200, objects.page(call, "application"))


def _new_application(call: Call) -> Done:
    objects.allowed(call, WRITE)
    body = _checked(object_of(call.body))
    name = body.get("displayName")
    if not isinstance(name, str) or not 1 <= len(name) <= _LONGEST_NAME:
        raise bad_request("Invalid value specified for property 'displayName' of resource 'Application'.")
    made = {
        "id": call.store.new_id(),
        "appId": call.store.new_id(),
        "createdDateTime": call.store.now(),
        "description": None,
        "notes": None,
        "signInAudience": "AzureADandPersonalMicrosoftAccount",
        "tags": [],
        "requiredResourceAccess": [],
        "publisherDomain": "council.example",
        "passwordCredentials": [],
        "keyCredentials": [],
        **body,
    }
    objects.keep(call.store, "application", made)
    return Done(201, {"@odata.context": f"{call.base}/$metadata#applications/$entity", **made})


def _one_application(call: Call) -> Done:
    return Done(200, objects.one(call, _named(call)))


def _changed_application(call: Call) -> Done:
    objects.allowed(call, WRITE)
    objects.change(call.store, "application", {**_named(call), **_checked(object_of(call.body))})
    return Done(204)


def _dropped_application(call: Call) -> Done:
    objects.allowed(call, WRITE)
    gone = _named(call)
    for principal in objects.everything(call.store, "principal"):
        if principal["appId"] == gone["appId"]:
            objects.drop(call.store, principal["id"])
    objects.drop(call.store, gone["id"])
    return Done(204)


def _new_password(call: Call) -> Done:
    objects.allowed(call, WRITE)
    if call.store.db.execute("SELECT 1 FROM withheld WHERE permission = ?", (PASSWORDS,)).fetchone():
        said = "Credential type not allowed as per assigned policy."
        raise Refused(400, "CredentialTypeNotAllowedAsPerAppPolicy", said)
    application, wanted = _named(call), object_of(call.body).get("passwordCredential") or {}
    objects.known(wanted, "displayName", "endDateTime", "startDateTime")
    secret = f"canary~{call.store.new_id().replace('-', '')}"
    now = call.store.clock().astimezone(UTC)
    made = {
        "customKeyIdentifier": None,
        "displayName": wanted.get("displayName"),
        "endDateTime": wanted.get("endDateTime") or _moment(now + _LIFETIME),
        "hint": secret[:3],
        "keyId": call.store.new_id(),
        "startDateTime": wanted.get("startDateTime") or _moment(now),
    }
    there = [*application["passwordCredentials"], {**made, "secretText": None}]
    objects.change(call.store, "application", {**application, "passwordCredentials": there})
    with call.store.changing() as db:
        db.execute("INSERT INTO app_secrets VALUES (?, ?, ?)", (made["keyId"], application["appId"], secret))
    return Done(200, {**made, "secretText": secret})


def _dropped_password(call: Call) -> Done:
    objects.allowed(call, WRITE)
    application, key = _named(call), object_of(call.body).get("keyId")
    left = [one for one in application["passwordCredentials"] if one["keyId"] != key]
    if len(left) == len(application["passwordCredentials"]):
        raise bad_request("No password credential found with keyId.")
    objects.change(call.store, "application", {**application, "passwordCredentials": left})
    with call.store.changing() as db:
        db.execute("DELETE FROM app_secrets WHERE key = ?", (key,))
    return Done(204)


def _federated(call: Call) -> Done:
    return Done(200, objects.page(call, "federated", _named(call)["id"]))


def _new_federated(call: Call) -> Done:
    objects.allowed(call, WRITE)
    application, body = _named(call), object_of(call.body)
    objects.known(body, "name", "issuer", "subject", "audiences", "description")
    if not str(body.get("issuer", "")).startswith("https://") or not body.get("subject"):
        raise bad_request("Invalid value specified for property 'issuer' of resource 'FederatedIdentityCredential'.")
    if not isinstance(body.get("audiences"), list) or len(body["audiences"]) != 1:
        raise bad_request("FederatedIdentityCredential must have exactly one audience.")
    for one in objects.everything(call.store, "federated", application["id"]):
        if one["name"] == body.get("name") or (one["issuer"], one["subject"]) == (body["issuer"], body["subject"]):
            raise duplicate(f"FederatedIdentityCredential with name {one['name']} already exists.")
    made = {"id": call.store.new_id(), "description": None, **body}
    return Done(201, objects.keep(call.store, "federated", made, application["id"]))


def _named(call: Call) -> objects.Json:
    return objects.named(call.store, "application", call.where["application"])


def _checked(body: dict[str, Any]) -> dict[str, Any]:
    objects.known(body, *_SETTABLE)
    if body.get("signInAudience", _AUDIENCES[0]) not in _AUDIENCES:
        raise bad_request("Invalid value specified for property 'signInAudience' of resource 'Application'.")
    for resource in body.get("requiredResourceAccess", []):
        if not all(set(access) == {"id", "type"} for access in resource["resourceAccess"]):
            raise bad_request("Invalid value specified for property 'resourceAccess' of resource 'Application'.")
    return body


def _moment(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


_ONE: Final = "/applications/(?P<application>[^/]+)"
ROUTES: Final[tuple[tuple[str, str, Work], ...]] = (
    ("GET", "/applications", _applications),
    ("POST", "/applications", _new_application),
    ("GET", _ONE, _one_application),
    ("PATCH", _ONE, _changed_application),
    ("DELETE", _ONE, _dropped_application),
    ("POST", f"{_ONE}/addPassword", _new_password),
    ("POST", f"{_ONE}/removePassword", _dropped_password),
    ("GET", f"{_ONE}/federatedIdentityCredentials", _federated),
    ("POST", f"{_ONE}/federatedIdentityCredentials", _new_federated),
)
