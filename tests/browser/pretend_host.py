"""A small bot behind the real page: it answers with cards, so that the page can be tried without the front door."""

from __future__ import annotations

import argparse
import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.graph_standin import LOCAL_SITE, start
from bot.local import ListAddress, local_page
from bot.people.directory import people_of, read_directory

CARD = "application/vnd.microsoft.card.adaptive"
NEEDS = {"fix": "Something is broken", "renew": "Renew or extend a contract or licence", "idea": "Explore an idea"}


def card(step: int, answers: dict[str, Any]) -> dict[str, Any]:
    """One of three cards: the start, a question, the end."""
    bodies: list[list[dict[str, Any]]] = [
        [
            {
                "type": "TextBlock",
                "style": "heading",
                "size": "large",
                "weight": "bolder",
                "text": "Welcome",
                "wrap": True,
            },
            {"type": "TextBlock", "text": "One clear way into **digital governance**.", "wrap": True},
        ],
        [
            {"type": "TextBlock", "isSubtle": True, "text": "Step 1 of about 6", "wrap": True},
            {
                "type": "TextBlock",
                "style": "heading",
                "size": "large",
                "weight": "bolder",
                "text": "Your need",
                "wrap": True,
            },
            {
                "type": "Input.ChoiceSet",
                "id": "need",
                "style": "expanded",
                "label": "What do you need?",
                "isRequired": True,
                "errorMessage": "Choose what you need",
                "wrap": True,
                "choices": [{"title": label, "value": value} for value, label in NEEDS.items()],
            },
            {
                "type": "Input.ChoiceSet",
                "id": "what",
                "isMultiSelect": True,
                "style": "expanded",
                "label": "What does it touch technically?",
                "wrap": True,
                "choices": [
                    {"title": "A new link between two systems, or one that changes", "value": "new_integration"}
                ],
            },
            {
                "type": "Input.Text",
                "id": "title",
                "label": "Title",
                "isRequired": True,
                "errorMessage": "Enter a title",
            },
            {"type": "Input.Text", "id": "problem", "label": "What is the problem?", "isMultiline": True},
            {"type": "Input.Date", "id": "by", "label": "When is it needed?"},
            {
                "type": "Container",
                "id": "why",
                "isVisible": False,
                "items": [{"type": "TextBlock", "text": "It decides who can help you."}],
            },
        ],
        [{"type": "TextBlock", "style": "heading", "text": f"Your answers: {answers}", "wrap": True}],
    ]
    execute = {"type": "Action.Execute", "data": {"step": step}}
    actions: list[list[dict[str, Any]]] = [
        [execute | {"title": "Start", "verb": "start", "style": "positive", "associatedInputs": "none"}],
        [
            execute | {"title": "Continue", "verb": "answer", "style": "positive"},
            execute | {"title": "Back", "verb": "back", "associatedInputs": "none"},
            {"type": "Action.ToggleVisibility", "title": "Why we ask", "targetElements": ["why"]},
        ],
        [execute | {"title": "Start again", "verb": "back", "associatedInputs": "none"}],
    ]
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "fallbackText": f"Card {step}",
        "speak": f"Card {step}",
        "body": bodies[step],
        "actions": actions[step],
    }


async def messages(request: web.Request) -> web.Response:
    """Answer a press with the next card and everything else with a message."""
    activity = await request.json()
    if activity["type"] == "invoke":
        action = activity["value"]["action"]
        step = {"start": 1, "answer": 2, "back": 0}[action["verb"]]
        return web.json_response({"statusCode": 200, "type": CARD, "value": card(step, action["data"])})
    if activity["type"] in {"message", "conversationUpdate"}:
        address = f"{activity['serviceUrl']}v3/conversations/{activity['conversation']['id']}/activities"
        attachment = {"contentType": CARD, "content": card(0, {})}
        text = f"You said: {activity.get('text', 'nothing')}"
        async with aiohttp.ClientSession() as session:
            await session.post(
                address, json={"type": "message", "text": text, "summary": "Welcome", "attachments": [attachment]}
            )
    return web.Response(status=201)


async def main(port: int, data: Path) -> None:
    """Run until killed."""
    graph = await start(0, data)
    directory = read_directory()

    async def deliveries() -> list[dict[str, Any]]:
        return []

    page = local_page(
        data_folder=data,
        people=people_of(directory, (), date(2026, 3, 2)),
        deliveries=deliveries,
        listing=ListAddress(graph.url, LOCAL_SITE, "Digital change requests", "local"),
    )
    app = web.Application()
    app.add_routes([web.post("/api/messages", messages), *page.routes])
    page.live_with(app)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}/", flush=True)  # noqa: T201 - whoever started this waits for it
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--data", type=Path, required=True)
    given = parser.parse_args()
    asyncio.run(main(given.port, given.data))
