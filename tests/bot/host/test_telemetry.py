"""Traces: only when asked for, and without a word of what was typed."""

from __future__ import annotations

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot.host.incoming import Incoming, Kind
from bot.telemetry import start_traces
from dialogs.seams import Person, Pressed, Typed

CANARY = "canary sentence"


def _incoming(act: Pressed | Typed, kind: Kind) -> Incoming:
    return Incoming(
        act,
        activity_id="f:1",
        conversation="a:1",
        person=Person("aad", CANARY),
        teams_id="29:x",
        tenant="t",
        service_url="https://smba.trafficmanager.net/uk/",
        personal_chat=True,
        kind=kind,
    )


PRESSED = _incoming(Pressed("answer", {}, {"title": CANARY}), "invoke")
TYPED = _incoming(Typed(CANARY), "message")


def test_nothing_is_traced_unless_a_collector_is_named() -> None:
    assert start_traces({}) is None
    assert start_traces({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}) is None


def test_a_turn_is_traced_by_kind_verb_and_id() -> None:
    exporter = InMemorySpanExporter()
    traces = start_traces({}, exporter)
    assert traces is not None
    with traces.span(PRESSED):
        pass
    with traces.span(TYPED):
        pass
    traces.close()
    pressed, typed = exporter.get_finished_spans()
    assert pressed.name == "turn invoke"
    assert dict(pressed.attributes or {}) == {"activity.id": "f:1", "verb": "answer"}
    assert dict(typed.attributes or {}) == {"activity.id": "f:1"}


def test_a_turn_that_breaks_leaves_no_words_in_its_trace() -> None:
    exporter = InMemorySpanExporter()
    traces = start_traces({}, exporter)
    assert traces is not None
    with pytest.raises(KeyError), traces.span(TYPED):
        raise KeyError(CANARY)
    traces.close()
    assert CANARY not in exporter.get_finished_spans()[0].to_json()
