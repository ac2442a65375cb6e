"""Microsoft Graph through msgraph-sdk: the one file that knows the SDK and how it signs in.

The SDK builds the addresses, signs in and carries the bytes. Bodies are plain JSON both ways, because its models turn
titles that look like dates into dates, and take 20 MB. Retries are the delivery's business alone: the SDK would send a
write twice.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import logging
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.host.outbound import proxy_for, tls_context
from bot.retry_after import capped
from bot.sharepoint.access import LOCAL_BEARER, GraphAccess
from bot.sharepoint.refusals import Broken, GiveUp, NotAllowed, TryLater, refusal

if TYPE_CHECKING:
    import httpx
    from kiota_abstractions.authentication import AuthenticationProvider
    from kiota_abstractions.base_request_builder import BaseRequestBuilder
    from kiota_abstractions.request_information import RequestInformation

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
TOTAL_SECONDS = 30.0
SCOPE = "https://graph.microsoft.com/.default"

Watch = Callable[[str, str, float], None]
"""Told of every call: the method, the result (``ok``, ``later``, ``refused``, ``unreachable``) and the seconds."""
Sdk = Any
"""The SDK's `GraphServiceClient`.

Not named as a type: a type checker would read its 20,000 generated modules, which takes a minute.
"""
Build = Callable[[Sdk], "BaseRequestBuilder"]


def _unwatched(_method: str, _result: str, _seconds: float) -> None:
    """Nobody counts."""


def warm() -> None:
    """Import the SDK.

    Run it in a thread at start: the first use imports over 400 modules and would hold up every turn.
    """
    with warnings.catch_warnings():
        # The SDK warns of a class of its own that nobody here uses.
        warnings.simplefilter("ignore", DeprecationWarning)
        importlib.import_module("kiota_abstractions.default_query_parameters")
    for name in (
        "msgraph",
        "msgraph.generated.sites.item.lists.item.items.item.fields.fields_request_builder",
        "msgraph.generated.sites.item.lists.item.items.delta.delta_request_builder",
        "msgraph.generated.sites.item.lists.item.columns.item.column_definition_item_request_builder",
        "msgraph.generated.subscriptions.item.subscription_item_request_builder",
        "anyio._backends._asyncio",  # 0.2 s on the loop at the first call otherwise
    ):
        importlib.import_module(name)


@dataclass(slots=True)
class Graph:
    """A connection to Graph for one event loop. Make it with `open_graph`, close it when done.

    Mutable only in ``held_until``: while a ``Retry-After`` runs, no call leaves, whoever makes it.
    """

    access: GraphAccess
    client: Sdk
    http: httpx.AsyncClient
    wire: httpx.AsyncHTTPTransport
    close_credential: Callable[[], Any] | None = None
    watch: Watch = _unwatched
    clock: Callable[[], float] = time.monotonic
    held_until: float = field(default=0.0)

    async def call(
        self,
        method: str,
        build: Build,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Make one call and give its JSON (empty for none).

        ``build`` picks the request builder of the SDK; ``query`` goes by OData names such as ``$filter``. Raises
        `TryLater`, `NotAllowed`, `GiveUp`, `Gone`, `Conflict` or `Missing`, and nothing else.
        """
        self.refuse_while_held()
        began = self.clock()
        result = "unreachable"
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                answer = await self._send(_request(build(self.client), method, query, body, headers))
            result = "ok" if answer.is_success else "refused"
            if not answer.is_success:
                refused = self._refusal(answer)
                result = "later" if isinstance(refused, TryLater) else "refused"
                raise refused
            return _json(answer)
        except TimeoutError:
            raise TryLater("Graph did not answer in time") from None
        finally:
            self.watch(method, result, self.clock() - began)

    async def follow(self, link: str) -> dict[str, Any]:
        """Read a nextLink or deltaLink.

        Raises `GiveUp` when it leads to another place: the token goes to Graph's own host only.
        """
        if not self.leads_to_graph(link):
            raise GiveUp("Graph named a link to another place")
        return await self.call("GET", lambda client: client.sites.with_url(link))

    def leads_to_graph(self, link: str) -> bool:
        """Whether a link stays on the host of `GRAPH_BASE_URL`."""
        parts = urlsplit(link)
        return (parts.scheme, parts.netloc.lower()) == self.access.origin

    def hold(self, seconds: float) -> None:
        """Let no call leave for so many seconds, an hour at most: Graph asked for it, here or in another process."""
        self.held_until = max(self.held_until, self.clock() + capped(seconds))

    def refuse_while_held(self) -> None:
        """Raise `TryLater` while a ``Retry-After`` runs."""
        left = self.held_until - self.clock()
        if left > 0:
            raise TryLater("Graph asked us to wait", left)

    async def close(self) -> None:
        """Close every connection."""
        await self.http.aclose()
        await self.wire.aclose()
        if self.close_credential is not None:
            await self.close_credential()

    async def _send(self, request: RequestInformation) -> httpx.Response:
        """Send through the SDK's adapter. Every exception of four libraries becomes one of ours."""
        import httpx  # noqa: PLC0415 - loaded with the SDK, never before the host is ready
        from azure.core.exceptions import AzureError, ClientAuthenticationError  # noqa: PLC0415 - the same
        from kiota_abstractions.api_error import APIError  # noqa: PLC0415 - the same

        try:
            answer: httpx.Response | None = await self.client.request_adapter.send_primitive_async(request, "bytes", {})
        except ClientAuthenticationError as error:
            answered = getattr(error.response, "status_code", None)
            if answered is not None and (answered == 429 or answered >= 500):  # noqa: PLR2004 - HTTP
                raise TryLater(f"Microsoft Entra answered {answered}") from None
            raise NotAllowed("Microsoft Entra did not let the app sign in: check its id, tenant and secret") from None
        except AzureError as error:
            raise TryLater(f"Microsoft Entra cannot be reached ({type(error).__name__})") from None
        except httpx.TimeoutException:
            raise TryLater("Graph did not answer in time") from None
        except (httpx.HTTPError, httpx.InvalidURL, APIError, OSError) as error:
            raise TryLater(f"Graph cannot be reached ({type(error).__name__})") from None
        if answer is None:
            raise TryLater("Graph gave no answer")
        return answer

    def _refusal(self, answer: httpx.Response) -> Exception:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        try:
            code = str(answer.json()["error"]["code"])[:60]
        except (ValueError, KeyError, TypeError, RecursionError):
            code = ""
        refused = refusal(answer.status_code, headers, code, datetime.now(UTC))
        if isinstance(refused, TryLater) and refused.after:
            self.hold(refused.after)
        return refused


def open_graph(access: GraphAccess, watch: Watch = _unwatched, clock: Callable[[], float] = time.monotonic) -> Graph:
    """Connect to Graph from the running event loop. No call is made yet.

    Call `warm` in a thread first: this imports the SDK. ``clock`` gives seconds that never go back.
    """
    warm()
    import httpx  # noqa: PLC0415 - the SDK costs half a second, and the host must be ready before
    from kiota_http.middleware.options import (  # noqa: PLC0415 - the same
        RedirectHandlerOption,
        RetryHandlerOption,
        UserAgentHandlerOption,
    )
    from kiota_http.observability_options import ObservabilityOptions  # noqa: PLC0415 - the same

    from bot.sharepoint.wire import Wire  # noqa: PLC0415 - the same

    msgraph = importlib.import_module("msgraph")
    adapters = importlib.import_module("msgraph.graph_request_adapter")
    core = importlib.import_module("msgraph_core")
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
    core.GraphClientFactory.create_with_default_middleware(
        client=http,
        options={
            **adapters.options,
            RetryHandlerOption.get_key(): RetryHandlerOption(max_retries=0, should_retry=False),
            # A redirect would carry the token to wherever it leads.
            RedirectHandlerOption.get_key(): RedirectHandlerOption(max_redirect=0, should_redirect=False),
            UserAgentHandlerOption.get_key(): UserAgentHandlerOption(enabled=False),
        },
    )
    sign_in, close_credential = _sign_in(access)
    adapter = adapters.GraphRequestAdapter(sign_in, http)
    adapter.base_url = access.base_url
    # Traces must not hold addresses of people.
    adapter.observability_options = ObservabilityOptions(include_euii_attributes=False)
    client = msgraph.GraphServiceClient(request_adapter=adapter)
    graph = Graph(access, client, http, wire, close_credential, watch, clock)
    wire.may_leave = graph.refuse_while_held
    return graph


def _request(
    builder: BaseRequestBuilder,
    method: str,
    query: Mapping[str, str] | None,
    body: object,
    headers: Mapping[str, str] | None,
) -> RequestInformation:
    """One request to the builder's address, with a plain JSON body, answered as it comes over the wire."""
    from kiota_abstractions.method import Method  # noqa: PLC0415 - loaded with the SDK
    from kiota_abstractions.native_response_handler import NativeResponseHandler  # noqa: PLC0415 - the same
    from kiota_abstractions.request_information import RequestInformation  # noqa: PLC0415 - the same
    from kiota_http.middleware.options import ResponseHandlerOption  # noqa: PLC0415 - the same

    request = RequestInformation(Method(method), builder.url_template, dict(builder.path_parameters))
    for name, value in (query or {}).items():
        request.query_parameters[name.replace("$", "%24")] = value
    for name, value in {"Accept": "application/json", **(headers or {})}.items():
        request.headers.try_add(name, value)
    if body is not None:
        request.set_stream_content(json.dumps(body).encode(), "application/json")
    request.add_request_options([ResponseHandlerOption(NativeResponseHandler())])
    return request


def _json(answer: httpx.Response) -> dict[str, Any]:
    if not answer.content:
        return {}
    try:
        body = answer.json()
    except (ValueError, RecursionError):
        raise Broken("Graph's answer could not be read") from None
    if not isinstance(body, dict):
        raise Broken("Graph's answer could not be read")
    return body


def _sign_in(access: GraphAccess) -> tuple[AuthenticationProvider, Callable[[], Any] | None]:
    """What puts a token on each request, and what closes it."""
    from kiota_abstractions.authentication import (  # noqa: PLC0415 - loaded with the SDK
        ApiKeyAuthenticationProvider,
        KeyLocation,
    )

    if access.is_loopback:
        return ApiKeyAuthenticationProvider(KeyLocation.Header, f"Bearer {LOCAL_BEARER}", "Authorization", []), None
    from kiota_authentication_azure.azure_identity_authentication_provider import (  # noqa: PLC0415 - the same
        AzureIdentityAuthenticationProvider,
    )

    from bot.sharepoint.credential import open_credential  # noqa: PLC0415 - azure-identity costs 16 MB

    credential, close = open_credential(access)
    host = urlsplit(access.base_url).hostname or ""
    return AzureIdentityAuthenticationProvider(credential, scopes=[SCOPE], allowed_hosts=[host]), close
