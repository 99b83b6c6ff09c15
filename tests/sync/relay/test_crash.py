"""Two relay processes on one PostgreSQL, and desks that push while relay and database are killed."""

from __future__ import annotations

import hashlib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing

import httpx2
import pytest

from millegiorni_sync.exchange import Kind, Means, open_exchange
from millegiorni_sync.exchange.patience import Patience
from tests.postgres import Server, new_folder
from tests.sync.relay.network import HOST, Asking, Network, named
from tests.sync.relay.processes import Relay

DESKS, EACH = 50, 2
STUBBORN = Patience(tries=60, first=0.05, most=5.0)


@pytest.fixture(scope="module")
def network() -> Network:
    made = Network()
    for ordinal in range(2, 2 + DESKS):
        made.add(ordinal, None if ordinal == 2 else "BAR")
    return made


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    made = Server(new_folder())
    made.create()
    made.start()
    yield made
    made.stop()
    made.remove()


@pytest.fixture(scope="module")
def relays(
    tmp_path_factory: pytest.TempPathFactory, server: Server, network: Network
) -> Iterator[list[Relay]]:
    folder = tmp_path_factory.mktemp("relays")
    made = [Relay(folder / name, server.address(), [network.id]) for name in ("one", "two")]
    starting = [threading.Thread(target=relay.start) for relay in made]
    for thread in starting:
        thread.start()
    for thread in starting:
        thread.join()
    # One is told who is in the network: each test finds that the other knows.
    with way(network, made[0], 1) as told:
        told.admit(network.roster, ())
    yield made
    for relay in made:
        relay.close()


def way(network: Network, relay: Relay, ordinal: int, patience: Patience = STUBBORN):  # type: ignore[no-untyped-def]
    means = Means(identity=network.identities[ordinal], trusted=relay.trusted, patience=patience)
    return closing(open_exchange(f"relay://{HOST}:{relay.port}", means))


def test_what_one_is_told_the_other_knows(network: Network, relays: list[Relay]) -> None:
    one, two = relays
    data = bytes(3 << 20)
    with way(network, one, 2) as writer, way(network, two, 3) as reader:
        writer.write(Kind.BUNDLES, named(data, 2), data)
        assert reader.list(Kind.BUNDLES) == [named(data, 2)]
        assert reader.read(Kind.BUNDLES, named(data, 2)) == data


def test_a_request_played_back_at_the_other_is_refused(network: Network, relays: list[Relay]) -> None:
    """The same host name, as behind one address: only what they share in the database can tell."""
    one, two = relays
    asking = Asking(
        network.id,
        2,
        network.identities[2].sign_seed,
        "GET",
        f"/v1/{network.id}/bundles",
        host="relay.example.org",
    )
    trust = ssl.create_default_context(cafile=str(one.trusted))
    other = ssl.create_default_context(cafile=str(two.trusted))
    with (
        httpx2.Client(base_url=f"https://{HOST}:{one.port}", verify=trust, trust_env=False) as first,
        httpx2.Client(base_url=f"https://{HOST}:{two.port}", verify=other, trust_env=False) as second,
    ):
        request = asking.signed(first)
        request["headers"]["Host"] = "relay.example.org"
        assert first.request(**request).status_code == 200
        assert second.request(**request).json() == {"error": "replayed"}


# Cut off before its handshake, a connection is let go by Python's ssl module without closing it (3.11).
@pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning")
@pytest.mark.parametrize("number", [12, pytest.param(DESKS, marks=pytest.mark.soak)])
def test_desks_push_while_relay_and_database_are_killed(
    network: Network, relays: list[Relay], server: Server, number: int
) -> None:
    """What was acknowledged is there, and everything is acknowledged in the end."""
    acknowledged: dict[str, str] = {}
    turn = threading.Condition()
    failures: list[BaseException] = []

    def push(ordinal: int) -> None:
        try:
            with way(network, relays[ordinal % 2], ordinal) as road:
                for each in range(EACH):
                    data = hashlib.sha512(f"{ordinal} {each}".encode()).digest() * 300
                    name = named(data, ordinal, each + 10)
                    road.write(Kind.BUNDLES, name, data)
                    with turn:
                        acknowledged[name] = hashlib.sha256(data).hexdigest()
                        turn.notify_all()
        except BaseException as error:
            failures.append(error)
            with turn:
                turn.notify_all()

    def once_acknowledged(count: int) -> None:
        with turn:
            assert turn.wait_for(lambda: failures or len(acknowledged) >= count, timeout=90)

    desks = [threading.Thread(target=push, args=(ordinal,)) for ordinal in range(2, 2 + number)]
    for desk in desks:
        desk.start()
    once_acknowledged(number // 3)
    relays[0].kill()
    once_acknowledged(2 * number // 3)
    server.kill()
    server.start()
    relays[0].start()
    for desk in desks:
        desk.join()
    assert failures == []
    assert len(acknowledged) == number * EACH
    with way(network, relays[1], 2) as reader:
        assert acknowledged.keys() <= set(reader.list(Kind.BUNDLES))
        for name in sorted(acknowledged)[::5]:
            assert hashlib.sha256(reader.read(Kind.BUNDLES, name)).hexdigest() == acknowledged[name]


def test_sigterm_lets_a_running_request_finish(network: Network, relays: list[Relay]) -> None:
    """Last of these: the relay is gone afterwards."""
    relay, data = relays[0], bytes(200_000)
    name = named(data, 2, 99)
    signed = Asking(
        network.id,
        2,
        network.identities[2].sign_seed,
        "PUT",
        f"/v1/{network.id}/bundles/{name}",
        data,
        host=HOST,
    )

    head = signed.header
    context = ssl.create_default_context(cafile=str(relay.trusted))
    with (
        socket.create_connection(("127.0.0.1", relay.port)) as raw,
        context.wrap_socket(raw, server_hostname=HOST) as line,
    ):
        line.sendall(
            f"PUT {signed.target} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: {head}\r\n"
            f"Content-Length: {len(data)}\r\n\r\n".encode()
            + data[:100_000]
        )
        # The relay has begun with it when it answers others that came later.
        with way(network, relay, 3) as other:
            other.list(Kind.BUNDLES)
        relay.terminate()
        relay.until("Waiting for")
        line.sendall(data[100_000:])
        assert line.recv(100).startswith(b"HTTP/1.1 201")
    status, said = relay.ended()
    assert status == 0
    assert said[-1]["event"] == "stopped"
    with way(network, relays[1], 3) as other:
        assert name in other.list(Kind.BUNDLES)
