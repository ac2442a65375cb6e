"""The figures of the host, as Prometheus reads them: refusals, turns, calls, and what waits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.process_collector import ProcessCollector

from bot.logs import Log

disable_created_metrics()  # type: ignore[no-untyped-call]  # the time of a counter's first use doubles every series and tells nobody anything

_log = Log("metrics")
_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


Figures = Mapping[str, float]
Ask = Callable[[], Figures | Awaitable[Figures]]
"""Gives figures by kind at the moment of a reading."""

ASK_SECONDS: Final = 1.0
"""How long one figure is waited for: a database that hangs must not hide the others."""


class Metrics:
    """Counts of one host. Labels take few, fixed words: never an id, an address or anything that was sent."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._asked: list[tuple[Gauge, Ask]] = []
        ProcessCollector(registry=self.registry)
        self._refusals = Counter(
            "front_door_refusals", "Requests refused at the door", ["reason"], registry=self.registry
        )
        self._turns = Counter("front_door_turns", "Turns", ["kind", "result"], registry=self.registry)
        self._seconds = Histogram(
            "front_door_turn_seconds", "Time of a turn", ["kind"], buckets=_SECONDS, registry=self.registry
        )
        self._calls = Counter(
            "front_door_calls", "Calls to other services", ["service", "result"], registry=self.registry
        )

    def refused(self, reason: str) -> None:
        """A request was refused, for a reason in one or two words."""
        self._refusals.labels(reason).inc()

    def turned(self, kind: str, result: str, seconds: float) -> None:
        """A turn ended: what kind it was, whether it was answered, and how long it took."""
        self._turns.labels(kind, result).inc()
        self._seconds.labels(kind).observe(seconds)

    def called(self, service: str, result: str) -> None:
        """A call to another service (``teams``, ``graph``, ``entra``) ended in a result of one word."""
        self._calls.labels(service, result).inc()

    def watch(self, name: str, about: str, ask: Ask) -> None:
        """Show a figure that is asked for at each reading, such as deliveries that wait by state."""
        self._asked.append((Gauge(name, about, ["kind"], registry=self.registry), ask))

    async def text(self) -> bytes:
        """Everything in Prometheus' text form. A figure that cannot be had is left out."""
        await asyncio.gather(*(_renew(gauge, ask) for gauge, ask in self._asked))
        return generate_latest(self.registry)


async def _renew(gauge: Gauge, ask: Ask) -> None:
    gauge.clear()
    try:
        async with asyncio.timeout(ASK_SECONDS):
            said = ask()
            figures = said if isinstance(said, Mapping) else await said
    except Exception as error:  # whatever went wrong, the other figures are shown
        _log.error("figure not read", error)
        return
    for kind, number in figures.items():
        gauge.labels(kind).set(number)
