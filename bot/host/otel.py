"""OpenTelemetry's tracer with its exporter. Importing this needs the extra `otel`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import StatusCode, Tracer


def start(
    environment: Mapping[str, str], exporter: SpanExporter | None
) -> tuple[Tracer, StatusCode, Callable[[], None]]:
    """What makes spans, what marks one as broken, and what sends those that still wait and ends.

    ``exporter``: None sends to the collector that the usual variables name.
    """
    named = {} if environment.get("OTEL_SERVICE_NAME") else {"service.name": "front-door"}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(BatchSpanProcessor(exporter or OTLPSpanExporter()))
    return provider.get_tracer("front-door"), StatusCode.ERROR, provider.shutdown
