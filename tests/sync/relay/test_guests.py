"""A desk that was invited comes to the relay before anybody has approved it, and may do just that much."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from millegiorni_sync import SyncReport, door, errors, joining, relay_errors, road_errors, roster, synchronise
from millegiorni_sync.exchange import Kind, Means, open_exchange
from millegiorni_sync.exchange.relay import RelayExchange
from millegiorni_sync.identity import Identity, new_seed
from millegiorni_sync.relay.settings import Settings
from tests.sync.relay.network import HOST, Asking, Network, Running, pass_of, running
from tests.sync.world import TABLES, Clock, Desk, database

SECRETS = ["5e" * 32, "6f" * 32, "70" * 32]


def fresh_desk() -> Desk:
    clock = Clock(time.time_ns() // 1_000_000)
    return Desk(database(clock=clock), None, clock)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def coordinator() -> Desk:
    """A coordinator that has founded a network with one house."""
    desk = fresh_desk()
    desk.identity = joining.found(desk.db, "Rete di prova", "coordinamento", "irene")
    joining.add_house(desk.db, desk.identity, "BAR", "Barrito")
    return desk


@pytest.fixture(scope="module")
def hosted() -> Network:
    made = Network()
    made.add(2)
    return made


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory, coordinator: Desk, hosted: Network) -> Iterator[Running]:
    settings = Settings(networks=(coordinator.identity.network, hosted.id))
    with running(tmp_path_factory.mktemp("relay"), settings) as made:
        yield made


def run(relay: Running, desk: Desk) -> SyncReport:
    means = Means(identity=desk.identity, trusted=relay.trusted)
    with closing(open_exchange(f"relay://{HOST}:{relay.port}", means)) as way:
        return synchronise(desk.db, desk.identity, way, TABLES, desk.clock.ms)


def test_a_desk_joins_by_nothing_but_the_relay(relay: Running, coordinator: Desk) -> None:
    run(relay, coordinator)
    invitation = joining.invite(coordinator.db, coordinator.identity, "BAR", coordinator.clock.ms)
    desk = fresh_desk()
    desk.identity, request = joining.join(desk.db, invitation, "sportello", "marta", desk.clock.ms)
    desk.db.execute("INSERT INTO visit VALUES ('v1', 'BAR', 0, 'prima', NULL, 1.5, NULL)")
    with pytest.raises(relay_errors.RelayUnknownDevice):
        # The coordinator has not told the relay yet.
        run(relay, desk)
    run(relay, coordinator)
    assert not run(relay, desk).approved
    assert not run(relay, desk).approved
    means = Means(identity=coordinator.identity, trusted=relay.trusted)
    with closing(open_exchange(f"relay://{HOST}:{relay.port}", means)) as way:
        assert joining.requests(coordinator.db, coordinator.identity, way) == [request]
        joining.approve(coordinator.db, coordinator.identity, request, coordinator.clock.ms, TABLES, way)
    assert run(relay, desk).sent == 1
    assert run(relay, coordinator).received == 1
    assert coordinator.db.execute("SELECT notes FROM visit").fetchall() == [("prima",)]
    joining.revoke(coordinator.db, coordinator.identity, desk.identity.ordinal)
    run(relay, coordinator)
    with pytest.raises(relay_errors.RelayRevoked):
        run(relay, desk)
    known = roster.load(coordinator.db)
    assert known is not None and desk.identity.ordinal in known.revoked


def visit(relay: Running, hosted: Network, identity: Identity) -> RelayExchange:
    hosted.identities[identity.ordinal] = identity
    return hosted.way(relay, identity.ordinal)


def test_what_a_guest_may_leave_is_little(relay: Running, hosted: Network) -> None:
    hosted.tell(relay, pass_of(SECRETS[0], 7))
    guest = hosted.invited(7, secret=SECRETS[0])
    with closing(visit(relay, hosted, guest)) as way:
        with pytest.raises(road_errors.ExchangeSizeLimit):
            way.write(Kind.REQUESTS, "7-000000000000.mgj", bytes(65_537))
        for number in range(5):
            way.write(Kind.REQUESTS, f"7-{number:012}.mgj", bytes(65_536))
        with pytest.raises(errors.ExchangeFull):
            way.write(Kind.REQUESTS, "7-000000000005.mgj", b"x")
        way.write(Kind.REQUESTS, "7-000000000004.mgj", bytes(65_536))
        for attempt in (
            lambda: way.list(Kind.BUNDLES),
            lambda: way.list(Kind.REQUESTS),
            lambda: way.read(Kind.REQUESTS, "7-000000000000.mgj"),
        ):
            with pytest.raises(road_errors.ExchangeForbidden):
                attempt()
        assert way.list(Kind.ROSTER) == []


@pytest.mark.parametrize(
    "spoil",
    ["no introduction", "another secret", "another key", "another place", "another network", "expired"],
)
def test_whoever_was_not_invited_is_nobody(relay: Running, hosted: Network, spoil: str) -> None:
    expires = 1 if spoil == "expired" else None
    hosted.tell(relay, pass_of(SECRETS[1], 8, expires), pass_of(SECRETS[2], 9))
    guest = hosted.invited(8, secret=SECRETS[1])

    def introduced(secret: str = SECRETS[1], network: str = hosted.id, ordinal: int = 8) -> Identity:
        return replace(guest, introduction=door.introduction(secret, network, ordinal, guest.sign_key))

    stranger = {
        "no introduction": replace(guest, introduction=""),
        "another secret": introduced(secret=SECRETS[2]),
        "another key": replace(guest, sign_seed=new_seed()),
        "another place": replace(introduced(), ordinal=9),
        "another network": introduced(network="0" * 32),
        "expired": guest,
    }[spoil]
    with closing(visit(relay, hosted, stranger)) as way, pytest.raises(relay_errors.RelayUnknownDevice):
        way.list(Kind.ROSTER)


def test_an_introduction_does_not_stand_in_for_a_signature(relay: Running, hosted: Network) -> None:
    hosted.tell(relay, pass_of(SECRETS[1], 8))
    guest = hosted.invited(8, secret=SECRETS[1])
    shown = f"{guest.sign_key} {guest.introduction}"
    asking = Asking(hosted.id, 8, new_seed(), "GET", f"/v1/{hosted.id}/roster", introduction=shown)
    with relay.client() as client:
        assert asking.send(client).json() == {"error": "bad_signature"}


def test_whoever_is_a_device_is_no_guest(relay: Running, hosted: Network) -> None:
    """An invitation for the place of a device that is there is worth nothing."""
    hosted.tell(relay, pass_of(SECRETS[2], 2))
    known = relay.store.known(hosted.id)
    assert known is not None and 2 not in known.door.guests
