"""The figures of the host, as Prometheus reads them: refusals, turns, calls, and what waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

disable_created_metrics()  # the time of a counter's first use doubles every series and tells nobody anything

_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class _Waiting(Collector):
    """Asks at each reading how much is waiting, by kind."""

    def __init__(self, name: str, about: str, ask: Callable[[], dict[str, float]]) -> None:
        self._name, self._about, self._ask = name, about, ask

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily(self._name, self._about, labels=["kind"])
        for kind, number in self._ask().items():
            family.add_metric([kind], number)
        yield family


class Metrics:
    """Counts of one host. Labels take few, fixed words: never an id, an address or anything that was sent."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
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

    def watch(self, name: str, about: str, ask: Callable[[], dict[str, float]]) -> None:
        """Show a figure that is asked for at each reading, such as deliveries that wait by state."""
        self.registry.register(_Waiting(name, about, ask))

    def text(self) -> bytes:
        """Everything in Prometheus' text form."""
        return generate_latest(self.registry)
