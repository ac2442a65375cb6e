"""The figures of the host, as Prometheus reads them: refusals, turns, deliveries, calls, and what stands still."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, Literal, get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.process_collector import ProcessCollector

from bot.delivery_kinds import Service
from bot.host.incoming import Kind
from bot.logs import Log

disable_created_metrics()  # type: ignore[no-untyped-call]  # the time of a counter's first use doubles every series and tells nobody anything

_log = Log("metrics")
_TURN_SECONDS: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""1.0 is the service level of a turn (docs/watching.md): a bucket ends there."""
_DELIVERY_SECONDS: Final = (0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 21600.0)
"""300.0 is the service level of a delivery."""


Result = Literal["answered", "not saved", "too slow", "failed"]
"""How a turn ended: answered as it should be, or with an apology."""

Figures = Mapping[str, float]
Ask = Callable[[], Figures | Awaitable[Figures]]
"""Gives figures, by the words of one label, at the moment of a reading."""

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
        self._turns = Histogram(
            "front_door_turn_seconds",
            "Turns by how they ended, from a sound token to the answer",
            ["kind", "result"],
            buckets=_TURN_SECONDS,
            registry=self.registry,
        )
        # All are there from the start: a rate does not see the first of what was not there before.
        self._turn_of = {
            (kind, result): self._turns.labels(kind, result) for kind in get_args(Kind) for result in get_args(Result)
        }
        self._delivered = Histogram(
            "front_door_delivery_seconds",
            "Deliveries that got there, from when they should have gone",
            ["service"],
            buckets=_DELIVERY_SECONDS,
            registry=self.registry,
        )
        self._given_up = Counter(
            "front_door_deliveries_given_up",
            "Deliveries that were set aside, or refused by the Teams of whom they were for",
            ["service", "state"],
            registry=self.registry,
        )
        for service in get_args(Service):
            self._delivered.labels(service)
            for state in ("set_aside", "refused"):
                self._given_up.labels(service, state)
        self._calls = Counter(
            "front_door_calls", "Calls to other services", ["service", "result"], registry=self.registry
        )

    def refused(self, reason: str) -> None:
        """A request was refused, for a reason in one or two words."""
        self._refusals.labels(reason).inc()

    def turned(self, kind: Kind, result: Result, seconds: float) -> None:
        """A turn ended: what kind it was, how, and how long it took."""
        self._turn_of[kind, result].observe(seconds)

    def delivered(self, service: str, state: str, seconds: float) -> None:
        """A delivery ended (``done``, ``set_aside``, ``refused``), so many seconds after it should have gone."""
        if state == "done":
            self._delivered.labels(service).observe(seconds)
        else:
            self._given_up.labels(service, state).inc()

    def called(self, service: str, result: str) -> None:
        """A call to another service (``teams``, ``graph``, ``entra``) ended in a result of one word."""
        self._calls.labels(service, result).inc()

    def watch(self, name: str, about: str, label: str, ask: Ask) -> None:
        """Show a figure that is asked for at each reading, by the words of one label: deliveries by ``state``, say."""
        self._asked.append((Gauge(name, about, [label], registry=self.registry), ask))

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
    for word, number in figures.items():
        gauge.labels(word).set(number)
