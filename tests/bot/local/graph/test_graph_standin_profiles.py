"""The stand-in tells who people are as strictly as Graph, and as sparingly."""

from __future__ import annotations

import pytest

from tests.bot.local.graph.conftest import OFFICER, PERSON, Graph

WHO = f"/users/{OFFICER['id']}"


async def test_what_is_asked_for_by_name_comes_and_nothing_else(graph: Graph) -> None:
    told = (await graph.say("GET", f"{WHO}?$select=displayName,userPrincipalName,department")).body
    assert {key: value for key, value in told.items() if not key.startswith("@")} == {
        "displayName": "Officer",
        "userPrincipalName": "officer@example.org",
        "department": "Housing operations",
    }


async def test_a_department_comes_only_when_it_is_asked_for(graph: Graph) -> None:
    told = (await graph.say("GET", "/users/officer@example.org")).body
    assert (told["id"], told["mail"], "department" in told) == (OFFICER["id"], "officer@example.org", False)
    sparing = (await graph.say("GET", f"/users/{PERSON['id']}?$select=department,userType")).body
    assert (sparing["department"], sparing["userType"]) == (None, "Member")


async def test_a_manager_is_a_user_and_who_has_none_is_404(graph: Graph) -> None:
    manager = (await graph.say("GET", f"{WHO}/manager?$select=id,displayName")).body
    assert (manager["@odata.type"], manager["id"]) == ("#microsoft.graph.user", PERSON["id"])
    assert "userPrincipalName" not in manager
    none = await graph.say("GET", f"/users/{PERSON['id']}/manager")
    assert (none.status, none.code) == (404, "Request_ResourceNotFound")
    assert none.body["error"]["message"].startswith("Resource 'manager' does not exist")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/users/nobody@example.org", 404, "Request_ResourceNotFound"),
        ("/users/nobody@example.org/manager", 404, "Request_ResourceNotFound"),
        (f"{WHO}?$select=departement", 400, "BadRequest"),
        (f"{WHO}?$select=", 400, "BadRequest"),
        (f"{WHO}?$expand=manager", 400, "Request_UnsupportedQuery"),
        ("/users?$skip=1", 400, "Request_UnsupportedQuery"),
        ("/users?$filter=mail eq x", 400, "BadRequest"),
        ("/users?$filter=userPrincipalName eq 'x' or mail eq 'x'&$top=0", 400, "BadRequest"),
    ],
)
async def test_what_graph_does_not_know_is_refused(graph: Graph, path: str, status: int, code: str) -> None:
    heard = await graph.say("GET", path)
    assert (heard.status, heard.code) == (status, code)


async def test_without_the_permission_nobody_is_told_of_whether_they_are_there_or_not(graph: Graph) -> None:
    graph.stand_in.apps.withhold("User.Read.All")
    for path in (WHO, f"{WHO}/manager", "/users/nobody@example.org", "/users?$filter=mail eq 'x'"):
        heard = await graph.say("GET", path)
        assert (heard.status, heard.code) == (403, "Authorization_RequestDenied")


async def test_a_guest_has_no_mailbox_and_is_told_as_one(graph: Graph) -> None:
    graph.stand_in.keep_person("00000000-0000-0000-0000-00000000e0e1", "some_example.com#EXT#@council.example.org")
    told = (await graph.say("GET", "/users/00000000-0000-0000-0000-00000000e0e1?$select=mail,userType")).body
    assert (told["mail"], told["userType"]) == (None, "Guest")


async def test_people_are_found_by_their_mail_which_may_be_another_than_they_sign_in_with(graph: Graph) -> None:
    graph.stand_in.keep_person(
        "00000000-0000-0000-0000-00000000e0e2", "so001@council.example.org", mail="s.o'b@example.org"
    )
    for address, ids in (
        ("S.O''B@example.org", ["00000000-0000-0000-0000-00000000e0e2"]),
        ("officer@example.org", [OFFICER["id"]]),
        ("so001@council.example.org", ["00000000-0000-0000-0000-00000000e0e2"]),
        ("nobody@example.org", []),
    ):
        wanted = f"userPrincipalName eq '{address}' or mail eq '{address}'"
        told = (await graph.say("GET", f"/users?$filter={wanted}&$select=id&$top=2")).body
        assert [one["id"] for one in told["value"]] == ids
