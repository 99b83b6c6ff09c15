"""The exchange in memory holds the contract."""

import itertools

import pytest

from millegiorni_sync import open_exchange
from millegiorni_sync.exchange import Exchange
from tests.sync.exchange.contract import ExchangeContract

_places = itertools.count()


class TestMemory(ExchangeContract):
    @pytest.fixture(autouse=True)
    def place(self) -> None:
        self.address = f"memory://contract-{next(_places)}"

    def make(self) -> Exchange:
        return open_exchange(self.address)
