"""What a relay counts for whoever watches over it, as Prometheus reads it; no network, no device, no name."""

from __future__ import annotations

from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Measures:
    """The counters of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        into: Any = {"registry": self._registry, "namespace": "millegiorni_relay"}
        route = ("route", "method")
        self.requests = Counter("requests", "Requests answered.", (*route, "status"), **into)
        self.refusals = Counter("refusals", "Requests refused, by reason.", ("code",), **into)
        self.seconds = Histogram("request_seconds", "How long answers took.", route, **into)
        self.received = Counter("received_bytes", "Bytes of bodies received.", **into)
        self.sent = Counter("sent_bytes", "Bytes of bodies sent.", **into)
        self.removed = Counter("removed_files", "Files that retention took away.", **into)
        self._networks = Gauge("networks", "Networks that are known.", **into)
        self._files = Gauge("stored_files", "Files that are kept.", **into)
        self._bytes = Gauge("stored_bytes", "Bytes that are kept.", **into)

    def text(self, networks: int, files: int, size: int) -> bytes:
        """All of them; the totals are the database's."""
        self._networks.set(networks)
        self._files.set(files)
        self._bytes.set(size)
        return generate_latest(self._registry)
