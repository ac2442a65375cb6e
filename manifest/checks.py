"""What must be right in an app package beyond Microsoft's schema, each fault as a sentence that says what to do.

Limits are those of Microsoft's manifest reference; where its pages are stricter than its schema (the length of a
command), the pages count, because Teams follows them.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from manifest.extension_checks import extension_problems
from manifest.shapes import HOST, as_list, as_map, as_maps

GUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
VERSION = re.compile(r"(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

SCOPES = ("personal", "team", "groupChat")
LONGEST = {
    ("name", "short"): 30,
    ("name", "full"): 100,
    ("description", "short"): 80,
    ("description", "full"): 4000,
    ("developer", "name"): 32,
}
MOST_DOMAINS, MOST_COMMANDS, MOST_COMMAND_LISTS = 100, 10, 3
LONGEST_TITLE, LONGEST_COMMAND = 32, 128
ICON_SIZES = {"color": 192, "outline": 32}
WITHOUT_ID = "00000000-0000-0000-0000-000000000000"


def problems(manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> list[str]:
    """Every fault of a filled-in manifest and the files beside it, in the manifest's order; empty when it is sound."""
    found = (_identity, _texts, _links, _domains, _sign_in, _places, _bots, extension_problems)
    return [*(line for check in found for line in check(manifest)), *_icons(manifest, files), *_left_over(manifest)]


def _identity(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Ids that are ids and agree, the version, and a schema that fits the manifest's own version."""
    app = manifest.get("id")
    bots = as_maps(manifest.get("bots"))
    ids = {
        "bots.botId": bots[0].get("botId") if bots else None,
        "webApplicationInfo.id": as_map(manifest.get("webApplicationInfo")).get("id"),
    }
    if not _is_id(app):
        yield f"id: {app!r} is no application id. Set MicrosoftAppId to the id of the app registration."
    for where, value in ids.items():
        if value != app:
            yield f"{where}: {value} is another application than id ({app}). Use one id in all three places."
    version = manifest.get("version")
    if not isinstance(version, str) or not VERSION.fullmatch(version):
        yield f"version: {version!r} is no version. Use three numbers, such as 1.0.0, and raise one with each upload."
    schema, own = str(manifest.get("$schema", "")), str(manifest.get("manifestVersion", ""))
    if not own or f"/v{own}/" not in schema:
        yield f"$schema: {schema!r} is not the schema of manifestVersion {own!r}. Give both the same version."


def _texts(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Names and descriptions that are there and short enough for where Teams shows them."""
    for (part, key), most in LONGEST.items():
        text = as_map(manifest.get(part)).get(key)
        if not isinstance(text, str) or not text.strip():
            yield f"{part}.{key}: nothing is written here. Write up to {most} characters."
        elif len(text) > most:
            yield f"{part}.{key}: {len(text)} characters are too many. Shorten it to {most}."
    name, description = as_map(manifest.get("name")), as_map(manifest.get("description"))
    if name.get("short") and name.get("short") == name.get("full"):
        yield "name.full: it is the short name again. Say more, or leave it out."
    if description.get("short") and str(description["short"]) in str(description.get("full")):
        yield "description.full: the short description stands in it. Teams shows both, so say it once."
    colour = manifest.get("accentColor")
    if not isinstance(colour, str) or not COLOUR.fullmatch(colour):
        yield f"accentColor: {colour!r} is no colour. Write # and six digits, such as #0B5563."


def _links(manifest: Mapping[str, Any]) -> Iterator[str]:
    """The developer's pages: Teams opens them, so they are https and have a host."""
    developer = as_map(manifest.get("developer"))
    for key in ("websiteUrl", "privacyUrl", "termsOfUseUrl"):
        link = urlsplit(str(developer.get(key, "")))
        if link.scheme != "https" or not link.hostname or not HOST.fullmatch(link.hostname):
            yield f"developer.{key}: {developer.get(key)!r} is no https address. Give the full address of the page."


def _domains(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Valid domains are hosts alone: Teams refuses a scheme, a port or a path without saying so."""
    domains = manifest.get("validDomains", [])
    if not isinstance(domains, list):
        yield "validDomains: this must be a list of hosts."
        return
    if len(domains) > MOST_DOMAINS:
        yield f"validDomains: {len(domains)} hosts are too many. Teams takes {MOST_DOMAINS}."
    seen: set[str] = set()
    for domain in domains:
        if not isinstance(domain, str) or not HOST.fullmatch(domain):
            yield f"validDomains: {domain!r} is no host. Write the host alone, without https://, port or path."
        elif domain.lower() in seen:
            yield f"validDomains: {domain} stands there twice. Remove one."
        seen.add(str(domain).lower())


def _sign_in(manifest: Mapping[str, Any]) -> Iterator[str]:
    """The resource of single sign-on names the same application as the bot.

    Not for single sign-on alone: Graph lets an application install only the app that names it there
    (`TeamsAppInstallation.ReadWriteSelfForUser.All`).
    """
    part = as_map(manifest.get("webApplicationInfo"))
    resource, app = str(part.get("resource", "")), str(manifest.get("id", ""))
    if _is_id(app) and not (resource.startswith("api://") and resource.endswith(app)):
        yield f"webApplicationInfo.resource: {resource!r} does not name this app. Write api://botid- and the id."


def _places(manifest: Mapping[str, Any]) -> Iterator[str]:
    """What Teams asks of an app that works in teams, and what is opened when it is added to a team, chat or meeting."""
    if manifest.get("supportsChannelFeatures") != "tier1":
        yield "supportsChannelFeatures: Teams takes no app for teams without it, from schema 1.25 on. Write tier1."
    opened = as_map(manifest.get("defaultGroupCapability"))
    for place in ("team", "groupchat", "meetings"):
        if opened.get(place) != "bot":
            yield f"defaultGroupCapability.{place}: {opened.get(place)!r} is not what this app has. Write bot."


def _bots(manifest: Mapping[str, Any]) -> Iterator[str]:
    """One bot, in all three places, with one list of commands for each of them."""
    bots = as_maps(manifest.get("bots"))
    if len(bots) != 1:
        yield f"bots: there are {len(bots)} bots. Teams takes exactly one."
        return
    scopes = as_list(bots[0].get("scopes"))
    for scope in SCOPES:
        if scope not in scopes:
            yield f"bots.scopes: {scope} is missing. The front door works in personal, team and groupChat."
    if bots[0].get("supportsFiles") is not True:
        yield "bots.supportsFiles: this must be true. Without it Teams draws no file, and exports and papers are files."
    yield from _command_lists(as_maps(bots[0].get("commandLists")), scopes)


def _command_lists(lists: list[Mapping[str, Any]], scopes: list[Any]) -> Iterator[str]:
    """One list of commands for each place that the bot is in, and none for another."""
    if len(lists) > MOST_COMMAND_LISTS:
        yield f"bots.commandLists: {len(lists)} lists are too many. Teams takes {MOST_COMMAND_LISTS}, one a scope."
    taken: set[object] = set()
    for commands in lists:
        for scope in as_list(commands.get("scopes")):
            if scope not in scopes:
                yield f"bots.commandLists: the bot is not in {scope!r}. Add it to bots.scopes or leave the list out."
            elif scope in taken:
                yield f"bots.commandLists: {scope} has two lists. Put its commands into one."
            taken.add(scope)
        yield from _commands(commands)
    for scope in SCOPES:
        if scope in scopes and scope not in taken:
            yield f"bots.commandLists: {scope} has no commands. Give it at least start and help."


def _commands(commands: Mapping[str, Any]) -> Iterator[str]:
    """The commands of one list: few, short, told apart."""
    where = f"bots.commandLists ({', '.join(str(s) for s in as_list(commands.get('scopes')))})"
    listed = as_maps(commands.get("commands"))
    if not 1 <= len(listed) <= MOST_COMMANDS:
        yield f"{where}: {len(listed)} commands. Give between 1 and {MOST_COMMANDS}."
    seen: set[str] = set()
    for command in listed:
        title, description = str(command.get("title", "")), str(command.get("description", ""))
        if not 1 <= len(title.strip()) <= LONGEST_TITLE:
            yield f"{where}: the title {title!r} has {len(title)} characters. Use 1 to {LONGEST_TITLE}."
        if not 1 <= len(description.strip()) <= LONGEST_COMMAND:
            yield f"{where}: {title!r} is described in {len(description)} characters. Use 1 to {LONGEST_COMMAND}."
        if title.casefold() in seen:
            yield f"{where}: {title!r} stands there twice. Remove one."
        seen.add(title.casefold())


def _icons(manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[str]:
    """The icons are in the package, are PNGs and have the size that Teams asks for."""
    named = as_map(manifest.get("icons"))
    if len(named) > 1 and len(set(map(str, named.values()))) < len(named):
        yield "icons: two icons have one name. Give each its own file."
        return
    for kind, size in ICON_SIZES.items():
        name = str(named.get(kind, ""))
        content = files.get(name)
        if content is None:
            yield f"icons.{kind}: {name!r} is not in the package. Name a file that is."
        elif content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR":
            yield f"icons.{kind}: {name} is no PNG. Save it as one."
        elif (width_height := struct.unpack(">II", content[16:24])) != (size, size):
            yield f"icons.{kind}: {name} is {width_height[0]} by {width_height[1]} pixels. Make it {size} by {size}."


def _left_over(part: object, where: str = "") -> Iterator[str]:
    """Places of the template that nothing filled in."""
    if isinstance(part, dict):
        for key, value in part.items():
            yield from _left_over(value, f"{where}.{key}" if where else str(key))
    elif isinstance(part, list):
        for value in part:
            yield from _left_over(value, where)
    elif isinstance(part, str) and "${" in part:
        yield f"{where}: {part!r} has a name that is not known. Use ${{APP_ID}}, ${{SITE_HOST}} or ${{VERSION}}."


def _is_id(value: object) -> bool:
    """Whether this is the id of an application: a GUID that is not all zeros."""
    return isinstance(value, str) and GUID.fullmatch(value) is not None and value != WITHOUT_ID
