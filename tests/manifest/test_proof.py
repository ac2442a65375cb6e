"""The manifest held against the code: it offers what is answered, asks for what is used, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.commands.app_package import known
from bot.host.extension import COMMANDS, FIND, FROM_MESSAGE, QUERY, read
from bot.settings import Settings
from dialogs.extension import FindRequests
from dialogs.verbs import verb_of, words_of
from manifest.package import fill_template
from manifest.proof import Known, differences

APP = "11111111-2222-3333-4444-555555555555"
HOST = "council.sharepoint.com"


@pytest.fixture
def does() -> Known:
    return known(Settings(MicrosoftAppId=APP, sharepoint_site="Council.SharePoint.com:/sites/digital"))


@pytest.fixture
def manifest() -> dict[str, Any]:
    return fill_template({"APP_ID": APP, "SITE_HOST": HOST, "VERSION": "1.2.3"})


def test_the_shipped_manifest_says_what_the_code_does(manifest: dict[str, Any], does: Known) -> None:
    assert differences(manifest, does) == []


def test_without_a_site_it_does_too() -> None:
    without = fill_template({"APP_ID": APP, "SITE_HOST": "", "VERSION": "1.2.3"})
    assert differences(without, known(Settings(MicrosoftAppId=APP, sharepoint_site=""))) == []


def test_what_the_code_does_is_asked_of_the_code_itself(does: Known) -> None:
    assert does.words == set(words_of("words"))
    assert (does.queries, does.actions) == ({FIND}, {FROM_MESSAGE})
    assert does.queries | does.actions == COMMANDS
    assert set(does.links) == {HOST}


def test_what_is_typed_into_the_search_is_what_the_code_reads(manifest: dict[str, Any]) -> None:
    (parameter,) = manifest["composeExtensions"][0]["commands"][0]["parameters"]
    asked = read(QUERY, {"commandId": FIND, "parameters": [{"name": parameter["name"], "value": "planning portal"}]})
    assert isinstance(asked, FindRequests)
    assert asked.words == "planning portal"


def test_every_command_is_one_that_anybody_may_try(manifest: dict[str, Any]) -> None:
    for listed in manifest["bots"][0]["commandLists"]:
        for command in listed["commands"]:
            verb = words_of("words")[command["title"]]
            assert verb_of(verb.name) is verb
            assert not verb.about_a_request, "it would need a reference"


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (
            ["bots", 0, "commandLists", 1, "commands", 0, "title"],
            "begin",
            (
                "bots.commandLists (team): nobody who types 'begin' is understood. "
                "Use a word of the table of verbs, or take the command out."
            ),
        ),
        (
            ["composeExtensions", 0, "commands", 0, "id"],
            "findAll",
            "composeExtensions.commands: the code answers no query 'findAll'. Correct its id or type, or take it out.",
        ),
        (
            ["composeExtensions", 0, "commands"],
            [],
            (
                "composeExtensions.commands: the code answers the action 'startFromMessage', and nobody is offered it. "
                "Add it."
            ),
        ),
        (
            ["composeExtensions", 0, "commands", 1, "type"],
            "query",
            (
                "composeExtensions.commands: the code answers no query 'startFromMessage'. "
                "Correct its id or type, or take it out."
            ),
        ),
        (
            ["composeExtensions", 0, "commands", 1, "type"],
            "page",
            (
                "composeExtensions.commands: the code answers no page 'startFromMessage'. "
                "Correct its id or type, or take it out."
            ),
        ),
        (
            ["composeExtensions", 0, "messageHandlers", 0, "value", "domains"],
            [HOST, "other.example.gov.uk"],
            (
                "composeExtensions.messageHandlers: other.example.gov.uk is listed, "
                "and the code answers no link to it. Take it out."
            ),
        ),
        (["validDomains"], ["door.example.gov.uk"], "validDomains: door.example.gov.uk is listed, and nothing opens"),
        (["permissions"], ["identity"], "permissions: messageTeamMembers is missing. Add it: what concerns"),
        (["devicePermissions"], ["media"], "devicePermissions: nothing in the code answers this part. Take it out."),
        (["staticTabs"], [], "staticTabs: nothing in the code answers this part. Take it out."),
        (["copilotAgents"], {}, "copilotAgents: nothing in the code answers this part. Take it out."),
        (["authorization"], {}, "authorization: nothing in the code answers this part. Take it out."),
        (["bots", 0, "supportsCalling"], True, "bots.supportsCalling: nothing in the code answers this part."),
        (
            ["bots", 0, "commandLists", 0, "commands", 0, "prompt"],
            "Write me a request",
            "bots.commandLists (start).prompt: nothing in the code answers this part. Take it out.",
        ),
        (["composeExtensions", 0, "canUpdateConfiguration"], True, "composeExtensions.canUpdateConfiguration: nothing"),
        (
            ["composeExtensions", 0, "commands", 1, "taskInfo"],
            {},
            "composeExtensions.commands (startFromMessage).taskInfo: nothing in the code answers this part.",
        ),
        (["webApplicationInfo", "nestedAppAuthInfo"], [], "webApplicationInfo: nobody signs in"),
    ],
)
def test_a_difference_is_told_with_its_place_and_its_mend(
    manifest: dict[str, Any], does: Known, path: list[str | int], value: object, told: str
) -> None:
    part: Any = manifest
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    found = differences(manifest, does)
    assert any(line.startswith(told) for line in found), found


def test_what_the_code_no_longer_does_is_told(manifest: dict[str, Any], does: Known) -> None:
    less = replace(does, words=does.words - {"roadmap"}, actions=frozenset(), links={}, permissions={})
    places = [line.split(":")[0] for line in differences(manifest, less)]
    assert places == [
        "bots.commandLists (personal)",
        "composeExtensions.commands",
        "composeExtensions.messageHandlers",
        "permissions",
        "permissions",
    ]


@pytest.mark.parametrize("wrong", [None, 7, "text", [], ["x"], [["x"]], {}, {"x": 1}, [{"x": 1}], True])
@pytest.mark.parametrize("part", ["bots", "composeExtensions", "permissions", "validDomains", "webApplicationInfo"])
def test_a_part_of_the_wrong_shape_is_no_crash(manifest: dict[str, Any], does: Known, part: str, wrong: object) -> None:
    manifest[part] = wrong
    told = differences(manifest, does)
    assert all(line.endswith(".") for line in told)
