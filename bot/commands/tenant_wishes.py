"""What the commands of the tenant are asked for on the command line, and who signs in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from bot.commands.lists import wanted_of
from bot.commands.manifest import checked
from bot.commands.options import data_option, not_blank, settings_or_stop, stop
from bot.people.directory import DirectoryProblems
from bot.settings import Settings
from bot.sharepoint.access import LOCAL_BEARER
from bot.sharepoint.permissions import GIVEN, SELECTED, Permission
from bot.tenant.scopes import SCOPES
from bot.tenant.sign_in import CLIENT, ENVIRONMENT, NoSignIn, brought, by_code, token_of
from bot.tenant.work import Wish
from governance_rules import RulebookProblems
from manifest.package import pack

F = TypeVar("F", bound=Callable[..., Any])
NAME: Final = "Digital front door"
LONGEST_DAYS: Final = 730
_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_OPTIONAL: Final = [one.name for one in GIVEN if one is not SELECTED]


@dataclass(frozen=True, slots=True)
class Place:
    """Which tenant, and how its administrator signs in."""

    settings: Settings
    tenant: str
    data: Path
    token_file: Path | None
    client: str


def options(*, making: bool) -> Callable[[F], F]:
    """What the three commands share, and what `plan` and `apply` share."""
    shared = [
        click.option("--tenant", "tenant_id", callback=not_blank, help="The tenant's id; MicrosoftAppTenantId else."),
        click.option("--site", callback=not_blank, help="The site, as host:/sites/name; SHAREPOINT_SITE else."),
        click.option("--app", callback=not_blank, help="Use this application or managed identity, by its id."),
        click.option("--name", callback=not_blank, default=NAME, show_default=True, help="The application's name."),
        click.option(
            "--token-file",
            type=click.Path(dir_okay=False, path_type=Path),
            help=f"A file with an administrator's token for Graph, in place of the sign-in ({ENVIRONMENT} does too).",
        ),
        click.option(
            "--client-id",
            callback=not_blank,
            default=CLIENT,
            show_default=True,
            help="The public client that asks for the sign-in: Microsoft Graph Command Line Tools.",
        ),
        data_option,
    ]
    wishes = [
        click.option(
            "--grant",
            "grants",
            multiple=True,
            type=click.Choice([*_OPTIONAL, "all"]),
            help=f"Consent to this permission too; {SELECTED.name} always. Can be given several times.",
        ),
        click.option(
            "--password-to",
            type=click.Path(dir_okay=False, path_type=Path),
            help="Make a password and write it to this new file, for this account alone. It is told nowhere else.",
        ),
        click.option(
            "--password-days",
            type=click.IntRange(1, LONGEST_DAYS),
            default=365,
            show_default=True,
            help="How long that password holds.",
        ),
        click.option("--federated", nargs=2, metavar="ISSUER SUBJECT", help="Take these tokens in place of it."),
        click.option("--review", is_flag=True, help="Send the app to be reviewed by a Teams administrator."),
    ]

    def add(function: F) -> F:
        for option in reversed([*shared[:4], *(wishes if making else []), *shared[4:]]):
            function = option(function)
        return function

    return add


def wished(
    *,
    tenant_id: str | None,
    site: str | None,
    app: str | None,
    name: str,
    token_file: Path | None,
    client_id: str,
    data: Path,
    grants: tuple[str, ...] = (),
    password_to: Path | None = None,
    password_days: int = 365,
    federated: tuple[str, str] | None = None,
    review: bool = False,
) -> tuple[Place, Wish]:
    """What is asked for. Stops with everything that is wrong."""
    settings = settings_or_stop()
    tenant, wanted = tenant_id or settings.microsoft_app_tenant_id, (site or settings.sharepoint_site).strip("/")
    problems = []
    for value, option in ((tenant, "--tenant"), (app, "--app"), (client_id, "--client-id")):
        if value and not _GUID.fullmatch(value):
            problems.append(f"{option}: “{value}” is no id. It reads like {CLIENT}")
    if not tenant:
        where = "the overview page of Microsoft Entra shows it"
        problems.append(f"MicrosoftAppTenantId is missing. Set it, or give --tenant: {where}")
    if not re.fullmatch(r"[\w.-]+:/[^:]+", wanted):
        problems.append("SHAREPOINT_SITE is missing or no site. Set it, or give --site: it reads host:/sites/name")
    if federated and not federated[0].startswith("https://"):
        problems.append("--federated: the issuer is an https address, then comes the subject")
    if password_to is not None and not password_to.absolute().parent.is_dir():
        problems.append(f"--password-to: there is no folder {password_to.absolute().parent}. Make it first")
    if problems:
        stop(*problems)
    settings = settings.model_copy(update={"sharepoint_site": wanted})
    try:
        lists = wanted_of(settings)
    except DirectoryProblems as wrong:
        stop(*wrong.lines)
    except RulebookProblems as wrong:
        stop(*str(wrong).splitlines())
    wish = Wish(
        tenant=tenant,
        site=wanted,
        name=name,
        grants=_granted(grants),
        lists=lists,
        version=_version(settings),
        package=lambda app_id: pack(checked(settings.model_copy(update={"microsoft_app_id": app_id})).files),
        app=app or "",
        password_to=password_to,
        password_days=password_days,
        federated=federated or None,
        review=review,
    )
    return Place(settings, tenant, data, token_file, client_id), wish


def _granted(named: tuple[str, ...]) -> tuple[Permission, ...]:
    return tuple(one for one in GIVEN if one is SELECTED or one.name in named or "all" in named)


def _version(settings: Settings) -> str:
    """The version of the package, which is the same for every application. Stops where it cannot be built at all."""
    try:
        made = checked(settings.model_copy(update={"microsoft_app_id": CLIENT}))
    except (ValueError, OSError) as faults:
        stop(str(faults))
    return str(made.manifest["version"])


def bearer(place: Place) -> str:
    """The administrator's token: brought, or signed in for. Stops with what to do where there is none."""
    try:
        if token := token_of(place.token_file):
            who = brought(token, place.tenant, datetime.now(UTC))
            for scope in (one for one in SCOPES if one.name in who.lacks):
                click.echo(f"The token does not hold {scope.name}, which is needed to {scope.what_for}.", err=True)
            return who.bearer
        if place.settings.graph_is_loopback:
            return LOCAL_BEARER
        return by_code(place.tenant, place.client, _tell_code).bearer
    except NoSignIn as refused:
        stop(f"Nobody is signed in: {refused}.")


def _tell_code(page: str, code: str, until: datetime) -> None:
    click.echo(f"Sign in as an administrator: open {page} and enter the code {code}, before {until:%H:%M} UTC.")
    click.echo(f"It asks for: {', '.join(scope.name for scope in SCOPES)}.")
