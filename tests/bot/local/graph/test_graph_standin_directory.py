"""Applications, service principals and what they may do, as Microsoft Entra keeps them: each edge by plain calls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.local.graph.applications import PASSWORDS, WRITE
from bot.local.graph.principals import APP_ROLES, CONSENT, GRAPH_APP, keep_graph
from bot.local.graph.site_permissions import CONTROL, roles_of
from bot.local.graph.store import site_row
from tests.bot.local.graph.plain_calls import SITE, Plain, tenant

APPS, PRINCIPALS = "/applications", "/servicePrincipals"
NOT_KNOWN = "is read-only and cannot be set, or is not known."


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Plain]:
    """A tenant that shows everything at once."""
    with tenant(tmp_path) as made:
        yield made


def made(plain: Plain, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """What a call makes."""
    status, one = plain.ask("POST", path, body)
    assert status in {200, 201}, one
    return dict(one)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"displayName": "x"}, 201),
        ({"displayName": "x" * 256}, 201),
        ({"displayName": "x" * 257}, 400),
        ({"displayName": ""}, 400),
        ({"displayName": 7}, 400),
        ({}, 400),
        ([], 400),
        ({"displayName": "x", "odd": 1}, 400),
        ({"displayName": "x", "signInAudience": "AzureADMyOrg"}, 201),
        ({"displayName": "x", "signInAudience": "Everyone"}, 400),
        ({"displayName": "x", "requiredResourceAccess": [{"resourceAccess": [{"id": "1", "type": "Role"}]}]}, 201),
        ({"displayName": "x", "requiredResourceAccess": [{"resourceAccess": [{"id": "1"}]}]}, 400),
        ({"displayName": "x", "requiredResourceAccess": [{"resourceAccess": [{"id": "1", "type": "", "x": 1}]}]}, 400),
    ],
    ids=range(13),
)
def test_an_application_is_registered_as_microsoft_entra_takes_one(plain: Plain, body: Any, status: int) -> None:
    assert plain.ask("POST", APPS, body)[0] == status
    assert len(plain.values(APPS)) == (status == 201)


def test_a_registration_is_changed_in_place_and_gone_with_all_that_is_its_own(plain: Plain) -> None:
    one, other = (made(plain, APPS, {"displayName": name}) for name in ("One", "Other"))
    for app in (one, other):
        made(plain, PRINCIPALS, {"appId": app["appId"]})
        trust = {"name": "x", "issuer": "https://a", "subject": "s", "audiences": ["a"]}
        made(plain, f"{APPS}/{app['id']}/federatedIdentityCredentials", trust)
    path = f"{APPS}/{one['id'].upper()}"
    assert plain.ask("PATCH", path, {"displayName": "New", "signInAudience": "Everyone"})[0] == 400
    assert plain.ask("PATCH", path, {"displayName": "New"}) == (204, None)
    assert [app["displayName"] for app in plain.values(APPS)] == ["New", "Other"]
    assert plain.ask("GET", path, select="displayName, appId")[1] == {"displayName": "New", "appId": one["appId"]}
    assert plain.ask("DELETE", path) == (204, None)
    assert plain.ask("GET", path)[0] == plain.ask("DELETE", path)[0] == 404
    assert [app["id"] for app in plain.values(APPS)] == [other["id"]]
    assert [app["appId"] for app in plain.values(PRINCIPALS)] == [GRAPH_APP, other["appId"]]
    assert len(plain.tenant.federated()) == 1


def test_a_password_lasts_two_years_where_nobody_says_how_long_and_is_taken_away_by_its_key(plain: Plain) -> None:
    app = made(plain, APPS, {"displayName": "One"})
    path = f"{APPS}/{app['id']}"
    first = made(plain, f"{path}/addPassword", {})
    assert (first["startDateTime"], first["endDateTime"]) == ("2026-11-30T09:00:00Z", "2028-11-29T09:00:00Z")
    days = {"displayName": "x", "startDateTime": "2026-12-01T00:00:00Z", "endDateTime": "2027-01-01T00:00:00Z"}
    second = made(plain, f"{path}/addPassword", {"passwordCredential": days})
    assert {name: second[name] for name in days} == days
    assert plain.ask("POST", f"{path}/addPassword", {"passwordCredential": {"hint": "x"}})[1].endswith(NOT_KNOWN)
    assert plain.tenant.secret_of(app["appId"]) == {first["secretText"], second["secretText"]}
    assert plain.ask("POST", f"{path}/removePassword", {"keyId": "none"})[0] == 400
    assert plain.ask("POST", f"{path}/removePassword", {"keyId": first["keyId"]}) == (204, None)
    kept = plain.ask("GET", path)[1]["passwordCredentials"]
    assert [(one["keyId"], one["secretText"]) for one in kept] == [(second["keyId"], None)]
    assert plain.tenant.secret_of(app["appId"]) == {second["secretText"]}
    plain.apps.withhold(PASSWORDS)
    assert plain.ask("POST", f"{path}/addPassword", {}) == (400, "Credential type not allowed as per assigned policy.")


def test_nothing_of_the_directory_is_changed_without_the_permission_for_it(plain: Plain) -> None:
    app = made(plain, APPS, {"displayName": "One"})
    one, principal = f"{APPS}/{app['id']}", made(plain, PRINCIPALS, {"appId": app["appId"]})
    whose = f"{PRINCIPALS}/{principal['id']}"
    writes = [("POST", APPS), ("PATCH", one), ("POST", f"{one}/addPassword"), ("POST", f"{one}/removePassword")]
    writes += [("POST", f"{one}/federatedIdentityCredentials"), ("POST", PRINCIPALS), ("DELETE", whose)]
    consents = [("POST", f"{whose}/{what}") for what in ("appRoleAssignments", "appRoleAssignedTo")]
    consents += [("DELETE", f"{whose}/appRoleAssignments/1"), ("DELETE", f"{whose}/appRoleAssignedTo/1")]
    reads = [("GET", path) for path in (APPS, one, PRINCIPALS, whose, f"{whose}/appRoleAssignments")]
    for permission, refused in ((WRITE, [*writes, ("DELETE", one)]), (CONSENT, consents)):
        plain.apps.withhold(permission)
        assert [call for call in refused if plain.ask(*call, {})[0] != 403] == []
        assert [call for call in reads if plain.ask(*call)[0] != 200] == []


def test_what_is_new_is_found_after_as_many_looks_as_it_takes(tmp_path: Path) -> None:
    with tenant(tmp_path, lag=2) as plain:
        path = f"{APPS}/{made(plain, APPS, {'displayName': 'One'})['id']}"
        assert [plain.ask("GET", path)[0] for _ in range(4)] == [404, 404, 200, 200]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("displayName eq 'one''S'", ["One's"]),
        ("tags/any(t:t eq 'ours')", ["One's"]),
        ("tags/any(tag: tag eq 'theirs')", ["Two"]),
        ("tags/any(t:s eq 'ours')", None),
        ("notes eq 'x'", None),
        ("startswith(displayName, 'O')", None),
        ("", None),
    ],
)
def test_objects_are_found_by_a_name_or_a_tag(plain: Plain, wanted: str, found: Any) -> None:
    for name, tags in (("One's", ("ours", "x")), ("Two", ("theirs",)), ("None", ())):
        plain.tenant.register(name, tags)
    if found is None:
        assert plain.ask("GET", APPS, filter=wanted)[0] == 400
        return
    assert [one["displayName"] for one in plain.values(APPS, filter=wanted, select="displayName")] == found


def test_an_option_or_a_property_that_the_directory_has_not_is_refused(plain: Plain) -> None:
    path = f"{APPS}/{plain.tenant.register('One')['id']}"
    for where, option in ((APPS, {"orderby": "id"}), (path, {"top": "1"}), (path, {"select": "odd"})):
        assert plain.ask("GET", where, **option)[0] == 400, option
    assert plain.ask("GET", APPS, top="1", count="true")[0] == 200


def test_a_service_principal_is_of_one_application_that_is_there(plain: Plain) -> None:
    app = made(plain, APPS, {"displayName": "One"})
    assert "does not reference a valid application" in plain.ask("POST", PRINCIPALS, {"appId": "none"})[1]
    assert plain.ask("POST", PRINCIPALS, {"appId": app["appId"], "odd": 1})[1].endswith(NOT_KNOWN)
    tagged = made(plain, PRINCIPALS, {"appId": app["appId"], "tags": ["x"]})
    assert (tagged["displayName"], tagged["tags"], tagged["appRoles"]) == ("One", ["x"], [])
    assert plain.ask("POST", PRINCIPALS, {"appId": app["appId"]})[0] == 409
    assert plain.ask("GET", f"{PRINCIPALS}/{tagged['id']}")[1]["appId"] == app["appId"]
    assert plain.ask("DELETE", f"{PRINCIPALS}/{tagged['id']}") == (204, None)
    assert plain.ask("GET", f"{PRINCIPALS}/{tagged['id']}")[0] == 404
    keep_graph(plain.store)
    assert [one["appId"] for one in plain.values(PRINCIPALS)] == [GRAPH_APP], "Graph's own is there once"


def test_a_role_is_assigned_once_to_a_principal_by_either_end(plain: Plain) -> None:
    ours = [plain.tenant.managed_identity(f"app-{number}", f"Identity {number}") for number in range(2)]
    graph, role, other = plain.values(PRINCIPALS)[0]["id"], *list(APP_ROLES.values())[:2]

    def assign(whose: str, what: str = "appRoleAssignments", **changes: Any) -> tuple[int, Any]:
        body = {"principalId": ours[0], "resourceId": graph, "appRoleId": role, **changes}
        return plain.ask("POST", f"{PRINCIPALS}/{whose}/{what}", body)

    refused: tuple[dict[str, Any], ...] = (
        {"principalId": "none"}, {"resourceId": "none"}, {"resourceId": None}, {"appRoleId": "none"}, {"odd": 1}
    )  # fmt: skip
    assert [assign(ours[0], **changes)[0] for changes in refused] == [400] * len(refused)
    assert assign(ours[1]) == (400, "Not a valid reference update.")
    assert plain.tenant.granted == []
    assert [assign(ours[0])[0], assign(graph, "appRoleAssignedTo")[0]] == [201, 400]
    assert [assign(graph, "appRoleAssignedTo", principalId=ours[1])[0], assign(ours[0], appRoleId=other)[0]] == [
        201
    ] * 2
    paths = [f"{PRINCIPALS}/{one}/appRoleAssignments" for one in ours]
    assert [len(plain.values(path)) for path in paths] == [2, 1]
    assert len(plain.values(f"{PRINCIPALS}/{graph}/appRoleAssignedTo")) == 3
    assert plain.values(f"{PRINCIPALS}/{ours[0]}/appRoleAssignedTo") == []
    gone = plain.values(paths[0])[0]["id"]
    assert [plain.ask("DELETE", f"{paths[0]}/{gone}")[0] for _ in range(2)] == [204, 404]
    assert [len(plain.values(path)) for path in paths] == [1, 1]
    assert plain.ask("DELETE", f"{PRINCIPALS}/{ours[0]}")[0] == 204
    assert len(plain.tenant.granted) == 1, "what was assigned goes with whom it was assigned to"


@pytest.fixture
def on_site(plain: Plain) -> str:
    """The permissions of the site."""
    return f"/sites/{site_row(plain.store, SITE)['id']}/permissions"


def granting(app: str, *roles: str) -> dict[str, Any]:
    """A permission for an application."""
    return {"roles": [*roles], "grantedToIdentities": [{"application": {"id": app, "displayName": "x"}}]}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 201),
        ({"roles": ["write"]}, 201),
        ({"roles": ["read", "write"]}, 201),
        ({"roles": ["read", "owner"]}, 400),
        ({"roles": []}, 400),
        ({"roles": "read"}, 400),
        ({"roles": None}, 400),
        ({"grantedToIdentities": []}, 400),
        ({"grantedToIdentities": {}}, 400),
        ({"grantedToIdentities": None}, 400),
        ({"odd": 1}, 400),
    ],
    ids=str,
)
def test_a_site_is_opened_to_an_application_by_roles_that_can_be_given(
    plain: Plain, on_site: str, changes: dict[str, Any], status: int
) -> None:
    assert plain.ask("POST", on_site, {**granting("app", "read"), **changes})[0] == status
    assert [set(one) & {"roles", "grantedToIdentitiesV2"} for one in plain.values(on_site)] == (
        [{"grantedToIdentitiesV2"}] if status == 201 else []
    ), "the list of them tells no roles"


def test_a_permission_of_a_site_is_changed_and_taken_back(plain: Plain, on_site: str) -> None:
    one, other = (made(plain, on_site, granting(app, "read")) for app in ("App", "other"))
    path, site = f"{on_site}/{one['id']}", on_site.split("/")[2]
    for roles, status in ((["fullcontrol", "manage"], 200), (["owner"], 400), (["write"], 200)):
        assert plain.ask("PATCH", path, {"roles": roles})[0] == status, roles
    assert plain.ask("PATCH", path, {"roles": ["read"], "odd": 1})[0] == plain.ask("PATCH", path, {})[0] == 400
    assert plain.ask("GET", path)[1]["roles"] == ["write"]
    assert [sorted(roles_of(plain.store, site, app)) for app in ("aPP", "other", "none")] == [["write"], ["read"], []]
    plain.apps.withhold(CONTROL)
    assert [plain.ask(how, path)[0] for how in ("GET", "DELETE")] == [403, 403]
    plain.apps.withhold()
    assert [plain.ask("DELETE", path)[0] for _ in range(2)] == [204, 404]
    assert [left["id"] for left in plain.values(on_site)] == [other["id"]]
