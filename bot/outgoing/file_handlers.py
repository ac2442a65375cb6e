"""Puts together what brings people files: what makes each kind, what offers it, and what saves it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from aiohttp import ClientSession

from bot.deliveries.ledger import Delivery
from bot.host.upload_address import UploadRule
from bot.host.upload_session import UploadSession
from bot.outgoing.file_makers import AreaExport, Maker
from bot.outgoing.files import FileSender
from bot.outgoing.teams import TeamsSender
from bot.outgoing.uploads import UploadSender
from bot.outgoing.word_papers import Paper
from bot.settings import Settings


def file_handlers(
    teams: TeamsSender,
    session: ClientSession,
    settings: Settings,
    data: Path,
    new_id: Callable[[], str],
    called: Callable[[str, str], None],
    *,
    local: bool,
) -> dict[str, Callable[[Delivery], Awaitable[Mapping[str, object]]]]:
    """The handlers of every kind of delivery about files; ``local``: this machine may take them too."""
    makers: dict[str, Maker] = {
        "export": AreaExport(teams.register, teams.rulebook, teams.people, teams.now),
        "paper": Paper(data.absolute(), for_a_child(settings)),
    }
    onedrive = UploadSession(session, UploadRule(local=local), time.time, called)
    saves = UploadSender(teams.register, teams.people, teams.now, makers, onedrive, new_id)
    return {**FileSender(teams, makers).handlers(), **saves.handlers()}


def for_a_child(settings: Settings) -> dict[str, str]:
    """The settings that a command in a process of its own must share with this host, beside its environment."""
    paths = {"RULEBOOK": settings.rulebook, "DIRECTORY": settings.directory}
    database = settings.database_url.get_secret_value()
    named = {name: str(path.absolute()) for name, path in paths.items() if path is not None}
    named |= {"DATABASE_URL": database} if database else {}
    if settings.database_sign_in == "entra":  # the child asks for a token of its own
        named |= {"DATABASE_SIGN_IN": "entra", "AZURE_CLIENT_ID": settings.managed_identity}
    return named
