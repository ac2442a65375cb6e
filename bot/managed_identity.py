"""Tokens of this machine's own identity in Entra, which has no password: for the bot and for its database."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Final

from azure.core.credentials import AccessToken
from azure.core.exceptions import AzureError

TRIES_AGAIN: Final = 2
"""How often azure-identity asks again before it says that there is no token: whoever asked waits meanwhile."""
SECONDS: Final = 5
"""How long the machine's identity endpoint may take to answer: it is on this machine, or one hop away."""


class NoToken(Exception):
    """The machine's identity gave no token. The sentence says for what, and the kind of the error."""


def managed_token(client_id: str, scope: str, wall: Callable[[], float]) -> tuple[str, float]:
    """A new token for ``scope``, and the seconds for which it holds. It waits for the network: not for the event loop.

    ``client_id``: of the user-assigned identity. Raises `NoToken`.
    """
    identity = import_module("azure.identity")  # late: 0.2 s, and most commands need no token
    patience = {"retry_total": TRIES_AGAIN, "connection_timeout": SECONDS, "read_timeout": SECONDS}
    try:
        with identity.ManagedIdentityCredential(client_id=client_id, **patience) as credential:
            token: AccessToken = credential.get_token(scope)
    except AzureError as error:
        raise NoToken(f"the managed identity gave no token ({type(error).__name__})") from None
    return token.token, token.expires_on - wall()
