"""Traces of turns to an OpenTelemetry collector, when ``OTEL_EXPORTER_OTLP_ENDPOINT`` names one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.host.incoming import Incoming
from bot.logs import Log
from dialogs.seams import Pressed

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter

VARIABLES: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
LONGEST: Final = 64

_log = Log("telemetry")


@dataclass(frozen=True, slots=True)
class Traces:
    """What the host needs of telemetry: a span around each turn, and the end, which sends what is still waiting."""

    span: Callable[[Incoming], AbstractContextManager[object]]
    close: Callable[[], None]


def start_traces(environment: Mapping[str, str] = os.environ, exporter: SpanExporter | None = None) -> Traces | None:
    """Start tracing when the usual variable is set; None when it is not, or when the extra `otel` is not installed.

    A span holds the kind of the turn, the button's verb and the activity's id; never a name or what was typed.
    """
    if exporter is None and not any(environment.get(name) for name in VARIABLES):
        return None
    try:
        # A tenth of a second to import, and only hosts with a collector need it.
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
        from opentelemetry.trace import StatusCode  # noqa: PLC0415

        if exporter is None:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415

            exporter = OTLPSpanExporter()
    except ImportError:
        _log.warning("no traces: install front-door[otel]")
        return None
    named = {} if environment.get("OTEL_SERVICE_NAME") else {"service.name": "front-door"}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    tracer = provider.get_tracer("front-door")

    @contextmanager
    def span(incoming: Incoming) -> Iterator[None]:
        # An error's words can quote what was typed: the log has its type and its places under the same activity id.
        with tracer.start_as_current_span(
            f"turn {incoming.kind}", record_exception=False, set_status_on_exception=False
        ) as it:
            it.set_attribute("activity.id", incoming.activity_id[:LONGEST])
            if isinstance(incoming.act, Pressed):
                it.set_attribute("verb", incoming.act.verb[:LONGEST])
            try:
                yield
            except BaseException as error:
                it.set_status(StatusCode.ERROR, type(error).__name__)
                raise

    return Traces(span, provider.shutdown)
