"""Whether the manifest says what the code does, and nothing else: each difference as a sentence that says what to do.

What the code does comes from whoever asks (`Known`): this package imports nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

from manifest.shapes import as_list, as_map, as_maps, link_hosts

PARTS: Final = frozenset({
    *("$schema", "manifestVersion", "version", "id", "developer", "name", "description", "icons", "accentColor"),
    *("bots", "composeExtensions", "permissions", "validDomains", "webApplicationInfo"),
    *("supportsChannelFeatures", "defaultInstallScope", "defaultGroupCapability"),
    *("publisherDocsUrl", "defaultBlockUntilAdminAction", "configurableProperties"),
})  # fmt: skip
"""Parts of a manifest that name the app or that the code answers; the last three are for administrators alone."""
BOT: Final = frozenset({"botId", "scopes", "supportsFiles", "isNotificationOnly", "commandLists"})
EXTENSION: Final = frozenset({"botId", "commands", "messageHandlers"})
COMMAND: Final = frozenset({
    "id", "type", "context", "title", "description", "initialRun", "parameters", "fetchTask"
})  # fmt: skip
LISTED: Final = frozenset({"title", "description"})


@dataclass(frozen=True, slots=True)
class Known:
    """What the code does. The maps say why, in words for whoever approves the app."""

    words: AbstractSet[str]
    """Typed words that always mean what they say."""
    queries: AbstractSet[str]
    """Ids of the extension's commands that are answered as a search."""
    actions: AbstractSet[str]
    """Ids of those that are answered with a dialogue."""
    links: Mapping[str, str]
    """Hosts whose links are answered with a card."""
    domains: Mapping[str, str]
    """Hosts of pages that are opened within Teams."""
    permissions: Mapping[str, str]
    """Permissions of Teams that something in the code relies on."""


def differences(manifest: Mapping[str, Any], known: Known) -> list[str]:
    """Every difference between a filled-in manifest and what the code does; none when the one says the other."""
    found = (_parts(manifest), _words(manifest, known), _commands(manifest, known), _named(manifest, known))
    return [line for check in found for line in check]


def _parts(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Parts of the manifest that nothing in the code answers."""
    yield from _unknown("", manifest, PARTS)
    for bot in as_maps(manifest.get("bots")):
        yield from _unknown("bots.", bot, BOT)
        for listed in as_maps(bot.get("commandLists")):
            for command in as_maps(listed.get("commands")):
                yield from _unknown(f"bots.commandLists ({command.get('title')}).", command, LISTED)
    for extension in as_maps(manifest.get("composeExtensions")):
        yield from _unknown("composeExtensions.", extension, EXTENSION)
        for command in as_maps(extension.get("commands")):
            yield from _unknown(f"composeExtensions.commands ({command.get('id')}).", command, COMMAND)


def _unknown(where: str, part: Mapping[str, Any], known: AbstractSet[str]) -> Iterator[str]:
    for key in part:
        if key not in known:
            yield f"{where}{key}: nothing in the code answers this part. Take it out."


def _words(manifest: Mapping[str, Any], known: Known) -> Iterator[str]:
    """Commands of the bot that its conversation does not understand."""
    for bot in as_maps(manifest.get("bots")):
        for listed in as_maps(bot.get("commandLists")):
            where = f"bots.commandLists ({', '.join(str(scope) for scope in as_list(listed.get('scopes')))})"
            for command in as_maps(listed.get("commands")):
                if str(command.get("title")) not in known.words:
                    yield (
                        f"{where}: nobody who types {command.get('title')!r} is understood. "
                        "Use a word of the table of verbs, or take the command out."
                    )


def _commands(manifest: Mapping[str, Any], known: Known) -> Iterator[str]:
    """Commands of the extension that the code does not answer, and those that it answers and nobody is offered."""
    where, listed = "composeExtensions.commands", dict[str, set[str]](query=set(), action=set())
    for extension in as_maps(manifest.get("composeExtensions")):
        for command in as_maps(extension.get("commands")):
            listed.setdefault(str(command.get("type", "query")), set()).add(str(command.get("id")))
    answered: dict[str, AbstractSet[str]] = {"query": known.queries, "action": known.actions}
    for kind, ids in listed.items():
        for one in sorted(ids - answered.get(kind, frozenset())):
            yield f"{where}: the code answers no {kind} {one!r}. Correct its id or type, or take it out."
    for kind, known_ids in answered.items():
        for one in sorted(known_ids - listed[kind]):
            yield f"{where}: the code answers the {kind} {one!r}, and nobody is offered it. Add it."


def _named(manifest: Mapping[str, Any], known: Known) -> Iterator[str]:
    """Hosts and permissions that nothing needs, and those that are needed and missing."""
    links = "composeExtensions.messageHandlers"
    yield from _both(links, link_hosts(manifest), known.links, "the code answers no link to it")
    yield from _both("validDomains", as_list(manifest.get("validDomains")), known.domains, "nothing opens a page of it")
    yield from _both("permissions", as_list(manifest.get("permissions")), known.permissions, "nothing relies on it")
    if as_map(manifest.get("webApplicationInfo")).keys() - {"id", "resource"}:
        yield "webApplicationInfo: nobody signs in, so it holds id and resource alone. Take the rest out."


def _both(where: str, listed: list[Any], known: Mapping[str, str], without: str) -> Iterator[str]:
    for one in listed:
        if str(one) not in known:
            yield f"{where}: {one} is listed, and {without}. Take it out."
    for one, why in known.items():
        if one not in listed:
            yield f"{where}: {one} is missing. Add it: {why[:1].lower()}{why[1:]}"
