"""The one file that imports msgraph-sdk: the SDK builds the addresses, signs in and carries the bytes.

Importing it takes half a second and 40 MB: `bot.sharepoint.graph` does so when Graph is first needed, in one place.
"""

from __future__ import annotations

import importlib
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

import httpx
from azure.core.exceptions import AzureError, ClientAuthenticationError
from kiota_abstractions.api_error import APIError
from kiota_abstractions.authentication import ApiKeyAuthenticationProvider, AuthenticationProvider, KeyLocation
from kiota_abstractions.base_request_builder import BaseRequestBuilder
from kiota_abstractions.method import Method
from kiota_abstractions.native_response_handler import NativeResponseHandler
from kiota_abstractions.request_information import RequestInformation
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from kiota_http.middleware.options import (
    RedirectHandlerOption,
    ResponseHandlerOption,
    RetryHandlerOption,
    UserAgentHandlerOption,
)
from kiota_http.observability_options import ObservabilityOptions
from msgraph import GraphServiceClient
from msgraph.graph_request_adapter import GraphRequestAdapter, options
from msgraph_core import GraphClientFactory  # type: ignore[import-untyped]  # it has no types

from bot.host.outbound import proxy_for, tls_context
from bot.managed_identity import UNREADABLE
from bot.sharepoint.access import LOCAL_BEARER, SCOPE, GraphAccess
from bot.sharepoint.credential import open_credential
from bot.sharepoint.refusals import NotAllowed, TryLater
from bot.sharepoint.wire import Wire

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0

for _name in (
    "msgraph.generated.sites.item.lists.item.items.item.fields.fields_request_builder",
    "msgraph.generated.sites.item.lists.item.items.delta.delta_request_builder",
    "msgraph.generated.sites.item.lists.item.columns.item.column_definition_item_request_builder",
    "msgraph.generated.subscriptions.item.subscription_item_request_builder",
    "msgraph.generated.users.item.manager.manager_request_builder",
    "msgraph.generated.users.users_request_builder",
    "msgraph.generated.users.item.user_item_request_builder",
    "msgraph.generated.users.item.teamwork.installed_apps.item.chat.chat_request_builder",
    "msgraph.generated.app_catalogs.teams_apps.teams_apps_request_builder",
    "anyio._backends._asyncio",
):
    # The libraries import these in the middle of the first call that needs them, which would hold up every turn.
    importlib.import_module(_name)


@dataclass(frozen=True, slots=True)
class Connection:
    """The SDK's client and all that it holds open, for one event loop."""

    client: GraphServiceClient
    http: httpx.AsyncClient
    wire: Wire
    close_credential: Callable[[], Any] | None

    async def send(self, request: RequestInformation) -> httpx.Response:
        """Send through the SDK's adapter. Every exception of four libraries becomes one of ours."""
        request.path_parameters["baseurl"] = self.client.request_adapter.base_url
        request.url = request.url  # made of its parts once: the SDK would do it, letter by letter, each time it asks
        try:
            answer: httpx.Response | None = await self.client.request_adapter.send_primitive_async(request, "bytes", {})
        except ClientAuthenticationError as error:
            answered = getattr(error.response, "status_code", None)
            if answered is None:  # a page of a proxy in the place of an answer, or no identity of this machine's yet
                raise TryLater(f"Microsoft Entra cannot be reached ({type(error).__name__})") from None
            if answered == HTTPStatus.TOO_MANY_REQUESTS or answered >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise TryLater(f"Microsoft Entra answered {answered}") from None
            raise NotAllowed("Microsoft Entra did not let the app sign in: check its id, tenant and secret") from None
        except AzureError as error:
            raise TryLater(f"Microsoft Entra cannot be reached ({type(error).__name__})") from None
        except httpx.TimeoutException:
            raise TryLater("Graph did not answer in time") from None
        except (httpx.HTTPError, httpx.InvalidURL, APIError, OSError) as error:
            raise TryLater(f"Graph cannot be reached ({type(error).__name__})") from None
        except UNREADABLE as error:  # of the libraries: nothing of ours runs in there
            raise TryLater(f"an answer could not be read ({type(error).__name__})") from None
        if answer is None:
            raise TryLater("Graph gave no answer")
        return answer

    async def close(self) -> None:
        """Close every connection."""
        await self.http.aclose()
        await self.wire.aclose()
        if self.close_credential is not None:
            await self.close_credential()


def connect(access: GraphAccess) -> Connection:
    """Connect to Graph from the running event loop. No call is made yet."""
    for noisy in ("httpx", "azure"):
        # They log addresses (and addresses of people hold their names), and refusals that we put into words ourselves.
        logging.getLogger(noisy).setLevel(logging.ERROR)
    # A wire of our own, because the SDK's wrapper around a client's never closes it.
    wire = Wire(
        verify=access.base_url.startswith("https:") and tls_context(),
        http2=not access.is_loopback,
        trust_env=False,
        proxy=proxy_for(access.base_url),
    )
    http = httpx.AsyncClient(
        transport=wire,
        base_url=access.base_url,
        timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
        headers={"User-Agent": f"NONISV|SouthamptonCityCouncil|FrontDoor/{version('front-door')}"},
        trust_env=False,
    )
    GraphClientFactory.create_with_default_middleware(
        client=http,
        options={
            **options,
            RetryHandlerOption.get_key(): RetryHandlerOption(max_retries=0, should_retry=False),
            # A redirect would carry the token to wherever it leads.
            RedirectHandlerOption.get_key(): RedirectHandlerOption(max_redirect=0, should_redirect=False),
            UserAgentHandlerOption.get_key(): UserAgentHandlerOption(enabled=False),
        },
    )
    sign_in, close_credential = _sign_in(access)
    adapter = GraphRequestAdapter(sign_in, http)
    adapter.base_url = access.base_url
    # Traces must not hold addresses of people.
    adapter.observability_options = ObservabilityOptions(include_euii_attributes=False)
    client = GraphServiceClient(request_adapter=adapter)
    return Connection(client, http, wire, close_credential)


def request_to(
    builder: BaseRequestBuilder,
    method: str,
    query: Mapping[str, str] | None,
    body: object,
    headers: Mapping[str, str] | None,
) -> RequestInformation:
    """One request to the builder's address, answered as it comes over the wire.

    ``body``: what JSON can hold, or the bytes of an app package.
    """
    request = RequestInformation(Method(method), builder.url_template, dict(builder.path_parameters))
    for name, value in (query or {}).items():
        request.query_parameters[name.replace("$", "%24")] = value
    for name, value in {"Accept": "application/json", **(headers or {})}.items():
        request.headers.try_add(name, value)
    if isinstance(body, bytes):
        request.set_stream_content(body, "application/zip")
    elif body is not None:
        request.set_stream_content(json.dumps(body).encode(), "application/json")
    request.add_request_options([ResponseHandlerOption(NativeResponseHandler())])
    return request


def _sign_in(access: GraphAccess) -> tuple[AuthenticationProvider, Callable[[], Any] | None]:
    """What puts a token on each request, and what closes it."""
    host = urlsplit(access.base_url).hostname or ""
    if access.bearer:
        return ApiKeyAuthenticationProvider(
            KeyLocation.Header, f"Bearer {access.bearer}", "Authorization", [host]
        ), None
    if access.is_loopback:
        return ApiKeyAuthenticationProvider(KeyLocation.Header, f"Bearer {LOCAL_BEARER}", "Authorization", []), None
    credential, close = open_credential(access)
    return AzureIdentityAuthenticationProvider(credential, scopes=[SCOPE], allowed_hosts=[host]), close
