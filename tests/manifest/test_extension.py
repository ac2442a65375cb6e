"""The message extension of the app package: a fault of it is told with its place and its mend."""

from __future__ import annotations

from typing import Any

import pytest

from manifest.checks import problems
from manifest.package import fill_template, package_files

VALUES = {
    "APP_ID": "11111111-2222-3333-4444-555555555555",
    "SITE_HOST": "council.sharepoint.com",
    "VERSION": "1.2.3",
}
Where = list[str | int]
FIND: Where = ["commands", 0]
START: Where = ["commands", 1]
WORDS: Where = [*FIND, "parameters", 0]
LINKS: Where = ["messageHandlers", 0]
HOSTS: Where = [*LINKS, "value", "domains"]


@pytest.fixture
def manifest() -> dict[str, Any]:
    return fill_template(VALUES)


def faults_of(manifest: dict[str, Any]) -> list[str]:
    return problems(manifest, package_files(manifest))


def put(part: Any, path: Where, value: object) -> None:
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (["botId"], "99999999-2222-3333-4444-555555555555", "composeExtensions.botId: 9"),
        (["commands"], [], "composeExtensions.commands: 0 commands. Give between 1 and 10"),
        ([*FIND, "id"], "", "(without an id): the id has 0 characters. Use 1 to 64"),
        ([*FIND, "id"], "x" * 65, "the id has 65 characters. Use 1 to 64"),
        ([*FIND, "id"], ["findRequests"], "(without an id): the id has 0 characters"),
        ([*START, "id"], "findRequests", "(findRequests): the id stands there twice"),
        ([*FIND, "title"], "", "(findRequests): the title has 0 characters. Use 1 to 32"),
        ([*FIND, "title"], "x" * 33, "(findRequests): the title has 33 characters"),
        ([*START, "description"], "x" * 129, "(startFromMessage): the description has 129 characters. Use 1 to 128"),
        ([*START, "description"], " ", "(startFromMessage): the description has 1 characters"),
        ([*FIND, "type"], "search", "(findRequests): the type 'search' is not known. Write query or action"),
        ([*FIND, "context"], ["message"], "(findRequests): 'message' is no place for type query"),
        ([*START, "context"], ["chat"], "(startFromMessage): 'chat' is no place for type action"),
        ([*START, "context"], [], "(startFromMessage): it stands nowhere"),
        ([*FIND, "parameters"], [], "(findRequests): a query has 0 parameters. Teams shows exactly one"),
        ([*FIND, "fetchTask"], True, "(findRequests): a query opens no dialogue"),
        ([*START, "fetchTask"], False, "(startFromMessage): nothing says what the action opens"),
        ([*START, "parameters"], [{"name": "a", "title": "A"}], "(startFromMessage): the bot gives the dialogue"),
        ([*WORDS, "name"], "", "(findRequests): the name of a parameter has 0 characters. Use 1 to 64"),
        ([*WORDS, "title"], "x" * 33, "(findRequests), parameter words: the title has 33 characters"),
        ([*WORDS, "description"], "x" * 129, "(findRequests), parameter words: the description has 129"),
        ([*WORDS, "inputType"], "words", "(findRequests), parameter words: 'words' is no input"),
        (["messageHandlers"], [], "messageHandlers: 0 handlers. Give between 1 and 5"),
        ([*LINKS, "type"], "page", "messageHandlers: the type 'page' is not known. Write link"),
        (HOSTS, [], "messageHandlers: the handler names no host"),
        (HOSTS, ["a.example", "A.example"], "messageHandlers: A.example stands there twice"),
    ],
)
def test_a_fault_is_told_with_its_place_and_its_mend(
    manifest: dict[str, Any], path: Where, value: object, told: str
) -> None:
    put(manifest["composeExtensions"][0], path, value)
    faults = faults_of(manifest)
    assert any(told in line for line in faults), faults


@pytest.mark.parametrize(
    "host",
    [
        *("https://council.sharepoint.com", "council.sharepoint.com/sites/digital", "council.sharepoint.com:443"),
        *("*.sharepoint.com", "*.council.sharepoint.com", "localhost", "", 7, None, ["council.sharepoint.com"]),
    ],
)
def test_links_are_of_one_whole_host_and_never_of_others(manifest: dict[str, Any], host: object) -> None:
    put(manifest["composeExtensions"][0], HOSTS, [host])
    assert [line for line in faults_of(manifest) if "is no host of yours" in line] == [
        (
            f"composeExtensions.messageHandlers: {host!r} is no host of yours. "
            "Write it whole, without https://, *, port or path."
        )
    ]


def test_an_app_has_one_extension_or_none(manifest: dict[str, Any]) -> None:
    manifest["composeExtensions"] *= 2
    assert faults_of(manifest) == ["composeExtensions: there are 2 extensions. Teams takes exactly one."]
    del manifest["composeExtensions"]
    assert faults_of(manifest) == []


@pytest.mark.parametrize("wrong", [None, 7, "words", [], ["x"], {}, {"x": 1}, [{"x": 1}], [[]], True])
@pytest.mark.parametrize(
    "path",
    [
        *(["commands"], ["messageHandlers"], FIND, START, [*FIND, "type"], [*FIND, "context"]),
        *([*FIND, "parameters"], WORDS, [*WORDS, "inputType"], LINKS, [*LINKS, "value"], HOSTS),
    ],
)
def test_a_part_of_the_wrong_shape_is_a_fault_and_no_crash(
    manifest: dict[str, Any], path: Where, wrong: object
) -> None:
    put(manifest["composeExtensions"][0], path, wrong)
    assert faults_of(manifest) != []
