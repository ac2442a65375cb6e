"""How the front door reaches Graph: where it is, which site and list, and as whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SCOPE = "https://graph.microsoft.com/.default"
LOCAL_BEARER = "front-door-local"
"""The fixed word that stands for a token when Graph is a stand-in on this machine."""
LOCAL_SITE = "localhost:/sites/front-door"
"""The site that the stand-in has unless it is told another."""
LOCAL_APP = "00000000-0000-0000-0000-00000000b07f"
"""The application that a local front door is, where the settings name none."""
LOCAL_FOLDER = "graph"
"""The folder, inside the data folder of a local front door, that holds the stand-in's file."""
DEFAULT_LIST = "Digital change requests"
CHAMPIONS_LIST = "Digital champions"
SYSTEMS_LIST = "Digital systems"
SEALS_LIST = "Front door seals"
OPTIONAL_LISTS = {
    CHAMPIONS_LIST: "the directory file counts",
    SYSTEMS_LIST: "nobody is offered a system that the council has",
    SEALS_LIST: "the end of the history is kept in the log and on this machine alone",
}
"""Lists that a site need not have, each with what is so then."""


@dataclass(frozen=True, slots=True)
class GraphAccess:
    """Everything that a connection to Graph needs. Secrets do not show in its text."""

    base_url: str
    """Up to the version, such as ``https://graph.microsoft.com/v1.0``; plain http only to loopback."""
    site: str
    """``host:/sites/name``."""
    list_name: str = DEFAULT_LIST
    tenant_id: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    certificate_path: str = ""
    """The certificate of an app of its own for Graph, as azure-identity reads it (PEM or PKCS 12)."""
    bot_tenant_id: str = ""
    bot_app_id: str = ""
    bot_secret: str = field(default="", repr=False)
    bot_is_managed: bool = False
    """The bot's own app is a managed identity (`UserAssignedMSI`), so it has no secret."""
    bearer: str = field(default="", repr=False)
    """A token that somebody signed in for, such as an administrator; it goes before every identity above."""

    def __post_init__(self) -> None:
        # Addresses are built by adding to these.
        object.__setattr__(self, "base_url", self.base_url.rstrip("/"))
        object.__setattr__(self, "site", self.site.strip("/"))

    @property
    def is_loopback(self) -> bool:
        """Whether Graph is a stand-in on this machine: no credential is made, no proxy is used."""
        return (urlsplit(self.base_url).hostname or "") in LOOPBACK

    @property
    def origin(self) -> tuple[str, str]:
        """Scheme and host with port: the only place where a token may go."""
        parts = urlsplit(self.base_url)
        return parts.scheme, parts.netloc.lower()

    @property
    def who(self) -> str:
        """As whom Graph is called, in plain words and without a secret."""
        if self.bearer:
            return "who signed in"
        if self.is_loopback:
            return "anybody (it is a stand-in on this machine)"
        if self.client_id and (self.client_secret or self.certificate_path):
            return "the app AZURE_CLIENT_ID with its " + ("secret" if self.client_secret else "certificate")
        if self.client_id:
            return "the identity AZURE_CLIENT_ID of this machine"
        return "the bot's own app" + (" (a managed identity)" if self.bot_is_managed else "")


def problems_of(access: GraphAccess) -> list[str]:
    """What is missing before Graph can be called, a sentence each; empty when it can be tried."""
    found = []
    if not access.site:
        found.append("SHAREPOINT_SITE is missing. Set it to host:/sites/name in the environment or in .env")
    parts = urlsplit(access.base_url)
    if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and access.is_loopback)):
        found.append("GRAPH_BASE_URL must be an https address (plain http only on this machine). Correct it")
    signs_in = access.bearer or access.client_id or (access.bot_app_id and (access.bot_is_managed or access.bot_secret))
    if not access.is_loopback and not signs_in:
        found.append("Nothing to sign in with. Set AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or MicrosoftAppId")
    return found
