"""What /metrics tells: messages in and out, and how long turns take."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.3, 0.6, 1.2, 2.5, 5, 10)


class Metrics:
    """The counters of one running service, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._messages = Counter(
            "bot_messages",
            "Messages by direction, channel and state",
            ["direction", "channel", "state"],
            registry=self._registry,
        )
        self._turns = Histogram(
            "bot_turn_seconds", "From taking a message up to its commit", registry=self._registry, buckets=_SECONDS
        )
        self._waiting = Gauge("bot_waiting", "Rows not done yet by queue", ["queue"], registry=self._registry)

    def message(self, direction: str, channel: str, state: str) -> None:
        """Count a message that reached a state."""
        self._messages.labels(direction, channel, state).inc()

    def turn(self, seconds: float) -> None:
        """Count a turn and its duration."""
        self._turns.observe(seconds)

    def waiting(self, queues: dict[str, int]) -> None:
        """Set how many rows wait or have failed, by the name of the queue."""
        for name, count in queues.items():
            self._waiting.labels(name).set(count)

    def text(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self._registry)
