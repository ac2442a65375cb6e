"""What the stand-in finds, who may do what in it, and who is told: at each edge, by plain calls on one store."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.local.graph import Fault, consent, notify, objects
from bot.local.graph.delta import delta_page
from bot.local.graph.items import create_item, delete_item, find_items
from bot.local.graph.principals import APP_ROLES, keep_graph, keep_principal
from bot.local.graph.query import Clause, Query
from bot.local.graph.refused import Refused
from bot.local.graph.store import Store, columns_of, keep_site, open_store, site_row

if TYPE_CHECKING:
    from tests.bot.local.graph.conftest import Graph

SITE = "council.sharepoint.com:/sites/digital"
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
ROWS: tuple[dict[str, Any], ...] = (
    {"Reference": "DR-1", "Status": "Submitted", "Score": 1, "Supplier": "b"},
    {"Reference": "DR-2", "Status": "Approved", "Score": 2, "Supplier": "A"},
    {"Reference": "DR-3"},
    {"Reference": "DR-4", "Status": "Submitted", "Score": 2.5, "Supplier": "C"},
    {"Reference": "DR-5", "Status": "Submitted", "Score": 9, "Supplier": "z"},
)
"""The last one is deleted."""


@pytest.fixture
async def rows(graph: Graph) -> tuple[Store, str]:
    """A list with four rows, and one that was deleted."""
    store, list_id = graph.stand_in.door.store, graph.list_path.rpartition("/")[2]
    with store.changing():
        for row in ROWS:
            create_item(store, list_id, columns_of(store, list_id), row, "Somebody")
        delete_item(store, list_id, "5", "")
    return store, list_id


def found(rows: tuple[Store, str], query: Query) -> tuple[list[int], bool]:
    """The numbers of the rows of a page, and whether there are more."""
    page, more = find_items(*rows, columns_of(*rows), query)
    return [row["id"] for row in page], more


async def test_rows_are_found_by_what_they_say(rows: tuple[Store, str]) -> None:
    wanted: dict[tuple[tuple[str, str, Any], ...], list[int]] = {
        (("Score", "eq", 2.0),): [2],
        (("Score", "ne", 2.0),): [1, 3, 4],
        (("Score", "gt", 1.0),): [2, 4],
        (("Score", "ge", 2.0),): [2, 4],
        (("Score", "lt", 2.0),): [1],
        (("Score", "le", 2.0),): [1, 2],
        (("Score", "eq", None),): [3],
        (("Score", "ne", None),): [1, 2, 4],
        (("Score", "gt", None),): [],
        (("Supplier", "eq", "a"),): [2],
        (("Supplier", "ge", "B"),): [1, 4],
        (("Status", "eq", "Submitted"),): [1, 4],
        (("Status", "ne", "Submitted"),): [2, 3],
        (("Status", "eq", None),): [3],
        (("Status", "ne", None),): [1, 2, 4],
        (("Status", "eq", "Submitted"), ("Score", "gt", 1.0)): [4],
        (("Score", "gt", 1.0), ("Reference", "ne", "DR-4")): [2],
    }
    for clauses, numbers in wanted.items():
        assert found(rows, Query(clauses=tuple(Clause(*one) for one in clauses))) == (numbers, False), clauses
    for name, asked in (("Score", "x"), ("Supplier", 3.0)):
        with pytest.raises(Refused, match="not of the column's type"):
            found(rows, Query(clauses=(Clause(name, "eq", asked),)))


@pytest.mark.parametrize(
    ("query", "page"),
    [
        (Query(top=2), ([1, 2], True)),
        (Query(top=2, start=2), ([3, 4], False)),
        (Query(top=4), ([1, 2, 3, 4], False)),
        (Query(top=3, order=("Supplier", False)), ([3, 2, 1], True)),
        (Query(top=3, start=1, order=("Supplier", False)), ([2, 1, 4], False)),
        (Query(order=("Score", True)), ([4, 2, 1, 3], False)),
        (Query(order=("Score", False)), ([3, 1, 2, 4], False)),
    ],
    ids=str,
)
async def test_a_page_is_as_long_as_asked_and_in_the_order_asked(
    rows: tuple[Store, str], query: Query, page: tuple[list[int], bool]
) -> None:
    assert found(rows, query) == page


@pytest.mark.parametrize(
    ("top", "pages"),
    [
        ("1", ["1", "2", "3", "4", "5"]),
        ("2", ["12", "23", "34", "45"]),
        ("3", ["123", "345"]),
        ("4", ["1234"]),
        ("5", ["1234"]),
        ("", ["1234"]),
    ],
)
async def test_a_page_of_changes_begins_with_the_last_row_of_the_one_before_and_the_last_page_says_so(
    rows: tuple[Store, str], top: str, pages: list[str]
) -> None:
    seen, options = [], {"$top": top}
    for _ in range(len(pages)):
        page = delta_page(*rows, options, "https://list", "https://delta")
        seen.append("".join(row["id"] for row in page["value"]))
        options = {"$top": top, "token": page.get("@odata.nextLink", "").partition("token=")[2]}
    assert (seen, "@odata.deltaLink" in page) == (pages, True)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A tenant with one site, whose clock stands still."""
    made = open_store(tmp_path_factory.mktemp("store"), lambda: NOW, lambda: str(uuid.uuid4()))
    keep_site(made, SITE)
    keep_graph(made)
    yield made
    made.db.close()


def application(store: Store, grants: Sequence[str], roles: Sequence[str]) -> str:
    """An application to which this was consented, and which may do this on the site. Gives its id."""
    app = store.new_id()
    principal = keep_principal(store, app.upper(), "Ours")
    for grant in grants:
        role = {"id": store.new_id(), "principalId": principal, "appRoleId": APP_ROLES[grant]}
        objects.keep(store, "assignment", role, seen=True)
    if roles:
        who = [{"application": {"id": app}}]
        permission = {"id": store.new_id(), "roles": [*roles], "grantedToIdentitiesV2": who}
        objects.keep(store, "site permission", permission, site_row(store, SITE)["id"], seen=True)
    return app


SELECTED, INSTALL = "Sites.Selected", "TeamsAppInstallation.ReadWriteSelfForUser.All"


@pytest.mark.parametrize(
    ("grants", "roles", "method", "path", "code"),
    [
        ([SELECTED], ["write"], "GET", f"/sites/{SITE}", ""),
        ([SELECTED], ["write"], "POST", f"/sites/{SITE}:/lists/1/items", ""),
        ([SELECTED], ["read"], "GET", f"/sites/{SITE}", ""),
        ([SELECTED], ["read"], "POST", f"/sites/{SITE}:/lists/1/items", "accessDenied"),
        ([SELECTED], ["read", "write"], "POST", f"/sites/{SITE}:/lists/1/items", ""),
        ([SELECTED], [], "GET", f"/sites/{SITE}", "accessDenied"),
        ([], ["write"], "GET", f"/sites/{SITE}", "accessDenied"),
        ([SELECTED], ["write"], "POST", "/sites/ID/lists", "accessDenied"),
        ([SELECTED], ["write"], "DELETE", "/sites/ID/lists/1", "accessDenied"),
        ([SELECTED], ["write"], "GET", "/sites/ID/lists/1/columns", ""),
        ([SELECTED], ["write"], "GET", "/sites/ID/permissions", "accessDenied"),
        ([SELECTED], ["write"], "POST", "/subscriptions", ""),
        ([], [], "POST", "/subscriptions", "Authorization_RequestDenied"),
        ([INSTALL], [], "POST", "/users/x/teamwork/installedApps", ""),
        ([SELECTED], [], "POST", "/users/x/teamwork/installedApps", "Forbidden"),
        ([SELECTED], [], "GET", "/appCatalogs/teamsApps", "Forbidden"),
        ([SELECTED], [], "GET", "/users/x", "Authorization_RequestDenied"),
        ([SELECTED], [], "POST", "/users", "Authorization_RequestDenied"),
        ([SELECTED], [], "GET", "/elsewhere", "Authorization_RequestDenied"),
    ],
)
def test_an_application_may_do_what_was_consented_to_on_the_site_that_is_open_to_it(
    store: Store, grants: Sequence[str], roles: Sequence[str], method: str, path: str, code: str
) -> None:
    app = application(store, grants, roles)
    application(store, [*APP_ROLES], ["write"])  # what another may do says nothing of this one
    path = path.replace("ID", site_row(store, SITE)["id"])
    try:
        consent.hold(store, app, method, path)
        said = ""
    except Refused as refused:
        said = refused.code
    assert said == code


def ends(after: timedelta) -> str:
    """That moment, as Graph writes it."""
    return (NOW + after).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, ""),
        ({"clientState": "x" * notify.LONGEST_STATE}, ""),
        ({"clientState": "x" * (notify.LONGEST_STATE + 1)}, "'clientState' is too long"),
        ({"clientState": None}, ""),
        ({"notificationUrl": "http://localhost:1/notes"}, ""),
        ({"notificationUrl": "http://bot.example.org/notes"}, "must be https"),
        ({"changeType": "created"}, "Only the change type"),
        ({"resource": "me/messages"}, "The resource is not supported"),
        ({"resource": 7}, "'resource' is required"),
        ({"odd": "x"}, "The property 'odd' is not supported"),
        ({"expirationDateTime": ends(timedelta())}, "ends within"),
        ({"expirationDateTime": ends(timedelta(seconds=1))}, ""),
        ({"expirationDateTime": ends(timedelta(minutes=notify.LONGEST_MINUTES))}, ""),
        ({"expirationDateTime": ends(timedelta(minutes=notify.LONGEST_MINUTES, seconds=1))}, "ends within"),
        ({"expirationDateTime": "2026-12-01"}, "is not a date and time with an offset"),
    ],
    ids=str,
)
async def test_a_subscription_is_as_graph_takes_one(graph: Graph, changes: dict[str, Any], why: str) -> None:
    store = replace(graph.stand_in.door.store, clock=lambda: NOW)
    body = {
        "changeType": "updated",
        "notificationUrl": "https://bot.example.org/notes",
        "resource": graph.list_path.removeprefix("/"),
        "expirationDateTime": ends(timedelta(days=1)),
        **changes,
    }
    if why:
        with pytest.raises(Refused, match=why):
            notify.checked_subscription(store, body)
        return
    list_id, made = notify.checked_subscription(store, body)
    notify.keep_subscription(store, list_id, made)
    assert notify.subscriptions_of(store, list_id) == [made]
    assert notify.subscriptions_of(store, "another") == []
    end = datetime.fromisoformat(made["expirationDateTime"])
    assert notify.subscriptions_of(replace(store, clock=lambda: end), list_id) == [], "it has ended"


def test_the_end_of_a_subscription_is_kept_in_the_zone_that_was_said(store: Store) -> None:
    assert notify.checked_expiry(store, "2026-12-01T09:00:00.5Z") == "2026-12-01T09:00:00Z"
    assert notify.checked_expiry(store, "2026-12-01T10:00:00+01:00") == "2026-12-01T10:00:00+01:00"


async def test_people_are_found_by_either_address_and_told_of_as_asked(graph: Graph) -> None:
    graph.stand_in.keep_person(str(uuid.uuid4()), "o'neil_home.example#EXT#@council.example", "Guest")
    graph.stand_in.keep_person(str(uuid.uuid4()), "other@example.org", "Other", mail="Officer@Example.org")

    async def ask(options: str, **where: str) -> Any:
        address = where.get("address", "officer@example.org")
        asked = f"$filter=userPrincipalName eq '{address}' or mail eq '{address}'"
        return (await graph.say("GET", f"/users?{asked}{options}")).body

    whole = await ask("")
    assert [one["displayName"] for one in whole["value"]] == ["Officer", "Other"]
    assert (whole["@odata.context"].endswith("$metadata#users"), "department" in whole["value"][0]) == (True, False)
    some = await ask("&$select=id,department,userType&$top=1")
    assert some["@odata.context"].endswith("$metadata#users(id,department,userType)")
    assert [(one["department"], one["userType"]) for one in some["value"]] == [("Housing operations", "Member")]
    (guest,) = (await ask("&$select=userType,mail", address="O''Neil_home.example%23EXT%23@council.example"))["value"]
    assert guest == {"userType": "Guest", "mail": None}
    for top, sound in (("1", True), ("999", True), ("0", False), ("1000", False), ("x", False)):
        assert ("value" in await ask(f"&$top={top}")) is sound, top
    assert "error" in await ask("&$select=nothing")
    assert "error" in await ask("&$orderby=id")
    assert "error" in (await graph.say("GET", "/users?$filter=displayName eq 'x'")).body


async def test_federated_credentials_differ_in_name_and_in_whose_they_are(graph: Graph) -> None:
    made = graph.stand_in.tenant.register("Ours")
    path = f"/applications/{made['id']}/federatedIdentityCredentials"
    usual = {"name": "one", "issuer": "https://a", "subject": "s", "audiences": ["api://AzureADTokenExchange"]}

    async def say(**changes: Any) -> int:
        return (await graph.say("POST", path, {**usual, **changes})).status

    assert [await say(**one) for one in ({}, {}, {"name": "two"}, {"subject": "t"})] == [201, 409, 409, 409]
    assert await say(name="two", subject="t") == 201
    assert await say(name="three", issuer="https://b") == 201
    wrong: tuple[dict[str, Any], ...] = (
        {"issuer": "http://c"}, {"subject": ""}, {"audiences": "x"}, {"audiences": []}, {"audiences": ["a", "b"]},
        {"odd": 1},
    )  # fmt: skip
    assert [await say(**{"name": "four", "issuer": "https://c", **one}) for one in wrong] == [400] * len(wrong)


async def test_a_throttle_holds_to_its_very_end_and_says_how_long_that_is(graph: Graph) -> None:
    door, now = graph.stand_in.door, [NOW]
    door.store = replace(door.store, clock=lambda: now[0])
    graph.stand_in.misbehave(Fault("status", retry_after=10, holds=True))
    heard = []
    for seconds in (0.0, 0.0, 9.0, 9.999, 10.0):
        now[0] = NOW + timedelta(seconds=seconds)
        said = await graph.say("GET", "LIST/items")
        heard.append((said.status, said.headers.get("retry-after")))
    assert heard == [(429, "10"), (429, "10"), (429, "2"), (429, "1"), (200, None)]
