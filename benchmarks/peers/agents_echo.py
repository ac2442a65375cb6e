"""The Agents SDK's echo bot: Microsoft's own adapter and application, as in their samples, without sign-in."""

from __future__ import annotations

import sys

from aiohttp import web
from microsoft_agents.hosting.aiohttp import CloudAdapter, start_agent_process
from microsoft_agents.hosting.core import (
    AgentApplication,
    AgentAuthConfiguration,
    AnonymousTokenProvider,
    ConnectionManager,
    MemoryStorage,
    TurnContext,
    TurnState,
)

# Nobody signs in, and no token is checked or fetched: it is spared the work that we do, as the stock bot is.
CONNECTIONS = ConnectionManager(
    lambda _: AnonymousTokenProvider(), {"SERVICE_CONNECTION": AgentAuthConfiguration(anonymous_allowed=True)}
)
ADAPTER = CloudAdapter(connection_manager=CONNECTIONS)
BOT = AgentApplication[TurnState](storage=MemoryStorage(), adapter=ADAPTER, connection_manager=CONNECTIONS)


@BOT.activity("message")
async def echo(context: TurnContext, _: TurnState) -> None:
    """Answer a message with its own text."""
    await context.send_activity(f"you said: {context.activity.text}")


async def messages(request: web.Request) -> web.StreamResponse:
    """Hand the request to the SDK's adapter."""
    return await start_agent_process(request, BOT, ADAPTER) or web.Response(status=500)


def main(port: int) -> None:
    """Serve on a port until killed."""
    app = web.Application()
    app.router.add_post("/api/messages", messages)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main(int(sys.argv[1]))
