"""The stand-in's catalogue of Teams apps and its installations, as strict and as odd as Graph's."""

from __future__ import annotations

from typing import Any

import pytest

from bot.local.graph.apps import SELF, Treats
from bot.local.graph.catalogue import READ as CATALOGUE
from tests.bot.local.graph.conftest import OFFICER, Graph, Heard

EXTERNAL = "00000000-0000-0000-0000-00000000b07f"
APPS = f"/users/{OFFICER['id']}/teamwork/installedApps"
MINE = f"{APPS}?$expand=teamsApp&$filter=teamsApp/externalId eq '{EXTERNAL}'"


async def install(graph: Graph, app: str, path: str = APPS, **more: Any) -> Heard:
    bind = f"https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/{app}"
    return await graph.say("POST", path, {"teamsApp@odata.bind": bind, **more})


async def test_an_app_of_the_catalogue_is_installed_once_and_has_a_chat(graph: Graph) -> None:
    app = graph.stand_in.apps.publish(EXTERNAL)
    listed = await graph.say("GET", f"/appCatalogs/teamsApps?$filter=externalId eq '{EXTERNAL}'")
    assert [one["id"] for one in listed.body["value"]] == [app]
    assert (await graph.say("GET", MINE)).body["value"] == []

    made = await install(graph, app)
    assert (made.status, made.body) == (201, None)
    again = await install(graph, app)
    assert (again.status, again.code) == (409, "Conflict")

    (there,) = (await graph.say("GET", MINE)).body["value"]
    assert (there["teamsApp"]["id"], there["teamsApp"]["externalId"]) == (app, EXTERNAL)
    chat = await graph.say("GET", f"{APPS}/{there['id']}/chat")
    assert chat.body["chatType"] == "oneOnOne"
    assert graph.stand_in.apps.has(OFFICER["id"].upper())


async def test_an_app_that_was_removed_and_installed_again_has_another_chat(graph: Graph) -> None:
    app, chats = graph.stand_in.apps.publish(EXTERNAL), set()
    for _ in range(2):
        await install(graph, app)
        (there,) = (await graph.say("GET", MINE)).body["value"]
        chats.add((await graph.say("GET", f"{APPS}/{there['id']}/chat")).body["id"])
        graph.stand_in.apps.remove(OFFICER["id"])
    assert len(chats) == 2
    assert (await graph.say("GET", f"{APPS}/{there['id']}/chat")).status == 404


async def test_what_graph_does_not_take_is_refused(graph: Graph) -> None:
    app = graph.stand_in.apps.publish(EXTERNAL)
    foreign = graph.stand_in.apps.publish("00000000-0000-0000-0000-00000000b0b0", others=True)
    assert (await install(graph, app, consentedPermissionSet={})).status == 400
    assert (await graph.say("POST", APPS, {"teamsApp@odata.bind": app})).status == 400
    assert (await install(graph, "none")).status == 404
    assert (await install(graph, app, "/users/nobody/teamwork/installedApps")).status == 404
    assert "not allowed to manage" in (await install(graph, foreign)).body["error"]["message"]
    for asked in (
        f"{APPS}?$filter=teamsApp/externalId eq '{EXTERNAL}'",
        f"{APPS}?$expand=teamsApp&$filter=externalId eq '{EXTERNAL}'",
        f"{APPS}?$expand=chat",
        f"{APPS}?$top=1",
        "/appCatalogs/teamsApps?$filter=startswith(displayName,'D')",
    ):
        assert (await graph.say("GET", asked)).status == 400, asked


@pytest.mark.parametrize(
    ("treats", "status"),
    [("no_licence", 403), ("policy", 403), ("guest", 403), ("no_mailbox", 404), ("no_teams", 404)],
)
async def test_an_account_for_which_nothing_can_be_installed_says_so(graph: Graph, treats: Treats, status: int) -> None:
    graph.stand_in.apps.treat(OFFICER["id"], treats)
    assert (await install(graph, graph.stand_in.apps.publish(EXTERNAL))).status == status
    assert (await graph.say("GET", MINE)).status == status


async def test_without_the_permission_nothing_is_looked_at_or_installed(graph: Graph) -> None:
    app = graph.stand_in.apps.publish(EXTERNAL)
    graph.stand_in.apps.withhold(SELF, CATALOGUE)
    for heard in (await install(graph, app), await graph.say("GET", MINE)):
        assert (heard.status, heard.code) == (403, "Forbidden")
        assert SELF in heard.body["error"]["message"]
    assert CATALOGUE in (await graph.say("GET", "/appCatalogs/teamsApps")).body["error"]["message"]
    graph.stand_in.apps.withhold()
    assert (await install(graph, app)).status == 201


async def test_an_account_that_was_put_right_is_as_any_other(graph: Graph) -> None:
    app = graph.stand_in.apps.publish(EXTERNAL)
    for treats, status in (("policy", 403), (None, 201), ("guest", 403)):
        graph.stand_in.apps.treat(OFFICER["id"], treats)  # type: ignore[arg-type]
        assert (await install(graph, app)).status == status
    graph.stand_in.apps.treat(OFFICER["id"], None)
    (bare,) = (await graph.say("GET", APPS)).body["value"]
    assert "teamsApp" not in bare
    assert (graph.stand_in.apps.has(OFFICER["id"]), graph.stand_in.apps.has("nobody")) == (True, False)
    assert graph.stand_in.rows("No such list") == []
    assert [one["name"] for one in graph.stand_in.columns("Requests")][:2] == ["Title", "Reference"]
