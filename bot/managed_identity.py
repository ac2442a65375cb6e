"""Tokens of this machine's own identity in Entra, which has no password: for the bot and for its database."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Final

from azure.core.credentials import AccessToken
from azure.core.exceptions import AzureError

SECONDS: Final = 5
"""How long the machine's identity endpoint may take to answer: it is on this machine, or one hop away."""
PATIENCE: Final = {
    "connection_timeout": SECONDS,
    "read_timeout": SECONDS,
    "retry_total": 2,
    "retry_read": 0,
    "retry_status": 0,
}
"""What azure-identity waits for: a way to the endpoint, three times. What has answered, or hangs, is not asked again
here: azure-core would sleep for as long as a `Retry-After` says, and whoever asked has somebody waiting."""
UNREADABLE: Final = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
"""What azure-identity lets through when an answer to it is not what it should be."""


class NoToken(Exception):
    """The machine's identity gave no token. The sentence says for what, and the kind of the error."""


def managed_token(client_id: str, scope: str, wall: Callable[[], float]) -> tuple[str, float]:
    """A new token for ``scope``, and the seconds for which it holds. It waits for the network: not for the event loop.

    ``client_id``: of the user-assigned identity. Raises `NoToken`.
    """
    identity = import_module("azure.identity")  # late: 0.2 s, and most commands need no token
    try:
        with identity.ManagedIdentityCredential(client_id=client_id, **PATIENCE) as credential:
            token: AccessToken = credential.get_token(scope)
        return token.token, token.expires_on - wall()
    except (AzureError, *UNREADABLE) as error:
        raise NoToken(f"the managed identity gave no token ({type(error).__name__})") from None
