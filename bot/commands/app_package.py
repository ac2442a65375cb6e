"""What the code does of what an app package can ask for, and why: `manifest build` holds the manifest against it."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from bot.host.body import Malformed
from bot.host.extension import COMMANDS, FETCH, FORMS, LINK, QUERY, read
from bot.settings import Settings
from dialogs.verbs import KNOWN_WORDS
from manifest.proof import Known

PERMISSIONS: Final[Mapping[str, str]] = {
    "identity": "Teams says who writes, so that a request has a requester and people see only what they may.",
    "messageTeamMembers": "What concerns one person goes on in their own chat, also where it was begun in a team.",
}
"""Permissions of Teams, and what relies on each: every turn knows its person, and opens their own chat to go on."""
LINKS: Final = (
    "The site with the list of requests. Teams asks about every link to this host that somebody with the app pastes; "
    "only a link to a request that they may see gets a card."
)


def known(settings: Settings) -> Known:
    """What the code does with these settings."""
    host = site_host(settings)
    return Known(
        words=frozenset(KNOWN_WORDS),
        queries=frozenset(one for one in COMMANDS if _answers(QUERY, one)),
        actions=frozenset(one for one in COMMANDS if _answers(FETCH, one)),
        links={host: LINKS} if host and LINK in FORMS else {},
        domains={},
        permissions=PERMISSIONS,
    )


def site_host(settings: Settings) -> str:
    """The host of `SHAREPOINT_SITE` in small letters; empty where there is none."""
    return settings.sharepoint_site.partition(":")[0].lower()


def _answers(invoke: str, command: str) -> bool:
    """Whether the code reads this invoke for this command, asked of the reader itself."""
    try:
        read(invoke, {"commandId": command})
    except Malformed as refused:
        return refused.status != HTTPStatus.NOT_IMPLEMENTED
    return True
