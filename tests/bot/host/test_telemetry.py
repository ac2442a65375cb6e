"""Traces: only when asked for, and without a word of what was typed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot.host.activity import read
from bot.host.adapter import FrontDoorAdapter, TurnParts
from bot.host.incoming import Incoming, Reply
from bot.host.metrics import Metrics
from bot.host.rate_limit import RateLimit
from bot.host.telemetry import start_traces
from tests.bot.host.host_cases import activity, message

CANARY = "canary sentence"


def test_nothing_is_traced_unless_a_collector_is_named() -> None:
    assert start_traces({}) is None
    assert start_traces({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}) is None


async def _answers(_: Incoming) -> Reply:
    return Reply(text="done")


async def _breaks(_: Incoming) -> Reply:
    raise KeyError(CANARY)


async def _hangs(_: Incoming) -> Reply:
    await asyncio.Event().wait()
    return Reply()


async def _traced(*sent: Mapping[str, Any], turn: Any = _answers) -> tuple[list[Reply], tuple[ReadableSpan, ...]]:
    """Let the adapter take these; gives the answers and the spans that a collector gets."""
    exporter = InMemorySpanExporter()
    traces = start_traces({}, exporter)
    assert traces is not None

    async def outbox(_: Incoming, __: Reply) -> None:
        """Nobody reads it."""

    parts = TurnParts(
        turn,
        outbox,
        apology=lambda code: Reply(text=code),
        wait=lambda _: Reply(),
        new_code=lambda: "code-1",
        clock=lambda: 0.0,
        middleware=(traces.middleware,),
        deadline=0.05 if turn is _hangs else 4.0,
    )
    adapter = FrontDoorAdapter(parts, RateLimit(0), Metrics())
    answers = [await adapter.process(one, read(one)) for one in sent]
    traces.close()
    return answers, exporter.get_finished_spans()


async def test_a_turn_is_traced_by_kind_verb_and_id() -> None:
    answer = {"action": {"type": "Action.Execute", "verb": "answer", "data": {"title": CANARY}}}
    answers, spans = await _traced(
        activity(value=answer),
        message(CANARY),
        activity(type="message", text="", name=None, value={"verb": "start", "title": CANARY}),
        activity(type="installationUpdate", action="add", name=None, value=None),
    )
    assert [answer.text for answer in answers] == ["done"] * 4
    assert [(span.name, dict(span.attributes or {})) for span in spans] == [
        ("turn invoke", {"activity.id": "f:1", "verb": "answer"}),
        ("turn message", {"activity.id": "f:1"}),
        ("turn message", {"activity.id": "f:1", "verb": "start"}),
        ("turn event", {"activity.id": "f:1"}),
    ]
    assert CANARY not in "".join(span.to_json() for span in spans)


async def test_a_turn_that_breaks_is_marked_and_leaves_no_words_in_its_trace() -> None:
    answers, (span,) = await _traced(activity(), turn=_breaks)
    assert [answer.text for answer in answers] == ["code-1"]
    assert (span.status.is_ok, span.status.description) == (False, "KeyError")
    assert CANARY not in span.to_json()


async def test_a_turn_that_hangs_is_in_its_trace_as_one_that_was_ended() -> None:
    answers, (span,) = await _traced(activity(), turn=_hangs)
    assert [answer.text for answer in answers] == ["code-1"]
    assert (span.status.is_ok, span.status.description) == (False, "CancelledError")
