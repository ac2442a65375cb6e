"""An administrator's own sign-in: by a code that they enter on another device, or a token that they bring.

Importing this loads azure-identity.
"""

from __future__ import annotations

import base64
import json
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from azure.core.exceptions import AzureError, ClientAuthenticationError
from azure.identity import DeviceCodeCredential

from bot.tenant.refusals import of_sign_in
from bot.tenant.scopes import SCOPES, asked_for

CLIENT: Final = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
"""Microsoft Graph Command Line Tools, Microsoft's own client of every tenant
(https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in)."""
ENVIRONMENT: Final = "FRONT_DOOR_TENANT_TOKEN"
"""The variable that may hold a token. Not an argument: those stand in the list of processes and in the history."""
GRAPH_IDS: Final = frozenset({"https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000"})
_OTHERS: Final = 0o077


class NoSignIn(Exception):
    """Nobody could be signed in. The sentence says why and what to do, and holds nothing of a token."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who signed in. ``lacks``: scopes that their token is known not to hold."""

    bearer: str
    lacks: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"SignedIn(lacks={self.lacks})"


def by_code(tenant: str, client: str, tell: Callable[[str, str, datetime], None]) -> SignedIn:
    """Sign somebody in by a code. ``tell`` gets the page, the code and until when it holds.

    Blocks until they have signed in, or the code has ended. Raises `NoSignIn`.
    """
    # It would log the whole of a refusal, which names the account; what it means is put into words here.
    logging.getLogger("azure").setLevel(logging.CRITICAL)
    credential = DeviceCodeCredential(
        client_id=client,
        tenant_id=tenant,
        prompt_callback=tell,
        retry_total=2,
        **trusting(os.environ),
    )
    try:
        return brought(credential.get_token(*asked_for()).token, tenant, datetime.now(UTC))
    except ClientAuthenticationError as refused:
        raise NoSignIn(of_sign_in(refused.message)) from None
    except (AzureError, ValueError) as error:
        raise NoSignIn(
            f"Microsoft Entra cannot be reached ({type(error).__name__}). Let this machine reach "
            "login.microsoftonline.com, and check HTTPS_PROXY and SSL_CERT_FILE"
        ) from None
    finally:
        credential.close()


def trusting(environment: Mapping[str, str]) -> dict[str, Any]:
    """Whose certificates the sign-in believes, as azure-identity takes it; empty: those that it brings itself."""
    trusted = environment.get("REQUESTS_CA_BUNDLE") or environment.get("SSL_CERT_FILE")
    return {"connection_verify": trusted} if trusted else {}


def token_of(file: Path | None) -> str:
    """The token that was brought, from the file or the environment; empty where there is none. Raises `NoSignIn`."""
    if file is None:
        return os.environ.get(ENVIRONMENT, "").strip()
    try:
        if file.stat().st_mode & _OTHERS:
            raise NoSignIn(f"others on this machine can read {file}. Close it with chmod 600, and get a fresh token")
        token = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise NoSignIn(f"{file} cannot be read ({type(error).__name__}). Put the token alone into it") from None
    if not token:
        raise NoSignIn(f"{file} is empty. Put the token alone into it")
    return token


def brought(token: str, tenant: str, now: datetime) -> SignedIn:
    """A token, looked into for what would be refused later: its tenant, its service, its end. Raises `NoSignIn`.

    Whether it is sound is for Graph to say, so nothing is believed of it: a token that cannot be read is tried as it is
    (https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-tokens).
    """
    if not token.isascii() or any(sign.isspace() or not sign.isprintable() for sign in token):
        raise NoSignIn("the token holds spaces, line ends or what no token holds. Give it alone, without “Bearer”")
    claims = _claims(token)
    if not claims:
        return SignedIn(token)
    if claims.get("aud") and str(claims["aud"]).rstrip("/") not in GRAPH_IDS:
        raise NoSignIn("the token is for another service. Get one for https://graph.microsoft.com")
    if claims.get("tid") and str(claims["tid"]).casefold() != tenant.casefold():
        raise NoSignIn(f"the token is of the tenant {claims['tid']}, not {tenant}. Sign in there, or correct --tenant")
    if isinstance(claims.get("exp"), int) and claims["exp"] <= now.timestamp():
        raise NoSignIn("the token has ended. Get a fresh one")
    if "scp" not in claims and "roles" in claims:
        raise NoSignIn(
            "the token is of an application, not of a person, and the catalogue takes no application's. Sign in as an "
            "administrator"
        )
    held = str(claims.get("scp") or "").split()
    return SignedIn(token, tuple(one.name for one in SCOPES if held and one.name not in held))


def _claims(token: str) -> dict[str, Any]:
    """What a token says of itself; empty for one that is sealed, as Microsoft may make them."""
    try:
        _head, claims, _signature = token.split(".")
        said = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
