"""The exchange in memory holds the contract."""

import itertools

import pytest

from millegiorni_sync import open_exchange
from millegiorni_sync.exchange import Exchange, Kind, MemoryExchange
from tests.sync.exchange.contract import ExchangeContract

_places = itertools.count()


class TestMemory(ExchangeContract):
    @pytest.fixture(autouse=True)
    def place(self) -> None:
        self.address = f"memory://contract-{next(_places)}"

    def make(self) -> Exchange:
        return open_exchange(self.address)

    def leave(self, kind: Kind, name: str, data: bytes) -> None:
        place = open_exchange(self.address)
        assert isinstance(place, MemoryExchange)
        place.leave(kind, name, data)
