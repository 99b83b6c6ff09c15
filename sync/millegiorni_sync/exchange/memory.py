"""A meeting point in memory, for one process."""

from __future__ import annotations

import threading
from collections import defaultdict

from ..errors import ExchangeMissing, ExchangeTooBig
from .base import LARGEST, NAME, Kind, Watch, already_there, checked, pieces, unwatched


class MemoryExchange:
    """Shelves that live as long as anyone has a way to them; safe between threads."""

    def __init__(self, place: str = "in memoria") -> None:
        self.place = place
        self.watch: Watch = unwatched
        self._lock = threading.Lock()
        self._shelves: defaultdict[Kind, dict[str, bytes]] = defaultdict(dict)

    def another(self) -> MemoryExchange:
        """Another way to the same shelves."""
        other = MemoryExchange(self.place)
        other._lock, other._shelves = self._lock, self._shelves
        return other

    def list(self, kind: Kind) -> list[str]:
        """The names on a shelf, sorted."""
        with self._lock:
            return sorted(name for name, data in self._shelves[kind].items() if data and NAME.fullmatch(name))

    def read(self, kind: Kind, name: str) -> bytes:
        """The bytes under *name*."""
        checked(name, self.place)
        with self._lock:
            if name not in self._shelves[kind]:
                raise ExchangeMissing(place=self.place, name=name)
            data = self._shelves[kind][name]
        if len(data) > LARGEST:
            raise ExchangeTooBig(place=self.place, name=name)
        return b"".join(pieces(data, self.watch))

    def write(self, kind: Kind, name: str, data: bytes) -> None:
        """Put *data* there, once."""
        checked(name, self.place)
        whole = b"".join(pieces(data, self.watch))
        with self._lock:
            found = self._shelves[kind].get(name)
            if found is None or not already_there(found, name, whole, self.place):
                self._shelves[kind][name] = whole

    def leave(self, kind: Kind, name: str, data: bytes) -> None:
        """Put *data* there as it is, past all care: what others may do to such a place."""
        with self._lock:
            self._shelves[kind][name] = data

    def close(self) -> None:
        """Nothing is held open."""
