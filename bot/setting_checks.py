"""Settings that are wrong together: what could never have worked is refused, what may be meant is said.

Each sentence begins with the setting's name and says what to do. None holds a value of a secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from bot.sharepoint.access import LOOPBACK, OPTIONAL_LISTS

if TYPE_CHECKING:
    from bot.settings import Settings

PUBLIC_GRAPH: Final = "graph.microsoft.com"
PUBLIC_KEYS: Final = "login.botframework.com"
_ID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SITE_ID: Final = re.compile(r"[^/,]+(,[0-9a-fA-F-]{36}){0,2}")
"""A site by its id, or a host alone: its first site. Graph takes both."""
_OFTEN: Final = 5.0
_SELDOM: Final = 300.0
"""Seconds: what the list says must reach people within five minutes."""
_WIDE: Final = {4: 8, 6: 16}
"""Bits of the network below which nobody's own proxies are that many."""
_CHECKED: Final = frozenset({"require", "verify-ca", "verify-full"})


def refused(settings: Settings) -> list[str]:
    """What can never have worked, a sentence each."""
    found: list[str] = []
    site, tenant = settings.sharepoint_site, settings.microsoft_app_tenant_id
    if form := _site_meant(site):
        found.append(f"SHAREPOINT_SITE must read host:/sites/name. Write {form}")
    if "." in tenant and not _ID.fullmatch(tenant):
        found.append(
            "MicrosoftAppTenantId is a domain, and Teams names the tenant by its id: every message would be refused. "
            "Write the tenant id that Entra shows"
        )
    if tenant and tenant == settings.microsoft_app_id:
        found.append("MicrosoftAppTenantId is the same as MicrosoftAppId. Write the tenant's own id")
    return found


def doubtful(settings: Settings) -> list[str]:
    """What may be meant and rarely is, a sentence each, for a front door in service."""
    return [*_identities(settings), *_addresses(settings), *_stored(settings), *_reading(settings)]


def _site_meant(site: str) -> str:
    """How a site that can never be found is written; nothing when it can be."""
    if not site or re.fullmatch(r"[^/:]+:/([^/].*)?", site) or _SITE_ID.fullmatch(site.strip("/")):
        return ""
    is_address = re.match("https?://", site, re.IGNORECASE)
    parts = urlsplit(site if is_address else f"https://{re.sub(':?/+|:', '/', site, count=1)}")
    named = re.match(r"/(?:sites|teams)/[^/]+", parts.path)
    host = parts.hostname or "council.sharepoint.com"
    return f"{host}:{named.group() if named else '/sites/name'}"


def _identities(settings: Settings) -> Iterator[str]:
    password = settings.microsoft_app_password.get_secret_value()
    secret, certificate = settings.azure_client_secret.get_secret_value(), settings.azure_client_certificate_path
    if settings.microsoft_app_type == "UserAssignedMSI" and password:
        yield "MicrosoftAppPassword is not used with MicrosoftAppType UserAssignedMSI. Take it out"
    elif _ID.fullmatch(password):
        yield "MicrosoftAppPassword looks like the id of a secret. Write the secret's value, which Entra shows once"
    for name, one in (("MicrosoftAppId", settings.microsoft_app_id), ("MicrosoftAppTenantId", _tenant(settings))):
        if one and not _ID.fullmatch(one):
            yield f"{name} is no id such as 00000000-0000-0000-0000-000000000000. Write the one that Entra shows"
    if not settings.azure_client_id and (secret or certificate or settings.azure_tenant_id):
        named = (
            ("AZURE_CLIENT_SECRET", secret),
            ("AZURE_CLIENT_CERTIFICATE_PATH", certificate),
            ("AZURE_TENANT_ID", settings.azure_tenant_id),
        )
        unused = " and ".join(name for name, value in named if value)
        yield f"{unused} without AZURE_CLIENT_ID: Graph is called as the bot's own app. Set it, or take this out"
    if settings.azure_client_id and secret and certificate:
        yield "AZURE_CLIENT_SECRET and AZURE_CLIENT_CERTIFICATE_PATH are both set, and the secret counts. Keep one"
    if certificate and not Path(certificate).is_file():
        yield "AZURE_CLIENT_CERTIFICATE_PATH names no file that is there. Correct it"
    if settings.teams_app_id and settings.teams_app_id.lower() == settings.microsoft_app_id.lower():
        yield (
            "TEAMS_APP_ID is the same as MicrosoftAppId. Write the app's id in the catalogue, which the Teams admin "
            "centre shows under Manage apps, or leave it out"
        )


def _tenant(settings: Settings) -> str:
    """The tenant, unless it is refused already."""
    return "" if "." in settings.microsoft_app_tenant_id else settings.microsoft_app_tenant_id


def _addresses(settings: Settings) -> Iterator[str]:
    public = urlsplit(settings.public_url)
    if public.path.rstrip("/").endswith(("/api/messages", "/api/notifications")):
        yield "PUBLIC_URL ends with the path of the bot, which is added by itself. Write https://host alone"
    elif public.path.strip("/") or public.query or public.fragment:
        yield "PUBLIC_URL has a path. That is right only where your proxy takes it away again"
    graph = urlsplit(settings.graph_base_url)
    if not graph.path.rstrip("/").endswith(("/v1.0", "/beta")):
        yield "GRAPH_BASE_URL has no version at its end. Write https://graph.microsoft.com/v1.0, or leave it out"
    keys = urlsplit(settings.openid_metadata_url)
    if graph.hostname not in LOOPBACK and (graph.hostname != PUBLIC_GRAPH) != (keys.hostname != PUBLIC_KEYS):
        yield (
            "GRAPH_BASE_URL and OPENID_METADATA_URL are of two clouds. Set both, with BOT_TOKEN_URL and SERVICE_HOSTS, "
            "to those of yours"
        )
    for name, url in (("OPENID_METADATA_URL", keys), ("BOT_TOKEN_URL", urlsplit(settings.bot_token_url))):
        if url.scheme == "http" and url.hostname not in LOOPBACK:
            yield f"{name} is plain http: whoever is on the way can read and change what goes there. Write https://"
    if any(mark in host for host in settings.hosts for mark in ("/", ":")):
        yield "SERVICE_HOSTS holds an address, and hosts are compared alone. Write smba.example.net, without https://"
    if any(one.prefixlen < _WIDE[one.version] for one in _proxies(settings)):
        yield "TRUSTED_PROXIES holds most of the internet, so anybody may say who they are. Name your own proxies"


def _proxies(settings: Settings) -> Iterator[IPv4Network | IPv6Network]:
    try:
        yield from settings.proxies
    except ValueError:
        return  # that is refused already


def _stored(settings: Settings) -> Iterator[str]:
    url = settings.database_url.get_secret_value()
    if url.startswith(("postgres://", "postgresql://")):
        if not settings.audit_key.get_secret_value():
            yield (
                "AUDIT_KEY is not set, so each machine makes a key of its own in its data folder: several instances "
                "would take each other's history for forged. Set the same one on each"
            )
        if _off_this_machine(url) and not set(parse_qs(urlsplit(url).query).get("sslmode", [""])) <= _CHECKED:
            yield "DATABASE_URL leads to another machine without TLS. Add ?sslmode=verify-full"
    if settings.directory is None:
        yield "DIRECTORY is not set: its people are those of the shipped example, who are nobody. Name your own file"


def _off_this_machine(url: str) -> bool:
    try:
        parts = urlsplit(url)
        query = parse_qs(parts.query)
    except ValueError:
        return False  # opening it says what is wrong
    named = ",".join([parts.hostname or "", *query.get("host", []), *query.get("hostaddr", [])])
    return any(host and host not in LOOPBACK and not host.startswith("/") for host in named.split(","))


def _reading(settings: Settings) -> Iterator[str]:
    seconds = settings.list_poll_seconds
    if seconds < _OFTEN:
        yield "LIST_POLL_SECONDS is very short: Graph will ask for a pause, and everything waits then. Write 30"
    elif seconds > _SELDOM and not settings.public_url:
        yield "LIST_POLL_SECONDS is over five minutes and PUBLIC_URL is empty: decisions reach people late. Write 30"
    if settings.sharepoint_list.casefold() in {name.casefold() for name in OPTIONAL_LISTS}:
        yield "SHAREPOINT_LIST is the name of another list of the front door. Leave it out, or choose another name"
    if settings.port == 0:
        yield "PORT is 0: the host listens on another port at each start. Write the one that your proxy knows"
