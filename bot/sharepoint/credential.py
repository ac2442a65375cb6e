"""As whom the app signs in to Microsoft Entra: an identity of its own for Graph, else the bot's own app.

Importing this loads azure-identity.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import Any

import aiohttp
from azure.core.credentials import AccessToken
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.pipeline.transport import AioHttpTransport
from azure.identity import aio

from bot.host.outbound import tls_context
from bot.sharepoint.access import GraphAccess
from bot.sharepoint.refusals import TryLater


class OnceForAll(AsyncTokenCredential):
    """A credential that asks Microsoft Entra once for all who wait for the same token.

    azure-identity keeps what it was given, and asks once more for each call that begins before it was given anything:
    a start reads several lists side by side.
    """

    def __init__(self, credential: AsyncTokenCredential) -> None:
        self._credential = credential
        self._asked: dict[str, asyncio.Task[AccessToken]] = {}

    async def get_token(self, *scopes: str, **how: Any) -> AccessToken:
        """The token for these scopes. Raises what the credential raises, to all who wait."""
        key = repr((scopes, sorted(how.items())))
        if (asked := self._asked.get(key)) is None:
            asked = asyncio.create_task(self._credential.get_token(*scopes, **how), name="token for Graph")
            self._asked[key] = asked
            asked.add_done_callback(lambda task: self._ended(key, task))
        return await asyncio.shield(asked)

    def _ended(self, key: str, task: asyncio.Task[AccessToken]) -> None:
        del self._asked[key]
        if not task.cancelled():
            task.exception()  # whoever waited may have gone: it is not said once more by the event loop then

    async def close(self) -> None:
        """Give up what is being asked for, and close the credential."""
        for task in list(self._asked.values()):
            task.cancel()
        await self._credential.close()

    async def __aexit__(self, *_ended: object) -> None:
        await self.close()


def open_credential(access: GraphAccess) -> tuple[AsyncTokenCredential, Callable[[], Any]]:
    """The credential for this event loop, asked once for all who wait, and what closes it.

    `AZURE_CLIENT_ID` with a secret or a certificate is an app of its own; alone it is a managed identity of this
    machine; without it the bot's own app signs in. Nothing is asked of Microsoft Entra until the first call. Raises
    `TryLater` where the certificate cannot be read.
    """
    shared = OnceForAll(_credential_of(access))
    return shared, shared.close


def _credential_of(access: GraphAccess) -> AsyncTokenCredential:
    # The delivery decides about retries; a council's proxy and its authority are respected.
    once: dict[str, Any] = {"retry_total": 0, "connection_timeout": 5, "read_timeout": 20}
    federated = os.environ.get("AZURE_FEDERATED_TOKEN_FILE", "")
    if access.client_id and federated and not (access.client_secret or access.certificate_path):
        return aio.WorkloadIdentityCredential(
            tenant_id=access.tenant_id,
            client_id=access.client_id,
            token_file_path=federated,
            transport=_transport(),
            **once,
        )
    if access.client_id and not (access.client_secret or access.certificate_path):
        return aio.ManagedIdentityCredential(client_id=access.client_id, **once)
    if not access.client_id and access.bot_is_managed:
        return aio.ManagedIdentityCredential(client_id=access.bot_app_id, **once)
    if access.client_id and access.certificate_path and not access.client_secret:
        _must_be_read(access)
    transport = _transport()
    if access.client_id and access.certificate_path and not access.client_secret:
        return aio.CertificateCredential(
            access.tenant_id or access.bot_tenant_id,
            access.client_id,
            access.certificate_path,
            password=_password(),
            transport=transport,
            **once,
        )
    if access.client_id:
        return aio.ClientSecretCredential(
            access.tenant_id or access.bot_tenant_id,
            access.client_id,
            access.client_secret,
            transport=transport,
            **once,
        )
    return aio.ClientSecretCredential(
        access.bot_tenant_id, access.bot_app_id, access.bot_secret, transport=transport, **once
    )


def _must_be_read(access: GraphAccess) -> None:
    """Try the certificate on a credential that opens nothing. Raises `TryLater` where an operator must mend it."""
    try:
        aio.CertificateCredential("tenant", access.client_id, access.certificate_path, password=_password())
    except (ValueError, TypeError, OSError) as error:
        raise TryLater(
            f"AZURE_CLIENT_CERTIFICATE_PATH cannot be read ({type(error).__name__}): it takes a certificate with its "
            "key, and AZURE_CLIENT_CERTIFICATE_PASSWORD where that has one"
        ) from None


def _password() -> str | None:
    return os.environ.get("AZURE_CLIENT_CERTIFICATE_PASSWORD")


def _transport() -> AioHttpTransport:
    """azure-core's transport over a session that trusts what the rest of the host trusts."""
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=tls_context()), trust_env=True)
    return AioHttpTransport(session=session)
