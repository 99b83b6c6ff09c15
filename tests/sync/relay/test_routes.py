"""Every route, asked in every way that is not to be answered: nothing is told, nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import httpx2
import pytest
from sqlalchemy import func, select
from starlette.routing import Route

from millegiorni_sync import door
from millegiorni_sync.door import DoorList
from millegiorni_sync.exchange import Kind
from millegiorni_sync.identity import new_seed
from millegiorni_sync.relay.app import DOOR, FILE, SHELF, routed
from millegiorni_sync.relay.database import FILES, NETWORKS, Database
from millegiorni_sync.relay.measures import Measures
from millegiorni_sync.relay.refusal import STATUS
from millegiorni_sync.relay.settings import Settings
from millegiorni_sync.relay.store import Store
from tests.sync.relay.network import ROOT, Asking, Network, Running, named, running

DATA = b"sealed"
NAMES = {
    Kind.BUNDLES: named(DATA, 2),
    Kind.ROSTER: "000001-0123456789ab.mgr",
    Kind.REQUESTS: "2-0123456789ab.mgj",
}
ROUTES = [
    ("GET", "door"), ("PUT", "door"),
    *[("GET", str(kind)) for kind in Kind],
    *[(method, f"{kind}/{name}") for kind, name in NAMES.items() for method in ("GET", "PUT")],
]  # fmt: skip


@dataclass
class Place:
    """A relay with two networks; in ours 2 is a coordinator's device, 3 another one, 4 is revoked."""

    relay: Running
    ours: Network
    other: Network
    client: httpx2.Client

    def asking(self, method: str, path: str) -> Asking:
        """The request as whoever may do it makes it."""
        target = f"/v1/{self.ours.id}/{path}"
        if path == "door":
            return Asking(self.ours.id, ROOT, self.ours.root, method, target, self.next_list(method))
        seed = self.ours.identities[2].sign_seed
        return Asking(self.ours.id, 2, seed, method, target, DATA if method == "PUT" else b"")

    def next_list(self, method: str) -> bytes:
        """The door list that would be taken next."""
        if method == "GET":
            return b""
        known = self.relay.store.known(self.ours.id)
        return door.signed(
            DoorList.of(self.ours.roster, [], known and known.door), self.ours.roster, self.ours.root
        )

    def kept(self) -> Any:
        """What a request may have changed."""
        with self.relay.database.reading() as connection:
            return (
                connection.execute(select(FILES.c.name, FILES.c.hash)).all(),
                connection.execute(select(NETWORKS.c.id, NETWORKS.c.hash)).all(),
                connection.execute(select(func.count()).select_from(FILES)).scalar_one(),
            )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    ours, other = Network(), Network()
    for network in (ours, other):
        network.add(2, None)
        network.add(3)
        network.add(4)
        network.revoke(4)
    settings = Settings(networks=(ours.id, other.id), failures_per_minute=100_000)
    with running(tmp_path_factory.mktemp("relay"), settings) as relay, relay.client() as client:
        for network in (ours, other):
            network.tell(relay)
            for kind, name in NAMES.items():
                with closing(network.way(relay, 2)) as way:
                    way.write(kind, name, DATA)
        yield Place(relay, ours, other, client)


Spoilt = tuple[Asking, dict[str, Any], str]
"""A request, what is changed after it was signed, and the refusal that is due."""


def stranger(asking: Asking, seed: bytes, ordinal: int | None = None) -> tuple[Asking, dict[str, Any]]:
    return replace(asking, seed=seed, ordinal=asking.ordinal if ordinal is None else ordinal), {}


def is_list(asking: Asking) -> bool:
    """Whether a list is put: it says itself whose key must have signed, before anybody is looked up."""
    return (asking.method, asking.target[-5:]) == ("PUT", "/door")


SPOILS: dict[str, Callable[[Place, Asking], Spoilt]] = {
    "no signature": lambda place, ask: (ask, {"headers": {}}, "unsigned"),
    "another scheme": lambda place, ask: (ask, {"headers": {"Authorization": "Basic eDp5"}}, "unsigned"),
    "too old": lambda place, ask: (replace(ask, ahead=-301), {}, "stale"),
    "too early": lambda place, ask: (replace(ask, ahead=302), {}, "stale"),
    "two years early": lambda place, ask: (replace(ask, ahead=63_072_000), {}, "stale"),
    "signed by nobody": lambda place, ask: (*stranger(ask, new_seed()), "bad_signature"),
    "signed by another device": lambda place, ask: (
        *stranger(ask, place.ours.identities[3].sign_seed),
        "bad_signature",
    ),
    "by a device that is not there": lambda place, ask: (
        *stranger(ask, new_seed(), 77),
        "bad_signature" if is_list(ask) else "unknown_device",
    ),
    "by a revoked device": lambda place, ask: (
        *stranger(ask, place.ours.identities[4].sign_seed, 4),
        "bad_signature" if is_list(ask) else "revoked",
    ),
    "by a device of another network": lambda place, ask: (
        *stranger(ask, place.other.root if ask.ordinal == ROOT else place.other.identities[2].sign_seed),
        "bad_signature",
    ),
    "for another network": lambda place, ask: (
        ask,
        {"url": ask.target.replace(place.ours.id, place.other.id)},
        "bad_signature",
    ),
    "to a network that is not hosted": lambda place, ask: (
        replace(ask, network="0" * 32, target=ask.target.replace(place.ours.id, "0" * 32)),
        {},
        "unknown_network",
    ),
    "with another body": lambda place, ask: (ask, {"content": b"another"}, "altered"),
    "for another path": lambda place, ask: (
        replace(ask, target=ask.target + "x"),
        {"url": ask.target},
        "bad_signature",
    ),
    "for another question": lambda place, ask: (
        replace(ask, target=ask.target + "?after=x"),
        {"url": ask.target},
        "bad_signature",
    ),
    "for another method": lambda place, ask: (
        replace(ask, method={"GET": "PUT", "PUT": "GET"}[ask.method]),
        {"method": ask.method},
        "bad_signature",
    ),
    "for another server": lambda place, ask: (replace(ask, host="relay.example.org"), {}, "bad_signature"),
}


@pytest.mark.parametrize("spoil", SPOILS)
def test_no_route_answers_what_is_signed_wrongly(place: Place, spoil: str) -> None:
    before = place.kept()
    for method, path in ROUTES:
        asking, changed, code = SPOILS[spoil](place, place.asking(method, path))
        answer = asking.send(place.client, **changed)
        assert (answer.json()["error"], answer.status_code) == (code, STATUS[code]), (method, path)
        assert place.kept() == before, (method, path)


def test_every_route_answers_whoever_may_once(place: Place) -> None:
    """Without this the others would prove nothing. The same request a second time is refused."""
    for method, path in ROUTES:
        request = place.asking(method, path).signed(place.client)
        assert place.client.request(**request).status_code in (200, 201), (method, path)
        before = place.kept()
        again = place.client.request(**request)
        assert (again.status_code, again.json()) == (401, {"error": "replayed"}), (method, path)
        assert place.kept() == before, (method, path)


def test_every_route_is_among_these() -> None:
    """A route that is added and not asked here would not be guarded by these tests."""
    app = routed(Settings(), Store(Database(":memory:")), Measures())
    routes = [route for route in app.routes if isinstance(route, Route)]
    assert {(method, route.path) for route in routes for method in route.methods or ()} == {
        *[("GET", path) for path in ("/health", "/metrics", DOOR, SHELF, FILE)],
        *[("PUT", path) for path in (DOOR, FILE)],
    }
