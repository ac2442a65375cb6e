"""What must be right in the message extension of an app package, as `manifest.checks` says of the bot.

Limits are those of Microsoft's manifest reference ("composeExtensions"), and of its pages on search commands (one
parameter), action commands and link unfurling (no host that is not the council's own, so no wildcard).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from manifest.shapes import HOST, as_list, as_map, as_maps, as_text

MOST_COMMANDS: Final = 10
MOST_HANDLERS: Final = 5
LONGEST_ID: Final = 64
LONGEST_TITLE: Final = 32
LONGEST_DESCRIPTION: Final = 128
CONTEXTS: Final = {"query": ("compose", "commandBox"), "action": ("compose", "commandBox", "message")}
"""Where a command of each type may stand: nobody searches from a message."""
INPUTS: Final = ("text", "textarea", "number", "date", "time", "toggle", "choiceset")


def extension_problems(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Every fault of the message extension; none where the app has none."""
    if "composeExtensions" not in manifest:
        return
    extensions = as_maps(manifest["composeExtensions"])
    if len(extensions) != 1:
        yield f"composeExtensions: there are {len(extensions)} extensions. Teams takes exactly one."
        return
    extension = extensions[0]
    if extension.get("botId") != manifest.get("id"):
        yield (
            f"composeExtensions.botId: {extension.get('botId')} is another application than id ({manifest.get('id')}). "
            "Use one id in both places."
        )
    commands = as_maps(extension.get("commands"))
    if not 1 <= len(commands) <= MOST_COMMANDS:
        yield f"composeExtensions.commands: {len(commands)} commands. Give between 1 and {MOST_COMMANDS}."
    seen: set[str] = set()
    for command in commands:
        yield from _command(command, seen)
    yield from _handlers(extension)


def _command(command: Mapping[str, Any], seen: set[str]) -> Iterator[str]:
    """One command: its id, its texts, where it stands, and what it asks for."""
    own = as_text(command.get("id"))
    where = f"composeExtensions.commands ({own or 'without an id'})"
    if not 1 <= len(own.strip()) <= LONGEST_ID:
        yield f"{where}: the id has {len(own)} characters. Use 1 to {LONGEST_ID}."
    if own in seen:
        yield f"{where}: the id stands there twice. Give each command its own."
    seen.add(own)
    yield from _texts(where, command)
    kind = str(command.get("type", "query"))
    if kind not in CONTEXTS:
        yield f"{where}: the type {kind!r} is not known. Write query or action."
        return
    contexts = as_list(command.get("context"))
    if not contexts:
        yield f"{where}: it stands nowhere. Name in context where people find it: {', '.join(CONTEXTS[kind])}."
    for context in contexts:
        if context not in CONTEXTS[kind]:
            yield f"{where}: {context!r} is no place for type {kind}. Use {', '.join(CONTEXTS[kind])}."
    yield from _asked(where, kind, command)


def _asked(where: str, kind: str, command: Mapping[str, Any]) -> Iterator[str]:
    """What a command asks for: a search one thing, an action whatever its dialogue does."""
    parameters = as_maps(command.get("parameters"))
    if kind == "query" and len(parameters) != 1:
        yield f"{where}: a query has {len(parameters)} parameters. Teams shows exactly one."
    if kind == "query" and command.get("fetchTask"):
        yield f"{where}: a query opens no dialogue. Take fetchTask out, or make it an action."
    if kind == "action" and command.get("fetchTask") is not True:
        yield f"{where}: nothing says what the action opens. Set fetchTask to true, and the bot is asked."
    if kind == "action" and parameters:
        yield f"{where}: the bot gives the dialogue, so parameters are never shown. Take them out."
    for parameter in parameters:
        name = as_text(parameter.get("name"))
        if not 1 <= len(name.strip()) <= LONGEST_ID:
            yield f"{where}: the name of a parameter has {len(name)} characters. Use 1 to {LONGEST_ID}."
        yield from _texts(f"{where}, parameter {name}", parameter)
        if parameter.get("inputType", "text") not in INPUTS:
            yield f"{where}, parameter {name}: {parameter['inputType']!r} is no input. Use one of {', '.join(INPUTS)}."


def _texts(where: str, part: Mapping[str, Any]) -> Iterator[str]:
    """A title and a description that are there and short enough for where Teams shows them."""
    for key, most in (("title", LONGEST_TITLE), ("description", LONGEST_DESCRIPTION)):
        text = as_text(part.get(key))
        if not 1 <= len(text.strip()) <= most or len(text) > most:
            yield f"{where}: the {key} has {len(text)} characters. Use 1 to {most}."


def _handlers(extension: Mapping[str, Any]) -> Iterator[str]:
    """The hosts whose links the bot is asked about: whole ones, each once."""
    if "messageHandlers" not in extension:
        return
    where = "composeExtensions.messageHandlers"
    handlers = as_maps(extension["messageHandlers"])
    if not 1 <= len(handlers) <= MOST_HANDLERS:
        yield f"{where}: {len(handlers)} handlers. Give between 1 and {MOST_HANDLERS}, or take the part out."
    seen: set[str] = set()
    for handler in handlers:
        if handler.get("type") != "link":
            yield f"{where}: the type {handler.get('type')!r} is not known. Write link."
        hosts = as_list(as_map(handler.get("value")).get("domains"))
        if not hosts:
            yield f"{where}: the handler names no host. Name one in value.domains, or take the handler out."
        for host in hosts:
            if not isinstance(host, str) or not HOST.fullmatch(host) or host.startswith("*"):
                yield f"{where}: {host!r} is no host of yours. Write it whole, without https://, *, port or path."
            elif host.lower() in seen:
                yield f"{where}: {host} stands there twice. Remove one."
            seen.add(str(host).lower())
