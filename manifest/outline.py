"""The texts of the store listing as Markdown, for whoever approves the app: all of it from the manifest and the code.

Nothing is written here that stands in the manifest or that the code says of itself (`manifest.proof.Known`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from manifest.proof import Known
from manifest.shapes import as_list, as_map, as_maps, link_hosts

PLACES: Final = {
    "personal": "own chat",
    "team": "channel",
    "groupChat": "group chat, meeting chat",
    "compose": "message box",
    "commandBox": "search box at the top of Teams",
    "message": "menu of a message",
}
"""What people call the places in which Teams shows a command."""
PICTURES: Final = {
    "1-understood.png": "Say what you need in your own words, and see what was understood.",
    "2-route.png": "See which way your request goes, who you meet on it and why.",
    "3-partner.png": "IT business partners read what is asked of them and answer on one card.",
    "4-board.png": "Members of a board say what becomes of a request.",
    "5-decided.png": "Hear what was decided, with the reason.",
}
"""The pictures of `docs/screenshots/listing`, in order, with their captions. The browser test takes them."""
PICTURE_SIZE: Final = (1366, 768)
"""Pixels across and down of a picture that Microsoft takes."""
MOST_PICTURES: Final = 5
MOST_PICTURE_BYTES: Final = 1024 * 1024
READERS: Final = "Staff"
"""The part of the list of changes that is for everyone who reads a listing."""
NEWS: Final = 5
"""Changes that a listing names: the newest."""

Row = tuple[str, ...]


def outline(manifest: Mapping[str, Any], known: Known, changes: str) -> str:
    """The listing of a sound manifest. ``changes`` is the text of CHANGELOG.md, empty where it is not at hand."""
    name, description = as_map(manifest.get("name")), as_map(manifest.get("description"))
    parts = (
        [f"# {name.get('short')}", f"Version {manifest.get('version')} of the app {manifest.get('id')}."],
        ["## Full name", str(name.get("full"))],
        ["## Short description", str(description.get("short"))],
        ["## Description", str(description.get("full"))],
        ["## What is new", *_news(changes, str(manifest.get("version")))],
        ["## What people can type", *_typed(manifest)],
        ["## What is offered while people write or read a message", *_extension(manifest)],
        ["## Links that are shown with a card", *_hosts(link_hosts(manifest), known.links)],
        ["## Pages that are opened within Teams", *_hosts(as_list(manifest.get("validDomains")), known.domains)],
        ["## What the app asks for", *_asked(manifest, known)],
        ["## Artificial intelligence", *_intelligence()],
        ["## Publisher", *_publisher(as_map(manifest.get("developer")))],
        ["## Pictures", *_lines(f"`docs/screenshots/listing/{file}`: {said}" for file, said in PICTURES.items())],
    )
    return "\n\n".join(block for part in parts for block in part) + "\n"


def news(changes: str) -> list[str]:
    """The first sentences of the newest changes for those who read a listing; none where there are none for them."""
    newest = changes.split("\n## ")[1:2]
    groups = re.split(r"^\*\*", newest[0], flags=re.MULTILINE) if newest else []
    for group in groups:
        if group.startswith(f"{READERS}**"):
            said = [" ".join(line.split()) for line in re.split(r"^- ", group, flags=re.MULTILINE)[1:]]
            return [re.split(r"(?<=[.!?]) (?=[A-Z`])", line)[0] for line in said[:NEWS]]
    return []


def _news(changes: str, version: str) -> Iterator[str]:
    told = news(changes)
    yield _lines(told)[0] if told else f"The changes of version {version} stand in CHANGELOG.md of the project."


def _typed(manifest: Mapping[str, Any]) -> Iterator[str]:
    """A table of the bot's commands: each once for what it does, with the places in which it does that."""
    where: dict[Row, list[str]] = {}
    for bot in as_maps(manifest.get("bots")):
        for listed in as_maps(bot.get("commandLists")):
            for command in as_maps(listed.get("commands")):
                row = (f"`{command.get('title')}`", str(command.get("description")))
                where.setdefault(row, []).extend(as_list(listed.get("scopes")))
    yield _table(("typed", "what it does", "where"), ((*row, _places(found)) for row, found in where.items()))


def _extension(manifest: Mapping[str, Any]) -> Iterator[str]:
    """A table of the extension's commands."""
    rows: list[Row] = []
    for extension in as_maps(manifest.get("composeExtensions")):
        for command in as_maps(extension.get("commands")):
            asked = "; ".join(
                f"{parameter.get('title')} ({parameter.get('description')})"
                for parameter in as_maps(command.get("parameters"))
            )
            rows.append((
                str(command.get("title")),
                str(command.get("description")),
                asked or "nothing",
                _places(as_list(command.get("context"))),
            ))  # fmt: skip
    yield _table(("offered", "what it does", "what it asks for", "where"), rows)


def _hosts(listed: list[Any], why: Mapping[str, str]) -> Iterator[str]:
    yield _lines(f"`{host}`: {why[host]}" for host in listed)[0] if listed else "None."


def _asked(manifest: Mapping[str, Any], known: Known) -> Iterator[str]:
    """Permissions of Teams and the sign-in, and why."""
    rows = [(f"`{one}`", known.permissions[one]) for one in as_list(manifest.get("permissions"))]
    yield _table(("permission", "why"), rows)
    yield (
        f"`webApplicationInfo` names the application {as_map(manifest.get('webApplicationInfo')).get('id')}, because "
        "Microsoft Graph lets it install this app for people only where the app names it. Nobody is asked to sign in."
    )
    yield "What the application may do in Microsoft Graph is granted in Microsoft Entra, not by this package."


def _intelligence() -> Iterator[str]:
    yield (
        "None. The package has no agent, no prompt and no connector to a model; routes, suggestions and texts come "
        "from rules that people wrote and that anyone can read."
    )


def _publisher(developer: Mapping[str, Any]) -> Iterator[str]:
    named = (("Name", "name"), ("Website", "websiteUrl"), ("Privacy", "privacyUrl"), ("Terms of use", "termsOfUseUrl"))
    yield from _lines(f"{said}: {developer.get(key)}" for said, key in named)


def _places(found: Iterable[Any]) -> str:
    return ", ".join(PLACES.get(str(place), str(place)) for place in found)


def _lines(said: Iterable[str]) -> list[str]:
    """A list of lines, as one block."""
    return ["\n".join(f"- {one}" for one in said)]


def _table(heads: Row, rows: Iterable[Row]) -> str:
    """A table, whatever its cells say."""
    body = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in body)
