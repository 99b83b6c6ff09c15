"""Quotas, rates and sizes; health, measures and the log: what a relay withstands, and what it tells of itself."""

from __future__ import annotations

import io
import json
import logging
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest

from millegiorni_sync import road_errors
from millegiorni_sync.exchange import Kind
from millegiorni_sync.exchange.patience import Patience
from millegiorni_sync.identity import new_seed
from millegiorni_sync.relay import housekeeping, logs
from millegiorni_sync.relay.database import Database
from millegiorni_sync.relay.limits import Buckets
from millegiorni_sync.relay.measures import Measures
from millegiorni_sync.relay.refusal import Refusal
from millegiorni_sync.relay.settings import Settings
from millegiorni_sync.relay.store import Put, Quota, Store, Use
from tests.sync.relay.network import Asking, Network, Running, certificate, named, running

GENEROUS = Quota(1 << 40, 1 << 40, 1 << 20)
_nonces = iter(range(1 << 60))


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    postgres = request.param == "postgresql"
    address = request.getfixturevalue("database") if postgres else str(tmp_path / "relay.db")
    made = Database(address)
    made.prepare()
    yield Store(made)
    made.close()


def put(store: Store, size: int, ordinal: int = 2, number: int = 1, quota: Quota = GENEROUS) -> Put:
    data = bytes([number % 250 + 1]) * size
    use = Use("ab" * 16, ordinal, f"{next(_nonces):032x}", 1 << 40)
    name = named(data, ordinal, number)
    return store.put(use, Kind.BUNDLES, name, name, size, io.BytesIO(data), quota)


class TestQuotas:
    def test_a_device_keeps_no_more_than_its_share(self, store: Store) -> None:
        quota = replace(GENEROUS, device=1000)
        assert put(store, 600, 2, 1, quota) is Put.NEW
        assert put(store, 401, 2, 2, quota) is Put.FULL
        assert put(store, 400, 2, 3, quota) is Put.NEW
        assert put(store, 600, 2, 1, quota) is Put.SAME
        assert put(store, 600, 3, 1, quota) is Put.NEW
        assert store.totals() == (0, 3, 1600)

    def test_neither_does_a_network(self, store: Store) -> None:
        quota = replace(GENEROUS, network=1000)
        assert put(store, 600, 2, 1, quota) is Put.NEW
        assert put(store, 401, 3, 1, quota) is Put.FULL
        assert put(store, 400, 3, 2, quota) is Put.NEW
        assert store.totals() == (0, 2, 1000)

    def test_what_did_not_fit_has_used_up_its_request(self, store: Store) -> None:
        """Played back when there is room again, it is still refused."""
        use = Use("ab" * 16, 2, "f" * 32, 1 << 40)
        tight = replace(GENEROUS, device=1)
        assert store.put(use, Kind.BUNDLES, named(b"xx"), "h", 2, io.BytesIO(b"xx"), tight) is Put.FULL
        with pytest.raises(Refusal, match="replayed"):
            store.put(use, Kind.BUNDLES, named(b"xx"), "h", 2, io.BytesIO(b"xx"), GENEROUS)

    def test_a_nonce_is_forgotten_when_its_request_is_too_old(self, store: Store) -> None:
        store.use(Use("ab" * 16, 2, "e" * 32, 1000))
        store.forget_nonces(1001)
        store.use(Use("ab" * 16, 2, "e" * 32, 1000))


class TestBuckets:
    def test_a_minute_gives_so_many_and_no_more(self) -> None:
        now = [1000.0]
        buckets = Buckets(3, lambda: now[0])
        assert [buckets.take("a") for _ in range(3)] == [0, 0, 0]
        assert buckets.take("a") == pytest.approx(20)
        assert buckets.take("b") == 0
        now[0] += 19.9
        assert buckets.take("a") > 0
        now[0] += 0.2
        assert buckets.take("a") == 0

    def test_whoever_comes_in_great_numbers_fills_no_memory(self) -> None:
        now = [1000.0]
        buckets = Buckets(3, lambda: now[0])
        for number in range(25_000):
            buckets.take(number)
        assert len(buckets._kept) <= 10_001


@pytest.fixture(scope="module")
def network() -> Network:
    made = Network()
    made.add(2)
    made.add(3)
    made.add(4)
    return made


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory, network: Network) -> Iterator[Running]:
    settings = Settings(
        networks=(network.id,), file_megabytes=2, device_requests_per_minute=30, failures_per_minute=20,
        metrics_token="parola", names=(),
    )  # fmt: skip
    with running(tmp_path_factory.mktemp("relay"), settings) as made:
        network.tell(made)
        yield made


def ask(network: Network, ordinal: int, method: str, path: str, body: bytes = b"") -> Asking:
    seed = network.identities[ordinal].sign_seed
    return Asking(network.id, ordinal, seed, method, f"/v1/{network.id}/{path}", body)


class TestOverTheLine:
    def test_too_large_is_refused_before_it_is_read(self, relay: Running, network: Network) -> None:
        data = bytes((2 << 20) + 1)
        with closing(network.way(relay, 2)) as way, pytest.raises(road_errors.ExchangeSizeLimit):
            way.write(Kind.BUNDLES, named(data), data)

    def test_too_large_without_saying_so_is_cut_off(self, relay: Running, network: Network) -> None:
        sent = 0

        def endless() -> Iterator[bytes]:
            nonlocal sent
            for _ in range(200):
                sent += 1 << 16
                yield bytes(1 << 16)

        with relay.client() as client:
            asking = ask(network, 2, "PUT", f"bundles/{named(b'x')}")
            try:
                assert asking.send(client, content=endless()).json() == {"error": "too_big"}
            except httpx2.WriteError:
                # The relay had heard enough and hung up.
                assert sent < 8 << 20
        with closing(network.way(relay, 2)) as way:
            assert way.list(Kind.BUNDLES) == []

    def test_whoever_comes_too_often_is_told_when_to_come_back(
        self, relay: Running, network: Network
    ) -> None:
        with relay.client() as client:
            answers = [ask(network, 3, "GET", "roster").send(client) for _ in range(31)]
        assert {answer.status_code for answer in answers[:30]} == {200}
        assert answers[30].json() == {"error": "slow_down"}
        assert 1 <= int(answers[30].headers["retry-after"]) <= 3
        with (
            closing(network.way(relay, 3, patience=Patience(tries=1))) as way,
            pytest.raises(road_errors.ExchangeBusy),
        ):
            way.list(Kind.ROSTER)
        with closing(network.way(relay, 4)) as way:
            # Another device is not held up by that.
            assert way.list(Kind.ROSTER) == []

    def test_the_clock_of_a_desk_may_be_years_off(self, relay: Running, network: Network) -> None:
        slow = Patience(sleep=lambda _: None, clock=lambda: time.time() - 63_072_000)
        with closing(network.way(relay, 4, patience=slow)) as way:
            way.write(Kind.BUNDLES, named(b"late", 4), b"late")
            assert way.read(Kind.BUNDLES, named(b"late", 4)) == b"late"

    def test_health_is_for_everyone_and_measures_are_not(self, relay: Running) -> None:
        with relay.client() as client:
            assert client.get("/health").json() == {"status": "ok"}
            assert client.get("/metrics").status_code == 403
            assert client.get("/metrics", headers={"Authorization": "Bearer x"}).status_code == 403
            told = client.get("/metrics", headers={"Authorization": "Bearer parola"}).text
        assert 'millegiorni_relay_requests_total{method="GET",route="/health",status="200"} ' in told
        assert "millegiorni_relay_stored_bytes" in told

    def test_measures_and_log_hold_nothing_of_what_is_kept(
        self, relay: Running, network: Network, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        name = named(b"content", 4)
        with closing(network.way(relay, 4)) as way:
            way.write(Kind.BUNDLES, name, b"content")
        with relay.client() as client:
            told = client.get("/metrics", headers={"Authorization": "Bearer parola"}).text
        lines = [logs.JsonLines().format(record) for record in caplog.records]
        puts = [json.loads(line) for line in lines if '"PUT"' in line]
        assert [(put["status"], put["ordinal"], put["network"]) for put in puts] == [(201, 4, network.id[:8])]
        for text in (told, *lines):
            for secret in (
                name,
                "content",
                network.identities[4].sign_key,
                network.id,
                "127.0.0.1",
                named(b"late", 4),
            ):
                assert secret not in text

    def test_whoever_guesses_is_kept_out_for_a_while(self, relay: Running, network: Network) -> None:
        """Last of these: after it, this address is not welcome."""
        stranger = replace(ask(network, 4, "GET", "roster"), seed=new_seed())
        with relay.client() as client:
            codes = [stranger.send(client).json()["error"] for _ in range(25)]
            assert codes[0] == "bad_signature" and codes[-1] == "slow_down"
            assert ask(network, 4, "GET", "roster").send(client).status_code == 429


def test_without_a_word_measures_are_for_this_machine_only(tmp_path: Path) -> None:
    with running(tmp_path, Settings(proxies=("10.0.0.1",))) as relay, relay.client() as client:
        assert client.get("/metrics").status_code == 200
        passed_on = client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"})
        assert passed_on.status_code == 403


@pytest.mark.expected_log("database")
def test_a_relay_without_its_database_says_so_and_lives(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with running(tmp_path, Settings()) as relay, relay.client() as client:
        relay.database.engine.dispose()
        with relay.database.writing() as connection:
            connection.exec_driver_sql("DROP TABLE usage")
        assert client.get("/metrics").status_code == 503
        assert client.get("/health").status_code == 200
    failures = [record for record in caplog.records if record.levelno >= logging.ERROR]
    line = json.loads(logs.JsonLines().format(failures[0]))
    assert line["error"] == "OperationalError" and line["where"] and "usage" not in json.dumps(line["event"])


def test_a_renewed_certificate_is_shown_to_whoever_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "EVERY_SECONDS", 0.0)
    with running(tmp_path, Settings()) as relay:
        first = _serial(relay)
        certificate(tmp_path)
        while (second := _serial(relay)) == first:
            pass
    assert second != first


def _serial(relay: Running) -> Any:
    context = ssl.create_default_context(cafile=str(relay.trusted))
    with (
        socket.create_connection(("127.0.0.1", relay.port)) as raw,
        context.wrap_socket(raw, server_hostname="localhost") as line,
    ):
        told = line.getpeercert()
        assert told
        return told["serialNumber"]


def test_housekeeping_counts_what_it_takes_away(store: Store) -> None:
    put(store, 10, number=1)
    put(store, 10, number=2)
    measures = Measures()
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE file SET stored = 1000")
    housekeeping.once(Settings(), store, measures)
    assert b"removed_files_total 1.0" in measures.text(*store.totals())
    assert store.totals() == (0, 1, 10)
