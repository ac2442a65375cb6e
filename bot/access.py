"""As whom the front door speaks to Microsoft: made from the settings, used by the connector and by Graph."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import ClientSession

from bot.host.entra import BotToken, token_url, uncounted, with_managed_identity, with_password
from bot.managed_identity import managed_token
from bot.register.entra_sign_in import SCOPE, EntraSignIn
from bot.settings import Settings, WrongSettings, sign_in_problems
from bot.sharepoint.access import GraphAccess
from bot.sharepoint.installing import TeamsApp


def bot_token(
    settings: Settings,
    session: ClientSession,
    wall: Callable[[], float],
    called: Callable[[str, str], None] = uncounted,
    *,
    local: bool,
) -> BotToken:
    """The bot's token for the connector. In local mode none is asked for and none is sent.

    ``called``: told of each call to Entra, as the metrics have it.
    """
    if local:
        return BotToken(None, wall)
    if settings.microsoft_app_type == "UserAssignedMSI":
        return BotToken(with_managed_identity(settings.microsoft_app_id, wall), wall, called)
    url = settings.bot_token_url or token_url(settings.microsoft_app_tenant_id)
    password = settings.microsoft_app_password.get_secret_value()
    return BotToken(with_password(session, url, settings.microsoft_app_id, password), wall, called)


def graph_access(settings: Settings) -> GraphAccess:
    """How Graph is reached: with the AZURE_… settings where they are given, else as the bot's own app."""
    return GraphAccess(
        base_url=settings.graph_base_url,
        site=settings.sharepoint_site,
        list_name=settings.sharepoint_list,
        tenant_id=settings.azure_tenant_id,
        client_id=settings.azure_client_id,
        client_secret=settings.azure_client_secret.get_secret_value(),
        certificate_path=settings.azure_client_certificate_path,
        bot_tenant_id=settings.microsoft_app_tenant_id,
        bot_app_id=settings.microsoft_app_id,
        bot_secret=settings.microsoft_app_password.get_secret_value(),
        bot_is_managed=settings.microsoft_app_type == "UserAssignedMSI",
    )


def database_sign_in(settings: Settings, wall: Callable[[], float]) -> EntraSignIn | None:
    """How PostgreSQL lets this machine in; None: as `DATABASE_URL` says. ``wall`` gives seconds since 1970.

    Raises `WrongSettings` with everything that keeps it from signing in.
    """
    if settings.database_sign_in == "password":
        return None
    if problems := sign_in_problems(settings):
        raise WrongSettings(tuple(problems))
    client_id = settings.managed_identity
    return EntraSignIn(lambda: managed_token(client_id, SCOPE, wall), wall)


def teams_app(settings: Settings) -> TeamsApp:
    """The Teams app of these settings: its external id is the application's, as the manifest has it."""
    return TeamsApp(settings.microsoft_app_id, settings.teams_app_id)
