"""The limit: bare aiohttp that reads the same JSON and answers a card, with no checks, no SDK and no database."""

from __future__ import annotations

import sys

import orjson
from aiohttp import web

CHOICES = [{"title": f"{n}. A choice of some length", "value": f"choice_{n}"} for n in range(6)]
CARD = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "fallbackText": "A card",
    "body": [{"type": "Input.ChoiceSet", "id": f"q{n}", "label": "A question", "choices": CHOICES} for n in range(4)],
    "actions": [{"type": "Action.Execute", "verb": "answer", "title": "Go on", "data": {"interview": "i"}}],
}


async def messages(request: web.Request) -> web.Response:
    """Read the activity, answer the card."""
    activity = orjson.loads(await request.read())
    said = {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": CARD}
    return web.Response(body=orjson.dumps(said | {"id": activity["id"]}), content_type="application/json")


def main(port: int) -> None:
    """Serve on a port until killed."""
    app = web.Application()
    app.router.add_post("/api/messages", messages)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main(int(sys.argv[1]))
