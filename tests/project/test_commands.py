"""The console command: every command that is promised is there, explains itself and stands in a document."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from bot.commands import main
from bot.commands.lazily import Later, LazyGroup
from tests.project.tracked import ROOT, texts

PROMISED = [
    "serve",
    "rules check",
    "rules decide",
    "rules diagram",
    "rules replay",
    "list provision",
    "list check",
    "deliveries list",
    "deliveries retry",
    "manifest build",
    "doctor",
    "people install",
    "tenant plan",
    "tenant apply",
    "tenant remove",
]
STORED = [
    "serve",
    "tenant apply",
    "deliveries list",
    "deliveries retry",
    "audit verify",
    "audit accept",
    "erase",
    "figures",
    "backup",
    "restore",
    "drill",
]


def commands_of(group: click.Group, start: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command below a group."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands_of(command, (*start, name))
        else:
            yield (*start, name)


@pytest.mark.parametrize("words", PROMISED)
def test_a_promised_command_explains_itself(words: str) -> None:
    done = CliRunner().invoke(main, [*words.split(), "--help"])
    assert done.exit_code == 0, done.output
    assert done.output.startswith("Usage: ")
    described = done.output.split("\n\n")[1].strip()
    assert described, done.output


def test_every_command_explains_itself_and_stands_in_a_document() -> None:
    documents = "\n".join(text for name, text in texts().items() if name.endswith(".md"))
    found = [" ".join(words) for words in commands_of(main)]
    assert set(PROMISED) <= set(found)
    assert [words for words in found if f"front-door {words}" not in documents] == []
    for words in found:
        done = CliRunner().invoke(main, [*words.split(), "--help"])
        assert done.exit_code == 0, words


@pytest.mark.parametrize("words", STORED)
def test_a_command_about_stored_data_takes_a_data_folder(words: str) -> None:
    done = CliRunner().invoke(main, [*words.split(), "--help"])
    assert done.exit_code == 0, done.output
    assert "--data" in done.output


def test_a_group_lists_a_later_command_among_its_own_and_as_it_tells_of_itself() -> None:
    rules = main.get_command(click.Context(main), "rules")
    assert isinstance(rules, LazyGroup)
    context = click.Context(rules)
    assert rules.list_commands(context) == ["check", "decide", "diagram", "replay", "schema", "suggest"]
    replay = rules.get_command(context, "replay")
    assert replay is not None
    assert rules.later["replay"].line == replay.get_short_help_str(limit=200)


def test_a_module_without_a_command_is_named() -> None:
    group = LazyGroup("group", later={"wrong": Later("tests.project.tracked", "Nothing.")})
    with pytest.raises(AttributeError, match=r"tests\.project\.tracked"):
        group.get_command(click.Context(group), "wrong")


def test_checking_the_rules_loads_no_database_and_no_sdk() -> None:
    probe = (
        "import sys\nfrom click.testing import CliRunner\nfrom bot.commands import main\n"
        "done = CliRunner().invoke(main, ['rules', 'check'])\n"
        "print(done.exit_code, sorted({'aiohttp', 'botbuilder', 'sqlalchemy', 'msgraph'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0 []"


def test_help_of_everything_loads_nothing_heavy() -> None:
    probe = (
        "import sys\nfrom click.testing import CliRunner\nfrom bot.commands import main\n"
        "CliRunner().invoke(main, ['--help'])\n"
        "print(sorted({'aiohttp', 'botbuilder', 'sqlalchemy', 'pydantic', 'msgraph'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
