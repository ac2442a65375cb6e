"""The page about deploying asks for the permissions that the code can use, and for no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.sharepoint.access import GraphAccess, problems_of
from bot.sharepoint.permissions import CALLS, GIVEN, MANAGE, PERMISSIONS
from bot.tenant import scopes

ROOT = Path(__file__).parents[3]
NOT_IN_SERVICE = {"local", "tenant"}
"""Folders that are no part of a front door in service: stand-ins, and what an administrator does before."""
THE_LIST = "/sites/{id}/lists/{id}"
ROW = re.compile(r"^\| `([A-Za-z]+\.[A-Za-z.]+)` \| (.+?) \| (.+?) \|$")


def asked_for(source: str) -> Iterator[str]:
    """Every call to Graph in a source, as ``METHOD /path/{id}``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "call":
            if len(node.args) < 2 or not isinstance(node.args[0], ast.Constant):
                continue
            built = node.args[1]
            yield f"{node.args[0].value!s} {path_of(built.body if isinstance(built, ast.Lambda) else built)}"


def camel(name: str) -> str:
    """A part of an address, as the SDK's builders write it."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def path_of(built: ast.expr) -> str:
    """The address that a chain of the SDK's builders leads to."""
    match built:
        case ast.Name():
            return ""
        case ast.Attribute(attr="at") | ast.Call(func=ast.Attribute(attr="at")):
            return THE_LIST
        case ast.Call(func=ast.Attribute(value=before, attr="with_url")):
            return path_of(before)
        case ast.Call(func=ast.Attribute(value=before, attr=attr)) if attr.startswith("by_"):
            return f"{path_of(before)}/{{id}}"
        case ast.Attribute(value=before, attr=attr):
            return f"{path_of(before)}/{camel(attr)}"
    raise AssertionError(f"teach this test to read {ast.unparse(built)}")


def test_every_call_that_the_code_can_make_is_in_the_table_and_no_other() -> None:
    folder = ROOT / "bot"
    sources = [p for p in folder.rglob("*.py") if p.relative_to(folder).parts[0] not in NOT_IN_SERVICE]
    assert {call for path in sources for call in asked_for(path.read_text())} == set(CALLS)


def test_the_page_asks_for_what_some_call_needs_and_for_no_more() -> None:
    page = (ROOT / "docs" / "deploy.md").read_text()
    rows = [found.groups() for line in page.splitlines() if (found := ROW.match(line))]
    assert rows == [(one.name, one.what_for, one.who) for one in PERMISSIONS]
    assert set(PERMISSIONS) == set(CALLS.values())


def test_an_administrator_is_asked_for_the_scopes_that_some_call_needs_and_for_no_more() -> None:
    """Their sign-in has tables of its own; what makes the lists is the product's, and needs no more than these."""
    sources = (ROOT / "bot" / "tenant").rglob("*.py")
    assert {call for path in sources for call in asked_for(path.read_text())} == set(scopes.CALLS)
    assert set(scopes.CALLS.values()) == set(scopes.SCOPES)
    page = (ROOT / "docs" / "tenant.md").read_text()
    rows = [found.groups() for line in page.splitlines() if (found := ROW.match(line))]
    assert rows == [(one.name, one.what_for, one.role) for one in scopes.SCOPES]


def test_the_application_is_given_what_the_page_says_and_never_what_an_administrator_needs() -> None:
    assert set(GIVEN) == set(PERMISSIONS) - {MANAGE}


def test_no_page_speaks_of_a_permission_that_no_call_needs() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    spoken = {
        name for page in pages for name in re.findall(r"`((?:Sites|User|TeamsApp\w*)\.[\w.]+)`", page.read_text())
    }
    assert spoken <= {one.name for one in (*PERMISSIONS, *scopes.SCOPES)}


@pytest.mark.parametrize(
    ("source", "call"),
    [
        ("graph.call('GET', lambda c: c.users.by_user_id(one).manager)", "GET /users/{id}/manager"),
        ("self.graph.call('GET', self.at)", "GET /sites/{id}/lists/{id}"),
        ("graph.call('PATCH', lambda c: x.at(c).items.by_list_item_id(i))", f"PATCH {THE_LIST}/items/{{id}}"),
        ("graph.call('GET', lambda c: c.sites.with_url(link))", "GET /sites"),
        ("graph.call('GET', lambda c: c.app_catalogs.teams_apps)", "GET /appCatalogs/teamsApps"),
    ],
)  # fmt: skip
def test_a_call_is_read_out_of_the_source(source: str, call: str) -> None:
    assert list(asked_for(source)) == [call]


@pytest.mark.parametrize(
    ("more", "who"),
    [
        ({"bearer": "x", "client_id": "1"}, "who signed in"),
        ({"client_id": "1", "client_secret": "2"}, "the app AZURE_CLIENT_ID with its secret"),
        ({"client_id": "1", "certificate_path": "x.pem"}, "the app AZURE_CLIENT_ID with its certificate"),
        ({"client_secret": "2", "certificate_path": "x.pem"}, "the bot's own app"),
        ({"client_id": "1"}, "the identity AZURE_CLIENT_ID of this machine"),
        ({"bot_is_managed": True}, "the bot's own app (a managed identity)"),
        ({}, "the bot's own app"),
    ],
)
def test_as_whom_graph_is_called_is_said_in_plain_words(more: dict[str, Any], who: str) -> None:
    assert GraphAccess("https://graph.microsoft.com/v1.0", "host:/sites/x", **more).who == who
    assert GraphAccess("http://127.0.0.1:1/v1.0", "host:/sites/x").who.startswith("anybody")


@pytest.mark.parametrize(
    ("address", "sound"),
    [
        ("https://graph.microsoft.com", True), ("http://graph.microsoft.com", False), ("http://localhost:1", True),
        ("https://localhost:1", True), ("ftp://localhost:1", False), ("graph.microsoft.com", False),
    ],
)  # fmt: skip
def test_graph_is_called_by_https_and_plainly_on_this_machine_alone(address: str, *, sound: bool) -> None:
    assert (problems_of(GraphAccess(address, "host:/sites/x", bearer="x")) == []) is sound
    assert not [one for one in problems_of(GraphAccess("http://localhost:1", "host:/sites/x")) if "sign in" in one]
