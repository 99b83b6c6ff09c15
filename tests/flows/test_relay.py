"""A network that meets on a relay: from the first door list to a desk that joins by nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import SyncRefused
from millegiorni_desk.flows import devices, joining, road_addresses, roads, syncing
from millegiorni_desk.flows.road_addresses import Road
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import merge
from millegiorni_sync.exchange import Means
from millegiorni_sync.relay.settings import Settings
from tests.flows.conftest import Network
from tests.flows.proxy import PASSWORD, USER, proxying
from tests.sync.exchange.servers import free_port
from tests.sync.relay.network import HOST, running


def digest(vault: Vault) -> str:
    with vault.connection() as raw:
        return merge.state_digest(raw, vault.schema.synced_tables(), "house:BAR")


def test_a_network_that_meets_on_a_relay(
    make_network: Callable[..., Network], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_network("BAR")
    barrito, coordinator = made.houses["BAR"], made.coordinator
    code = devices.identity(coordinator).network
    folder = tmp_path / "relay"
    folder.mkdir()
    with running(folder, Settings(networks=(code,))) as relay:
        monkeypatch.setattr(roads, "Means", partial(Means, trusted=relay.trusted))
        road = Road(f"relay://{HOST}:{relay.port}")
        with pytest.raises(SyncRefused, match=code):
            # The coordinator has not come yet; the sentence tells the code that the keeper must enter.
            roads.tried(barrito, road)
        for vault in (coordinator, barrito):
            assert "Funziona" in roads.tried(vault, road)
            roads.keep(vault, road)
        people.add(barrito, Person(surname="El Idrissi", name="Fatima"))
        syncing.synchronise(barrito)
        assert syncing.synchronise(coordinator).rows["person"] == 1
        assert digest(barrito) == digest(coordinator)
        second = made.join("BAR", "seconda")
        with second.vault:
            syncing.synchronise(coordinator)
            assert "Funziona" in roads.tried(second.vault, road)
            roads.keep(second.vault, road)
            assert not syncing.synchronise(second.vault).approved
            (waiting,) = joining.requests(coordinator)
            joining.approve(coordinator, waiting)
            assert syncing.synchronise(second.vault).approved
            syncing.synchronise(coordinator)
            syncing.synchronise(second.vault)
            assert digest(second.vault) == digest(coordinator)


def test_a_house_behind_a_proxy_reaches_the_relay(
    make_network: Callable[..., Network], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_network("BAR")
    barrito, coordinator = made.houses["BAR"], made.coordinator
    folder = tmp_path / "relay"
    folder.mkdir()
    settings = Settings(networks=(devices.identity(coordinator).network,))
    with running(folder, settings) as relay, proxying() as proxy:
        monkeypatch.setattr(roads, "Means", partial(Means, trusted=relay.trusted))
        address = f"relay://{HOST}:{relay.port}"
        roads.tried(coordinator, Road(address))
        for user, password in (("", ""), (f"{USER}:", "sbagliata@")):
            with pytest.raises(SyncRefused, match="proxy") as refused:
                roads.tried(barrito, Road(address, proxy=f"http://{user}{password}127.0.0.1:{proxy.port}"))
            assert "controlla indirizzo e password del proxy" in refused.value.message
            assert "sbagliata" not in refused.value.message
        with pytest.raises(SyncRefused, match="proxy"):
            roads.tried(barrito, Road(address, proxy=f"http://127.0.0.1:{free_port()}"))
        assert proxy.through == []
        road = Road(
            address, proxy=road_addresses.proxy_address(f"{USER}:{quote(PASSWORD)}@127.0.0.1:{proxy.port}")
        )
        assert "Funziona" in roads.tried(barrito, road)
        people.add(barrito, Person(surname="El Idrissi", name="Fatima"))
        syncing.synchronise(barrito, road)
        assert roads.road(barrito) == road
        assert set(proxy.through) == {f"{HOST}:{relay.port}"}
        syncing.synchronise(coordinator, Road(address))
        assert digest(barrito) == digest(coordinator)
