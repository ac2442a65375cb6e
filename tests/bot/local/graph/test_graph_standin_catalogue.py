"""The tenant's catalogue of Teams apps: what is published, in which version, and what of a package is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.local.graph.catalogue import READ, WRITE
from tests.bot.local.graph.plain_calls import Plain, package, tenant

APP, OTHER = "00000000-0000-0000-0000-00000000b07f", "00000000-0000-0000-0000-00000000b0b0"
APPS = "/appCatalogs/teamsApps"
MANIFEST: dict[str, Any] = {"id": APP, "version": "1.0.9", "name": {"short": "x"}, "webApplicationInfo": {"id": APP}}


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Plain]:
    """A tenant that shows everything at once."""
    with tenant(tmp_path) as made:
        yield made


def publish(plain: Plain, path: str = APPS, *files: str, review: str = "", **changes: Any) -> tuple[int, Any]:
    """Send the package with these changes; None leaves a property out."""
    manifest = {name: value for name, value in {**MANIFEST, **changes}.items() if value is not None}
    options = {"requiresReview": review} if review else {}
    return plain.ask("POST", path, package(manifest, *files), **options)


def test_an_app_is_listed_with_its_versions_where_they_are_asked_for(plain: Plain) -> None:
    status, app = publish(plain)
    assert (status, app["externalId"]) == (201, APP)
    plain.apps.publish(OTHER)
    assert ["appDefinitions" in one for one in plain.values(APPS)] == [False, False]
    for expand in ("appDefinitions", "appDefinitions($select=id,version)"):
        versions = {one["externalId"]: one["appDefinitions"] for one in plain.values(APPS, expand=expand)}
        assert ([one["version"] for one in versions[APP]], versions[OTHER]) == (["1.0.9"], [])
    one = f"{APPS}/{app['id'].upper()}"
    assert ("appDefinitions" in plain.ask("GET", one)[1]) is False
    assert len(plain.ask("GET", one, expand="appDefinitions")[1]["appDefinitions"]) == 1
    assert plain.ask("GET", f"{APPS}/none")[0] == plain.ask("DELETE", f"{APPS}/none")[0] == 404
    assert plain.ask("DELETE", one) == (204, None)
    assert [found["externalId"] for found in plain.values(APPS)] == [OTHER]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (f"externalId eq '{APP.upper()}'", [APP]),
        (f"externalId eq '{APP}' and distributionMethod eq 'organization'", [APP]),
        (f"externalId eq '{APP}' and distributionMethod eq 'store'", []),
        ("distributionMethod eq 'organization'", [APP, OTHER]),
        ("displayName eq 'x'", None),
        (f"externalId eq '{APP}' or id eq 'x'", None),
    ],
)
def test_apps_are_found_by_their_ids_and_by_who_gives_them_out(plain: Plain, wanted: str, found: Any) -> None:
    for one in (APP, OTHER):
        plain.apps.publish(one)
    if found is None:
        assert plain.ask("GET", APPS, filter=wanted)[0] == 400
        return
    assert [one["externalId"] for one in plain.values(APPS, filter=wanted)] == found


@pytest.mark.parametrize("option", [{"top": "1"}, {"expand": "bots"}, {"expand": ""}])
def test_an_option_that_the_catalogue_has_not_is_refused(plain: Plain, option: dict[str, str]) -> None:
    assert plain.ask("GET", APPS, **option) == (400, "The query option is not supported")


def test_an_app_that_is_new_is_not_listed_at_once_but_is_there(tmp_path: Path) -> None:
    with tenant(tmp_path, lag=2) as plain:
        assert publish(plain)[0] == 201
        assert [len(plain.values(APPS)) for _ in range(4)] == [0, 0, 1, 1]
        assert publish(plain)[0] == 409


@pytest.mark.parametrize(
    ("version", "status"),
    [("1.0.8", 409), ("1.0.9", 409), ("1.0.10", 201), ("0.9.99", 409), ("2", 201), ("1.0", 409)],
)
def test_a_version_is_higher_than_those_there_are(plain: Plain, version: str, status: int) -> None:
    path = f"{APPS}/{publish(plain, version='1.0.8')[1]['id']}/appDefinitions"
    assert publish(plain, path, version="1.0.9")[1]["version"] == "1.0.9"
    assert publish(plain, path, version=version)[0] == status
    there = [one["version"] for one in plain.values(path)]
    assert there == ["1.0.8", "1.0.9", *([version] if status == 201 else [])]


def test_the_first_version_of_an_app_may_be_any_and_is_of_this_app(plain: Plain) -> None:
    path = f"{APPS}/{plain.apps.publish(APP)}/appDefinitions"
    assert publish(plain, path, id=OTHER)[0] == 400
    assert publish(plain, path, id=APP.upper(), version="0.0.1")[0] == 201


@pytest.mark.parametrize(("review", "state"), [("true", "submitted"), ("TRUE", "submitted"), ("false", "published")])
def test_who_may_not_publish_asks_for_a_review(plain: Plain, review: str, state: str) -> None:
    publish(plain, review=review)
    assert plain.tenant.versions == [("1.0.9", state)]
    plain.tenant.approve()
    assert plain.tenant.versions == [("1.0.9", "published")]


@pytest.mark.parametrize(
    ("named", "status"), [({"id": APP}, 201), ({"id": APP.upper()}, 201), ({"id": OTHER}, 403), (None, 403)]
)
def test_an_app_that_names_another_application_is_not_ours_to_install(plain: Plain, named: Any, status: int) -> None:
    app = publish(plain, webApplicationInfo=named)[1]["id"]
    plain.store.db.execute("INSERT INTO people (id, upn, name) VALUES ('p', 'p@example.org', 'Officer')")
    body = {"teamsApp@odata.bind": f"https://graph.microsoft.com/v1.0/appCatalogs/teamsApps('{app}')"}
    assert plain.ask("POST", "/users/p/teamwork/installedApps", body)[0] == status


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"no package", "The app package is invalid."),
        (package(None, "color.png"), "The app package is invalid."),
        (package("{"), "The app package is invalid."),
        (package({**MANIFEST, "id": "front-door"}), "id | String does not match the format of a GUID."),
        (package({**MANIFEST, "id": f"{APP}0"}), "id | String does not match the format of a GUID."),
        (package({"id": APP, "version": "1"}), "name | Required properties are missing from object: []."),
        (package({"id": "odd", "name": "x"}), "version | Required properties are missing from object: []."),
        (package({"version": "1", "name": "x"}), "id | Required properties are missing from object: []."),
        (package({**MANIFEST, "icons": {"color": "c.png", "outline": "o.png"}}, "o.png"), "icons.color | The file is"),
    ],
)
def test_a_package_with_a_fault_is_refused_and_the_fault_named(plain: Plain, sent: bytes, why: str) -> None:
    status, said = plain.ask("POST", APPS, sent)
    assert (status, said[: len(why)], ";" in said) == (400, why, False)
    assert plain.values(APPS) == []


@pytest.mark.parametrize("icons", [None, {}, {"color": "c.png"}])
def test_a_package_holds_the_icons_that_it_names(plain: Plain, icons: Any) -> None:
    assert publish(plain, APPS, "c.png", icons=icons)[0] == 201


def test_reading_and_publishing_are_permitted_each_by_itself(plain: Plain) -> None:
    app = f"{APPS}/{publish(plain)[1]['id']}"
    reads = [("GET", APPS), ("GET", app), ("GET", f"{app}/appDefinitions")]
    writes = [("POST", APPS), ("POST", f"{app}/appDefinitions"), ("DELETE", app)]
    for permission, refused in ((READ, reads), (WRITE, writes)):
        plain.apps.withhold(permission)
        assert [call for call in (*reads, *writes) if plain.ask(*call)[0] == 403] == refused
