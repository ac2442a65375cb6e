"""Traces of turns to an OpenTelemetry collector, when ``OTEL_EXPORTER_OTLP_ENDPOINT`` names one."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from botbuilder.core import Middleware, TurnContext

from bot.host.activity import verb_of
from bot.logs import Log

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import StatusCode, Tracer

VARIABLES: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
LONGEST: Final = 64
_KINDS: Final = frozenset({"message", "invoke"})

_log = Log("telemetry")


@dataclass(frozen=True, slots=True)
class Traces:
    """What the host needs of telemetry: a middleware around each turn, and the end, which sends what still waits."""

    middleware: Middleware
    close: Callable[[], None]


def start_traces(environment: Mapping[str, str] = os.environ, exporter: SpanExporter | None = None) -> Traces | None:
    """Start tracing when the usual variable is set; None when it is not, or when the extra `otel` is not installed.

    A span holds the kind of the turn, the button's verb and the activity's id; never a name or what was typed.
    """
    if exporter is None and not any(environment.get(name) for name in VARIABLES):
        return None
    try:
        from bot.host import otel  # noqa: PLC0415 - the extra `otel`, which need not be installed
    except ImportError:
        _log.warning("no traces: install front-door[otel]")
        return None
    tracer, broken, close = otel.start(environment, exporter)
    return Traces(_Traced(tracer, broken), close)


class _Traced(Middleware):  # type: ignore[misc]  # the SDK has no types
    """The SDK's middleware around a turn: it reads the activity as any middleware of a Bot Framework bot does."""

    def __init__(self, tracer: Tracer, broken: StatusCode) -> None:
        self._tracer = tracer
        self._broken = broken

    async def on_turn(self, context: TurnContext, logic: Callable[[], Awaitable[object]]) -> None:
        """Let the turn run inside a span."""
        activity = context.activity
        kind = activity.type if activity.type in _KINDS else "event"  # a few names for the collector, whatever was sent
        # An error's words can quote what was typed: the log has its type and its places under the same activity id.
        with self._tracer.start_as_current_span(
            f"turn {kind}", record_exception=False, set_status_on_exception=False
        ) as span:
            span.set_attribute("activity.id", (activity.id or "")[:LONGEST])
            if verb := verb_of(activity):
                span.set_attribute("verb", verb[:LONGEST])
            try:
                await logic()
            except BaseException as error:
                span.set_status(self._broken, type(error).__name__)
                raise
