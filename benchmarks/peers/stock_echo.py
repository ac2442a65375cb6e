"""The stock Bot Framework echo bot: Microsoft's own adapter and middleware, as in their samples, without sign-in."""

from __future__ import annotations

import sys

from aiohttp import web
from botbuilder.core import ActivityHandler, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botbuilder.integration.aiohttp.aiohttp_channel_service_exception_middleware import aiohttp_error_middleware


class Settings:
    """No app id: the stock adapter takes this as "no authentication", which spares it the work that we do."""

    APP_ID = ""
    APP_PASSWORD = ""
    APP_TYPE = "MultiTenant"
    APP_TENANTID = ""


class EchoBot(ActivityHandler):
    """Says what was said."""

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Answer a message with its own text."""
        await turn_context.send_activity(f"Echo: {turn_context.activity.text}")


ADAPTER = CloudAdapter(ConfigurationBotFrameworkAuthentication(Settings()))
BOT = EchoBot()


async def messages(request: web.Request) -> web.Response:
    """Hand the request to the stock adapter."""
    return await ADAPTER.process(request, BOT)


def main(port: int) -> None:
    """Serve on a port until killed."""
    app = web.Application(middlewares=[aiohttp_error_middleware])
    app.router.add_post("/api/messages", messages)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main(int(sys.argv[1]))
