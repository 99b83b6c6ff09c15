"""What each kind of visitor may do, and the names that nobody may use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import httpx2
import pytest

from millegiorni_sync.exchange import Kind
from millegiorni_sync.relay.settings import Settings
from tests.sync.relay.network import ROOT, Asking, Network, Running, pass_of, running

SECRET = "5e" * 32
COORDINATOR, DEVICE, GUEST = 1, 2, 3


@dataclass
class Place:
    """A relay and a network: 1 coordinator, 2 device, 3 invited."""

    relay: Running
    network: Network
    client: httpx2.Client

    def ask(self, who: int, method: str, path: str, body: bytes = b"") -> int:
        """The status of the answer."""
        identity = self.network.identities.get(who)
        seed = identity.sign_seed if identity else self.network.root
        shown = f"{identity.sign_key} {identity.introduction}" if identity and identity.introduction else ""
        target = f"/v1/{self.network.id}/{path}"
        asking = Asking(self.network.id, who, seed, method, target, body, introduction=shown)
        return asking.send(self.client).status_code


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    network = Network()
    network.add(DEVICE)
    with (
        running(tmp_path_factory.mktemp("relay"), Settings(networks=(network.id,))) as relay,
        relay.client() as client,
    ):
        network.tell(relay, pass_of(SECRET, GUEST))
        network.invited(GUEST, secret=SECRET)
        yield Place(relay, network, client)


NAMES = {
    Kind.BUNDLES: "{}-01234567-1-0123456789ab.mgb",
    Kind.ROSTER: "00000{}-0123456789ab.mgr",
    Kind.REQUESTS: "{}-0123456789ab.mgj",
}
MAY = {
    ("GET", Kind.BUNDLES): {COORDINATOR, DEVICE},
    ("PUT", Kind.BUNDLES): {COORDINATOR, DEVICE},
    ("GET", Kind.ROSTER): {COORDINATOR, DEVICE, GUEST},
    ("PUT", Kind.ROSTER): {COORDINATOR},
    ("GET", Kind.REQUESTS): {COORDINATOR},
    ("PUT", Kind.REQUESTS): {COORDINATOR, DEVICE, GUEST},
}


@pytest.mark.parametrize(("method", "kind"), MAY, ids=[f"{method} {kind}" for method, kind in MAY])
def test_who_may_do_what(place: Place, method: str, kind: Kind) -> None:
    for who in (ROOT, COORDINATOR, DEVICE, GUEST):
        allowed = who in MAY[method, kind]
        body = b"x" if method == "PUT" else b""
        status = place.ask(who, method, f"{kind}/{NAMES[kind].format(who)}", body)
        # What nobody has put is missing even for whoever may read it.
        assert status in ((200, 201, 404) if allowed else (403,)), (who, status)
        if method == "GET":
            assert place.ask(who, method, str(kind)) == (200 if allowed else 403), who


@pytest.mark.parametrize("who", [COORDINATOR, DEVICE, GUEST])
def test_only_the_key_that_keeps_the_roster_touches_the_door(place: Place, who: int) -> None:
    assert place.ask(who, "GET", "door") == 403
    assert place.ask(who, "PUT", "door", b"{}") in (401, 422)


@pytest.mark.parametrize("kind", [Kind.BUNDLES, Kind.REQUESTS])
def test_nobody_takes_the_names_of_another(place: Place, kind: Kind) -> None:
    for name in (NAMES[kind].format(COORDINATOR), NAMES[kind].format(22), NAMES[kind].format("x")):
        assert place.ask(DEVICE, "PUT", f"{kind}/{name}", b"x") == 403


def test_names_that_lead_elsewhere(place: Place) -> None:
    for name in (
        "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "2-01234567-1-0123456789ab.mgb/..", "%2e%2e", "2-%00.mgb",
        "2-01234567-1-0123456789ab.mgb%0a", "2-01234567-1-0123456789ab.exe", "2-" + "1" * 200 + "-0123456789ab.mgb",
        "2-è-0123456789ab.mgb", "2-01234567-1-0123456789ab.mgb;x", "2-' OR 1=1 --0123456789ab.mgb",
    ):  # fmt: skip
        target = httpx2.URL(f"/v1/{place.network.id}/bundles/{name}").raw_path.decode()
        path = target.removeprefix(f"/v1/{place.network.id}/")
        assert place.ask(DEVICE, "PUT", path, b"x") in (401, 403, 404), name
        assert place.ask(DEVICE, "GET", path) in (401, 404), name
    assert all(".." not in name for name in _names(place))


def _names(place: Place) -> list[str]:
    with closing(place.network.way(place.relay, DEVICE)) as way:
        return way.list(Kind.BUNDLES)


@pytest.mark.parametrize(
    "path", ["files", "door/x", "bundles/x/y", "", "Bundles", "bundles/", "requests/../bundles"]
)
def test_there_is_nothing_else(place: Place, path: str) -> None:
    assert place.ask(DEVICE, "GET", path) in (401, 404)
