"""One network over every road, interrupted in the middle of each: all end with the same state, on every road."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from millegiorni_sync import SyncReport, feeds, merge, open_exchange, synchronise
from millegiorni_sync.exchange import Exchange, Kind, Means
from millegiorni_sync.exchange.carrier import CarrierExchange
from millegiorni_sync.synchronisation import Ways
from tests.sync.exchange.cloud import Cloud
from tests.sync.exchange.contract import Stopped
from tests.sync.exchange.object_store import ObjectStore
from tests.sync.world import TABLES, Desk, World, make_world


def run(desk: Desk, exchange: Exchange, ways: Ways = Ways.BOTH) -> SyncReport:
    return synchronise(desk.db, desk.identity, exchange, TABLES, desk.clock.ms, ways=ways)


class Road:
    """A road that breaks off in the middle of one transfer in three, and is then taken again."""

    def __init__(self, address: str, means: Means | None = None) -> None:
        self.address, self.means = address, means
        self._transfers = itertools.count(1)
        self.stops = 0

    def watch(self, done: int, total: int) -> None:
        if done > 0 and next(self._transfers) % 3 == 0:
            self.stops += 1
            raise Stopped

    def travel(self, world: World, desk: Desk) -> None:
        for _ in range(50):
            with closing(open_exchange(self.address, self.means)) as exchange:
                exchange.watch = self.watch
                try:
                    run(desk, exchange)
                    return
                except Stopped:
                    continue
        raise AssertionError("it never comes through")


class Mail(Road):
    """Everybody sends a file to everybody; now and then one is cut on its way, and sent again."""

    def __init__(self, folder: Path) -> None:
        super().__init__("")
        self.folder = folder

    def travel(self, world: World, desk: Desk) -> None:
        file = self.folder / f"{next(self._transfers)}.mgpost"
        with closing(CarrierExchange(file, most=100_000)) as carrier:
            run(desk, carrier, Ways.OUT)
        attachments = CarrierExchange(file).files
        if not attachments:
            return
        last = attachments[-1]
        whole = last.read_bytes()
        last.write_bytes(whole[: len(whole) // 2])
        self.deliver(world, desk, attachments[0])
        self.stops += 1
        last.write_bytes(whole)
        self.deliver(world, desk, attachments[0])

    def deliver(self, world: World, sender: Desk, file: Path) -> None:
        before = file.read_bytes()
        for desk in world.desks:
            if desk is not sender:
                with closing(open_exchange(file)) as carrier:
                    assert run(desk, carrier, Ways.IN).sent == 0
        assert file.read_bytes() == before


@pytest.fixture(params=["folder", "webdav", "s3", "mail"])
def road(request: pytest.FixtureRequest, tmp_path: Path) -> Road:
    match request.param:
        case "webdav":
            cloud: Cloud = request.getfixturevalue("cloud")
            return Road(f"dav://127.0.0.1:{cloud.port}/{quote(cloud.area().name)}", Means(Cloud.login))
        case "s3":
            store: ObjectStore = request.getfixturevalue("store")
            return Road(store.address(f"viaggio/{tmp_path.name}"), Means(ObjectStore.key))
        case "mail":
            return Mail(tmp_path)
    return Road(str(tmp_path))


def write(desk: Desk, rid: str, notes: str) -> None:
    desk.db.execute("INSERT INTO visit VALUES (?, ?, 0, ?, 30, 1.5, NULL)", (rid, desk.identity.house, notes))


def history(world: World, travel: Callable[[Desk], None]) -> list[str]:
    """A month of two desks and a coordinator, with two answers to one question; the state of each before it is decided.

    (A decision's id is drawn at random.)
    """
    coordinator, first, second = world.desks

    def later() -> None:
        """All clocks go on, so that no clock of a row tells over which road the others' came."""
        for desk in world.desks:
            desk.clock.ms += 60_000

    for number in range(40):
        later()
        write(first, f"a{number}", "prima " * 300)
        write(second, f"b{number}", "seconda " * 300)
        if number % 10 == 9:
            travel(first)
            travel(second)
    later()
    coordinator.db.execute("INSERT INTO term VALUES ('t1', 'uno', NULL)")
    for desk in world.desks * 2:
        travel(desk)
    later()
    first.db.execute("UPDATE visit SET notes = 'la mia' WHERE id = 'a0'")
    second.db.execute("UPDATE visit SET notes = 'la sua' WHERE id = 'a0'")
    for desk in world.desks * 2:
        travel(desk)
    before = [desk.digest() for desk in world.desks]
    later()
    (conflict,) = merge.conflicts(coordinator.db)
    merge.decide(coordinator.db, conflict, "2025-02-19T10:00:00Z", "la mia")
    for desk in world.desks * 2:
        travel(desk)
    assert len({desk.digest() for desk in world.desks}) == 1
    assert coordinator.db.execute("SELECT notes FROM visit WHERE id = 'a0'").fetchall() == [("la mia",)]
    assert merge.conflicts(coordinator.db) == []
    return before


def test_all_roads_end_in_the_same_state(road: Road) -> None:
    straight = make_world("BAR", "BAR", root=bytes(32))
    meeting = "memory://" + str(id(straight))
    with closing(open_exchange(meeting)) as exchange:
        expected = history(straight, lambda desk: run(desk, exchange) and None)
    world = make_world("BAR", "BAR", root=bytes(32))
    assert history(world, lambda desk: road.travel(world, desk)) == expected
    assert len(set(expected)) == 1
    assert road.stops > 5


def test_a_carrier_takes_along_what_any_device_may_lack(tmp_path: Path) -> None:
    """A coordinator that has acknowledged is not everyone: who missed a mail gets it with the next."""
    world = make_world("BAR", "BAR")
    coordinator, first, second = world.desks
    write(first, "v1", "uno")

    def sent_by(desk: Desk, name: str) -> Path:
        with closing(CarrierExchange(tmp_path / name)) as carrier:
            run(desk, carrier, Ways.OUT)
        return tmp_path / name

    def read(desk: Desk, file: Path) -> SyncReport:
        return run(desk, CarrierExchange(file), Ways.IN)

    read(coordinator, sent_by(first, "1.mgpost"))
    read(first, sent_by(coordinator, "2.mgpost"))
    assert feeds.receipts(first.db)[0].state == "received"
    write(first, "v2", "due")
    third = sent_by(first, "3.mgpost")
    assert len(CarrierExchange(third).list(Kind.BUNDLES)) == 2
    assert read(second, third).rows == {"visit": 2}
    # What everybody has said to have is not taken along any more.
    write(second, "v3", "tre")
    fourth = sent_by(second, "4.mgpost")
    for desk in (coordinator, first):
        read(desk, fourth)
    read(first, sent_by(coordinator, "5.mgpost"))
    assert len(CarrierExchange(sent_by(first, "6.mgpost")).list(Kind.BUNDLES)) == 1


def test_a_carrier_that_has_come_is_only_read(tmp_path: Path) -> None:
    world = make_world("BAR", "BAR", root=bytes(32))
    coordinator, first, _ = world.desks
    write(first, "v1", "uno")
    with closing(CarrierExchange(tmp_path / "1.mgpost")) as carrier:
        assert run(first, carrier, Ways.OUT).received == 0
    with closing(CarrierExchange(tmp_path / "1.mgpost")) as carrier:
        report = run(coordinator, carrier, Ways.IN)
        assert (report.sent, report.received) == (0, 1)
        assert carrier.list(Kind.ROSTER) == []
    # The receipt that is owed goes with the coordinator's next file.
    with closing(CarrierExchange(tmp_path / "2.mgpost")) as carrier:
        assert run(coordinator, carrier, Ways.OUT).sent == 1
        assert len(carrier.list(Kind.ROSTER)) == 1
