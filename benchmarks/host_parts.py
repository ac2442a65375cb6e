"""Where the microseconds of a turn go between aiohttp and the turn itself: `python benchmarks/host_parts.py`."""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import orjson
from botbuilder.schema import Activity
from pydantic import BaseModel, ConfigDict, Field

from bot.host.activity import invoke_response, read, sdk_activity, tenants
from bot.host.adapter import FrontDoorAdapter, TurnParts
from bot.host.body import read_json
from bot.host.incoming import Incoming, Reply
from bot.host.metrics import Metrics
from bot.host.rate_limit import RateLimit
from bot.host.service_url import ServiceRule
from bot.logs import start_logs

TENANT = "00000000-0000-0000-0000-0000000000a0"
SENT: dict[str, Any] = {
    "type": "invoke",
    "name": "adaptiveCard/action",
    "id": "f:1",
    "timestamp": "2026-01-01T10:00:00.000Z",
    "channelId": "msteams",
    "serviceUrl": "https://smba.trafficmanager.net/uk/",
    "from": {"id": "29:x", "name": "Requester", "aadObjectId": "00000000-0000-0000-0000-00000000d001"},
    "recipient": {"id": "28:bot", "name": "Front door"},
    "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": TENANT},
    "channelData": {"tenant": {"id": TENANT}, "source": {"name": "message"}},
    "entities": [{"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web"}],
    "replyToId": "1:1",
    "value": {
        "action": {
            "type": "Action.Execute",
            "verb": "answer",
            "data": {"interview": "i", "revision": 3, "reach": "my_team", "data": "none", "ai": "no"},
        },
        "trigger": "manual",
    },
}
BODY = orjson.dumps(SENT)
CARD = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [
        {
            "type": "Input.ChoiceSet",
            "id": f"question_{n}",
            "label": "How far does it reach?",
            "choices": [{"title": f"{m}. A choice", "value": f"choice_{m}"} for m in range(6)],
        }
        for n in range(4)
    ],
}
ANSWER = Reply(CARD, "Step 2 of about 6")


class _Account(BaseModel):
    model_config = ConfigDict(strict=True)
    id: str = ""
    name: str = ""
    aad: str = Field("", alias="aadObjectId")


class _Conversation(BaseModel):
    model_config = ConfigDict(strict=True)
    id: str
    type_: str = Field("", alias="conversationType")
    tenant: str = Field("", alias="tenantId")


class _Action(BaseModel):
    model_config = ConfigDict(strict=True)
    type: Literal["Action.Execute"]
    verb: str
    data: dict[str, Any] = {}


class _Value(BaseModel):
    model_config = ConfigDict(strict=True)
    action: _Action


class _Press(BaseModel):
    """The same checks by pydantic."""

    model_config = ConfigDict(strict=True)
    type: str
    id: str = Field(max_length=1024)
    name: str = ""
    service_url: str = Field(alias="serviceUrl")
    channel: str = Field(alias="channelId")
    sender: _Account = Field(alias="from")
    bot: _Account = Field(alias="recipient")
    conversation: _Conversation
    channel_data: dict[str, Any] = Field(alias="channelData")
    reply_to_id: str = Field("", alias="replyToId")
    locale: str = ""
    value: _Value


def _time(name: str, work: Callable[[], object], times: int = 20_000) -> None:
    work()
    best = float("inf")
    for _ in range(5):
        began = time.process_time()
        for _ in itertools.repeat(None, times // 5):
            work()
        best = min(best, (time.process_time() - began) / (times // 5))
    print(f"{best * 1e6:8.1f} µs  {name}")


async def _time_async(name: str, work: Callable[[], Awaitable[object]], times: int = 5_000) -> None:
    best = float("inf")
    for _ in range(5):
        began = time.process_time()
        for _ in itertools.repeat(None, times):
            await work()
        best = min(best, (time.process_time() - began) / times)
    print(f"{best * 1e6:8.1f} µs  {name}")


async def _turn(_: Incoming) -> Reply:
    return ANSWER


async def _outbox(_: Incoming, __: Reply) -> None:
    return None


async def main() -> None:
    """Print the time of each part, and of all of them together."""
    rule = ServiceRule()
    incoming = read(SENT)
    _time("body as bounded JSON", lambda: read_json(BODY))
    _time("every tenant id", lambda: set(tenants(SENT)))
    _time("service address", lambda: rule.allows("https://smba.trafficmanager.net/uk/"))
    _time("activity read by hand", lambda: read(SENT))
    _time("  the same checks by pydantic", lambda: _Press.model_validate(SENT))
    _time("SDK activity made directly", lambda: sdk_activity(SENT, incoming))
    _time("  the same by msrest", lambda: Activity().deserialize(SENT), 500)
    _time("answer as JSON", lambda: invoke_response(ANSWER))
    parts = TurnParts(_turn, _outbox, lambda c: Reply(text=c), lambda _: ANSWER, lambda: "code", time.monotonic)
    with open("/dev/null", "w") as nowhere:  # noqa: ASYNC230, PTH123 - where the log of the benchmark goes
        start_logs(nowhere)
        adapter = FrontDoorAdapter(parts, RateLimit(0), Metrics())
        await _time_async("adapter, SDK pipeline, metrics, log", lambda: adapter.process(SENT, incoming))

        async def everything() -> bytes:
            raw = read_json(BODY)
            set(tenants(raw))
            rule.allows(raw["serviceUrl"])
            return invoke_response(await adapter.process(raw, read(raw)))

        await _time_async("all of it", everything)
        logging.getLogger("front-door").setLevel(logging.WARNING)
        await _time_async("all of it, without the log line", everything)


if __name__ == "__main__":
    asyncio.run(main())
