"""The road to a relay holds the contract, against a real relay over TLS, on good lines and bad ones."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import insert

from millegiorni_sync import open_exchange, relay_errors
from millegiorni_sync.exchange import Exchange, Kind, Means
from millegiorni_sync.relay.database import FILES, PIECES
from millegiorni_sync.relay.settings import Settings
from millegiorni_sync.relay.store import PAGE, PIECE
from tests.sync.exchange.contract import LARGE
from tests.sync.exchange.web_contract import BUNDLE, WebContract
from tests.sync.relay.network import HOST, Network, Running, running


@pytest.fixture(scope="module")
def networks() -> list[Network]:
    """Enough networks for each test to have one of its own; the relay's keeper enters them all at once."""
    return [Network() for _ in range(90)]


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory, networks: list[Network]) -> Iterator[Running]:
    settings = Settings(networks=tuple(network.id for network in networks))
    with running(tmp_path_factory.mktemp("relay"), settings) as made:
        yield made


class TestRelay(WebContract):
    many = PAGE + 100

    @pytest.fixture(autouse=True)
    def place(self, relay: Running, networks: list[Network]) -> None:
        self.relay, self.port, self.network = relay, relay.port, networks.pop()
        self.network.add(2, None)
        self.network.tell(relay)

    def reach(self, port: int, means: Means) -> Exchange:
        return open_exchange(f"relay://{HOST}:{port}", means)

    @property
    def means(self) -> Means:
        from dataclasses import replace

        return replace(super().means, identity=self.network.identities[2], trusted=self.relay.trusted)

    def leave(self, kind: Kind, name: str, data: bytes) -> None:
        file = {
            "network": self.network.id, "shelf": kind.value, "name": name, "feed": name, "ordinal": 2,
            "size": len(data), "hash": hashlib.sha256(data).hexdigest(), "stored": int(time.time()),
        }  # fmt: skip
        with self.relay.database.writing() as connection:
            kept = connection.execute(insert(FILES).values(file).returning(FILES.c.id)).scalar_one()
            for n in range(0, len(data), PIECE):
                values = {"file": kept, "n": n // PIECE, "data": data[n : n + PIECE]}
                connection.execute(insert(PIECES).values(values))

    def test_a_wrong_password(self) -> None:
        """There are no passwords: whoever has another key is not the device."""
        stranger = self.network.invited(2, None)
        self._ways.append(self.network.way(self.relay, 2))
        assert stranger.sign_key not in str(self.network.roster.devices)
        for attempt in (
            lambda: self._ways[-1].list(Kind.BUNDLES),
            lambda: self._ways[-1].read(Kind.BUNDLES, BUNDLE),
            lambda: self._ways[-1].write(Kind.BUNDLES, BUNDLE, LARGE),
        ):
            with pytest.raises(relay_errors.RelayUnknownDevice):
                attempt()
