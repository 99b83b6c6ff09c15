"""A meeting point in memory, for one process."""

from __future__ import annotations

import threading
from collections import defaultdict

from ..errors import ExchangeConflict, ExchangeMissing
from .base import Kind, checked


class MemoryExchange:
    """Shelves that live as long as the object; safe between threads."""

    def __init__(self, place: str = "in memoria") -> None:
        self.place = place
        self._lock = threading.Lock()
        self._shelves: defaultdict[Kind, dict[str, bytes]] = defaultdict(dict)

    def list(self, kind: Kind) -> list[str]:
        """The names on a shelf, sorted."""
        with self._lock:
            return sorted(self._shelves[kind])

    def read(self, kind: Kind, name: str) -> bytes:
        """The bytes under *name*."""
        checked(name, self.place)
        with self._lock:
            if name not in self._shelves[kind]:
                raise ExchangeMissing(place=self.place, name=name)
            return self._shelves[kind][name]

    def write(self, kind: Kind, name: str, data: bytes) -> None:
        """Put *data* there, once."""
        checked(name, self.place)
        with self._lock:
            if self._shelves[kind].setdefault(name, bytes(data)) != data:
                raise ExchangeConflict(place=self.place, name=name)
