"""Every setting, read once from the environment and a `.env` file, with all that is missing named at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal, Self
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.setting_checks import refused

GRAPH = "https://graph.microsoft.com/v1.0"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
DEFAULT_DATA = Path(".data")
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
LONG_ENOUGH = 32
"""Characters that a key must have."""


class WrongSettings(Exception):
    """The settings do not allow a start. `problems` names every one, a line each, without any value of a secret.

    ``rest``: the settings without those that cannot be read, so that what else is wrong can be told with it.
    """

    def __init__(self, problems: tuple[str, ...], rest: Settings | None = None) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        self.rest = rest


class Settings(BaseSettings):
    """The settings of `docs/deploy.md`. Blank counts as missing."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", env_ignore_empty=True, frozen=True, hide_input_in_errors=True
    )

    microsoft_app_id: str = Field("", validation_alias="MicrosoftAppId")
    microsoft_app_password: SecretStr = Field(SecretStr(""), validation_alias="MicrosoftAppPassword")
    microsoft_app_type: Literal["SingleTenant", "UserAssignedMSI"] = Field(
        "SingleTenant", validation_alias="MicrosoftAppType"
    )
    microsoft_app_tenant_id: str = Field("", validation_alias="MicrosoftAppTenantId")
    password_ends: date | None = None
    """The last day of the password (or secret), as Entra has it: an alert comes a month before."""
    azure_tenant_id: str = ""
    azure_client_id: str = ""
    azure_client_secret: SecretStr = SecretStr("")
    azure_client_certificate_path: str = ""
    graph_base_url: str = GRAPH
    sharepoint_site: str = ""
    sharepoint_list: str = "Digital change requests"
    database_url: SecretStr = SecretStr("")
    database_sign_in: Literal["password", "entra"] = "password"
    """`entra`: PostgreSQL gets a token of the managed identity, and `DATABASE_URL` holds no password."""
    rulebook: Path | None = None
    directory: Path | None = None
    public_url: str = ""
    teams_app_id: str = ""
    """The app's id in the tenant's catalogue; empty: looked up by its external id, the app registration's id."""
    targeted_messages: bool = False
    """Whether cards may be sent into a chat of several people for one of them to see: a preview of Microsoft's."""
    port: int = Field(3978, ge=0, le=65535)
    management_port: int | None = Field(None, ge=1, le=65535)
    """Where /healthz, /readyz and /metrics are answered, and then not on `PORT`; None: on `PORT`."""
    list_poll_seconds: float = Field(30.0, gt=0, le=3600)
    turns_per_minute: int = Field(60, ge=0)
    audit_key: SecretStr = SecretStr("")
    """Seals the history; empty: a key made at the first start, in the data folder. Several instances share one."""
    audit_anchors: Path | None = None
    requests_kept_years: int = Field(7, ge=0, le=100)
    """Years after its end at which a request is anonymised; 0: never."""
    trusted_proxies: str = ""
    """Addresses and networks, separated by commas, whose ``X-Forwarded-For`` is believed."""
    service_hosts: str = ""
    """Further hosts of the Bot Framework, separated by commas, beside Teams' public cloud."""
    openid_metadata_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    bot_token_url: str = ""
    """Where the bot gets its own tokens; empty: Microsoft's address for the tenant."""

    @field_validator("*", mode="before")
    @classmethod
    def _stripped(cls, value: object, info: ValidationInfo) -> object:
        """Spaces around a value are a slip of the keyboard, never meant; nothing but spaces is no value."""
        if isinstance(value, str) and not value.strip() and info.field_name:
            return cls.model_fields[info.field_name].get_default()
        return value.strip() if isinstance(value, str) else value

    @field_validator("teams_app_id")
    @classmethod
    def _an_id(cls, value: str) -> str:
        """Graph answers a bare 400 to anything else, for each person anew."""
        if value and not _GUID.fullmatch(value):
            raise ValueError("it is no id of an app in the catalogue (Teams admin centre, Manage apps, shows it)")
        return value

    @field_validator("requests_kept_years")
    @classmethod
    def _longer_than_what_is_asked(cls, value: int) -> int:
        """A year after it was done people are asked what a request has brought: it must know them then."""
        if value == 1:
            raise ValueError("use 2 or more years, for people are asked about a benefit for a year; 0 keeps for ever")
        return value

    @property
    def hosts(self) -> frozenset[str]:
        """Exactly the hosts to which a reply may go, besides loopback in local mode."""
        named = (host.strip().lower() for host in self.service_hosts.split(","))
        return frozenset({"smba.trafficmanager.net", *(host for host in named if host)})

    @property
    def managed_identity(self) -> str:
        """The client id of the managed identity that this machine has by these settings; empty: it has none."""
        own = self.microsoft_app_id if self.microsoft_app_type == "UserAssignedMSI" else ""
        secret = self.azure_client_secret.get_secret_value() or self.azure_client_certificate_path
        return own or ("" if secret else self.azure_client_id)

    def _proxies_are_sound(self) -> bool:
        try:
            return bool(self.proxies) or not self.trusted_proxies
        except ValueError:
            return False

    @property
    def graph_is_loopback(self) -> bool:
        """Whether Graph is a stand-in on this machine: no credential is needed or sent then."""
        return (urlsplit(self.graph_base_url).hostname or "") in LOOPBACK

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks of `TRUSTED_PROXIES`; an address is a network of one. Raises ValueError."""
        return tuple(ip_network(one.strip()) for one in self.trusted_proxies.split(",") if one.strip())

    def needed_to_serve(self) -> Self:
        """These settings, when `serve` may start with them.

        Raises `WrongSettings` with every missing one named at once.
        """
        needed = {
            "MicrosoftAppId": self.microsoft_app_id,
            "MicrosoftAppTenantId": self.microsoft_app_tenant_id,
            "SHAREPOINT_SITE": self.sharepoint_site,
        }
        if self.microsoft_app_type == "SingleTenant":
            needed["MicrosoftAppPassword"] = self.microsoft_app_password.get_secret_value()
        problems = [
            f"{name} is missing. Set it in the environment or in .env" for name, value in needed.items() if not value
        ]
        problems += _graph_problems(self.graph_base_url)
        problems += sign_in_problems(self)
        if self.management_port == self.port:
            problems.append("MANAGEMENT_PORT is the same as PORT. Give it a port of its own, or leave it out")
        problems += refused(self)
        if 0 < len(self.audit_key.get_secret_value()) < LONG_ENOUGH:
            problems.append(f"AUDIT_KEY is too short. Give at least {LONG_ENOUGH} characters that nobody can guess")
        if not self._proxies_are_sound():
            problems.append("TRUSTED_PROXIES is not a list of addresses or networks. Write 10.0.0.4, 10.1.0.0/16")
        if self.public_url and urlsplit(self.public_url).scheme != "https":
            problems.append("PUBLIC_URL must start with https://. Microsoft sends change notifications nowhere else")
        if problems:
            raise WrongSettings(tuple(problems))
        return self


def _graph_problems(url: str) -> list[str]:
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return []
    if parts.scheme == "http" and parts.hostname in LOOPBACK:
        return []
    return ["GRAPH_BASE_URL must be an https address (plain http only on this machine). Correct it or leave it out"]


def sign_in_problems(settings: Settings) -> list[str]:
    """What keeps the database from being signed in to as `DATABASE_SIGN_IN` says, a sentence each without any value."""
    if settings.database_sign_in == "password":
        return []
    found = _address_problems(settings.database_url.get_secret_value())
    if not settings.managed_identity:
        found.append("no managed identity is named. Set MicrosoftAppType to UserAssignedMSI, or AZURE_CLIENT_ID alone")
    return [f"DATABASE_SIGN_IN is entra, and {problem}" for problem in found]


def _address_problems(url: str) -> list[str]:
    """What an address of a database lacks to be given a token."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    query = parse_qs(parts.query)
    if parts.scheme not in {"postgres", "postgresql"}:
        return ["DATABASE_URL names no PostgreSQL. Write postgresql://user@host/name?sslmode=verify-full"]
    found = []
    if parts.password or "password" in query:
        found.append("DATABASE_URL has a password. Take it out: a token stands in its place")
    if not (parts.username or "user" in query):
        found.append("DATABASE_URL names no user. Write the name of the identity before the @")
    if query.get("sslmode") != ["verify-full"] and not _on_this_machine(parts.hostname, query):
        found.append("DATABASE_URL lacks sslmode=verify-full. Add it: nobody else may read the token")
    return found


def _on_this_machine(host: str | None, query: Mapping[str, list[str]]) -> bool:
    """Whether every place that an address names is here. One that names none gets it from elsewhere (PGHOST)."""
    named = [host or "", *query.get("host", []), *query.get("hostaddr", [])]
    places = [place for one in named if one for place in one.split(",")]
    return bool(places) and all(place in LOOPBACK or place.startswith("/") for place in places)


def read_settings(overrides: Mapping[str, object] | None = None) -> Settings:
    """Read the environment and `.env`. ``overrides`` (by field name) come from the command line and win.

    Raises `WrongSettings` when a value or the file cannot be read, naming each setting and never its value.
    """
    try:
        settings = Settings()
    except (OSError, UnicodeDecodeError) as error:
        why = (error.strerror or type(error).__name__) if isinstance(error, OSError) else "it is not UTF-8"
        msg = f".env cannot be read ({why}). Save it as UTF-8, where the account that runs this may read it"
        raise WrongSettings((msg,)) from None
    except ValidationError as error:
        told = {str(e["loc"][0]): e["msg"] for e in error.errors()}
        raise WrongSettings(tuple(_problem(name, msg) for name, msg in told.items()), _without(told)) from None
    given = {name: value for name, value in (overrides or {}).items() if value is not None}
    return settings.model_copy(update=given) if given else settings


def _without(wrong: Iterable[str]) -> Settings | None:
    """The settings with the default in the place of those that cannot be read."""
    defaults = {str(f.validation_alias or name): f.get_default() for name, f in Settings.model_fields.items()}
    try:
        return Settings(**{name: defaults[name] for name in wrong})
    except (ValidationError, KeyError):
        return None


def _problem(field: str, message: str) -> str:
    name = field if field.startswith("Microsoft") else field.upper()
    return f"{name} cannot be read: {message.removeprefix('Value error, ')}. Correct it in the environment or in .env"


def database_url(settings: Settings, data: Path) -> str:
    """The database of these settings: `DATABASE_URL`, else SQLite in the data folder."""
    return settings.database_url.get_secret_value() or sqlite_url(data)


def sqlite_url(data: Path) -> str:
    """The database where no other is named: a file in the data folder."""
    return f"sqlite:///{(data / 'front-door.sqlite').absolute()}"


def is_not_made_yet(url: str) -> bool:
    """Whether the database is a file of this machine that is not there: opening it would make an empty one."""
    return url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists()
