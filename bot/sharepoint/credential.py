"""As whom the app signs in to Microsoft Entra: an identity of its own for Graph, else the bot's own app.

Importing this loads azure-identity.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import aiohttp
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.pipeline.transport import AioHttpTransport
from azure.identity import aio

from bot.host.outbound import tls_context
from bot.sharepoint.access import GraphAccess
from bot.sharepoint.refusals import TryLater


def open_credential(access: GraphAccess) -> tuple[AsyncTokenCredential, Callable[[], Any]]:
    """The credential for this event loop, and what closes it.

    `AZURE_CLIENT_ID` with a secret or a certificate is an app of its own; alone it is a managed identity of this
    machine; without it the bot's own app signs in. Nothing is asked of Microsoft Entra until the first call. Raises
    `TryLater` where the certificate cannot be read.
    """
    # The delivery decides about retries; a council's proxy and its authority are respected.
    once: dict[str, Any] = {"retry_total": 0, "connection_timeout": 5, "read_timeout": 20}
    federated = os.environ.get("AZURE_FEDERATED_TOKEN_FILE", "")
    if access.client_id and federated and not (access.client_secret or access.certificate_path):
        workload = aio.WorkloadIdentityCredential(
            tenant_id=access.tenant_id,
            client_id=access.client_id,
            token_file_path=federated,
            transport=_transport(),
            **once,
        )
        return workload, workload.close
    if access.client_id and not (access.client_secret or access.certificate_path):
        managed = aio.ManagedIdentityCredential(client_id=access.client_id, **once)
        return managed, managed.close
    if not access.client_id and access.bot_is_managed:
        managed = aio.ManagedIdentityCredential(client_id=access.bot_app_id, **once)
        return managed, managed.close
    if access.client_id and access.certificate_path and not access.client_secret:
        _must_be_read(access)
    transport = _transport()
    own: aio.CertificateCredential | aio.ClientSecretCredential
    if access.client_id and access.certificate_path and not access.client_secret:
        own = aio.CertificateCredential(
            access.tenant_id or access.bot_tenant_id,
            access.client_id,
            access.certificate_path,
            password=_password(),
            transport=transport,
            **once,
        )
    elif access.client_id:
        own = aio.ClientSecretCredential(
            access.tenant_id or access.bot_tenant_id,
            access.client_id,
            access.client_secret,
            transport=transport,
            **once,
        )
    else:
        own = aio.ClientSecretCredential(
            access.bot_tenant_id, access.bot_app_id, access.bot_secret, transport=transport, **once
        )
    return own, own.close


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
