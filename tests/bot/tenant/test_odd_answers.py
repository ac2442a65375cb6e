"""What Graph may answer and the stand-in does not, or only after much: each step by plain calls, at the edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from bot.sharepoint.access import GraphAccess
from bot.sharepoint.graph import Graph
from bot.sharepoint.refusals import TryLater
from bot.tenant import catalogue, consent, credential, doing, principal, registration, site
from bot.tenant.kept import Kept
from bot.tenant.patience import NotYet, Patience
from bot.tenant.work import Blocked, Look, Tenant, Wish

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
APP = "00000000-0000-0000-0000-0000000000a1"
Json = dict[str, Any]


@dataclass
class Answers:
    """A Graph that gives the same answer to every call of one method, and notes what it was sent."""

    get: Json = field(default_factory=dict)
    post: Json = field(default_factory=dict)
    sent: list[Any] = field(default_factory=list)
    access: GraphAccess = field(default_factory=lambda: GraphAccess("https://graph.example.org", "host:/sites/x"))

    async def call(self, method: str, _builder: object, *, body: object = None, query: object = None) -> Json:
        """The answer."""
        del query
        if method == "GET":
            return self.get
        self.sent.append(body)
        return self.post


@dataclass
class Desk:
    """One tenant at work on such a Graph."""

    folder: Path
    waited: int = 0
    said: list[str] = field(default_factory=list)

    def tenant(self, graph: Answers, *, kept: Json | None = None, **wish: Any) -> Tenant:
        """The tenant with an application, and what is kept of it; what it waits for takes no time."""
        usual: Json = {"version": "0.2.0", "package": str.encode, "name": "Front door", "grants": (), "lists": ()}
        wished = Wish(tenant="t", site="host:/sites/x", **{**usual, **wish})
        known = Kept(self.folder / "tenant.json", "t", "host:/sites/x", app_id=APP, **(kept or {}))
        made = Tenant(cast("Graph", graph), wished, known, Patience(self._pause, self.said.append), lambda: NOW)
        made.planning, made.app_id, made.application = False, APP, {"id": "object", "appId": APP}
        made.principal = {"id": "principal"}
        return made

    async def _pause(self, _seconds: float) -> None:
        self.waited += 1


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def listed(*versions: object) -> Answers:
    """A catalogue that has the app with these versions."""
    definitions = [
        {"version": one, "publishingState": "published"} if isinstance(one, str) else one for one in versions
    ]
    return Answers({"value": [{"id": "c1", "appDefinitions": definitions}]})


@pytest.mark.parametrize(
    ("versions", "found", "will"),
    [
        ((), "version unknown is in the catalogue", False),
        ((None, "odd", {"version": ""}), "version odd is in the catalogue", True),
        (("0.1.0",), "version 0.1.0 is in the catalogue", True),
        (("0.2.0", "0.1.9"), "version 0.2.0 is in the catalogue", False),
        (("0.1.9", "0.10.0"), "version 0.10.0 is in the catalogue", False),
    ],
)
async def test_the_newest_version_that_reads_as_one_counts(
    desk: Desk, versions: Sequence[object], found: str, *, will: bool
) -> None:
    look = await catalogue.look_in_catalogue(desk.tenant(listed(*versions)))
    assert look == Look(found, "publish version 0.2.0 over it" if will else "")
    assert desk.waited == 0, "nothing was being made: it is looked for once"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ({"innerError": {}}, "does not take the manifest. Mend"),
        (
            {"innerError": {"details": [{"target": "name"}, "odd", {"target": ""}, {"target": "icons"}]}},
            "it names name, icons. ",
        ),
    ],
)
async def test_an_error_in_an_answer_of_200_is_one_and_nothing_is_waited_for(
    desk: Desk, error: Json, told: str
) -> None:
    tenant = desk.tenant(Answers({"value": []}, {"error": error}))
    with pytest.raises(Blocked, match=told):
        await catalogue.publish(tenant)
    # The catalogue says no: nobody looks for it in the next run.
    assert (tenant.kept.making, desk.waited) == ({}, 0)


@pytest.mark.parametrize(
    ("kept", "state"),
    [
        ({"named": True, "catalogue": "c1"}, "was there"),
        ({"named": True, "catalogue": "other"}, "stays"),
        ({"catalogue": ""}, "was there"),
    ],
)
async def test_an_app_of_an_application_of_ours_goes_and_of_a_named_one_what_was_put_there_here(
    desk: Desk, kept: Json, state: str
) -> None:
    assert (await catalogue.still_in_catalogue(desk.tenant(listed("0.1.0"), kept=kept))).state == state


def permission(app: str, *roles: str, kind: str = "grantedToIdentitiesV2") -> Json:
    """A permission of the site."""
    return {"id": "p", "roles": [*roles], kind: [None, {"user": {}}, {"application": {"id": app}}]}


@pytest.mark.parametrize("kind", ["grantedToIdentitiesV2", "grantedToIdentities"])
@pytest.mark.parametrize(
    ("app", "role", "found", "opens"),
    [
        (APP.upper(), "write", "the application may write on host:/sites/x", False),
        (APP, "fullcontrol", "the application may fullcontrol on host:/sites/x. It is more than it needs", False),
        (APP, "read", "the application may read on the site", True),
        ("other", "write", "the application may not use the site", True),
    ],
)
async def test_a_permission_counts_for_its_application_and_by_its_role(
    desk: Desk, kind: str, app: str, role: str, found: str, *, opens: bool
) -> None:
    one = permission(app, role, kind=kind)
    tenant = desk.tenant(Answers({"id": "site", "value": [one], **one}))
    look = await site.look_for_permission(tenant)
    assert (look.found.startswith(found), bool(look.will)) == (True, opens), look
    assert await site.is_open_to(tenant, APP) is not opens


@pytest.mark.parametrize("there", [{"value": []}, {"value": [permission(APP, "read")], **permission(APP, "read")}])
async def test_a_site_that_is_not_seen_open_after_all_that_waiting_is_told(desk: Desk, there: Json) -> None:
    with pytest.raises(NotYet, match="SharePoint does not show the permission yet"):
        await site.open_site(desk.tenant(Answers({"id": "site", **there})))


async def test_an_answer_that_names_no_application_or_password_made_none(desk: Desk) -> None:
    for made in ({}, {"id": "x"}, {"appId": "x"}):
        tenant = desk.tenant(Answers(post=made))
        tenant.application = None
        with pytest.raises(TryLater, match="names no application"):
            await registration.make_application(tenant)
        assert "application" in tenant.kept.making, "it may be there: the next run looks for it"
    for number, made in enumerate(({}, {"secretText": "x"}, {"keyId": "x"})):
        file = desk.folder / f"password{number}"
        with pytest.raises(TryLater, match="names no password"):
            await credential.make_credential(desk.tenant(Answers(post=made), password_to=file))
        assert file.read_text() == ""


async def test_a_service_principal_that_graph_does_not_name_is_not_made(desk: Desk) -> None:
    for made in ({}, {"appId": APP}):
        with pytest.raises(NotYet, match="does not show the service principal yet"):
            await principal.make_principal(desk.tenant(Answers(post=made)))


PASSWORD = {"keyId": "k", "endDateTime": "2027-11-30T09:00:00Z"}


@pytest.mark.parametrize(
    ("known", "is_there", "ours", "making", "comes"),
    [
        (True, True, True, False, "the password in FILE holds until 2027-11-30"),
        (True, True, True, True, "the password written to FILE goes on until 2027-11-30: remove it once replaced"),
        (True, True, False, False, "FILE is there already and would be overwritten"),
        (True, True, False, True, "FILE is there already and would be overwritten"),
        (True, False, True, False, "the password written to FILE goes on until 2027-11-30: remove it once replaced"),
        (False, True, True, False, "FILE is there already and holds a password that was removed in Microsoft Entra"),
        (False, True, True, True, ""),
        (False, True, False, False, "FILE is there already and would be overwritten"),
        (False, False, False, False, ""),
    ],
)
async def test_a_password_is_made_where_none_is_known_in_its_file_and_no_file_is_written_over(
    desk: Desk, comes: str, *, known: bool, is_there: bool, ours: bool, making: bool
) -> None:
    file, other = desk.folder / "password", desk.folder / "other"
    if is_there:
        file.touch()
    kept = {
        "password": "k",
        "password_file": str(file if ours else other),
        "making": {"password": "x"} if making else {},
    }
    theirs = {"keyId": "another", "endDateTime": "2030-01-01T00:00:00Z"}
    graph = Answers({"passwordCredentials": [theirs, *([PASSWORD] if known else [])]})
    try:
        look = await credential.look_for_credential(desk.tenant(graph, kept=kept, password_to=file))
    except Blocked as blocked:
        came = [str(blocked).removesuffix(". Name another with --password-to")]
    else:
        came = desk.said or [look.found if not look.will else ""]
        assert bool(look.will) == (not comes.startswith("the password in"))
    assert [one.replace(str(file), "FILE") for one in came] == [comes]


async def test_of_passwords_that_came_meanwhile_ours_alone_is_removed(desk: Desk) -> None:
    there = [
        {"displayName": label, "keyId": key}
        for label, key in (
            (credential.LABEL, "before"),
            (credential.LABEL, "lost"),
            ("theirs", "new"),
            (credential.LABEL, "k"),
        )
    ]
    graph = Answers({"id": "object", "passwordCredentials": there}, {"keyId": "made", "secretText": "word"})
    kept = {"making": {"password": "x"}, "passwords_before": ["before"], "password": "k"}
    tenant = desk.tenant(graph, kept=kept, password_to=desk.folder / "password")
    await credential.make_credential(tenant)
    assert [body["keyId"] for body in graph.sent if "keyId" in body] == ["lost"]
    assert tenant.kept.making == {}


async def test_tokens_are_taken_in_place_of_a_password_and_one_of_the_same_name_is_not_written_over(desk: Desk) -> None:
    mine = {"issuer": "https://issuer", "subject": "mine"}
    tenant = desk.tenant(Answers({"value": [{**mine, "subject": "other"}]}), federated=("https://issuer", "mine"))
    told = "tokens of https://issuer for mine"
    assert await credential.look_for_credential(tenant) == Look("none yet", f"take {told} in place of a password")
    assert await credential.make_credential(tenant) == f"{told} are taken"
    there = desk.tenant(Answers({"value": [mine]}), federated=("https://issuer", "mine"))
    assert await credential.look_for_credential(there) == Look(f"{told} are taken")
    assert await credential.make_credential(there) == "it is there"
    there.application = None
    assert (await credential.look_for_credential(there)).will == f"take {told} in place of a password"
    for password, federated, stays in (
        ([PASSWORD], "", ""),
        ([PASSWORD], "front-door", ". The federated credential"),
        ([], "", ""),
    ):
        named = desk.tenant(Answers(), kept={"named": True, "password": "k", "federated": federated})
        named.application = {"id": "object", "passwordCredentials": password}
        look = await credential.still_credential(named)
        want = f"remove the password that ends 2027-11-30{stays}" if password else ""
        assert (look.will.startswith(want), stays in look.will, bool(look.will)) == (True, True, bool(password))


def test_a_review_is_left_for_people_where_one_was_asked_for(desk: Desk) -> None:
    assert doing.left_for_people(desk.tenant(Answers()))[0].startswith("Azure Bot: make it")
    assert doing.left_for_people(desk.tenant(Answers(), review=True))[0].startswith("Review: approve it")


async def test_permissions_that_nobody_knows_by_name_are_told_by_their_id(desk: Desk) -> None:
    tenant = desk.tenant(
        Answers({"value": [{"resourceId": "g", "appRoleId": "odd"}, {"resourceId": "h", "appRoleId": "x"}]})
    )
    tenant.graph_principal = "g"
    look = await consent.look_for_consent(tenant)
    assert look == Look("none of them yet. It may also do what was not asked for here: odd")
